//! The hash functions of a profile: one, or one of two that the server chooses.
//!
//! Protocol code is written over [`Hashes`] and names a hash by [`Hashes::Id`]. With [`OneHash`]
//! that is `()`, a digest is 32 bytes, and nothing is left of the choice; with [`TwoHashes`] it is
//! a [`HashId`], and SHA-256 uses the front of what has room for SHA-384. Until the choice is made
//! a transcript runs both.

use motetls_base::secret::wipe;
use motetls_crypto::{ByteArray, Hash, HashId, hmac};

/// What a transcript and a key schedule are computed with.
///
/// Implemented by [`OneHash`] and [`TwoHashes`]; [`profile!`](crate::profile!) selects.
pub trait Hashes: 'static {
    /// Which of them; takes no memory where there is one.
    type Id: Copy + PartialEq;
    /// Whether SHA-384 is one of them.
    const WITH_SHA384: bool;
    /// Memory for the longest digest.
    type Digest: ByteArray;
    /// All that may still be chosen, running.
    type Running;

    /// Whether there is one of this name.
    fn has(hash: HashId) -> bool;
    /// The one of this name; any, if it is not there.
    fn id(hash: HashId) -> Self::Id;
    /// What stands for it before there is a choice: SHA-256.
    const FIRST: Self::Id;
    /// Bytes of a digest.
    fn len(id: Self::Id) -> usize;
    /// The tag of one message, given in parts (RFC 2104), at the front of the memory.
    fn hmac(id: Self::Id, key: &[u8], parts: &[&[u8]]) -> Self::Digest;
    /// The digest of a message, at the front of the memory.
    fn digest(id: Self::Id, message: &[u8]) -> Self::Digest;

    /// Starts empty messages.
    fn start() -> Self::Running;
    /// Appends to the messages.
    fn update(running: &mut Self::Running, bytes: &[u8]);
    /// Goes on with one alone.
    fn choose(running: &mut Self::Running, id: Self::Id);
    /// The digest up to here; the message starts anew.
    fn finish(running: &mut Self::Running, id: Self::Id) -> Self::Digest;
    /// The messages up to here once more.
    fn copy(running: &Self::Running) -> Self::Running;
    /// The digest up to here and `bytes`, without taking them in.
    fn fork(running: &Self::Running, id: Self::Id, bytes: &[u8]) -> Self::Digest;
}

/// The digest, without memory that is left over.
pub(crate) fn cut<H: Hashes>(id: H::Id, digest: &H::Digest) -> &[u8] {
    digest.as_ref().get(..H::len(id)).unwrap_or(&[])
}

/// SHA-256 alone.
pub struct OneHash<A>(core::marker::PhantomData<A>);

impl<A: Hash<Output = [u8; 32]> + 'static> Hashes for OneHash<A> {
    type Id = ();
    const WITH_SHA384: bool = false;
    type Digest = [u8; 32];
    type Running = A;

    fn has(hash: HashId) -> bool {
        hash == HashId::Sha256
    }
    #[inline(always)]
    fn id(_: HashId) {}
    const FIRST: () = ();
    #[inline(always)]
    fn len((): ()) -> usize {
        32
    }
    #[inline(always)]
    fn hmac((): (), key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        hmac::once::<A>(key, parts)
    }
    #[inline(always)]
    fn digest((): (), message: &[u8]) -> [u8; 32] {
        A::digest(message)
    }
    #[inline(always)]
    fn start() -> A {
        A::new()
    }
    #[inline(always)]
    fn update(running: &mut A, bytes: &[u8]) {
        running.update(bytes);
    }
    #[inline(always)]
    fn choose(_: &mut A, (): ()) {}
    #[inline(always)]
    fn finish(running: &mut A, (): ()) -> [u8; 32] {
        running.finish()
    }
    fn copy(running: &A) -> A {
        running.clone()
    }
    #[inline(always)]
    fn fork(running: &A, (): (), bytes: &[u8]) -> [u8; 32] {
        let mut fork = running.clone();
        fork.update(bytes);
        fork.finish()
    }
}

/// SHA-256 and SHA-384.
pub struct TwoHashes<A, B>(core::marker::PhantomData<(A, B)>);

