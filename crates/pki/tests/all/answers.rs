//! OCSP answers checked: a grid of faults, beside the verdict of `openssl ocsp` on the same;
//! answers by openssl.

#![cfg(feature = "alloc")]

use crate::common::registry::{Authority, DAY, LEAF_USE, NOW, Ours, spoil};
use crate::common::responder::{
    ANSWERS, Bench, GOOD, Hashes, NO_CHECK, OTHER, Plan, SERIAL, bits, now, openssl_clock_is_right,
};
use crate::common::tools::{Folder, is_there, openssl};
use motetls_base::UnixTime;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{Hash, Sha256};
use motetls_pki::Certificate;
use motetls_pki::algorithm::HashId;
use motetls_pki::chain::DeviceRules;
use motetls_pki::der::Read;
use motetls_pki::extension::{KeyUsage, NewExtension, Reason};
use motetls_pki::ocsp::{
    CertId, CertStatus, Response, ResponseStatus, write_refusal, write_request,
};
use motetls_pki::oid::{Oid, known};
use motetls_pki::revocation::{
    Freshness, Issuer, ResponsePolicy, Revocation, RevocationError, Status, Subject,
    check_response, must_staple,
};

#[test]
fn answers_of_the_issuer() {
    let bench = Bench::new("answers_of_the_issuer");
    let plan = Plan::default();
    bench.check("good", &plan, Ok(GOOD), true);
    bench.check("good, by key", &Plan { by_key: true, ..plan.clone() }, Ok(GOOD), true);
    let date = UnixTime(now().0 - DAY);
    for reason in [None, Some(Reason::KEY_COMPROMISE), Some(Reason::CERTIFICATE_HOLD)] {
        let expected =
            Status::Revoked(Revocation { date, reason: reason.unwrap_or(Reason::UNSPECIFIED) });
        let plan = Plan { status: CertStatus::Revoked(date, reason), ..plan.clone() };
        bench.check("revoked", &plan, Ok(expected), false);
    }
    let unknown = Plan { status: CertStatus::Unknown, ..plan.clone() };
    bench.check(
        "unknown",
        &unknown,
        Ok(Status::Unknown(RevocationError::UnknownToResponder)),
        false,
    );
    bench.check(
        "another's",
        &Plan { serial: OTHER, ..plan.clone() },
        Err(RevocationError::OtherCertificate),
        false,
    );
    // openssl's command looks for the SHA-1 it would have asked with
    bench.check("by SHA-256", &Plan { hash: HashId::Sha256, ..plan.clone() }, Ok(GOOD), false);
    for (times, ours, theirs) in [
        ((-2, None), Err(RevocationError::NoNextUpdate), true),
        ((-48, Some(-24)), Err(RevocationError::Stale), false),
        ((1, Some(2)), Err(RevocationError::FromTheFuture), false),
    ] {
        bench.check("in time", &Plan { times, ..plan.clone() }, ours, theirs);
    }
    // openssl does not look at producedAt
    bench.check(
        "made tomorrow",
        &Plan { produced: 24, ..plan.clone() },
        Err(RevocationError::FromTheFuture),
        true,
    );
    let odd =
        |critical| vec![NewExtension::Other { oid: Oid(&[0x2a, 3, 4]), critical, value: &[5, 0] }];
    bench.check(
        "an extension",
        &Plan { extensions: odd(false), single: odd(false), ..plan.clone() },
        Ok(GOOD),
        true,
    );
    // nor at extensions
    let why = Err(RevocationError::UnknownCriticalExtension);
    bench.check("a critical extension", &Plan { extensions: odd(true), ..plan.clone() }, why, true);
    bench.check("a critical one of the answer", &Plan { single: odd(true), ..plan }, why, true);
}

