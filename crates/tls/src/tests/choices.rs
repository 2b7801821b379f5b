//! What is chosen of a profile at run time, and the options about signatures and authorities.

use std::vec::Vec;

use motetls_base::Reader;
use motetls_crypto::{Aes128Ct, AesCcm, AesGcm, Hash, P256, Sha256};
use motetls_pki::Chain;
use motetls_pki::anchor::AnchorSet;
use motetls_pki::chain::HostAlgorithms;
use motetls_pki::oid::Oid;
use motetls_pki::policy::PolicyInputs;

use super::{Outcome, Script, Server, Shape, anchor, config, run};
use crate::{
    CertError, Choices, CipherSuite, Config, ErrorKind, PolicyChain, Profile, SignatureScheme,
    TrustAnchor,
};

crate::profile! {
    struct Chosen;
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>,
    };
    groups: { secp256r1: P256 };
    certificates: Chain<HostAlgorithms>;
    key_exchange: [psk_dhe_ke];
    options: [choices, grease, middlebox_compatibility];
}

crate::profile! {
    struct Named;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: Chain<HostAlgorithms>;
    options: [signature_algorithms_cert, certificate_authorities, anchor_set];
}

crate::profile! {
    struct Policies;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    certificates: PolicyChain<Policies>;
    signatures: { ecdsa_secp256r1_sha256: P256 };
}

/// Everything on.
const ALL: Choices<'static> = Choices::ALL;
/// Neither dress nor values without meaning.
const PLAIN: Choices<'static> = Choices { grease: false, middlebox_compatibility: false, ..ALL };

fn attempt<P: Profile<Observer = ()>>(config: &Config<'_, P>, psk: bool) -> Outcome {
    let psks = if psk { config.psks } else { &[] };
    let config = Config { psks, ..*config };
    let mut server = Server::<P>::new(Script::default());
    let mut answer = |flight: &[u8]| {
        let hello = flight.strip_prefix(&[20, 3, 3, 0, 1, 1]).unwrap_or(flight);
        server.answer(hello)
    };
    run(&config, Shape::default(), &mut answer)
}

fn with(choices: &Choices<'_>, psk: bool) -> Outcome {
    attempt(&Config::<Chosen> { choices: Some(choices), ..config(&anchor()) }, psk)
}

/// The suites of a hello, and its extensions.
fn lists(outcome: &Outcome) -> (Vec<u8>, Vec<(u16, Vec<u8>)>) {
    let mut r = Reader::new(&outcome.sent[0][5 + 4 + 34..]);
    r.vector(1).unwrap();
    let suites = r.vector(2).unwrap().rest().to_vec();
    r.vector(1).unwrap();
    let mut block = r.vector(2).unwrap();
    let mut extensions = Vec::new();
    while !block.is_empty() {
        extensions.push((block.u16().unwrap(), block.vector(2).unwrap().rest().to_vec()));
    }
    (suites, extensions)
}

fn body(extensions: &[(u16, Vec<u8>)], kind: u16) -> Option<&[u8]> {
    extensions.iter().find(|(found, _)| *found == kind).map(|(_, body)| &body[..])
}

#[test]
fn the_hello_holds_what_is_chosen() {
    use SignatureScheme as S;
    let choices = Choices {
        suites: Some(&[CipherSuite::TLS_AES_128_CCM_SHA256, CipherSuite::TLS_AES_128_GCM_SHA256]),
        signature_schemes: Some(&[S::ecdsa_secp384r1_sha384, S::ecdsa_secp256r1_sha256]),
        certificate_schemes: Some(&[S::rsa_pkcs1_sha256]),
        record_size_limit: Some(700),
        max_fragment_length: Some(512),
        ..PLAIN
    };
    let outcome = with(&choices, false);
    let (suites, extensions) = lists(&outcome);
    assert_eq!(suites, [0x13, 4, 0x13, 1]);
    assert_eq!(body(&extensions, 13), Some(&[0, 4, 5, 3, 4, 3][..]), "signature_algorithms");
    assert_eq!(body(&extensions, 50), Some(&[0, 2, 4, 1][..]), "signature_algorithms_cert");
    assert_eq!(body(&extensions, 28), Some(&[2, 0xbc][..]), "record_size_limit");
    assert_eq!(body(&extensions, 1), Some(&[1][..]), "max_fragment_length");
    assert_eq!(outcome.sent[0][5 + 4 + 34], 0, "no session");
    assert_eq!(outcome.result.unwrap().signature_scheme(), Some(S::ecdsa_secp256r1_sha256));
}

#[test]
fn what_is_not_chosen_is_as_the_profile_names_it() {
    let all = with(&ALL, true);
    let (suites, extensions) = lists(&all);
    assert_eq!(suites.len(), 6, "one of them has no meaning");
    assert_eq!(body(&extensions, 50), None);
    assert_eq!(body(&extensions, 28), Some(&[7, 0xf0][..]), "2,048 bytes without a tag");
    assert_eq!(all.sent[0][5 + 4 + 34], 32, "a session");
    assert_eq!(all.sent[1][0], 20, "change_cipher_spec");
    assert_eq!(all.result.unwrap().signature_scheme(), None, "a pre-shared key authenticates");
    let plain = with(&PLAIN, true);
    assert_eq!((lists(&plain).0.len(), plain.sent[1][0]), (4, 23));
    let none = attempt(&Config::<Chosen> { choices: None, ..config(&anchor()) }, true);
    assert_eq!(none.sent, all.sent);
}

