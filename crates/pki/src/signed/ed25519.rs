//! A key in memory that signs by Ed25519 (RFC 8032; in certificates, RFC 8410).

use super::Signer;
use crate::algorithm::Scheme;
use core::fmt;
use core::marker::PhantomData;
use motetls_crypto::{ByteArray, SignError, SignVerify};

/// An Ed25519 key of the engine `S`, `motetls_crypto::Ed25519` as a rule: a [`Signer`] of whole
/// messages, as the algorithm reads what it signs twice (RFC 8032, section 5.1.6).
pub struct Ed25519Key<'k, S: SignVerify> {
    private: &'k S::Private,
    engine: PhantomData<fn() -> S>,
}

impl<'k, S: SignVerify> Ed25519Key<'k, S> {
    /// The key `private`.
    #[must_use]
    pub const fn new(private: &'k S::Private) -> Self {
        Ed25519Key { private, engine: PhantomData }
    }
}

impl<S: SignVerify> fmt::Debug for Ed25519Key<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an Ed25519 key")
    }
}

impl<S: SignVerify> Signer for Ed25519Key<'_, S> {
    type Error = SignError;

    fn scheme(&self) -> Scheme {
        Scheme::Ed25519
    }

    fn signature_len(&self) -> usize {
        S::Signature::LEN
    }

    fn sign(&mut self, message: &[&[u8]], signature: &mut [u8]) -> Result<(), SignError> {
        let made = S::sign(self.private, message)?;
        for (to, from) in signature.iter_mut().zip(made.as_ref()) {
            *to = *from;
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "ed25519"))]
mod tests {
    use super::*;
    use crate::der::Read;
    use crate::key::PrivateKey;
    use crate::pem::Blocks;
    use crate::signed::Signed;
    use motetls_crypto::Ed25519;

    /// RFC 8410, section 10.2.
    const CERTIFICATE: &[u8] =
        include_bytes!("../../tests/vectors/x509/ed25519/ed25519-rfc8410.pem");
    /// RFC 8410, section 10.3: the key it is signed with.
    const KEY: &[u8] = b"-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    #[test]
    fn the_certificate_of_the_rfc_is_signed_alike() {
        let (mut der, mut key, mut signature) = ([0; 1024], [0; 64], [0; 64]);
        let block = Blocks::new(CERTIFICATE).next().unwrap().unwrap();
        let signed = Signed::from_der(block.decode(&mut der).unwrap()).unwrap();
        let block = Blocks::new(KEY).next().unwrap().unwrap();
        let PrivateKey::Ed25519(seed) =
            PrivateKey::from_any(block.decode(&mut key).unwrap()).unwrap()
        else {
            panic!("Ed25519");
        };
        let private = motetls_crypto::keys::PrivateKey::from_bytes(seed).unwrap();
        let mut signer = Ed25519Key::<Ed25519>::new(&private);
        assert_eq!((signer.scheme(), signer.signature_len()), (Scheme::Ed25519, signature.len()));
        let (head, tail) = signed.contents.split_at(100);
        signer.sign(&[head, tail], &mut signature).unwrap();
        assert_eq!(signature, signed.signature);
    }
}
