//! PKCS#7 bags: members are written again and must be read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::der::Read;
use motetls_pki::pkcs7::{self, CertsOnly};

fuzz_target!(|data: &[u8]| {
    let Ok(bag) = CertsOnly::from_der(data) else { return };
    let Ok(members) = bag.certificates().collect::<Result<Vec<&[u8]>, _>>() else { return };
    let mut buffer = vec![0; data.len() + 64];
    let length = pkcs7::write(&members, &mut buffer).expect("room enough");
    let again = CertsOnly::from_der(&buffer[..length]).expect("what was written");
    assert!(again.certificates().eq(members.into_iter().map(Ok)));
    assert_eq!(again.revocation_lists().count(), 0);
});
