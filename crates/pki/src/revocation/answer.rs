//! An OCSP answer, checked when it comes, settled when the issuer's key comes (RFC 6960, section 3.2).

use super::delegate::Delegate;
use super::{Freshness, Issuer, Revocation, Status, Subject, Why};
use crate::algorithm::HashId;
use crate::certificate::Certificate;
use crate::chain::Pieces;
use crate::der::{Der, OCTET_STRING, Read, SEQUENCE};
use crate::error::CertError;
use crate::extension::{Extensions, Reason};
use crate::ocsp::{BasicResponse, CertId, CertStatus, Responder, Response, ResponseStatus, SingleResponse};
use crate::oid::known;
use core::marker::PhantomData;
use motetls_base::DecodeError;
use motetls_crypto::Hash;
use motetls_crypto::sha1::Sha1;

/// What answers are measured by.
#[derive(Clone, Copy, Debug)]
pub struct AnswerPolicy<'a> {
    /// How old they may be.
    pub freshness: Freshness,
    /// The nonce of the question, if there was one; an answer that bears another is refused. Stapled answers have none.
    pub nonce: Option<&'a [u8]>,
    /// Whether an answer without a nonce is refused when the question had one. Most responders give answers that were
    /// signed ahead, and have none (RFC 8954, section 2.2).
    pub nonce_required: bool,
    /// Whether the certificate of a responder that is not the issuer itself must bear id-pkix-ocsp-nocheck, as the CA/Browser
    /// Forum's requirements have it. Nothing here asks whether that certificate is revoked.
    pub no_check_required: bool,
}

impl AnswerPolicy<'_> {
    /// No nonce, and id-pkix-ocsp-nocheck required.
    #[must_use]
    pub const fn new(freshness: Freshness) -> Self {
        AnswerPolicy { freshness, nonce: None, nonce_required: false, no_check_required: true }
    }
}

/// An answer about a certificate, of which all was checked but the issuer's own signature: that over the answer, or over
/// the certificate of the responder who signed it. About 250 bytes for P-256.
///
/// A stapled answer arrives with its certificate (RFC 8446, section 4.4.2.1) and the issuer's key after both. `H` is
/// SHA-1, by which nearly all responders tell issuers apart; nobody gains by a collision of what the issuer chose.
///
/// # Why this suffices
///
/// Nothing is given out before the issuer's key verified what was kept. Where the issuer itself signed, that covers the
/// answer. Where it did not, the kept signature covers the responder's certificate, whose purpose and time were checked,
/// and whose key had verified the answer before.
#[derive(Debug)]
pub struct Answer<S: Pieces, H = Sha1> {
    kept: S::Kept,
    /// The hash of the issuer's key.
    key: KeyHash,
    /// The responder's name for itself, where that is a hash of the issuer's key.
    responder: Option<KeyHash>,
    status: Status,
    sha1: PhantomData<fn() -> H>,
}

/// A hash of a key: SHA-1, or SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyHash {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl<S: Pieces, H: Hash<Output = [u8; 20]>> Answer<S, H> {
    /// Reads the answer `der`, an OCSPResponse, about `subject`.
    ///
    /// # Errors
    /// [`Why`] it says nothing of the subject, whatever the issuer's key will be.
    pub fn read(subject: &Subject<'_>, der: &[u8], policy: &AnswerPolicy<'_>) -> Result<Self, Why> {
        Self::read_contents(subject, der, policy).map(|(answer, _)| answer)
    }

    /// As [`Answer::read`], and what the kept signature covers.
    pub(super) fn read_contents<'d>(
        subject: &Subject<'_>,
        der: &'d [u8],
        policy: &AnswerPolicy<'_>,
    ) -> Result<(Self, &'d [u8]), Why> {
        let response = Response::from_der(der)?;
        if response.status != ResponseStatus::SUCCESSFUL {
            return Err(Why::Refused);
        }
        let basic = response.basic()?.ok_or(Why::Malformed)?;
        let (_, octets) = response.answer.ok_or(Why::Malformed)?;
        check_extensions(basic.extensions, policy)?;
        let (single, key) = Self::find(subject, &basic)?;
        for extension in single.extensions {
            if extension?.critical {
                return Err(Why::UnknownCriticalExtension);
            }
        }
        policy.freshness.check(single.this_update, single.next_update)?;
        policy.freshness.check_past(basic.produced_at)?;
        let status = match single.status {
            CertStatus::Good => Status::Good,
            CertStatus::Unknown => Status::Unknown(Why::UnknownToResponder),
            CertStatus::Revoked(date, reason) => {
                Status::Revoked(Revocation { date, reason: reason.unwrap_or(Reason::UNSPECIFIED) })
            }
        };
        let mut answer = Answer { kept: S::NOTHING, key, responder: None, status, sha1: PhantomData };
        keep::<S>(&mut answer.kept, signed_algorithm(octets)?, basic.signed.contents, basic.signed.signature)?;
        let contents = answer.authorize(subject, &basic, policy)?;
        Ok((answer, contents))
    }

    /// The answer about `subject` among those of a response, and the hash of the issuer's key in it.
    fn find<'d>(subject: &Subject<'_>, basic: &BasicResponse<'d>) -> Result<(SingleResponse<'d>, KeyHash), Why> {
        for single in basic.responses {
            let single = single?;
            let CertId { hash, issuer_name_hash, issuer_key_hash, serial } = single.id;
            if serial != subject.serial {
                continue;
            }
            let key = match hash {
                Some(HashId::Sha1) if issuer_name_hash == H::digest(subject.issuer) => {
                    KeyHash::Sha1(issuer_key_hash.try_into().map_err(|_| Why::Malformed)?)
                }
                Some(HashId::Sha256) if issuer_name_hash == S::NameHash::digest(subject.issuer) => {
                    KeyHash::Sha256(issuer_key_hash.try_into().map_err(|_| Why::Malformed)?)
                }
                _ => continue,
            };
            return Ok((single, key));
        }
        Err(Why::OtherCertificate)
    }

    /// Finds out who signed the answer, which is kept. If it was not the issuer, has the signature checked and the
    /// certificate of who did kept in its place. Yields what the issuer must have signed.
    fn authorize<'d>(
        &mut self,
        subject: &Subject<'_>,
        basic: &BasicResponse<'d>,
        policy: &AnswerPolicy<'_>,
    ) -> Result<&'d [u8], Why> {
        if let Some(delegate) = Delegate::find(basic, |certificate| {
            certificate.issuer == subject.issuer && certificate.subject != subject.issuer && is::<H>(basic, certificate)
        }) {
            delegate.check(policy)?;
            let certificate = &delegate.certificate;
            S::verify(&self.kept, basic.signed.contents, certificate.spki)?;
            keep::<S>(&mut self.kept, certificate.algorithm, certificate.tbs, certificate.signature)?;
            return Ok(certificate.tbs);
        }
        match basic.responder {
            Responder::Name(name) if name.der == subject.issuer => {}
            Responder::Name(_) => return Err(Why::UnauthorizedResponder),
            Responder::KeyHash(hash) => {
                self.responder = Some(KeyHash::Sha1(hash.try_into().map_err(|_| Why::Malformed)?));
            }
        }
        Ok(basic.signed.contents)
    }

    /// The status, once the issuer's key is there.
    ///
    /// # Errors
    /// [`Why`] the answer says nothing: it is about a certificate of another issuer of the same name, or neither the issuer
    /// nor whom it authorised has signed it.
    pub fn finish(&self, issuer: &Issuer<'_>) -> Result<Status, Why> {
        self.finish_with(issuer, &[])
    }

    /// As [`Answer::finish`], with what the kept signature covers, which some algorithms need whole.
    pub(super) fn finish_with(&self, issuer: &Issuer<'_>, contents: &[u8]) -> Result<Status, Why> {
        let bits = key_bits(issuer.spki)?;
        let is_of = |hash: &KeyHash| match hash {
            KeyHash::Sha1(hash) => *hash == H::digest(bits),
            KeyHash::Sha256(hash) => *hash == S::NameHash::digest(bits),
        };
        if !is_of(&self.key) {
            return Err(Why::OtherCertificate);
        }
        if !self.responder.as_ref().is_none_or(is_of) {
            return Err(Why::UnauthorizedResponder);
        }
        S::verify(&self.kept, contents, issuer.spki)?;
        Ok(self.status)
    }
}

