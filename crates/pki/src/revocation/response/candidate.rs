//! Which of the answers of a response may be about a certificate.
//!
//! A CertID names the certificate by hashes of its issuer's name and key, and its serial number
//! (RFC 6960, section 4.1.1). The key comes last, so what fits in the rest is kept until then.

use super::super::response_policy::ResponsePolicy;
use super::super::status::{Revocation, RevocationError, Status};
use super::super::subject::Subject;
use crate::algorithm::HashId;
use crate::chain::{IncrementalSignatures, RuleSet};
use crate::extension::Reason;
use crate::ocsp::{BasicResponse, CertId, CertStatus, SingleResponse};
use motetls_crypto::Hash;

/// How many CertIDs of one response can fit in all but the key: a responder that knows the
/// certificate by two hashes, or an authority that has two keys.
const MOST: usize = 2;

/// A hash of a name or of a key: SHA-1, or SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl Digest {
    /// A SHA-1 out of a message.
    pub(super) fn sha1(hash: &[u8]) -> Result<Self, RevocationError> {
        hash.try_into().map(Digest::Sha1).map_err(|_| RevocationError::Malformed)
    }

    /// A hash of this kind out of a message; `None` of another kind.
    fn read(kind: Option<HashId>, hash: &[u8]) -> Result<Option<Self>, RevocationError> {
        match kind {
            Some(HashId::Sha1) => Digest::sha1(hash).map(Some),
            Some(HashId::Sha256) => match hash.try_into() {
                Ok(hash) => Ok(Some(Digest::Sha256(hash))),
                Err(_) => Err(RevocationError::Malformed),
            },
            _ => Ok(None),
        }
    }

    pub(super) fn is_of<S: IncrementalSignatures, H: Hash<Output = [u8; 20]>>(
        &self,
        octets: &[u8],
    ) -> bool {
        match self {
            Digest::Sha1(hash) => *hash == H::digest(octets),
            Digest::Sha256(hash) => *hash == S::NameHash::digest(octets),
        }
    }
}

/// An answer that is about the certificate if the issuer's key fits.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// The hash of the issuer's name where that is written otherwise than in the certificate.
    name: Option<Digest>,
    key: Digest,
    status: Result<Status, RevocationError>,
}

/// All answers that may be about the certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidates([Option<Candidate>; MOST]);

impl Candidates {
    /// Those of a response, in which each is measured by `policy`.
    ///
    /// Under rules that fold names, the responder may have hashed the issuer's name as it stands in
    /// the issuer's certificate and not as it stands in that of the subject: then the name is
    /// compared when the issuer comes.
    pub(super) fn find<S: IncrementalSignatures, R: RuleSet, H: Hash<Output = [u8; 20]>>(
        subject: &Subject<'_>,
        basic: &BasicResponse<'_>,
        policy: &ResponsePolicy<'_>,
    ) -> Result<Self, RevocationError> {
        let mut found = Candidates([None; MOST]);
        let (mut sha1, mut sha256) = (None, None); // of the issuer's name, each taken once
        for single in basic.responses {
            let single = single?;
            let CertId { hash, issuer_name_hash, issuer_key_hash, serial } = single.id;
            if serial != subject.serial {
                continue;
            }
            let Some(name) = Digest::read(hash, issuer_name_hash)? else { continue };
            let own = match name {
                Digest::Sha1(hash) => {
                    *sha1.get_or_insert_with(|| H::digest(subject.issuer)) == hash
                }
                Digest::Sha256(hash) => {
                    *sha256.get_or_insert_with(|| S::NameHash::digest(subject.issuer)) == hash
                }
            };
            if !own && !R::FOLD {
                continue;
            }
            let Some(key) = Digest::read(hash, issuer_key_hash)? else { continue };
            let name = (!own).then_some(name);
            found.add(Candidate { name, key, status: status(subject, &single, policy) })?;
        }
        let mut all = found.0.iter().flatten();
        let first = all.next().ok_or(RevocationError::OtherCertificate)?;
        match first.status {
            Err(why) if all.all(|other| other.status.is_err()) => Err(why),
            _ => Ok(found),
        }
    }

    /// Adds one; of two of the same CertID, what tells more against the certificate counts.
    fn add(&mut self, new: Candidate) -> Result<(), RevocationError> {
        for place in &mut self.0 {
            match place {
                Some(old) if (old.name, old.key) == (new.name, new.key) => {
                    old.status = worse(old.status, new.status);
                    return Ok(());
                }
                Some(_) => {}
                None => {
                    *place = Some(new);
                    return Ok(());
                }
            }
        }
        Err(RevocationError::TooManyResponses)
    }

    /// What they say of the certificate if its issuer has this name and these octets for a key.
    ///
    /// An error if none is about it; within, why the answer is of no use.
    pub(super) fn of<S: IncrementalSignatures, H: Hash<Output = [u8; 20]>>(
        &self,
        name: &[u8],
        key: &[u8],
    ) -> Result<Result<Status, RevocationError>, RevocationError> {
        let is_of = |candidate: &&Candidate| {
            candidate.key.is_of::<S, H>(key)
                && candidate.name.is_none_or(|hash| hash.is_of::<S, H>(name))
        };
        let statuses = self.0.iter().flatten().filter(is_of).map(|candidate| candidate.status);
        statuses.reduce(worse).ok_or(RevocationError::OtherCertificate)
    }
}

/// What one answer says, if it may be believed by its times and extensions.
fn status(
    subject: &Subject<'_>,
    single: &SingleResponse<'_>,
    policy: &ResponsePolicy<'_>,
) -> Result<Status, RevocationError> {
    for extension in single.extensions {
        if extension?.critical {
            return Err(RevocationError::UnknownCriticalExtension);
        }
    }
    policy.freshness.check(single.this_update, single.next_update)?;
    Ok(match single.status {
        CertStatus::Good if subject.is_malformed() => Status::Unknown(RevocationError::Malformed),
        CertStatus::Good => Status::Good,
        CertStatus::Unknown => Status::Unknown(RevocationError::UnknownToResponder),
        CertStatus::Revoked(date, reason) => {
            Status::Revoked(Revocation { date, reason: reason.unwrap_or(Reason::UNSPECIFIED) })
        }
    })
}

/// The one that tells more against the certificate.
fn worse(
    one: Result<Status, RevocationError>,
    other: Result<Status, RevocationError>,
) -> Result<Status, RevocationError> {
    let weight = |status: &Result<Status, RevocationError>| match status {
        Ok(Status::Good) => 0,
        Ok(Status::Unknown(_)) => 1,
        Err(_) => 2,
        Ok(Status::Revoked(_)) => 3,
    };
    if weight(&other) > weight(&one) { other } else { one }
}
