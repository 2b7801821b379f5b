//! Faults inside certificates: usages, extensions, algorithms, signatures; openssl's verdict beside
//! ours.

use crate::common::comparison::{ACCEPTED, Comparison, REFUSED};
use crate::common::{CA, Request};
use motetls_pki::{CertError, Usage};

const NAME: &str = "subjectAltName = DNS:a.example";

#[test]
fn usages_of_a_leaf() {
    let Some(mut comparison) = Comparison::new("usages_of_a_leaf") else { return };
    let wrong = Err(CertError::WrongUsage);
    for (file, usage, server, client) in [
        ("any-use", "", Ok(()), Ok(())),
        ("server", "extendedKeyUsage = serverAuth", Ok(()), wrong),
        ("client", "extendedKeyUsage = clientAuth", wrong, Ok(())),
        ("both", "extendedKeyUsage = critical,clientAuth,serverAuth", Ok(()), Ok(())),
        ("code", "extendedKeyUsage = codeSigning,1.2.3.4", wrong, wrong),
        ("signs", "keyUsage = critical,digitalSignature,keyAgreement", Ok(()), Ok(())),
        ("signs-all", "keyUsage = digitalSignature,decipherOnly,keyAgreement", Ok(()), Ok(())),
        ("certifies", "keyUsage = keyCertSign,cRLSign", wrong, wrong),
    ] {
        comparison.issue(file, "root", &format!("{NAME}\n{usage}"));
        comparison.usage = Usage::ServerAuth;
        comparison.check(file, "root", server, server.is_ok());
        comparison.usage = Usage::ClientAuth;
        comparison.check(file, "root", client, client.is_ok());
    }
    comparison.usage = Usage::ServerAuth;
    // openssl wants serverAuth spelled out, and lets a key that may only agree pass for TLS before
    // 1.3
    comparison.issue("any", "root", &format!("{NAME}\nextendedKeyUsage = anyExtendedKeyUsage"));
    comparison.check("any", "root", Ok(()), REFUSED);
    comparison.issue("agrees", "root", &format!("{NAME}\nkeyUsage = keyAgreement"));
    comparison.check("agrees", "root", wrong, ACCEPTED);
}

#[test]
fn extensions() {
    let Some(comparison) = Comparison::new("extensions") else { return };
    let unknown = Err(CertError::UnknownCriticalExtension);
    for (file, extension, ours, theirs) in [
        ("private", "1.2.3.4 = ASN1:NULL", Ok(()), ACCEPTED),
        ("private-critical", "1.2.3.4 = critical,ASN1:NULL", unknown, REFUSED),
        (
            "key-ids",
            "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid",
            Ok(()),
            ACCEPTED,
        ),
        ("policies", "certificatePolicies = 1.2.3.4", Ok(()), ACCEPTED),
        ("policies-critical", "certificatePolicies = critical,1.2.3.4", unknown, ACCEPTED), /* evaluated only when asked to */
        ("explicit-false", "2.5.29.19 = DER:30:03:01:01:00", Ok(()), ACCEPTED),
        (
            "names-of-leaf",
            "nameConstraints = critical,permitted;DNS:b.example",
            Err(CertError::NameConstraints),
            ACCEPTED,
        ), // only for issuers
        ("bad-boolean", "2.5.29.19 = DER:30:03:01:01:01", Err(CertError::Malformed), ACCEPTED), /* BER, not DER */
        ("bad-usage", "2.5.29.15 = DER:03:02:09:80", Err(CertError::Malformed), REFUSED),
        ("no-purpose", "2.5.29.37 = DER:30:00", Err(CertError::Malformed), REFUSED),
        (
            "trailing",
            "2.5.29.37 = DER:30:0a:06:08:2b:06:01:05:05:07:03:01:00",
            Err(CertError::Malformed),
            ACCEPTED,
        ),
    ] {
        comparison.issue(file, "root", &format!("{NAME}\n{extension}"));
        comparison.check(file, "root", ours, theirs);
    }
}

#[test]
fn name_constraints_are_refused() {
    let Some(comparison) = Comparison::new("name_constraints_are_refused") else { return };
    for (file, constraint, theirs) in [
        ("permits", "permitted;DNS:example", ACCEPTED), /* kept by the leaf: refused here
                                                         * because it cannot be checked */
        ("excludes", "excluded;DNS:a.example", REFUSED),
    ] {
        comparison.issue(file, "root", &format!("{CA}\nnameConstraints = critical,{constraint}"));
        let leaf = format!("below-{file}");
        comparison.issue(&leaf, file, NAME);
        comparison.check(
            &format!("{leaf} {file}"),
            "root",
            Err(CertError::NameConstraints),
            theirs,
        );
        // an anchor is held to its constraints, too, as openssl does
        comparison.check(&leaf, file, Err(CertError::NameConstraints), theirs);
    }
}

