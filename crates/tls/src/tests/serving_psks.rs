//! Our client against our server, with pre-shared keys.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesCcm8, AesGcm, HashId, P256, Sha256, Sha384, ec::P384};

use super::serving::{LEAF, Wire, converse, signer};
use super::{Either, Fixed, PSK, PskEcdhe, PskOnly, anchor, config};
use crate::{
    ChosenPsk, CipherSuite, Config, Connection, Credential, EcdsaSigner, Error, ErrorKind,
    HandshakeScratch, ImportedPsk, NamedCredential, NamedGroup, Negotiated, Profile, Psk,
    PskEarlyData, PskLookup, ServerConfig,
};

crate::profile! {
    /// Keys in both modes, and certificates.
    struct Any;
    roles: [server];
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
    };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke, psk_ke];
    signer: EcdsaSigner<P256, Sha256>;
}

crate::profile! {
    /// Keys with (EC)DHE, and nothing else.
    struct Keys;
    roles: [server];
    hash: Sha256;
    suites: {
        TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct>,
        TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>,
    };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
}

crate::profile! {
    /// A client with keys of two hashes.
    struct Several;
    hash: Sha256;
    sha384: Sha384;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256 };
    key_exchange: [psk_dhe_ke];
    options: [several_psks];
}

crate::profile! {
    /// A client that sends early data with its key.
    struct Early;
    hash: Sha256;
    suites: { TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct> };
    groups: { secp256r1: P256, secp384r1: P384 };
    key_exchange: [psk_dhe_ke];
    options: [resumption, early_data];
}

type End = Result<Negotiated, Error>;

/// Both ends' results.
fn meet<C: Profile, S: Profile>(config: &Config<'_, C>, serves: &ServerConfig<'_, S>) -> [End; 2] {
    meet_with(config, serves, 2048)
}

/// Likewise, with a receive buffer of the server's of this length.
fn meet_with<C: Profile, S: Profile>(
    config: &Config<'_, C>,
    serves: &ServerConfig<'_, S>,
    rx: usize,
) -> [End; 2] {
    let mut buffers = [[0; 2048]; 4];
    let [client_rx, client_tx, server_rx, server_tx] = &mut buffers;
    let server_rx = &mut server_rx[..rx];
    let mut client = Connection::<C, _>::new(client_rx, client_tx);
    let mut server = Connection::<S, _>::new(server_rx, &mut server_tx[..512]);
    let mut scratches = (HandshakeScratch::new(), HandshakeScratch::new());
    let mut near = client.client(config, &mut Fixed(1), &mut scratches.0).unwrap();
    let mut far = server.server(serves, &mut Fixed(2), &mut scratches.1).unwrap();
    let [near_end, far_end] = converse(&mut Wire::new(usize::MAX), &mut near, &mut far);
    drop((near, far));
    [
        near_end.unwrap().map(|()| client.negotiated().unwrap()),
        far_end.unwrap().map(|()| server.negotiated().unwrap()),
    ]
}

fn keys<'a, S: Profile<Observer = ()>>(psks: &'a &'a [Psk<'a>]) -> ServerConfig<'a, S> {
    ServerConfig { psks: Some(psks), ..ServerConfig::new(&()) }
}

const ONE: &[Psk<'static>] = &[Psk::new(b"other", b"fedcba9876543210"), PSK];

#[test]
fn with_and_without_a_curve() {
    let taken = Some(ChosenPsk::External(0));
    let [near, far] = meet(&config::<PskEcdhe>(&[]), &keys::<Any>(&ONE)).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (taken, taken));
    assert_eq!((near.group, far.group), (Some(NamedGroup::secp256r1), near.group));
    let [near, far] = meet(&config::<PskOnly>(&[]), &keys::<Any>(&ONE)).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (taken, taken));
    assert_eq!((near.group, far.group), (None, None));
}

/// A client that knows no key in common is shown a certificate.
#[test]
fn a_certificate_beside_keys() {
    let (anchors, signer) = (anchor(), signer());
    let credential = Credential { chain: &[LEAF], signer: &signer };
    let credentials = [NamedCredential { names: &[], credential }];
    let by_key = ServerConfig { credentials: &credentials, ..keys::<Any>(&ONE) };
    let client = config::<Either>(&anchors);
    let [near, far] = meet(&client, &by_key).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (Some(ChosenPsk::External(0)), near.psk));
    let unknown: &[Psk<'_>] = &ONE[..1];
    let by_certificate = ServerConfig { credentials: &credentials, ..keys::<Any>(&unknown) };
    let [near, far] = meet(&client, &by_certificate).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (None, None));
}

