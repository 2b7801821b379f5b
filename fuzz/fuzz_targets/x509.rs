//! A certificate: what is read from it must lie in it, in order, and be read the same twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::der::{Der, SEQUENCE};
use motetls_pki::key::{SignatureAlgorithm, ecdsa_signature, p256};
use motetls_pki::{Certificate, NameMismatch, ServerName, TrustAnchor};

fuzz_target!(|data: &[u8]| {
    let Ok(certificate) = Certificate::parse(data) else {
        assert!(TrustAnchor::from_certificate(data).is_err());
        return;
    };
    let mut place = 0;
    for field in [certificate.issuer, certificate.subject, certificate.spki] {
        let start = field.as_ptr().addr() - data.as_ptr().addr();
        assert!(start >= place && start + field.len() <= data.len(), "fields in their order");
        place = start + field.len();
        assert!(Der::new(field).nested(SEQUENCE).is_ok());
    }
    assert!(data.ends_with(certificate.signature));
    let anchor = TrustAnchor::from_certificate(data).expect("it was read before");
    assert_eq!((anchor.subject, anchor.spki), (certificate.subject, certificate.spki));
    let _ = p256(certificate.spki);
    let _ = ecdsa_signature(certificate.signature, &mut [0; 64]);
    let _ = SignatureAlgorithm::from_identifier(certificate.algorithm);
    for name in certificate.names() {
        let _ = format!("{name}");
    }
    let expected = ServerName::from_static("server.test");
    let _ = expected.find_in(certificate.extensions.alt_names);
    let _ = format!("{}", NameMismatch::new(expected, data));
});
