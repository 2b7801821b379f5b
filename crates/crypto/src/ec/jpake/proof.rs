//! Public keys as they are sent: each with a proof that its sender knows the private key
//! (ECSchnorrZKP of the Thread specification, after RFC 8235).

use motetls_base::{Random, Reader, Writer};

use super::error::JpakeError;
use crate::ec::steps::EcAgreeSteps;
use crate::ec::types::{Curve, Weierstrass, Window};
use crate::mp::Multiplier;
use crate::traits::{ByteArray, Group, Hash};

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

    pub(super) fn peer(self) -> Self {
        match self {
            JpakeRole::Client => JpakeRole::Server,
            JpakeRole::Server => JpakeRole::Client,
        }
    }
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
    let h = EcAgreeSteps::<C, M, W>::new().reduced(hash.finish().as_ref());
    h.filter(|h| C::PARAMS.is_scalar(h.as_ref()))
}

/// Writes the public key of `secret` over `generator` and the proof; yields the key.
pub(super) fn write_key<C: Curve, H: Hash, M: Multiplier, W: Window, R: Random>(
    random: &mut R,
    out: &mut Writer<'_>,
    generator: &C::Public,
    secret: &C::Secret,
    role: JpakeRole,
) -> Result<C::Public, JpakeError> {
    let mut agreement = EcAgreeSteps::<C, M, W>::new();
    let public = agreement.multiply(secret, generator.as_ref())?;
    let v = Weierstrass::<C, M, W>::generate(random)?;
    let commitment = agreement.multiply(C::scalar(&v), generator.as_ref())?;
    // h = 0 has the chance of a collision with a hash: none.
    let h = challenge::<C, H, M, W>([generator, &commitment, &public], role)
        .ok_or(JpakeError::Random)?;
    let r = agreement.combine(Some(C::scalar(&v)), secret, &h);
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
pub(super) fn read_key<C: Curve, H: Hash, M: Multiplier, W: Window>(
    message: &mut Reader<'_>,
    generator: &C::Public,
    role: JpakeRole,
) -> Result<C::Public, JpakeError> {
    let mut agreement = EcAgreeSteps::<C, M, W>::new();
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
    let Some(start) = bytes.len().checked_sub(r.len()) else {
        return Err(JpakeError::InvalidProof);
    };
    for (to, from) in bytes.iter_mut().skip(start).zip(r) {
        *to = *from;
    }
    // An honest r is 0 as often as a guess of a private key is right.
    if !C::PARAMS.is_scalar(response.as_ref()) {
        return Err(JpakeError::InvalidProof);
    }
    let h = challenge::<C, H, M, W>([generator, &commitment, &public], role)
        .ok_or(JpakeError::InvalidProof)?;
    // V = r G' + h X, all of it public.
    let left = agreement.multiply(&response, generator.as_ref())?;
    let right = agreement.multiply(&h, public.as_ref())?;
    let expected = agreement
        .add_vartime(left.as_ref(), right.as_ref(), false)
        .map_err(|_| JpakeError::InvalidProof)?;
    if expected.as_ref() == commitment.as_ref() {
        Ok(public)
    } else {
        Err(JpakeError::InvalidProof)
    }
}
