//! CertificateRequest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_tls::msg::certificate::check_request;

fuzz_target!(|data: &[u8]| {
    if check_request(data).is_ok() {
        assert_eq!(data[0], 0, "no context in a handshake");
        assert_eq!(usize::from(u16::from_be_bytes([data[1], data[2]])) + 3, data.len());
    }
});
