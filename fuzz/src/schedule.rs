//! The key schedule of TLS 1.3 (RFC 9846, section 7) and its record protection (section 5.2) once
//! more, for the other side.

use motetls_crypto::hmac::{self, ClonedHash};
use motetls_crypto::{Aead, Hash, Hmac, hkdf};
use motetls_pki::Algorithms;
use motetls_tls::Profile;

/// A secret of the schedule.
pub type Secret = [u8; 32];

/// `HKDF-Expand-Label` (section 7.1).
pub fn expand<H: Hash<Output = Secret>>(
    secret: &Secret,
    label: &str,
    context: &[u8],
    out: &mut [u8],
) {
    let [_, length] = u16::try_from(out.len()).expect("at most 32").to_be_bytes();
    let name = u8::try_from(label.len()).expect("a short label") + 6;
    let context_length = u8::try_from(context.len()).expect("a digest");
    let info =
        [&[0, length, name], &b"tls13 "[..], label.as_bytes(), &[context_length], context].concat();
    hkdf::expand(&Hmac::<ClonedHash<H>>::new(secret), &[&info], out).expect("a short output");
}

/// `Derive-Secret`, of a hash.
#[must_use]
pub fn derive<H: Hash<Output = Secret>>(
    secret: &Secret,
    label: &str,
    transcript: &Secret,
) -> Secret {
    let mut out = [0; 32];
    expand::<H>(secret, label, transcript, &mut out);
    out
}

/// `HKDF-Extract`.
///
/// # Panics
/// Never: a pseudorandom key is as long as a digest.
#[must_use]
pub fn early<H: Hash<Output = Secret>>(salt: &Secret, input: &[u8]) -> Secret {
    hkdf::extract::<H>(salt, input).as_ref().try_into().expect("a digest")
}

/// `HKDF-Extract` with the derived secret as its salt: one step down the schedule.
#[must_use]
pub fn step<H: Hash<Output = Secret>>(secret: &Secret, input: &[u8]) -> Secret {
    early::<H>(&derive::<H>(secret, "derived", &H::digest(&[])), input)
}

/// The contents of a Finished, or a binder (section 4.4.4).
#[must_use]
pub fn verify_data<H: Hash<Output = Secret>>(base: &Secret, transcript: &Secret) -> Secret {
    let mut key = [0; 32];
    expand::<H>(base, "finished", &[], &mut key);
    hmac::once::<H>(&key, &[transcript])
}

/// One direction of a protected connection.
#[derive(Clone, Debug)]
pub struct Half {
    secret: Secret,
    suite: u16,
    key: [u8; 16],
    iv: [u8; 12],
    sequence: u64,
}

impl Half {
    /// With a traffic secret (section 7.3).
    #[must_use]
    pub fn new<P: Profile + Algorithms>(suite: u16, secret: Secret) -> Self {
        let mut half = Half { secret, suite, key: [0; 16], iv: [0; 12], sequence: 0 };
        expand::<P::Sha256>(&secret, "key", &[], &mut half.key);
        expand::<P::Sha256>(&secret, "iv", &[], &mut half.iv);
        half
    }

    /// After a KeyUpdate (section 7.2).
    #[must_use]
    pub fn next<P: Profile + Algorithms>(&self) -> Self {
        let mut secret = [0; 32];
        expand::<P::Sha256>(&self.secret, "traffic upd", &[], &mut secret);
        Half::new::<P>(self.suite, secret)
    }

    /// Bytes of a tag.
    #[must_use]
    pub const fn tag_len(&self) -> usize {
        if self.suite == 0x1305 { 8 } else { 16 }
    }

    /// Protects a record.
    pub fn seal<P: Profile + Algorithms>(
        &mut self,
        content: u8,
        bytes: &[u8],
        padding: usize,
    ) -> Vec<u8> {
        let mut text = [bytes, &[content]].concat();
        text.resize(text.len() + padding, 0);
        let [high, low] =
            u16::try_from(text.len() + self.tag_len()).expect("one record").to_be_bytes();
        let header = [23, 3, 3, high, low];
        let tag = self.tag::<P>(&header, &text);
        [&header[..], &text, &tag].concat()
    }

    /// Opens a record: its type and its content; `None` when it is not authentic.
    pub fn open<P: Profile + Algorithms>(
        &mut self,
        header: &[u8],
        body: &[u8],
    ) -> Option<(u8, Vec<u8>)> {
        let (text, tag) = body.split_at_checked(body.len().checked_sub(self.tag_len())?)?;
        if self.tag::<P>(header, text) != tag {
            return None;
        }
        let end = text.iter().rposition(|byte| *byte != 0).expect("a record with a type");
        Some((text[end], text[..end].to_vec()))
    }

    fn tag<P: Profile + Algorithms>(&mut self, header: &[u8], text: &[u8]) -> Vec<u8> {
        let mut nonce = self.iv;
        for (byte, number) in nonce[4..].iter_mut().zip(self.sequence.to_be_bytes()) {
            *byte ^= number;
        }
        self.sequence += 1;
        match self.suite {
            0x1301 => tag::<P::Aes128Gcm>(&self.key, &nonce, header, text),
            0x1304 => tag::<P::Aes128Ccm>(&self.key, &nonce, header, text),
            _ => tag::<P::Aes128Ccm8>(&self.key, &nonce, header, text),
        }
    }
}

fn tag<A: Aead>(key: &[u8; 16], nonce: &[u8; 12], header: &[u8], text: &[u8]) -> Vec<u8> {
    let aead = A::new(key).expect("a key of AES-128");
    aead.seal(nonce, header, &mut text.to_vec()).unwrap().as_ref().to_vec()
}