#[test]
fn answers_of_others() {
    let bench = Bench::new("answers_of_others");
    let of = |extensions: &[NewExtension<'static>]| Plan {
        delegate: Some(extensions.to_vec()),
        ..Plan::default()
    };
    let good = of(&[LEAF_USE, ANSWERS, NO_CHECK]);
    bench.check("authorised", &good, Ok(GOOD), true);
    bench.check("authorised, by key", &Plan { by_key: true, ..good.clone() }, Ok(GOOD), true);
    bench.check("without keyUsage", &of(&[ANSWERS, NO_CHECK]), Ok(GOOD), true);
    bench.check(
        "to be asked about",
        &of(&[LEAF_USE, ANSWERS]),
        Err(RevocationError::UncheckedResponder),
        true,
    );
    bench.check(
        "without purpose",
        &of(&[LEAF_USE, NO_CHECK]),
        Err(RevocationError::UnauthorizedResponder),
        false,
    );
    let any = NewExtension::ExtendedKeyUsage(&[known::ANY_PURPOSE, known::SERVER_AUTH]);
    bench.check(
        "for any purpose",
        &of(&[LEAF_USE, any, NO_CHECK]),
        Err(RevocationError::UnauthorizedResponder),
        false,
    );
    let other_use = NewExtension::KeyUsage(KeyUsage::KEY_AGREEMENT);
    // openssl does not look at keyUsage
    bench.check(
        "that may not sign",
        &of(&[other_use, ANSWERS, NO_CHECK]),
        Err(RevocationError::NotAllowed),
        true,
    );
    let odd = NewExtension::Other { oid: Oid(&[0x2a, 3, 4]), critical: true, value: &[5, 0] };
    let why = Err(RevocationError::UnknownCriticalExtension);
    bench.check("with a critical extension", &of(&[LEAF_USE, ANSWERS, NO_CHECK, odd]), why, false);

    let policy = ResponsePolicy::new(Freshness::at(Some(now())));
    let unchecked = ResponsePolicy { no_check_required: false, ..policy };
    assert_eq!(bench.ours(&bench.answer(&of(&[LEAF_USE, ANSWERS])), &unchecked), Ok(GOOD));
    let late = ResponsePolicy {
        freshness: Freshness { tolerance: u32::MAX, ..Freshness::at(Some(NOW)) },
        ..policy
    };
    assert_eq!(bench.ours(&bench.answer(&good), &late), Ok(GOOD));
    let over = Freshness { now: Some(UnixTime(3_000_000_000)), ..late.freshness };
    let over = ResponsePolicy { freshness: over, ..policy };
    assert_eq!(
        bench.ours(&bench.answer(&good), &over),
        Err(RevocationError::UnauthorizedResponder),
        "expired"
    );

    let hashes = Hashes::of(HashId::Sha1, &bench.root);
    let at = |hours: i64| UnixTime(now().0.saturating_add_signed(hours * 3600));
    let extensions = [LEAF_USE, ANSWERS, NO_CHECK];
    let plan = Plan::default();
    let self_made = bench.clerk.certify(&bench.clerk, &[1], &extensions);
    let der = bench.sign(&plan, &hashes, at, Some(&self_made), &bench.clerk);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::UnauthorizedResponder),
        "a self-signed certificate"
    );
    let twin = Authority::new("CN=Root,O=Motes", 9);
    let forged = twin.certify(&bench.clerk, &[0x21], &extensions);
    let der = bench.sign(&plan, &hashes, at, Some(&forged), &bench.clerk);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::BadSignature),
        "a certificate by a twin of the root"
    );
    let honest = bench.root.certify(&bench.clerk, &[0x21], &extensions);
    let impostor = Authority::new("CN=Clerk", 5);
    let der = bench.sign(&plan, &hashes, at, Some(&honest), &impostor);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::BadSignature),
        "another's certificate"
    );
    let der = bench.sign(&plan, &hashes, at, None, &bench.stranger);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::UnauthorizedResponder),
        "an unknown responder"
    );
    let der =
        bench.sign(&Plan { by_key: true, ..plan.clone() }, &hashes, at, None, &bench.stranger);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::UnauthorizedResponder),
        "an unknown responder, by key"
    );
    let der = bench.sign(&plan, &hashes, at, None, &twin);
    assert_eq!(bench.ours(&der, &policy), Err(RevocationError::BadSignature), "a twin");
    let der = bench.sign(&plan, &Hashes::of(HashId::Sha1, &twin), at, None, &bench.root);
    assert_eq!(
        bench.ours(&der, &policy),
        Err(RevocationError::OtherCertificate),
        "about a twin's certificate"
    );
}

