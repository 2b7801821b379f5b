//! Signatures: ECDSA without a generator and hedged by one, on two curves, Ed25519, and what does
//! not pass.
//!
//! `cargo run -p motetls-examples --bin 11_dsa -- [TEXT]`

use std::error::Error;

use motetls::Random;
use motetls::crypto::ec::P384;
use motetls::crypto::keys::{AgreeValidated, VerifyValidated};
use motetls::crypto::{
    EcdsaSign, Ed25519, Group, Hash, HmacDrbg, P256, Sha256, Sha384, SignError, SignVerify, p256,
};
use motetls::os_entropy::OsEntropy;

fn main() -> Result<(), Box<dyn Error>> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "sample".to_owned());
    let mut generator = HmacDrbg::<Sha256, _>::new(OsEntropy, b"boot 17", b"sensor 4711")?;
    deterministic(text.as_bytes())?;
    ecdsa::<P256, Sha256>("P-256", text.as_bytes(), &mut generator)?;
    ecdsa::<P384, Sha384>("P-384", text.as_bytes(), &mut generator)?;
    eddsa(text.as_bytes(), &mut generator)
}

/// The nonce is made of key and digest (RFC 6979), here with the key of its section A.2.5: always
/// the same signature.
fn deterministic(text: &[u8]) -> Result<(), Box<dyn Error>> {
    let private = p256::PrivateKey::from_bytes(&[
        0xc9, 0xaf, 0xa9, 0xd8, 0x45, 0xba, 0x75, 0x16, 0x6b, 0x5c, 0x21, 0x57, 0x67, 0xb1, 0xd6,
        0x93, 0x4e, 0x50, 0xc3, 0xdb, 0x36, 0xe8, 0x9b, 0x12, 0x7b, 0x8a, 0x62, 0x2b, 0x12, 0x0f,
        0x67, 0x21,
    ])
    .map_err(|_| "no private key")?;
    let signature =
        P256::sign_deterministic::<Sha256>(&private, &Sha256::digest(text)).map_err(reason)?;
    let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("P-256, deterministic: {digits}");
    Ok(())
}

/// Hedged: random bytes are mixed in, which need not be good ones. Two signatures of one message
/// differ, and both hold.
fn ecdsa<C, H>(name: &str, text: &[u8], generator: &mut impl Random) -> Result<(), Box<dyn Error>>
where
    C: AgreeValidated<Private = <C as EcdsaSign>::Private> + EcdsaSign + VerifyValidated,
    H: Hash,
{
    let private = <C as Group>::generate(generator)?;
    let public = C::public_key(&private); // of a peer: C::public_from_bytes(&bytes)
    let digest = H::digest(text);
    let mut signatures = Vec::new();
    for _ in 0..2 {
        let mut hedge = [0; 32];
        generator.random(&mut hedge)?;
        signatures.push(C::sign::<H>(&private, digest.as_ref(), &hedge).map_err(reason)?);
    }
    let holds = |digest: &[u8], signature: &[u8]| {
        verdict(C::verify_validated(&public, digest, signature).is_ok())
    };
    let (first, second) = (signatures[0].as_ref(), signatures[1].as_ref());
    println!(
        "{name}, hedged: {} and {}, equal: {}",
        holds(digest.as_ref(), first),
        holds(digest.as_ref(), second),
        first == second
    );
    println!("{name}, another message: {}", holds(H::digest(b"another").as_ref(), first));
    let mut forged = first.to_vec();
    forged[7] ^= 1;
    println!("{name}, forged: {}", holds(digest.as_ref(), &forged));
    println!("{name}, all zeros: {}", holds(digest.as_ref(), &vec![0; first.len()]));
    Ok(())
}

/// Ed25519 hashes by itself and takes the message, in parts if need be.
fn eddsa(text: &[u8], generator: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let private = Ed25519::generate(generator)?;
    let public = Ed25519::public_key(&private);
    let signature = Ed25519::sign(&private, &[b"sensor 4711: ", text]).map_err(reason)?;
    let whole = [b"sensor 4711: ", text].concat();
    println!(
        "Ed25519: {}",
        verdict(Ed25519::verify_validated(&public, &[&whole], &signature).is_ok())
    );
    println!(
        "Ed25519, another message: {}",
        verdict(Ed25519::verify_validated(&public, &[text], &signature).is_ok())
    );
    Ok(())
}

fn reason(error: SignError) -> String {
    format!("no signature: {error:?}")
}

fn verdict(good: bool) -> &'static str {
    if good { "holds" } else { "refused" }
}
