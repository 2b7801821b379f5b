//! What a client needs: P-256, SHA-256, HKDF, HMAC_DRBG and AES-128-GCM in constant time

#![no_std]
#![no_main]

use core::hint::black_box;
use crypto::curve::{self, P256 as ANSWERS};
use crypto::{Constant, check, done, ensure, expect, measure};
use motetls_base::Random;
use motetls_crypto::{Aead, Aes128Ct, AesGcm, Hmac, HmacDrbg, P256, Sha256, hkdf};

/// What 32 times 8 with a salt of 32 times 7 expands to with the info "info".
static EXPANDED: [u8; 32] = *b"\
    \x61\xd8\x02\x44\xe7\xf4\x83\xe9\x6f\xa3\x39\xd1\xf4\x9f\x7a\x9a\x4d\x6c\xe8\x56\x29\x34\x13\x90\xcb\x6c\x33\xd5\x1d\x72\x0f\x7e";

#[crypto::entry]
fn main() -> ! {
    curve::handshake::<P256>(&ANSWERS);
    measure("hkdf", || {
        let key = Hmac::<Sha256>::new(
            hkdf::extract::<Sha256>(black_box(&[7; 32]), black_box(&[8; 32])).as_ref(),
        );
        let mut expanded = [0; 32];
        expect(hkdf::expand(&key, &[black_box(b"info")], &mut expanded));
        check(&expanded, &EXPANDED);
    });
    measure("random", || {
        let mut generator = expect(HmacDrbg::<Sha256, _>::new(Constant, b"", b""));
        expect(generator.random(black_box(&mut [0; 32])));
    });
    measure("record of 1,024 bytes there and back", || {
        let gcm = expect(AesGcm::<Aes128Ct>::new(black_box(&[7; 16])));
        let mut text = [1; 1024];
        let tag = expect(gcm.seal(black_box(&[1; 12]), &[2; 5], &mut text));
        ensure(gcm.open(&[1; 12], &[2; 5], &mut text, &tag).is_ok() && text == [1; 1024]);
    });
    done()
}
