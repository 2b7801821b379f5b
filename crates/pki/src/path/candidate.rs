//! Which certificates may have issued another, the likeliest first.

use super::branch::{OTHER_KEY, OUT_OF_TIME, Rank, SAME_KEY, SOME_KEY};
use super::found::Path;
use crate::certificate::Certificate;
use crate::chain::{RuleSet, Signatures, VerifyPolicy, same_name};
use crate::extension::Value;
use crate::oid::{Oid, known};

/// The first in rank after `tried` of the pool whose subject is the issuer of the last certificate
/// of `path`.
pub(super) fn next<A: Signatures, R: RuleSet, V>(
    policy: &VerifyPolicy<'_>,
    path: &Path<'_, '_, A, R, V>,
    tried: Option<Rank>,
    work: &mut Work,
) -> Option<Rank> {
    let subject = Certificate::parse(path.certificates().next_back()?).ok()?;
    let named = authority_key_id(&subject);
    let mut first = None;
    for (der, index) in path.pool.iter().zip(0..) {
        let Ok(issuer) = Certificate::parse(der) else { continue };
        if !same_name::<R>(issuer.subject, subject.issuer) {
            continue;
        }
        let rank = Rank { likelihood: likelihood(policy, named, &issuer), index };
        let earliest = Some(rank) > tried && first.is_none_or(|first| rank < first);
        if earliest && !is_on(path, &issuer, work) && !is_doubled(path.pool, der, index, work) {
            first = Some(rank);
        }
        if work.is_exhausted() {
            return None;
        }
    }
    first
}

/// How many octets may still be compared without cryptography: certificates of the expected name
/// with others of the pool, and with those of the path. Copies of one certificate cost a stranger
/// nothing, and comparing each with all before it is quadratic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work(u64);

impl Work {
    /// For one push of the budget: far more than an honest pool of thousands needs.
    const PUSH: u64 = 1 << 17;

    pub(super) fn new(budget: u32) -> Self {
        Work(u64::from(budget).saturating_mul(Self::PUSH))
    }

    fn spend(&mut self, octets: usize) {
        self.0 = self.0.saturating_sub(octets as u64);
    }

    pub(super) const fn is_exhausted(self) -> bool {
        self.0 == 0
    }
}

fn likelihood(policy: &VerifyPolicy<'_>, named: Option<&[u8]>, issuer: &Certificate<'_>) -> u8 {
    let key = match (named, subject_key_id(issuer)) {
        (Some(named), Some(own)) if named == own => SAME_KEY,
        (Some(_), Some(_)) => OTHER_KEY,
        _ => SOME_KEY,
    };
    let in_time = policy.now.is_none_or(|now| issuer.not_before <= now && now <= issuer.not_after);
    if in_time { key } else { key | OUT_OF_TIME }
}

fn value<'a>(certificate: &Certificate<'a>, oid: Oid<'_>) -> Option<Value<'a>> {
    certificate.extension_list().find_kind(oid)?.value().ok()
}

fn authority_key_id<'a>(certificate: &Certificate<'a>) -> Option<&'a [u8]> {
    match value(certificate, known::AUTHORITY_KEY_ID)? {
        Value::AuthorityKeyId(named) => named.key_id,
        _ => None,
    }
}

fn subject_key_id<'a>(certificate: &Certificate<'a>) -> Option<&'a [u8]> {
    match value(certificate, known::SUBJECT_KEY_ID)? {
        Value::SubjectKeyId(own) => Some(own),
        _ => None,
    }
}

/// Whether a certificate of the path has the name and the key of `issuer`, as those of a ring have,
/// and `issuer` itself.
fn is_on<A: Signatures, R: RuleSet, V>(
    path: &Path<'_, '_, A, R, V>,
    issuer: &Certificate<'_>,
    work: &mut Work,
) -> bool {
    let same = |other: Certificate<'_>| {
        other.spki == issuer.spki && same_name::<R>(other.subject, issuer.subject)
    };
    path.certificates().any(|der| {
        work.spend(der.len());
        Certificate::parse(der).is_ok_and(same)
    })
}

/// Whether the pool has the same certificate before `index`.
fn is_doubled(pool: &[&[u8]], der: &[u8], index: usize, work: &mut Work) -> bool {
    pool.iter().take(index).any(|other| {
        let comparable = other.len() == der.len();
        work.spend(if comparable { der.len() } else { 1 });
        comparable && *other == der
    })
}
