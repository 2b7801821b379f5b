//! An OCSP answer, checked when it comes, verified when the issuer's key comes (RFC 6960, section
//! 3.2).
//!
//! | item | purpose |
//! |---|---|
//! | [`UnverifiedResponse`] | an answer of which all was checked but the issuer's signature |
//! | [`check_response`] | both in one, where the issuer is known already |
//! | `candidate` | which of the answers of a response may be about the certificate |

mod candidate;

use super::delegate;
use super::issuer::Issuer;
use super::response_policy::ResponsePolicy;
use super::status::{RevocationError, Status};
use super::subject::Subject;
use crate::certificate::Certificate;
use crate::chain::{DeviceRules, IncrementalSignatures, RuleSet, same_name};
use crate::der::{Der, OCTET_STRING, Read, SEQUENCE};
use crate::error::CertError;
use crate::extension::Extensions;
use crate::ocsp::{BasicResponse, Responder, Response, ResponseStatus};
use crate::oid::known;
use candidate::{Candidates, Digest};
use core::marker::PhantomData;
use motetls_base::DecodeError;
use motetls_crypto::Hash;
use motetls_crypto::sha1::Sha1;

/// How many certificates of responders in an answer are tried: each costs a signature check, and
/// that before the answer is known to be authentic.
const MOST_RESPONDERS: usize = 3;

/// An answer about a certificate, of which all was checked but the issuer's own signature: that
/// over the answer, or over the certificate of the responder that signed it. About 330 bytes
/// for P-256.
///
/// A stapled answer arrives with its certificate (RFC 9846, section 4.5.1.1) and the issuer's key
/// after both. `H` is SHA-1, by which nearly all responders tell issuers apart; names and keys are
/// the issuer's choice, so a collision gains a forger nothing.
///
/// Names are compared as the rules `R` have it, as in [`Chain`](crate::Chain).
///
/// # Why this suffices
///
/// Nothing is given out before the issuer's key verified what was kept. Where the issuer itself
/// signed, that covers the answer. Where it did not, the kept signature covers the responder's
/// certificate, whose purpose and time were checked, and whose key had verified the answer before.
#[derive(Debug)]
pub struct UnverifiedResponse<S: IncrementalSignatures, R = DeviceRules, H = Sha1> {
    kept: S::Unverified,
    /// What it says, by the hashes of the issuer's name and key.
    candidates: Candidates,
    /// The responder's name for itself, where that is a hash of the issuer's key.
    responder: Option<Digest>,
    parameters: PhantomData<fn() -> (R, H)>,
}

impl<S: IncrementalSignatures, R: RuleSet, H: Hash<Output = [u8; 20]>> UnverifiedResponse<S, R, H> {
    /// Reads the answer `der`, an OCSPResponse, about `subject`.
    ///
    /// # Errors
    /// [`RevocationError`] it says nothing of the subject, whatever the issuer's key will be.
    pub fn read(
        subject: &Subject<'_>,
        der: &[u8],
        policy: &ResponsePolicy<'_>,
    ) -> Result<Self, RevocationError> {
        Self::read_contents(subject, der, policy).map(|(answer, _)| answer)
    }

