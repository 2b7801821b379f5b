//! What a curve is by its tag: the widths of its bytes and the types of its keys.

/// Types and constants of one row of `curves!`, which brings what they are made of into scope.
macro_rules! curve {
    ($name:ident, $params:ident, $comb:ident, $bytes:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Curve for $name {
            type Bytes = [u8; $bytes];
            type Secret = Secret<$bytes>;
            type PrivateKey = PrivateKey<$name, $bytes>;
            type PublicKey = PublicKey<$name, { 2 * $bytes + 1 }>;
            type SharedSecret = SharedSecret<$name, $bytes>;
            type Public = [u8; 2 * $bytes + 1];
            type Signature = [u8; 2 * $bytes];
        }

        impl sealed::Curve for $name {
            type Element = [Limb; limbs_for($bytes)];
            const PARAMS: &'static Params = &$params;
            const COMB: &'static [u8] = &$comb;
            type Private = Secret<$bytes>;
            type Key = PrivateKey<$name, $bytes>;
            type Point = [u8; 2 * $bytes + 1];
            type Valid = PublicKey<$name, { 2 * $bytes + 1 }>;
            type Shared = SharedSecret<$name, $bytes>;
            #[inline(always)]
            fn generate<R: Random>(random: &mut R) -> Result<Self::Key, RandomError> {
                PrivateKey::generate(random)
            }
            #[inline(always)]
            fn scalar(private: &Self::Key) -> &Secret<$bytes> {
                private.secret()
            }
            #[inline(always)]
            fn shared(secret: Secret<$bytes>) -> Self::Shared {
                SharedSecret::new(secret)
            }
            #[inline(always)]
            fn of_valid(point: Self::Point) -> Self::Valid {
                PublicKey::of_valid(point)
            }
            fn secret() -> Secret<$bytes> {
                Secret::zero()
            }
            fn expose_mut(secret: &mut Secret<$bytes>) -> &mut [u8] {
                secret.expose_mut()
            }
        }

        impl keys::sealed::Sealed for $name {}

        impl PublicKeyValidation<{ 2 * $bytes + 1 }> for $name {
            fn is_valid_vartime(bytes: &[u8; 2 * $bytes + 1]) -> bool {
                EcAgreeSteps::<$name>::new().is_valid_vartime(bytes)
            }
        }

        impl KeyRange<$bytes> for $name {
            /// On the worst of curves one candidate in three is refused.
            const DRAWS: u32 = 128;
            const EXCESS: u32 = $params.excess();

            #[inline(always)]
            fn contains(bytes: &Secret<$bytes>) -> bool {
                $params.is_scalar(bytes.expose())
            }
        }
    };
}

pub(super) use curve;
