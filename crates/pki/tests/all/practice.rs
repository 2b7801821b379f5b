//! Policies by name, and how strong keys and hashes must be.

use crate::common::comparison::Comparison;
use crate::common::{self, CA, LEAF, Request};
use crate::validators::{faults, verified};
use motetls_base::UnixTime;
use motetls_crypto::{Hash, Sha256};
use motetls_pki::chain::{AllFaults, CaBrowser, Faults, Iot, Pins, Strength};
use motetls_pki::{CertError, Certificate, VerifyPolicy};
const FULL_CA: &str = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n\
                       subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid";
const FULL_LEAF: &str = "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n\
                         extendedKeyUsage = serverAuth\nauthorityKeyIdentifier = keyid\nsubjectAltName = DNS:a.example";

/// Valid for 47 days to the second, from a day after 15 March 2029 on.
const FROM: &str = "20290401000000Z";
const UNTIL: &str = "20290517235959Z";

#[test]
fn policies_by_name() {
    let Some(mut comparison) = Comparison::new("policies_by_name") else { return };
    comparison.now = Some(1_870_000_000); // 2029-04-04
    let outside = CertError::OutsidePolicy;
    let none: &[CertError] = &[];
    let without = |line: &str| {
        FULL_LEAF.lines().filter(|other| !other.starts_with(line)).collect::<Vec<_>>().join("\n")
    };
    let day_more = "20290518000000Z";
    let (wild, ca) =
        (FULL_LEAF.replace("a.ex", "*.a.ex,DNS:a.ex"), FULL_LEAF.replace("FALSE", "TRUE"));
    let any = FULL_LEAF.replace("serverAuth", "anyExtendedKeyUsage");
    let both = FULL_LEAF.replace("serverAuth", "serverAuth,anyExtendedKeyUsage");
    let relaxed = FULL_LEAF.replace("keyUsage = critical,", "keyUsage = ");
    let issue = |file: &str, curve, digest, until, issuer: &str, extensions: &str| {
        let request =
            Request { curve, digest, from: FROM, until, ..Request::new(file, issuer, extensions) };
        comparison.authority.issue(&request);
    };
    let long = "20450101000000Z";
    issue("top", "P-256", "sha256", long, "top", FULL_CA);
    issue("good", "P-256", "sha256", long, "top", FULL_CA);
    issue("big", "P-384", "sha256", long, "top", FULL_CA);
    issue(
        "lax",
        "P-256",
        "sha256",
        long,
        "top",
        "basicConstraints = CA:TRUE\nkeyUsage = keyCertSign",
    );
    for (issuer, curve, digest, until, extensions, web, iot) in [
        ("good", "P-256", "sha256", UNTIL, FULL_LEAF, none, none),
        ("good", "P-256", "sha256", day_more, FULL_LEAF, &[CertError::ValidityTooLong], none),
        ("good", "rsa", "sha256", UNTIL, FULL_LEAF, none, &[CertError::WeakKey]),
        (
            "good",
            "rsa:1024",
            "sha256",
            UNTIL,
            FULL_LEAF,
            &[CertError::WeakKey],
            &[CertError::WeakKey],
        ),
        ("good", "P-384", "sha384", UNTIL, FULL_LEAF, none, none),
        ("good", "P-256", "sha256", UNTIL, &wild, none, &[outside]),
        ("good", "P-256", "sha256", UNTIL, &ca, &[outside], &[outside]),
        ("good", "P-256", "sha256", UNTIL, &relaxed, none, &[outside]),
        (
            "good",
            "P-256",
            "sha256",
            UNTIL,
            &without("extended"),
            &[CertError::WrongUsage],
            &[outside],
        ),
        ("good", "P-256", "sha256", UNTIL, &FULL_LEAF.replace("keyid", "none"), none, &[outside]),
        ("good", "P-256", "sha256", UNTIL, &any, &[CertError::WrongUsage], none),
        ("good", "P-256", "sha256", UNTIL, &both, &[CertError::WrongUsage], none),
        (
            "good",
            "rsa:2050",
            "sha256",
            UNTIL,
            FULL_LEAF,
            &[CertError::WeakKey],
            &[CertError::WeakKey],
        ),
        (
            "good",
            "P-256",
            "sha256",
            UNTIL,
            &without("subjectAlt"),
            &[CertError::NameMismatch, CertError::NoAltName],
            &[CertError::NameMismatch, CertError::NoAltName],
        ),
        ("big", "P-256", "sha256", UNTIL, FULL_LEAF, none, none),
        ("lax", "P-256", "sha256", UNTIL, FULL_LEAF, &[outside], &[outside]),
    ] {
        let row = format!("{issuer}{curve}{digest}{until}{extensions}");
        let leaf = format!("leaf-{:x?}", &Sha256::digest(row.as_bytes())[..4])
            .replace([' ', ',', '[', ']'], "");
        issue(&leaf, curve, digest, until, issuer, extensions);
        let chain = format!("{leaf} {issuer}");
        let gather = |validator: &mut dyn FnMut(&VerifyPolicy<'_>, &[&[u8]]) -> Faults| {
            comparison.verify_with(&chain, "top", validator)
        };
        let mut browser = AllFaults::new(CaBrowser);
        let by_web = gather(&mut |policy, ders| {
            let _ = verified(&mut browser, policy, ders);
            browser.faults()
        });
        let mut thing = AllFaults::new(Iot);
        let by_iot = gather(&mut |policy, ders| {
            let _ = verified(&mut thing, policy, ders);
            thing.faults()
        });
        assert_eq!(
            (by_web, by_iot),
            (faults(web), faults(iot)),
            "{issuer} {curve} {digest} {until} {extensions}"
        );
    }
}

