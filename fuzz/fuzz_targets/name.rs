//! Names: what a person typed, held against the names of a certificate. A line of text, then the
//! contents of a GeneralNames.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::ServerName;
use motetls_pki::name::{Names, Presented};

fuzz_target!(|data: &[u8]| {
    let cut = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, rest) = data.split_at(cut);
    let names = rest.strip_prefix(b"\n").unwrap_or(rest);
    let Ok(text) = core::str::from_utf8(line) else { return };
    let mut storage = [0; 16];
    let Ok(expected) = ServerName::parse(text, &mut storage) else { return };
    let found = expected.find_in(names).is_ok();
    let fits = |name: Presented<'_>| match (name, expected.as_dns(), expected.as_ip()) {
        (Presented::Dns(name), Some(expected), _) => dns_fits(name, expected.as_bytes()),
        (Presented::Ip(address), _, Some(expected)) => address == expected,
        _ => false,
    };
    assert_eq!(found, Names::new(names).any(fits), "{expected}");
    let _ = format!("{expected} {:?}", expected.sni());
});

/// RFC 9525, section 6.3, label by label.
fn dns_fits(presented: &[u8], expected: &[u8]) -> bool {
    let expected = expected.strip_suffix(b".").unwrap_or(expected);
    let labels = |name: &[u8]| -> Vec<Vec<u8>> {
        name.split(|byte| *byte == b'.').map(<[u8]>::to_ascii_lowercase).collect()
    };
    let (presented, expected) = (labels(presented), labels(expected));
    match presented.split_first() {
        Some((first, rest)) if first == b"*" && !rest.is_empty() => {
            rest.len() >= 2 && expected.get(1..) == Some(rest)
        }
        _ => presented == expected,
    }
}
