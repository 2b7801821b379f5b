//! EncryptedExtensions: the first two bytes choose what was offered, the rest is the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::input::{self, Input};
use motetls_tls::msg::encrypted_extensions::EncryptedExtensions;
use motetls_tls::num::ExtensionType;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let offered = input::offered(input.u16());
    let body = input.rest();
    if let Ok(extensions) = EncryptedExtensions::decode(body, offered) {
        assert!(extensions.alpn.len() <= 255);
        let alpn = ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
        assert!(extensions.alpn.is_empty() || offered.has(alpn), "nobody offered ALPN");
        let limit = extensions.record_size_limit;
        assert!(limit.is_none_or(|limit| limit >= 64 && offered.has(ExtensionType::RECORD_SIZE_LIMIT)));
    }
});