#[test]
fn keys_that_are_refused() {
    let alerted = |kind: ErrorKind| ErrorKind::AlertReceived(kind.alert().unwrap());
    // another key of the same name
    let wrong: &[Psk<'_>] = &[Psk::new(PSK.identity, b"0123456789abcdeX")];
    let [near, far] = meet(&config::<PskEcdhe>(&[]), &keys::<Any>(&wrong));
    assert_eq!(far.unwrap_err().kind, ErrorKind::BadFinished);
    assert_eq!(near.unwrap_err().kind, alerted(ErrorKind::BadFinished));
    // no key of that name, and no certificate
    let unknown: &[Psk<'_>] = &ONE[..1];
    let [near, far] = meet(&config::<PskEcdhe>(&[]), &keys::<Keys>(&unknown));
    assert_eq!(far.unwrap_err().kind, ErrorKind::Incompatible);
    assert_eq!(near.unwrap_err().kind, alerted(ErrorKind::Incompatible));
    // a client that would do without (EC)DHE, which the server would not
    let [near, far] = meet(&config::<PskOnly>(&[]), &keys::<Keys>(&ONE));
    assert_eq!(far.unwrap_err().kind, ErrorKind::Incompatible);
    assert_eq!(near.unwrap_err().kind, alerted(ErrorKind::Incompatible));
    // a key of a hash that no suite in common has
    let long: &[Psk<'_>] = &[Psk { hash: HashId::Sha384, ..PSK }];
    let [_, far] = meet(&config::<PskEcdhe>(&[]), &keys::<Keys>(&long));
    assert_eq!(far.unwrap_err().kind, ErrorKind::Incompatible);
}

/// The client offers several; the server knows the last, which is imported (RFC 9258).
#[test]
fn the_first_one_that_is_known() {
    let external = Psk::new(b"imported", b"an external key!");
    let imported = ImportedPsk::<64>::new::<Sha256>(&external, b"", HashId::Sha256).unwrap();
    let long = Psk { hash: HashId::Sha384, ..PSK };
    let offered = [Psk::new(b"other", b"fedcba9876543210"), long, imported.psk()];
    let client = Config::<Several> { psks: &offered, ..Config::new(&()) };
    let known: &[Psk<'_>] = &[imported.psk()];
    let [near, far] = meet(&client, &keys::<Keys>(&known)).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (Some(ChosenPsk::External(2)), near.psk));
}

/// Keys that are made from the identity, and the identities that were asked for.
struct Derived(core::cell::RefCell<Vec<Vec<u8>>>);

impl PskLookup for Derived {
    fn look_up(&self, identity: &[u8], found: &mut dyn FnMut(&Psk<'_>)) {
        self.0.borrow_mut().push(identity.to_vec());
        let secret: Vec<u8> = identity.iter().cycle().take(16).copied().collect();
        if identity.starts_with(b"mote") {
            found(&Psk::new(identity, &secret));
        }
    }
}

#[test]
fn a_lookup_of_the_caller_s_own() {
    let lookup = Derived(core::cell::RefCell::default());
    let serves = ServerConfig::<Keys> { psks: Some(&lookup), ..ServerConfig::new(&()) };
    let offered = [Psk::new(b"x", b"fedcba9876543210"), Psk::new(b"mote", b"motemotemotemote")];
    let client = Config::<Several> { psks: &offered, ..Config::new(&()) };
    let [near, far] = meet(&client, &serves).map(Result::unwrap);
    assert_eq!((near.psk, far.psk), (Some(ChosenPsk::External(1)), near.psk));
    assert_eq!(*lookup.0.borrow(), [&b"x"[..], b"mote"]);
}

/// Early data are passed over: those tried under the keys of the handshake, those of records longer
/// than the receive buffer, and those behind a hello that has to be sent again.
#[test]
fn early_data_are_not_taken() {
    let data = [7; 3000];
    let early =
        PskEarlyData { suite: CipherSuite::TLS_AES_128_CCM_8_SHA256, protocol: &[], data: &data };
    let psks = [Psk { early_data: Some(&early), ..PSK }];
    for (rx, shares) in [
        (2048, NamedGroup::secp256r1),
        (512, NamedGroup::secp256r1),
        (2048, NamedGroup::secp384r1),
        (512, NamedGroup::secp384r1),
    ] {
        let shares = [shares];
        let client = Config::<Early> { psks: &psks, key_shares: Some(&shares), ..Config::new(&()) };
        let [near, far] = meet_with(&client, &keys::<Keys>(&ONE), rx).map(Result::unwrap);
        assert_eq!((near.psk, far.psk), (Some(ChosenPsk::External(0)), near.psk));
        assert_eq!(near.group, Some(NamedGroup::secp256r1));
        assert!(!near.early_data(), "{rx} {shares:?}");
    }
}
