//! Everything a certificate says, and that both readers of certificates say the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::look;
use motetls_pki::der::Read;
use motetls_pki::{certificate, x509};

fuzz_target!(|data: &[u8]| {
    let _ = look::certificate(data);
    let (Ok(lean), Ok(full)) =
        (certificate::Certificate::parse(data), x509::CertificateView::from_der(data))
    else {
        return;
    };
    assert_eq!(lean.tbs, full.signed.contents);
    assert_eq!(
        (lean.serial, lean.issuer, lean.subject),
        (full.serial, full.issuer.der, full.subject.der)
    );
    assert_eq!((lean.not_before, lean.not_after), (full.not_before, full.not_after));
    assert_eq!((lean.spki, lean.signature), (full.public_key.der, full.signed.signature));
    assert_eq!(full.algorithm, full.signed.algorithm, "inside as outside");
});
