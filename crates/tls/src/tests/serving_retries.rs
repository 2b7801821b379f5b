//! Our server asks our client for a share of another group.

use std::vec::Vec;

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256, ec::P384};

use super::serving::{LEAF, Wire, converse, signer, turn};
use super::{Fixed, anchor, config};
use crate::{
    Config, Connection, Credential, EcdsaSigner, ErrorKind, HandshakeScratch, NamedCredential,
    NamedGroup, Profile, ServerConfig,
};

crate::profile! {
    /// Sends a share of P-384, unless it is told otherwise.
    struct TwoGroups;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256, secp384r1: P384 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [middlebox_compatibility];
}

crate::profile! {
    /// Has P-256 alone.
    struct OneGroup;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signer: EcdsaSigner<P256, Sha256>;
}

crate::profile! {
    /// Likewise, with cookies.
    struct WithCookies;
    roles: [server];
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    options: [cookies];
    signer: EcdsaSigner<P256, Sha256>;
}

const OTHER: [NamedGroup; 1] = [NamedGroup::secp384r1];
const KEY: [u8; 32] = [0x42; 32];

/// A second server, if `restarts`, gets what the first one is sent from its answer on; its key of
/// cookies is `second`.
fn retry<S>(
    restarts: bool,
    first: Option<&[u8; 32]>,
    second: Option<&[u8; 32]>,
    tamper: impl FnOnce(&mut Vec<u8>),
) -> Result<NamedGroup, ErrorKind>
where
    S: Profile<Signer = EcdsaSigner<P256, Sha256>, Observer = ()>,
{
    let (anchors, signer) = (anchor(), signer());
    let client_config = Config::<TwoGroups> { key_shares: Some(&OTHER), ..config(&anchors) };
    let credential = Credential { chain: &[LEAF], signer: &signer };
    let credentials = [NamedCredential { names: &[], credential }];
    let configs = [first, second].map(|cookie_key| ServerConfig::<S> {
        credentials: &credentials,
        cookie_key,
        ..ServerConfig::new(&())
    });
    let mut buffers = [[0; 2048]; 6];
    let [client_rx, client_tx, first_rx, first_tx, second_rx, second_tx] = &mut buffers;
    let mut client = Connection::<TwoGroups, _>::new(client_rx, client_tx);
    let mut servers =
        [Connection::<S, _>::new(first_rx, first_tx), Connection::new(second_rx, second_tx)];
    let mut scratches =
        (HandshakeScratch::new(), [HandshakeScratch::new(), HandshakeScratch::new()]);
    let mut near = client.client(&client_config, &mut Fixed(1), &mut scratches.0).unwrap();
    let [one, two] = &mut servers;
    let [one_scratch, two_scratch] = &mut scratches.1;
    let mut far = one.server(&configs[0], &mut Fixed(2), one_scratch).unwrap();
    let mut wire = Wire::new(usize::MAX);
    let (mut sent, mut none) = (Vec::new(), Vec::new());
    assert_eq!(turn(&mut near, &mut none, &mut sent, usize::MAX), None);
    assert_eq!(turn(&mut far, &mut sent, &mut wire.to_client, usize::MAX), None);
    assert_eq!(turn(&mut near, &mut wire.to_client, &mut wire.to_server, usize::MAX), None);
    tamper(&mut wire.to_server);
    if restarts {
        drop(far);
        far = two.server(&configs[1], &mut Fixed(3), two_scratch).unwrap();
    }
    let [near_end, far_end] = converse(&mut wire, &mut near, &mut far);
    drop((near, far));
    far_end.unwrap().map_err(|error| error.kind)?;
    near_end.unwrap().map_err(|error| error.kind)?;
    Ok(client.negotiated().unwrap().group.unwrap())
}

#[test]
fn a_share_that_was_asked_for() {
    let agreed = Ok(NamedGroup::secp256r1);
    assert_eq!(retry::<OneGroup>(false, None, None, |_| {}), agreed);
    assert_eq!(retry::<WithCookies>(false, Some(&KEY), None, |_| {}), agreed);
    assert_eq!(retry::<WithCookies>(false, None, None, |_| {}), agreed, "cookies without a key");
}

/// All that has to be known of the first hello is in the cookie.
#[test]
fn another_handshake_goes_on_from_the_cookie() {
    let agreed = Ok(NamedGroup::secp256r1);
    assert_eq!(retry::<WithCookies>(true, Some(&KEY), Some(&KEY), |_| {}), agreed);
}

#[test]
fn cookies_that_are_refused() {
    let illegal = Err(ErrorKind::IllegalParameter);
    assert_eq!(retry::<WithCookies>(true, Some(&KEY), Some(&[0x43; 32]), |_| {}), illegal);
    // suite, group, digest, MAC
    for place in [0, 1, 2, 3, 4, 35, 36, 67] {
        assert_eq!(with_changed_cookie(place, true), illegal, "{place}");
        assert_eq!(with_changed_cookie(place, false), illegal, "{place}");
    }
}

/// A second hello with a bit of its cookie changed, at this place.
fn with_changed_cookie(place: usize, restarts: bool) -> Result<NamedGroup, ErrorKind> {
    retry::<WithCookies>(restarts, Some(&KEY), Some(&KEY), |flight| {
        let header = [0, 44, 0, 70, 0, 68];
        let start = flight.windows(6).position(|bytes| bytes == header).unwrap() + 6;
        flight[start + place] ^= 1;
    })
}

/// A client that leaves the cookie out has not answered what it was asked.
#[test]
fn a_second_hello_without_the_cookie() {
    let outcome = retry::<WithCookies>(false, Some(&KEY), None, |flight| {
        let header = [0, 44, 0, 70, 0, 68];
        let start = flight.windows(6).position(|bytes| bytes == header).unwrap();
        // an extension that is not known
        flight[start..start + 2].copy_from_slice(&[0xfe, 0xfe]);
    });
    assert_eq!(outcome, Err(ErrorKind::MissingExtension));
}
