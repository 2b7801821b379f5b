//! PEM: what is read is written again and must be read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::pem::{Blocks, certificates, encode, encoded_len};

fuzz_target!(|data: &[u8]| {
    blocks(data);
    match certificates(data) {
        Ok(found) => {
            let text: String = found.iter().map(|der| armour(der)).collect();
            assert_eq!(certificates(text.as_bytes()).as_ref(), Ok(&found));
        }
        Err(error) => {
            let lines = data.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() + 1;
            assert!((1..=lines).contains(&error.line));
            let _ = format!("{error}");
        }
    }
});

/// Blocks of all labels: what is decoded is written by us and must be decoded the same.
fn blocks(data: &[u8]) {
    let mut line = 0;
    for block in Blocks::new(data) {
        let Ok(block) = block else { continue };
        assert!(block.line > line, "in their order");
        line = block.line;
        let _ = block.header("DEK-Info");
        let mut der = vec![0; block.max_len()];
        let Ok(der) = block.decode(&mut der) else { continue };
        let mut text = vec![0; encoded_len(block.label.len(), der.len())];
        assert_eq!(encode(block.label, der, &mut text), Ok(text.len()));
        if !block.label.starts_with(' ') && !block.label.ends_with(' ') {
            let again = Blocks::new(&text).next().expect("a block").expect("that ends");
            let mut buffer = vec![0; again.max_len()];
            assert_eq!(
                (again.label, again.decode(&mut buffer).expect("base64")),
                (block.label, der)
            );
        }
    }
}

/// RFC 7468, in lines of 64.
fn armour(der: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("-----BEGIN CERTIFICATE-----");
    for (number, group) in der.chunks(3).enumerate() {
        if number % 16 == 0 {
            text.push('\n');
        }
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place > group.len() { '=' } else { char::from(digit) });
        }
    }
    text + "\n-----END CERTIFICATE-----\n"
}
