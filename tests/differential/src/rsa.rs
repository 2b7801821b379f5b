//! RSA-2048: signatures and encryption, both ways. Keys are those motetls makes; one serves 4,096
//! inputs.

use crate::Case;
use crate::random::{Keys, Seeded};
use anyhow::{Context, Result};
use motetls_crypto::mp::Limb;
use motetls_crypto::{HashId, Sha256, rsa};
use openssl::bn::BigNum;
use openssl::encrypt::{Decrypter, Encrypter};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, RsaPrivateKeyBuilder};
use openssl::sign::{RsaPssSaltlen, Signer, Verifier};
use std::ops::ControlFlow;

const BITS: usize = 2048;
const SCRATCH: usize = rsa::private_scratch(BITS);

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "RSA-2048 PKCS #1 v1.5 sign",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.sign_pkcs1(r),
    },
    Case {
        name: "RSA-2048 PKCS #1 v1.5 check",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.check(r, Padding::PKCS1),
    },
    Case { name: "RSA-2048 PSS sign", peers: "OpenSSL", same: |r, k| Key::of(k)?.sign_pss(r) },
    Case {
        name: "RSA-2048 PSS check",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.check(r, Padding::PKCS1_PSS),
    },
    Case {
        name: "RSA-2048 PKCS #1 v1.5 encrypt",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.encrypt(r, Padding::PKCS1),
    },
    Case {
        name: "RSA-2048 PKCS #1 v1.5 decrypt",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.decrypt(r, Padding::PKCS1),
    },
    Case {
        name: "RSA-2048 OAEP encrypt",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.encrypt(r, Padding::PKCS1_OAEP),
    },
    Case {
        name: "RSA-2048 OAEP decrypt",
        peers: "OpenSSL",
        same: |r, k| Key::of(k)?.decrypt(r, Padding::PKCS1_OAEP),
    },
];

/// A key in both forms.
struct Key {
    bytes: Vec<u8>,
    theirs: PKey<Private>,
}

impl Key {
    fn of(keys: &mut Keys) -> Result<&Key> {
        keys.made(4096, |random| {
            let mut bytes = vec![0; rsa::key_bytes(BITS)];
            let mut scratch = vec![0; rsa::generate_scratch(BITS)];
            let made =
                rsa::generate(&mut bytes, random, &mut scratch, |_| ControlFlow::Continue(()));
            let key = made.ok().context("no key")?;
            let [n, e, d] =
                [key.numbers().n, key.numbers().e, key.numbers().d].map(BigNum::from_slice);
            let [p, q] = [key.numbers().p, key.numbers().q].map(BigNum::from_slice);
            let [dp, dq, qinv] =
                [key.numbers().dp, key.numbers().dq, key.numbers().qinv].map(BigNum::from_slice);
            let builder = RsaPrivateKeyBuilder::new(n?, e?, d?)?.set_factors(p?, q?)?;
            let theirs = PKey::from_rsa(builder.set_crt_params(dp?, dq?, qinv?)?.build())?;
            Ok(Key { bytes, theirs })
        })
    }

