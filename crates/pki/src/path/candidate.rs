//! Who may have issued a certificate, the likeliest first.

use super::Path;
use crate::chain::{Policy, Rules, Signatures, same_name};
use crate::der::Read;
use crate::extension::Value;
use crate::oid::known;
use crate::x509::Certificate;

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
    let subject = Certificate::from_der(path.certificates().next_back()?).ok()?;
    let mut first = None;
    for (der, index) in path.pool.iter().zip(0..) {
        let Ok(issuer) = Certificate::from_der(der) else { continue };
        if !same_name::<R>(issuer.subject.der, subject.issuer.der) {
            continue;
        }
        let rank = Rank { likelihood: likelihood(policy, &subject, &issuer), index };
        let earliest = Some(rank) > tried && first.is_none_or(|first| rank < first);
        if earliest && !is_on(path, &issuer) && !is_doubled(path.pool, der, index) {
            first = Some(rank);
        }
    }
    first
}

fn likelihood(policy: &Policy<'_>, subject: &Certificate<'_>, issuer: &Certificate<'_>) -> u8 {
    let wanted = match subject.extension(known::AUTHORITY_KEY_ID) {
        Ok(Some(Value::AuthorityKeyId(wanted))) => wanted.key_id,
        _ => None,
    };
    let own = match issuer.extension(known::SUBJECT_KEY_ID) {
        Ok(Some(Value::SubjectKeyId(own))) => Some(own),
        _ => None,
    };
    let key = match (wanted, own) {
        (Some(wanted), Some(own)) if wanted == own => SAME_KEY,
        (Some(_), Some(_)) => OTHER_KEY,
        _ => SOME_KEY,
    };
    let in_time = policy.now.is_none_or(|now| issuer.not_before <= now && now <= issuer.not_after);
    if in_time { key } else { key | OUT_OF_TIME }
}

/// Whether a certificate of the path has the name and the key of `issuer`, as those of a ring have, and `issuer` itself.
fn is_on<A: Signatures, R: Rules, J>(path: &Path<'_, '_, A, R, J>, issuer: &Certificate<'_>) -> bool {
    path.certificates().any(|der| {
        Certificate::from_der(der).is_ok_and(|other| {
            same_name::<R>(other.subject.der, issuer.subject.der) && other.public_key.der == issuer.public_key.der
        })
    })
}

/// Whether the pool has the same certificate before `index`.
fn is_doubled(pool: &[&[u8]], der: &[u8], index: usize) -> bool {
    pool.iter().take(index).any(|other| *other == der)
}
