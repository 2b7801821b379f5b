//! The pseudorandom function of TLS 1.2 (RFC 5246, section 5) over any [`Hash`].
//!
//! Output of any length. Constant time in the contents of its inputs.
//!
//! ```
//! use motetls_crypto::{Sha256, prf};
//!
//! let (client_random, server_random) = ([1; 32], [2; 32]);
//! let mut master_secret = [0; 48];
//! let seed: [&[u8]; 2] = [&client_random, &server_random];
//! prf::tls12::<Sha256>(&[3; 48], b"master secret", &seed, &mut master_secret);
//! assert_eq!(master_secret[..4], [0x7a, 0x59, 0xe3, 0x6b]);
//! ```

use crate::hmac::Hmac;
use crate::traits::{ByteArray, ResumableHash};
use motetls_base::secret::wipe;

/// Fills `out` from `secret`, `label` (ASCII, without a terminator) and the parts of `seed`.
///
/// In the names of the standard: P_hash(secret, label + seed), where A(0) = label + seed, A(i) =
/// HMAC(secret, A(i-1)), and the output is HMAC(secret, A(1) + label + seed), HMAC(secret, A(2) +
/// label + seed), and so on.
#[inline(never)]
pub fn tls12<H: ResumableHash>(secret: &[u8], label: &[u8], seed: &[&[u8]], out: &mut [u8]) {
    let key = Hmac::<H>::new(secret);
    let mut message = H::new();
    let mut a = H::Output::ZERO;
    let mut first = true;
    for piece in out.chunks_mut(H::Output::LEN) {
        key.begin(&mut message);
        if first {
            absorb(&mut message, label, seed);
            first = false;
        } else {
            message.update(a.as_ref());
        }
        a = key.end(&mut message);
        key.begin(&mut message);
        message.update(a.as_ref());
        absorb(&mut message, label, seed);
        let mut block = key.end(&mut message);
        for (to, from) in piece.iter_mut().zip(block.as_ref()) {
            *to = *from;
        }
        wipe(block.as_mut());
    }
    wipe(a.as_mut());
}

/// Appends label + seed.
#[inline(never)]
fn absorb<H: ResumableHash>(message: &mut H, label: &[u8], seed: &[&[u8]]) {
    message.update(label);
    for part in seed {
        message.update(part);
    }
}
