//! Hashes, and arrays of bytes.

use zeroize::Zeroize;

/// An array of bytes whose length is part of a primitive.
pub trait ByteArray: Copy + AsRef<[u8]> + AsMut<[u8]> {
    /// All zeros.
    const ZERO: Self;
    /// The number of bytes.
    const LEN: usize;
    /// `bytes` as such an array, if it has that length.
    fn of(bytes: &[u8]) -> Option<&Self>;
}

impl<const N: usize> ByteArray for [u8; N] {
    const ZERO: Self = [0; N];
    const LEN: usize = N;
    #[inline(always)]
    fn of(bytes: &[u8]) -> Option<&Self> {
        bytes.try_into().ok()
    }
}

/// A hash function (FIPS 180-4).
///
/// Cloning forks the running hash. The state is wiped when dropped: it may have taken in a key. Any
/// hash of the trait crate `digest` can be one: see `rustcrypto_traits`, feature
/// `rustcrypto-traits`.
pub trait Hash: Clone {
    /// The digest.
    type Output: ByteArray;
    /// One input block of the compression function, as HMAC (RFC 2104) needs it.
    type Block: ByteArray;
    /// Starts an empty message.
    fn new() -> Self;
    /// Appends `data` to the message.
    fn update(&mut self, data: &[u8]);
    /// Pads the message and yields its digest. The state starts a new, empty message.
    fn finish(&mut self) -> Self::Output;
    /// Forgets what was taken in and starts an empty message.
    fn restart(&mut self) {
        *self = Self::new();
    }
    /// The digest of one message.
    #[must_use]
    fn digest(data: &[u8]) -> Self::Output {
        let mut hash = Self::new();
        hash.update(data);
        hash.finish()
    }
}

/// A hash function that gives out its chaining value, so that a key taken in once serves many
/// messages of HMAC. Other hashes do the same as [`ClonedHash`](crate::hmac::ClonedHash), in more
/// memory.
pub trait ResumableHash: Hash {
    /// The chaining value between two blocks: all that HMAC keeps of a key, and as secret as one.
    /// It is wiped where it is held; an engine may hold a whole running hash here, or a handle to
    /// one.
    type Midstate: Zeroize;
    /// The chaining value of a message of whole blocks.
    fn midstate(&self) -> Self::Midstate;
    /// Goes on after the message of one block that led to `midstate`; what was taken in so far is
    /// forgotten.
    fn resume(&mut self, midstate: &Self::Midstate);
}

/// A hash function by name, as the signatures of PKCS #1 v1.5 write it into what they sign (RFC
/// 8017, appendix B.1). The order of the names means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names say it")]
pub enum HashId {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sha224,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
}

impl HashId {
    /// Bytes of a digest.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a digest is never empty")]
    pub const fn len(self) -> usize {
        match self {
            HashId::Sha1 => 20,
            HashId::Sha224 | HashId::Sha512_224 | HashId::Sha3_224 => 28,
            HashId::Sha256 | HashId::Sha512_256 | HashId::Sha3_256 => 32,
            HashId::Sha384 | HashId::Sha3_384 => 48,
            HashId::Sha512 | HashId::Sha3_512 => 64,
        }
    }
}
