//! Revocation lists: what is found must be in the list.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_fuzz::look;
use motetls_pki::crl::RevocationList;
use motetls_pki::der::Read;

fuzz_target!(|data: &[u8]| {
    let _ = look::list(data);
    let Ok(list) = RevocationList::from_der(data) else { return };
    for entry in list.revoked.map_while(Result::ok).take(8) {
        let found =
            list.find(entry.serial).expect("it was read before").expect("it is in the list");
        assert_eq!(found.serial, entry.serial);
    }
});
