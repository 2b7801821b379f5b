//! What a primitive is to the floors above.
//!
//! A profile names one type for each slot; whoever needs a primitive names the slot. [`Absent`] fills a slot with
//! nothing: it has no values, so code behind it is unreachable by type and never reaches the flash.

pub use crate::errors::{InvalidLength, InvalidPrivateKey, InvalidPublicKey, SignError, Unauthentic};
use motetls_base::{Random, RandomError, same};
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
/// Cloning forks the running hash. The state is wiped when dropped: it may have taken in a key.
pub trait Hash: Clone {
    /// The digest.
    type Output: ByteArray;
    /// One input block of the compression function, as HMAC (RFC 2104) needs it.
    type Block: ByteArray;
    /// The chaining value between two blocks: all that HMAC keeps of a key, and as secret as one. Whoever holds one wipes
    /// it; an engine may hold a whole running hash here, or a handle to one.
    type Midstate: Zeroize;
    /// Starts an empty message.
    fn new() -> Self;
    /// Appends `data` to the message.
    fn update(&mut self, data: &[u8]);
    /// Pads the message and yields its digest. The state starts a new, empty message.
    fn finish(&mut self) -> Self::Output;
    /// Forgets what was taken in and starts an empty message.
    fn restart(&mut self);
    /// The chaining value of a message of whole blocks.
    fn midstate(&self) -> Self::Midstate;
    /// Goes on after the message of one block that led to `midstate`; what was taken in so far is forgotten.
    fn resume(&mut self, midstate: &Self::Midstate);
    /// The digest of one message.
    #[must_use]
    fn digest(data: &[u8]) -> Self::Output {
        let mut hash = Self::new();
        hash.update(data);
        hash.finish()
    }
}

/// Signatures over whole messages by an algorithm that hashes by itself (EdDSA, RFC 8032).
pub trait SignVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// A private key, or what stands for one. Wiped when dropped.
    type Private;
    /// A public key.
    type Public: ByteArray;
    /// A signature.
    type Signature: ByteArray;

    /// Draws a private key.
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails.
    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError>;
    /// The public key that belongs to `private`.
    fn public(private: &Self::Private) -> Self::Public;
    /// Signs a message, given in parts; it is read more than once.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign(private: &Self::Private, message: &[&[u8]]) -> Result<Self::Signature, SignError>;
    /// Checks a signature over a message, given in parts.
    ///
    /// # Errors
    /// [`Unauthentic`] when the key or the signature has another length or is not valid, or the signature does not hold.
    fn verify(public: &[u8], message: &[&[u8]], signature: &[u8]) -> Result<(), Unauthentic>;
}

/// Authenticated encryption with associated data and a 12-byte nonce (RFC 5116), in place.
///
/// A message may be handed over whole or in pieces of any length; its whole length is known beforehand, as a record
/// header tells it. Pieces opened before the tag was checked are not authenticated yet.
pub trait Aead: Sized {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Bytes of the key.
    const KEY_LEN: usize;
    /// Bytes of the tag.
    const TAG_LEN: usize;
    /// One message under way. Wiped when dropped.
    type Message;
    /// The tag, `TAG_LEN` bytes.
    type Tag: ByteArray;

    /// Takes in a key of `KEY_LEN` bytes.
    ///
    /// # Errors
    /// [`InvalidLength`] when `key` has another length.
    fn new(key: &[u8]) -> Result<Self, InvalidLength>;
    /// Starts a message of `length` bytes.
    fn start(&self, nonce: &[u8; 12], aad: &[u8], length: usize) -> Self::Message;
    /// Encrypts the next piece in place.
    fn seal_piece(&self, message: &mut Self::Message, piece: &mut [u8]);
    /// Decrypts the next piece in place. Not authentic until the tag is compared.
    fn open_piece(&self, message: &mut Self::Message, piece: &mut [u8]);
    /// The tag of the message, all of whose pieces were processed.
    fn tag(&self, message: &mut Self::Message) -> Self::Tag;

    /// Compares the tag of the message with `tag` in constant time.
    ///
    /// # Errors
    /// [`Unauthentic`] when they differ: everything opened is to be thrown away.
    fn check(&self, message: &mut Self::Message, tag: &[u8]) -> Result<(), Unauthentic> {
        if same(self.tag(message).as_ref(), tag) { Ok(()) } else { Err(Unauthentic) }
    }

    /// Decrypts the last piece in place and compares the tag in constant time. An engine that knows only whole messages
    /// opens one here, if the last piece is the first one, too; it need not write to `piece` then when it fails.
    ///
    /// # Errors
    /// [`Unauthentic`] when the tags differ: everything opened is to be thrown away.
    fn open_last(&self, message: &mut Self::Message, piece: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        self.open_piece(message, piece);
        self.check(message, tag)
    }