#[test]
fn strength_counts_up_to_the_anchor() {
    let Some(comparison) = Comparison::new("strength_counts_up_to_the_anchor") else { return };
    let issue = |file: &str, curve, issuer: &str, extensions| {
        comparison.authority.issue(&Request { curve, ..Request::new(file, issuer, extensions) });
    };
    issue("short", "rsa", "short", CA);
    issue("end", "P-256", "short", LEAF);
    let check = |mut strength: Strength<'_>| {
        comparison.verify_with("end", "short", |policy, ders| verified(&mut strength, policy, ders))
    };
    let weak = Err(CertError::WeakKey);
    assert_eq!(check(Strength::BITS_112), Ok(()));
    assert_eq!(check(Strength::BITS_128), weak);
    assert_eq!(check(Strength { rsa_bits: 0, ..Strength::BITS_112 }), weak);
    assert_eq!(check(Strength { curve_bits: 0, ..Strength::BITS_112 }), weak);
    assert_eq!(check(Strength { hashes: &[], ..Strength::BITS_112 }), Err(CertError::WeakHash));
    issue("odd", "rsa:2050", "odd", CA);
    issue("below", "P-256", "odd", LEAF);
    let mut strength = Strength::BITS_112; // bits are counted; whole octets are the Forum's rule
    let odd = comparison
        .verify_with("below", "odd", |policy, ders| verified(&mut strength, policy, ders));
    assert_eq!(odd, Ok(()));
    // validators go together: each may find a fault
    let pair = |pin: [u8; 32]| {
        let pins = [pin];
        let mut validator = (Some(Strength::BITS_112), Pins::<Sha256>::new(&pins));
        comparison
            .verify_with("end", "short", |policy, ders| verified(&mut validator, policy, ders))
    };
    let digest = Sha256::digest(Certificate::parse(&comparison.read("end")[0]).unwrap().spki);
    assert_eq!(pair(digest), Ok(()));
    assert_eq!(pair([0; 32]), Err(CertError::PinMismatch));
    let now = Some(UnixTime(common::comparison::NOW));
    let policy = VerifyPolicy { anchors: &[], name: None, now, usage: comparison.usage };
    assert_eq!(
        verified(&mut None::<Strength<'_>>, &policy, &[&comparison.read("end")[0]]),
        Err(CertError::UnknownIssuer)
    );
}
