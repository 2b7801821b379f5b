//! CCM (NIST SP 800-38C, RFC 3610) with 16-byte tags (RFC 5116), 8-byte tags (RFC 6655) and those
//! between and below, over AES or any other cipher of 16-byte blocks. [`ccm_star`](crate::ccm_star)
//! is the variant of IEEE 802.15.4.
//!
//! A nonce must never be used twice with one key. With 12-byte nonces a message may have up to
//! 2^24 - 1 bytes. A key may protect 2^23 full records, and 2^23.5 may fail to open (RFC 9147,
//! section 4.5.3); with 8-byte tags each forgery succeeds with probability 2^-64, so far fewer
//! failures may be tolerated.
//!
//! The MAC runs one encryption behind the text: a counter block and the MAC block before it are
//! encrypted as a pair, whether the text is sealed or opened.
//!
//! ```
//! use motetls_crypto::Aead;
//! use motetls_crypto::ccm::Aes128Ccm8;
//!
//! let ccm = Aes128Ccm8::new(&[7; 16])?;
//! let mut text = *b"in place";
//! let tag: [u8; 8] = ccm.seal(&[0; 12], b"header", &mut text)?;
//! assert_eq!(ccm.open(&[0; 12], b"header", &mut text, &tag), Ok(()));
//! assert_eq!(&text, b"in place");
//! # Ok::<(), motetls_crypto::SealError>(())
//! ```

use crate::aes::{
    Aes128Ct, Aes128SmallVartime, Aes128TableVartime, Aes192Ct, Aes192SmallVartime,
    Aes192TableVartime, Aes256Ct, Aes256SmallVartime, Aes256TableVartime, Block, BlockCipher,
    block, encrypt_once,
};
use crate::modes::{DONE, Direction, at_most, crypt, cut, takes};
use crate::traits::{Aead, ByteArray, InvalidLength};
use core::marker::PhantomData;
use motetls_base::secret::wipe_words;

/// AES-128-CCM in constant time.
pub type Aes128Ccm = AesCcm<Aes128Ct>;

/// AES-128-CCM by table: key and text leak through caches and memory timing.
pub type Aes128CcmTableVartime = AesCcm<Aes128TableVartime>;

/// AES-128-CCM_8 in constant time.
pub type Aes128Ccm8 = AesCcm8<Aes128Ct>;

/// AES-128-CCM_8 by table: key and text leak through caches and memory timing.
pub type Aes128Ccm8TableVartime = AesCcm8<Aes128TableVartime>;

/// AES-128-CCM with the small cipher: key and text leak through caches and memory timing.
pub type Aes128CcmSmallVartime = AesCcm<Aes128SmallVartime>;

/// AES-128-CCM_8 with the small cipher: key and text leak through caches and memory timing.
pub type Aes128Ccm8SmallVartime = AesCcm8<Aes128SmallVartime>;

/// AES-192-CCM in constant time.
pub type Aes192Ccm = AesCcm<Aes192Ct>;

/// AES-192-CCM by table: key and text leak through caches and memory timing.
pub type Aes192CcmTableVartime = AesCcm<Aes192TableVartime>;

/// AES-192-CCM with the small cipher: key and text leak through caches and memory timing.
pub type Aes192CcmSmallVartime = AesCcm<Aes192SmallVartime>;

/// AES-192-CCM_8 in constant time.
pub type Aes192Ccm8 = AesCcm8<Aes192Ct>;

/// AES-192-CCM_8 by table: key and text leak through caches and memory timing.
pub type Aes192Ccm8TableVartime = AesCcm8<Aes192TableVartime>;

/// AES-192-CCM_8 with the small cipher: key and text leak through caches and memory timing.
pub type Aes192Ccm8SmallVartime = AesCcm8<Aes192SmallVartime>;

/// AES-256-CCM in constant time.
pub type Aes256Ccm = AesCcm<Aes256Ct>;

/// AES-256-CCM by table: key and text leak through caches and memory timing.
pub type Aes256CcmTableVartime = AesCcm<Aes256TableVartime>;

/// AES-256-CCM with the small cipher: key and text leak through caches and memory timing.
pub type Aes256CcmSmallVartime = AesCcm<Aes256SmallVartime>;

/// AES-256-CCM_8 in constant time.
pub type Aes256Ccm8 = AesCcm8<Aes256Ct>;

/// AES-256-CCM_8 by table: key and text leak through caches and memory timing.
pub type Aes256Ccm8TableVartime = AesCcm8<Aes256TableVartime>;

/// AES-256-CCM_8 with the small cipher: key and text leak through caches and memory timing.
pub type Aes256Ccm8SmallVartime = AesCcm8<Aes256SmallVartime>;

