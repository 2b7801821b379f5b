//! Message authentication and key derivation: HMAC, CMAC, GMAC, HKDF, the PRF of TLS 1.2, a key
//! from a password.
//!
//! `cargo run -p motetls-examples --bin 06_mac`

use std::time::Instant;

use motetls::crypto::sha3::Sha3_256;
use motetls::crypto::{
    Aes128Ct, BlockCipher, Cmac, Gmac, Hmac, InvalidLength, InvalidTag, Sha256, Sha384, hkdf, hmac,
    pbkdf2, prf,
};

const MESSAGE: &[u8] = b"what do ya want for nothing?";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    hmac().map_err(|_| "a tag does not fit")?;
    block_cipher_macs().map_err(|_| "wrong length")?;
    derivation().map_err(|_| "too many bytes asked for")?;
    Ok(())
}

fn hmac() -> Result<(), InvalidTag> {
    // A key is taken in once and serves many messages, given in parts that need not lie side by
    // side.
    let key = Hmac::<Sha256>::new(b"Jefe");
    let tag = key.mac(&[b"what do ya want ", b"for nothing?"]);
    print("HMAC-SHA-256", &tag);

    // Piece by piece, as data arrives.
    let mut message = key.start();
    MESSAGE.chunks(5).for_each(|piece| message.update(piece));
    message.verify(&tag)?;

    // Compared in constant time. A protocol may cut tags, to half their length at the least; how
    // far is for us to say and not for the sender.
    key.verify_truncated(&[MESSAGE], &tag[..16], 16)?;
    println!("a tag of 16 bytes fits: yes");
    println!(
        "one of 15 bytes fits: {}",
        if key.verify_truncated(&[MESSAGE], &tag[..15], 16).is_ok() { "yes" } else { "no" }
    );
    println!(
        "another message fits: {}",
        if key.verify(&[b"nothing"], &tag).is_ok() { "yes" } else { "no" }
    );

    // Any hash will do.
    print("HMAC-SHA3-256", &hmac::once::<Sha3_256>(b"Jefe", &[MESSAGE]));
    Ok(())
}

fn block_cipher_macs() -> Result<(), InvalidLength> {
    // For devices that have AES and no hash.
    print("CMAC-AES-128", &Cmac::once(Aes128Ct::new(&[7; 16]), MESSAGE));

    // GMAC needs a nonce, never the same one twice under a key.
    let key = Gmac::<Aes128Ct>::new(&[7; 16])?;
    let mut gmac = key.start(&[1; 12])?;
    gmac.update(MESSAGE);
    print("GMAC-AES-128", &gmac.finish());
    Ok(())
}

fn derivation() -> Result<(), InvalidLength> {
    // HKDF: extract once from a secret that is not uniform, expand to as many keys as there are
    // purposes.
    let secret = hkdf::extract::<Sha256>(b"salt", b"a shared secret");
    let key = Hmac::<Sha256>::new(secret.as_ref());
    let (mut client, mut server) = ([0; 16], [0; 16]);
    hkdf::expand(&key, &[b"client ", b"key"], &mut client)?;
    hkdf::expand(&key, &[b"server ", b"key"], &mut server)?;
    print("HKDF-SHA-256, client", &client);
    print("HKDF-SHA-256, server", &server);

    // The PRF of TLS 1.2 with the hash of the suite.
    let mut master_secret = [0; 48];
    prf::tls12::<Sha384>(&[3; 48], b"master secret", &[&[1; 32], &[2; 32]], &mut master_secret);
    print("TLS 1.2 PRF, SHA-384", &master_secret);

    // PBKDF2: as many iterations as the device can afford, since every guess of the password costs
    // as many.
    let started = Instant::now();
    let mut key = [0; 32];
    pbkdf2::derive::<Sha256>(
        b"correct horse battery staple",
        b"sixteen bytes...",
        10_000,
        &mut key,
    )?;
    print("PBKDF2-HMAC-SHA-256", &key);
    eprintln!("10,000 iterations took {} ms", started.elapsed().as_millis());
    Ok(())
}

/// Prints bytes as hexadecimal digits.
fn print(name: &str, bytes: &[u8]) {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{name}: {digits}");
}
