//! Revocation lists checked: a grid of faults, beside the verdict of `openssl verify` on the same
//! files.

#![cfg(feature = "alloc")]

use crate::common::listed::{
    Bench, GOOD, NUMBER, OTHER, POINT, SERIAL, is_revoked, point, points, unknown, verdict,
};
use crate::common::registry::{Authority, CA, FROM, NOW, Ours, revoked};
use crate::common::tools::{Folder, openssl};
use motetls_base::UnixTime;
use motetls_pki::Certificate;
use motetls_pki::chain::DeviceRules;
use motetls_pki::crl::{NewRevocationList, NewRevoked};
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};
use motetls_pki::general_name::GeneralName;
use motetls_pki::oid::Oid;
use motetls_pki::pem;
use motetls_pki::revocation::{
    ALL_REASONS, Freshness, Inquiry, Issuer, Revocation, RevocationError, Status, Subject,
    check_crl,
};

#[test]
fn entries() {
    let bench = Bench::new("entries");
    let root = &bench.root;
    let list = |entries: &[NewRevoked<'_>]| root.list(entries, &[NUMBER]);
    bench.check("an empty list", &[&list(&[])], GOOD, true);
    bench.check("another's entry", &[&list(&[revoked(OTHER, None)])], GOOD, true);
    let entries = [revoked(OTHER, None), revoked(SERIAL, None)];
    bench.check("revoked", &[&list(&entries)], is_revoked(Reason::UNSPECIFIED), false);
    for reason in [Reason::KEY_COMPROMISE, Reason::CERTIFICATE_HOLD, Reason(7), Reason(0x7f)] {
        let der = list(&[revoked(SERIAL, Some(reason))]);
        bench.check("revoked for a reason", &[&der], is_revoked(reason), false);
    }
    let removed = list(&[revoked(SERIAL, Some(Reason::REMOVE_FROM_CRL))]);
    // RFC 5280, section 5.3.1: in delta lists only; openssl takes it for good
    let told = is_revoked(Reason::REMOVE_FROM_CRL);
    bench.check("removed from a complete list", &[&removed], told, true);
    let long = [&[0x80][..], SERIAL].concat();
    bench.check("a serial number that ends alike", &[&list(&[revoked(&long, None)])], GOOD, true);
    bench.check("no list", &[], unknown(RevocationError::NothingGiven), false);
    let of = |oid: &'static [u8], critical| NewExtension::Other {
        oid: Oid(oid),
        critical,
        value: &[5, 0],
    };
    let odd = [of(&[0x2a, 3, 4], false)];
    let entry = |extensions| NewRevoked { extensions, ..revoked(OTHER, None) };
    bench.check("an unknown extension of an entry", &[&list(&[entry(&odd)])], GOOD, true);
    let odd = [of(&[0x2a, 3, 4], true)];
    let why = unknown(RevocationError::UnknownCriticalExtension);
    bench.check("a critical one, of another's entry", &[&list(&[entry(&odd)])], why, false);
    let date = [NewExtension::InvalidityDate(FROM)];
    let entry = NewRevoked { extensions: &date, ..revoked(SERIAL, Some(Reason::SUPERSEDED)) };
    bench.check("an invalidity date", &[&list(&[entry])], is_revoked(Reason::SUPERSEDED), false);
    let twice = [NewExtension::Reason(Reason::SUPERSEDED)];
    let entry = NewRevoked { extensions: &twice, ..revoked(OTHER, Some(Reason::SUPERSEDED)) };
    // openssl reads the first and lets the second be
    bench.check("two reasons", &[&list(&[entry])], unknown(RevocationError::Malformed), true);
}