#[test]
fn gnutls_trusts_our_answers() {
    let test = "gnutls_trusts_our_answers";
    if !openssl_clock_is_right()
        || !is_there(test, "ocsptool", &["--version"], "apt-get install gnutls-bin")
    {
        return;
    }
    let bench = Bench::new(test);
    let Some(folder) = &bench.folder else { return };
    let delegate = Some(vec![LEAF_USE, ANSWERS, NO_CHECK]);
    // by name only: of a responder by its key, GnuTLS wants the same octets as subjectKeyIdentifier
    for plan in [Plan::default(), Plan { delegate, ..Plan::default() }] {
        let mut der = bench.answer(&plan);
        assert!(bench.theirs(&der).is_some_and(|(good, _)| good), "and leaves its files");
        let line = "ocsptool --verify-response --load-trust root.pem --load-issuer root.pem --infile answer.der";
        let printed = folder.well(line);
        assert!(printed.contains("Verifying OCSP Response: Success"), "{printed}");
        *der.last_mut().unwrap() ^= 1;
        folder.write("answer.der", &der);
        let output = folder.run(line);
        assert!(
            !String::from_utf8_lossy(&output.stdout).contains("Response: Success"),
            "{output:?}"
        );
    }
}

#[test]
fn refusals_and_nonces() {
    let bench = Bench::new("refusals_and_nonces");
    let policy = ResponsePolicy::new(Freshness::at(Some(now())));
    for status in
        [ResponseStatus::MALFORMED_REQUEST, ResponseStatus::TRY_LATER, ResponseStatus::UNAUTHORIZED]
    {
        let mut der = [0; 5];
        assert_eq!(write_refusal(status, &mut der), Ok(5));
        assert_eq!(Response::from_der(&der).unwrap().status, status);
        assert_eq!(bench.ours(&der, &policy), Err(RevocationError::Refused));
    }
    let nonce = [7; 32];
    let with = bench
        .answer(&Plan { extensions: vec![NewExtension::OcspNonce(&nonce)], ..Plan::default() });
    let without = bench.answer(&Plan::default());
    let asked = ResponsePolicy { nonce: Some(&nonce), ..policy };
    let other = ResponsePolicy { nonce: Some(&[8; 32]), ..policy };
    let strict = ResponsePolicy { nonce_required: true, ..asked };
    for (der, policy, expected) in [
        (&with, &policy, Ok(GOOD)),
        (&with, &asked, Ok(GOOD)),
        (&with, &strict, Ok(GOOD)),
        (&with, &other, Err(RevocationError::OtherNonce)),
        (&without, &asked, Ok(GOOD)),
        (&without, &strict, Err(RevocationError::OtherNonce)),
    ] {
        assert_eq!(bench.ours(der, policy), expected);
    }
}

#[test]
fn promises() {
    let root = Authority::new("CN=Root,O=Motes", 1);
    let promise = |extensions: &[NewExtension<'_>]| {
        must_staple(&Certificate::parse(&root.certify(&root, SERIAL, extensions)).unwrap())
    };
    assert_eq!(promise(&[]), Ok(false));
    assert_eq!(promise(&[NewExtension::TlsFeature(&[17])]), Ok(false));
    assert_eq!(promise(&[LEAF_USE, NewExtension::TlsFeature(&[17, 5])]), Ok(true));
    let odd =
        NewExtension::Other { oid: known::TLS_FEATURE, critical: false, value: &[0x30, 2, 5, 0] };
    assert!(promise(&[odd]).is_err());
}

/// Every cut and every flipped bit of an answer: an error, or another status that is no less
/// strict.
#[test]
fn no_bit_of_an_answer_is_without_weight() {
    let bench = Bench::new("no_bit_of_an_answer_is_without_weight");
    let policy = ResponsePolicy::new(Freshness::at(Some(now())));
    let mut reasons = std::collections::BTreeMap::new();
    for delegate in [None, Some(vec![LEAF_USE, ANSWERS, NO_CHECK])] {
        let der = bench.answer(&Plan { delegate, ..Plan::default() });
        assert_eq!(bench.ours(&der, &policy), Ok(GOOD));
        let mut spoilt = |der: &[u8]| {
            let Err(why) = bench.whole(der, &policy) else { panic!("accepted: {der:x?}") };
            *reasons.entry(format!("{why:?}")).or_insert(0) += 1;
        };
        spoil(&der, &mut spoilt);
    }
    for reason in [
        "Malformed",
        "BadSignature",
        "OtherCertificate",
        "Stale",
        "UnauthorizedResponder",
        "FromTheFuture",
    ] {
        assert!(reasons.contains_key(reason), "no {reason} in {reasons:?}");
    }
}

