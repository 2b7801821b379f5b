//! NewSessionTicket.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_tls::msg::new_session_ticket::NewSessionTicket;

fuzz_target!(|data: &[u8]| {
    let Ok(found) = NewSessionTicket::decode(data) else { return };
    assert!(!found.ticket.is_empty(), "a ticket of at least one byte");
    let nonce = u8::try_from(found.nonce.len()).expect("at most 255 bytes");
    let ticket = u16::try_from(found.ticket.len()).expect("at most 65,535 bytes");
    let fixed = [
        &found.lifetime.to_be_bytes()[..],
        &found.age_add.to_be_bytes(),
        &[nonce],
        found.nonce,
        &ticket.to_be_bytes(),
        found.ticket,
    ]
    .concat();
    let extensions = data.strip_prefix(&fixed[..]).expect("the fields stand in this order");
    let (length, extensions) = extensions.split_at(2);
    assert_eq!(length, u16::try_from(extensions.len()).expect("a list").to_be_bytes());
    let early = [&[0, 42, 0, 4][..], &found.max_early_data.to_be_bytes()].concat();
    assert!(
        found.max_early_data == 0 || extensions.windows(8).any(|window| window == early),
        "a number that nothing states"
    );

    let (_, cut) = data.split_last().expect("not empty");
    assert!(NewSessionTicket::decode(cut).is_err(), "a byte is missing");
    assert!(NewSessionTicket::decode(&[data, &[0]].concat()).is_err(), "a byte is left");
});
