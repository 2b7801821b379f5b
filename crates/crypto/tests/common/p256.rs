//! What the tests of P-256 share: they go over every form of it.

use motetls_base::Secret;
use motetls_crypto::{EcdsaSign, Group};

/// A form of P-256.
pub trait Curve:
    Group<Private = Secret<32>, Public = [u8; 65], Shared = Secret<32>>
    + EcdsaSign<Private = Secret<32>, Signature = [u8; 64]>
{
}

impl<C> Curve for C where
    C: Group<Private = Secret<32>, Public = [u8; 65], Shared = Secret<32>>
        + EcdsaSign<Private = Secret<32>, Signature = [u8; 64]>
{
}

/// What a form of P-256 does beyond the traits.
pub trait Decompress {
    fn decompress(compressed: &[u8; 33]) -> Option<[u8; 65]>;
    fn validate(public: &[u8]) -> bool;
}

impl<F: motetls_crypto::p256::Field> Decompress for motetls_crypto::p256::Curve<F> {
    fn decompress(compressed: &[u8; 33]) -> Option<[u8; 65]> {
        Self::decompress(compressed).ok()
    }
    fn validate(public: &[u8]) -> bool {
        Self::validate(public).is_ok()
    }
}

/// Runs each test over each form.
#[macro_export]
macro_rules! for_each_form {
    ($($test:ident),* $(,)?) => {
        for_each_form!(@ unrolled: motetls_crypto::p256::Curve<motetls_crypto::p256::Limbs29<motetls_crypto::p256::Unrolled>>; $($test)*);
        #[cfg(target_pointer_width = "64")]
        for_each_form!(@ wide: motetls_crypto::p256::Curve<motetls_crypto::p256::Wide>; $($test)*);
        for_each_form!(@ small: motetls_crypto::p256::P256Small; $($test)*);
        for_each_form!(@ words: motetls_crypto::p256::Curve<motetls_crypto::p256::Words32<motetls_crypto::p256::Portable>>; $($test)*);
        for_each_form!(@ halves: motetls_crypto::p256::P256Halves; $($test)*);
    };
    (@ $form:ident: $curve:ty; $($test:ident)*) => {
        mod $form {
            $(#[test]
            fn $test() {
                super::$test::<$curve>();
            })*
        }
    };
}
