//! An OCSP answer checked: what counts must be in it. Signatures hold when they are the flat digest
//! and half of the key.
//!
//! `flags time{4} der...`
#![no_main]

use libfuzzer_sys::fuzz_target;
use motetls_base::UnixTime;
use motetls_crypto::Hash;
use motetls_fuzz::certs::{ROOT, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::Flat;
use motetls_pki::chain::DeviceRules;
use motetls_pki::der::{List, Read};
use motetls_pki::ocsp::{CertStatus, Response};
use motetls_pki::revocation::{
    Freshness, Issuer, ResponsePolicy, Revocation, RevocationError, Status, Subject,
    UnverifiedResponse,
};

/// A hash that has only one digest, of the length of SHA-1.
#[derive(Clone, Debug)]
struct Flat20;

impl Hash for Flat20 {
    type Output = [u8; 20];
    type Block = [u8; 64];
    fn new() -> Self {
        Flat20
    }
    fn update(&mut self, _: &[u8]) {}
    fn finish(&mut self) -> [u8; 20] {
        [0x11; 20]
    }
    fn restart(&mut self) {}
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let flags = input.u8();
    let now = UnixTime(u64::from(input.u16()) << 16 | u64::from(input.u16()));
    let der = input.rest();
    let (root, key) = (name(ROOT.name), spki(&ROOT.key));
    let freshness = Freshness {
        next_update_required: flags & 1 != 0,
        max_age: (flags & 2 != 0).then_some(86_400),
        ..Freshness::at((flags & 4 != 0).then_some(now))
    };
    let policy = ResponsePolicy {
        nonce: (flags & 8 != 0).then_some(&[9; 8][..]),
        nonce_required: flags & 16 != 0,
        no_check_required: flags & 32 != 0,
        freshness,
    };
    let basic = Response::from_der(der).ok().and_then(|response| response.basic().ok().flatten());
    let first = basic.and_then(|basic| basic.responses.clone().next()).and_then(Result::ok);
    let serial = first.map_or(&[7][..], |single| single.id.serial);
    let subject = Subject { issuer: &root, serial, ca: false, points: List::empty() };
    let answer = UnverifiedResponse::<Flat, DeviceRules, Flat20>::read(&subject, der, &policy);
    let issuer = Issuer { name: &root, spki: &key, key_usage: None };
    let verdict = answer.and_then(|answer| answer.finish(&issuer));
    let Ok(status) = verdict else { return };

    let basic = basic.expect("what counts can be read");
    let about = |single: &motetls_pki::ocsp::SingleResponse<'_>| {
        let expected = match single.status {
            CertStatus::Good => Status::Good,
            CertStatus::Unknown => Status::Unknown(RevocationError::UnknownToResponder),
            CertStatus::Revoked(date, reason) => Status::Revoked(Revocation {
                date,
                reason: reason.unwrap_or(motetls_pki::extension::Reason::UNSPECIFIED),
            }),
        };
        single.id.serial == serial
            && expected == status
            && freshness.check(single.this_update, single.next_update).is_ok()
    };
    assert!(
        basic.responses.map_while(Result::ok).any(|single| about(&single)),
        "no response says so"
    );
});
