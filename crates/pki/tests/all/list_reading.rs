//! Revocation lists read: indirect ones, relative names, in pieces of any length, every cut and
//! every flipped bit.

#![cfg(feature = "alloc")]

use crate::common::listed::{
    GOOD, NUMBER, OTHER, POINT, SERIAL, is_revoked, point, points, unknown, verdict,
};
use crate::common::registry::{self, Authority, FROM, LEAF_USE, NOW, Ours, revoked, spoil};
use motetls_pki::Certificate;
use motetls_pki::chain::DeviceRules;
use motetls_pki::crl::NewRevoked;
use motetls_pki::der::DerWriter;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};
use motetls_pki::general_name::GeneralName;
use motetls_pki::oid::Oid;
use motetls_pki::revocation::{
    CrlReader, Freshness, Inquiry, RevocationError, Status, Subject, UnverifiedResponse, check_crl,
};

/// A list of another issuer than the root, about the certificates of the root.
#[test]
fn indirect_lists() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let clerk = Authority::new("CN=Clerk,O=Motes", 3);
    let mote = Authority::new("CN=mote", 2);
    // { [0] { [0] { URI } }, [2] { directoryName } }
    let mut buffer = [0; 256];
    let mut der = DerWriter::new(&mut buffer);
    let list = der.open(0x30);
    let entry = der.open(0x30);
    let explicit = der.open(0xa0);
    let full = der.open(0xa0);
    GeneralName::Uri(POINT.as_bytes()).write(&mut der);
    der.close(full);
    der.close(explicit);
    let issuer = der.open(0xa2);
    GeneralName::Directory(clerk.dn()).write(&mut der);
    der.close(issuer);
    der.close(entry);
    der.close(list);
    let extension =
        NewExtension::Other { oid: Oid(&[0x55, 0x1d, 31]), critical: false, value: der.written() };
    let leaf = root.certify(&mote, SERIAL, &[LEAF_USE, extension]);
    let here = [GeneralName::Uri(POINT.as_bytes())];
    let indirect = NewIssuingPoint { names: &here, indirect: true, ..NewIssuingPoint::default() };
    let of_root = [GeneralName::Directory(root.dn())];
    let moved = [NewExtension::CertificateIssuer(&of_root)];
    let of_clerk = [GeneralName::Directory(clerk.dn())];
    let moved_back = [NewExtension::CertificateIssuer(&of_clerk)];
    let entry = |serial, extensions| NewRevoked { extensions, ..revoked(serial, None) };
    let verify =
        |leaf: &[u8], list: &[u8]| verdict(leaf, clerk.issuer(), &[list], Freshness::at(Some(NOW)));
    let bad = is_revoked(Reason::UNSPECIFIED);

    let own = clerk.list(&[entry(SERIAL, &[])], &point(indirect));
    assert_eq!(verify(&leaf, &own), GOOD, "the clerk's own certificate of that number");
    let list = clerk.list(&[entry(OTHER, &moved), entry(SERIAL, &[])], &point(indirect));
    assert_eq!(verify(&leaf, &list), bad, "the issuer stays for the entries behind");
    let list = clerk.list(&[entry(OTHER, &moved), entry(SERIAL, &moved_back)], &point(indirect));
    assert_eq!(verify(&leaf, &list), GOOD, "until there is another");
    let list = clerk.list(
        &[entry(SERIAL, &moved)],
        &point(NewIssuingPoint { names: &here, ..Default::default() }),
    );
    assert_eq!(
        verify(&leaf, &list),
        unknown(RevocationError::Malformed),
        "a list that does not say it is indirect"
    );
    let elsewhere = [GeneralName::Uri(b"http://b.example/")];
    let list = clerk.list(&[], &point(NewIssuingPoint { names: &elsewhere, ..indirect }));
    assert_eq!(verify(&leaf, &list), unknown(RevocationError::OutOfScope), "at another point");
    let plain = root.certify(&mote, SERIAL, &[LEAF_USE, points()]);
    let list = clerk.list(&[], &point(indirect));
    assert_eq!(
        verify(&plain, &list),
        unknown(RevocationError::OutOfScope),
        "of an issuer the certificate does not name"
    );
    assert_eq!(verify(&leaf, &list), GOOD);
}

