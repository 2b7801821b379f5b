//! What an AEAD does at and beyond the longest message of its mode, and with other text than was
//! announced. Nothing is encrypted at these lengths: they are announced only.

use motetls_crypto::ccm::{Aes128Ccm, Aes128Ccm8};
use motetls_crypto::gcm::Aes128Gcm;
use motetls_crypto::{
    Aead, Aes128Ct, AesGcm, Ccm, ChaCha20Poly1305, InvalidLength, InvalidTag, OneShot, OneShotAead,
    SealError,
};

const NONCE: [u8; 12] = [1; 12];

/// The last length that is taken; one byte more is not.
fn limit<A: Aead>(longest: usize) {
    assert_eq!(A::MAX_LEN, longest as u64);
    let aead = A::new(&[7; 32][..A::KEY_LEN]).unwrap();
    assert!(aead.start(&NONCE, b"aad", longest).is_ok());
    // Short messages are the same by either door.
    let pair = [aead.start(&NONCE, b"aad", 5).unwrap(), aead.start_short(&NONCE, b"aad", 5)].map(
        |mut message| {
            let mut text = *b"short";
            aead.seal_piece(&mut message, &mut text);
            (text, aead.tag(&mut message).as_ref().to_vec())
        },
    );
    assert_eq!(pair[0], pair[1]);
    for length in [longest + 1, longest + 16, 2 * longest + 1, usize::MAX] {
        assert_eq!(aead.start(&NONCE, b"aad", length).err(), Some(InvalidLength), "{length}");
    }
}

#[test]
fn twelve_byte_nonces() {
    limit::<Aes128Gcm>((1 << 36) - 32); // SP 800-38D, section 5.2.1.1
    limit::<ChaCha20Poly1305>((1 << 38) - 64); // RFC 8439, section 2.8
    limit::<Aes128Ccm>((1 << 24) - 1); // RFC 5116, section 5.3
    limit::<Aes128Ccm8>((1 << 24) - 1);
    limit::<OneShot<Engine, AesGcm<Aes128Ct>>>((1 << 36) - 32);
}

#[test]
fn other_nonces() {
    let gcm = Aes128Gcm::new(&[7; 16]).unwrap();
    for nonce in [&[1; 1][..], &[1; 12], &[1; 16]] {
        assert!(gcm.start_any(nonce, b"", (1 << 36) - 32).is_ok());
        assert!(gcm.start_any(nonce, b"", (1 << 36) - 31).is_err());
    }
    let ccm = Aes128Ccm::new(&[7; 16]).unwrap();
    for length in 7..=13 {
        // 2^(8L) bytes are one too many (SP 800-38C, appendix A.1), L + nonce = 15.
        let wide = 8 * (15 - length);
        let longest = usize::MAX >> (64 - wide);
        assert!(ccm.start_general(&[1; 13][..length], b"", longest).is_ok(), "{length}");
        if wide < 64 {
            let more = ccm.start_general(&[1; 13][..length], b"", longest + 1);
            assert_eq!(more.err(), Some(InvalidLength), "{length}");
        }
    }
    assert!(
        ccm.start_general(&[1; 6], b"", 0).is_err() && ccm.start_general(&[1; 14], b"", 0).is_err()
    );
}

/// CCM over 16 MiB went on into the key stream of the next nonce.
#[test]
fn a_message_of_16_mib_is_refused_by_ccm() {
    let ccm = Aes128Ccm::new(&[7; 16]).unwrap();
    let mut text = vec![3; 1 << 24];
    assert_eq!(ccm.seal(&NONCE, b"", &mut text), Err(SealError::InvalidLength));
    assert!(text.iter().all(|byte| *byte == 3), "untouched");
    assert_eq!(ccm.open(&NONCE, b"", &mut text, &[0; 16]), Err(InvalidTag));
}

/// Lengths beyond 32 bits are part of the first block of CCM (SP 800-38C, appendix A.2.1).
#[test]
fn ccm_tells_lengths_apart_that_agree_in_32_bits() {
    let ccm = Aes128Ccm::new(&[7; 16]).unwrap();
    let mut tags = [5, 5 + (1 << 32), 5 + (1 << 40)].map(|length| {
        let mut message = ccm.start_general(&[1; 7], b"", length).unwrap();
        ccm.seal_piece(&mut message, &mut [0; 5]);
        ccm.tag(&mut message)
    });
    tags.sort_unstable();
    assert!(tags[0] != tags[1] && tags[1] != tags[2]);
}

/// A tag taken twice is the same, and nothing goes out after it: state that was used again gives
/// away the hash key of GCM and the multiplier of Poly1305.
#[test]
fn a_tag_ends_its_message() {
    fn check<A: Aead>() {
        let aead = A::new(&[7; 32][..A::KEY_LEN]).unwrap();
        for length in [0, 5, 16, 33] {
            let mut sealed = vec![9; length];
            let expected = aead.seal(&NONCE, b"aad", &mut sealed).unwrap();
            let mut message = aead.start(&NONCE, b"aad", length).unwrap();
            aead.seal_piece(&mut message, &mut vec![9; length]);
            for round in 0..3 {
                assert_eq!(aead.tag(&mut message).as_ref(), expected.as_ref(), "{length} {round}");
                let (mut more, mut opened) = ([5; 20], [5; 20]);
                aead.seal_piece(&mut message, &mut more);
                aead.open_piece(&mut message, &mut opened);
                assert_eq!((more, opened), ([0; 20], [0; 20]));
            }
            assert_eq!(aead.check(&mut message, expected.as_ref()), Ok(()));
        }
    }
    check::<Aes128Gcm>();
    check::<ChaCha20Poly1305>();
    check::<Aes128Ccm>();
    check::<Aes128Ccm8>();
}

