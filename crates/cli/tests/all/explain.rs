//! `motetls explain`: codes of every origin, as they are pasted.

use serde_json::Value;

use crate::common::{Run, motetls};

fn explain(arguments: &[&str]) -> Run {
    motetls(&[&["explain"], arguments].concat(), b"")
}

/// The names of the meanings of a code, of its JSON.
fn names(arguments: &[&str]) -> Vec<String> {
    let run = explain(&[arguments, &["--json"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    let meanings = object["meanings"].as_array().unwrap();
    meanings.iter().map(|meaning| meaning["name"].as_str().unwrap().to_owned()).collect()
}

/// The values of an enum, as its source lists them.
fn values(source: &str, head: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
    let text = std::fs::read_to_string(format!("{path}{source}")).unwrap();
    let (_, body) = text.split_once(head).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let lines = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    let name = |line: &str| line.split(['(', ',', ' ', '=']).next().unwrap().to_owned();
    lines.map(name).collect()
}

#[test]
fn every_error_of_a_connection() {
    let kinds = values("tls/src/error.rs", "pub enum ErrorKind {");
    assert!(kinds.len() > 20, "{kinds:?}");
    for kind in kinds {
        assert!(names(&[&kind]).contains(&kind), "{kind}");
        let run = explain(&[&kind]);
        let told = ["  cause    ", "  remedy   "].iter().all(|label| run.stdout.contains(label));
        assert!(run.code == 0 && told && run.stderr.is_empty(), "{run:?}");
    }
    for error in motetls::CertError::ALL {
        let name = format!("{error:?}");
        assert!(names(&[&name]).contains(&name), "{name}");
    }
}

#[test]
fn every_alert_by_name_and_by_number() {
    for number in 0..=u8::MAX {
        let alert = motetls::num::AlertDescription(number);
        if alert.name() != "unknown" {
            assert!(names(&[&number.to_string()]).contains(&alert.name().to_owned()), "{alert}");
            assert!(names(&[alert.name()]).contains(&alert.name().to_owned()), "{alert}");
        }
    }
}

#[test]
fn codes_of_others_need_no_quotes() {
    assert_eq!(names(&["-0x7780"]), ["MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE"]);
    assert_eq!(names(&["-188"]), ["ASN_NO_SIGNER_E"]);
    let line = ["error:0A000086:SSL", "routines::certificate", "verify", "failed"];
    assert_eq!(names(&line), ["SSL_R_CERTIFICATE_VERIFY_FAILED"]);
    assert_eq!(names(&["X509_V_ERR_CERT_HAS_EXPIRED"]), names(&["certificate", "has", "expired"]));

    let run = explain(&["--json", "-0x2700"]);
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &object["ok"]), (0, &true.into()));
    let meaning = &object["meanings"][0];
    assert_eq!(meaning["number"], "-0x2700");
    assert_eq!(meaning["origin"], "mbedTLS");
    assert!(meaning["cause"].as_str().unwrap().contains("chain was refused"), "{object}");
}

#[test]
fn one_code_of_several_meanings_has_all_of_them() {
    let run = explain(&["48"]);
    assert!(run.stdout.contains("unknown_ca, 48 (TLS alert)"), "{run:?}");
    assert!(run.stdout.contains("X509_V_ERR_EXCLUDED_VIOLATION, 48"), "{run:?}");
}

#[test]
fn what_is_unknown_exits_with_1_and_a_hint() {
    let run = explain(&["-99999"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("UnknownIssuer, 48, -0x7780"), "{run:?}");
    let run = explain(&["expire"]);
    assert!(run.code == 1 && run.stderr.contains("did you mean"), "{run:?}");
    let run = explain(&["nonsense", "--json"]);
    let object: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &object["ok"]), (1, &false.into()));
    assert_eq!(explain(&[]).code, 2);
}
