//! AES by itself and in its modes: what each gives, what each takes, and what a forgery meets.
//!
//! `cargo run -p motetls-examples --bin 05_aes`

use motetls::crypto::gcm::Aes256Gcm;
use motetls::crypto::modes::cbc::Cbc;
use motetls::crypto::modes::ctr::Ctr;
use motetls::crypto::modes::wrap;
use motetls::crypto::{
    Aead, Aes128Ct, Aes128SmallVartime, Aes128TableVartime, BlockCipher, BlockDecrypt, CcmStar,
    aes, ccm_star,
};

fn main() {
    one_block();
    counter_mode_in_pieces();
    chained_with_padding();
    sealed_opened_forged();
    a_frame_of_802_15_4();
    a_key_under_a_key();
}

/// The block cipher by itself: the example of FIPS 197, appendix C.1, by the implementation named.
fn block_by<C: BlockDecrypt<Key = [u8; 16]>>(name: &str) {
    let key = core::array::from_fn(|i| i as u8);
    let text = core::array::from_fn(|i| 0x11 * i as u8);
    let cipher = C::new(&key);

    let mut round_keys = C::RoundKeys::default();
    cipher.expand(&mut round_keys);
    let mut block = aes::block(&text);
    C::encrypt(&round_keys, &mut block);
    print!("{name}: {} -> {}", hex(&text), hex(&aes::bytes(&block)));

    let mut round_keys = C::InverseKeys::default();
    cipher.expand_inverse(&mut round_keys);
    C::decrypt(&round_keys, &mut block);
    println!(
        " -> {}",
        if aes::bytes(&block) == text { "the same again" } else { "something else" }
    );
}

fn one_block() {
    println!("One block, by three implementations a program chooses from by type:");
    block_by::<Aes128Ct>("constant time");
    block_by::<Aes128TableVartime>("by table     ");
    block_by::<Aes128SmallVartime>("S-box only   ");
}

/// Counter mode turns a block cipher into a stream: any length, any pieces, and the same call both
/// ways.
fn counter_mode_in_pieces() {
    println!("\nCounter mode, in pieces of 5 bytes:");
    let mut text = *b"a stream knows no blocks";
    let mut ctr = Ctr::new(Aes128Ct::new(&[0x2b; 16]), &[0xf0; 16]);
    for piece in text.chunks_mut(5) {
        ctr.apply(piece);
    }
    println!("{}", hex(&text));
    let (Ok(()), Some(word)) = (ctr.seek(9), text.get_mut(9..14)) else { return };
    ctr.apply(word);
    println!("bytes 9 to 13 alone: {}", String::from_utf8_lossy(word));
}

/// Chaining needs whole blocks, so the last one is padded. Damage goes unnoticed unless it hits the
/// padding.
fn chained_with_padding() {
    println!("\nCBC with padding:");
    let text = b"twenty bytes of text";
    let mut buffer = [0; 32];
    let (start, _) = buffer.split_at_mut(text.len());
    start.copy_from_slice(text);
    let mut cbc = Cbc::new(Aes128Ct::new(&[0x2b; 16]), &[0x1f; 16]);
    let sealed = cbc.encrypt_padded(&mut buffer, text.len());
    println!("{} bytes become {sealed:?}", text.len());

    let mut damaged = buffer;
    damaged[31] ^= 1;
    cbc.restart(&[0x1f; 16]);
    match cbc.decrypt_padded(&mut buffer) {
        Ok(text) => println!("decrypted: {}", String::from_utf8_lossy(text)),
        Err(error) => println!("{error}"),
    }
    cbc.restart(&[0x1f; 16]);
    match cbc.decrypt_padded(&mut damaged) {
        Ok(_) => println!("damaged: unnoticed"),
        Err(error) => println!("damaged: {error}"),
    }
}

/// What to use: GCM notices every change of text, header, nonce or tag.
fn sealed_opened_forged() {
    println!("\nAES-256-GCM:");
    let Ok(gcm) = Aes256Gcm::new(&[0x42; 32]) else { return };
    let (nonce, header) = ([1; 12], b"to: valve 3");
    let mut message = *b"open";
    let Ok(tag) = gcm.seal(&nonce, header, &mut message) else { return };
    println!("sealed: {} tag {}", hex(&message), hex(&tag));

    let mut forged = message;
    forged[3] ^= 1;
    println!(
        "forged: {:?}, and what is left of it: {}",
        gcm.open(&nonce, header, &mut forged, &tag),
        hex(&forged)
    );
    let redirected = gcm.open(&nonce, b"to: valve 4", &mut message.clone(), &tag);
    println!("under another header: {redirected:?}");
    let opened = gcm.open(&nonce, header, &mut message, &tag);
    println!("opened: {opened:?}, {}", String::from_utf8_lossy(&message));
}

/// CCM* as radios of IEEE 802.15.4 use it: a nonce from address, counter and level; tags of 4, 8,
/// 16 bytes, or none.
fn a_frame_of_802_15_4() {
    println!("\nCCM* (level 5: encrypted, a tag of 4 bytes):");
    let Ok(frames) = CcmStar::<Aes128Ct, [u8; 4]>::new(&[0xc0; 16]) else { return };
    let nonce = ccm_star::nonce(0xacde_4800_0000_0001, 5, 5);
    let mut payload = *b"21.5 C";
    let Ok(tag) = frames.seal(&nonce, b"frame header", &mut payload) else { return };
    println!("nonce {} payload {} tag {}", hex(&nonce), hex(&payload), hex(&tag));
    let opened = frames.open(&nonce, b"frame header", &mut payload, &tag);
    println!("opened: {opened:?}, {}", String::from_utf8_lossy(&payload));
}

/// Key wrap: a key encrypted and authenticated by another, without a nonce, for storing or sending
/// it.
fn a_key_under_a_key() {
    println!("\nKey wrap:");
    let kek = Aes128Ct::new(&[0x0f; 16]);
    let mut wrapped = [0; 24];
    if wrap::wrap(&kek, b"sixteen byte key", &mut wrapped).is_err() {
        return;
    }
    println!("16 bytes become {}: {}", wrapped.len(), hex(&wrapped));
    let mut damaged = wrapped;
    damaged[0] ^= 0x80;
    println!("damaged: {:?}", wrap::unwrap(&kek, &mut damaged));
    let key = wrap::unwrap(&kek, &mut wrapped).map(|key| String::from_utf8_lossy(key).into_owned());
    println!("unwrapped: {key:?}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
