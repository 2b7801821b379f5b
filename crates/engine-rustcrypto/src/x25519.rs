//! X25519 (RFC 7748) by `x25519-dalek`.

use motetls_base::{Random, RandomError, Secret};
use motetls_crypto::{Group, InvalidPublicKey, WholeGroup};
use x25519_dalek::{PublicKey, StaticSecret};

/// The group x25519 (RFC 9846, section 4.3.7).
#[derive(Clone, Copy, Debug)]
pub enum X25519 {}

impl Group for X25519 {
    type Private = StaticSecret;
    type Public = [u8; 32];
    type Shared = Secret<32>;
    type Steps = WholeGroup<Self>;

    fn generate<R: Random>(random: &mut R) -> Result<StaticSecret, RandomError> {
        let mut bytes = Secret::<32>::zero();
        random.random(bytes.expose_mut())?;
        Ok(StaticSecret::from(*bytes.expose()))
    }

    fn public(private: &StaticSecret) -> [u8; 32] {
        PublicKey::from(private).to_bytes()
    }

    /// # Errors
    /// [`InvalidPublicKey`] also when the shared secret is all zeros (RFC 9846, section 7.4.2).
    fn agree(private: &StaticSecret, peer: &[u8]) -> Result<Secret<32>, InvalidPublicKey> {
        let peer: [u8; 32] = peer.try_into().map_err(|_| InvalidPublicKey)?;
        let shared = private.diffie_hellman(&PublicKey::from(peer));
        if shared.was_contributory() {
            Ok(Secret::new(shared.to_bytes()))
        } else {
            Err(InvalidPublicKey)
        }
    }
}
