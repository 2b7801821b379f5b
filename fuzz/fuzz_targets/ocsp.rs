//! OCSP requests and responses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::look;

fuzz_target!(|data: &[u8]| {
    let _ = look::ocsp_request(data);
    let _ = look::ocsp_response(data);
});