/// What was not offered is not taken, though the profile has it.
#[test]
fn a_server_keeps_to_what_is_chosen() {
    use SignatureScheme as S;
    let suites = Some(&[CipherSuite::TLS_AES_128_CCM_SHA256][..]);
    for choices in [
        Choices { suites, ..ALL },
        Choices { signature_schemes: Some(&[S::ecdsa_secp384r1_sha384]), ..ALL },
        Choices {
            signature_schemes: Some(&[S::rsa_pkcs1_sha256, S::ecdsa_secp384r1_sha384]),
            ..ALL
        },
    ] {
        let error = with(&choices, false).result.unwrap_err();
        assert_eq!(error.kind, ErrorKind::IllegalParameter, "{choices:?}");
    }
}

#[test]
fn choices_that_cannot_be() {
    use SignatureScheme as S;
    let (ccm, gcm384) = (CipherSuite::TLS_AES_128_CCM_SHA256, CipherSuite::TLS_AES_256_GCM_SHA384);
    for choices in [
        Choices { suites: Some(&[]), ..ALL },
        Choices { suites: Some(&[ccm, ccm]), ..ALL },
        Choices { suites: Some(&[ccm, gcm384]), ..ALL },
        Choices { signature_schemes: Some(&[]), ..ALL },
        Choices { signature_schemes: Some(&[S(0x0403), S(0xfefe)]), ..ALL },
        Choices { signature_schemes: Some(&[S::rsa_pkcs1_sha256]), ..ALL },
        Choices {
            certificate_schemes: Some(&[S::ecdsa_secp384r1_sha384, S::ecdsa_secp384r1_sha384]),
            ..ALL
        },
        Choices { record_size_limit: Some(63), ..ALL },
        // the buffer has 2,048 bytes
        Choices { record_size_limit: Some(2033), ..ALL },
        Choices { max_fragment_length: Some(2048), ..ALL },
        Choices { max_fragment_length: Some(1000), ..ALL },
    ] {
        let error = with(&choices, false).result.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Configuration, "{choices:?}");
    }
    let longest = Choices { record_size_limit: Some(2032), ..ALL };
    with(&longest, false).result.unwrap();
}

/// Section 4.3.3: with signature_algorithms_cert, signature_algorithms is about handshakes alone.
/// Section 4.3.4: whole Names.
#[test]
fn schemes_of_certificates_and_names_of_authorities() {
    let anchors = anchor();
    let config =
        Config::<Named> { certificate_authorities: &anchors, psks: &[], ..config(&anchors) };
    let outcome = attempt(&config, false);
    let (_, extensions) = lists(&outcome);
    let handshake = body(&extensions, 13).unwrap();
    let all = body(&extensions, 50).unwrap();
    assert_eq!(all.len() - handshake.len(), 3 * 2, "PKCS#1 v1.5 with each hash");
    let is_pkcs1 = |list: &[u8]| list[2..].as_chunks().0.contains(&[4, 1]);
    assert!(is_pkcs1(all) && !is_pkcs1(handshake));
    let subject = anchors[0].subject;
    let length = u8::try_from(subject.len()).unwrap();
    let expected = [&[0, length + 2, 0, length], subject].concat();
    assert_eq!(body(&extensions, 47), Some(&expected[..]));
    outcome.result.unwrap();
    let silent = attempt(&Config::<Named> { certificate_authorities: &[], ..config }, false);
    assert_eq!(body(&lists(&silent).1, 47), None);
}

/// A set of one anchor: its head, where the record ends, the hash of the name, the key.
fn set(subject: &[u8], spki: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(subject);
    let end = u32::try_from(8 + 4 + 32 + spki.len()).unwrap().to_be_bytes();
    [b"MTAS\0\x02\0\x01", &end[..], &hash[..], spki].concat()
}

#[test]
fn anchors_of_a_set() {
    let anchors = anchor();
    let with = |anchor_set: Option<&AnchorSet<'_>>, anchors: &[TrustAnchor<'_>]| {
        let config = Config::<Named> {
            anchor_set,
            anchors,
            psks: &[],
            server_name: config::<Named>(&[]).server_name,
            ..Config::new(&())
        };
        attempt(&config, false).result.map(|_| ()).map_err(|error| error.kind)
    };
    let [TrustAnchor { subject, spki, .. }] = anchors;
    let own = set(subject, spki);
    let own = AnchorSet::parse(&own).unwrap();
    assert_eq!(with(Some(&own), &[]), Ok(()));
    let other = set(b"another name", spki);
    let other = AnchorSet::parse(&other).unwrap();
    let unknown = Err(ErrorKind::Certificate(CertError::UnknownIssuer));
    assert_eq!(with(Some(&other), &[]), unknown);
    assert_eq!(with(Some(&other), &anchors), unknown, "the set stands in their place");
    assert_eq!(with(Some(&AnchorSet::EMPTY), &anchors), unknown);
    assert_eq!(with(None, &anchors), Ok(()));
}

/// The test certificates are of no policy: RFC 5280, section 6.1.5 (g), refuses them only where one
/// is demanded.
#[test]
fn policies_that_are_demanded() {
    let anchors = anchor();
    let with = |certificate_policies| {
        let config = Config::<Policies> { certificate_policies, psks: &[], ..config(&anchors) };
        attempt(&config, false).result.map(|_| ()).map_err(|error| error.kind)
    };
    assert_eq!(with(None), Ok(()));
    let acceptable = [Oid(&[0x2a, 3])];
    let inputs = PolicyInputs { acceptable: &acceptable, ..PolicyInputs::default() };
    assert_eq!(with(Some(&inputs)), Ok(()));
    let refused = Err(ErrorKind::Certificate(CertError::CertificatePolicy));
    assert_eq!(with(Some(&PolicyInputs { explicit: true, ..inputs })), refused);
}
