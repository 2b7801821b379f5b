//! Limits that only fields of a message reach.

use super::*;

/// Key stream beyond the limit would repeat (SP 800-38D, section 5.2.1.1): none is made.
#[test]
fn text_ends_at_the_limit() {
    let gcm = Aes128Gcm::new(&[7; 16]).unwrap();
    for (before, length, taken) in
        [(16, 16, true), (16, 17, false), (0, 1, false), (usize::MAX, 1, false)]
    {
        let mut message = gcm.start(&[1; 12], b"", 0).unwrap();
        message.position = (MAX_LEN as usize).saturating_sub(before);
        if before == usize::MAX {
            message.position = DONE;
        }
        let mut text = [9; 17];
        gcm.seal_piece(&mut message, &mut text[..length]);
        assert_eq!(text[..length].iter().any(|byte| *byte != 0), taken, "{before} {length}");
        assert!(!text[..length].iter().all(|byte| *byte == 9));
    }
}

/// Lengths of associated data in pieces do not end at 32 bits: a text of 4 GiB of zeros and
/// more would have the tag of the rest.
#[test]
fn associated_data_is_counted_beyond_a_word() {
    let gcm = Aes128Gcm::new(&[7; 16]).unwrap();
    let tag = |first: Hashed| {
        let mut message = gcm.begin([1; 3], b"", first);
        gcm.tag_any(&mut message)
    };
    assert_ne!(tag(Hashed(1, 0)), tag(Hashed(1, 1)));
    let mut message = gcm.begin([1; 3], b"", Hashed(1, 0));
    message.associated = usize::MAX - 15;
    gcm.authenticate(&mut message, &[0; 16]);
    assert_eq!((message.associated, message.first.associated_high()), (0, 1));
}
