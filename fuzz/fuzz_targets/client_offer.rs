//! ClientHello as a server reads it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_tls::msg::client_offer::{ClientOffer, lists};
use motetls_tls::num::{ExtensionType, NamedGroup};

fuzz_target!(|data: &[u8]| {
    let Ok(offer) = ClientOffer::decode(data) else { return };
    assert!(offer.session.len() <= 32);
    assert!(offer.extensions.has(ExtensionType::SUPPORTED_VERSIONS));
    for list in [offer.suites, offer.groups, offer.schemes] {
        assert_eq!(list.len() % 2, 0, "whole numbers");
        assert!(list.as_chunks().0.iter().all(|number| lists(list, u16::from_be_bytes(*number))));
    }
    if let Some(key) = offer.share(NamedGroup::secp256r1) {
        assert!(!key.is_empty());
    }
    let (mut psks, mut binders) = (0, 0);
    for (identity, binder) in offer.psks() {
        assert!(!identity.is_empty() && binder.len() >= 32);
        psks += 2 + identity.len() + 4;
        binders += 1 + binder.len();
    }
    assert_eq!((psks, binders), (offer.identities.len(), offer.binders.len()), "all of them");
    assert!(offer.binders.is_empty() || data.ends_with(offer.binders), "the end of the message");
    assert!(offer.record_size_limit.is_none_or(|limit| limit >= 64));
});