/// nameRelativeToCRLIssuer on either side (RFC 5280, section 4.2.1.13).
#[test]
fn relative_names() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let full = registry::name("CN=list 1,CN=Root,O=Motes");
    let relative = registry::name("CN=list 1");
    let rdn = &relative[4..]; // without SEQUENCE and SET
    let element = |tag: u8, contents: &[u8]| [&[tag, contents.len() as u8], contents].concat();
    let names = |name: &[u8]| element(0xa0, &element(0xa0, &element(0xa4, name)));
    let by_rdn = element(0xa0, &element(0xa1, rdn));
    let by_name = names(&full);
    let mote = Authority::new("CN=mote", 2);
    for (theirs, ours, expected) in [
        (&by_rdn, &by_name, GOOD),
        (&by_name, &by_rdn, GOOD),
        (&by_rdn, &by_rdn, GOOD),
        (&by_name, &by_name, GOOD),
        (&names(&relative), &by_rdn, unknown(RevocationError::OutOfScope)),
        (&by_rdn, &names(&relative), unknown(RevocationError::OutOfScope)),
    ] {
        let points = element(0x30, &element(0x30, theirs));
        let point = element(0x30, ours);
        let points =
            NewExtension::Other { oid: Oid(&[0x55, 0x1d, 31]), critical: false, value: &points };
        let point =
            NewExtension::Other { oid: Oid(&[0x55, 0x1d, 28]), critical: true, value: &point };
        let leaf = root.certify(&mote, SERIAL, &[LEAF_USE, points]);
        let list = root.list(&[], &[NUMBER, point]);
        assert_eq!(verdict(&leaf, root.issuer(), &[&list], Freshness::at(Some(NOW))), expected);
    }
}

/// However a list is cut in pieces, and whatever the buffer, the outcome is that of the whole.
#[test]
fn in_pieces() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let serials: Vec<[u8; 3]> = (0..200_u8).map(|n| [0x40, n, 0]).collect();
    let entries: Vec<_> =
        serials.iter().map(|serial| revoked(serial, Some(Reason::SUPERSEDED))).collect();
    let der = root
        .list(&entries, &point(NewIssuingPoint { only_users: true, ..NewIssuingPoint::default() }));
    let subject = |serial| Subject {
        issuer: &root.name,
        serial,
        ca: false,
        points: motetls_pki::der::List::empty(),
    };
    let ask = || {
        [
            Inquiry::new(subject(&serials[3])),
            Inquiry::new(subject(&[9])),
            Inquiry::new(subject(&serials[199])),
        ]
    };
    let mut outcomes = Vec::new();
    for size in (1..=120).chain([255, 256, 512, 4096, 1 << 20]) {
        for step in [1, 7, 64, usize::MAX] {
            let mut inquiries = ask();
            let mut reader =
                CrlReader::<Ours>::new(root.issuer(), Freshness::at(Some(NOW)), &mut inquiries);
            let mut rest = &der[..];
            let mut buffer = vec![0; size];
            let read = |out: &mut [u8]| {
                let (now, later) = rest.split_at(out.len().min(step).min(rest.len()));
                out[..now.len()].copy_from_slice(now);
                rest = later;
                Ok::<usize, ()>(now.len())
            };
            reader.read(&mut buffer, read).unwrap();
            let outcome = reader.finish();
            if outcome.is_ok() {
                let bad = is_revoked(Reason::SUPERSEDED);
                assert_eq!(
                    inquiries.map(|inquiry| inquiry.status()),
                    [bad, GOOD, bad],
                    "{size} {step}"
                );
            }
            outcomes.push((size, outcome));
        }
    }
    let longest = 4 + 72; // the signature, at most
    for (size, outcome) in outcomes {
        match outcome {
            Ok(()) => assert!(size > 64, "{size}"),
            Err(why) => {
                assert!(why == RevocationError::TooLong && size <= longest, "{size}: {why:?}")
            }
        }
    }
}

