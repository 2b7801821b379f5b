//! CertificateVerify, and the signature in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::key::ecdsa_signature;
use motetls_tls::msg::certificate_verify::CertificateVerify;

fuzz_target!(|data: &[u8]| {
    if let Ok(verify) = CertificateVerify::decode(data) {
        assert_eq!(verify.signature.len() + 4, data.len());
        assert_eq!(verify.scheme.0.to_be_bytes(), data[..2]);
        let _ = ecdsa_signature(verify.signature, &mut [0; 64]);
    }
});
