//! Diffie-Hellman modulo a prime: a named group, a peer that cheats, a group a peer proposes.
//!
//! `cargo run -p motetls-examples --bin 09_dh`

use std::error::Error;

use motetls::Random;
use motetls::crypto::Group;
use motetls::crypto::dh::{self, Ffdhe2048, NamedPrime, Parameters, Prime3072};
use motetls::crypto::keys::PublicKeys;
use motetls::os_entropy::OsEntropy;

type Ours = Ffdhe2048;

fn main() -> Result<(), Box<dyn Error>> {
    let mut random = OsEntropy::generator()?;
    named(&mut random)?;
    proposed(&mut random)
}

/// The group ffdhe2048, as a profile names it: memory is on the stack, keys wipe themselves.
fn named(random: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let (sensor, valve) = (Ours::generate(random)?, Ours::generate(random)?);
    // What travels are bytes; a peer's are validated once, and the key used any number of times.
    let (to_valve, to_sensor) = (Ours::public(&sensor), Ours::public(&valve));
    let peer = Ours::public_from_bytes(&to_sensor).map_err(|_| "refused")?;
    let ours = Ours::agree_validated(&sensor, &peer).map_err(|_| "refused")?;
    // Used once, as in a handshake, it needs no type.
    let theirs = Ours::agree(&valve, &to_valve).map_err(|_| "refused")?;
    println!(
        "ffdhe2048: {} bytes shared, the same: {}",
        ours.as_ref().len(),
        yes(ours.as_ref() == theirs.as_ref())
    );

    // The secret with a peer that sends 1 is 1, whatever the private value is.
    let mut one = [0; 256];
    one[255] = 1;
    println!("a peer that sends 1 is taken: {}", yes(Ours::public_from_bytes(&one).is_ok()));
    Ok(())
}

/// A prime and a generator that arrive in a message, as in TLS 1.2: checked by size, computed with
/// in memory of ours.
fn proposed(random: &mut impl Random) -> Result<(), Box<dyn Error>> {
    let short = Parameters::explicit(&[0xff; 128], &[2], dh::MIN_BITS);
    println!("a group of 1024 bits is taken: {}", yes(short.is_ok()));

    let group = Parameters::explicit(Prime3072::P, &[2], dh::MIN_BITS)?;
    let mut private = [0; dh::private_len(3072)];
    let (mut public, mut shared) = ([0; 384], [0; 384]);
    let mut scratch = [0; dh::scratch_for(384, dh::private_len(3072), dh::WINDOW)];
    group.generate(&mut private, random)?;
    group.public(&private, &mut public, &mut scratch)?;
    // Both ends are us, for once.
    group.agree(&private, &public, &mut shared, &mut scratch)?;
    println!("a group of 3072 bits: {} bytes shared", shared.len());
    Ok(())
}

fn yes(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}
