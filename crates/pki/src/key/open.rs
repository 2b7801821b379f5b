//! Opening and sealing private keys with a password.

use super::{DecryptError, EncryptError, EncryptedPrivateKey, Pbes2, PrivateKeyInfo};
use crate::algorithm::{HashId, KnownHash};
use crate::der::{Der, DerWriter, OCTET_STRING, Read, SEQUENCE};
use motetls_base::secret::wipe;
use motetls_crypto::modes::cbc::Cbc;
use motetls_crypto::sha1::Sha1;
use motetls_crypto::{
    Aes128Ct, Aes192Ct, Aes256Ct, BlockCipher, BlockDecrypt, ByteArray, ResumableHash, Sha224,
    Sha256, Sha384, Sha512, pbkdf2,
};

impl<'a> EncryptedPrivateKey<'a> {
    /// Opens the key with `password` into the start of `out`, which is as long as
    /// [`EncryptedPrivateKey::data`], and yields the PrivateKeyInfo; the caller wipes `out` after
    /// use.
    ///
    /// The work grows with the iterations the key asks for; what asks for more than `limit` is
    /// refused. All hashes and key lengths of [`Pbes2`] are tried for, which takes all of them into
    /// the image: a device that knows how its key was made takes
    /// [`EncryptedPrivateKey::open_with`].
    ///
    /// # Errors
    /// [`DecryptError`]; `out` is wiped then.
    pub fn open<'b>(
        &self,
        password: &[u8],
        limit: u32,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], DecryptError> {
        let scheme = self.scheme()?;
        match scheme.prf {
            HashId::Sha1 => self.open_by::<Sha1>(&scheme, password, limit, out),
            HashId::Sha224 => self.open_by::<Sha224>(&scheme, password, limit, out),
            HashId::Sha256 => self.open_by::<Sha256>(&scheme, password, limit, out),
            HashId::Sha384 => self.open_by::<Sha384>(&scheme, password, limit, out),
            HashId::Sha512 => self.open_by::<Sha512>(&scheme, password, limit, out),
            _ => Err(DecryptError::Unsupported),
        }
    }

    fn open_by<'b, H: KnownHash + ResumableHash>(
        &self,
        scheme: &Pbes2<'_>,
        password: &[u8],
        limit: u32,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], DecryptError> {
        match scheme.key_len {
            16 => self.open_with::<H, Aes128Ct>(password, limit, out),
            24 => self.open_with::<H, Aes192Ct>(password, limit, out),
            _ => self.open_with::<H, Aes256Ct>(password, limit, out),
        }
    }

    /// As [`EncryptedPrivateKey::open`], with one hash and one cipher.
    ///
    /// # Errors
    /// As there, and [`DecryptError::Unsupported`] when the key was made with others.
    pub fn open_with<'b, H: KnownHash + ResumableHash, C: BlockDecrypt>(
        &self,
        password: &[u8],
        limit: u32,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], DecryptError> {
        let scheme = self.scheme()?;
        if scheme.prf != H::ID || scheme.key_len != C::Key::LEN {
            return Err(DecryptError::Unsupported);
        }
        if scheme.iterations > limit {
            return Err(DecryptError::TooManyIterations);
        }
        let text = out.get_mut(..self.data.len()).ok_or(DecryptError::BufferFull)?;
        for (to, from) in text.iter_mut().zip(self.data) {
            *to = *from;
        }
        let cipher = scheme.cipher::<H, C>(password).ok_or(DecryptError::Malformed)?;
        let length = plain_text_length(Cbc::new(cipher, scheme.iv), text);
        let key = length.and_then(|length| text.get(..length));
        let fault = match key {
            Some(key) if PrivateKeyInfo::from_der(key).is_ok() => {
                return text.get_mut(..key.len()).ok_or(DecryptError::BufferFull);
            }
            // the padding is right by chance once in 256 times, and a SEQUENCE that fills the rest
            // once in 2^16 or more beside: then the password is right and the key is not
            Some(key) if Der::new(key).whole(SEQUENCE) == Ok(key) => DecryptError::NotPrivateKey,
            _ => DecryptError::WrongPassword,
        };
        wipe(text);
        Err(fault)
    }

    fn scheme(&self) -> Result<Pbes2<'a>, DecryptError> {
        self.pbes2().map_err(|_| DecryptError::Malformed)?.ok_or(DecryptError::Unsupported)
    }
}

/// Decrypts `text` in place; the length without its padding, if it is padded.
fn plain_text_length<C: BlockDecrypt>(mut chain: Cbc<C>, text: &mut [u8]) -> Option<usize> {
    chain.decrypt_padded(text).ok().map(|plain| plain.len())
}

