//! Chains with a fault each, issued by the openssl command line at test time, and its verdict
//! beside ours.

use crate::common::comparison::{ACCEPTED, Comparison, REFUSED};
use crate::common::{CA, LEAF, Ours, Request, verdict};
use motetls_crypto::{EcdsaVerify, VerificationFailed, WholeVerify};
use motetls_pki::{Algorithms, CertError};
use std::cell::Cell;

#[test]
fn chains_of_each_shape() {
    let Some(comparison) = Comparison::new("chains_of_each_shape") else { return };
    comparison.issue("direct", "root", LEAF);
    comparison.issue("lower", "intermediate", CA);
    comparison.issue("deep", "lower", LEAF);
    comparison.authority.root("other");
    for (chain, anchors) in [
        ("direct", "root"),
        ("leaf intermediate", "root"),
        ("leaf intermediate root", "root"),
        ("leaf intermediate", "other root"),
        ("deep lower intermediate", "root"),
        ("leaf", "intermediate"),
        ("leaf intermediate", "intermediate"),
        ("deep lower", "intermediate other"),
        ("leaf", "leaf"),
        ("direct other intermediate other", "root"),
        ("leaf leaf intermediate", "root"),
        ("leaf other intermediate", "root"),
        ("leaf intermediate other", "root"),
    ] {
        comparison.check(chain, anchors, Ok(()), ACCEPTED);
    }
    let unknown = Err(CertError::UnknownIssuer);
    comparison.check("leaf", "root", unknown, REFUSED);
    comparison.check("leaf intermediate", "other", unknown, REFUSED);
    comparison.check("leaf intermediate root", "other", unknown, REFUSED);
    comparison.check("leaf intermediate", "", unknown, REFUSED);
    comparison.check("leaf other", "root", Err(CertError::IssuerMismatch), REFUSED);
    comparison.check("deep intermediate", "root", Err(CertError::IssuerMismatch), REFUSED);
    // openssl sorts a chain; one that is read once and not kept must come in order, save for what
    // is left over
    comparison.check("deep intermediate lower", "root", Err(CertError::IssuerMismatch), ACCEPTED);
    comparison.check("leaf root intermediate", "root", Ok(()), ACCEPTED);
    // the leaf is what comes first
    comparison.check("intermediate leaf", "root", Err(CertError::WrongUsage), REFUSED);
}

#[test]
fn each_link_costs_one_signature_check() {
    thread_local!(static CHECKS: Cell<u32> = const { Cell::new(0) });
    struct Counting;
    impl EcdsaVerify for Counting {
        type Steps = WholeVerify<Self>;
        fn verify(
            public: &[u8],
            digest: &[u8],
            signature: &[u8],
        ) -> Result<(), VerificationFailed> {
            CHECKS.set(CHECKS.get() + 1);
            <Ours as Algorithms>::EcdsaP256::verify(public, digest, signature)
        }
    }
    impl Algorithms for Counting {
        type Sha256 = <Ours as Algorithms>::Sha256;
        type EcdsaP256 = Counting;
    }
    let Some(comparison) = Comparison::new("each_link_costs_one_signature_check") else { return };
    comparison.authority.root("other");
    for (chain, anchors, checks) in [
        ("leaf intermediate", "root", 2),
        ("leaf intermediate root", "other root", 2),
        ("leaf intermediate root", "intermediate", 1),
        ("leaf other leaf intermediate", "root", 2),
        ("leaf intermediate root", "other", 2),
        ("leaf", "leaf", 0),
        ("leaf", "other", 0),
    ] {
        CHECKS.set(0);
        let _ = comparison.verify(chain, anchors, verdict::<Counting>);
        assert_eq!(CHECKS.get(), checks, "{chain}");
    }
}

#[test]
fn chains_are_not_endless() {
    let Some(comparison) = Comparison::new("chains_are_not_endless") else { return };
    let seven = "leaf leaf leaf leaf leaf leaf leaf";
    comparison.check(&format!("{seven} intermediate"), "root", Ok(()), ACCEPTED);
    comparison.check(
        &format!("{seven} leaf intermediate"),
        "root",
        Err(CertError::ChainTooLong),
        ACCEPTED,
    );
    comparison.check(&format!("leaf intermediate {seven} {seven}"), "root", Ok(()), ACCEPTED);
}

