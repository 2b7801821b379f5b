//! rustls-webpki, with our cryptography.

use crate::chain::{NAME, NOW, Sample};
use motetls_crypto::{EcdsaVerify, Hash, P256, Sha256};
use motetls_pki::key::signature_from_der;
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, ServerName,
    SignatureVerificationAlgorithm, TrustAnchor, UnixTime, alg_id,
};
use std::hint::black_box;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// Our cryptography.
#[derive(Debug)]
pub struct Real;

/// Hashes, and takes every signature.
#[derive(Debug)]
pub struct Free;

impl SignatureVerificationAlgorithm for Real {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let mut fixed = [0; 64];
        signature_from_der(signature, &mut fixed).map_err(|_| InvalidSignature)?;
        P256::verify(key, &Sha256::digest(message), &fixed).map_err(|_| InvalidSignature)
    }
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }
    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

impl SignatureVerificationAlgorithm for Free {
    fn verify_signature(
        &self,
        _: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let mut fixed = [0; 64];
        signature_from_der(signature, &mut fixed).map_err(|_| InvalidSignature)?;
        black_box((Sha256::digest(message), fixed));
        Ok(())
    }
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }
    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// What rustls has at hand when a chain arrives: the certificates as they came, the anchors read
/// before.
pub struct Prepared<'a> {
    certificates: Vec<CertificateDer<'a>>,
    anchor: TrustAnchor<'a>,
}

impl<'a> Prepared<'a> {
    pub fn new(sample: &'a Sample) -> Self {
        let certificates = sample.certificates().into_iter().map(CertificateDer::from).collect();
        let root = CertificateDer::from(sample.root());
        let anchor = anchor_from_trusted_cert(&root).expect("a certificate").to_owned();
        Prepared { certificates, anchor }
    }

    pub fn verify(&self, algorithm: &dyn SignatureVerificationAlgorithm) {
        let leaf = EndEntityCert::try_from(&self.certificates[0]).expect("a certificate");
        let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
        let (anchors, usage) = (std::slice::from_ref(&self.anchor), KeyUsage::server_auth());
        leaf.verify_for_usage(
            &[algorithm],
            anchors,
            &self.certificates[1..],
            now,
            usage,
            None,
            None,
        )
        .expect("a path");
        leaf.verify_is_valid_for_subject_name(&ServerName::try_from(NAME).expect("a name"))
            .expect("the name");
    }
}
