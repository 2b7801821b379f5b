//! Modes of AES, ChaCha20-Poly1305 and MACs: keys and texts are secret.

use crate::{Operation, Sink, part};
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::modes::{pkcs7, wrap};
use motetls_crypto::{Aead, Aes256Ct, Aes256GcmCt, AesCt, BlockCipher, ChaCha20Poly1305, Cmac};

const NONCE: [u8; 12] = *b"public nonce";

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("AES-256-GCM seal", 32 + 48, seal::<Aes256GcmCt>),
    Operation::new("ChaCha20-Poly1305 seal", 32 + 48, seal::<ChaCha20Poly1305>),
    Operation::new("AES-128-CBC both ways", 16 + 48, |secret, sink| {
        let mut text = part::<48>(secret, 16);
        let mut cbc = Cbc::new(AesCt::new(&part(secret, 0)), &[7; 16]);
        let done = cbc.encrypt(&mut text).is_ok();
        sink.keep(&text);
        cbc.restart(&[9; 16]);
        if done && cbc.decrypt(&mut text).is_ok() {
            sink.keep(&text);
        }
    }),
    Operation::new("PKCS#7 padding refused", 32, |secret, sink| {
        let mut text = part::<32>(secret, 0);
        // No length of a padding, so that the answer is always the same and only the way to it can differ.
        text[31] |= 0x40;
        sink.keep_answer(pkcs7::unpadded_length::<16>(&text).is_ok());
    }),
    Operation::new("AES-128-CTR", 16 + 40, |secret, sink| {
        let mut text = part::<40>(secret, 16);
        Ctr::new(AesCt::new(&part(secret, 0)), &[3; 16]).apply(&mut text);
        sink.keep(&text);
    }),
    Operation::new("AES-128-CMAC", 16 + 40, |secret, sink| {
        sink.keep(&Cmac::once(AesCt::new(&part(secret, 0)), &part::<40>(secret, 16)));
    }),
    Operation::new("AES-256 key wrap", 32 + 32, |secret, sink| {
        let mut out = [0; 40];
        if wrap::wrap(&Aes256Ct::new(&part(secret, 0)), &part::<32>(secret, 32), &mut out).is_ok() {
            sink.keep(&out);
        }
    }),
    Operation::new("AES-256 key unwrap refused", 32, |secret, sink| {
        let mut out = [0x5c; 40];
        sink.keep_answer(wrap::unwrap(&Aes256Ct::new(&part(secret, 0)), &mut out).is_ok());
    }),
];

/// Seals the text behind the key.
fn seal<A: Aead>(secret: &[u8], sink: &mut Sink) {
    let Ok(aead) = A::new(&part::<32>(secret, 0)) else { return };
    let mut text = part::<48>(secret, 32);
    let tag = aead.seal(&NONCE, b"associated", &mut text);
    sink.keep(&text);
    sink.keep(tag.as_ref());
}