impl<S: Pieces, H> Clone for Answer<S, H> {
    fn clone(&self) -> Self {
        Answer {
            kept: self.kept.clone(),
            key: self.key,
            responder: self.responder,
            status: self.status,
            sha1: PhantomData,
        }
    }
}

/// Checks an answer when the issuer is known already, and yields the status of `subject`.
///
/// # Errors
/// As [`Answer::read`] and [`Answer::finish`].
pub fn check_answer<S: Pieces>(
    subject: &Subject<'_>,
    der: &[u8],
    issuer: &Issuer<'_>,
    policy: &AnswerPolicy<'_>,
) -> Result<Status, Why> {
    let (answer, contents) = Answer::<S>::read_contents(subject, der, policy)?;
    answer.finish_with(issuer, contents)
}

/// Keeps contents that are whole.
pub(super) fn keep<S: Pieces>(
    kept: &mut S::Kept,
    algorithm: &[u8],
    contents: &[u8],
    signature: &[u8],
) -> Result<(), CertError> {
    let mut running = S::start(algorithm)?;
    S::update(&mut running, contents);
    S::keep_pieces(kept, &mut running, signature)
}

/// The whole AlgorithmIdentifier of a signed envelope.
pub(super) fn signed_algorithm(envelope: &[u8]) -> Result<&[u8], DecodeError> {
    let mut fields = Der::new(envelope).enter(SEQUENCE)?;
    fields.contents(SEQUENCE)?;
    fields.whole(SEQUENCE)
}

/// Whether `certificate` is that of the responder, by name or by key.
fn is<H: Hash<Output = [u8; 20]>>(basic: &BasicResponse<'_>, certificate: &Certificate<'_>) -> bool {
    match basic.responder {
        Responder::Name(name) => name.der == certificate.subject,
        Responder::KeyHash(hash) => key_bits(certificate.spki).is_ok_and(|bits| hash == H::digest(bits)),
    }
}

/// The octets of the key in a SubjectPublicKeyInfo.
fn key_bits(spki: &[u8]) -> Result<&[u8], DecodeError> {
    let mut fields = Der::new(spki).enter(SEQUENCE)?;
    fields.contents(SEQUENCE)?;
    fields.octets()
}

/// Extensions of the answer as a whole: the nonce, and nothing else that is critical.
fn check_extensions(extensions: Extensions<'_>, policy: &AnswerPolicy<'_>) -> Result<(), Why> {
    let mut nonce = None;
    for extension in extensions {
        let extension = extension?;
        if extension.oid == known::OCSP_NONCE {
            let mut value = Der::new(extension.octets); // leaner than all that Value knows
            nonce = Some(value.contents(OCTET_STRING)?);
            value.end()?;
        } else if extension.critical {
            return Err(Why::UnknownCriticalExtension);
        }
    }
    match (policy.nonce, nonce) {
        (Some(asked), Some(answered)) if asked != answered => Err(Why::OtherNonce),
        (Some(_), None) if policy.nonce_required => Err(Why::OtherNonce),
        _ => Ok(()),
    }
}
