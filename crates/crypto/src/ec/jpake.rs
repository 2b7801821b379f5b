//! EC J-PAKE: a shared secret from a shared password, as Thread uses it (draft-cragie-tls-ecjpake-01).
//!
//! Each side sends two messages. Round one has two ephemeral public keys, round two a third one over a base point that is
//! the sum of three keys and with the password in its private key; each comes with a Schnorr proof that its sender knows
//! the private key (RFC 8235). Whoever does not know the password can try one per run, and learns nothing else.
//!
//! | message | content | bytes at most, P-256 |
//! |---|---|---|
//! | round one | two of key and proof | 330 |
//! | round two | key and proof; before it the curve's identifier (RFC 8422, section 5.4) if the server sends it | 168 |
//!
//! Key and proof are three vectors with a length of one byte: X and V as 0x04 || x || y, r without leading zeros. The proof
//! of X = x G' by `id` is V = v G' for a random v and r = v - x h modulo n, where h is the hash of G', V, X and `id`, each after
//! its length in four bytes. The premaster secret is the hash of the abscissa of the common point.
//!
//! The result is not confirmed: if the passwords differ, so do the secrets, and the protocol above finds out. Secret
//! operations are constant time; checks of the peer's values are of public data.
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
//! assert_eq!(client.premaster()?, server.premaster()?);
//! # Ok(())
//! # }
//! ```

use core::marker::PhantomData;

use motetls_base::secret::wipe;
use motetls_base::{DecodeError, Random, RandomError, Reader, Writer};

use super::steps::AgreeSteps;
use super::types::{Curve, Weierstrass, Window, Window4};
use crate::mp::{Multiplier, Native};
use crate::traits::{ByteArray, Group, Hash, InvalidPublicKey};

/// ECCurveType named_curve (RFC 8422, section 5.4).
const NAMED_CURVE: u8 = 3;

/// Which side one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JpakeRole {
    /// The client, in Thread the joiner.
    Client,
    /// The server, in Thread the commissioner.
    Server,
}

impl JpakeRole {
    /// What the proofs of this side name it.
    fn id(self) -> &'static [u8] {
        match self {
            JpakeRole::Client => b"client",
            JpakeRole::Server => b"server",
        }
    }

    fn peer(self) -> Self {
        match self {
            JpakeRole::Client => JpakeRole::Server,
            JpakeRole::Server => JpakeRole::Client,
        }
    }
}

/// Why the exchange ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JpakeError {
    /// The password is empty, too long (three times the bytes of the curve's order is the limit), or 0 modulo the order.
    InvalidPassword,
    /// The peer's message is cut, has bytes too many, or names another curve.
    InvalidMessage,
    /// A key of the peer is no point of the curve, or a sum of keys is the point at infinity.
    InvalidPublicKey,
    /// A proof of the peer does not hold.
    InvalidProof,
    /// The buffer is too small for the message.
    Full,
    /// The generator of random bytes failed.
    Random,
    /// A message was asked for, or came, before those it depends on, or a second time.
    OutOfOrder,
}

impl From<InvalidPublicKey> for JpakeError {
    fn from(_: InvalidPublicKey) -> Self {
        JpakeError::InvalidPublicKey
    }
}

impl From<RandomError> for JpakeError {
    fn from(_: RandomError) -> Self {
        JpakeError::Random
    }
}

impl From<DecodeError> for JpakeError {
    fn from(_: DecodeError) -> Self {
        JpakeError::InvalidMessage
    }
}

impl core::fmt::Display for JpakeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            JpakeError::InvalidPassword => "the password is empty or too long",
            JpakeError::InvalidMessage => "the peer's message is malformed or for another curve",
            JpakeError::InvalidPublicKey => "a key of the peer is no point of the curve",
            JpakeError::InvalidProof => "a proof of the peer does not hold: it does not know what it sent",
            JpakeError::Full => "the buffer is too small for the message",
            JpakeError::Random => "the random generator failed",
            JpakeError::OutOfOrder => "the message is not due: rounds go in order, each once",
        })
    }
}

