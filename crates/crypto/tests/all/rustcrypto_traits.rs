//! Ours by the traits of RustCrypto, and theirs in our slots, each beside its counterpart.
#![cfg(feature = "rustcrypto-traits")]

use crate::common::generator::seeded;
use crate::common::{bytes, random};
use aead::{AeadInOut, KeyInit};
use ccm::consts::{U8, U12, U16};
use digest::Digest;
use motetls_crypto::gcm::Aes128Gcm;
use motetls_crypto::hmac::{self, ClonedHash};
use motetls_crypto::rustcrypto_traits::{
    AsAead, AsDigest, AsSigner, AsVerifier, FromAead, FromDigest,
};
use motetls_crypto::{
    Aead, Aes128Ct, Aes256Ct, AesCcm8, AesGcm, ByteArray, ChaCha20Poly1305, EcdsaSign, Group, Hash,
    Hmac, OneShot, P256, ResumableHash, Sha224, Sha256, Sha384, Sha512, hkdf, sha1, sha3,
};
use proptest::prelude::any;
use signature::hazmat::{PrehashSigner, PrehashVerifier};

/// `Ours` by their traits, `Theirs` by ours: the same digests and tags of the same pieces.
fn hash<Ours, D, Theirs>()
where
    Ours: ResumableHash,
    AsDigest<Ours>: Digest + digest::FixedOutputReset,
    D: Digest,
    Theirs: ResumableHash,
{
    random(32, (bytes(0..300), bytes(0..300)), |(key, message)| {
        let expected = D::digest(&message);
        let (mut ours, mut theirs) = (AsDigest::<Ours>::new(), Theirs::new());
        for piece in message.chunks(13) {
            Digest::update(&mut ours, piece);
            theirs.update(piece);
        }
        assert_eq!(ours.finalize_reset()[..], expected[..]);
        assert_eq!(theirs.finish().as_ref(), &expected[..]);
        // Both start again.
        Digest::update(&mut ours, &message);
        theirs.update(&message);
        assert_eq!(ours.finalize()[..], expected[..]);
        assert_eq!(theirs.finish().as_ref(), &expected[..]);

        let tag = Hmac::<Ours>::new(&key).mac(&[&message]);
        let keyed = (Hmac::<Theirs>::new(&key), Hmac::<ClonedHash<Theirs>>::new(&key));
        for _ in 0..2 {
            assert_eq!(keyed.0.mac(&[&message]).as_ref(), tag.as_ref());
            assert_eq!(keyed.1.mac(&[&message]).as_ref(), tag.as_ref());
        }
        assert_eq!(hmac::once::<Theirs>(&key, &[&message]).as_ref(), tag.as_ref());
    });
}

#[test]
fn hashes() {
    hash::<sha1::Sha1, ::sha1::Sha1, FromDigest<::sha1::Sha1, 20, 64>>();
    hash::<Sha224, sha2::Sha224, FromDigest<sha2::Sha224, 28, 64>>();
    hash::<Sha256, sha2::Sha256, FromDigest<sha2::Sha256, 32, 64>>();
    hash::<Sha384, sha2::Sha384, FromDigest<sha2::Sha384, 48, 128>>();
    hash::<Sha512, sha2::Sha512, FromDigest<sha2::Sha512, 64, 128>>();
    hash::<sha3::Sha3_256, ::sha3::Sha3_256, FromDigest<::sha3::Sha3_256, 32, 136>>();
    hash::<sha3::Sha3_512, ::sha3::Sha3_512, FromDigest<::sha3::Sha3_512, 64, 72>>();
}

#[test]
fn derivation_takes_a_foreign_hash() {
    type Theirs = FromDigest<sha2::Sha256, 32, 64>;
    let (mut ours, mut theirs) = ([0; 70], [0; 70]);
    let prk = hkdf::extract::<Sha256>(b"salt", b"secret");
    hkdf::expand(&Hmac::<Sha256>::new(prk.as_ref()), &[b"info"], &mut ours).unwrap();
    let prk = hkdf::extract::<Theirs>(b"salt", b"secret");
    hkdf::expand(&Hmac::<Theirs>::new(prk.as_ref()), &[b"info"], &mut theirs).unwrap();
    assert_eq!(ours, theirs);
}

