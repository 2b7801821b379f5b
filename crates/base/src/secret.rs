//! Secrets of a fixed size, and the one way to wipe: `zeroize`.

use zeroize::Zeroize;

/// `N` secret bytes: wiped when dropped, without `Debug`, `Copy` or `PartialEq`.
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// All zeros: a place to write a secret into.
    #[must_use]
    pub const fn zero() -> Self {
        Secret([0; N])
    }

    /// Takes over `bytes`. The caller wipes its own copy.
    #[must_use]
    pub const fn new(bytes: [u8; N]) -> Self {
        Secret(bytes)
    }

    /// The secret itself.
    #[must_use]
    pub const fn expose(&self) -> &[u8; N] {
        &self.0
    }

    /// The secret itself, to be written.
    pub const fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

/// For code that is generic over secrets of several lengths. What is borrowed stays a secret: not
/// to be copied, printed or compared other than with
/// [`ct::equal`](crate::ct::equal).
impl<const N: usize> AsRef<[u8]> for Secret<N> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> Zeroize for Secret<N> {
    fn zeroize(&mut self) {
        wipe(&mut self.0);
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl<const N: usize> zeroize::ZeroizeOnDrop for Secret<N> {}

/// Overwrites `bytes` with zeros in a way the compiler keeps. One copy in the image, whatever the
/// length.
#[inline(never)]
pub fn wipe(bytes: &mut [u8]) {
    bytes.zeroize();
}

/// Overwrites `words` with zeros in a way the compiler keeps. One copy in the image, whatever the
/// length.
#[inline(never)]
pub fn wipe_words(words: &mut [u32]) {
    words.zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wiping_clears() {
        let mut s = Secret::new([9u8; 4]);
        s.zeroize();
        assert_eq!(s.expose(), &[0; 4]);
    }
}