impl core::error::Error for JpakeError {}

/// An exchange under way: what one side knows. Secrets are wiped when dropped.
pub struct Jpake<C: Curve, H: Hash, M = Native, W: Window = Window4> {
    role: JpakeRole,
    /// The password modulo n.
    password: C::Secret,
    /// The second private key, once round one was written.
    private: Option<C::Secret>,
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
        let password = AgreeSteps::<C, M, W>::new().reduced(password).filter(|s| C::PARAMS.is_scalar(s.as_ref()));
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
    pub fn write_round_one<R: Random>(&mut self, random: &mut R, out: &mut [u8]) -> Result<usize, JpakeError> {
        if self.private.is_some() {
            return Err(JpakeError::OutOfOrder);
        }
        let mut out = Writer::new(out);
        let generator = AgreeSteps::<C, M, W>::generator();
        let mut private = None;
        for own in &mut self.own {
            let secret = Weierstrass::<C, M, W>::generate(random)?;
            *own = write_key::<C, H, M, W, R>(random, &mut out, &generator, &secret, self.role)?;
            private = Some(secret);
        }
        let length = out.done().map_err(|_| JpakeError::Full)?;
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
        let generator = AgreeSteps::<C, M, W>::generator();
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
    pub fn write_round_two<R: Random>(&mut self, random: &mut R, out: &mut [u8]) -> Result<usize, JpakeError> {
        let (Some(private), Some([third, fourth]), false) = (&self.private, &self.peer, self.wrote) else {
            return Err(JpakeError::OutOfOrder);
        };
        let mut out = Writer::new(out);
        if self.role == JpakeRole::Server {
            out.u8(NAMED_CURVE);
            out.u16(C::PARAMS.id);
        }
        let generator = sum::<C, M, W>(&self.own[0], third, fourth)?;
        let secret = AgreeSteps::<C, M, W>::new().combine(None, private, &self.password);
        write_key::<C, H, M, W, R>(random, &mut out, &generator, &secret, self.role)?;
        let length = out.done().map_err(|_| JpakeError::Full)?;
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
        if self.role == JpakeRole::Client && (message.u8()?, message.u16()?) != (NAMED_CURVE, C::PARAMS.id) {
            return Err(JpakeError::InvalidMessage);
        }
        let generator = sum::<C, M, W>(&self.own[0], &self.own[1], third)?;
        let last = read_key::<C, H, M, W>(&mut message, &generator, self.role.peer())?;
        message.end()?;
        self.last = Some(last);
        Ok(())
    }

    /// The premaster secret, after round two was read. The caller wipes it.
    ///
    /// # Errors
    /// [`JpakeError::OutOfOrder`] before that; [`JpakeError::InvalidPublicKey`] when there is no common point.
    pub fn premaster(&self) -> Result<H::Output, JpakeError> {
        let (Some(private), Some([_, fourth]), Some(last)) = (&self.private, &self.peer, &self.last) else {
            return Err(JpakeError::OutOfOrder);
        };
        // K = (B - X4 (x2 s)) x2
        let mut agreement = AgreeSteps::<C, M, W>::new();
        let factor = agreement.combine(None, private, &self.password);
        let mut masked = agreement.multiply(&factor, fourth.as_ref())?;
        let mut base = agreement.add_vartime(last.as_ref(), masked.as_ref(), true)?;
        let mut point = agreement.multiply(private, base.as_ref())?;
        let abscissa = point.as_ref().get(1..=C::PARAMS.bytes).unwrap_or(&[]);
        let premaster = H::digest(abscissa);
        for point in [&mut masked, &mut base, &mut point] {
            wipe(point.as_mut());
        }
        Ok(premaster)
    }
}

/// a + b + c. Public points.
fn sum<C: Curve, M: Multiplier, W: Window>(
    a: &C::Public,
    b: &C::Public,
    c: &C::Public,
) -> Result<C::Public, JpakeError> {
    let mut agreement = AgreeSteps::<C, M, W>::new();
    let ab = agreement.add_vartime(a.as_ref(), b.as_ref(), false)?;
    Ok(agreement.add_vartime(ab.as_ref(), c.as_ref(), false)?)
}

/// The hash h of a proof, modulo n.
fn challenge<C: Curve, H: Hash, M: Multiplier, W: Window>(
    points: [&C::Public; 3],
    role: JpakeRole,
) -> Option<C::Secret> {
    let mut hash = H::new();
    let [generator, commitment, public] = points;
    for part in [generator.as_ref(), commitment.as_ref(), public.as_ref(), role.id()] {
        hash.update(&(part.len() as u32).to_be_bytes());
        hash.update(part);
    }
    let h = AgreeSteps::<C, M, W>::new().reduced(hash.finish().as_ref());
    h.filter(|h| C::PARAMS.is_scalar(h.as_ref()))
}

/// Writes the public key of `secret` over `generator` and the proof; yields the key.
fn write_key<C: Curve, H: Hash, M: Multiplier, W: Window, R: Random>(
    random: &mut R,
    out: &mut Writer<'_>,
    generator: &C::Public,
    secret: &C::Secret,
    role: JpakeRole,
) -> Result<C::Public, JpakeError> {
    let mut agreement = AgreeSteps::<C, M, W>::new();
    let public = agreement.multiply(secret, generator.as_ref())?;
    let v = Weierstrass::<C, M, W>::generate(random)?;
    let commitment = agreement.multiply(&v, generator.as_ref())?;
    // h = 0 has the chance of a collision with a hash: none.
    let h = challenge::<C, H, M, W>([generator, &commitment, &public], role).ok_or(JpakeError::Random)?;
    let r = agreement.combine(Some(&v), secret, &h);
    // r is public, and so are its leading zeros.
    let zeros = r.as_ref().iter().take_while(|byte| **byte == 0).count();
    for part in [public.as_ref(), commitment.as_ref(), r.as_ref().get(zeros..).unwrap_or(&[])] {
        let prefix = out.open(1);
        out.bytes(part);
        out.close(prefix);
    }
    Ok(public)
}

/// Reads the peer's public key over `generator` and checks its proof.
fn read_key<C: Curve, H: Hash, M: Multiplier, W: Window>(
    message: &mut Reader<'_>,
    generator: &C::Public,
    role: JpakeRole,
) -> Result<C::Public, JpakeError> {
    let mut agreement = AgreeSteps::<C, M, W>::new();
    let mut points = [C::Public::ZERO; 2];
    for point in &mut points {
        let bytes = message.vector(1)?.rest();
        if bytes.len() != C::Public::LEN {
            return Err(JpakeError::InvalidPublicKey);
        }
        point.as_mut().copy_from_slice(bytes);
    }
    let [public, commitment] = points;
    let r = message.vector(1)?.rest();
    let mut response = C::secret();
    let bytes = C::expose_mut(&mut response);
    let Some(start) = bytes.len().checked_sub(r.len()) else { return Err(JpakeError::InvalidProof) };
    for (to, from) in bytes.iter_mut().skip(start).zip(r) {
        *to = *from;
    }
    // An honest r is 0 as often as a guess of a private key is right.
    if !C::PARAMS.is_scalar(response.as_ref()) {
        return Err(JpakeError::InvalidProof);
    }
    let h = challenge::<C, H, M, W>([generator, &commitment, &public], role).ok_or(JpakeError::InvalidProof)?;
    // V = r G' + h X, all of it public.
    let left = agreement.multiply(&response, generator.as_ref())?;
    let right = agreement.multiply(&h, public.as_ref())?;
    let expected = agreement.add_vartime(left.as_ref(), right.as_ref(), false).map_err(|_| JpakeError::InvalidProof)?;
    if expected.as_ref() == commitment.as_ref() { Ok(public) } else { Err(JpakeError::InvalidProof) }
}