/// A list of two megabytes through 256 bytes.
#[test]
fn of_megabytes() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let serials: Vec<[u8; 5]> =
        (0..50_000_u32).map(|n| [0x40, (n >> 16) as u8, (n >> 8) as u8, n as u8, 1]).collect();
    let entries: Vec<_> =
        serials.iter().map(|serial| revoked(serial, Some(Reason::SUPERSEDED))).collect();
    let der = root.list(&entries, &[NUMBER]);
    assert!(der.len() > 1_900_000);
    let subject = Subject {
        issuer: &root.name,
        serial: &serials[49_000],
        ca: false,
        points: motetls_pki::der::List::empty(),
    };
    let mut inquiries = [Inquiry::new(subject)];
    let mut reader =
        CrlReader::<Ours>::new(root.issuer(), Freshness::at(Some(NOW)), &mut inquiries);
    assert!(size_of_val(&reader) <= 520, "{}", size_of_val(&reader));
    assert!(size_of::<Inquiry<'_>>() <= 256, "{}", size_of::<Inquiry<'_>>());
    assert!(
        size_of::<UnverifiedResponse<Ours>>() <= 328,
        "{}",
        size_of::<UnverifiedResponse<Ours>>()
    );
    let mut rest = &der[..];
    let read = |out: &mut [u8]| {
        let (now, later) = rest.split_at(out.len().min(rest.len()));
        out[..now.len()].copy_from_slice(now);
        rest = later;
        Ok::<usize, ()>(now.len())
    };
    reader.read(&mut [0; 256], read).unwrap();
    assert_eq!(reader.finish(), Ok(()));
    assert_eq!(inquiries[0].status(), is_revoked(Reason::SUPERSEDED));
}

/// Every cut and every flipped bit of a list: an error, whole and in pieces the same one, and
/// nothing known of the subject.
#[test]
fn no_bit_of_a_list_is_without_weight() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let of_root = [GeneralName::Directory(root.dn())];
    let moved = [NewExtension::CertificateIssuer(&of_root), NewExtension::InvalidityDate(FROM)];
    let entries = [
        revoked(OTHER, None),
        NewRevoked { extensions: &moved, ..revoked(SERIAL, Some(Reason::SUPERSEDED)) },
    ];
    let here = [GeneralName::Uri(POINT.as_bytes())];
    let point_fields = NewIssuingPoint {
        names: &here,
        only_users: true,
        indirect: true,
        ..NewIssuingPoint::default()
    };
    let der = root.list(&entries, &point(point_fields));
    let leaf = root.certify(&Authority::new("CN=mote", 2), SERIAL, &[LEAF_USE, points()]);
    let certificate = Certificate::parse(&leaf).unwrap();
    let subject = Subject::of(&certificate);
    let verify = |der: &[u8]| {
        let mut whole = [Inquiry::new(subject)];
        let outcome = check_crl::<Ours, DeviceRules>(
            der,
            root.issuer(),
            Freshness::at(Some(NOW)),
            &mut whole,
        );
        if outcome == Err(RevocationError::BadSignature) {
            // The list was read; reading it in pieces too would repeat the costly check.
            return (outcome, whole[0].status());
        }
        let mut inquiries = [Inquiry::new(subject)];
        let mut reader =
            CrlReader::<Ours>::new(root.issuer(), Freshness::at(Some(NOW)), &mut inquiries);
        let mut rest = der;
        let read = |out: &mut [u8]| {
            let (now, later) = rest.split_at(out.len().min(rest.len()));
            out[..now.len()].copy_from_slice(now);
            rest = later;
            Ok::<usize, ()>(now.len())
        };
        reader.read(&mut [0; 160], read).unwrap();
        let in_pieces = reader.finish();
        if in_pieces != Err(RevocationError::TooLong) {
            assert_eq!(outcome, in_pieces);
        }
        (outcome, whole[0].status())
    };
    assert_eq!(verify(&der), (Ok(()), is_revoked(Reason::SUPERSEDED)));
    let mut reasons = std::collections::BTreeMap::new();
    let mut spoilt = |der: &[u8]| {
        let (outcome, status) = verify(der);
        let Err(why) = outcome else { panic!("accepted: {der:x?}") };
        assert_eq!(status, Status::Unknown(why));
        *reasons.entry(format!("{why:?}")).or_insert(0) += 1;
    };
    spoil(&der, &mut spoilt);
    for reason in [
        "Malformed",
        "BadSignature",
        "OtherIssuer",
        "Stale",
        "UnknownCriticalExtension",
        "UnsupportedAlgorithm",
    ] {
        assert!(reasons.contains_key(reason), "no {reason} in {reasons:?}");
    }
}
