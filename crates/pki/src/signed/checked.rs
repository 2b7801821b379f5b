//! A signer that verifies its signatures before it gives them out.

use super::DigestSigner;
use crate::algorithm::Scheme;
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{EcdsaVerify, SignError};

/// An ECDSA signer that verifies with the curve `C` what `S` made: a signature that does not hold,
/// because a fault struck or the key in memory was altered, is not given out. One such signature,
/// beside a right one of the same message, may give the private key away.
///
/// It costs a verification for every signature. RSA keys do without: see
/// [`RsaSign`](motetls_crypto::RsaSign).
pub struct Checked<'k, S, C> {
    signer: S,
    public: &'k [u8],
    curve: PhantomData<fn() -> C>,
}

impl<'k, S: DigestSigner, C: EcdsaVerify> Checked<'k, S, C> {
    /// The signer `signer`, whose public key is the point `public`, 0x04 || X || Y. It should be
    /// one that was stored, not computed of the private key that is in use: that would follow an
    /// altered private key.
    #[must_use]
    pub const fn new(signer: S, public: &'k [u8]) -> Self {
        Checked { signer, public, curve: PhantomData }
    }
}

impl<S: fmt::Debug, C> fmt::Debug for Checked<'_, S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, checked", self.signer)
    }
}

impl<S: DigestSigner<Error: From<SignError>>, C: EcdsaVerify> DigestSigner for Checked<'_, S, C> {
    type Hash = S::Hash;
    type Error = S::Error;

    fn scheme(&self) -> Scheme {
        self.signer.scheme()
    }

    fn signature_len(&self) -> usize {
        self.signer.signature_len()
    }

    /// # Errors
    /// The signer's own; [`SignError::Failed`] when its signature does not hold, which `signature`
    /// does not keep.
    fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), S::Error> {
        let made = self.signer.sign_digest(digest, signature);
        if made.is_ok() && C::verify(self.public, digest, signature).is_err() {
            signature.fill(0);
            return Err(SignError::Failed.into());
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signed::EcdsaKey;
    use motetls_crypto::{Group, P256, Sha256, p256::PrivateKey};

    /// Signs as a key does, and then flips a bit.
    struct Faulty<'k>(EcdsaKey<'k, P256, Sha256>, Option<usize>);

    impl DigestSigner for Faulty<'_> {
        type Hash = Sha256;
        type Error = SignError;
        fn scheme(&self) -> Scheme {
            self.0.scheme()
        }
        fn signature_len(&self) -> usize {
            self.0.signature_len()
        }
        fn sign_digest(&mut self, digest: &[u8], signature: &mut [u8]) -> Result<(), SignError> {
            self.0.sign_digest(digest, signature)?;
            if let Some(bit) = self.1 {
                signature[bit / 8] ^= 1 << (bit % 8);
            }
            Ok(())
        }
    }

    #[test]
    fn faults_are_not_given_out() {
        let private = PrivateKey::from_bytes(&[0x21; 32]).unwrap();
        let public = P256::public(&private);
        let sign = |private, public: &[u8], bit| {
            let signer = Faulty(EcdsaKey::new(private, &[7; 32]), bit);
            let mut signature = [0xee; 64];
            let made =
                Checked::<_, P256>::new(signer, public).sign_digest(&[5; 32], &mut signature);
            (made, signature)
        };
        let (made, signature) = sign(&private, &public, None);
        made.unwrap();
        P256::verify(&public, &[5; 32], &signature).unwrap();
        for bit in [0, 7, 255, 256, 511] {
            let refused = (Err(SignError::Failed), [0; 64]);
            assert_eq!(sign(&private, &public, Some(bit)), refused, "{bit}");
        }
        // The private key altered, the public key of another, and one that is no point.
        let altered = PrivateKey::from_bytes(&[0x20; 32]).unwrap();
        assert_eq!(sign(&altered, &public, None).0, Err(SignError::Failed));
        assert_eq!(sign(&private, &P256::public(&altered), None).0, Err(SignError::Failed));
        assert_eq!(sign(&private, &public[..64], None).0, Err(SignError::Failed));
    }

    /// Refuses.
    struct Refuses;

    impl DigestSigner for Refuses {
        type Hash = Sha256;
        type Error = SignError;
        fn scheme(&self) -> Scheme {
            Scheme::Ed25519
        }
        fn signature_len(&self) -> usize {
            64
        }
        fn sign_digest(&mut self, _: &[u8], _: &mut [u8]) -> Result<(), SignError> {
            Err(SignError::InvalidPrivateKey)
        }
    }

    #[test]
    fn the_signers_own_error_is_told() {
        let made = Checked::<_, P256>::new(Refuses, &[]).sign_digest(&[5; 32], &mut [0; 64]);
        assert_eq!(made, Err(SignError::InvalidPrivateKey));
    }
}
