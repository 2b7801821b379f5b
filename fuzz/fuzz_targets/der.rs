//! The DER reader: every verb at every place, entering whatever is constructed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::der::Der;

fuzz_target!(|data: &[u8]| walk(Der::new(data), data, 0));

/// `bytes` is what `der` stands at the start of.
fn walk(mut der: Der<'_>, mut bytes: &[u8], depth: u32) {
    while !der.is_empty() {
        let tag = der.tag();
        assert_eq!(tag, bytes[0]);
        scalars(der);
        let Ok(whole) = der.clone().whole(tag) else {
            assert!(der.clone().contents(tag).is_err());
            return;
        };
        let contents = der.contents(tag).expect("what can be taken whole has contents");
        assert!(bytes.starts_with(whole) && whole.ends_with(contents));
        let header = whole.len() - contents.len();
        let shortest = match contents.len() {
            0..0x80 => 2,
            0x80..0x100 => 3,
            0x100..0x1_0000 => 4,
            _ => 5,
        };
        assert_eq!(header, shortest, "a length that is not minimal");
        bytes = &bytes[whole.len()..];
        if tag & 0x20 != 0 && depth < 32 {
            walk(Der::new(contents), contents, depth + 1);
        }
    }
    assert!(der.end().is_ok() && bytes.is_empty());
}

/// The verbs for elements that hold one value.
fn scalars(der: Der<'_>) {
    let signed = der.clone().integer();
    if let Ok(number) = der.clone().unsigned() {
        assert!(number.len() == 1 || number[0] != 0, "a leading zero");
        let signed = signed.expect("a number that is not negative is a number");
        assert!(signed.ends_with(number) && signed[0] < 0x80);
    }
    if let Ok(octets) = der.clone().octets() {
        let bits = der.clone().named_bits().expect("whole octets are bits");
        assert_eq!(bits, octets.first().copied().unwrap_or(0));
    }
    let _ = der.clone().named_bits();
    let _ = der.clone().boolean_or_false();
}