impl<A, B> Hashes for TwoHashes<A, B>
where
    A: Hash<Output = [u8; 32]> + 'static,
    B: Hash<Output = [u8; 48]> + 'static,
{
    type Id = HashId;
    const WITH_SHA384: bool = true;
    type Digest = [u8; 48];
    type Running = (Option<A>, Option<B>);

    fn has(hash: HashId) -> bool {
        matches!(hash, HashId::Sha256 | HashId::Sha384)
    }
    fn id(hash: HashId) -> HashId {
        hash
    }
    const FIRST: HashId = HashId::Sha256;
    fn len(id: HashId) -> usize {
        id.len()
    }
    #[inline(never)]
    fn hmac(id: HashId, key: &[u8], parts: &[&[u8]]) -> [u8; 48] {
        match id {
            HashId::Sha384 => hmac::once::<B>(key, parts),
            _ => widen(hmac::once::<A>(key, parts)),
        }
    }
    fn digest(id: HashId, message: &[u8]) -> [u8; 48] {
        match id {
            HashId::Sha384 => B::digest(message),
            _ => widen(A::digest(message)),
        }
    }
    fn start() -> Self::Running {
        (Some(A::new()), Some(B::new()))
    }
    #[inline(never)]
    fn update((a, b): &mut Self::Running, bytes: &[u8]) {
        if let Some(a) = a {
            a.update(bytes);
        }
        if let Some(b) = b {
            b.update(bytes);
        }
    }
    fn choose((a, b): &mut Self::Running, id: HashId) {
        match id {
            HashId::Sha384 => *a = None,
            _ => *b = None,
        }
    }
    fn finish((a, b): &mut Self::Running, id: HashId) -> [u8; 48] {
        match (id, a, b) {
            (HashId::Sha384, _, Some(b)) => b.finish(),
            (_, Some(a), _) => widen(a.finish()),
            _ => [0; 48],
        }
    }
    fn copy((a, b): &Self::Running) -> Self::Running {
        (a.clone(), b.clone())
    }
    #[inline(never)]
    fn fork((a, b): &Self::Running, id: HashId, bytes: &[u8]) -> [u8; 48] {
        match (id, a, b) {
            (HashId::Sha384, _, Some(b)) => {
                let mut fork = b.clone();
                fork.update(bytes);
                fork.finish()
            }
            (_, Some(a), _) => {
                let mut fork = a.clone();
                fork.update(bytes);
                widen(fork.finish())
            }
            // the one that was not chosen: of nothing
            _ => [0; 48],
        }
    }
}

/// A digest of SHA-256 in memory for one of SHA-384. The copy is wiped: it may be a key.
fn widen(mut digest: [u8; 32]) -> [u8; 48] {
    let mut wide = [0; 48];
    for (to, from) in wide.iter_mut().zip(digest) {
        *to = from;
    }
    wipe(&mut digest);
    wide
}

/// A secret as long as the digest of the hash it belongs to. Wiped when dropped.
pub(crate) struct HashSecret<H: Hashes>(H::Digest);

impl<H: Hashes> HashSecret<H> {
    /// Room for a secret.
    pub(crate) const fn zero() -> Self {
        HashSecret(H::Digest::ZERO)
    }

    /// Takes over a digest.
    pub(crate) const fn new(digest: H::Digest) -> Self {
        HashSecret(digest)
    }

    /// The secret, for the hash it belongs to.
    pub(crate) fn expose(&self, id: H::Id) -> &[u8] {
        cut::<H>(id, &self.0)
    }

    /// The secret, to be written.
    pub(crate) fn expose_mut(&mut self, id: H::Id) -> &mut [u8] {
        self.0.as_mut().get_mut(..H::len(id)).unwrap_or(&mut [])
    }

    /// Puts another in its place.
    pub(crate) fn replace(&mut self, digest: H::Digest) {
        self.0 = digest;
    }
}

impl<H: Hashes> Drop for HashSecret<H> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

#[cfg(test)]
mod tests {
    use motetls_crypto::{Sha256, Sha384};

    use super::*;

    type Two = TwoHashes<Sha256, Sha384>;

    /// Both run until the choice, and each is what it is alone.
    #[test]
    fn two_run_until_one_is_chosen() {
        for (hash, alone) in [
            (HashId::Sha256, &Sha256::digest(b"abc")[..]),
            (HashId::Sha384, &Sha384::digest(b"abc")),
        ] {
            let mut running = Two::start();
            Two::update(&mut running, b"a");
            let before = Two::fork(&running, hash, b"bc");
            assert_eq!(cut::<Two>(hash, &before), alone);
            Two::choose(&mut running, hash);
            Two::update(&mut running, b"bc");
            assert_eq!(cut::<Two>(hash, &Two::fork(&running, hash, &[])), alone);
            assert_eq!(cut::<Two>(hash, &Two::digest(hash, b"abc")), alone);
        }
    }

    #[test]
    fn names() {
        assert!(OneHash::<Sha256>::has(HashId::Sha256));
        assert!(!OneHash::<Sha256>::has(HashId::Sha384));
        assert!(Two::has(HashId::Sha256) && Two::has(HashId::Sha384));
        assert!(!Two::has(HashId::Sha512));
        assert_eq!(Two::id(HashId::Sha384), HashId::Sha384);
    }
}
