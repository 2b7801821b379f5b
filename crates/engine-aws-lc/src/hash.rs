//! SHA-1, SHA-2 and SHA-3.
//!
//! AWS-LC does not give out the chaining value between two blocks, so the [`Midstate`] of HMAC is a
//! whole running hash on the heap. AWS-LC wipes its states when it frees them.

use aws_lc_rs::digest::{self, Context};
use motetls_crypto::{Hash, ResumableHash};
use zeroize::Zeroize;

/// A running hash set aside: as secret as what it took in.
#[derive(Clone)]
pub struct Midstate(Context);

impl Zeroize for Midstate {
    fn zeroize(&mut self) {
        // The old state is freed, and wiped by that.
        self.0 = Context::new(self.0.algorithm());
    }
}

/// Declares a hash with its algorithm and the bytes of its digest and of its block.
macro_rules! hash {
    ($(#[$doc:meta])* $name:ident, $algorithm:ident, $output:literal, $block:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Context);

        impl Hash for $name {
            type Output = [u8; $output];
            type Block = [u8; $block];

            fn new() -> Self {
                $name(Context::new(&digest::$algorithm))
            }
            fn update(&mut self, data: &[u8]) {
                self.0.update(data);
            }
            fn finish(&mut self) -> [u8; $output] {
                let context = core::mem::replace(&mut self.0, Context::new(&digest::$algorithm));
                context.finish().as_ref().try_into().unwrap_or([0; $output])
            }
            fn restart(&mut self) {
                self.0 = Context::new(&digest::$algorithm);
            }
            fn digest(data: &[u8]) -> [u8; $output] {
                digest::digest(&digest::$algorithm, data).as_ref().try_into().unwrap_or([0; $output])
            }
        }

        impl ResumableHash for $name {
            type Midstate = Midstate;

            fn midstate(&self) -> Midstate {
                Midstate(self.0.clone())
            }

            fn resume(&mut self, midstate: &Midstate) {
                self.0.clone_from(&midstate.0);
            }
        }
    };
}

hash!(/** SHA-1 (FIPS 180-4): for what demands it; collisions are known. */ Sha1, SHA1_FOR_LEGACY_USE_ONLY, 20, 64);
hash!(/** SHA-224 (FIPS 180-4). */ Sha224, SHA224, 28, 64);
hash!(/** SHA-256 (FIPS 180-4). */ Sha256, SHA256, 32, 64);
hash!(/** SHA-384 (FIPS 180-4). */ Sha384, SHA384, 48, 128);
hash!(/** SHA-512 (FIPS 180-4). */ Sha512, SHA512, 64, 128);
hash!(/** SHA3-256 (FIPS 202). */ Sha3_256, SHA3_256, 32, 136);
hash!(/** SHA3-384 (FIPS 202). */ Sha3_384, SHA3_384, 48, 104);
hash!(/** SHA3-512 (FIPS 202). */ Sha3_512, SHA3_512, 64, 72);
