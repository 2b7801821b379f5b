//! RSA: a key made while one watches, signatures made, checked and refused, a message encrypted;
//! and the same in slices.
//!
//! `cargo run -p motetls-examples --bin 08_rsa -- [BITS]`

use core::ops::ControlFlow;
use core::task::Poll;
use std::error::Error;
use std::io::{Write, stderr};

use motetls::Random;
use motetls::crypto::mp::Limb;
use motetls::crypto::primes::SearchProgress;
use motetls::crypto::rsa::{self, Rsa4096, RsaPrivate, RsaPrivateSteps};
use motetls::crypto::{Hash, HashId, RsaVerify, Sha256};
use motetls::os_entropy::OsEntropy;

fn main() -> Result<(), Box<dyn Error>> {
    let bits: usize = std::env::args().nth(1).map_or(Ok(2048), |bits| bits.parse())?;
    let mut random = OsEntropy::generator()?;

    // All memory is ours: the key's numbers, and limbs to compute with. A device has both as arrays
    // of fixed length.
    let mut numbers = vec![0; rsa::key_bytes(bits)];
    let mut scratch: Vec<Limb> = vec![0; rsa::generate_scratch(bits)];
    let key = rsa::generate(&mut numbers, &mut random, &mut scratch, watch)?;
    eprintln!();
    key.check(&mut scratch)?;
    println!("a key of {} bits that fits together: yes", key.public().bits());

    sign(&key, &mut random, &mut scratch)?;
    encrypt(&key, &mut random, &mut scratch)?;
    in_slices(&key, &mut random, &mut scratch)
}

/// Called every few milliseconds while primes are searched for: here one feeds a watchdog, or gives
/// up.
fn watch(progress: SearchProgress) -> ControlFlow<()> {
    match progress {
        SearchProgress::Passed => eprint!("+"),
        SearchProgress::Found => eprint!("!"),
        SearchProgress::Candidate | SearchProgress::Test => {}
    }
    // Progress that cannot be shown is no reason to fail.
    let _ = stderr().flush();
    ControlFlow::Continue(())
}

fn sign(
    key: &RsaPrivate<'_>,
    random: &mut impl Random,
    scratch: &mut [Limb],
) -> Result<(), Box<dyn Error>> {
    let digest = Sha256::digest(b"open the valve");
    let mut signature = vec![0; key.public().len()];

    key.sign_pkcs1(HashId::Sha256, &digest, &mut signature, random, scratch)?;
    let (n, e) = (key.public().modulus(), key.public().exponent());
    // As a profile checks: two numbers of the certificate, and memory on the stack.
    let check = |digest: &[u8], signature: &[u8]| {
        Rsa4096::verify_pkcs1(n, e, HashId::Sha256, digest, signature)
    };
    println!("PKCS #1 v1.5 holds: {}", yes(check(&digest, &signature).is_ok()));
    println!(
        "of another message: {}",
        yes(check(&Sha256::digest(b"close the valve"), &signature).is_ok())
    );
    if let Some(byte) = signature.last_mut() {
        *byte ^= 1;
    }
    println!("with a bit changed: {}", yes(check(&digest, &signature).is_ok()));

    key.sign_pss::<Sha256, Sha256, _>(&digest, 32, &mut signature, random, scratch)?;
    println!(
        "PSS holds: {}",
        yes(Rsa4096::verify_pss::<Sha256>(n, e, &digest, &signature).is_ok())
    );
    Ok(())
}

fn encrypt(
    key: &RsaPrivate<'_>,
    random: &mut impl Random,
    scratch: &mut [Limb],
) -> Result<(), Box<dyn Error>> {
    let mut sealed = vec![0; key.public().len()];
    let mut opened = vec![0; key.public().len()];
    key.public().encrypt_oaep::<Sha256, Sha256, _>(
        b"valve",
        b"half open",
        &mut sealed,
        random,
        scratch,
    )?;
    let message =
        key.decrypt_oaep::<Sha256, Sha256, _>(b"valve", &sealed, &mut opened, random, scratch)?;
    println!("OAEP: {}", String::from_utf8_lossy(message));
    let refused =
        key.decrypt_oaep::<Sha256, Sha256, _>(b"pump", &sealed, &mut opened, random, scratch);
    println!(
        "with another label: {}",
        refused.err().map_or("opened".to_owned(), |error| error.to_string())
    );
    Ok(())
}

/// A private operation of 4096 bits takes a device seconds: other work can be done in between.
fn in_slices(
    key: &RsaPrivate<'_>,
    random: &mut impl Random,
    scratch: &mut [Limb],
) -> Result<(), Box<dyn Error>> {
    let mut result = vec![0; key.public().len()];
    let number = vec![1; key.public().len()];
    let mut operation = RsaPrivateSteps::new(key, &number, scratch)?;
    let mut slices = 1;
    loop {
        if let Poll::Ready(outcome) = operation.step(random) {
            break outcome?;
        }
        slices += 1;
    }
    operation.finish(&mut result)?;
    println!("in slices: {}", if slices > 500 { "more than 500" } else { "few" });
    Ok(())
}

fn yes(held: bool) -> &'static str {
    if held { "yes" } else { "no" }
}