#[test]
fn versions() {
    let Some(comparison) = Comparison::new("versions") else { return };
    // openssl makes version 1 of a certificate without extensions
    comparison.authority.issue(&Request { subject: "a.example", ..Request::new("v1", "root", "") });
    comparison.check("v1", "root", Err(CertError::NameMismatch), ACCEPTED); // by its common name
    comparison.authority.issue(&Request::new("v1-root", "v1-root", ""));
    comparison.issue("below-v1", "v1-root", NAME);
    comparison.check("below-v1", "v1-root", Ok(()), ACCEPTED);
    comparison.authority.issue(&Request::new("v1-ca", "root", ""));
    comparison.issue("below-v1-ca", "v1-ca", NAME);
    comparison.check("below-v1-ca v1-ca", "root", Err(CertError::NotACa), REFUSED);
}

#[test]
fn algorithms() {
    let Some(comparison) = Comparison::new("algorithms") else { return };
    let unsupported = Err(CertError::UnsupportedAlgorithm);
    let issue = |file, curve, digest| {
        comparison.authority.issue(&Request { curve, digest, ..Request::new(file, "root", NAME) });
        comparison.check(file, "root", unsupported, ACCEPTED);
    };
    issue("rsa-leaf", "rsa", "sha256");
    issue("p384-leaf", "P-384", "sha256");
    issue("sha384-leaf", "P-256", "sha384");
    for (root, curve) in [("rsa-root", "rsa"), ("p384-root", "P-384")] {
        comparison.authority.issue(&Request { curve, ..Request::new(root, root, CA) });
        let [leaf, ca, end] = ["leaf", "ca", "end"].map(|part| format!("{root}-{part}"));
        comparison.issue(&leaf, root, NAME);
        comparison.authority.issue(&Request { ..Request::new(&ca, root, CA) });
        comparison.issue(&end, &ca, NAME);
        // what an unsupported key has signed can be an anchor, or sit above one
        comparison.check(&end, &ca, Ok(()), ACCEPTED);
        comparison.check(&leaf, &leaf, Ok(()), ACCEPTED);
        comparison.check(&format!("{end} {ca}"), &format!("{root} {ca}"), Ok(()), ACCEPTED);
    }
    comparison.check("rsa-root-leaf", "rsa-root", unsupported, ACCEPTED);
    comparison.check("rsa-root-end rsa-root-ca", "rsa-root", unsupported, ACCEPTED);
    // ecdsa-with-SHA256 by a longer curve: its numbers are too long
    comparison.check("p384-root-leaf", "p384-root", unsupported, ACCEPTED);
}

#[test]
fn signatures() {
    let Some(mut comparison) = Comparison::new("signatures") else { return };
    let forge = |file: &str, from: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut der = std::fs::read(comparison.authority.path(&format!("{from}.der"))).unwrap();
        change(&mut der);
        std::fs::write(comparison.authority.path(&format!("{file}.der")), &der).unwrap();
        let [der, pem] = ["der", "pem"].map(|extension| format!("{file}.{extension}"));
        assert!(
            comparison
                .authority
                .run(&["x509", "-inform", "DER", "-in", &der, "-out", &pem])
                .status
                .success()
        );
    };
    let swap = |from: &'static [u8], to: &'static [u8]| {
        move |der: &mut Vec<u8>| {
            let at = der.windows(from.len()).rposition(|window| window == from).unwrap();
            der[at..at + from.len()].copy_from_slice(to);
        }
    };
    forge("renamed", "leaf", &swap(b"a.example", b"c.example"));
    forge("scribbled", "leaf", &|der| *der.last_mut().unwrap() ^= 1);
    forge("promoted", "intermediate", &swap(b"intermediate", b"Intermediate"));
    forge("other-tail", "intermediate", &|der| *der.last_mut().unwrap() ^= 1);
    comparison.check("renamed intermediate", "root", Err(CertError::NameMismatch), REFUSED);
    comparison.check("scribbled intermediate", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("scribbled", "intermediate", Err(CertError::BadSignature), REFUSED);
    comparison.check("leaf promoted", "root", Err(CertError::IssuerMismatch), REFUSED);
    comparison.check("leaf other-tail", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("leaf other-tail", "intermediate", Ok(()), ACCEPTED);
    comparison.name = "c.example";
    comparison.check("renamed intermediate", "root", Err(CertError::BadSignature), REFUSED);
    comparison.name = "a.example";
    // an impostor of the intermediate: right name, wrong key, above itself the true root's name
    comparison.authority.root("false-root");
    comparison
        .authority
        .issue(&Request { subject: "root", ..Request::new("root-impostor", "root-impostor", CA) });
    comparison.authority.issue(&Request {
        subject: "intermediate",
        ..Request::new("impostor", "root-impostor", CA)
    });
    comparison.issue("end", "impostor", NAME);
    comparison.check("end intermediate", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("leaf impostor", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("end impostor", "root", Err(CertError::BadSignature), REFUSED);
    comparison.check("end impostor root-impostor", "root", Err(CertError::BadSignature), REFUSED);
}
