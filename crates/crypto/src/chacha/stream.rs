//! The ChaCha20 block function (RFC 8439, section 2.3).

/// "expand 32-byte k" as little-endian words.
const CONSTANT: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Block `counter` of the key stream of a key and a nonce (section 2.3).
#[must_use]
pub fn block(key: &[u8; 32], counter: u32, nonce: &[u8; 12]) -> [u8; 64] {
    let (mut words, mut bytes) = ([0; 16], [0; 64]);
    let mut key = self::words(key);
    fill(&key, counter, &self::words(nonce), &mut words);
    for (to, from) in bytes.as_chunks_mut().0.iter_mut().zip(&words) {
        *to = from.to_le_bytes();
    }
    motetls_base::secret::wipe_words(&mut key);
    motetls_base::secret::wipe_words(&mut words);
    bytes
}

/// Little-endian words.
#[inline(always)]
pub(super) fn words<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

/// A block of the key stream as words.
#[inline(never)]
pub(super) fn fill(key: &[u32; 8], counter: u32, nonce: &[u32; 3], out: &mut [u32; 16]) {
    let [k, l, m, n, o, p, q, r] = *key;
    let [c0, c1, c2, c3] = CONSTANT;
    let [n0, n1, n2] = *nonce;
    let initial = [c0, c1, c2, c3, k, l, m, n, o, p, q, r, counter, n0, n1, n2];
    let mut x = initial;
    for _ in 0..10 {
        macro_rules! quarter {
            ($($a:literal $b:literal $c:literal $d:literal),*) => {$(
                x[$a] = x[$a].wrapping_add(x[$b]);
                x[$d] = (x[$d] ^ x[$a]).rotate_left(16);
                x[$c] = x[$c].wrapping_add(x[$d]);
                x[$b] = (x[$b] ^ x[$c]).rotate_left(12);
                x[$a] = x[$a].wrapping_add(x[$b]);
                x[$d] = (x[$d] ^ x[$a]).rotate_left(8);
                x[$c] = x[$c].wrapping_add(x[$d]);
                x[$b] = (x[$b] ^ x[$c]).rotate_left(7);
            )*};
        }
        quarter!(0 4 8 12, 1 5 9 13, 2 6 10 14, 3 7 11 15);
        quarter!(0 5 10 15, 1 6 11 12, 2 7 8 13, 3 4 9 14);
    }
    for ((out, x), initial) in out.iter_mut().zip(&x).zip(&initial) {
        *out = x.wrapping_add(*initial);
    }
}
