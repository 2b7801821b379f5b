//! Raw public keys (RFC 7250), the server's and the client's.

use std::error::Error as StdError;
use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible,
    SignatureScheme,
};

/// Shows the public key of a file, and signs with its private one.
pub fn resolver(
    file: &str,
    key: PrivateKeyDer<'static>,
    provider: &CryptoProvider,
) -> Result<Arc<AlwaysResolvesServerRawPublicKeys>, Box<dyn StdError>> {
    let spki = SubjectPublicKeyInfoDer::from_pem_file(file)?;
    let shown = vec![CertificateDer::from(spki.to_vec())];
    let certified = CertifiedKey::new(shown, provider.key_provider.load_private_key(key)?);
    Ok(Arc::new(AlwaysResolvesServerRawPublicKeys::new(Arc::new(certified))))
}

/// Demands the public key of a file.
pub fn verifier(
    file: &str,
    provider: &CryptoProvider,
) -> Result<Arc<dyn ClientCertVerifier>, Box<dyn StdError>> {
    let key = SubjectPublicKeyInfoDer::from_pem_file(file)?.to_vec();
    Ok(Arc::new(Pinned { key, algorithms: provider.signature_verification_algorithms }))
}

#[derive(Debug)]
struct Pinned {
    key: Vec<u8>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if shown.as_ref() == self.key {
            return Ok(ClientCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        verify_tls13_signature_with_raw_key(message, &key, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