#[test]
fn who_signed_and_when() {
    let bench = Bench::new("who_signed_and_when");
    let root = &bench.root;
    let good = root.list(&[], &[NUMBER]);
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    bench.check("a bad signature", &[&bad], unknown(RevocationError::BadSignature), false);
    let twin = Authority::new("CN=Root,O=Motes", 9);
    bench.check(
        "another key",
        &[&twin.list(&[], &[NUMBER])],
        unknown(RevocationError::BadSignature),
        false,
    );
    let other = Authority::new("CN=Another", 1);
    bench.check(
        "another issuer",
        &[&other.list(&[], &[NUMBER])],
        unknown(RevocationError::OtherIssuer),
        false,
    );
    let list = |from: i64, until: Option<i64>| {
        let at = |days: i64| UnixTime(NOW.0.saturating_add_signed(days * 86_400));
        root.sign_list(NewRevocationList {
            issuer: root.dn(),
            this_update: at(from),
            next_update: until.map(at),
            revoked: &[],
            extensions: &[NUMBER],
        })
    };
    bench.check(
        "from tomorrow",
        &[&list(1, Some(2))],
        unknown(RevocationError::FromTheFuture),
        false,
    );
    bench.check("until yesterday", &[&list(-2, Some(-1))], unknown(RevocationError::Stale), false);
    bench.check("without an end", &[&list(-2, None)], unknown(RevocationError::NoNextUpdate), true);
    let open = Freshness { next_update_required: false, ..Freshness::at(Some(NOW)) };
    assert_eq!(verdict(&bench.leaf, root.issuer(), &[&list(-2, None)], open), GOOD);
    let limited = Freshness { max_age: Some(86_400), ..open };
    assert_eq!(
        verdict(&bench.leaf, root.issuer(), &[&list(-2, None)], limited),
        unknown(RevocationError::Stale)
    );
    let clockless = Freshness::at(None);
    assert_eq!(verdict(&bench.leaf, root.issuer(), &[&list(1, Some(2))], clockless), GOOD);
    let unset = Freshness::at(Some(UnixTime(0)));
    assert_eq!(
        verdict(&bench.leaf, root.issuer(), &[&good], unset),
        unknown(RevocationError::ClockBehindBuild)
    );

    for (usage, expected) in
        [(None, GOOD), (Some(0x04), unknown(RevocationError::NotAllowed)), (Some(0x02), GOOD)]
    {
        let issuer = Issuer { key_usage: usage, ..root.issuer() };
        assert_eq!(verdict(&bench.leaf, issuer, &[&good], Freshness::at(Some(NOW))), expected);
    }
    let Some(openssl) = &bench.openssl else { return };
    let usage = NewExtension::KeyUsage(motetls_pki::extension::KeyUsage::KEY_CERT_SIGN);
    let unable = root.certify(root, &[1], &[CA, usage]);
    let (accepted, output) = openssl.accepts(&unable, &bench.leaf, &[&good], "");
    assert!(!accepted, "openssl on an issuer that may not sign lists: {output}");
}

#[test]
fn extensions_of_the_list() {
    let bench = Bench::new("extensions_of_the_list");
    let root = &bench.root;
    let odd = |critical| NewExtension::Other { oid: Oid(&[0x2a, 3, 4]), critical, value: &[5, 0] };
    bench.check("an unknown one", &[&root.list(&[], &[NUMBER, odd(false)])], GOOD, true);
    let why = unknown(RevocationError::UnknownCriticalExtension);
    bench.check("a critical one", &[&root.list(&[], &[NUMBER, odd(true)])], why, false);
    bench.check(
        "two numbers",
        &[&root.list(&[], &[NUMBER, NUMBER])],
        unknown(RevocationError::Malformed),
        true,
    );
    bench.check("none", &[&root.list(&[], &[])], GOOD, true);
    let default = NewIssuingPoint::default();
    let scope = |scope_point: NewIssuingPoint<'_>, expected, theirs| {
        let list = root.list(&[], &point(scope_point));
        bench.check(&format!("{scope_point:?}"), &[&list], expected, theirs);
    };
    let out = unknown(RevocationError::OutOfScope);
    scope(NewIssuingPoint { only_users: true, ..default }, GOOD, true);
    scope(NewIssuingPoint { only_authorities: true, ..default }, out, false);
    scope(NewIssuingPoint { only_attributes: true, ..default }, out, false);
    scope(NewIssuingPoint { only_users: true, only_authorities: true, ..default }, out, false);
    let here = [GeneralName::Uri(b"http://b.example/"), GeneralName::Uri(POINT.as_bytes())];
    scope(NewIssuingPoint { names: &here, ..default }, GOOD, true);
    scope(NewIssuingPoint { names: &here[..1], ..default }, out, false);
    let directory = [GeneralName::Directory(root.dn())];
    // RFC 5280, section 6.3.3: a certificate is also at the point that bears its issuer's name.
    // openssl does not know that.
    scope(NewIssuingPoint { names: &directory, ..default }, GOOD, false);
    scope(NewIssuingPoint { indirect: true, ..default }, GOOD, true);
    scope(
        NewIssuingPoint { only_reasons: Some(0x4000), ..default },
        unknown(RevocationError::SomeReasons),
        false,
    );
}