/// openssl as responder, asked with our requests.
#[test]
fn openssl_answers() {
    if !openssl("openssl_answers") || !openssl_clock_is_right() {
        return;
    }
    let folder = Folder::new();
    folder.write("req.cnf", b"[req]\ndistinguished_name = dn\n[dn]\n");
    folder.write(
        "ca.ext",
        b"basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n",
    );
    folder.write(
        "clerk.ext",
        b"keyUsage = critical,digitalSignature\nextendedKeyUsage = OCSPSigning\nnoCheck = ignored\n",
    );
    for (file, serial) in [("root", "0x01"), ("leaf", "0x5a070809"), ("clerk", "0x21")] {
        folder.well(&format!(
            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {file}.key"
        ));
        folder.well(&format!(
            "openssl req -new -config req.cnf -key {file}.key -subj /CN={file} -out {file}.csr"
        ));
        let issuer = if file == "root" {
            "-signkey root.key -extfile ca.ext".into()
        } else {
            "-CA root.pem -CAkey root.key".to_owned()
        };
        let extensions = if file == "clerk" { "-extfile clerk.ext" } else { "" };
        let line = format!(
            "openssl x509 -req -in {file}.csr {issuer} {extensions} -days 30 -set_serial {serial} -out {file}.pem"
        );
        folder.well(&line);
        folder.well(&format!("openssl x509 -in {file}.pem -outform DER -out {file}.der"));
    }
    let (root, leaf) = (folder.read("root.der"), folder.read("leaf.der"));
    let (root, leaf) = (Certificate::parse(&root).unwrap(), Certificate::parse(&leaf).unwrap());
    let subject = Subject::of(&leaf);
    let key = bits(root.spki);
    let mut answered = 0;
    for (line, expected) in [
        ("V\t450101000000Z\t\t5A070809\tunknown\t/CN=leaf\n", GOOD),
        (
            "R\t450101000000Z\t261110000000Z,keyCompromise\t5A070809\tunknown\t/CN=leaf\n",
            Status::Revoked(Revocation {
                date: UnixTime(1_794_268_800),
                reason: Reason::KEY_COMPROMISE,
            }),
        ),
        (
            "V\t450101000000Z\t\t77\tunknown\t/CN=other\n",
            Status::Unknown(RevocationError::UnknownToResponder),
        ),
    ] {
        folder.write("index.txt", line.as_bytes());
        for sha256 in [false, true] {
            let (name, key, hash) = match sha256 {
                false => {
                    (Sha1::digest(root.subject).to_vec(), Sha1::digest(key).to_vec(), HashId::Sha1)
                }
                true => (
                    Sha256::digest(root.subject).to_vec(),
                    Sha256::digest(key).to_vec(),
                    HashId::Sha256,
                ),
            };
            let id = CertId {
                hash: Some(hash),
                issuer_name_hash: &name,
                issuer_key_hash: &key,
                serial: leaf.serial,
            };
            for nonce in [None, Some(&[0x42; 16][..])] {
                let mut request = [0; 256];
                let length = write_request(&[id], nonce, &mut request).unwrap();
                folder.write("request.der", &request[..length]);
                for (signer, options) in [
                    ("root", ""),
                    ("clerk", ""),
                    ("clerk", "-resp_key_id"),
                    ("root", "-resp_key_id"),
                ] {
                    folder.well(&format!(
                        "openssl ocsp -index index.txt -CA root.pem -rsigner {signer}.pem -rkey {signer}.key {options} \
                         -reqin request.der -respout answer.der -ndays 1"
                    ));
                    let policy = ResponsePolicy {
                        nonce,
                        nonce_required: nonce.is_some(),
                        ..ResponsePolicy::new(Freshness::at(Some(now())))
                    };
                    let answer = folder.read("answer.der");
                    let verdict = check_response::<Ours, DeviceRules>(
                        &subject,
                        &answer,
                        &Issuer::of(&root),
                        &policy,
                    );
                    assert_eq!(verdict, Ok(expected), "{line} {signer} {options}");
                    answered += 1;
                }
            }
        }
    }
    assert_eq!(answered, 48);
}
