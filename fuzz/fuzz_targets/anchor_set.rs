//! Sets of anchors: what is read has its anchors at the stated positions, and they make the same
//! set again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_pki::anchor::AnchorSet;

fuzz_target!(|data: &[u8]| {
    let Ok(set) = AnchorSet::parse(data) else { return };
    let mut length = 8;
    let mut last: Option<(&[u8; 32], Vec<u8>)> = None;
    for (place, anchor) in set.iter().enumerate() {
        assert_eq!(set.get(place), Some(anchor));
        assert!(set.find(anchor.subject_hash).any(|found| found == anchor));
        let record = (anchor.subject_hash, [anchor.spki, anchor.name_constraints].concat());
        assert!(last.is_none_or(|last| last < record), "in their order");
        length += 4 + 32 + record.1.len();
        last = Some(record);
    }
    assert_eq!((set.iter().count(), length), (set.len(), data.len()), "nothing left out");
});
