//! Hardware in the slots of a profile: an engine for AES-GCM and SHA-256 that completes by itself
//! and raises a flag, and a secure element for P-256. The hardware is a fake (`silicon.rs`), the
//! drivers are as they would be (`driver.rs`).
//!
//! Without arguments it signs a digest in the element and checks it; with them it is a TLS client
//! like `20_tls_client_std`:
//! `cargo run -p motetls-examples --bin 14_accelerator -- HOST:PORT NAME CA.pem`

mod driver;
mod silicon;

use driver::{Element, HardGcm, HardSha256};
use motetls::crypto::{Aead, EcdsaSign, EcdsaVerify, Group, Hash, HmacDrbg, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::std_io::StdStream;
use motetls::{Config, HandshakeScratch, ServerName, TrustAnchor, UnixTime, pki::pem, profile};
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::SystemTime;

profile! {
    /// A chip with an engine, and an element beside it.
    struct Chip;
    hash: HardSha256;
    suites: { TLS_AES_128_GCM_SHA256: HardGcm };
    groups: { secp256r1: Element };
    signatures: { ecdsa_secp256r1_sha256: Element };
    key_exchange: [x509];
    observer: ();
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => alone()?,
        [address, name, ca] => connect(address, name, ca)?,
        _ => return Err("usage: [HOST:PORT NAME CA.pem]".into()),
    }
    println!("the engine did {} jobs", driver::jobs());
    Ok(())
}

/// The slots by themselves.
fn alone() -> Result<(), Box<dyn Error>> {
    let message = b"door 7 opened at 21:05";
    let digest = HardSha256::digest(message);
    println!("digest as in software: {}", digest == Sha256::digest(message));

    let slot = Element::key().map_err(|error| error.to_string())?;
    let signature =
        Element::sign::<HardSha256>(&slot, &digest, &[0; 32]).map_err(|_| "the element refused")?;
    println!(
        "signature holds: {}",
        Element::verify(&Element::public(&slot), &digest, &signature).is_ok()
    );

    let gcm = HardGcm::new(&[7; 16]).map_err(|_| "a key of 16 bytes")?;
    let mut text = *message;
    let mut tag = gcm.seal(&[0; 12], b"log", &mut text).map_err(|_| "nothing was sealed")?;
    let sealed = text;
    println!("opened: {}", gcm.open(&[0; 12], b"log", &mut text, &tag).is_ok() && text == *message);
    tag[0] ^= 1;
    text = sealed;
    println!(
        "a forgery is refused: {}",
        gcm.open(&[0; 12], b"log", &mut text, &tag).is_err() && text == [0; 22]
    );
    Ok(())
}

/// A TLS connection in which nothing but the protocol is done in software.
fn connect(address: &str, name: &str, ca: &str) -> Result<(), Box<dyn Error>> {
    let certificates = pem::certificates(&std::fs::read(ca)?)?;
    let anchors = certificates
        .iter()
        .map(|der| TrustAnchor::from_certificate(der))
        .collect::<Result<Vec<_>, _>>()?;
    let config = Config::<Chip> {
        server_name: Some(ServerName::dns(name)?),
        anchors: &anchors,
        now: Some(UnixTime(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())),
        ..Config::new(&())
    };
    let mut random = HmacDrbg::<HardSha256, _>::new(OsEntropy, &[], b"14_accelerator")?;
    let (buffers, mut scratch) = ((vec![0; 4096], vec![0; 1024]), HandshakeScratch::new());
    let tcp = TcpStream::connect(address)?;
    let mut tls = StdStream::client(tcp, buffers, &config, &mut random, &mut scratch)?;
    tls.write_all(b"Hello from a chip\n")?;
    let mut answer = [0; 256];
    let n = tls.read(&mut answer)?;
    std::io::stdout().write_all(answer.get(..n).unwrap_or(&[]))?;
    tls.close()?;
    Ok(())
}
