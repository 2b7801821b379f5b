//! What the primitives cost on the machine this runs on: a table of rates and times.
//!
//! `cargo run --release -p motetls-examples --bin 13_perf [-- MILLISECONDS]`
//!
//! MILLISECONDS is how long each line is measured, 100 unless told otherwise. `cargo xtask speed`
//! compares with other libraries, `cargo xtask crypto` prices the primitives on a Cortex-M.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use motetls::crypto::{
    Aead, Aes128Ct, Aes128TableVartime, Aes256Ct, AesCcm, AesGcm, ChaCha20Poly1305, EcdsaSign,
    Group, Hash, Hmac, P256, Sha256, Sha384, Sha512, ec, sha1, sha3,
};
use motetls::os_entropy::OsEntropy;

/// Bytes of a message: the longest record of TLS.
const LENGTH: usize = 16_384;

/// How long a line is measured.
struct Meter(Duration);

impl Meter {
    /// Nanoseconds of one call of `work`: the shortest of several batches, which others disturbed
    /// least.
    fn measure(&self, mut work: impl FnMut()) -> f64 {
        let mut best = f64::INFINITY;
        let begin = Instant::now();
        let mut calls = 1;
        while begin.elapsed() < self.0 || best.is_infinite() {
            let batch = Instant::now();
            (0..calls).for_each(|_| work());
            let taken = batch.elapsed();
            best = best.min(taken.as_nanos() as f64 / f64::from(calls));
            if taken * 10 < self.0 {
                calls *= 2;
            }
        }
        best
    }

    /// A line with a rate.
    fn bulk(&self, name: &str, mut work: impl FnMut(&mut [u8])) {
        let mut text = vec![0x61; LENGTH];
        let time = self.measure(|| work(black_box(&mut text)));
        println!("{name:<28} {:>9.1} MB/s", LENGTH as f64 * 1000.0 / time);
    }

    /// A line with a time.
    fn operation<T>(&self, name: &str, mut work: impl FnMut() -> T) {
        let time = self.measure(|| drop(black_box(work())));
        println!("{name:<28} {:>9.1} us", time / 1000.0);
    }

    fn hash<H: Hash>(&self, name: &str) {
        self.bulk(name, |text| {
            black_box(H::digest(text));
        });
    }

    fn aead<A: Aead>(&self, name: &str) {
        if let Ok(aead) = A::new([7; 64].get(..A::KEY_LEN).unwrap_or(&[])) {
            self.bulk(name, |text| {
                black_box(aead.seal(&[1; 12], &[2; 5], text).ok());
            });
        }
    }

    /// Key pair, shared secret, signature and its check.
    fn curve<C, H>(&self, name: &str) -> Result<(), Box<dyn Error>>
    where
        C: Group + EcdsaSign<Private = <C as Group>::Private>,
        H: Hash,
    {
        let mut random = OsEntropy::generator()?;
        let (ours, theirs) = (C::generate(&mut random)?, C::generate(&mut random)?);
        let (own, peer, digest) = (C::public(&ours), C::public(&theirs), H::digest(b"message"));
        let signature =
            C::sign_deterministic::<H>(&ours, digest.as_ref()).map_err(|_| "no signature")?;
        self.operation(&format!("{name} public key"), || C::public(&ours));
        self.operation(&format!("{name} shared secret"), || C::agree(&ours, peer.as_ref()).is_ok());
        self.operation(&format!("{name} signature"), || {
            C::sign_deterministic::<H>(&ours, digest.as_ref()).is_ok()
        });
        self.operation(&format!("{name} signature check"), || {
            C::verify(own.as_ref(), digest.as_ref(), signature.as_ref()).is_ok()
        });
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let milliseconds = std::env::args().nth(1).map_or(Ok(100), |text| text.parse())?;
    let meter = Meter(Duration::from_millis(milliseconds));

    meter.hash::<sha1::Sha1>("SHA-1");
    meter.hash::<Sha256>("SHA-256");
    meter.hash::<Sha384>("SHA-384");
    meter.hash::<Sha512>("SHA-512");
    meter.hash::<sha3::Sha3_256>("SHA3-256");
    let keyed = Hmac::<Sha256>::new(&[7; 32]);
    meter.bulk("HMAC-SHA-256", |text| {
        black_box(keyed.mac(&[text]));
    });
    meter.aead::<AesGcm<Aes128Ct>>("AES-128-GCM, constant time");
    meter.aead::<AesGcm<Aes128TableVartime>>("AES-128-GCM by table");
    meter.aead::<AesGcm<Aes256Ct>>("AES-256-GCM, constant time");
    meter.aead::<AesCcm<Aes128Ct>>("AES-128-CCM, constant time");
    meter.aead::<AesCcm<Aes128TableVartime>>("AES-128-CCM by table");
    meter.aead::<ChaCha20Poly1305>("ChaCha20-Poly1305");
    meter.curve::<P256, Sha256>("P-256")?;
    meter.curve::<ec::P384, Sha384>("P-384")?;
    Ok(())
}
