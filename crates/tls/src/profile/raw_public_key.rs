//! Raw public keys (RFC 7250): the peer's, and our own.

use core::task::Poll;

use motetls_crypto::Hash;
use motetls_pki::chain::{CheckSteps, Signatures};
use motetls_pki::{CertError, VerifyPolicy};

use super::{CertificateCheck, HandshakeSigner, SignatureError};
use crate::error::ErrorKind;
use crate::num::SignatureScheme;
use crate::scheme;

/// Takes the server's raw public key (RFC 7250), a SubjectPublicKeyInfo without a certificate
/// around it, if it is pinned in [`Config::pins`](crate::Config::pins), and no other.
///
/// There is no name, no date and no issuer: a key is trusted until its pin is taken out. A profile
/// names it as `raw_public_key` in `key_exchange`, or in `certificates` with the algorithms of
/// others than P-256; nothing that reads certificates is in the image then.
///
/// ```
/// use motetls_crypto::{Aes128Ct, AesGcm, Hash, P256, Sha256};
/// use motetls_tls::Config;
///
/// motetls_tls::profile! {
///     /// A sensor that knows the key of its broker.
///     pub struct Sensor;
///     hash: Sha256;
///     suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
///     groups: { secp256r1: P256 };
///     signatures: { ecdsa_secp256r1_sha256: P256 };
///     key_exchange: [raw_public_key];
/// }
/// # let spki = [0; 91];
/// let pins = [Sha256::digest(&spki)];
/// let config = Config::<Sensor> { pins: &pins, ..Config::new(&()) };
/// # let _ = config;
/// ```
pub struct PinnedKeys<A: Signatures> {
    key: Option<A::LeafKey>,
}

impl<A: Signatures> CertificateCheck for PinnedKeys<A> {
    const NEEDS_NAME: bool = false;
    const RAW_PUBLIC_KEY: bool = true;
    type Pins = [[u8; 32]];
    const NO_PINS: &'static [[u8; 32]] = &[];
    const SCHEMES: &'static [SignatureScheme] = scheme::known::<A>();
    type Steps = CheckSteps<A>;

    fn start() -> Option<Self> {
        Some(PinnedKeys { key: None })
    }
    fn certificate(&mut self, _: &VerifyPolicy<'_>, _: &[u8]) -> Result<(), CertError> {
        Err(CertError::PinMismatch)
    }
    fn raw_public_key(&mut self, pins: &[[u8; 32]], spki: &[u8]) -> Result<(), CertError> {
        if !pins.contains(&A::NameHash::digest(spki)) {
            return Err(CertError::PinMismatch);
        }
        let mut key = A::NO_KEY;
        A::keep_key(&mut key, spki)?;
        self.key = Some(key);
        Ok(())
    }
    fn is_pinned(pins: &[[u8; 32]]) -> bool {
        !pins.is_empty()
    }
    fn finish(&self) -> Result<(), CertError> {
        if self.key.is_some() { Ok(()) } else { Err(CertError::PinMismatch) }
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

/// A signer whose credential is a raw public key: the one element of
/// [`Credential::chain`](crate::Credential::chain) is its whole SubjectPublicKeyInfo.
///
/// The profile names it as `signer: RawPublicKey<EcdsaSigner<P256, Sha256>>`. It is offered
/// (client_certificate_type) when there is a credential, and shown to a server that takes it.
pub struct RawPublicKey<S>(pub S);

impl<S: HandshakeSigner> HandshakeSigner for RawPublicKey<S> {
    const RAW_PUBLIC_KEY: bool = true;
    type Signature = S::Signature;

    fn signs(&self, scheme: SignatureScheme) -> bool {
        self.0.signs(scheme)
    }
    fn sign(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        self.0.sign(scheme, message, signature)
    }
}
