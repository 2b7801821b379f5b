//! ServerHello and HelloRetryRequest: the first two bytes choose what was offered, the rest is the
//! body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::input::{self, Input};
use motetls_tls::msg::server_hello::{RETRY_RANDOM, ServerHello};

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let offered = input::offered(input.u16());
    let body = input.rest();
    if let Ok(hello) = ServerHello::decode(body, offered) {
        assert_eq!(hello.retry, body[2..34] == RETRY_RANDOM);
        assert_eq!(body[34], 0, "no session was offered");
        assert!(
            hello.cookie.is_empty() || hello.retry,
            "a cookie belongs into a HelloRetryRequest"
        );
        assert!(hello.psk.is_none() || !hello.retry, "an identity belongs into a ServerHello");
        assert!(
            hello.share.is_none_or(|(_, key)| key.is_empty() || !hello.retry),
            "a HelloRetryRequest names a group only"
        );
    }
});
