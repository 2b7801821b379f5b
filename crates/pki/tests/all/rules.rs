//! The rules a device does without: names folded, names constrained, policies left to the caller.

use crate::common::comparison::{ACCEPTED, Comparison, REFUSED};
use crate::common::{self, CA, LEAF, Ours, Request};
use crate::validators::verified;
use motetls_pki::chain::{AllFaults, DeviceRules, FirstFault, Rfc5280Rules, RuleSet};
use motetls_pki::{CertError, Chain, VerifyPolicy};

fn by<R: RuleSet>(policy: &VerifyPolicy<'_>, chain: &[&[u8]]) -> Result<(), CertError> {
    let (mut one, mut all, mut validator) =
        (Chain::<Ours, R>::new(), Chain::<Ours, R>::new(), AllFaults::default());
    for der in chain {
        let _ = one.push(policy, der);
        let _ = all.push_with(policy, der, &mut validator);
    }
    let outcome = one.finish().map(|_| ());
    assert_eq!(all.finish_with(&mut validator).is_ok(), outcome.is_ok());
    assert!(outcome.is_ok() || outcome.is_err_and(|error| validator.faults().contains(error)));
    outcome
}

const PERMITS: &str = "permits";
const REFUSES: &str = "refuses";

/// Constraints, alternative names of a leaf, its subject, and the verdict; with `!` where openssl's
/// is another.
const CONSTRAINTS: &[(&str, &str, &str, &str)] = &[
    ("permitted;DNS:a.example", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:example", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:EXAMPLE", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:b.example", "DNS:a.example", "x", REFUSES),
    ("permitted;DNS:b.example,permitted;DNS:a.example", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:ample", "DNS:a.example", "x", REFUSES),
    ("permitted;DNS:.example", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:.a.example", "DNS:a.example", "x", REFUSES),
    ("permitted;DNS:x.a.example", "DNS:a.example", "x", REFUSES),
    ("permitted;DNS:a.example", "DNS:a.example,DNS:b.example", "x", REFUSES),
    ("permitted;DNS:a.example", "DNS:a.example,IP:192.0.2.7,email:x@y.example", "x", PERMITS),
    ("excluded;DNS:a.example", "DNS:a.example", "x", REFUSES),
    ("excluded;DNS:example", "DNS:a.example", "x", REFUSES),
    ("excluded;DNS:b.example", "DNS:a.example", "x", PERMITS),
    ("excluded;DNS:x.a.example", "DNS:a.example", "x", PERMITS),
    ("permitted;DNS:example,excluded;DNS:a.example", "DNS:a.example", "x", REFUSES),
    ("permitted;DNS:example,excluded;DNS:b.example", "DNS:a.example", "x", PERMITS),
    ("excluded;DNS:x.b.example", "DNS:a.example,DNS:*.b.example", "x", "!refuses"), /* *.b.example stands for it */
    ("excluded;DNS:y.x.b.example", "DNS:a.example,DNS:*.b.example", "x", PERMITS),
    (
        "permitted;DNS:b.example,permitted;DNS:a.example",
        "DNS:a.example,DNS:*.b.example",
        "x",
        PERMITS,
    ),
    (
        "permitted;DNS:x.b.example,permitted;DNS:a.example",
        "DNS:a.example,DNS:*.b.example",
        "x",
        REFUSES,
    ),
    ("permitted;IP:192.0.2.0/255.255.255.0", "DNS:a.example,IP:192.0.2.7", "x", PERMITS),
    ("permitted;IP:192.0.2.0/255.255.255.0", "DNS:a.example,IP:192.0.3.7", "x", REFUSES),
    ("permitted;IP:192.0.2.0/255.255.255.0", "DNS:a.example,IP:2001:db8::7", "x", REFUSES),
    ("excluded;IP:192.0.2.0/255.255.255.128", "DNS:a.example,IP:192.0.2.127", "x", REFUSES),
    ("excluded;IP:192.0.2.0/255.255.255.128", "DNS:a.example,IP:192.0.2.128", "x", PERMITS),
    ("permitted;IP:2001:db8::/ffff:ffff::", "DNS:a.example,IP:2001:db8::7", "x", PERMITS),
    ("permitted;IP:2001:db8::/ffff:ffff::", "DNS:a.example,IP:2001:db9::7", "x", REFUSES),
    ("permitted;email:y.example", "DNS:a.example,email:x@y.example", "x", PERMITS),
    ("permitted;email:y.example", "DNS:a.example,email:x@z.y.example", "x", REFUSES),
    ("permitted;email:.y.example", "DNS:a.example,email:x@z.y.example", "x", PERMITS),
    ("permitted;email:.y.example", "DNS:a.example,email:x@y.example", "x", REFUSES),
    ("permitted;email:x@y.example", "DNS:a.example,email:x@Y.example", "x", PERMITS),
    ("permitted;email:x@y.example", "DNS:a.example,email:X@y.example", "x", REFUSES),
    ("excluded;email:y.example", "DNS:a.example,email:x@y.example", "x", REFUSES),
    ("permitted;URI:y.example", "DNS:a.example,URI:https://Y.example:8443/x", "x", PERMITS),
    ("permitted;URI:y.example", "DNS:a.example,URI:https://u@y.example", "x", "!permits"), /* a host it takes u@y for */
    ("permitted;URI:y.example", "DNS:a.example,URI:https://z.y.example/x", "x", REFUSES),
    ("permitted;URI:.y.example", "DNS:a.example,URI:coaps://z.y.example/x", "x", PERMITS),
    ("permitted;URI:y.example", "DNS:a.example,URI:https://192.0.2.7/x", "x", REFUSES),
    ("permitted;URI:y.example", "DNS:a.example,URI:urn:mote:7", "x", REFUSES),
    ("excluded;URI:y.example", "DNS:a.example,URI:https://y.example/x", "x", REFUSES),
    ("permitted;dirName:motes", "DNS:a.example", "/C=DE/O=Motes/CN=x", PERMITS),
    ("permitted;dirName:motes", "DNS:a.example", "/C=DE/O=MOTES /CN=x", PERMITS),
    ("permitted;dirName:motes", "DNS:a.example", "/C=DE/O=Others/CN=x", REFUSES),
    ("permitted;dirName:motes", "DNS:a.example", "/C=DE", REFUSES),
    ("excluded;dirName:motes", "DNS:a.example", "/C=DE/O=Motes/CN=x", REFUSES),
    ("excluded;dirName:motes", "DNS:a.example", "/C=DE/O=Others/CN=x", PERMITS),
    ("permitted;RID:1.2.3", "DNS:a.example", "x", PERMITS),
    ("permitted;RID:1.2.3", "DNS:a.example,RID:1.2.3.4", "x", "cannot tell"),
];

#[test]
fn name_constraints() {
    let Some(comparison) = Comparison::new("name_constraints") else { return };
    let section = "\n[motes]\nC = DE\nO = Motes\n";
    for (number, (constraints, names, subject, verdict)) in CONSTRAINTS.iter().enumerate() {
        let [ca, leaf] = ["ca", "leaf"].map(|part| format!("{part}{number}"));
        comparison.issue(
            &ca,
            "root",
            &format!("{CA}\nnameConstraints = critical,{constraints}{section}"),
        );
        let extensions = format!("subjectAltName = {names}");
        comparison.authority.issue(&Request { subject, ..Request::new(&leaf, &ca, &extensions) });
        let expected = match verdict.trim_start_matches('!') {
            PERMITS => Ok(()),
            REFUSES => Err(CertError::NameNotPermitted),
            _ => Err(CertError::NameConstraints),
        };
        let chain = format!("{leaf} {ca}");
        assert_eq!(
            comparison.verify_with(&chain, "root", by::<Rfc5280Rules<1024>>),
            expected,
            "{constraints} on {names} {subject}"
        );
        let device = comparison.verify_with(&chain, "root", by::<DeviceRules>);
        assert_eq!(device, Err(CertError::NameConstraints));
        comparison.check_theirs(&chain, "root", expected.is_ok() != verdict.starts_with('!'));
    }
}

#[test]
fn constraints_reach_down_and_skip_what_is_self_issued() {
    let Some(comparison) = Comparison::new("constraints_reach_down") else { return };
    let constraints = "nameConstraints = critical,permitted;dirName:motes\n[motes]\nO = Motes\n";
    let issue = |file: &str, subject: &str, issuer: &str, extensions: &str| {
        comparison.authority.issue(&Request { subject, ..Request::new(file, issuer, extensions) });
    };
    issue("upper", "/O=Motes/CN=upper", "root", &format!("{CA}\n{constraints}"));
    issue("lower", "/O=Motes/CN=lower", "upper", CA);
    issue("alien", "/O=Aliens", "upper", CA);
    issue("end", "/O=Motes/CN=end", "lower", LEAF);
    issue("lost", "/O=Motes/CN=lost", "alien", LEAF);
    let full = |chain: &str| comparison.verify_with(chain, "root", by::<Rfc5280Rules<1024>>);
    assert_eq!(full("end lower upper"), Ok(()));
    comparison.check_theirs("end lower upper", "root", ACCEPTED);
    assert_eq!(full("lost alien upper"), Err(CertError::NameNotPermitted));
    comparison.check_theirs("lost alien upper", "root", REFUSED);
    // a CA's certificate for its own new key lies outside of its own constraints, and is exempt
    let outside =
        format!("{CA}\nnameConstraints = critical,permitted;dirName:motes\n[motes]\nO = Others\n");
    issue("own", "/O=Motes/CN=own", "root", &outside);
    issue("renewed", "/O=Motes/CN=own", "own", CA);
    issue("other", "/O=Others/CN=other", "renewed", LEAF);
    assert_eq!(full("other renewed own"), Ok(()));
    comparison.check_theirs("other renewed own", "root", ACCEPTED);
    // what a leaf that may not sign would constrain is nothing
    issue(
        "leafy",
        "leafy",
        "root",
        &format!("{LEAF}\nnameConstraints = critical,permitted;DNS:b.example"),
    );
    assert_eq!(full("leafy"), Ok(()));
}

#[test]
fn names_that_do_not_fit_cannot_be_checked() {
    let Some(comparison) = Comparison::new("names_that_do_not_fit") else { return };
    comparison.issue(
        "ca",
        "root",
        &format!("{CA}\nnameConstraints = critical,permitted;DNS:example"),
    );
    comparison.issue("end", "ca", "subjectAltName = DNS:a.example");
    let too_many = Err(CertError::TooManyNames);
    assert_eq!(comparison.verify_with("end ca", "root", by::<Rfc5280Rules<64>>), Ok(()));
    assert_eq!(comparison.verify_with("end ca", "root", by::<Rfc5280Rules<16>>), too_many);
    assert_eq!(comparison.verify_with("end ca", "root", by::<Rfc5280Rules<0>>), too_many);
    assert_eq!(
        comparison.verify_with("leaf intermediate", "root", by::<Rfc5280Rules<0>>),
        Ok(()),
        "no constraints, no need of names"
    );
    let minimum = "30:0e:a0:0c:30:0a:82:05:65:78:61:6d:70:80:01:01";
    let mask_with_a_hole = "30:0e:a0:0c:30:0a:87:08:c0:00:02:00:ff:00:ff:00";
    for (file, value, expected) in [
        ("minimum", minimum, Err(CertError::NameConstraints)),
        ("hole", mask_with_a_hole, Err(CertError::Malformed)),
    ] {
        comparison.issue(file, "root", &format!("{CA}\n2.5.29.30 = critical,DER:{value}"));
        let leaf = format!("below-{file}");
        comparison.issue(&leaf, file, "subjectAltName = DNS:a.example");
        assert_eq!(
            comparison.verify_with(&format!("{leaf} {file}"), "root", by::<Rfc5280Rules<1024>>),
            expected,
            "{file}"
        );
    }
}

#[test]
fn names_are_folded_or_not() {
    let Some(comparison) = Comparison::new("names_are_folded_or_not") else { return };
    let issue = |file: &str, key: &str, subject: &str, issuer: &str, extensions: &str| {
        comparison.authority.issue(&Request {
            key,
            subject,
            ..Request::new(file, issuer, extensions)
        });
    };
    issue("ca", "ca", "/O=Motes Inc/CN=Authority 7", "root", CA);
    issue("ca-shouts", "ca", "/O=MOTES  INC/CN= authority 7 ", "root", CA);
    issue("ca-other", "ca", "/O=MotesInc/CN=Authority 7", "root", CA);
    comparison.issue("end", "ca", LEAF);
    for (chain, anchors, folded) in [
        ("end ca", "root", Ok(())),
        ("end ca-shouts", "root", Ok(())),
        ("end", "ca-shouts", Ok(())),
        ("end ca-other", "root", Err(CertError::IssuerMismatch)),
        ("end", "ca-other", Err(CertError::UnknownIssuer)),
    ] {
        assert_eq!(
            comparison.verify_with(chain, anchors, by::<Rfc5280Rules<64>>),
            folded,
            "{chain} {anchors}"
        );
        let exact = comparison.verify_with(chain, anchors, by::<DeviceRules>);
        assert_eq!(exact.is_ok(), chain == "end ca", "{chain} {anchors}");
        comparison.check_theirs(chain, anchors, folded.is_ok());
    }
}

#[test]
fn policies_are_the_callers_or_unknown() {
    let Some(comparison) = Comparison::new("policies_are_the_callers_or_unknown") else { return };
    let unknown = Err(CertError::UnknownCriticalExtension);
    for (file, extension, handled) in [
        ("policies", "certificatePolicies = critical,1.2.3.4", Ok(())),
        ("constraints", "policyConstraints = critical,requireExplicitPolicy:3", Ok(())),
        ("mappings", "policyMappings = critical,1.2.3.4:1.2.3.5", Ok(())),
        ("inhibit", "inhibitAnyPolicy = critical,2", Ok(())),
        ("both", "inhibitAnyPolicy = critical,2\n1.2.3.4 = critical,ASN1:NULL", unknown),
        ("neither", "1.2.3.4 = critical,ASN1:NULL", unknown),
    ] {
        comparison.issue(file, "root", &format!("{CA}\n{extension}"));
        let leaf = format!("below-{file}");
        comparison.issue(&leaf, file, LEAF);
        let chain = format!("{leaf} {file}");
        assert_eq!(
            comparison.verify_with(&chain, "root", by::<Rfc5280Rules<64, true>>),
            handled,
            "{file}"
        );
        assert_eq!(
            comparison.verify_with(&chain, "root", by::<Rfc5280Rules<64>>),
            unknown,
            "{file}"
        );
    }
}

/// A host may ask about any day; a device's clock that stands before the build was never set.
#[test]
fn the_build_date_is_the_floor_of_devices_alone() {
    let Some(mut comparison) = Comparison::new("the_build_date_is_the_floor_of_devices") else {
        return;
    };
    let early = Request { from: "20200101000000Z", ..Request::new("early", "root", LEAF) };
    comparison.authority.issue(&early);
    for (now, host, device) in [
        (1_600_000_000, Ok(()), Err(CertError::ClockBehindBuild)), // 2020-09-13
        (1_500_000_000, Err(CertError::NotYetValid), Err(CertError::ClockBehindBuild)),
        (2_000_000_000, Ok(()), Ok(())),
        (2_500_000_000, Err(CertError::Expired), Err(CertError::Expired)),
    ] {
        comparison.now = Some(now);
        comparison.verify_with("early", "root", |policy, ders| {
            assert_eq!(verified(&mut FirstFault, policy, ders), host, "{now}");
            assert_eq!(common::verdict::<Ours>(policy, ders).map(drop), device, "{now}");
        });
    }
}
