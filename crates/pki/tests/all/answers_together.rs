//! OCSP responses with several answers, several certificates of responders, or names written in
//! another way.

#![cfg(feature = "alloc")]

use crate::common::registry::{Authority, DAY, FROM, LEAF_USE, Ours, UNTIL, name};
use crate::common::responder::{ANSWERS, Bench, GOOD, Hashes, NO_CHECK, OTHER, SERIAL, now};
use core::sync::atomic::{AtomicUsize, Ordering};
use motetls_base::UnixTime;
use motetls_crypto::Hash;
use motetls_crypto::sha1::Sha1;
use motetls_pki::Certificate;
use motetls_pki::algorithm::HashId;
use motetls_pki::chain::{DeviceRules, Rfc5280Rules};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::NewExtension;
use motetls_pki::ocsp::{CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::oid::known;
use motetls_pki::revocation::{
    Freshness, Issuer, ResponsePolicy, Revocation, RevocationError, Status, Subject,
    UnverifiedResponse, check_response,
};
use motetls_pki::x509::NewCertificate;

fn policy() -> ResponsePolicy<'static> {
    ResponsePolicy::new(Freshness::at(Some(now())))
}

fn hours(hours: i64) -> UnixTime {
    UnixTime(now().0.saturating_add_signed(hours * 3600))
}

/// One answer: about which serial number of which issuer, and what.
#[derive(Clone, Copy)]
struct Single<'a> {
    hashes: &'a Hashes,
    serial: &'a [u8],
    status: CertStatus,
    until: i64,
}

