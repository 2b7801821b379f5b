//! The extension block all messages share: four bytes choose what was offered and what has a place,
//! the rest is the block.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_base::Reader;
use motetls_fuzz::input::{self, Input};
use motetls_tls::msg::extension::ExtensionBlock;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (offered, place) = (input::offered(input.u16()), input::offered(input.u16()));
    let block = input.rest();
    let Ok(mut extensions) = ExtensionBlock::last_in(Reader::new(block), place, offered) else {
        return;
    };
    let (mut seen, mut bytes) = (Vec::new(), 2);
    loop {
        match extensions.next() {
            Ok(Some((kind, body))) => {
                assert!(offered.has(kind) && place.has(kind) && !seen.contains(&kind.0));
                seen.push(kind.0);
                bytes += 4 + body.rest().len();
            }
            Ok(None) => {
                return assert_eq!(bytes, block.len(), "a byte that belongs to no extension");
            }
            Err(_) => return,
        }
    }
});