    /// As [`UnverifiedResponse::read`], and what the kept signature covers.
    pub(super) fn read_contents<'d>(
        subject: &Subject<'_>,
        der: &'d [u8],
        policy: &ResponsePolicy<'_>,
    ) -> Result<(Self, &'d [u8]), RevocationError> {
        let response = Response::from_der(der)?;
        if response.status != ResponseStatus::SUCCESSFUL {
            return Err(RevocationError::Refused);
        }
        let basic = response.basic()?.ok_or(RevocationError::Malformed)?;
        let (_, octets) = response.answer.ok_or(RevocationError::Malformed)?;
        check_extensions(basic.extensions, policy)?;
        policy.freshness.check_past(basic.produced_at)?;
        let candidates = Candidates::find::<S, R, H>(subject, &basic, policy)?;
        let mut answer = UnverifiedResponse {
            kept: S::NOTHING,
            candidates,
            responder: None,
            parameters: PhantomData,
        };
        keep::<S>(
            &mut answer.kept,
            signed_algorithm(octets)?,
            basic.signed.contents,
            basic.signed.signature,
        )?;
        let contents = answer.authorize(subject, &basic, policy)?;
        Ok((answer, contents))
    }

    /// Finds out which key signed the answer, which is kept. If it was not the issuer, has the
    /// signature checked and the certificate of the responder that did kept in its place.
    /// Yields what the issuer must have signed.
    ///
    /// A responder may send its certificate of last year beside the present one, and that of its
    /// last key: the first that may answer and whose key made the signature is the one.
    fn authorize<'d>(
        &mut self,
        subject: &Subject<'_>,
        basic: &BasicResponse<'d>,
        policy: &ResponsePolicy<'_>,
    ) -> Result<&'d [u8], RevocationError> {
        let is_delegate = |certificate: &Certificate<'_>| {
            same_name::<R>(certificate.issuer, subject.issuer)
                && !same_name::<R>(certificate.subject, subject.issuer)
                && is::<R, H>(basic, certificate)
        };
        let mut refused = None;
        let delegates = delegate::certificates(basic).filter(is_delegate);
        for certificate in delegates.take(MOST_RESPONDERS) {
            let outcome = delegate::check(&certificate, policy)
                .and_then(|()| Ok(S::verify(&self.kept, basic.signed.contents, certificate.spki)?));
            if let Err(why) = outcome {
                refused = refused.or(Some(why));
                continue;
            }
            let Certificate { algorithm, tbs, signature, .. } = certificate;
            keep::<S>(&mut self.kept, algorithm, tbs, signature)?;
            return Ok(tbs);
        }
        if let Some(why) = refused {
            return Err(why);
        }
        match basic.responder {
            Responder::Name(name) if same_name::<R>(name.der, subject.issuer) => {}
            Responder::Name(_) => return Err(RevocationError::UnauthorizedResponder),
            Responder::KeyHash(hash) => self.responder = Some(Digest::sha1(hash)?),
        }
        Ok(basic.signed.contents)
    }

    /// The status, once the issuer's key is there.
    ///
    /// # Errors
    /// [`RevocationError`] the answer says nothing: it is about a certificate of another issuer of
    /// the same name, or neither the issuer nor a responder it authorised has signed it.
    pub fn finish(&self, issuer: &Issuer<'_>) -> Result<Status, RevocationError> {
        self.finish_with(issuer, &[])
    }

    /// As [`UnverifiedResponse::finish`], with what the kept signature covers, which some
    /// algorithms need whole.
    pub(super) fn finish_with(
        &self,
        issuer: &Issuer<'_>,
        contents: &[u8],
    ) -> Result<Status, RevocationError> {
        let bits = key_bits(issuer.spki)?;
        let status = self.candidates.of::<S, H>(issuer.name, bits)?;
        if !self.responder.as_ref().is_none_or(|hash| hash.is_of::<S, H>(bits)) {
            return Err(RevocationError::UnauthorizedResponder);
        }
        S::verify(&self.kept, contents, issuer.spki)?;
        status
    }
}

impl<S: IncrementalSignatures, R, H> Clone for UnverifiedResponse<S, R, H> {
    fn clone(&self) -> Self {
        UnverifiedResponse { kept: self.kept.clone(), ..*self }
    }
}

/// Checks an answer when the issuer is known already, and yields the status of `subject`.
///
/// # Errors
/// As [`UnverifiedResponse::read`] and [`UnverifiedResponse::finish`].
pub fn check_response<S: IncrementalSignatures, R: RuleSet>(
    subject: &Subject<'_>,
    der: &[u8],
    issuer: &Issuer<'_>,
    policy: &ResponsePolicy<'_>,
) -> Result<Status, RevocationError> {
    let (answer, contents) = UnverifiedResponse::<S, R>::read_contents(subject, der, policy)?;
    answer.finish_with(issuer, contents)
}

/// Keeps contents that are whole.
pub(super) fn keep<S: IncrementalSignatures>(
    kept: &mut S::Unverified,
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
    let mut fields = Der::new(envelope).nested(SEQUENCE)?;
    fields.contents(SEQUENCE)?;
    fields.whole(SEQUENCE)
}

/// Whether `certificate` is that of the responder, by name or by key.
fn is<R: RuleSet, H: Hash<Output = [u8; 20]>>(
    basic: &BasicResponse<'_>,
    certificate: &Certificate<'_>,
) -> bool {
    match basic.responder {
        Responder::Name(name) => same_name::<R>(name.der, certificate.subject),
        Responder::KeyHash(hash) => {
            key_bits(certificate.spki).is_ok_and(|bits| hash == H::digest(bits))
        }
    }
}

/// The octets of the key in a SubjectPublicKeyInfo.
fn key_bits(spki: &[u8]) -> Result<&[u8], DecodeError> {
    let mut fields = Der::new(spki).nested(SEQUENCE)?;
    fields.contents(SEQUENCE)?;
    fields.octets()
}

/// Extensions of the answer as a whole: the nonce, and nothing else that is critical.
fn check_extensions(
    extensions: Extensions<'_>,
    policy: &ResponsePolicy<'_>,
) -> Result<(), RevocationError> {
    let mut nonce = None;
    for extension in extensions {
        let extension = extension?;
        if extension.oid == known::OCSP_NONCE {
            let mut value = Der::new(extension.octets); // leaner than all that Value knows
            if nonce.replace(value.contents(OCTET_STRING)?).is_some() {
                return Err(RevocationError::Malformed);
            }
            value.end()?;
        } else if extension.critical {
            return Err(RevocationError::UnknownCriticalExtension);
        }
    }
    match (policy.nonce, nonce) {
        (Some(asked), Some(answered)) if asked != answered => Err(RevocationError::OtherNonce),
        (Some(_), None) if policy.nonce_required => Err(RevocationError::OtherNonce),
        _ => Ok(()),
    }
}