    /// Encrypts a whole message in place and yields its tag.
    #[must_use]
    fn seal(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> Self::Tag {
        let mut message = self.start(nonce, aad, text.len());
        self.seal_piece(&mut message, text);
        self.tag(&mut message)
    }

    /// Decrypts a whole message in place. On failure `text` is wiped.
    ///
    /// # Errors
    /// [`Unauthentic`] when the tag does not fit.
    fn open(&self, nonce: &[u8; 12], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), Unauthentic> {
        let mut message = self.start(nonce, aad, text.len());
        let outcome = self.open_last(&mut message, text, tag);
        if outcome.is_err() {
            text.fill(0);
        }
        outcome
    }
}

/// A group for Diffie-Hellman key agreement.
pub trait Group {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// A private key. Wiped when dropped.
    type Private;
    /// A public key as it travels in a key share (RFC 8446, section 4.2.8.2).
    type Public: ByteArray;
    /// What both sides come to share, as the key schedule takes it in (RFC 8446, section 7.4). Wiped when dropped.
    type Shared: AsRef<[u8]>;

    /// Draws a private key.
    ///
    /// # Errors
    /// [`RandomError`] when the generator fails.
    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError>;
    /// The public key that belongs to `private`.
    fn public(private: &Self::Private) -> Self::Public;
    /// The shared secret with a peer whose public key is checked first.
    ///
    /// # Errors
    /// [`InvalidPublicKey`] when `peer` is not the encoding of a valid public key.
    fn agree(private: &Self::Private, peer: &[u8]) -> Result<Self::Shared, InvalidPublicKey>;
}

/// ECDSA signature checks over one curve (FIPS 186-5, section 6.4.2).
pub trait EcdsaVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Checks a signature over a message digest.
    ///
    /// `public` is the point as 0x04 || X || Y, `signature` r || s, all four as wide as the field or the group order.
    /// `digest` is the message's hash, of any length: its leftmost bits count, as many as the group order has; a shorter
    /// one is the integer it is.
    ///
    /// # Errors
    /// [`Unauthentic`] when the key or the signature has another length, the key is not on the curve, or the signature
    /// does not hold.
    fn verify(public: &[u8], digest: &[u8], signature: &[u8]) -> Result<(), Unauthentic>;
}

/// ECDSA signatures over one curve (FIPS 186-5, section 6.4.1).
///
/// The private key need not be bytes: a secure element takes a handle for one, ignores what it does by itself (the hash,
/// the hedge) and reports a refusal as [`SignError::Failed`].
pub trait EcdsaSign: EcdsaVerify {
    /// A private key, or what stands for one. Wiped when dropped.
    type Private;
    /// r || s, each as wide as the group order.
    type Signature: ByteArray;
    /// Signs a message's hash `digest`, of any length: its leftmost bits count, see [`EcdsaVerify::verify`].
    ///
    /// The nonce is that of RFC 6979 with HMAC over `H`, so no generator is needed. `H` is as a rule the hash that made
    /// `digest`, but any other will do that is as strong as the curve. `hedge`, if not empty, is mixed in (section 3.6):
    /// random bytes, which need not be good ones, make faults and power traces of two signatures of one message
    /// incomparable.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign<H: Hash>(private: &Self::Private, digest: &[u8], hedge: &[u8]) -> Result<Self::Signature, SignError>;
}

/// A hash function by name, as the signatures of PKCS #1 v1.5 write it into what they sign (RFC 8017, appendix B.1).
///
/// The value is the last arc of the object identifier below 2.16.840.1.101.3.4.2; 0 for SHA-1, which has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum HashId {
    Sha1 = 0,
    Sha256 = 1,
    Sha384 = 2,
    Sha512 = 3,
    Sha224 = 4,
    Sha512_224 = 5,
    Sha512_256 = 6,
    Sha3_224 = 7,
    Sha3_256 = 8,
    Sha3_384 = 9,
    Sha3_512 = 10,
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