#[test]
fn lists_for_some_reasons_add_up() {
    let bench = Bench::new("lists_for_some_reasons_add_up");
    let root = &bench.root;
    let some = |reasons: u16, entries: &[NewRevoked<'_>]| {
        let some = NewIssuingPoint { only_reasons: Some(reasons), ..NewIssuingPoint::default() };
        root.list(entries, &point(some))
    };
    let (first, second) = (some(0x6000, &[]), some(ALL_REASONS & !0x4000, &[]));
    bench.check("the first", &[&first], unknown(RevocationError::SomeReasons), false);
    bench.check("both", &[&first, &second], GOOD, true);
    let taken = some(0x6000, &[revoked(SERIAL, Some(Reason::KEY_COMPROMISE))]);
    bench.check(
        "both, of which the first has it",
        &[&taken, &second],
        is_revoked(Reason::KEY_COMPROMISE),
        false,
    );
    bench.check("one, which has it", &[&taken], is_revoked(Reason::KEY_COMPROMISE), false);
}

#[test]
fn deltas() {
    let bench = Bench::new("deltas");
    let root = &bench.root;
    // freshestCRL: { { [0] { [0] { URI } } } }; openssl looks for deltas only where it stands
    let name = [&[0x86, POINT.len() as u8], POINT.as_bytes()].concat();
    let wrap = |tag: u8, contents: &[u8]| [&[tag, contents.len() as u8], contents].concat();
    let freshest = wrap(0x30, &wrap(0x30, &wrap(0xa0, &wrap(0xa0, &name))));
    let freshest =
        NewExtension::Other { oid: Oid(&[0x55, 0x1d, 46]), critical: false, value: &freshest };
    let base = |number: u8, entries: &[NewRevoked<'_>]| {
        root.list(entries, &[NewExtension::CrlNumber(&[number]), freshest])
    };
    let delta = |from: u8, number: u8, entries: &[NewRevoked<'_>]| {
        let extensions =
            [NewExtension::CrlNumber(&[number]), NewExtension::DeltaCrlIndicator(&[from])];
        root.list(entries, &extensions)
    };
    let entry = [revoked(SERIAL, Some(Reason::KEY_COMPROMISE))];
    let hold = [revoked(SERIAL, Some(Reason::CERTIFICATE_HOLD))];
    let removal = [revoked(SERIAL, Some(Reason::REMOVE_FROM_CRL))];
    let bad = is_revoked(Reason::KEY_COMPROMISE);
    bench.check("revoked since", &[&base(5, &[]), &delta(5, 6, &entry)], bad, false);
    bench.check("nothing since", &[&base(5, &entry), &delta(5, 6, &[])], bad, false);
    bench.check("neither", &[&base(5, &[]), &delta(5, 6, &[])], GOOD, true);
    bench.check("taken back", &[&base(5, &hold), &delta(5, 6, &removal)], GOOD, true);
    bench.check(
        "on hold still",
        &[&base(5, &hold), &delta(5, 6, &[])],
        is_revoked(Reason::CERTIFICATE_HOLD),
        false,
    );
    bench.check("on a newer base", &[&base(7, &hold), &delta(5, 8, &removal)], GOOD, true);
    // a delta that fits no list is passed over by openssl; what it revokes is revoked here
    bench.check("on an older base", &[&base(4, &[]), &delta(5, 6, &entry)], bad, true);
    bench.check("that, without an entry", &[&base(4, &[]), &delta(5, 6, &[])], GOOD, true);
    bench.check("older than its base", &[&base(6, &[]), &delta(5, 6, &entry)], GOOD, true);
    bench.check("alone", &[&delta(5, 6, &[])], unknown(RevocationError::DeltaWithoutBase), false);
    bench.check("alone, with an entry", &[&delta(5, 6, &entry)], bad, false);
    let numberless = root.list(&entry, &[NewExtension::DeltaCrlIndicator(&[5])]);
    let outcome = verdict(&bench.leaf, root.issuer(), &[&numberless], Freshness::at(Some(NOW)));
    assert_eq!(outcome, unknown(RevocationError::Malformed));
    let users = NewIssuingPoint { only_users: true, ..NewIssuingPoint::default() };
    let other_scope = root.list(
        &entry,
        &[
            NewExtension::CrlNumber(&[6]),
            NewExtension::DeltaCrlIndicator(&[5]),
            NewExtension::IssuingPoint(users),
        ],
    );
    bench.check("of another scope", &[&base(5, &[]), &other_scope], bad, true);
    let long = [&[1][..], &[0; 20]].concat();
    let numbered = root.list(&[], &[NewExtension::CrlNumber(&long)]);
    let outcome = verdict(&bench.leaf, root.issuer(), &[&numbered], Freshness::at(Some(NOW)));
    assert_eq!(outcome, unknown(RevocationError::Malformed), "a number of 21 octets");
}

