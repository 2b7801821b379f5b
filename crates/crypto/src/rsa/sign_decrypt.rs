//! What stands on the private operation: signing, decryption.

use core::task::Poll;

use motetls_base::Random;
use motetls_base::secret::wipe;

use super::private::RsaPrivateSteps;
use super::{RsaError, RsaPrivate, oaep, pkcs1, private_scratch_for, pss, trim};
use crate::mp::{Limb, Multiplier};
use crate::traits::{Hash, HashId};

impl<M: Multiplier, const W: usize> RsaPrivate<'_, M, W> {
    /// Signs, RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.1), into `signature`, which is as long as n.
    ///
    /// `digest` is the message's digest by `hash`; `random` blinds and does not show in the
    /// signature. The scratch has [`super::private_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`RsaError`]; `signature` is wiped then.
    pub fn sign_pkcs1<R: Random>(
        &self,
        hash: HashId,
        digest: &[u8],
        signature: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), RsaError> {
        self.exactly(signature)?;
        let encoded = pkcs1::encode_signature(signature, hash, digest);
        self.transform(encoded, signature, random, scratch)
    }

    /// Signs, RSASSA-PSS (RFC 8017, section 8.1.1), with MGF1 over `G`, into `signature`, which is
    /// as long as n.
    ///
    /// `digest` is the message's digest by `H`, `salt` the length of the salt, as a rule that of
    /// the digest. The scratch has [`super::private_scratch`] limbs or more.
    ///
    /// # Errors
    /// [`RsaError`]; `signature` is wiped then.
    pub fn sign_pss<H: Hash, G: Hash, R: Random>(
        &self,
        digest: &[u8],
        salt: usize,
        signature: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), RsaError> {
        self.exactly(signature)?;
        let encoded = pss::encode::<H, G, R>(signature, self.public.bits(), digest, salt, random);
        self.transform(encoded, signature, random, scratch)
    }

    /// Decrypts, RSAES-PKCS1-v1_5 (RFC 8017, section 7.2.2), into `out`, which is as long as n or
    /// longer, and yields where in it the message is.
    ///
    /// A wrong padding is no error: it yields a message that is a function of key and ciphertext,
    /// of random bytes and length, which tells an attacker nothing (draft-irtf-cfrg-rsa-guidance,
    /// section 7). The length is no secret of this function.
    ///
    /// # Errors
    /// [`RsaError::InvalidLength`] when the ciphertext is not as long as n or not below n, or a
    /// buffer is too short; [`RsaError::InvalidKey`] when d is missing or shorter than half of
    /// n; [`RsaError::Random`]; [`RsaError::Fault`]. `out` is wiped then.
    pub fn decrypt_pkcs1<'o, R: Random>(
        &self,
        ciphertext: &[u8],
        out: &'o mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<&'o mut [u8], RsaError> {
        // Without d what stands in for a message would be known to attackers.
        if trim(self.numbers.d).len() < self.public.len() / 2 {
            return Err(RsaError::InvalidKey);
        }
        let text = self.load(ciphertext, out)?;
        self.transform(Ok(()), text, random, scratch)?;
        let start = pkcs1::decode_message(text, self.numbers.d, ciphertext);
        text.get_mut(start..).ok_or(RsaError::Fault)
    }

    /// Decrypts, RSAES-OAEP (RFC 8017, section 7.1.2), with MGF1 over `G`, into `out`, which is as
    /// long as n or longer, and yields where in it the message is.
    ///
    /// # Errors
    /// [`RsaError::Undecryptable`], whatever is wrong with the ciphertext;
    /// [`RsaError::InvalidLength`] when a buffer is too short; [`RsaError::Random`];
    /// [`RsaError::Fault`]. `out` is wiped then.
    pub fn decrypt_oaep<'o, H: Hash, G: Hash, R: Random>(
        &self,
        label: &[u8],
        ciphertext: &[u8],
        out: &'o mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<&'o mut [u8], RsaError> {
        if scratch.len() < private_scratch_for(8 * self.public.len(), W)
            || out.len() < self.public.len()
        {
            return Err(RsaError::InvalidLength);
        }
        let refuse =
            |error| if error == RsaError::InvalidLength { RsaError::Undecryptable } else { error };
        let text = self.load(ciphertext, out).map_err(refuse)?;
        self.transform(Ok(()), text, random, scratch).map_err(refuse)?;
        match oaep::decode::<H, G>(text, label) {
            Some(start) => text.get_mut(start..).ok_or(RsaError::Undecryptable),
            None => {
                wipe(text);
                Err(RsaError::Undecryptable)
            }
        }
    }

    /// Refuses what is not as long as n.
    fn exactly(&self, buffer: &[u8]) -> Result<(), RsaError> {
        if buffer.len() == self.public.len() { Ok(()) } else { Err(RsaError::InvalidLength) }
    }

    /// Copies a ciphertext to where it is decrypted.
    fn load<'o>(&self, ciphertext: &[u8], out: &'o mut [u8]) -> Result<&'o mut [u8], RsaError> {
        self.exactly(ciphertext)?;
        let text = out.get_mut(..ciphertext.len()).ok_or(RsaError::InvalidLength)?;
        for (to, from) in text.iter_mut().zip(ciphertext) {
            *to = *from;
        }
        Ok(text)
    }

    /// The private operation in place, unless what came before it failed; on failure the text is
    /// wiped.
    #[inline(never)]
    fn transform<R: Random>(
        &self,
        before: Result<(), RsaError>,
        text: &mut [u8],
        random: &mut R,
        scratch: &mut [Limb],
    ) -> Result<(), RsaError> {
        let outcome = before.and_then(|()| {
            let mut operation = RsaPrivateSteps::new(self, text, scratch)?;
            loop {
                if let Poll::Ready(outcome) = operation.step(random) {
                    outcome?;
                    return operation.finish(text);
                }
            }
        });
        if outcome.is_err() {
            wipe(text);
        }
        outcome
    }
}
