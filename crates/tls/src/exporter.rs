//! Exporters: keys for other purposes from the secrets of a connection (RFC 9846, section 7.5).
//!
//! ```text
//! TLS-Exporter(label, context, length) =
//!     HKDF-Expand-Label(Derive-Secret(exporter_secret, label, ""),
//!                       "exporter", Hash(context), length)
//! ```

use crate::error::ErrorKind;
use crate::hashes::{HashSecret, Hashes, cut};
use crate::schedule::{PREFIX, expand_label};

/// The label of the channel binding `tls-exporter` (RFC 9266, section 4).
pub const CHANNEL_BINDING: &[u8] = b"EXPORTER-Channel-Binding";

/// Blocks HKDF expands to at most (RFC 5869, section 2.3).
const MAX_BLOCKS: usize = 255;

/// Fills `out` with keying material of an exporter secret.
///
/// # Errors
/// [`ErrorKind::Misuse`] for a label of more than 249 bytes, or for more than 255 digests of
/// output.
pub(crate) fn export<H: Hashes>(
    hash: H::Id,
    secret: &HashSecret<H>,
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Result<(), ErrorKind> {
    let block = H::len(hash);
    let blocks = out.len().div_ceil(block);
    if label.len() > 255usize.saturating_sub(PREFIX.len()) || blocks > MAX_BLOCKS {
        return Err(ErrorKind::Misuse);
    }
    let length = u16::try_from(out.len()).map_err(|_| ErrorKind::Misuse)?;
    let empty = H::digest(hash, &[]);
    let mut derived = HashSecret::<H>::zero();
    expand_label(hash, secret, label, cut::<H>(hash, &empty), derived.expose_mut(hash));
    let context = H::digest(hash, context);
    let mut previous: Option<HashSecret<H>> = None;
    for (number, piece) in (1..=255u8).zip(out.chunks_mut(block)) {
        let chained = previous.as_ref().map_or(&[][..], |previous| previous.expose(hash));
        let next = expand(hash, &derived, chained, length, cut::<H>(hash, &context), number);
        for (to, from) in piece.iter_mut().zip(next.expose(hash)) {
            *to = *from;
        }
        previous = Some(next);
    }
    Ok(())
}

/// The label of the last derivation.
const LABEL: &[u8] = b"exporter";

/// `T(number) = HMAC(PRK, T(number - 1) || info || number)` of HKDF-Expand (RFC 5869, section 2.3),
/// with the info of `HKDF-Expand-Label(secret, "exporter", context, length)`.
fn expand<H: Hashes>(
    hash: H::Id,
    secret: &HashSecret<H>,
    previous: &[u8],
    length: u16,
    context: &[u8],
    number: u8,
) -> HashSecret<H> {
    #[allow(clippy::cast_possible_truncation)] // 14, and a digest of at most 48 bytes
    let (name, context_len) = (PREFIX.len().wrapping_add(LABEL.len()) as u8, context.len() as u8);
    let parts: [&[u8]; 8] = [
        previous,
        &length.to_be_bytes(),
        &[name],
        PREFIX,
        LABEL,
        &[context_len],
        context,
        &[number],
    ];
    HashSecret::new(H::hmac(hash, secret.expose(hash), &parts))
}
