//! A revocation list checked, whole and through a small buffer: what counts must be in it.
//! Signatures hold when they are the flat digest and half of the key.
//!
//! `flags time{4} buffer{2} step der...`
#![no_main]

use core::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use motetls_base::UnixTime;
use motetls_fuzz::certs::{ROOT, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::Flat;
use motetls_pki::algorithm::AlgorithmIdentifier;
use motetls_pki::chain::DeviceRules;
use motetls_pki::crl::RevocationList;
use motetls_pki::der::{Der, List, Read, SEQUENCE};
use motetls_pki::revocation::{
    CrlReader, Freshness, Inquiry, Issuer, RevocationError, Status, Subject, check_crl,
};

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let flags = input.u8();
    let now = UnixTime(u64::from(input.u16()) << 16 | u64::from(input.u16()));
    let (size, step) = (input.between(1, 600), input.between(1, 64));
    let der = input.rest();
    let (root, key) = (name(ROOT.name), spki(&ROOT.key));
    let issuer = Issuer { name: &root, spki: &key, key_usage: None };
    let freshness = Freshness {
        next_update_required: flags & 1 != 0,
        max_age: (flags & 2 != 0).then_some(86_400),
        ..Freshness::at((flags & 4 != 0).then_some(now))
    };
    let parsed = RevocationList::from_der(der);
    let first = parsed.ok().and_then(|list| list.revoked.clone().next()).and_then(Result::ok);
    let serial = first.map_or(&[7][..], |entry| entry.serial);
    let ask = || {
        let subject =
            |serial| Subject { issuer: &root, serial, ca: flags & 8 != 0, points: List::empty() };
        [Inquiry::new(subject(serial)), Inquiry::new(subject(&[7]))]
    };

    let mut whole = ask();
    let outcome = check_crl::<Flat, DeviceRules>(der, issuer, freshness, &mut whole);
    let mut pieces = ask();
    let mut reader = CrlReader::<Flat>::new(issuer, freshness, &mut pieces);
    let mut rest = der;
    let read = |out: &mut [u8]| {
        let (now, later) = rest.split_at(out.len().min(step).min(rest.len()));
        out[..now.len()].copy_from_slice(now);
        rest = later;
        Ok::<usize, Infallible>(now.len())
    };
    let Ok(()) = reader.read(&mut vec![0; size], read);
    let in_pieces = reader.finish();
    if in_pieces != Err(RevocationError::TooLong) {
        assert_eq!(outcome, in_pieces);
        assert_eq!(whole.each_ref().map(Inquiry::status), pieces.each_ref().map(Inquiry::status));
    }

    let Err(why) = outcome else {
        if !outer_algorithm_is_sound(der) {
            return; // a hash of one digest finds it equal to the one inside
        }
        let list = parsed.expect("what counts can be read");
        assert_eq!(list.issuer.der, root);
        assert!(freshness.check(list.this_update, list.next_update).is_ok());
        for inquiry in &whole {
            let entry = list.find(inquiry.subject().serial).expect("it was read before");
            match inquiry.status() {
                Status::Revoked(_) => assert!(entry.is_some(), "revoked by nothing"),
                Status::Good if entry.is_some() => {
                    let says_more =
                        |entry: motetls_pki::crl::Revoked<'_>| !entry.extensions.is_empty();
                    assert!(
                        list.revoked.map_while(Result::ok).any(says_more),
                        "an entry without effect"
                    );
                }
                Status::Good | Status::Unknown(_) => {}
            }
        }
        return;
    };
    assert!(whole.iter().all(|inquiry| inquiry.status() == Status::Unknown(why)));
});

fn outer_algorithm_is_sound(der: &[u8]) -> bool {
    let Ok(mut fields) = Der::new(der).nested(SEQUENCE) else { return false };
    fields.whole(SEQUENCE).is_ok() && AlgorithmIdentifier::read(&mut fields).is_ok()
}
