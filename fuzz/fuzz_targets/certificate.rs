//! Certificate: a head of eight bytes, then entries until one is incomplete.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_tls::msg::certificate::{
    HEAD, decode_entry, decode_entry_with_status, decode_head, entry_length,
};

fuzz_target!(|data: &[u8]| {
    let (head, mut list) = data.split_at(HEAD.min(data.len()));
    if let Ok(length) = decode_head(head) {
        assert_eq!(head.len(), HEAD);
        assert!((1..1 << 24).contains(&length));
    }
    loop {
        match entry_length(list) {
            Err(needed) => {
                assert!(needed > list.len(), "what is there cannot be missing");
                assert!(needed <= 3 + (1 << 24) + 2 + (1 << 16));
                assert!(decode_entry(list).is_err(), "an incomplete entry");
                assert!(decode_entry_with_status(list).is_err(), "an incomplete entry");
                return;
            }
            Ok(length) => {
                let (entry, rest) = list.split_at(length);
                for cut in 0..length.min(16) {
                    assert!(entry_length(&entry[..cut]).is_err(), "a cut entry");
                }
                if let Ok(certificate) = decode_entry(entry) {
                    assert_eq!(certificate.len() + 5, length, "no extensions are taken");
                    assert_eq!(decode_entry_with_status(entry), Ok((certificate, &[][..])));
                }
                if let Ok((certificate, response)) = decode_entry_with_status(entry) {
                    let status = if response.is_empty() { 0 } else { 4 + 1 + 3 + response.len() };
                    assert_eq!(certificate.len() + 5 + status, length, "nothing else is taken");
                }
                list = rest;
            }
        }
    }
});
