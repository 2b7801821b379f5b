//! The certificate and the key by which `connect` proves who it is.

use std::cell::RefCell;
use std::path::Path;

use motetls::pki::signed::Signer;
use motetls::pki::{Certificate, key::PublicKey};
use motetls::{SignatureError, SignatureScheme, scheme};

use crate::cert::{Generator, Input, KeyPair, generator};
use crate::client_signer::{ClientSigner, Signs};
use crate::failure::Failure;

/// A certificate with those above it, and a signer by its key.
pub(crate) struct ClientIdentity {
    /// The certificates in DER, the client's own first.
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) signer: ClientSigner,
}

impl ClientIdentity {
    /// Reads both files; `key` may be the one of `cert`, with the certificates before or behind it.
    pub(crate) fn read(cert: &Path, key: &Path) -> Result<Self, Failure> {
        let chain = Input::read(cert)?.certificates()?;
        let mut random = generator()?;
        let pair = KeyPair::read(key, None, &mut random)?;
        let leaf = chain.first().map(|der| Certificate::parse(der));
        if !matches!(leaf, Some(Ok(leaf)) if leaf.spki == pair.spki()) {
            return Err(Failure::local(format!(
                "{}: the first certificate is not of the key in {}: put the client's own first",
                cert.display(),
                key.display()
            )));
        }
        let key = FileKey { pair, random: RefCell::new(random) };
        Ok(ClientIdentity { chain, signer: ClientSigner(Box::new(key)) })
    }

    /// Reads a key, whose public one is shown without a certificate.
    pub(crate) fn of_key(key: &Path) -> Result<Self, Failure> {
        let mut random = generator()?;
        let pair = KeyPair::read(key, None, &mut random)?;
        let chain = vec![pair.spki().to_vec()];
        let key = FileKey { pair, random: RefCell::new(random) };
        Ok(ClientIdentity { chain, signer: ClientSigner(Box::new(key)) })
    }
}

/// A private key of a file, and what its signatures draw from.
struct FileKey {
    pair: KeyPair,
    random: RefCell<Generator>,
}

impl FileKey {
    /// Whether signatures are made by RSA: in handshakes always by PSS.
    fn is_rsa(&self) -> bool {
        matches!(self.pair.public(), Ok(PublicKey::Rsa(_)))
    }
}

impl Signs for FileKey {
    fn signs(&self, wanted: SignatureScheme) -> bool {
        let Ok(mut random) = self.random.try_borrow_mut() else { return false };
        self.pair.signer(self.is_rsa(), &mut random).is_ok_and(|signer| {
            scheme::is_signed_by(wanted, &signer.scheme(), signer.signature_len())
        })
    }

    fn sign(
        &self,
        _: SignatureScheme,
        message: &[&[u8]],
        signature: &mut [u8],
    ) -> Result<usize, SignatureError> {
        let failed = SignatureError::Failed;
        let mut random = self.random.try_borrow_mut().map_err(|_| failed)?;
        let mut signer = self.pair.signer(self.is_rsa(), &mut random).map_err(|_| failed)?;
        let length = signer.signature_len();
        let place = signature.get_mut(..length).ok_or(failed)?;
        signer.sign(message, place).map(|()| length).map_err(|_| failed)
    }
}
