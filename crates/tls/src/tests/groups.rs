//! Several groups: which shares are sent, and what a server may ask for.

use motetls_crypto::{Aes128Ct, AesGcm, P256, Sha256, ec::P384};

use super::{Script, Server, Shape, anchor, config, run};
use crate::{Config, ErrorKind, NamedGroup};

crate::profile! {
    /// Two groups.
    struct TwoGroups;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256, secp384r1: P384 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
}

/// What comes of a handshake with these shares, with a server that wants another group first; and
/// the client's hellos.
fn retried(
    shares: Option<&[NamedGroup]>,
    retry: &'static [u8],
) -> (Result<Option<NamedGroup>, ErrorKind>, usize) {
    let anchors = anchor();
    let config = Config::<TwoGroups> { key_shares: shares, ..config(&anchors) };
    let script = Script { retry: Some(retry), ..Script::default() };
    let mut server = Server::<TwoGroups>::new(script);
    let mut flights = 0;
    let outcome = run(&config, Shape { tx: 1024, ..Shape::default() }, |flight| {
        flights += 1;
        server.answer(flight)
    });
    (outcome.result.map(|negotiated| negotiated.group).map_err(|error| error.kind), flights)
}

const P_256: &[u8] = &[0, 51, 0, 2, 0, 23];
const P_384: &[u8] = &[0, 51, 0, 2, 0, 24];
const P_521: &[u8] = &[0, 51, 0, 2, 0, 25];

/// Section 4.2.4: the group is one that was offered, and no share of it was sent.
#[test]
fn a_retry_asks_for_a_group_without_a_share() {
    let other = [NamedGroup::secp384r1];
    let both = [NamedGroup::secp384r1, NamedGroup::secp256r1];
    let agreed = (Ok(Some(NamedGroup::secp256r1)), 2);
    assert_eq!(retried(Some(&other), P_256), agreed);
    assert_eq!(retried(Some(&[]), P_256), agreed);
    let illegal = (Err(ErrorKind::IllegalParameter), 1);
    assert_eq!(retried(None, P_256), illegal, "sent by default");
    assert_eq!(retried(Some(&both), P_384), illegal, "sent");
    assert_eq!(retried(None, P_521), illegal, "not offered");
}

/// The scripted server answers with a share of P-256 whatever it wanted before.
#[test]
fn the_share_that_counts_is_of_the_group_that_was_asked_for() {
    assert_eq!(retried(None, P_384), (Err(ErrorKind::IllegalParameter), 2));
}

#[test]
fn shares_are_of_groups_of_the_profile_each_once() {
    for shares in [
        &[NamedGroup::x25519][..],
        &[NamedGroup::secp256r1, NamedGroup::secp256r1],
        &[NamedGroup(0xfefe)],
    ] {
        let (outcome, flights) = retried(Some(shares), P_256);
        assert_eq!((outcome, flights), (Err(ErrorKind::Configuration), 0), "{shares:?}");
    }
}
