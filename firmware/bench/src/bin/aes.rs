//! AES-128 with GCM and CCM_8, in both forms: taking in a key, sealing 16 bytes and 1,024.

#![no_std]
#![no_main]

use board::measure;
use core::hint::black_box;
use motetls_crypto::{Aead, AesCcm8, AesCt, AesGcm, AesTable};

/// Measures one AEAD under one name. What is sealed must open again.
fn aead<A: Aead>(name: &str) {
    let Ok(aead) = measure(name, || A::new(black_box(&[7; 16]))) else { board::host::exit(1) };
    let mut text = [0x61; 1024];
    for length in [16, 1024] {
        let piece = text.get_mut(..length).unwrap_or(&mut []);
        let tag = measure("  seal", || aead.seal(black_box(&[1; 12]), &[2; 5], piece));
        let opened = measure("  open", || aead.open(black_box(&[1; 12]), &[2; 5], piece, tag.as_ref()));
        if opened.is_err() || piece.iter().any(|byte| *byte != 0x61) {
            board::host::exit(1);
        }
    }
}

#[board::entry]
fn main() -> ! {
    aead::<AesGcm<AesCt>>("gcm-ct");
    aead::<AesGcm<AesTable>>("gcm-table");
    aead::<AesCcm8<AesCt>>("ccm8-ct");
    aead::<AesCcm8<AesTable>>("ccm8-table");
    board::host::exit(0)
}
