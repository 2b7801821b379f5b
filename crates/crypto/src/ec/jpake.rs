//! EC J-PAKE: a shared secret from a shared password, as Thread uses it
//! (draft-cragie-tls-ecjpake-01).
//!
//! Each side sends two messages. Round one has two ephemeral public keys, round two a third one
//! over a base point that is the sum of three keys and with the password in its private key; each
//! comes with a Schnorr proof that its sender knows the private key (RFC 8235). A side
//! without the password can test one guess per run, and learns nothing else.
//!
//! | message | content | bytes at most, P-256 |
//! |---|---|---|
//! | round one | two of key and proof | 330 |
//! | round two | key and proof; before it the curve's identifier (RFC 8422, section 5.4) if the server sends it | 168 |
//!
//! Key and proof are three vectors with a length of one byte: X and V as 0x04 || x || y, r without
//! leading zeros. The proof of X = x G' by `id` is V = v G' for a random v and r = v - x h modulo
//! n, where h is the hash of G', V, X and `id`, each after its length in four bytes. The premaster
//! secret is the hash of the x-coordinate of the common point.
//!
//! The result is not confirmed: if the passwords differ, so do the secrets, and the protocol above
//! finds out. Secret operations are constant time; checks of the peer's values are of public data.
//!
//! ```
//! use motetls_crypto::ec::{Jpake, JpakeError, JpakeRole, curves::Secp256r1};
//! use motetls_crypto::Sha256;
//! # use motetls_base::{Random, RandomError};
//! # struct Dice(u8);
//! # impl Random for Dice {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
//! #         out.fill_with(|| { self.0 = self.0.wrapping_mul(5).wrapping_add(3); self.0 });
//! #         Ok(())
//! #     }
//! # }
//! # fn main() -> Result<(), JpakeError> {
//! # let mut random = Dice(1);
//! let mut client = Jpake::<Secp256r1, Sha256>::new(JpakeRole::Client, b"threadjpaketest")?;
//! let mut server = Jpake::<Secp256r1, Sha256>::new(JpakeRole::Server, b"threadjpaketest")?;
//! let mut message = [0; 400];
//! let length = client.write_round_one(&mut random, &mut message)?;
//! server.read_round_one(&message[..length])?;
//! let length = server.write_round_one(&mut random, &mut message)?;
//! client.read_round_one(&message[..length])?;
//! let length = server.write_round_two(&mut random, &mut message)?;
//! client.read_round_two(&message[..length])?;
//! let length = client.write_round_two(&mut random, &mut message)?;
//! server.read_round_two(&message[..length])?;
//! assert_eq!(client.premaster()?.as_ref(), server.premaster()?.as_ref());
//! # Ok(())
//! # }
//! ```

mod error;
mod proof;

use core::marker::PhantomData;

use motetls_base::secret::wipe;
use motetls_base::{Random, Reader, Writer};

use super::steps::EcAgreeSteps;
use super::types::{Curve, Weierstrass, Window, Window4};
use crate::mp::{Multiplier, Native};
use crate::traits::{ByteArray, Group, Hash};

pub use error::JpakeError;
pub use proof::JpakeRole;
use proof::{read_key, write_key};

/// ECCurveType named_curve (RFC 8422, section 5.4).
const NAMED_CURVE: u8 = 3;

/// An exchange under way: what one side knows. Secrets are wiped when dropped.
pub struct Jpake<C: Curve, H: Hash, M = Native, W: Window = Window4> {
    role: JpakeRole,
    /// The password modulo n.
    password: C::Secret,
    /// The second private key, once round one was written.
    private: Option<C::PrivateKey>,
    /// Both public keys of round one.
    own: [C::Public; 2],
    /// The peer's, once round one was read.
    peer: Option<[C::Public; 2]>,
    /// The peer's public key of round two, once that was read.
    last: Option<C::Public>,
    /// Whether round two was written.
    wrote: bool,
    parameters: PhantomData<(H, M, W)>,
}

impl<C: Curve, H: Hash, M: Multiplier, W: Window> Jpake<C, H, M, W> {
    /// Takes in a password: bytes that stand for an integer, modulo the group's order.
    ///
    /// # Errors
    /// [`JpakeError::InvalidPassword`].
    pub fn new(role: JpakeRole, password: &[u8]) -> Result<Self, JpakeError> {
        let password = EcAgreeSteps::<C, M, W>::new()
            .reduced(password)
            .filter(|s| C::PARAMS.is_scalar(s.as_ref()));
        Ok(Jpake {
            role,
            password: password.ok_or(JpakeError::InvalidPassword)?,
            private: None,
            own: [C::Public::ZERO; 2],
            peer: None,
            last: None,
            wrote: false,
            parameters: PhantomData,
        })
    }

