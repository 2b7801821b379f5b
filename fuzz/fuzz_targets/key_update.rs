//! KeyUpdate, read and written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_base::Writer;
use motetls_tls::msg::{MESSAGE_HEADER, key_update};

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = key_update::decode(data) {
        let mut buffer = [0; 16];
        let mut w = Writer::new(&mut buffer);
        key_update::encode(&mut w, request);
        assert_eq!(&w.written()[MESSAGE_HEADER..], data);
    }
});