    fn ours(&self) -> Result<rsa::RsaPrivate<'_>> {
        rsa::RsaPrivate::generated(&self.bytes).ok().context("no key")
    }

    fn signer(&self, padding: Padding) -> Result<Signer<'_>> {
        let mut signer = Signer::new(MessageDigest::sha256(), &self.theirs)?;
        signer.set_rsa_padding(padding)?;
        if padding == Padding::PKCS1_PSS {
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        }
        Ok(signer)
    }

    /// A signature, equal to OpenSSL's.
    fn sign_pkcs1(&self, random: &mut Seeded) -> Result<bool> {
        let message = random.text(100);
        let (mut signature, mut scratch) = ([0; BITS / 8], [0 as Limb; SCRATCH]);
        let digest = openssl::sha::sha256(&message);
        let signed = self
            .ours()?
            .sign_pkcs1(HashId::Sha256, &digest, &mut signature, random, &mut scratch)
            .is_ok();
        Ok(signed
            && signature.as_slice()
                == self.signer(Padding::PKCS1)?.sign_oneshot_to_vec(&message)?)
    }

    /// A signature that OpenSSL checks.
    fn sign_pss(&self, random: &mut Seeded) -> Result<bool> {
        let message = random.text(100);
        let (mut signature, mut scratch) = ([0; BITS / 8], [0 as Limb; SCRATCH]);
        let digest = openssl::sha::sha256(&message);
        let signed = self.ours()?.sign_pss::<Sha256, Sha256, _>(
            &digest,
            32,
            &mut signature,
            random,
            &mut scratch,
        );
        let mut check = Verifier::new(MessageDigest::sha256(), &self.theirs)?;
        check.set_rsa_padding(Padding::PKCS1_PSS)?;
        check.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        Ok(signed.is_ok() && check.verify_oneshot(&signature, &message)?)
    }

    /// OpenSSL's signature, and what becomes of it altered.
    fn check(&self, random: &mut Seeded, padding: Padding) -> Result<bool> {
        let message = random.text(100);
        let digest = openssl::sha::sha256(&message);
        let mut signature = self.signer(padding)?.sign_oneshot_to_vec(&message)?;
        let (mut encoded, mut scratch) = ([0; BITS / 8], [0 as Limb; SCRATCH]);
        let key = self.ours()?.public();
        let mut check = |signature: &[u8]| match padding {
            Padding::PKCS1 => key
                .verify_pkcs1(HashId::Sha256, &digest, signature, &mut encoded, &mut scratch)
                .is_ok(),
            _ => key
                .verify_pss::<Sha256, Sha256>(
                    &digest,
                    Some(32),
                    signature,
                    &mut encoded,
                    &mut scratch,
                )
                .is_ok(),
        };
        let taken = check(&signature);
        random.damage(&mut signature);
        Ok(taken && !check(&signature))
    }

    /// A message that OpenSSL decrypts.
    fn encrypt(&self, random: &mut Seeded, padding: Padding) -> Result<bool> {
        let (message, key) = (random.text(190), self.ours()?.public());
        let (mut sealed, mut scratch) = ([0; BITS / 8], [0 as Limb; SCRATCH]);
        let done = match padding {
            Padding::PKCS1 => key.encrypt_pkcs1(&message, &mut sealed, random, &mut scratch),
            _ => key.encrypt_oaep::<Sha256, Sha256, _>(
                b"",
                &message,
                &mut sealed,
                random,
                &mut scratch,
            ),
        };
        let mut theirs = Decrypter::new(&self.theirs)?;
        theirs.set_rsa_padding(padding)?;
        if padding == Padding::PKCS1_OAEP {
            theirs.set_rsa_oaep_md(MessageDigest::sha256())?;
        }
        let mut opened = vec![0; theirs.decrypt_len(&sealed)?];
        let length = theirs.decrypt(&sealed, &mut opened)?;
        Ok(done.is_ok() && opened.get(..length) == Some(&message))
    }

    /// OpenSSL's ciphertext. An altered one yields another message by implicit rejection, or none
    /// by OAEP.
    fn decrypt(&self, random: &mut Seeded, padding: Padding) -> Result<bool> {
        let (message, key) = (random.text(190), self.ours()?);
        let mut theirs = Encrypter::new(&self.theirs)?;
        theirs.set_rsa_padding(padding)?;
        if padding == Padding::PKCS1_OAEP {
            theirs.set_rsa_oaep_md(MessageDigest::sha256())?;
        }
        let mut sealed = vec![0; theirs.encrypt_len(&message)?];
        let length = theirs.encrypt(&message, &mut sealed)?;
        sealed.truncate(length);
        let altered = random.below(4) == 0;
        if altered {
            random.damage(&mut sealed);
        }
        let (mut out, mut scratch) = ([0; BITS / 8], [0 as Limb; SCRATCH]);
        let opened = match padding {
            Padding::PKCS1 => key.decrypt_pkcs1(&sealed, &mut out, random, &mut scratch),
            _ => {
                key.decrypt_oaep::<Sha256, Sha256, _>(b"", &sealed, &mut out, random, &mut scratch)
            }
        };
        // By an alteration the ciphertext may come not to be below n: then it is refused.
        Ok(opened.map_or(altered, |opened| altered || *opened == message))
    }
}