/// CCM over the block cipher `C`: 12-byte nonce, 16-byte tag.
pub type AesCcm<C> = Ccm<C, [u8; 16]>;

/// CCM over the block cipher `C`: 12-byte nonce, 8-byte tag.
pub type AesCcm8<C> = Ccm<C, [u8; 8]>;

/// CCM over the block cipher `C` with tags `T`: 4, 6, 8, 10, 12, 14 or 16 bytes.
///
/// Holds the cipher's key; wiped when dropped. As constant in time as the cipher is.
///
/// Tags of other lengths do not compile; one of no length, which authenticates nothing, is for
/// [`CcmStar`](crate::CcmStar):
///
/// ```
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 14]>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 0]>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 2]>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 5]>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 17]>::new(&[7; 16]);
/// ```
/// ```compile_fail
/// use motetls_crypto::{Aead, Aes128Ct, ccm::Ccm};
/// let _ = Ccm::<Aes128Ct, [u8; 32]>::new(&[7; 16]);
/// ```
pub struct Ccm<C: BlockCipher, T: ByteArray> {
    cipher: C,
    tag: PhantomData<T>,
}

/// Bytes of the longest associated data: those whose length takes four bytes. The ten-byte form of
/// SP 800-38C, appendix A.2.2, is not supported.
const MAX_AAD: u64 = u32::MAX as u64;

/// A message under way: 60 bytes on 32-bit cores, wiped when dropped.
pub struct CcmMessage {
    /// The state of the MAC, still to be encrypted; after the last byte: the tag.
    mac: Block,
    /// What hides the tag: the encryption of counter block 0. Before the first byte of text: the
    /// last block of associated data, to be added to the MAC after its next encryption.
    mask: Block,
    /// Counter block 0.
    counter: Block,
    /// Whether there is associated data.
    associated: bool,
    /// Bytes of text processed, and in all.
    position: usize,
    length: usize,
}

impl<C: BlockCipher, T: ByteArray> Ccm<C, T> {
    /// Takes in a key, whatever the length of tags: CCM* has none at all, too.
    pub(crate) fn keyed(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(Ccm { cipher: C::new(C::Key::of(key).ok_or(InvalidLength)?), tag: PhantomData })
    }

    /// Starts a message with a nonce of 7 to 13 bytes; `length` must be below 2^(8 * (15 - nonce
    /// length)).
    ///
    /// # Errors
    /// [`InvalidLength`] when the nonce or the message has an impossible length.
    pub fn start_general(
        &self,
        nonce: &[u8],
        aad: &[u8],
        length: usize,
    ) -> Result<CcmMessage, InvalidLength> {
        let width = 15usize
            .checked_sub(nonce.len())
            .filter(|width| (2..=8).contains(width))
            .ok_or(InvalidLength)?;
        at_most(length, u64::MAX >> (64 - 8 * width))?;
        at_most(aad.len(), MAX_AAD)?;
        // Without a tag (CCM*) the MAC goes nowhere.
        Ok(begin(&self.cipher, T::LEN.max(2), nonce, aad, length))
    }
}

impl CcmMessage {
    /// Adds the block of associated data to the MAC.
    fn take_associated(&mut self) {
        add(&mut self.mac, &self.mask);
        self.mask = [0; 4];
    }

    /// Goes from the associated data to the text.
    #[inline(never)]
    fn begin_text<C: BlockCipher>(&mut self, keys: &C::RoundKeys) {
        let mut pair = [self.counter, self.mac];
        C::encrypt_pair(keys, &mut pair);
        if self.associated {
            self.mac = pair[1];
            self.take_associated();
        }
        self.mask = pair[0];
    }
}

/// Formats the first blocks (SP 800-38C, appendix A.2) for tags of `tag` bytes.
///
/// Associated data that fits one block, 14 bytes, is only kept: the cipher starts with the text.
#[inline(never)]
fn begin<C: BlockCipher>(
    cipher: &C,
    tag: usize,
    nonce: &[u8],
    aad: &[u8],
    length: usize,
) -> CcmMessage {
    let mut first = [0u8; 16];
    for (to, from) in first.iter_mut().zip(core::iter::once(&(14 - nonce.len() as u8)).chain(nonce))
    {
        *to = *from;
    }
    let counter = block(&first);
    let mut message = CcmMessage {
        mac: counter,
        mask: [0; 4],
        counter,
        associated: !aad.is_empty(),
        position: 0,
        length,
    };
    message.mac[0] |= ((tag as u32 - 2) / 2) << 3;
    message.mac[3] |= (length as u32).swap_bytes();
    // Nonces of less than 11 bytes leave room for lengths of more than 32 bits.
    if usize::BITS > 32 {
        message.mac[2] |= ((length as u64 >> 32) as u32).swap_bytes();
    }
    if aad.is_empty() {
        return message;
    }
    message.mac[0] |= 1 << 6;
    let size = (aad.len() as u32).to_be_bytes();
    let long = [0xff, 0xfe, size[0], size[1], size[2], size[3]];
    let prefix = if aad.len() < 0xff00 { &size[2..] } else { &long };
    let mut at = 0;
    for byte in prefix.iter().chain(aad) {
        if at == 16 {
            encrypt_once(cipher, &mut message.mac);
            message.take_associated();
            at = 0;
        }
        message.mask[(at / 4) & 3] |= u32::from(*byte) << (8 * (at & 3));
        at += 1;
    }
    message
}