    /// Draws both ephemeral keys and writes the message of round one; yields its length.
    ///
    /// # Errors
    /// [`JpakeError`].
    pub fn write_round_one<R: Random>(
        &mut self,
        random: &mut R,
        out: &mut [u8],
    ) -> Result<usize, JpakeError> {
        if self.private.is_some() {
            return Err(JpakeError::OutOfOrder);
        }
        let mut out = Writer::new(out);
        let generator = EcAgreeSteps::<C, M, W>::generator();
        let mut private = None;
        for own in &mut self.own {
            let secret = Weierstrass::<C, M, W>::generate(random)?;
            *own = write_key::<C, H, M, W, R>(
                random,
                &mut out,
                &generator,
                C::scalar(&secret),
                self.role,
            )?;
            private = Some(secret);
        }
        let length = out.done().map_err(|_| JpakeError::BufferFull)?;
        self.private = private;
        Ok(length)
    }

    /// Reads the peer's message of round one and checks it.
    ///
    /// # Errors
    /// [`JpakeError`].
    pub fn read_round_one(&mut self, message: &[u8]) -> Result<(), JpakeError> {
        if self.peer.is_some() {
            return Err(JpakeError::OutOfOrder);
        }
        let mut message = Reader::new(message);
        let generator = EcAgreeSteps::<C, M, W>::generator();
        let mut peer = [C::Public::ZERO; 2];
        for peer in &mut peer {
            *peer = read_key::<C, H, M, W>(&mut message, &generator, self.role.peer())?;
        }
        message.end()?;
        self.peer = Some(peer);
        Ok(())
    }

    /// Writes the message of round two, after round one was written and read; yields its length.
    ///
    /// # Errors
    /// [`JpakeError`].
    pub fn write_round_two<R: Random>(
        &mut self,
        random: &mut R,
        out: &mut [u8],
    ) -> Result<usize, JpakeError> {
        let (Some(private), Some([third, fourth]), false) = (&self.private, &self.peer, self.wrote)
        else {
            return Err(JpakeError::OutOfOrder);
        };
        let mut out = Writer::new(out);
        if self.role == JpakeRole::Server {
            out.u8(NAMED_CURVE);
            out.u16(C::PARAMS.id);
        }
        let generator = sum::<C, M, W>(&self.own[0], third, fourth)?;
        let secret =
            EcAgreeSteps::<C, M, W>::new().combine(None, C::scalar(private), &self.password);
        write_key::<C, H, M, W, R>(random, &mut out, &generator, &secret, self.role)?;
        let length = out.done().map_err(|_| JpakeError::BufferFull)?;
        self.wrote = true;
        Ok(length)
    }

    /// Reads the peer's message of round two and checks it, after round one was written and read.
    ///
    /// # Errors
    /// [`JpakeError`].
    pub fn read_round_two(&mut self, message: &[u8]) -> Result<(), JpakeError> {
        let (Some(_), Some([third, _]), None) = (&self.private, &self.peer, &self.last) else {
            return Err(JpakeError::OutOfOrder);
        };
        let mut message = Reader::new(message);
        if self.role == JpakeRole::Client
            && (message.u8()?, message.u16()?) != (NAMED_CURVE, C::PARAMS.id)
        {
            return Err(JpakeError::InvalidMessage);
        }
        let generator = sum::<C, M, W>(&self.own[0], &self.own[1], third)?;
        let last = read_key::<C, H, M, W>(&mut message, &generator, self.role.peer())?;
        message.end()?;
        self.last = Some(last);
        Ok(())
    }

    /// The premaster secret, after round two was read.
    ///
    /// # Errors
    /// [`JpakeError::OutOfOrder`] before that; [`JpakeError::InvalidPublicKey`] when there is no
    /// common point.
    pub fn premaster(&self) -> Result<JpakeSecret<H>, JpakeError> {
        let (Some(private), Some([_, fourth]), Some(last)) =
            (&self.private, &self.peer, &self.last)
        else {
            return Err(JpakeError::OutOfOrder);
        };
        // K = (B - X4 (x2 s)) x2
        let mut agreement = EcAgreeSteps::<C, M, W>::new();
        let factor = agreement.combine(None, C::scalar(private), &self.password);
        let mut masked = agreement.multiply(&factor, fourth.as_ref())?;
        let mut base = agreement.add_vartime(last.as_ref(), masked.as_ref(), true)?;
        let mut point = agreement.multiply(C::scalar(private), base.as_ref())?;
        let x_coordinate = point.as_ref().get(1..=C::PARAMS.bytes).unwrap_or(&[]);
        let premaster = H::digest(x_coordinate);
        for point in [&mut masked, &mut base, &mut point] {
            wipe(point.as_mut());
        }
        Ok(JpakeSecret(premaster))
    }
}

/// The premaster secret of an exchange, a digest by `H`. Wiped when dropped.
pub struct JpakeSecret<H: Hash>(H::Output);

impl<H: Hash> AsRef<[u8]> for JpakeSecret<H> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<H: Hash> Drop for JpakeSecret<H> {
    fn drop(&mut self) {
        wipe(self.0.as_mut());
    }
}

/// a + b + c. Public points.
fn sum<C: Curve, M: Multiplier, W: Window>(
    a: &C::Public,
    b: &C::Public,
    c: &C::Public,
) -> Result<C::Public, JpakeError> {
    let mut agreement = EcAgreeSteps::<C, M, W>::new();
    let ab = agreement.add_vartime(a.as_ref(), b.as_ref(), false)?;
    Ok(agreement.add_vartime(ab.as_ref(), c.as_ref(), false)?)
}
