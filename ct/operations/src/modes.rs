//! Modes of AES, ChaCha20-Poly1305 and MACs: keys and texts are secret.

use crate::{Operation, Sink, part};
use motetls_crypto::gcm::Aes256Gcm;
use motetls_crypto::modes::{
    cbc::Cbc, cfb::Cfb, cfb::Cfb8, ctr::Ctr, ofb::Ofb, pkcs7, wrap, xts::Xts,
};
use motetls_crypto::{
    Aead, Aes128Ct, Aes256Ct, BlockCipher, CcmStar, ChaCha20Poly1305, Cmac, Gmac,
};

const NONCE: [u8; 12] = *b"public nonce";

/// The operations of this module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new("AES-256-GCM seal", 32 + 48, seal::<Aes256Gcm>),
    Operation::new("ChaCha20-Poly1305 seal", 32 + 48, seal::<ChaCha20Poly1305>),
    Operation::new("ChaCha20-Poly1305 open", 32, |secret, sink| {
        // As for the other AEADs: whether the tag fits is public.
        let Ok(aead) = ChaCha20Poly1305::new(secret) else { return };
        let mut text = [0x3c; 100];
        let Ok(mut message) = aead.start(&NONCE, b"associated", text.len()) else { return };
        aead.open_piece(&mut message, &mut text);
        let mut fits = [u8::from(aead.check(&mut message, &[0x77; 16]).is_ok())];
        sink.publish(&mut fits);
        sink.keep(&text);
        sink.keep(&fits);
    }),
    Operation::new("AES-128-CCM* both ways", 16 + 40, |secret, sink| {
        let Ok(frames) = CcmStar::<Aes128Ct, [u8; 8]>::new(&part::<16>(secret, 0)) else { return };
        let mut text = part::<40>(secret, 16);
        let Ok(mut tag) = frames.seal(&[5; 13], b"header", &mut text) else { return };
        // They are sent.
        sink.publish(&mut text);
        sink.publish(&mut tag);
        let opened = frames.open(&[5; 13], b"header", &mut text, &tag);
        sink.keep(&text);
        sink.keep_answer(opened.is_ok());
    }),
    Operation::new("AES-128-CBC both ways", 16 + 48, |secret, sink| {
        let mut text = part::<48>(secret, 16);
        let mut cbc = Cbc::new(Aes128Ct::new(&part(secret, 0)), &[7; 16]);
        let done = cbc.encrypt(&mut text).is_ok();
        sink.keep(&text);
        cbc.restart(&[9; 16]);
        if done && cbc.decrypt(&mut text).is_ok() {
            sink.keep(&text);
        }
    }),
    Operation::new("PKCS#7 padding refused", 32, |secret, sink| {
        let mut text = part::<32>(secret, 0);
        // No length of a padding, so that the answer is always the same and only the way to it can
        // differ.
        text[31] |= 0x40;
        sink.keep_answer(pkcs7::unpadded_length::<16>(&text).is_ok());
    }),
    Operation::new("AES-128-CTR", 16 + 40, |secret, sink| {
        let mut text = part::<40>(secret, 16);
        Ctr::new(Aes128Ct::new(&part(secret, 0)), &[3; 16]).apply(&mut text);
        sink.keep(&text);
    }),
    Operation::new("AES-128-CFB both ways", 16 + 40, |secret, sink| {
        both_ways(
            secret,
            sink,
            Cfb::new(Aes128Ct::new(&part(secret, 0)), &[3; 16]),
            Cfb::encrypt,
            Cfb::decrypt,
        );
    }),
    Operation::new("AES-128-CFB8 both ways", 16 + 40, |secret, sink| {
        both_ways(
            secret,
            sink,
            Cfb8::new(Aes128Ct::new(&part(secret, 0)), &[3; 16]),
            Cfb8::encrypt,
            Cfb8::decrypt,
        );
    }),
    Operation::new("AES-128-OFB", 16 + 40, |secret, sink| {
        both_ways(
            secret,
            sink,
            Ofb::new(Aes128Ct::new(&part(secret, 0)), &[3; 16]),
            Ofb::apply,
            Ofb::apply,
        );
    }),
    Operation::new("AES-128-XTS both ways", 32 + 40, |secret, sink| {
        let (data, mut tweak) = (part(secret, 0), part(secret, 16));
        tweak[0] = !data[0]; // equal halves are refused, which shows
        let Ok(xts) = Xts::<Aes128Ct>::new(&data, &tweak) else { return };
        let mut text = part::<40>(secret, 32);
        for work in [Xts::encrypt, Xts::decrypt] {
            if work(&xts, &[3; 16], &mut text).is_ok() {
                sink.keep(&text);
            }
        }
    }),
    Operation::new("AES-128-GMAC", 16 + 40, |secret, sink| {
        let Ok(key) = Gmac::<Aes128Ct>::new(&part::<16>(secret, 0)) else { return };
        let Ok(mut mac) = key.start(&NONCE) else { return };
        mac.update(&part::<40>(secret, 16));
        sink.keep(&mac.finish());
    }),
    Operation::new("AES-128-CMAC", 16 + 40, |secret, sink| {
        sink.keep(&Cmac::once(Aes128Ct::new(&part(secret, 0)), &part::<40>(secret, 16)));
    }),
    Operation::new("AES-256 key wrap", 32 + 32, |secret, sink| {
        let mut out = [0; 40];
        if wrap::wrap(&Aes256Ct::new(&part(secret, 0)), &part::<32>(secret, 32), &mut out).is_ok() {
            sink.keep(&out);
        }
    }),
    Operation::new("AES-256 key wrap with padding", 32 + 27, |secret, sink| {
        let mut out = [0; 40];
        if wrap::wrap_padded(&Aes256Ct::new(&part(secret, 0)), &part::<27>(secret, 32), &mut out)
            .is_ok()
        {
            sink.keep(&out);
        }
    }),
    Operation::new("AES-256 key unwrap refused", 32, |secret, sink| {
        let mut out = [0x5c; 40];
        sink.keep_answer(wrap::unwrap(&Aes256Ct::new(&part(secret, 0)), &mut out).is_ok());
    }),
];

/// The text behind the key, there and back, by a mode that goes on where it was: what comes back is
/// another text.
fn both_ways<M>(
    secret: &[u8],
    sink: &mut Sink,
    mut mode: M,
    forth: fn(&mut M, &mut [u8]),
    back: fn(&mut M, &mut [u8]),
) {
    let mut text = part::<40>(secret, 16);
    forth(&mut mode, &mut text);
    sink.keep(&text);
    back(&mut mode, &mut text);
    sink.keep(&text);
}

/// Seals the text behind the key.
fn seal<A: Aead>(secret: &[u8], sink: &mut Sink) {
    let Ok(aead) = A::new(&part::<32>(secret, 0)) else { return };
    let mut text = part::<48>(secret, 32);
    let Ok(tag) = aead.seal(&NONCE, b"associated", &mut text) else { return };
    sink.keep(&text);
    sink.keep(tag.as_ref());
}