/// CCM encrypts no more than was announced: beyond 2^16 blocks the counter of a nonce of 13 bytes
/// would run into the nonce.
#[test]
fn ccm_takes_no_more_than_was_announced() {
    let ccm = Aes128Ccm::new(&[7; 16]).unwrap();
    let mut whole = [9; 20];
    let tag = ccm.seal(&NONCE, b"", &mut whole).unwrap();
    let mut message = ccm.start(&NONCE, b"", 20).unwrap();
    let (mut text, mut more) = ([9; 20], [9; 4]);
    ccm.seal_piece(&mut message, &mut text[..17]);
    ccm.seal_piece(&mut message, &mut more);
    assert_eq!(more, [0; 4]);
    ccm.seal_piece(&mut message, &mut text[17..]);
    assert_eq!((text, ccm.tag(&mut message)), (whole, tag));
    let mut message = ccm.start_general(&[1; 13], b"", 0xffff).unwrap();
    let mut text = vec![0; 0xffff];
    ccm.seal_piece(&mut message, &mut text);
    ccm.seal_piece(&mut message, &mut more[..1]);
    assert_eq!(more[0], 0);
}

/// The state of the MAC never goes out unencrypted: E(first block), which is the key stream's first
/// block under a related nonce.
#[test]
fn ccm_without_its_text_yields_no_state() {
    let ccm = Ccm::<Aes128Ct, [u8; 16]>::new(&[7; 16]).unwrap();
    for (announced, given) in [(32, 16), (16, 32), (32, 0), (0, 16), (0, 32)] {
        let mut message = ccm.start(&NONCE, b"", announced).unwrap();
        ccm.seal_piece(&mut message, &mut vec![0; given]);
        let tag = ccm.tag(&mut message);
        // The state after CBC-MAC, computed by ECB.
        let mut state = [0; 16];
        state[0] = 0x38 | 2;
        state[1..13].copy_from_slice(&NONCE);
        state[15] = announced as u8;
        for _ in 0..=given / 16 {
            state = encrypt(state);
            assert_ne!(tag, state, "{announced} {given}");
        }
    }
}

fn encrypt(block: [u8; 16]) -> [u8; 16] {
    use motetls_crypto::{BlockCipher, aes};
    let cipher = Aes128Ct::new(&[7; 16]);
    let mut keys = <Aes128Ct as BlockCipher>::RoundKeys::default();
    cipher.expand(&mut keys);
    let mut words = aes::block(&block);
    Aes128Ct::encrypt(&keys, &mut words);
    aes::bytes(&words)
}

/// An engine that has broken down, and takes no more than 32 bytes of associated data.
struct Engine;

impl OneShotAead for Engine {
    const KEY_LEN: usize = 16;
    type Tag = [u8; 16];
    fn new(_: &[u8]) -> Result<Self, InvalidLength> {
        Ok(Engine)
    }
    fn seal(&self, _: &[u8; 12], aad: &[u8], _: &mut [u8]) -> Result<[u8; 16], SealError> {
        assert!(aad.len() <= 32);
        Err(SealError::Failed)
    }
    fn open(&self, _: &[u8; 12], aad: &[u8], _: &mut [u8], _: &[u8]) -> Result<(), InvalidTag> {
        assert!(aad.len() <= 32);
        Err(InvalidTag)
    }
}

#[test]
fn nothing_is_authentic_by_a_broken_engine() {
    type Broken = OneShot<Engine, AesGcm<Aes128Ct>>;
    let aead = Broken::new(&[7; 16]).unwrap();
    for length in [0, 5] {
        let mut text = vec![1; length];
        let mut message = aead.start(&NONCE, b"", length).unwrap();
        assert_eq!(aead.open_last(&mut message, &mut text, &[0; 16]), Err(InvalidTag));
        assert_eq!(aead.open(&NONCE, b"", &mut text, &[0; 16]), Err(InvalidTag));
    }
    for length in [0, 5] {
        let mut text = vec![1; length];
        assert_eq!(aead.seal(&NONCE, b"", &mut text), Err(SealError::Failed));
        assert!(text.iter().all(|byte| *byte == 0), "wiped");
    }
    let mut empty = aead.start(&NONCE, b"", 0).unwrap();
    assert_eq!(aead.check(&mut empty, &[0; 16]), Err(InvalidTag));
}

#[test]
fn an_engine_is_given_no_more_associated_data_than_it_takes() {
    let ours = Aes128Gcm::new(&[7; 16]).unwrap();
    let aead = OneShot::<Engine, AesGcm<Aes128Ct>>::new(&[7; 16]).unwrap();
    for length in [33, 64, 100] {
        let (mut text, mut expected) = (*b"text", *b"text");
        let aad = vec![9; length];
        let tag = aead.seal(&NONCE, &aad, &mut text).unwrap();
        assert_eq!(ours.seal(&NONCE, &aad, &mut expected), Ok(tag));
        assert_eq!(text, expected);
        assert_eq!(aead.open(&NONCE, &aad, &mut text, &tag), Ok(()));
    }
}

#[test]
fn text_beyond_what_was_announced_does_not_go_out_plain() {
    let aead = OneShot::<Engine, AesGcm<Aes128Ct>>::new(&[7; 16]).unwrap();
    let mut message = aead.start(&NONCE, b"", 5).unwrap();
    let mut text = [1; 5];
    aead.seal_piece(&mut message, &mut text);
    assert_eq!(text, [0; 5], "wiped by the failing engine");
    let mut more = *b"secret";
    aead.seal_piece(&mut message, &mut more);
    assert_ne!(&more, b"secret");
}
