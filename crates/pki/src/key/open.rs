//! Opening and sealing private keys with a password.

use super::{EncryptedPrivateKey, Pbes2, PrivateKeyInfo};
use crate::algorithm::{HashId, KnownHash};
use crate::der::{DerWriter, OCTET_STRING, Read, SEQUENCE};
use core::fmt;
use motetls_base::Full;
use motetls_base::secret::wipe;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{
    Aes192Ct, Aes256Ct, AesCt, BlockCipher, BlockDecrypt, ByteArray, Sha224, Sha256, Sha384, Sha512, pbkdf2,
};

/// Why an encrypted key was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Its encoding cannot be read.
    Malformed,
    /// It is encrypted in a way that is not known here, or not with the hash and the cipher asked for.
    Unsupported,
    /// It asks for more iterations than the caller allows.
    TooManyIterations,
    /// The buffer is shorter than the encrypted key.
    Full,
    /// The password is wrong, or the key was altered: there is no telling which.
    WrongPassword,
}

impl<'a> EncryptedPrivateKey<'a> {
    /// Opens the key with `password` into the start of `out`, which is as long as [`EncryptedPrivateKey::data`], and yields
    /// the PrivateKeyInfo; the caller wipes `out` after use.
    ///
    /// The work grows with the iterations the key asks for; what asks for more than `limit` is refused. All hashes and key
    /// lengths of [`Pbes2`] are tried for, which takes all of them into the image: a device that knows how its key was made
    /// takes [`EncryptedPrivateKey::open_with`].
    ///
    /// # Errors
    /// [`OpenError`]; `out` is wiped then.
    pub fn open<'b>(&self, password: &[u8], limit: u32, out: &'b mut [u8]) -> Result<&'b mut [u8], OpenError> {
        let scheme = self.scheme()?;
        match scheme.prf {
            HashId::Sha1 => self.open_by::<Sha1>(&scheme, password, limit, out),
            HashId::Sha224 => self.open_by::<Sha224>(&scheme, password, limit, out),
            HashId::Sha256 => self.open_by::<Sha256>(&scheme, password, limit, out),
            HashId::Sha384 => self.open_by::<Sha384>(&scheme, password, limit, out),
            HashId::Sha512 => self.open_by::<Sha512>(&scheme, password, limit, out),
            _ => Err(OpenError::Unsupported),
        }
    }

    fn open_by<'b, H: KnownHash>(
        &self,
        scheme: &Pbes2<'_>,
        password: &[u8],
        limit: u32,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError> {
        match scheme.key_len {
            16 => self.open_with::<H, AesCt>(password, limit, out),
            24 => self.open_with::<H, Aes192Ct>(password, limit, out),
            _ => self.open_with::<H, Aes256Ct>(password, limit, out),
        }
    }

    /// As [`EncryptedPrivateKey::open`], with one hash and one cipher.
    ///
    /// # Errors
    /// As there, and [`OpenError::Unsupported`] when the key was made with others.
    pub fn open_with<'b, H: KnownHash, C: BlockDecrypt>(
        &self,
        password: &[u8],
        limit: u32,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError> {
        let scheme = self.scheme()?;
        if scheme.prf != H::ID || scheme.key_len != C::Key::LEN {
            return Err(OpenError::Unsupported);
        }
        if scheme.iterations > limit {
            return Err(OpenError::TooManyIterations);
        }
        let text = out.get_mut(..self.data.len()).ok_or(OpenError::Full)?;
        for (to, from) in text.iter_mut().zip(self.data) {
            *to = *from;
        }
        let cipher = scheme.cipher::<H, C>(password).ok_or(OpenError::Malformed)?;
        let length = cipher_text_length(Cbc::new(cipher, scheme.iv), text);
        // a wrong password passes for a right one, as far as padding goes, once in 256 times
        match length {
            Some(length) if text.get(..length).is_some_and(|key| PrivateKeyInfo::from_der(key).is_ok()) => {
                text.get_mut(..length).ok_or(OpenError::WrongPassword)
            }
            _ => {
                wipe(text);
                Err(OpenError::WrongPassword)
            }
        }
    }

    fn scheme(&self) -> Result<Pbes2<'a>, OpenError> {
        self.pbes2().map_err(|_| OpenError::Malformed)?.ok_or(OpenError::Unsupported)
    }
}

/// Decrypts `text` in place; the length without its padding, if it is padded.
fn cipher_text_length<C: BlockDecrypt>(mut chain: Cbc<C>, text: &mut [u8]) -> Option<usize> {
    chain.decrypt_padded(text).ok().map(|plain| plain.len())
}