#[test]
fn self_signed_leaves() {
    let Some(comparison) = Comparison::new("self_signed_leaves") else { return };
    comparison.issue("own", "own", LEAF);
    // what `openssl req -x509` makes of a server by default: a CA that serves
    comparison.issue(
        "own-ca",
        "own-ca",
        "basicConstraints = critical,CA:TRUE\nsubjectAltName = DNS:a.example",
    );
    comparison.issue("stranger", "stranger", LEAF);
    comparison.check("own", "own", Ok(()), ACCEPTED);
    comparison.check("own-ca", "own-ca", Ok(()), ACCEPTED);
    comparison.check("own", "root", Err(CertError::UnknownIssuer), REFUSED);
    comparison.check("own own own", "root", Err(CertError::NotACa), REFUSED);
    comparison.check("own", "stranger", Err(CertError::UnknownIssuer), REFUSED);
    // the same name, another key
    comparison
        .authority
        .issue(&Request { subject: "own", ..Request::new("impostor", "impostor", LEAF) });
    comparison.check("impostor", "own", Err(CertError::BadSignature), REFUSED);
    comparison.check("impostor", "own impostor", Ok(()), ACCEPTED);
}

#[test]
fn cross_signed_and_renewed_authorities() {
    let Some(comparison) = Comparison::new("cross_signed_and_renewed_authorities") else { return };
    comparison.authority.root("new");
    // the new root's key under the old root, and the intermediate's key under either
    comparison.authority.issue(&Request {
        key: "new",
        subject: "new",
        ..Request::new("new-by-root", "root", CA)
    });
    comparison.issue("middle", "new", CA);
    comparison.issue("end", "middle", LEAF);
    comparison.check("end middle", "new", Ok(()), ACCEPTED);
    comparison.check("end middle new-by-root", "root", Ok(()), ACCEPTED);
    comparison.check("end middle new-by-root", "new", Ok(()), ACCEPTED);
    comparison.check("end middle new", "root", Err(CertError::UnknownIssuer), REFUSED);
    // the root under its own name and a new key, signed by the old: self-issued, it does not count
    // for pathLen
    comparison.authority.issue(&Request { subject: "root", ..Request::new("rekeyed", "root", CA) });
    comparison.authority.issue(&Request::new("late", "rekeyed", LEAF));
    comparison.check("late rekeyed", "root", Ok(()), ACCEPTED);
    comparison.check("late", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("late", "root rekeyed", Ok(()), ACCEPTED);
    comparison.check("late", "rekeyed root", Ok(()), ACCEPTED);
}

#[test]
fn names() {
    let Some(mut comparison) = Comparison::new("names") else { return };
    let mut verify = |name, ours, theirs| {
        comparison.name = name;
        comparison.check("leaf intermediate", "root", ours, theirs);
    };
    for name in [
        "a.example",
        "A.EXAMPLE",
        "a.example.",
        "x.b.example",
        "X.B.example",
        "192.0.2.7",
        "2001:db8::7",
    ] {
        verify(name, Ok(()), ACCEPTED);
    }
    for name in [
        "c.example",
        "b.example",
        "y.x.b.example",
        "x.a.example",
        "leaf",
        "192.0.2.8",
        "2001:db8::8",
    ] {
        verify(name, Err(CertError::NameMismatch), REFUSED);
    }
    let bare = "extendedKeyUsage = serverAuth";
    comparison
        .authority
        .issue(&Request { subject: "a.example", ..Request::new("common", "root", bare) });
    comparison.name = "a.example";
    // openssl falls back to the common name when there is no subjectAltName
    comparison.check("common", "root", Err(CertError::NameMismatch), ACCEPTED);
    for (file, alt_names, name, theirs) in [
        ("part", "DNS:x*.b.example", "xy.b.example", ACCEPTED), /* openssl takes partial wildcards unless told not to */
        ("inner", "DNS:a.*.example", "a.b.example", REFUSED),
        ("top", "DNS:*.example", "a.example", REFUSED),
        ("all", "DNS:*", "a", REFUSED),
        ("text", "DNS:192.0.2.7", "192.0.2.7", REFUSED),
        ("mail", "email:x@a.example,URI:https://a.example/", "a.example", ACCEPTED), /* no DNS name: the common name */
    ] {
        let extensions = format!("subjectAltName = {alt_names}");
        comparison
            .authority
            .issue(&Request { subject: name, ..Request::new(file, "root", &extensions) });
        comparison.name = name;
        comparison.check(file, "root", Err(CertError::NameMismatch), theirs);
    }
}

#[test]
fn times() {
    let Some(mut comparison) = Comparison::new("times") else { return };
    let dated = |from, until, file, issuer, extensions| {
        comparison.authority.issue(&Request {
            from,
            until,
            ..Request::new(file, issuer, extensions)
        });
    };
    dated("20330518033320Z", "20330518033320Z", "second", "root", LEAF); // NOW itself
    dated("20330518033321Z", "20450101000000Z", "early", "root", LEAF);
    dated("20260101000000Z", "20330518033319Z", "late", "root", LEAF);
    dated("20260101000000Z", "20330101000000Z", "old-ca", "root", CA);
    dated("20260101000000Z", "20450101000000Z", "below-old", "old-ca", LEAF);
    dated("20400101000000Z", "20450101000000Z", "new-ca", "root", CA);
    dated("20260101000000Z", "20450101000000Z", "below-new", "new-ca", LEAF);
    dated("20260101000000Z", "99991231235959Z", "forever", "root", LEAF);
    dated("20200101000000Z", "20210101000000Z", "ancient", "root", LEAF);
    dated("20200101000000Z", "20210101000000Z", "old-root", "old-root", CA);
    dated("20260101000000Z", "20450101000000Z", "orphan", "old-root", LEAF);
    comparison.check("second", "root", Ok(()), REFUSED); // RFC 5280 counts the last second in, openssl does not
    comparison.check("forever", "root", Ok(()), ACCEPTED);
    comparison.check("early", "root", Err(CertError::NotYetValid), REFUSED);
    comparison.check("late", "root", Err(CertError::Expired), REFUSED);
    comparison.check("below-old old-ca", "root", Err(CertError::Expired), REFUSED);
    comparison.check("below-new new-ca", "root", Err(CertError::NotYetValid), REFUSED);
    // an anchor is a name and a key: it does not age
    comparison.check("orphan", "old-root", Ok(()), REFUSED);
    comparison.now = Some(1_000);
    comparison.check("leaf intermediate", "root", Err(CertError::ClockBehindBuild), REFUSED);
    comparison.now = None;
    comparison.check("early", "root", Ok(()), REFUSED);
    comparison.check("late", "root", Ok(()), REFUSED);
    comparison.check("ancient", "root", Err(CertError::Expired), REFUSED);
}

#[test]
fn authorities() {
    let Some(comparison) = Comparison::new("authorities") else { return };
    for (file, extensions, ours, theirs) in [
        ("no-ca", "basicConstraints = critical,CA:FALSE", Err(CertError::NotACa), REFUSED),
        ("no-constraints", "keyUsage = critical,keyCertSign", Err(CertError::NotACa), REFUSED),
        ("nothing", "", Err(CertError::NotACa), REFUSED),
        ("not-critical", "basicConstraints = CA:TRUE", Ok(()), ACCEPTED),
        (
            "no-sign",
            "basicConstraints = CA:TRUE\nkeyUsage = digitalSignature,cRLSign",
            Err(CertError::WrongUsage),
            REFUSED,
        ),
        (
            "for-servers",
            "basicConstraints = CA:TRUE\nextendedKeyUsage = serverAuth",
            Ok(()),
            ACCEPTED,
        ),
        (
            "for-all",
            "basicConstraints = CA:TRUE\nextendedKeyUsage = anyExtendedKeyUsage",
            Ok(()),
            REFUSED,
        ), // openssl: by name
        (
            "for-clients",
            "basicConstraints = CA:TRUE\nextendedKeyUsage = clientAuth",
            Err(CertError::WrongUsage),
            REFUSED,
        ),
    ] {
        comparison.issue(file, "root", extensions);
        let leaf = format!("below-{file}");
        comparison.issue(&leaf, file, LEAF);
        comparison.check(&format!("{leaf} {file}"), "root", ours, theirs);
    }
}

#[test]
fn path_lengths() {
    let Some(comparison) = Comparison::new("path_lengths") else { return };
    let limit = |length: u32| format!("{CA}\nbasicConstraints = critical,CA:TRUE,pathlen:{length}");
    comparison.issue("none", "root", &limit(0));
    comparison.issue("one", "root", &limit(1));
    comparison.issue("many", "root", &limit(70_000));
    for (ca, below) in [("none", Err(CertError::PathTooLong)), ("one", Ok(())), ("many", Ok(()))] {
        let [direct, lower, leaf] = ["direct", "lower", "leaf"].map(|part| format!("{part}-{ca}"));
        comparison.issue(&direct, ca, LEAF);
        comparison.issue(&lower, ca, CA);
        comparison.issue(&leaf, &lower, LEAF);
        comparison.check(&format!("{direct} {ca}"), "root", Ok(()), ACCEPTED);
        comparison.check(&format!("{leaf} {lower} {ca}"), "root", below, below.is_ok());
        // the same, with a self-issued certificate between, which does not count
        let renewed = format!("renewed-{ca}");
        comparison.authority.issue(&Request { subject: ca, ..Request::new(&renewed, ca, CA) });
        let end = format!("end-{ca}");
        comparison.issue(&end, &renewed, LEAF);
        comparison.check(&format!("{end} {renewed} {ca}"), "root", Ok(()), ACCEPTED);
    }
    comparison.issue("lowest", "lower-one", CA);
    comparison.issue("far", "lowest", LEAF);
    comparison.check("far lowest lower-one one", "root", Err(CertError::PathTooLong), REFUSED);
}
