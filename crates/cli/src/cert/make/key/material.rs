//! The numbers private keys are made of, and the types that calculate with them.

use motetls::crypto::keys::RawPrivateKey;
use motetls::crypto::rsa;
use motetls::pki::key::{PrivateKey, RsaPrivateKey};
use motetls_base::Secret;

use crate::failure::Failure;

/// Bits of the longest RSA key that is known here.
pub(super) const MOST_BITS: usize = rsa::MAX_BITS;

/// The numbers of an RSA key as its arithmetic takes them.
pub(super) fn numbers<'k>(key: &RsaPrivateKey<'k>) -> rsa::PrivateNumbers<'k> {
    let ([p, q], [dp, dq]) = (key.primes, key.exponents);
    let (n, e) = (key.public.modulus, key.public.exponent);
    rsa::PrivateNumbers { n, e, d: key.private_exponent, p, q, dp, dq, qinv: key.coefficient }
}

/// The message for a key whose numbers do not fit together.
pub(super) fn unfit() -> Failure {
    Failure::local("the numbers of the key do not fit together: the file is damaged")
}

/// The private number of an elliptic-curve key.
pub(super) fn scalar<K: RawPrivateKey, const N: usize>(key: &PrivateKey<'_>) -> Result<K, Failure> {
    let PrivateKey::Ec(key) = key else { return Err(unfit()) };
    let mut private = Secret::<N>::zero();
    key.private_into(private.expose_mut()).map_err(|_| unfit())?;
    K::from_bytes(private.expose()).map_err(|_| unfit())
}
