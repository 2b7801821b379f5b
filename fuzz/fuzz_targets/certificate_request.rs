//! CertificateRequest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_tls::msg::certificate_request::{decode, decode_later};

fuzz_target!(|data: &[u8]| {
    let later = decode_later(data);
    if let Ok(request) = &later {
        assert_eq!(request.context.len(), usize::from(data[0]));
    }
    if let Ok(schemes) = decode(data) {
        assert_eq!(later.map(|request| request.schemes), Ok(schemes), "the same but for a context");
        assert_eq!(data[0], 0, "no context in a handshake");
        assert_eq!(usize::from(u16::from_be_bytes([data[1], data[2]])) + 3, data.len());
        assert!(!schemes.is_empty() && schemes.len() % 2 == 0, "schemes of two bytes each");
    }
});
