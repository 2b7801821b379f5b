//! What the tests of every engine share.

#![allow(clippy::unwrap_used)] // a test may fail anywhere

use motetls_base::{Random, RandomError};
use motetls_crypto::{Aead, Hmac, ResumableHash, hmac};

/// Counts: cheap bytes that differ.
pub(crate) struct Counter(pub(crate) u8);

impl Random for Counter {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(71);
            *byte = self.0;
        }
        Ok(())
    }
}

/// Bytes that differ by seed and length.
pub(crate) fn bytes(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    Counter(seed).random(&mut bytes).unwrap();
    bytes
}

/// A hash and HMAC over it, against another implementation of the same.
pub(crate) fn hash<A: ResumableHash, B: ResumableHash>() {
    for length in (0..300).step_by(7) {
        let (key, message) = (bytes(3, length), bytes(5, length));
        let mut running = A::new();
        running.update(b"forgotten");
        running.restart();
        message.chunks(11).for_each(|piece| running.update(piece));
        assert_eq!(running.finish().as_ref(), B::digest(&message).as_ref());
        assert_eq!(A::digest(&message).as_ref(), B::digest(&message).as_ref());
        let keyed = Hmac::<A>::new(&key);
        for _ in 0..2 {
            assert_eq!(
                keyed.mac(&[&message]).as_ref(),
                Hmac::<B>::new(&key).mac(&[&message]).as_ref()
            );
        }
        assert_eq!(hmac::once::<A>(&key, &[&message]).as_ref(), keyed.mac(&[&message]).as_ref());
    }
}

/// Seals with `A` whole and in pieces, and opens with `B` the same ways; then spoils the tag.
pub(crate) fn aead<A: Aead, B: Aead>() {
    let key = bytes(1, A::KEY_LEN);
    let (a, b) = (A::new(&key).unwrap(), B::new(&key).unwrap());
    assert!(A::new(&key[1..]).is_err());
    for length in [0, 1, 15, 16, 17, 64, 1000] {
        for aad in [0, 5, 13, 32, 33, 100] {
            let (nonce, aad, text) = ([length as u8; 12], bytes(2, aad), bytes(3, length));
            let mut whole = text.clone();
            let tag = a.seal(&nonce, &aad, &mut whole).unwrap();
            let mut record = text.clone();
            let mut message = a.start(&nonce, &aad, length).unwrap();
            a.seal_piece(&mut message, &mut record);
            assert_eq!((a.tag(&mut message).as_ref(), &record), (tag.as_ref(), &whole));
            let mut pieces = text.clone();
            let mut message = a.start(&nonce, &aad, length).unwrap();
            pieces.chunks_mut(21).for_each(|piece| a.seal_piece(&mut message, piece));
            assert_eq!((a.tag(&mut message).as_ref(), &pieces), (tag.as_ref(), &whole));

            let mut opened = whole.clone();
            b.open(&nonce, &aad, &mut opened, tag.as_ref()).unwrap();
            assert_eq!(opened, text);
            let mut opened = whole.clone();
            let mut message = a.start(&nonce, &aad, length).unwrap();
            a.open_last(&mut message, &mut opened, tag.as_ref()).unwrap();
            assert_eq!(opened, text);
            let mut opened = whole.clone();
            let mut message = a.start(&nonce, &aad, length).unwrap();
            let (last, first) = opened.split_at_mut(length / 3);
            a.open_piece(&mut message, last);
            a.open_last(&mut message, first, tag.as_ref()).unwrap();
            assert_eq!(opened, text);

            let mut spoilt = tag;
            spoilt.as_mut()[0] ^= 1;
            let mut message = a.start(&nonce, &aad, length).unwrap();
            assert!(a.open_last(&mut message, &mut whole.clone(), spoilt.as_ref()).is_err());
            assert!(a.open(&nonce, &aad, &mut whole.clone(), &tag.as_ref()[1..]).is_err());
            assert!(a.open(&nonce, &aad, &mut whole, spoilt.as_ref()).is_err());
            assert!(whole.iter().all(|byte| *byte == 0));
        }
    }
}