impl Pbes2<'_> {
    /// The cipher under the key that `password` leads to; `None` when there are no iterations.
    fn cipher<H: KnownHash, C: BlockCipher>(&self, password: &[u8]) -> Option<C> {
        let mut key = C::Key::ZERO;
        let derived = pbkdf2::derive::<H>(password, self.salt, self.iterations, key.as_mut());
        let cipher = derived.is_ok().then(|| C::new(&key));
        wipe(key.as_mut());
        cipher
    }

    /// Writes `key`, a PrivateKeyInfo, as an EncryptedPrivateKeyInfo under `password` to the start of `out`, and yields its
    /// length. `out` needs 160 octets more than the key, and the salt.
    ///
    /// Salt (16 octets or more) and initialisation vector are random, and new for each key.
    ///
    /// # Errors
    /// [`Full`] when `out` is too small, when the scheme is not of `H` and `C`, or has no iterations. `out` is wiped then.
    pub fn seal_with<H: KnownHash, C: BlockCipher>(
        &self,
        password: &[u8],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let sealed = self.seal_into::<H, C>(password, key, out);
        if sealed.is_err() {
            wipe(out);
        }
        sealed
    }

    fn seal_into<H: KnownHash, C: BlockCipher>(
        &self,
        password: &[u8],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Full> {
        if self.prf != H::ID || self.key_len != C::Key::LEN {
            return Err(Full);
        }
        let padded = (key.len() | 15).checked_add(1).ok_or(Full)?;
        let mut der = DerWriter::new(out);
        let envelope = der.open(SEQUENCE);
        self.write(&mut der);
        let data = der.open(OCTET_STRING);
        let (_, text) = der.reserve(padded).ok_or(Full)?;
        for (to, from) in text.iter_mut().zip(key) {
            *to = *from;
        }
        let cipher = self.cipher::<H, C>(password).ok_or(Full)?;
        Cbc::new(cipher, self.iv).encrypt_padded(text, key.len()).map_err(|_| Full)?;
        der.close(data);
        der.close(envelope);
        der.done()
    }

    /// [`Pbes2::seal_with`] HMAC-SHA-256 and AES-256: what others open. PBKDF2 wants as many iterations as can be borne,
    /// 600,000 on a host.
    ///
    /// # Errors
    /// [`Full`] as there.
    pub fn seal(
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        iv: &[u8; 16],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, Full> {
        let scheme = Pbes2 { salt, iterations, prf: HashId::Sha256, key_len: 32, iv };
        scheme.seal_with::<Sha256, Aes256Ct>(password, key, out)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OpenError::Malformed => "the encrypted key is malformed",
            OpenError::Unsupported => {
                "the key is encrypted in a way that is not supported: convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`"
            }
            OpenError::TooManyIterations => "the key asks for more iterations of PBKDF2 than are allowed here",
            OpenError::Full => "the buffer is too small for the key",
            OpenError::WrongPassword => "the password is wrong, or the key was altered",
        })
    }
}

impl core::error::Error for OpenError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PrivateKey;

    #[test]
    fn what_is_sealed_is_opened() {
        let (mut plain, mut sealed, mut out) = ([0; 64], [0; 300], [0; 300]);
        let mut der = DerWriter::new(&mut plain);
        PrivateKey::Ed25519(&[7; 32]).write(&mut der);
        let key = der.written();
        let length = Pbes2::seal(b"secret", &[1; 16], 3, &[2; 16], key, &mut sealed).unwrap();
        let encrypted = EncryptedPrivateKey::from_der(&sealed[..length]).unwrap();
        assert_eq!(encrypted.open(b"secret", 3, &mut out).unwrap(), key);
        assert_eq!(encrypted.open(b"Secret", 3, &mut out), Err(OpenError::WrongPassword));
        assert_eq!(out[..encrypted.data.len()], [0; 64][..encrypted.data.len()], "wiped");
        assert_eq!(encrypted.open(b"secret", 2, &mut out), Err(OpenError::TooManyIterations));
        assert_eq!(encrypted.open(b"secret", 3, &mut out[..40]), Err(OpenError::Full));
        let other = encrypted.open_with::<Sha1, Aes256Ct>(b"secret", 3, &mut out);
        assert_eq!(other, Err(OpenError::Unsupported));
        assert_eq!(Pbes2::seal(b"secret", &[1; 16], 0, &[2; 16], key, &mut sealed), Err(Full));
        assert_eq!(Pbes2::seal(b"secret", &[1; 16], 3, &[2; 16], key, &mut sealed[..100]), Err(Full));
    }
}
