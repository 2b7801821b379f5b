//! EncryptedExtensions: the first two bytes choose what was offered, the rest is the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::input::{self, Input};
use motetls_tls::msg::certificate_type::CertificateTypes;
use motetls_tls::msg::encrypted_extensions::EncryptedExtensions;
use motetls_tls::num::ExtensionType;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let offered = input::offered(input.u16());
    let body = input.rest();
    let mut types = CertificateTypes::default();
    let with_types =
        EncryptedExtensions::decode_with(body, offered, |kind, body| types.extension(kind, body));
    if with_types.is_ok() {
        let answered = |kind| offered.has(kind);
        assert!(types.client.is_none() || answered(ExtensionType::CLIENT_CERTIFICATE_TYPE));
        assert!(types.server.is_none() || answered(ExtensionType::SERVER_CERTIFICATE_TYPE));
    }
    if let Ok(extensions) = EncryptedExtensions::decode(body, offered) {
        assert!(extensions.alpn.len() <= 255);
        let alpn = ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
        assert!(extensions.alpn.is_empty() || offered.has(alpn), "ALPN was not offered");
        let limit = extensions.record_size_limit;
        assert!(
            limit.is_none_or(|limit| limit >= 64 && offered.has(ExtensionType::RECORD_SIZE_LIMIT))
        );
    }
});
