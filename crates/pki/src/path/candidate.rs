//! Who may have issued a certificate, the likeliest first.

use super::Path;
use crate::certificate::Certificate;
use crate::chain::{Policy, Rules, Signatures, same_name};
use crate::extension::Value;
use crate::oid::{Oid, known};

/// Its key is the one the certificate names.
const SAME_KEY: u8 = 0;
/// One of them names no key.
const SOME_KEY: u8 = 2;
/// Its key is another one.
const OTHER_KEY: u8 = 4;
/// Added when it is not in time.
const OUT_OF_TIME: u8 = 1;

/// When an issuer comes to be tried: the lower the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// One of the above.
    likelihood: u8,
    /// Which of the pool it is.
    pub index: usize,
}

impl Rank {
    /// Whether its key is not the one the certificate names.
    pub(super) const fn has_other_key(&self) -> bool {
        self.likelihood >= OTHER_KEY
    }
}

/// The first in rank after `tried` of the pool whose subject is the issuer of the last certificate of `path`.
pub(super) fn next<A: Signatures, R: Rules, J>(
    policy: &Policy<'_>,
    path: &Path<'_, '_, A, R, J>,
    tried: Option<Rank>,
) -> Option<Rank> {
    let subject = Certificate::parse(path.certificates().next_back()?).ok()?;
    let wanted = authority_key_id(&subject);
    let mut first = None;
    for (der, index) in path.pool.iter().zip(0..) {
        let Ok(issuer) = Certificate::parse(der) else { continue };
        if !same_name::<R>(issuer.subject, subject.issuer) {
            continue;
        }
        let rank = Rank { likelihood: likelihood(policy, wanted, &issuer), index };
        let earliest = Some(rank) > tried && first.is_none_or(|first| rank < first);
        if earliest && !is_on(path, &issuer) && !is_doubled(path.pool, der, index) {
            first = Some(rank);
        }
    }
    first
}

fn likelihood(policy: &Policy<'_>, wanted: Option<&[u8]>, issuer: &Certificate<'_>) -> u8 {
    let key = match (wanted, subject_key_id(issuer)) {
        (Some(wanted), Some(own)) if wanted == own => SAME_KEY,
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
        Value::AuthorityKeyId(wanted) => wanted.key_id,
        _ => None,
    }
}

fn subject_key_id<'a>(certificate: &Certificate<'a>) -> Option<&'a [u8]> {
    match value(certificate, known::SUBJECT_KEY_ID)? {
        Value::SubjectKeyId(own) => Some(own),
        _ => None,
    }
}

/// Whether a certificate of the path has the name and the key of `issuer`, as those of a ring have, and `issuer` itself.
fn is_on<A: Signatures, R: Rules, J>(path: &Path<'_, '_, A, R, J>, issuer: &Certificate<'_>) -> bool {
    let same = |other: Certificate<'_>| other.spki == issuer.spki && same_name::<R>(other.subject, issuer.subject);
    path.certificates().any(|der| Certificate::parse(der).is_ok_and(same))
}

/// Whether the pool has the same certificate before `index`.
fn is_doubled(pool: &[&[u8]], der: &[u8], index: usize) -> bool {
    pool.iter().take(index).any(|other| *other == der)
}
