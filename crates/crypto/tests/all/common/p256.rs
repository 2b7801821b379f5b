//! What the tests of P-256 share: they go over every form of it.

use motetls_crypto::keys::{AgreeValidated, VerifyValidated};
use motetls_crypto::p256::{PrivateKey, PublicKey, SharedSecret};
use motetls_crypto::{EcdsaSign, Group};

/// A form of P-256.
pub trait Curve:
    Group<Private = PrivateKey, Public = [u8; 65], Shared = SharedSecret>
    + EcdsaSign<Private = PrivateKey, Signature = [u8; 64]>
    + AgreeValidated<PublicKey = PublicKey>
    + VerifyValidated
{
}

impl<C> Curve for C where
    C: Group<Private = PrivateKey, Public = [u8; 65], Shared = SharedSecret>
        + EcdsaSign<Private = PrivateKey, Signature = [u8; 64]>
        + AgreeValidated<PublicKey = PublicKey>
        + VerifyValidated
{
}

/// What a form of P-256 does beyond the traits.
pub trait Decompress {
    fn decompress(compressed: &[u8; 33]) -> Option<[u8; 65]>;
}

impl<F: motetls_crypto::p256::Field> Decompress for motetls_crypto::p256::NistP256<F> {
    fn decompress(compressed: &[u8; 33]) -> Option<[u8; 65]> {
        Self::decompress(compressed).ok().map(|public| *public.as_bytes())
    }
}

/// Runs each test over each form.
#[macro_export]
macro_rules! for_each_form {
    ($($test:ident),* $(,)?) => {
        $crate::for_each_form!(
            @ unrolled: NistP256<Limbs29<motetls_crypto::p256::Unrolled>>; $($test)*
        );
        #[cfg(target_pointer_width = "64")]
        $crate::for_each_form!(@ wide: NistP256<motetls_crypto::p256::Wide>; $($test)*);
        $crate::for_each_form!(@ small: motetls_crypto::p256::P256Small; $($test)*);
        $crate::for_each_form!(
            @ words: NistP256<Words32<motetls_crypto::p256::Portable>>; $($test)*
        );
        $crate::for_each_form!(@ halves: motetls_crypto::p256::P256Products16; $($test)*);
    };
    (@ $form:ident: $curve:ty; $($test:ident)*) => {
        mod $form {
            #[allow(unused_imports, reason = "each form needs some")]
            use motetls_crypto::p256::{Limbs29, NistP256, Words32};

            $(#[test]
            fn $test() {
                super::$test::<$curve>();
            })*
        }
    };
}
