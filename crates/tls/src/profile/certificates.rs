//! What becomes of the peer's certificates.

use core::task::Poll;

use motetls_crypto::{Absent, Steps};
use motetls_pki::chain::{CheckSteps, RuleSet, Signatures};
use motetls_pki::policy::PolicyInputs;
use motetls_pki::{CertError, Certificate, Chain, ChainProgress, VerifyPolicy};

use crate::error::ErrorKind;
use crate::num::SignatureScheme;
use crate::scheme;

/// What becomes of the peer's certificates, handed over one at a time, its own first.
pub trait CertificateCheck: Sized {
    /// Whether the profile knows certificates at all.
    const PRESENT: bool = true;
    /// Whether the name of the server must be known.
    const NEEDS_NAME: bool = true;
    /// Whether the peer shows a raw public key (RFC 7250) instead of certificates.
    const RAW_PUBLIC_KEY: bool = false;
    /// Whether it evaluates certificate policies.
    const CHECKS_POLICIES: bool = false;
    /// Whether it verifies the OCSP response that is stapled to a certificate.
    const TAKES_STATUS: bool = false;
    /// What raw public keys are held against: SHA-256 of each that is trusted. `()` where there are
    /// none.
    type Pins: ?Sized + 'static;
    /// Trusts no raw public key.
    const NO_PINS: &'static Self::Pins;
    /// The signature schemes that can be checked, in certificates or in handshakes, most preferred
    /// first.
    const SCHEMES: &'static [SignatureScheme];
    /// Checks of signatures in bounded steps, of one certificate or CertificateVerify at a time,
    /// for profiles that name `bounded_steps`; `()` where each is made at once.
    type Steps: Steps<(), Output = ()> + Default;
    /// Starts a chain; `None` where there are no certificates.
    fn start() -> Option<Self>;
    /// Verifies the next certificate, borrowed for the call only, by the anchors, the name and the
    /// time in `policy`.
    ///
    /// # Errors
    /// The reason to refuse it.
    fn certificate(&mut self, policy: &VerifyPolicy<'_>, der: &[u8]) -> Result<(), CertError>;
    /// As [`CertificateCheck::certificate`], in steps: while it is pending nothing comes of it, and
    /// it is called again with the same arguments when `steps` are over.
    ///
    /// # Errors
    /// As [`CertificateCheck::certificate`].
    fn certificate_in_steps(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        steps: &mut Self::Steps,
    ) -> Poll<Result<(), CertError>> {
        let _ = steps;
        Poll::Ready(self.certificate(policy, der))
    }
    /// Verifies the next certificate with the OCSP response that came with it, in DER, which is
    /// empty if none did (RFC 9846, section 4.5.1.1).
    ///
    /// # Errors
    /// The reason to refuse it.
    fn stapled(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        response: &[u8],
    ) -> Result<(), CertError> {
        let _ = response;
        self.certificate(policy, der)
    }
    /// Takes the peer's raw public key, a whole SubjectPublicKeyInfo, if it is one of those pinned.
    ///
    /// # Errors
    /// The reason to refuse it; always, where certificates are awaited.
    fn raw_public_key(&mut self, pins: &Self::Pins, spki: &[u8]) -> Result<(), CertError> {
        let _ = (pins, spki);
        Err(CertError::PinMismatch)
    }
    /// Whether these pins name any key.
    fn is_pinned(pins: &Self::Pins) -> bool {
        let _ = pins;
        false
    }
    /// Ends the chain.
    ///
    /// # Errors
    /// The reason why it is not trusted.
    fn finish(&self) -> Result<(), CertError>;
    /// Evaluates the certificate policies of a chain that is trusted, if it does.
    ///
    /// # Errors
    /// The reason why they are not acceptable.
    fn check_policies(&self, inputs: &PolicyInputs<'_>) -> Result<(), CertError> {
        let _ = inputs;
        Ok(())
    }
    /// Checks the peer's signature of a CertificateVerify over the message whose pieces are
    /// `message` (RFC 9846, section 4.5.2).
    ///
    /// # Errors
    /// [`ErrorKind::IllegalParameter`] for a scheme that does not go with the peer's key,
    /// [`ErrorKind::BadCertificateVerify`], [`ErrorKind::Certificate`].
    fn verify(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), ErrorKind>;
    /// As [`CertificateCheck::verify`], in steps, like [`CertificateCheck::certificate_in_steps`].
    ///
    /// # Errors
    /// As [`CertificateCheck::verify`].
    fn verify_in_steps(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
        steps: &mut Self::Steps,
    ) -> Poll<Result<(), ErrorKind>> {
        let _ = steps;
        Poll::Ready(self.verify(scheme, message, signature))
    }
}

impl<A: Signatures, R: RuleSet> CertificateCheck for Chain<A, R> {
    type Pins = ();
    const NO_PINS: &'static () = &();
    const SCHEMES: &'static [SignatureScheme] = scheme::known::<A>();
    type Steps = CheckSteps<A>;

