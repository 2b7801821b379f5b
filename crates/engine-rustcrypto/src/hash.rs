//! SHA-1 (`sha1`), SHA-2 (`sha2`) and SHA-3 (`sha3`).
//!
//! These crates do not give out the chaining value between two blocks, so the [`Midstate`] of HMAC is a whole running hash:
//! 100 to 400 bytes where our own has 20 to 64. The states wipe themselves when dropped.

use motetls_crypto::Hash;
use sha2::digest::Digest;
use zeroize::Zeroize;

/// A running hash set aside: as secret as what it took in.
#[derive(Clone)]
pub struct Midstate<D: Digest>(D);

impl<D: Digest> Zeroize for Midstate<D> {
    fn zeroize(&mut self) {
        // The old state is dropped, and wiped by that.
        self.0 = D::new();
    }
}

/// Declares a hash over one of a crate, with the bytes of its digest and of its block.
macro_rules! hash {
    ($(#[$doc:meta])* $name:ident, $digest:ty, $output:literal, $block:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name($digest);

        impl Hash for $name {
            type Output = [u8; $output];
            type Block = [u8; $block];
            type Midstate = Midstate<$digest>;

            fn new() -> Self {
                $name(Digest::new())
            }
            fn update(&mut self, data: &[u8]) {
                Digest::update(&mut self.0, data);
            }
            fn finish(&mut self) -> [u8; $output] {
                self.0.finalize_reset().into()
            }
            fn restart(&mut self) {
                self.0.reset();
            }
            fn midstate(&self) -> Midstate<$digest> {
                Midstate(self.0.clone())
            }
            fn resume(&mut self, midstate: &Midstate<$digest>) {
                self.0.clone_from(&midstate.0);
            }
        }
    };
}

hash!(/** SHA-1 (FIPS 180-4): for what demands it; collisions are known. */ Sha1, sha1::Sha1, 20, 64);
hash!(/** SHA-224 (FIPS 180-4). */ Sha224, sha2::Sha224, 28, 64);
hash!(/** SHA-256 (FIPS 180-4). */ Sha256, sha2::Sha256, 32, 64);
hash!(/** SHA-384 (FIPS 180-4). */ Sha384, sha2::Sha384, 48, 128);
hash!(/** SHA-512 (FIPS 180-4). */ Sha512, sha2::Sha512, 64, 128);
hash!(/** SHA3-224 (FIPS 202). */ Sha3_224, sha3::Sha3_224, 28, 144);
hash!(/** SHA3-256 (FIPS 202). */ Sha3_256, sha3::Sha3_256, 32, 136);
hash!(/** SHA3-384 (FIPS 202). */ Sha3_384, sha3::Sha3_384, 48, 104);
hash!(/** SHA3-512 (FIPS 202). */ Sha3_512, sha3::Sha3_512, 64, 72);
