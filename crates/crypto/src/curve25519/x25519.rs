//! X25519: the ladder on the Montgomery curve v^2 = u^3 + 486662 u^2 + u (RFC 7748, section 5).
//!
//! The field's slots by name: u of the base point of the ladder; two multiples of it as (U : W), u
//! = U / W, whose difference it always is; what lies between.

use core::marker::PhantomData;

use motetls_base::{Random, RandomError, Secret};

use super::field::{CURVE25519, Memory25519};
use crate::ec::formulas::{A, ONE, RADIX, SCALAR, add, mul, sub};
use crate::formula::Op;
use crate::keys::{
    self, AgreeValidated, KeyRange, PrivateKey, PublicKey, PublicKeyValidation, PublicKeys,
    SharedSecret,
};
use crate::mp::{Limb, Multiplier, number};
use crate::traits::{Group, InvalidPublicKey, WholeGroup};

/// The lower multiple, and the next.
const U: usize = 0;
const W: usize = 1;
const NEXT_U: usize = 2;
const NEXT_W: usize = 3;
/// u of the point itself.
const POINT: usize = 4;
const S: usize = 5;
const D: usize = 6;
const T: usize = 7;

/// (U : W) doubled and (NEXT_U : NEXT_W) + (U : W), by the names of RFC 7748, section 5.
#[rustfmt::skip]
static STEP: [Op; 18] = [
    add(S, U, W),                // A
    sub(D, U, W),                // B
    add(T, NEXT_U, NEXT_W),      // C
    sub(NEXT_U, NEXT_U, NEXT_W), // D
    mul(NEXT_U, NEXT_U, S),      // DA
    mul(T, T, D),                // CB
    sub(NEXT_W, NEXT_U, T),      // DA - CB
    add(NEXT_U, NEXT_U, T),      // DA + CB
    mul(NEXT_U, NEXT_U, NEXT_U), // x_3 = (DA + CB)^2
    mul(NEXT_W, NEXT_W, NEXT_W), // (DA - CB)^2
    mul(NEXT_W, NEXT_W, POINT),  // z_3 = x_1 (DA - CB)^2
    mul(S, S, S),                // AA
    mul(D, D, D),                // BB
    mul(U, S, D),                // x_2 = AA BB
    sub(D, S, D),                // E
    mul(W, D, A),                // a24 E
    add(W, W, S),                // AA + a24 E
    mul(W, W, D),                // z_2 = E (AA + a24 E)
];

/// From u in POINT and 0 in W: infinity, and the point.
#[rustfmt::skip]
static START: [Op; 4] = [
    mul(POINT, POINT, RADIX), // u in Montgomery form
    mul(U, ONE, ONE),         // 1
    mul(NEXT_U, POINT, ONE),  // u
    mul(NEXT_W, ONE, ONE),    // 1
];

/// From the inverse of W in W and a plain 1 in S: u in U, out of Montgomery form.
#[rustfmt::skip]
static END: [Op; 2] = [
    mul(U, U, W), // u in Montgomery form
    mul(U, U, S), // u
];

/// The group x25519 (RFC 9846, section 4.3.7) on the shared core; limbs are multiplied by `M`.
#[derive(Clone, Copy, Debug)]
pub struct X25519Mp<M>(PhantomData<M>);

/// to = the u-coordinate of the clamped scalar times a point; false if it is 0, which stands for
/// infinity, too.
///
/// The scalar is a multiple of the cofactor and, without it, in `1..` the order of the large
/// subgroup of curve or twist: the product is infinity only if the point is of small order.
#[inline(never)]
fn multiply<M: Multiplier>(to: &mut [u8; 32], private: &[u8; 32], point: &[u8; 32]) -> bool {
    let mut memory = Memory25519::<3>::ZERO;
    let machine = memory.prepare::<M>(&CURVE25519);
    machine.read(SCALAR, private, Limb::MAX);
    // It may be p or more (RFC 7748, section 5): the next product takes that.
    machine.read(POINT, point, 0);
    machine.run(&START);
    let mut swapped = 0;
    for i in (0..255).rev() {
        let bit = number::bit(machine.slot(SCALAR), i);
        let (first, second) = (machine.slots_from(U, 2), machine.slots_from(NEXT_U, 2));
        number::conditional_swap(first, second, number::mask(bit ^ swapped));
        swapped = bit;
        machine.run(&STEP);
    }
    // The last bit of a clamped scalar is 0: they are where they belong.
    machine.reciprocal(W);
    number::set_small(machine.slot(S), 1);
    machine.run(&END);
    number::to_le_bytes(to, machine.slot(U));
    !machine.is_zero(U)
}

impl<M> keys::sealed::Sealed for X25519Mp<M> {}

/// Any 32 bytes; they are clamped when used (RFC 7748, section 5).
impl<M> KeyRange<32> for X25519Mp<M> {
    const DRAWS: u32 = 1;
    const EXCESS: u32 = 0;

    #[inline(always)]
    fn contains(_: &Secret<32>) -> bool {
        true
    }
}

/// Any 32 bytes but points of small order, of the curve and of its twist: they lead to 0 with every
/// private key, and no other does with any.
impl<M: Multiplier> PublicKeyValidation<32> for X25519Mp<M> {
    fn is_valid_vartime(bytes: &[u8; 32]) -> bool {
        multiply::<M>(&mut [0; 32], &[0; 32], bytes)
    }
}

impl<M: Multiplier> PublicKeys for X25519Mp<M> {
    type PublicKey = PublicKey<Self, 32>;

    fn public_from_bytes(bytes: &[u8]) -> Result<Self::PublicKey, InvalidPublicKey> {
        PublicKey::from_bytes(bytes)
    }
}

impl<M: Multiplier> AgreeValidated for X25519Mp<M> {
    fn public_key(private: &Self::Private) -> Self::PublicKey {
        PublicKey::of_valid(Self::public(private))
    }

    fn agree_validated(private: &Self::Private, peer: &Self::PublicKey) -> Self::Shared {
        let mut shared = Secret::zero();
        multiply::<M>(shared.expose_mut(), private.expose_bytes(), peer.as_bytes());
        SharedSecret::new(shared)
    }
}

impl<M: Multiplier> Group for X25519Mp<M> {
    type Private = PrivateKey<Self, 32>;
    type Public = [u8; 32];
    type Shared = SharedSecret<Self, 32>;
    type Steps = WholeGroup<Self>;

    fn generate<R: Random>(random: &mut R) -> Result<Self::Private, RandomError> {
        PrivateKey::generate(random)
    }

    /// The base point has u = 9.
    fn public(private: &Self::Private) -> [u8; 32] {
        let (mut public, mut base) = ([0; 32], [0; 32]);
        base[0] = 9;
        multiply::<M>(&mut public, private.expose_bytes(), &base);
        public
    }

    /// The u-coordinate of the common point, unless it is 0 (RFC 7748, section 6.1).
    fn agree(private: &Self::Private, peer: &[u8]) -> Result<Self::Shared, InvalidPublicKey> {
        let peer: &[u8; 32] = peer.try_into().map_err(|_| InvalidPublicKey)?;
        let mut shared = Secret::zero();
        if multiply::<M>(shared.expose_mut(), private.expose_bytes(), peer) {
            Ok(SharedSecret::new(shared))
        } else {
            Err(InvalidPublicKey)
        }
    }
}
