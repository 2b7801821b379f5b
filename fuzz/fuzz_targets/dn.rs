//! Distinguished names: the text of what is read must be read as a name of the same text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::look;
use motetls_pki::der::Read;
use motetls_pki::dn::{self, DistinguishedName};

fuzz_target!(|data: &[u8]| {
    let mut buffer = vec![0; data.len() * 8 + 64];
    if look::name(data).is_ok() {
        again(&DistinguishedName { der: data }.to_string(), &mut buffer);
    }
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(der) = dn::parse(text, &mut buffer)
    {
        let name = DistinguishedName::from_der(der).expect("what was written");
        assert!(name.check().is_ok());
        let shown = name.to_string();
        again(&shown, &mut vec![0; shown.len() * 8 + 64]);
    }
});

/// Reads `text`, which was shown for a name, and shows it again. A value may be too long to be
/// read.
fn again(text: &str, buffer: &mut [u8]) {
    if let Ok(der) = dn::parse(text, buffer) {
        let name = DistinguishedName::from_der(der).expect("what was written");
        assert_eq!(name.to_string(), text);
    } else {
        assert!(text.len() > 128 || text.contains('.'), "{text} cannot be read");
    }
}
