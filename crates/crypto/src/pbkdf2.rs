//! PBKDF2 (RFC 8018, section 5.2) with HMAC over any [`Hash`]: a key from a password.
//!
//! The work is what keeps guessing expensive: as many iterations as the device can afford. One
//! iteration is two compressions. Constant time in the contents of password and salt; a password
//! longer than the hash's block is hashed first, which its length tells.
//!
//! ```
//! use motetls_crypto::{Sha256, pbkdf2};
//!
//! let mut key = [0; 16];
//! pbkdf2::derive::<Sha256>(b"passwd", b"salt", 1, &mut key)?;
//! assert_eq!(key[..4], [0x55, 0xac, 0x04, 0x6e]); // RFC 7914, section 11
//! # Ok::<(), motetls_crypto::InvalidLength>(())
//! ```

use crate::hmac::Hmac;
use crate::traits::{ByteArray, InvalidLength, ResumableHash};
use motetls_base::secret::wipe;

/// Fills `out`, the derived key. The standard asks for a salt of at least 8 bytes and 1,000
/// iterations; SP 800-132 for 16 bytes.
///
/// # Errors
/// [`InvalidLength`] when there are no iterations, or `out` is longer than 2^32 - 1 digests;
/// nothing is written then.
#[inline(never)]
pub fn derive<H: ResumableHash>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    out: &mut [u8],
) -> Result<(), InvalidLength> {
    let key = Hmac::<H>::new(password);
    let mut message = H::new();
    let blocks = out.len().div_ceil(H::Output::LEN);
    if iterations == 0 || u32::try_from(blocks).is_err() {
        return Err(InvalidLength);
    }
    let mut index = 0u32;
    for piece in out.chunks_mut(H::Output::LEN) {
        index = index.wrapping_add(1);
        // U_1 = PRF(P, S || INT(i)), U_c = PRF(P, U_{c-1}), T_i = U_1 xor U_2 xor ...
        key.begin(&mut message);
        message.update(salt);
        message.update(&index.to_be_bytes());
        let mut u = key.end(&mut message);
        let mut sum = u;
        for _ in 1..iterations {
            key.begin(&mut message);
            message.update(u.as_ref());
            u = key.end(&mut message);
            for (to, from) in sum.as_mut().iter_mut().zip(u.as_ref()) {
                *to ^= *from;
            }
        }
        for (to, from) in piece.iter_mut().zip(sum.as_ref()) {
            *to = *from;
        }
        wipe(u.as_mut());
        wipe(sum.as_mut());
    }
    Ok(())
}