/// `A` by their traits beside `T`, and `T` in our slot beside `A`.
fn aead<A: Aead, T, Slot: Aead>()
where
    AsAead<A>: AeadInOut + KeyInit,
    T: AeadInOut + KeyInit,
{
    let inputs = (bytes(A::KEY_LEN), any::<[u8; 12]>(), bytes(0..40), bytes(0..70));
    random(32, inputs, |(key, nonce, aad, text)| {
        let (ours, theirs) =
            (AsAead::<A>::new_from_slice(&key).unwrap(), T::new_from_slice(&key).unwrap());
        let (mut sealed, mut expected) = (text.clone(), text.clone());
        let tag = ours
            .encrypt_inout_detached(nonce[..].try_into().unwrap(), &aad, sealed[..].as_mut().into())
            .unwrap();
        let other = theirs
            .encrypt_inout_detached(
                nonce[..].try_into().unwrap(),
                &aad,
                expected[..].as_mut().into(),
            )
            .unwrap();
        assert_eq!((&sealed, &tag[..]), (&expected, &other[..]));

        let slot = Slot::new(&key).unwrap();
        let mut opened = sealed.clone();
        assert!(slot.open(&nonce, &aad, &mut opened, &tag).is_ok());
        assert_eq!(opened, text);
        assert_eq!(slot.seal(&nonce, &aad, &mut opened).unwrap().as_ref(), &tag[..]);

        let mut bad = tag.clone();
        bad[0] ^= 1;
        assert!(slot.open(&nonce, &aad, &mut opened, &bad).is_err());
        let mut forged = sealed.clone();
        let refused = ours.decrypt_inout_detached(
            (&nonce[..]).try_into().unwrap(),
            &aad,
            forged[..].as_mut().into(),
            &bad,
        );
        assert!(refused.is_err() && forged.iter().all(|byte| *byte == 0));
        let mut back = sealed.clone();
        ours.decrypt_inout_detached(
            (&nonce[..]).try_into().unwrap(),
            &aad,
            back[..].as_mut().into(),
            &tag,
        )
        .unwrap();
        assert_eq!(back, text);
    });
}

#[test]
fn aeads() {
    aead::<
        Aes128Gcm,
        aes_gcm::Aes128Gcm,
        OneShot<FromAead<aes_gcm::Aes128Gcm, [u8; 16], 16>, AesGcm<Aes128Ct>>,
    >();
    aead::<
        AesGcm<Aes256Ct>,
        aes_gcm::Aes256Gcm,
        OneShot<FromAead<aes_gcm::Aes256Gcm, [u8; 16], 32>, AesGcm<Aes256Ct>>,
    >();
    type Ccm8 = ccm::Ccm<::aes::Aes128, U8, U12>;
    aead::<AesCcm8<Aes128Ct>, Ccm8, OneShot<FromAead<Ccm8, [u8; 8], 16>, AesCcm8<Aes128Ct>>>();
    type Ccm16 = ccm::Ccm<::aes::Aes256, U16, U12>;
    aead::<
        motetls_crypto::AesCcm<Aes256Ct>,
        Ccm16,
        OneShot<FromAead<Ccm16, [u8; 16], 32>, motetls_crypto::AesCcm<Aes256Ct>>,
    >();
    type Theirs = chacha20poly1305::ChaCha20Poly1305;
    aead::<ChaCha20Poly1305, Theirs, OneShot<FromAead<Theirs, [u8; 16], 32>, ChaCha20Poly1305>>();
}

#[test]
fn ecdsa_signs_what_p256_verifies() {
    let key = <P256 as Group>::generate(&mut seeded(3)).unwrap();
    let public = <P256 as Group>::public(&key);
    let digest = Sha256::digest(b"message");
    let signer = AsSigner::<_, P256, Sha256>::new(&key);
    let signature: <P256 as EcdsaSign>::Signature = signer.sign_prehash(&digest).unwrap();
    assert!(AsVerifier::<P256>::new(public.as_ref()).verify_prehash(&digest, &signature).is_ok());

    let theirs = p256::ecdsa::VerifyingKey::from_sec1_bytes(public.as_ref()).unwrap();
    let parsed = p256::ecdsa::Signature::from_slice(signature.as_ref()).unwrap();
    assert!(theirs.verify_prehash(&digest, &parsed).is_ok());
    let other = Sha256::digest(b"massage");
    assert!(AsVerifier::<P256>::new(public.as_ref()).verify_prehash(&other, &signature).is_err());
}

#[cfg(feature = "ed25519")]
#[test]
fn eddsa_signs_what_dalek_verifies() {
    use motetls_crypto::{Ed25519, SignVerify};
    use signature::{Signer, Verifier};
    let key = <Ed25519 as SignVerify>::generate(&mut seeded(4)).unwrap();
    let public = <Ed25519 as SignVerify>::public(&key);
    let signature = AsSigner::<_, Ed25519>::new(&key).sign(b"message");
    assert!(AsVerifier::<Ed25519>::new(public.as_ref()).verify(b"message", &signature).is_ok());
    assert!(AsVerifier::<Ed25519>::new(public.as_ref()).verify(b"massage", &signature).is_err());
    let theirs =
        ed25519_dalek::VerifyingKey::from_bytes(&<[u8; 32]>::try_from(public.as_ref()).unwrap())
            .unwrap();
    let parsed = ed25519_dalek::Signature::from_slice(signature.as_ref()).unwrap();
    assert!(theirs.verify_strict(b"message", &parsed).is_ok());
    assert_eq!(<Ed25519 as SignVerify>::Signature::LEN, 64);
}
