//! What we make, read by others: certificates, requests and revocation lists, signed with keys of
//! every kind.

use crate::common::maker::{
    CA, CA_USE, Elsewhere, FROM, KEYS, ROOT, UNTIL, id, issue, key, names, save,
};
use crate::common::tools::{Folder, certtool, is_there, openssl};
use motetls_base::UnixTime;
use motetls_crypto::{Group, P256, Sha256, Sha384, rsa};
use motetls_pki::crl::{NewRevocationList, NewRevoked, RevocationList};
use motetls_pki::csr::{CertificationRequest, NewRequest};
use motetls_pki::der::{DerWriter, Read};
use motetls_pki::dn::{self, DistinguishedName};
use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension, Reason, Value};
use motetls_pki::general_name::GeneralName;
use motetls_pki::key::{NamedCurve, PrivateKey, PublicKey};
use motetls_pki::oid::known;
use motetls_pki::pem;
use motetls_pki::signed::{EcdsaKey, Hashing, RsaKey, Signer, WriteError};
use motetls_pki::x509::{CertificateView, NewCertificate};
use motetls_pki::{Chain, ChainProgress, ServerName, TrustAnchor, Usage, VerifyPolicy};

#[test]
fn chains_of_every_kind_of_key_are_verified_by_others() {
    let test = "chains_of_every_kind_of_key_are_verified_by_others";
    if !openssl(test) || !certtool(test) {
        return;
    }
    let folder = Folder::new();
    for (name, algorithm, scheme, length) in KEYS {
        let spki = key(&folder, name, algorithm);
        let signer = &mut Elsewhere { folder: &folder, key: name, scheme, length };
        let own = id(&spki);
        let root =
            issue(signer, "root", &spki, ROOT, &[CA, CA_USE, NewExtension::SubjectKeyId(&own)]);
        let leaf_key = key(&folder, "leaf", "EC -pkeyopt ec_paramgen_curve:P-256");
        let usage = NewExtension::KeyUsage(KeyUsage::DIGITAL_SIGNATURE);
        let leaf = issue(
            signer,
            "leaf",
            &leaf_key,
            "",
            &[
                NewExtension::SubjectAltName { names: &names(), critical: true },
                usage,
                NewExtension::ExtendedKeyUsage(&[known::SERVER_AUTH, known::CLIENT_AUTH]),
                NewExtension::BasicConstraints(BasicConstraints::default()),
                NewExtension::SubjectKeyId(&id(&leaf_key)),
                NewExtension::AuthorityKeyId(&own),
            ],
        );
        let read = CertificateView::from_der(&leaf).unwrap();
        assert_eq!(read.signed.algorithm.scheme(), Ok(Some(scheme)));
        assert_eq!((read.not_before, read.not_after, read.version), (FROM, UNTIL, 3));
        assert_eq!(CertificateView::from_der(&root).unwrap().subject.to_string(), ROOT);
        let strict = "openssl verify -x509_strict -check_ss_sig -verify_hostname x.b.example -purpose sslserver";
        let printed = folder.well(&format!("{strict} -CAfile root.pem leaf.pem"));
        assert!(printed.contains("leaf.pem: OK"), "{name}: {printed}");
        if name != "k256" && name != "bp512" {
            // curves GnuTLS does not know
            let printed =
                folder.well("certtool --verify --load-ca-certificate root.pem --infile leaf.pem");
            assert!(printed.contains("Chain verification output: Verified"), "{name}: {printed}");
        }
        let text = folder.well("openssl x509 -in leaf.pem -noout -text -nameopt RFC2253");
        for part in [
            "DNS:a.example, DNS:*.b.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7",
            "email:mote@a.example, URI:urn:dev:mac:0024befffe804ff1",
            "Digital Signature",
            "TLS Web Server Authentication, TLS Web Client Authentication",
            "CA:FALSE",
            "Jan  1 00:00:00 2051 GMT",
            r"CN=Root \, of all,O=Motes\+,C=DE",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn name_constraints_and_places_are_read_by_others() {
    let test = "name_constraints_and_places_are_read_by_others";
    if !openssl(test) || !certtool(test) {
        return;
    }
    let folder = Folder::new();
    let (name, algorithm, scheme, length) = KEYS[0];
    let spki = key(&folder, name, algorithm);
    let signer = &mut Elsewhere { folder: &folder, key: name, scheme, length };
    let permitted =
        [GeneralName::Dns(b"example"), GeneralName::Ip(&[192, 0, 2, 0, 255, 255, 255, 0])];
    let excluded = [GeneralName::Dns(b"bad.example"), GeneralName::Mail(b".example")];
    let places = [
        (known::ACCESS_OCSP, GeneralName::Uri(b"http://ocsp.example/")),
        (known::ACCESS_CA_ISSUERS, GeneralName::Uri(b"http://ca.example/ca.der")),
    ];
    let extensions = [
        CA,
        CA_USE,
        NewExtension::NameConstraints { permitted: &permitted, excluded: &excluded },
        NewExtension::CrlDistributionPoints(&[GeneralName::Uri(b"http://crl.example/1.crl")]),
        NewExtension::AuthorityInfoAccess(&places),
        NewExtension::Other {
            oid: known::TLS_FEATURE,
            critical: false,
            value: &[0x30, 3, 2, 1, 5],
        },
    ];
    let der = issue(signer, "root", &spki, ROOT, &extensions);
    let text = folder.well("openssl x509 -in root.pem -noout -text");
    for part in [
        "X509v3 Name Constraints: critical",
        "DNS:example",
        "IP:192.0.2.0/255.255.255.0",
        "DNS:bad.example",
        "email:.example",
        "URI:http://crl.example/1.crl",
        "OCSP - URI:http://ocsp.example/",
        "CA Issuers - URI:http://ca.example/ca.der",
        "status_request",
        "pathlen:3",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let printed = folder.well("certtool --certificate-info --infile root.pem");
    assert!(
        printed.contains("Name Constraints (critical)") && printed.contains("http://ocsp.example/"),
        "{printed}"
    );
    let read = CertificateView::from_der(&der).unwrap();
    let Ok(Some(Value::NameConstraints(constraints))) = read.extension(known::NAME_CONSTRAINTS)
    else {
        panic!("name constraints");
    };
    let bases: Vec<_> = constraints.permitted.map(|tree| tree.unwrap().base).collect();
    assert_eq!(bases, permitted);
    let bases: Vec<_> = constraints.excluded.map(|tree| tree.unwrap().base).collect();
    assert_eq!(bases, excluded);
}

#[test]
fn requests_are_verified_by_others() {
    let test = "requests_are_verified_by_others";
    if !openssl(test) || !certtool(test) {
        return;
    }
    let folder = Folder::new();
    for (name, algorithm, scheme, length) in KEYS {
        let spki = key(&folder, name, algorithm);
        let signer = &mut Elsewhere { folder: &folder, key: name, scheme, length };
        let (mut subject, mut der) = ([0; 128], vec![0; 2048]);
        let subject = DistinguishedName {
            der: dn::parse("CN=mote 7,serialNumber=0007", &mut subject).unwrap(),
        };
        let extensions = [NewExtension::SubjectAltName { names: &names(), critical: false }];
        let length = NewRequest { subject, public_key: &spki, extensions: &extensions }
            .sign(signer, &mut der)
            .unwrap();
        save(&folder, "mote", pem::CERTIFICATE_REQUEST, &der[..length]);
        let request = CertificationRequest::from_der(&der[..length]).unwrap();
        assert_eq!((request.subject, request.public_key.der), (subject, &spki[..]));
        assert_eq!(request.extensions().unwrap().count(), 1);
        let printed = folder.well("openssl req -in mote.pem -noout -verify -text -nameopt RFC2253");
        assert!(
            printed.contains("verify OK") && printed.contains("DNS:*.b.example"),
            "{name}: {printed}"
        );
        assert!(printed.contains("CN=mote 7,serialNumber=0007"), "{printed}");
        if name != "k256" && name != "bp512" {
            let printed = folder.well("certtool --crq-info --infile mote.pem");
            assert!(printed.contains("Self signature: verified"), "{name}: {printed}");
        }
        // without extensions, the attributes are there and empty
        let length = NewRequest { subject, public_key: &spki, extensions: &[] }
            .sign(signer, &mut der)
            .unwrap();
        folder.write("bare.der", &der[..length]);
        folder.well("openssl req -in bare.der -inform DER -noout -verify");
    }
}

#[test]
fn revocation_lists_are_verified_by_others() {
    let test = "revocation_lists_are_verified_by_others";
    if !openssl(test) || !certtool(test) {
        return;
    }
    let folder = Folder::new();
    for (name, algorithm, scheme, length) in KEYS {
        let spki = key(&folder, name, algorithm);
        let signer = &mut Elsewhere { folder: &folder, key: name, scheme, length };
        issue(signer, "root", &spki, ROOT, &[CA, CA_USE, NewExtension::SubjectKeyId(&id(&spki))]);
        let good_key = key(&folder, "leaf", "ED25519");
        issue(signer, "leaf", &good_key, "CN=mote", &[NewExtension::AuthorityKeyId(&id(&spki))]);
        let (mut issuer, mut der) = ([0; 128], vec![0; 2048]);
        let issuer = DistinguishedName { der: dn::parse(ROOT, &mut issuer).unwrap() };
        let own = id(&spki);
        let extensions = [NewExtension::AuthorityKeyId(&own), NewExtension::CrlNumber(&[0xff])];
        let other = NewRevoked { serial: &[1], date: FROM, reason: None, extensions: &[] };
        let revoked = NewRevoked {
            serial: &[0, 0x80, 7, 8, 9],
            date: FROM,
            reason: Some(Reason::KEY_COMPROMISE),
            extensions: &[],
        };
        for (entries, there) in [(&[][..], false), (&[other], false), (&[other, revoked], true)] {
            let list = NewRevocationList {
                issuer,
                this_update: FROM,
                next_update: Some(UNTIL),
                revoked: entries,
                extensions: &extensions,
            };
            let length = list.sign(signer, &mut der).unwrap();
            save(&folder, "list", pem::X509_CRL, &der[..length]);
            let read = RevocationList::from_der(&der[..length]).unwrap();
            assert_eq!(
                (read.revoked.count(), read.this_update, read.next_update),
                (entries.len(), FROM, Some(UNTIL))
            );
            let found = read.find(&[0, 0x80, 7, 8, 9]).unwrap();
            let reason = found.map(|entry| entry.reason().unwrap());
            assert_eq!(reason, there.then_some(Some(Reason::KEY_COMPROMISE)));
            let printed = folder.well("openssl crl -in list.pem -noout -CAfile root.pem -text");
            assert!(printed.contains("verify OK"), "{name}: {printed}");
            assert_eq!(printed.contains("Key Compromise"), there, "{printed}");
            let verdict =
                folder.run("openssl verify -crl_check -CRLfile list.pem -CAfile root.pem leaf.pem");
            assert_eq!(verdict.status.success(), !there, "{name}: {verdict:?}");
            let printed = folder.well("certtool --crl-info --infile list.pem");
            assert!(printed.contains("CRL Number"), "{printed}");
        }
    }
}

/// A generator of predictable bytes, for tests only: keys drawn from it are known.
struct Counter(u8);

impl motetls_base::Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), motetls_base::RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
        Ok(())
    }
}

struct Ours;

impl motetls_pki::Algorithms for Ours {
    type Sha256 = Sha256;
    type EcdsaP256 = P256;
}

/// A device alone: its own key, its own certificate, its own verifier; and openssl's opinion.
#[test]
fn what_we_make_we_trust() {
    let private = P256::generate(&mut Counter(7)).unwrap();
    let mut spki = [0; 128];
    let mut der = DerWriter::new(&mut spki);
    PublicKey::Ec(NamedCurve::P256, &P256::public(&private)).write(&mut der);
    let mut signer = Hashing(EcdsaKey::<P256, Sha256>::new(&private, &[0x5a; 32]));
    let (mut name, mut certificate) = ([0; 128], [0; 512]);
    let name = DistinguishedName { der: dn::parse("CN=mote", &mut name).unwrap() };
    let length = NewCertificate {
        serial: &[1],
        issuer: name,
        not_before: FROM,
        not_after: UNTIL,
        subject: name,
        public_key: der.written(),
        extensions: &[CA, NewExtension::SubjectAltName { names: &names(), critical: false }],
    }
    .sign(&mut signer, &mut certificate)
    .unwrap();
    let certificate = &certificate[..length];
    let anchor = TrustAnchor::from_certificate(certificate).unwrap();
    let policy = VerifyPolicy {
        anchors: &[TrustAnchor { spki: &[], ..anchor }, anchor],
        name: Some(ServerName::from_static("x.b.example")),
        now: Some(UnixTime(2_000_000_000)),
        usage: Usage::ServerAuth,
    };
    let mut chain = Chain::<Ours>::new();
    assert_eq!(chain.push(&policy, certificate), Ok(ChainProgress::Trusted));
    assert_eq!(chain.finish(), Ok(&P256::public(&private)));
    if openssl("what_we_make_we_trust") {
        let folder = Folder::new();
        save(&folder, "own", pem::CERTIFICATE, certificate);
        folder.well("openssl verify -x509_strict -check_ss_sig -CAfile own.pem own.pem");
    }
}

/// An RSA key of openssl, read by us and used by our arithmetic: a request in either padding.
#[test]
fn an_rsa_key_we_read_signs() {
    if !openssl("an_rsa_key_we_read_signs") {
        return;
    }
    type Engine = rsa::RsaSigner<rsa::Rsa2048, { rsa::private_scratch(2048) }>;
    let folder = Folder::new();
    let spki = key(&folder, "rsa", "RSA");
    folder.well("openssl pkcs8 -topk8 -nocrypt -in rsa.key -outform DER -out rsa.der");
    let der = folder.read("rsa.der");
    let PrivateKey::Rsa(read) = PrivateKey::from_any(&der).unwrap() else { panic!("RSA") };
    let numbers = rsa::PrivateNumbers {
        n: read.public.modulus,
        e: read.public.exponent,
        d: read.private_exponent,
        p: read.primes[0],
        q: read.primes[1],
        dp: read.exponents[0],
        dq: read.exponents[1],
        qinv: read.coefficient,
    };
    let private = rsa::RsaPrivate::new(numbers).unwrap();
    let (mut name, mut request) = ([0; 64], [0; 1024]);
    let subject = DistinguishedName { der: dn::parse("CN=mote", &mut name).unwrap() };
    let new = NewRequest { subject, public_key: &spki, extensions: &[] };
    let mut counter = Counter(9);
    let length = new
        .sign(
            &mut Hashing(RsaKey::<Engine, Sha256, _>::pkcs1(&private, &mut counter)),
            &mut request,
        )
        .unwrap();
    folder.write("one.der", &request[..length]);
    folder.well("openssl req -in one.der -inform DER -noout -verify");
    let length = new
        .sign(&mut Hashing(RsaKey::<Engine, Sha384, _>::pss(&private, &mut counter)), &mut request)
        .unwrap();
    folder.write("two.der", &request[..length]);
    folder.well("openssl req -in two.der -inform DER -noout -verify");
}

const PYTHON: &str = "
from cryptography import x509
root = x509.load_der_x509_certificate(open('root.der','rb').read())
leaf = x509.load_der_x509_certificate(open('leaf.der','rb').read())
leaf.verify_directly_issued_by(root)
san = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
assert san.critical and san.value.get_values_for_type(x509.DNSName) == ['a.example', '*.b.example'], san
assert leaf.subject.rfc4514_string() == '' and leaf.not_valid_after_utc.year == 2051
assert root.subject.rfc4514_string() == open('root.name').read(), root.subject.rfc4514_string()
assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 3
request = x509.load_der_x509_csr(open('request.der','rb').read())
assert request.is_signature_valid and len(request.extensions) == 1
crl = x509.load_der_x509_crl(open('list.der','rb').read())
assert crl.is_signature_valid(root.public_key())
assert crl.get_revoked_certificate_by_serial_number(leaf.serial_number) is not None
assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 255
";

#[test]
fn python_reads_all_of_it() {
    let test = "python_reads_all_of_it";
    if !openssl(test) || !python_is_there(test) {
        return;
    }
    let folder = Folder::new();
    let (name, algorithm, scheme, length) = KEYS[0];
    let spki = key(&folder, name, algorithm);
    let signer = &mut Elsewhere { folder: &folder, key: name, scheme, length };
    issue(signer, "root", &spki, ROOT, &[CA, CA_USE, NewExtension::SubjectKeyId(&id(&spki))]);
    let extensions = [NewExtension::SubjectAltName { names: &names(), critical: true }];
    issue(signer, "leaf", &spki, "", &extensions);
    let (mut issuer, mut der) = ([0; 128], vec![0; 2048]);
    let issuer = DistinguishedName { der: dn::parse(ROOT, &mut issuer).unwrap() };
    let request = NewRequest { subject: issuer, public_key: &spki, extensions: &extensions };
    let length = request.sign(signer, &mut der).unwrap();
    folder.write("request.der", &der[..length]);
    let revoked = [NewRevoked {
        serial: &[0, 0x80, 7, 8, 9],
        date: FROM,
        reason: Some(Reason::SUPERSEDED),
        extensions: &[],
    }];
    let extensions = [NewExtension::CrlNumber(&[0xff])];
    let list = NewRevocationList {
        issuer,
        this_update: FROM,
        next_update: Some(UNTIL),
        revoked: &revoked,
        extensions: &extensions,
    };
    let length = list.sign(signer, &mut der).unwrap();
    folder.write("list.der", &der[..length]);
    folder.write("root.name", ROOT.as_bytes());
    folder.write("check.py", PYTHON.as_bytes());
    folder.well("python3 check.py");
}

/// The Python package is a second opinion only: without it the test is skipped, whatever is
/// required.
fn python_is_there(test: &str) -> bool {
    let there = std::process::Command::new("python3").args(["-c", "import cryptography"]).output();
    let there = there.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("SKIPPED {test}: no Python package cryptography (pip install cryptography)");
    }
    there && is_there(test, "python3", &["--version"], "apt-get install python3")
}

#[test]
fn a_signature_may_come_later_or_never() {
    let test = "a_signature_may_come_later_or_never";
    if !openssl(test) {
        return;
    }
    let folder = Folder::new();
    let (name, algorithm, scheme, length) = KEYS[0];
    let spki = key(&folder, name, algorithm);
    let (mut issuer, mut der, mut later) = ([0; 128], vec![0; 2048], [0; 64]);
    let subject = DistinguishedName { der: dn::parse(ROOT, &mut issuer).unwrap() };
    let request = NewRequest { subject, public_key: &spki, extensions: &[] };
    let unsigned = request.unsigned(scheme, &mut der);
    let mut signer = Elsewhere { folder: &folder, key: name, scheme, length };
    signer.sign(&[unsigned.contents()], &mut later).unwrap();
    let length = unsigned.attach(&later).unwrap();
    folder.write("later.der", &der[..length]);
    folder.well("openssl req -in later.der -inform DER -noout -verify");
    assert_eq!(
        request.unsigned(scheme, &mut [0; 20]).attach(&later),
        Err(motetls_base::BufferFull)
    );
    signer.key = "none";
    assert_eq!(request.sign(&mut signer, &mut der), Err(WriteError::Signer("no such key")));
}
