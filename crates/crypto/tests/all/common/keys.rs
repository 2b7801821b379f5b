//! What tests of curves share: an operation by bytes of a public key, and by the key validated
//! before, must come to the same.

use motetls_crypto::keys::{AgreeValidated, VerifyValidated};

/// The shared secret, if the peer's key is valid: by its bytes and by its type.
pub fn agree<C: AgreeValidated>(private: &C::Private, peer: &[u8]) -> Option<C::Shared> {
    let shared = C::agree(private, peer).ok();
    let validated = C::public_from_bytes(peer).ok();
    assert_eq!(shared.is_some(), validated.is_some(), "{peer:02x?}");
    if let (Some(shared), Some(validated)) = (&shared, validated) {
        assert_eq!(validated.as_ref(), peer);
        assert_eq!(C::agree_validated(private, &validated).as_ref(), shared.as_ref());
    }
    shared
}

/// Whether a signature holds: by the bytes of the public key and by its type.
pub fn verify<C: VerifyValidated>(public: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    let holds = C::verify(public, digest, signature).is_ok();
    match C::public_from_bytes(public) {
        Ok(validated) => {
            assert_eq!(C::verify_validated(&validated, digest, signature).is_ok(), holds);
        }
        Err(_) => assert!(!holds),
    }
    holds
}
