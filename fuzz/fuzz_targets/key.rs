//! Public keys and signatures out of DER.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::key::{SignatureAlgorithm, ecdsa_signature, p256};

fuzz_target!(|data: &[u8]| {
    if let Ok(point) = p256(data) {
        assert!(data.ends_with(point) && point[0] == 4);
    }
    let _ = SignatureAlgorithm::from_identifier(data);
    let mut numbers = [0; 64];
    if ecdsa_signature(data, &mut numbers).is_ok() {
        let (r, s) = numbers.split_at(32);
        let body = [integer(r), integer(s)].concat();
        let again = [&[0x30, u8::try_from(body.len()).expect("at most 70")][..], &body].concat();
        assert_eq!(again, data, "DER writes a signature in one way only");
    }
});

/// The DER INTEGER of big-endian digits.
fn integer(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count().min(digits.len() - 1);
    let mut contents = digits[zeros..].to_vec();
    if contents[0] >= 0x80 {
        contents.insert(0, 0);
    }
    [&[2, u8::try_from(contents.len()).expect("at most 33")][..], &contents].concat()
}