/// RSA signature checks (RFC 8017, section 8).
///
/// `modulus` and `exponent` are big-endian numbers, a signature is as long as the modulus without leading zeros. What sizes of keys an
/// engine takes is its own affair.
pub trait RsaVerify {
    /// Whether the slot is filled.
    const PRESENT: bool = true;
    /// Checks a signature of RSASSA-PKCS1-v1_5 over a message's `digest` by `hash`.
    ///
    /// # Errors
    /// [`Unauthentic`] when the engine does not take the key, a length is wrong, or the signature does not hold.
    fn verify_pkcs1(
        modulus: &[u8],
        exponent: &[u8],
        hash: HashId,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Unauthentic>;
    /// Checks a signature of RSASSA-PSS over a message's `digest` by `H`, which is the hash of MGF1, too; the salt is as long as the
    /// digest (RFC 8446, section 4.2.3).
    ///
    /// # Errors
    /// [`Unauthentic`] when the engine does not take the key, a length is wrong, or the signature does not hold.
    fn verify_pss<H: Hash>(modulus: &[u8], exponent: &[u8], digest: &[u8], signature: &[u8])
    -> Result<(), Unauthentic>;
}

/// RSA signatures (RFC 8017, section 8). As with [`EcdsaSign`], the private key may be a handle.
pub trait RsaSign: RsaVerify {
    /// A private key, or what stands for one.
    type Private<'a>;
    /// Bytes of a signature by this key.
    fn signature_len(private: &Self::Private<'_>) -> usize;
    /// Signs a message's `digest` by `hash`, RSASSA-PKCS1-v1_5, into `signature`, of [`RsaSign::signature_len`] bytes.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign_pkcs1<R: Random>(
        private: &Self::Private<'_>,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError>;
    /// Signs a message's `digest` by `H`, RSASSA-PSS as in [`RsaVerify::verify_pss`], into `signature`, of [`RsaSign::signature_len`]
    /// bytes.
    ///
    /// # Errors
    /// [`SignError`]; no part of a signature is given out then.
    fn sign_pss<H: Hash, R: Random>(
        private: &Self::Private<'_>,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
    ) -> Result<(), SignError>;
}

/// Nothing: fills the slot of a primitive a profile does not name.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

impl AsRef<[u8]> for Absent {
    fn as_ref(&self) -> &[u8] {
        match *self {}
    }
}

impl Aead for Absent {
    const PRESENT: bool = false;
    const KEY_LEN: usize = 0;
    const TAG_LEN: usize = 0;
    type Message = Absent;
    type Tag = [u8; 0];
    fn new(_: &[u8]) -> Result<Self, InvalidLength> {
        Err(InvalidLength)
    }
    fn start(&self, _: &[u8; 12], _: &[u8], _: usize) -> Absent {
        match *self {}
    }
    fn seal_piece(&self, _: &mut Absent, _: &mut [u8]) {
        match *self {}
    }
    fn open_piece(&self, _: &mut Absent, _: &mut [u8]) {
        match *self {}
    }
    fn tag(&self, _: &mut Absent) -> [u8; 0] {
        match *self {}
    }
}

impl Group for Absent {
    const PRESENT: bool = false;
    type Private = Absent;
    type Public = [u8; 0];
    type Shared = Absent;
    fn generate<R: Random>(_: &mut R) -> Result<Absent, RandomError> {
        Err(RandomError)
    }
    fn public(private: &Absent) -> [u8; 0] {
        match *private {}
    }
    fn agree(private: &Absent, _: &[u8]) -> Result<Absent, InvalidPublicKey> {
        match *private {}
    }
}

impl EcdsaVerify for Absent {
    const PRESENT: bool = false;
    fn verify(_: &[u8], _: &[u8], _: &[u8]) -> Result<(), Unauthentic> {
        Err(Unauthentic)
    }
}

impl SignVerify for Absent {
    const PRESENT: bool = false;
    type Private = Absent;
    type Public = [u8; 0];
    type Signature = [u8; 0];
    fn generate<R: Random>(_: &mut R) -> Result<Absent, RandomError> {
        Err(RandomError)
    }
    fn public(private: &Absent) -> [u8; 0] {
        match *private {}
    }
    fn sign(private: &Absent, _: &[&[u8]]) -> Result<[u8; 0], SignError> {
        match *private {}
    }
    fn verify(_: &[u8], _: &[&[u8]], _: &[u8]) -> Result<(), Unauthentic> {
        Err(Unauthentic)
    }
}

impl EcdsaSign for Absent {
    type Private = Absent;
    type Signature = [u8; 0];
    fn sign<H: Hash>(private: &Absent, _: &[u8], _: &[u8]) -> Result<[u8; 0], SignError> {
        match *private {}
    }
}

impl RsaVerify for Absent {
    const PRESENT: bool = false;
    fn verify_pkcs1(_: &[u8], _: &[u8], _: HashId, _: &[u8], _: &[u8]) -> Result<(), Unauthentic> {
        Err(Unauthentic)
    }
    fn verify_pss<H: Hash>(_: &[u8], _: &[u8], _: &[u8], _: &[u8]) -> Result<(), Unauthentic> {
        Err(Unauthentic)
    }
}

impl RsaSign for Absent {
    type Private<'a> = Absent;
    fn signature_len(private: &Absent) -> usize {
        match *private {}
    }
    fn sign_pkcs1<R: Random>(private: &Absent, _: HashId, _: &[u8], _: &mut [u8], _: &mut R) -> Result<(), SignError> {
        match *private {}
    }
    fn sign_pss<H: Hash, R: Random>(private: &Absent, _: &[u8], _: &mut [u8], _: &mut R) -> Result<(), SignError> {
        match *private {}
    }
}