    fn start() -> Option<Self> {
        Some(Chain::new())
    }
    fn certificate(&mut self, policy: &VerifyPolicy<'_>, der: &[u8]) -> Result<(), CertError> {
        self.push(policy, der).map(|_: ChainProgress| ())
    }
    fn certificate_in_steps(
        &mut self,
        policy: &VerifyPolicy<'_>,
        der: &[u8],
        steps: &mut CheckSteps<A>,
    ) -> Poll<Result<(), CertError>> {
        self.push_in_steps(policy, der, steps).map_ok(|_: ChainProgress| ())
    }
    fn finish(&self) -> Result<(), CertError> {
        leaf_key(self).map(|_| ())
    }
    fn verify(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), ErrorKind> {
        let key = leaf_key(self).map_err(ErrorKind::Certificate)?;
        scheme::verify::<A>(key, scheme, message, signature)
    }
    fn verify_in_steps(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
        steps: &mut CheckSteps<A>,
    ) -> Poll<Result<(), ErrorKind>> {
        let key = leaf_key(self).map_err(ErrorKind::Certificate)?;
        scheme::verify_in_steps(key, scheme, message, signature, steps)
    }
}

/// The leaf's key, if the chain is trusted. One copy in the image.
#[inline(never)]
pub(super) fn leaf_key<A: Signatures, R: RuleSet>(
    chain: &Chain<A, R>,
) -> Result<&A::LeafKey, CertError> {
    chain.finish()
}

/// Takes the server's key from its certificate and verifies nothing else.
///
/// Such a connection is encrypted to an unknown peer. For measuring and for tests; a profile must
/// name it.
pub struct Unverified<A: Signatures> {
    key: Option<A::LeafKey>,
}

impl<A: Signatures> CertificateCheck for Unverified<A> {
    const NEEDS_NAME: bool = false;
    type Pins = ();
    const NO_PINS: &'static () = &();
    const SCHEMES: &'static [SignatureScheme] = scheme::known::<A>();
    type Steps = CheckSteps<A>;

    fn start() -> Option<Self> {
        Some(Unverified { key: None })
    }
    fn certificate(&mut self, _: &VerifyPolicy<'_>, der: &[u8]) -> Result<(), CertError> {
        if self.key.is_none() {
            let mut key = A::NO_KEY;
            A::keep_key(&mut key, Certificate::parse(der)?.spki)?;
            self.key = Some(key);
        }
        Ok(())
    }
    fn finish(&self) -> Result<(), CertError> {
        if self.key.is_some() { Ok(()) } else { Err(CertError::UnknownIssuer) }
    }
    fn verify(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), ErrorKind> {
        let key = self.key.as_ref().ok_or(ErrorKind::NoCertificate)?;
        scheme::verify::<A>(key, scheme, message, signature)
    }
    fn verify_in_steps(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
        steps: &mut CheckSteps<A>,
    ) -> Poll<Result<(), ErrorKind>> {
        let key = self.key.as_ref().ok_or(ErrorKind::NoCertificate)?;
        scheme::verify_in_steps(key, scheme, message, signature, steps)
    }
}

impl CertificateCheck for Absent {
    const PRESENT: bool = false;
    type Pins = ();
    const NO_PINS: &'static () = &();
    const SCHEMES: &'static [SignatureScheme] = &[];
    type Steps = ();

    fn start() -> Option<Self> {
        None
    }
    fn certificate(&mut self, _: &VerifyPolicy<'_>, _: &[u8]) -> Result<(), CertError> {
        match *self {}
    }
    fn finish(&self) -> Result<(), CertError> {
        match *self {}
    }
    fn verify(&self, _: SignatureScheme, _: &[&[u8]], _: &[u8]) -> Result<(), ErrorKind> {
        match *self {}
    }
}