impl Pbes2<'_> {
    /// The cipher under the key that `password` leads to; `None` when there are no iterations.
    fn cipher<H: KnownHash + ResumableHash, C: BlockCipher>(&self, password: &[u8]) -> Option<C> {
        let mut key = C::Key::ZERO;
        let derived = pbkdf2::derive::<H>(password, self.salt, self.iterations, key.as_mut());
        let cipher = derived.is_ok().then(|| C::new(&key));
        wipe(key.as_mut());
        cipher
    }

    /// Writes `key`, a PrivateKeyInfo, as an EncryptedPrivateKeyInfo under `password` to the start
    /// of `out`, and yields its length. `out` needs 160 octets more than the key, and the salt.
    ///
    /// Salt (16 octets or more) and initialisation vector are random, and new for each key.
    ///
    /// # Errors
    /// [`EncryptError`]; `out` is wiped then.
    pub fn seal_with<H: KnownHash + ResumableHash, C: BlockCipher>(
        &self,
        password: &[u8],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, EncryptError> {
        let sealed = self.seal_into::<H, C>(password, key, out);
        if sealed.is_err() {
            wipe(out);
        }
        sealed
    }

    fn seal_into<H: KnownHash + ResumableHash, C: BlockCipher>(
        &self,
        password: &[u8],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, EncryptError> {
        if self.prf != H::ID || self.key_len != C::Key::LEN || !self.is_known() {
            return Err(EncryptError::Unsupported);
        }
        let cipher = self.cipher::<H, C>(password).ok_or(EncryptError::NoIterations)?;
        let padded = (key.len() | 15).checked_add(1).ok_or(EncryptError::BufferFull)?;
        let mut der = DerWriter::new(out);
        let envelope = der.open(SEQUENCE);
        self.write(&mut der);
        let data = der.open(OCTET_STRING);
        let (_, text) = der.reserve(padded).ok_or(EncryptError::BufferFull)?;
        for (to, from) in text.iter_mut().zip(key) {
            *to = *from;
        }
        let sealed = Cbc::new(cipher, self.iv).encrypt_padded(text, key.len());
        sealed.map_err(|_| EncryptError::BufferFull)?;
        der.close(data);
        der.close(envelope);
        der.done().map_err(|_| EncryptError::BufferFull)
    }

    /// [`Pbes2::seal_with`] HMAC-SHA-256 and AES-256: what others open. PBKDF2 wants as many
    /// iterations as can be borne, 600,000 on a host.
    ///
    /// # Errors
    /// [`EncryptError`] as there.
    pub fn seal(
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        iv: &[u8; 16],
        key: &[u8],
        out: &mut [u8],
    ) -> Result<usize, EncryptError> {
        let scheme = Pbes2 { salt, iterations, prf: HashId::Sha256, key_len: 32, iv };
        scheme.seal_with::<Sha256, Aes256Ct>(password, key, out)
    }
}

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
        assert_eq!(encrypted.open(b"Secret", 3, &mut out), Err(DecryptError::WrongPassword));
        assert_eq!(out[..encrypted.data.len()], [0; 64][..encrypted.data.len()], "wiped");
        assert_eq!(encrypted.open(b"secret", 2, &mut out), Err(DecryptError::TooManyIterations));
        assert_eq!(encrypted.open(b"secret", 3, &mut out[..40]), Err(DecryptError::BufferFull));
        let other = encrypted.open_with::<Sha1, Aes256Ct>(b"secret", 3, &mut out);
        assert_eq!(other, Err(DecryptError::Unsupported));
    }

    #[test]
    fn what_cannot_be_sealed_says_why() {
        let (key, mut out) = ([7; 48], [9; 300]);
        let scheme =
            Pbes2 { salt: &[1; 16], iterations: 3, prf: HashId::Sha256, key_len: 32, iv: &[2; 16] };
        let mut seal = |scheme: Pbes2<'_>, room: usize| {
            let sealed = scheme.seal_with::<Sha256, Aes256Ct>(b"secret", &key, &mut out[..room]);
            assert!(sealed.is_ok() || out[..room].iter().all(|octet| *octet == 0), "wiped");
            sealed
        };
        let length = seal(scheme, 300).unwrap();
        assert_eq!(seal(scheme, length), Ok(length), "to the octet");
        assert_eq!(seal(scheme, length - 1), Err(EncryptError::BufferFull));
        assert_eq!(seal(scheme, 0), Err(EncryptError::BufferFull));
        let no_iterations = Pbes2 { iterations: 0, ..scheme };
        assert_eq!(seal(no_iterations, 300), Err(EncryptError::NoIterations));
        for prf in [HashId::Sha1, HashId::Sha512] {
            assert_eq!(
                seal(Pbes2 { prf, ..scheme }, 300),
                Err(EncryptError::Unsupported),
                "{prf:?}"
            );
        }
        for key_len in [0, 16, 24] {
            let other = Pbes2 { key_len, ..scheme };
            assert_eq!(seal(other, 300), Err(EncryptError::Unsupported), "{key_len}");
        }
    }

    #[test]
    fn a_right_password_is_not_called_wrong() {
        // version 2 without its public key opens; version 1 with one, and no key at all, do not
        let open = |plain: &[u8]| {
            let (mut sealed, mut out) = ([0; 300], [0; 300]);
            let length = Pbes2::seal(b"secret", &[1; 16], 3, &[2; 16], plain, &mut sealed).unwrap();
            let key = EncryptedPrivateKey::from_der(&sealed[..length]).unwrap();
            key.open(b"secret", 3, &mut out).map(|key| key.len())
        };
        let mut plain = [0; 64];
        let mut der = DerWriter::new(&mut plain);
        PrivateKey::Ed25519(&[7; 32]).write(&mut der);
        let length = der.len();
        assert_eq!(open(&plain[..length]), Ok(length));
        plain[4] = 1;
        assert_eq!(open(&plain[..length]), Ok(length));
        plain[4] = 2;
        assert_eq!(open(&plain[..length]), Err(DecryptError::NotPrivateKey));
        assert_eq!(open(&[0x30, 0]), Err(DecryptError::NotPrivateKey));
        assert_eq!(open(b"text"), Err(DecryptError::WrongPassword));
        assert_eq!(open(&[0x30, 0, 0]), Err(DecryptError::WrongPassword));
    }
}
