//! What the images of `src/bin` share: `cargo xtask crypto` builds, weighs and runs each of them.
//!
//! An image names one primitive, or one set of them, and prints a line per step: instructions and
//! stack. Whatever it computes it compares with a known answer first, and ends with an exit code if
//! that is not what came out. The first line of an image's documentation is the title of its row.
//! Test data stands in `static`s: with a name they are told from the primitive's own constants and
//! are not charged.
//!
//! | kind of primitive | written as |
//! |---|---|
//! | a hash | `crypto::hash::<Sha256>(&DIGEST_OF_ABC)` |
//! | an AEAD | [`aead_image!`] with one of the answers in [`known`] |
//! | CTR, CBC | [`ctr_image!`], [`cbc_image!`] likewise |
//! | a curve | [`curve_image!`], or the steps it is made of: |
//! | | [`curve`]: `exchange`, `verify`, `sign`, `handshake` with [`curve::P256`] or another set of answers, then [`done`] |
//! | X25519, Ed25519 | the steps in [`curve25519`], then [`done`] |
//! | anything else | [`bulk`] for what has a price per byte, [`measure`] for what is done once, [`check`], [`done`] |

#![no_std]

pub mod chains;
pub mod curve;
pub mod curve25519;
pub mod known;
pub mod rsa;

pub use board::{entry, measure};

use core::hint::black_box;
use motetls_base::{Entropy, EntropyError, Random, RandomError};
pub use motetls_crypto::BlockCipher;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::modes::ctr::Ctr;
use motetls_crypto::{Aead, BlockDecrypt, Hash};

/// Bytes of the shorter message of a [`bulk`] measurement.
pub const SHORT: usize = 1024;
/// Bytes of the longer one: the difference of both is the price of a byte, the rest that of a
/// message.
pub const LONG: usize = 8192;
/// The byte messages are made of.
pub const FILL: u8 = 0x61;

/// A generator and a source of the same byte for ever: a measurement is repeated exactly.
pub struct Constant;

impl Random for Constant {
    fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.fill(0x5a);
        Ok(())
    }
}

impl Entropy for Constant {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        out.fill(0x5a);
        Ok(())
    }
}

/// Measures `work` on messages of [`SHORT`] and of [`LONG`] bytes. A name must not hold `@`.
pub fn bulk(name: &str, mut work: impl FnMut(&mut [u8])) {
    let mut text = [FILL; LONG];
    let (short, _) = text.split_at_mut(SHORT);
    board::host::word(name);
    measure("@1024", || work(black_box(short)));
    board::host::word(name);
    measure("@8192", || work(black_box(&mut text)));
}

/// Ends the image as failed unless `got` is `expected`.
#[inline(never)]
pub fn check(got: &[u8], expected: &[u8]) {
    ensure(got == expected);
}

/// Ends the image as failed unless `good`.
#[inline(never)]
pub fn ensure(good: bool) {
    if !good {
        board::host::word("NOT OK\n");
        board::host::exit(1)
    }
}

/// The value of `result`; ends the image as failed when there is none.
pub fn expect<T, E>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(_) => board::host::exit(1),
    }
}

/// Ends the image as successful.
pub fn done() -> ! {
    board::host::exit(0)
}

/// The whole image of a hash: step `digest`, after the digest of "abc" was compared with `abc`.
pub fn hash<H: Hash>(abc: &[u8]) -> ! {
    check(H::digest(black_box(b"abc")).as_ref(), abc);
    bulk("digest", |text| {
        black_box(H::digest(text));
    });
    done()
}

/// The whole image of an AEAD: steps `new`, `seal` and `open`.
///
/// `sealed` is what becomes of 16 times [`FILL`] under a key of sevens, a nonce of ones and
/// associated data of five twos: ciphertext and tag.
pub fn aead<A: Aead>(sealed: &[u8]) -> ! {
    let key = [7; 64];
    let aead = expect(measure("new", || A::new(black_box(key.get(..A::KEY_LEN).unwrap_or(&[])))));
    let mut block = [FILL; 16];
    let tag = expect(aead.seal(&[1; 12], &[2; 5], &mut block));
    let (text, expected) = sealed.split_at_checked(16).unwrap_or_default();
    check(&block, text);
    check(tag.as_ref(), expected);
    ensure(aead.open(&[1; 12], &[2; 5], &mut block, tag.as_ref()).is_ok() && block == [FILL; 16]);
    for length in [SHORT, LONG] {
        let mut text = [FILL; LONG];
        let text = text.get_mut(..length).unwrap_or_default();
        let size = if length == SHORT { "@1024" } else { "@8192" };
        board::host::word("seal");
        let tag = expect(measure(size, || aead.seal(black_box(&[1; 12]), &[2; 5], text)));
        board::host::word("open");
        let opened = measure(size, || aead.open(black_box(&[1; 12]), &[2; 5], text, tag.as_ref()));
        ensure(opened.is_ok() && text.iter().all(|byte| *byte == FILL));
    }
    done()
}

/// The rest of the image of CTR: steps `apply`.
pub fn ctr<C: BlockCipher>(cipher: C, known: &[u8; 16]) -> ! {
    let mut ctr = Ctr::new(cipher, black_box(&[1; 16]));
    let mut block = [FILL; 16];
    ctr.apply(&mut block);
    check(&block, known);
    bulk("apply", |text| ctr.apply(text));
    done()
}

/// The rest of the image of CBC: steps `encrypt` and `decrypt`.
pub fn cbc<C: BlockDecrypt>(cipher: C, known: &[u8; 16]) -> ! {
    let mut cbc = Cbc::new(cipher, black_box(&[1; 16]));
    let mut block = [FILL; 16];
    expect(cbc.encrypt(&mut block));
    check(&block, known);
    cbc.restart(&[1; 16]);
    expect(cbc.decrypt(&mut block));
    check(&block, &[FILL; 16]);
    bulk("encrypt", |text| expect(cbc.encrypt(text)));
    bulk("decrypt", |text| expect(cbc.decrypt(text)));
    done()
}

/// The image of a curve: its type, the answers in [`curve`], and which steps are measured.
#[macro_export]
macro_rules! curve_image {
    ($ours:ty, $answers:ident: $($step:ident $(<$hash:ty>)?),*) => {
        #[$crate::entry]
        fn main() -> ! {
            $($crate::curve::$step::<$ours $(, $hash)?>(&$crate::curve::$answers);)*
            $crate::done()
        }
    };
}

/// The image of an AEAD: its type, and the answer in [`known`].
#[macro_export]
macro_rules! aead_image {
    ($aead:ty, $known:ident) => {
        #[$crate::entry]
        fn main() -> ! {
            $crate::aead::<$aead>(&$crate::known::$known)
        }
    };
}

/// The image of CTR: its cipher, the bytes of a key, and the answer in [`known`].
#[macro_export]
macro_rules! ctr_image {
    ($cipher:ty, $key:literal, $known:ident) => {
        #[$crate::entry]
        fn main() -> ! {
            let cipher = <$cipher as $crate::BlockCipher>::new(core::hint::black_box(&[7; $key]));
            $crate::ctr(cipher, &$crate::known::$known)
        }
    };
}

/// The image of CBC: its cipher, the bytes of a key, and the answer in [`known`].
#[macro_export]
macro_rules! cbc_image {
    ($cipher:ty, $key:literal, $known:ident) => {
        #[$crate::entry]
        fn main() -> ! {
            let cipher = <$cipher as $crate::BlockCipher>::new(core::hint::black_box(&[7; $key]));
            $crate::cbc(cipher, &$crate::known::$known)
        }
    };
}