/// Lists that openssl makes, with an authority of its own.
#[test]
fn made_by_openssl() {
    if !openssl("made_by_openssl") {
        return;
    }
    let folder = Folder::new();
    folder.write(
        "ca.cnf",
        b"[req]\ndistinguished_name = dn\n[dn]\n[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ncrlnumber = number\n\
          default_md = sha256\ncrl_extensions = ext\n[ext]\nauthorityKeyIdentifier = keyid\n\
          issuingDistributionPoint = critical, @point\n[point]\nfullname = URI:http://a.example/1.crl\n\
          onlyuser = TRUE\n",
    );
    folder.write("ca.ext", b"basicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\n");
    folder.write("number", b"0F\n");
    folder.write(
        "index.txt",
        b"R\t450101000000Z\t330517033320Z,keyCompromise\t5A070809\tunknown\t/CN=mote\n",
    );
    folder.well("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key");
    folder.well("openssl req -new -config ca.cnf -key ca.key -subj /CN=Root -out ca.csr");
    folder.well("openssl x509 -req -in ca.csr -signkey ca.key -extfile ca.ext -days 30 -outform DER -out ca.der");
    folder.well("openssl x509 -in ca.der -inform DER -out ca.pem");
    folder.well(
        "openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem -crl_lastupdate 20330517000000Z \
         -crl_nextupdate 20330519000000Z -out list.pem",
    );
    let list = pem::decode(&folder.read("list.pem"), &[]).unwrap().remove(0).der;
    let authority = folder.read("ca.der");
    let authority = Certificate::parse(&authority).unwrap();
    let place =
        Authority::new("CN=Root", 1).certify(&Authority::new("CN=mote", 2), SERIAL, &[points()]);
    let points = Subject::of(&Certificate::parse(&place).unwrap()).points;
    let subject = |serial| Subject { issuer: authority.subject, serial, ca: false, points };
    let mut inquiries = [Inquiry::new(subject(SERIAL)), Inquiry::new(subject(OTHER))];
    let outcome = check_crl::<Ours, DeviceRules>(
        &list,
        Issuer::of(&authority),
        Freshness::at(Some(NOW)),
        &mut inquiries,
    );
    let date = UnixTime(1_999_913_600);
    let expected = Status::Revoked(Revocation { date, reason: Reason::KEY_COMPROMISE });
    assert_eq!((outcome, inquiries.map(|inquiry| inquiry.status())), (Ok(()), [expected, GOOD]));
}