/// A response with these answers, by `signer`.
fn response(
    signer: &Authority,
    singles: &[Single<'_>],
    certificates: &[&[u8]],
    extensions: &[NewExtension<'_>],
) -> Vec<u8> {
    let responses: Vec<NewSingleResponse<'_>> = singles
        .iter()
        .map(|single| NewSingleResponse {
            id: single.hashes.id(single.serial),
            status: single.status,
            this_update: hours(-3),
            next_update: Some(hours(single.until)),
            extensions: &[],
        })
        .collect();
    let new = NewResponse {
        responder: Responder::Name(signer.dn()),
        produced_at: hours(-1),
        responses: &responses,
        extensions,
        certificates,
    };
    let mut der = vec![0; 4096 + 200 * singles.len()];
    let length = new.sign(&mut signer.signer(), &mut der).unwrap();
    der.truncate(length);
    der
}

fn revoked() -> (CertStatus, Status) {
    let date = UnixTime(now().0 - DAY);
    let reason = motetls_pki::extension::Reason::KEY_COMPROMISE;
    let status = Status::Revoked(Revocation { date, reason });
    (CertStatus::Revoked(date, Some(reason)), status)
}

#[test]
fn of_several_answers_the_worst_counts() {
    let bench = Bench::new("of_several_answers_the_worst_counts");
    let [own, sha256] = [HashId::Sha1, HashId::Sha256].map(|hash| Hashes::of(hash, &bench.root));
    let twin = Hashes::of(HashId::Sha1, &Authority::new("CN=Root,O=Motes", 9)); // another key
    let last = Hashes::of(HashId::Sha256, &Authority::new("CN=Root,O=Motes", 9));
    let (bad, told) = revoked();
    let single = |hashes, status| Single { hashes, serial: SERIAL, status, until: 2 };
    let good = single(&own, CertStatus::Good);
    let stale = Single { until: -2, ..good };
    let unknown = Ok(Status::Unknown(RevocationError::UnknownToResponder));
    for (singles, expected) in [
        (vec![good, good], Ok(GOOD)),
        (vec![good, single(&own, bad)], Ok(told)),
        (vec![single(&twin, CertStatus::Good), single(&own, bad)], Ok(told)),
        (vec![single(&twin, bad), good], Ok(GOOD)),
        (vec![single(&sha256, CertStatus::Good), single(&own, bad)], Ok(told)),
        (vec![single(&sha256, bad), good], Ok(told)),
        (vec![good, single(&own, CertStatus::Unknown)], unknown),
        (vec![good, stale], Err(RevocationError::Stale)),
        (vec![stale, single(&twin, CertStatus::Good)], Err(RevocationError::Stale)),
        (vec![stale, single(&own, bad)], Ok(told)),
        (vec![stale, stale], Err(RevocationError::Stale)),
        (vec![Single { serial: OTHER, ..single(&own, bad) }, good], Ok(GOOD)),
        (vec![single(&twin, bad), single(&twin, bad)], Err(RevocationError::OtherCertificate)),
        (
            vec![single(&twin, bad), single(&last, bad), good],
            Err(RevocationError::TooManyResponses),
        ),
    ] {
        let reversed = singles.iter().rev().copied().collect::<Vec<_>>();
        for singles in [singles, reversed] {
            let der = response(&bench.root, &singles, &[], &[]);
            assert_eq!(bench.ours(&der, &policy()), expected);
        }
    }
}

/// SHA-1, and how many octets went through it.
#[derive(Clone)]
struct Counting(Sha1);

static COUNTED: AtomicUsize = AtomicUsize::new(0);

impl Hash for Counting {
    type Output = <Sha1 as Hash>::Output;
    type Block = <Sha1 as Hash>::Block;
    fn new() -> Self {
        Counting(Sha1::new())
    }
    fn update(&mut self, data: &[u8]) {
        COUNTED.fetch_add(data.len(), Ordering::Relaxed);
        self.0.update(data);
    }
    fn finish(&mut self) -> Self::Output {
        self.0.finish()
    }
    fn restart(&mut self) {
        self.0.restart();
    }
}

/// The issuer's name is hashed once, however many answers bear the serial number.
#[test]
fn work_does_not_grow_with_answers() {
    let bench = Bench::new("work_does_not_grow_with_answers");
    let own = Hashes::of(HashId::Sha1, &bench.root);
    let other = Hashes::of(HashId::Sha1, &bench.stranger);
    let single = |hashes| Single { hashes, serial: SERIAL, status: CertStatus::Good, until: 2 };
    let count = |answers| {
        let mut singles = vec![single(&other); answers];
        singles.push(single(&own));
        let der = response(&bench.root, &singles, &[], &[]);
        let certificate = Certificate::parse(&bench.leaf).unwrap();
        COUNTED.store(0, Ordering::Relaxed);
        let subject = Subject::of(&certificate);
        let answer =
            UnverifiedResponse::<Ours, DeviceRules, Counting>::read(&subject, &der, &policy());
        let counted = COUNTED.load(Ordering::Relaxed);
        assert_eq!(answer.unwrap().finish(&bench.root.issuer()), Ok(GOOD));
        counted
    };
    let (few, many) = (count(1), count(300));
    assert!(few >= bench.root.name.len());
    assert_eq!(few, many);
}

#[test]
fn two_nonces_are_none() {
    let bench = Bench::new("two_nonces_are_none");
    let own = Hashes::of(HashId::Sha1, &bench.root);
    let single = Single { hashes: &own, serial: SERIAL, status: CertStatus::Good, until: 2 };
    let nonce = |value: &'static [u8]| NewExtension::Other {
        oid: known::OCSP_NONCE,
        critical: false,
        value,
    };
    let (seven, eight) = (nonce(&[4, 1, 7]), nonce(&[4, 1, 8]));
    let asked = ResponsePolicy { nonce: Some(&[8]), nonce_required: true, ..policy() };
    for (extensions, expected) in [
        (vec![eight], Ok(GOOD)),
        (vec![seven], Err(RevocationError::OtherNonce)),
        (vec![seven, eight], Err(RevocationError::Malformed)),
        (vec![eight, eight], Err(RevocationError::Malformed)),
    ] {
        let der = response(&bench.root, &[single], &[], &extensions);
        assert_eq!(bench.ours(&der, &asked), expected);
    }
}

/// A certificate of the clerk, by the root, until then.
fn clerk(bench: &Bench, key: &Authority, until: UnixTime, more: &[NewExtension<'_>]) -> Vec<u8> {
    let mut der = vec![0; 2048];
    let extensions = [&[LEAF_USE, ANSWERS], more].concat();
    let new = NewCertificate {
        serial: &[0x21],
        issuer: bench.root.dn(),
        not_before: FROM,
        not_after: until,
        subject: DistinguishedName { der: &bench.clerk.name },
        public_key: &key.spki,
        extensions: &extensions,
    };
    let length = new.sign(&mut bench.root.signer(), &mut der).unwrap();
    der.truncate(length);
    der
}

#[test]
fn the_certificate_of_the_responder_is_looked_for() {
    let bench = Bench::new("the_certificate_of_the_responder_is_looked_for");
    let own = Hashes::of(HashId::Sha1, &bench.root);
    let single = Single { hashes: &own, serial: SERIAL, status: CertStatus::Good, until: 2 };
    let key = Authority::new("CN=Clerk", 7);
    let present = clerk(&bench, &bench.clerk, UNTIL, &[NO_CHECK]);
    let expired = clerk(&bench, &bench.clerk, hours(-1), &[NO_CHECK]);
    let other_key = clerk(&bench, &key, UNTIL, &[NO_CHECK]);
    let nocheck =
        |critical| NewExtension::Other { oid: known::OCSP_NO_CHECK, critical, value: &[5, 0] };
    let critical = clerk(&bench, &bench.clerk, UNTIL, &[nocheck(true)]);
    let twice = clerk(&bench, &bench.clerk, UNTIL, &[nocheck(false), nocheck(false)]);
    let unauthorized = Err(RevocationError::UnauthorizedResponder);
    for (certificates, expected) in [
        (vec![&present], Ok(GOOD)),
        (vec![&expired, &present], Ok(GOOD)),
        (vec![&present, &expired], Ok(GOOD)),
        (vec![&other_key, &present], Ok(GOOD)),
        (vec![&expired, &other_key, &present], Ok(GOOD)),
        (vec![&expired], unauthorized),
        (vec![&other_key], Err(RevocationError::BadSignature)),
        (vec![&expired; 3], unauthorized),
        (vec![&critical], Ok(GOOD)),
        (vec![&bench.leaf, &present], Ok(GOOD)),
    ] {
        let certificates: Vec<&[u8]> = certificates.iter().map(|der| &der[..]).collect();
        let der = response(&bench.clerk, &[single], &certificates, &[]);
        assert_eq!(bench.ours(&der, &policy()), expected);
    }
    let der = response(&bench.clerk, &[single], &[&twice], &[]);
    let refused = [Err(RevocationError::Malformed), unauthorized];
    assert!(refused.contains(&bench.ours(&der, &policy())));
    // signature checks before the issuer's are few
    let many: Vec<&[u8]> =
        [&other_key; 3].into_iter().chain([&present]).map(|der| &der[..]).collect();
    let der = response(&bench.clerk, &[single], &many, &[]);
    assert_eq!(bench.ours(&der, &policy()), Err(RevocationError::BadSignature));
}

/// The authority's name in other string types and cases: in the responder's hash of it, as the
/// responder's own, in the delegate's certificate.
#[test]
fn names_are_folded_where_the_rules_say_so() {
    let bench = Bench::new("names_are_folded_where_the_rules_say_so");
    let mut upper = Authority::new("CN=Root,O=Motes", 1); // the same key
    upper.name = name("CN=ROOT,O=motes");
    let certificate = Certificate::parse(&bench.leaf).unwrap();
    let subject = Subject::of(&certificate);
    let issuer = Issuer { name: &upper.name, ..bench.root.issuer() };
    let [own, other] = [&bench.root, &upper].map(|root| Hashes::of(HashId::Sha1, root));
    let (bad, told) = revoked();
    let single = |hashes| Single { hashes, serial: SERIAL, status: bad, until: 2 };
    let delegate = {
        let mut der = vec![0; 2048];
        let new = NewCertificate {
            serial: &[0x21],
            issuer: upper.dn(),
            not_before: FROM,
            not_after: UNTIL,
            subject: bench.clerk.dn(),
            public_key: &bench.clerk.spki,
            extensions: &[LEAF_USE, ANSWERS, NO_CHECK],
        };
        let length = new.sign(&mut upper.signer(), &mut der).unwrap();
        der.truncate(length);
        der
    };
    let unauthorized = Err(RevocationError::UnauthorizedResponder);
    for (signer, hashes, certificates, strict) in [
        (&bench.root, &own, vec![], Ok(told)),
        (&bench.root, &other, vec![], Err(RevocationError::OtherCertificate)),
        (&upper, &own, vec![], unauthorized),
        (&bench.clerk, &own, vec![&delegate[..]], unauthorized),
    ] {
        let der = response(signer, &[single(hashes)], &certificates, &[]);
        let folded = check_response::<Ours, Rfc5280Rules>(&subject, &der, &issuer, &policy());
        assert_eq!(folded, Ok(told));
        let bytes = check_response::<Ours, DeviceRules>(&subject, &der, &issuer, &policy());
        assert_eq!(bytes, strict);
    }
    // a name that is none of them is refused under either
    let stranger = Hashes {
        name: Hashes::of(HashId::Sha1, &bench.stranger).name,
        key: own.key.clone(),
        ..other
    };
    let der = response(&bench.root, &[single(&stranger)], &[], &[]);
    let none = Err(RevocationError::OtherCertificate);
    let folded = check_response::<Ours, Rfc5280Rules>(&subject, &der, &issuer, &policy());
    assert_eq!(folded, none);
    assert_eq!(bench.whole(&der, &policy()), none);
}
