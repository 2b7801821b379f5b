//! Key agreement: two sides, several curves, a peer that cheats, and the same in steps a watchdog
//! can bear.
//!
//! `cargo run -p motetls-examples --bin 10_ecdh`

use core::task::Poll;
use std::error::Error;

use motetls::Random;
use motetls::crypto::ec::P384;
use motetls::crypto::keys::{AgreeValidated, PublicKeys};
use motetls::crypto::p256::steps::P256AgreeSteps;
use motetls::crypto::{Group, HmacDrbg, P256, Sha256, X25519};
use motetls::os_entropy::OsEntropy;

fn main() -> Result<(), Box<dyn Error>> {
    let mut generator = HmacDrbg::<Sha256, _>::new(OsEntropy, b"boot 17", b"sensor 4711")?;
    agree::<P256>("P-256", &mut generator)?;
    agree::<P384>("P-384", &mut generator)?;
    agree::<X25519>("X25519", &mut generator)?;
    refuse(&mut generator)?;
    in_steps(&mut generator)
}

/// Whatever the group: a private key stays, its public key travels, both sides come to the same
/// secret.
fn agree<G: AgreeValidated>(name: &str, generator: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let (ours, theirs) = (G::generate(generator)?, G::generate(generator)?);
    // What travels are bytes; a peer's are validated once, and the key used any number of times.
    let peer = G::public(&theirs);
    let peer = G::public_from_bytes(peer.as_ref()).map_err(|_| "their key is none")?;
    let shared = G::agree_validated(&ours, &peer);
    // Used once, as in a handshake, it needs no type.
    let same = G::agree(&theirs, G::public(&ours).as_ref()).map_err(|_| "our key is none")?;
    // A shared secret is no key yet: HKDF makes one of it.
    println!(
        "{name}: {} bytes, both sides agree: {}",
        shared.as_ref().len(),
        shared.as_ref() == same.as_ref()
    );
    Ok(())
}

/// A point of another curve would give the private key away bit by bit: it is checked before it is
/// used.
fn refuse(generator: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let mut peer = P256::public(&P256::generate(generator)?);
    peer[64] ^= 1;
    println!("a point beside the curve: {}", verdict(P256::public_from_bytes(&peer).is_ok()));
    println!("a point of small order: {}", verdict(X25519::public_from_bytes(&[0; 32]).is_ok()));
    // A point travels in half the bytes, too: its x-coordinate and a bit.
    let mut compressed = [2; 33];
    compressed[1..].copy_from_slice(&[0; 32]);
    println!("a compressed point: {}", verdict(P256::decompress(&compressed).is_ok()));
    Ok(())
}

/// No step takes more than 40,000 instructions on a Cortex-M3.
fn in_steps(generator: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let (ours, theirs) = (P256::generate(generator)?, P256::generate(generator)?);
    let peer = P256::public_key(&theirs);
    let mut operation: P256AgreeSteps = P256AgreeSteps::validated(&ours, &peer);
    let mut steps = 1;
    let shared = loop {
        match operation.step() {
            Poll::Ready(shared) => break shared,
            Poll::Pending => steps += 1,
        }
    };
    let same = P256::agree(&theirs, &P256::public(&ours)).map_err(|_| "our key is none")?;
    println!(
        "in {steps} steps, both sides agree: {}",
        shared.expose_bytes() == same.expose_bytes()
    );
    Ok(())
}

fn verdict(good: bool) -> &'static str {
    if good { "taken" } else { "refused" }
}