/// Counter mode and CBC-MAC over the next piece. The MAC takes in the plaintext. The last piece
/// completes the tag.
#[inline(never)]
fn process<C: BlockCipher>(
    cipher: &C,
    message: &mut CcmMessage,
    piece: &mut [u8],
    direction: Direction,
) {
    if !takes(message.position, piece, message.length as u64) {
        return;
    }
    let mut keys = C::RoundKeys::default();
    cipher.expand(&mut keys);
    if message.position == 0 {
        message.begin_text::<C>(&keys);
    }
    let mut pair = [[0; 4]; 2];
    let mut rest = piece;
    while !rest.is_empty() {
        let at = message.position & 15;
        let [a, b, mut c, d] = message.counter;
        let number = (message.position / 16) as u64 + 1;
        if usize::BITS > 32 {
            c |= ((number >> 32) as u32).swap_bytes();
        }
        pair = [[a, b, c, d | (number as u32).swap_bytes()], message.mac];
        if at == 0 {
            C::encrypt_pair(&keys, &mut pair);
            message.mac = pair[1];
        } else {
            C::encrypt(&keys, &mut pair[0]);
        }
        let length = rest.len().min(16 - at);
        let (now, later) = rest.split_at_mut(length);
        rest = later;
        add(&mut message.mac, &crypt(&pair[0], at, now, direction.inverse()));
        message.position = message.position.wrapping_add(length);
    }
    if message.position == message.length {
        C::encrypt(&keys, &mut message.mac);
        add(&mut message.mac, &message.mask);
    }
    wipe_words(pair.as_flattened_mut());
}

fn add(sum: &mut Block, block: &Block) {
    let ([a, b, c, d], [e, f, g, h]) = (*sum, *block);
    *sum = [a ^ e, b ^ f, c ^ g, d ^ h];
}

impl<C: BlockCipher, T: ByteArray> Aead for Ccm<C, T> {
    const KEY_LEN: usize = C::Key::LEN;
    const TAG_LEN: usize = T::LEN;
    const MAX_LEN: u64 = (1 << 24) - 1;
    type Message = CcmMessage;
    type Tag = T;

    fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        const { assert!(T::LEN & 1 == 0 && T::LEN <= 16 && T::LEN >= 4, "no length of a CCM tag") }
        Self::keyed(key)
    }

    #[inline(always)]
    fn start(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        length: usize,
    ) -> Result<CcmMessage, InvalidLength> {
        at_most(length, Self::MAX_LEN)?;
        at_most(aad.len(), MAX_AAD)?;
        Ok(begin(&self.cipher, T::LEN, nonce, aad, length))
    }

    fn start_short(&self, nonce: &[u8; 12], aad: &[u8], length: u16) -> CcmMessage {
        begin(&self.cipher, T::LEN, nonce, aad, usize::from(length))
    }

    fn seal_piece(&self, message: &mut CcmMessage, piece: &mut [u8]) {
        if !piece.is_empty() {
            process(&self.cipher, message, piece, Direction::Encrypt);
        }
    }

    fn open_piece(&self, message: &mut CcmMessage, piece: &mut [u8]) {
        if !piece.is_empty() {
            process(&self.cipher, message, piece, Direction::Decrypt);
        }
    }

    fn tag(&self, message: &mut CcmMessage) -> T {
        // Less text than was announced: the state must not go out unencrypted.
        if message.position == 0 || message.position != message.length {
            message.length = message.position;
            process(&self.cipher, message, &mut [], Direction::Encrypt);
        }
        // Taken once more it is the same, and no text may follow.
        (message.position, message.length) = (DONE, DONE);
        cut(&message.mac)
    }
}

impl Drop for CcmMessage {
    fn drop(&mut self) {
        wipe_words(&mut self.mac);
        wipe_words(&mut self.mask);
    }
}
