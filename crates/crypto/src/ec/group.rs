//! What a protocol over a group needs beyond ECDH: sums of points, and arithmetic with scalars
//! modulo the order.

use super::formulas::{KEPT, ORDER_RADIX, OTHER, S, SCALAR, U, X, Z};
use super::machine::EcMachine;
use super::steps::EcAgreeSteps;
use super::types::{Curve, Window};
use crate::mp::{Limb, Multiplier, number};
use crate::traits::{ByteArray, InvalidPublicKey};

impl<C: Curve, M: Multiplier, W: Window> EcAgreeSteps<C, M, W> {
    /// The base point as 0x04 || x || y.
    pub(super) fn generator() -> C::Public {
        let mut point = C::Public::ZERO;
        let coordinates = C::PARAMS.generator();
        for (to, from) in point.as_mut().iter_mut().zip([4].iter().chain(coordinates)) {
            *to = *from;
        }
        point
    }

    /// scalar * point, for a scalar in `1..n` and a point that is checked.
    #[inline(never)]
    pub(super) fn multiply(
        &mut self,
        scalar: &C::Secret,
        point: &[u8],
    ) -> Result<C::Public, InvalidPublicKey> {
        self.start_scalar(scalar, point)?;
        self.run_public().ok_or(InvalidPublicKey)
    }

    /// a + b, or a - b; an error if either is no point, or their sum is infinity. Variable time if
    /// they are equal or opposite, and only then.
    #[inline(never)]
    pub(super) fn add_vartime(
        &mut self,
        a: &[u8],
        b: &[u8],
        negative: bool,
    ) -> Result<C::Public, InvalidPublicKey> {
        let machine = self.prepare();
        if !machine.sum_vartime(a, b, if negative { Limb::MAX } else { 0 }) {
            return Err(InvalidPublicKey);
        }
        Ok(self.encode())
    }

    /// The integer of big-endian bytes modulo n; none if there are too many for three scalars.
    #[inline(never)]
    pub(super) fn reduced(&mut self, bytes: &[u8]) -> Option<C::Secret> {
        let machine = self.prepare();
        let fits = machine.reduce_scalar(bytes) != 0;
        let mut scalar = C::secret();
        number::to_be_bytes(C::expose_mut(&mut scalar), machine.slot(SCALAR));
        fits.then_some(scalar)
    }

    /// v - x h modulo n, or x h if there is no v, for scalars below n.
    #[inline(never)]
    pub(super) fn combine(
        &mut self,
        v: Option<&C::Secret>,
        x: &C::Secret,
        h: &C::Secret,
    ) -> C::Secret {
        let machine = self.prepare();
        machine.combine_scalars(v.map(AsRef::as_ref), x.as_ref(), h.as_ref());
        let mut scalar = C::secret();
        number::to_be_bytes(C::expose_mut(&mut scalar), machine.slot(SCALAR));
        scalar
    }
}

impl<M: Multiplier> EcMachine<'_, M> {
    /// (X, Y) = a + b or, where the mask is all ones, a - b; false if that is infinity, or a or b
    /// is no point.
    #[inline(never)]
    fn sum_vartime(&self, a: &[u8], b: &[u8], negative: Limb) -> bool {
        if !self.load_point_vartime(b) {
            return false;
        }
        number::set(self.triple(U), self.triple(X));
        if !self.load_point_vartime(a) {
            return false;
        }
        self.conditional_negate(S, negative);
        self.add_vartime();
        if self.is_zero(Z) {
            return false;
        }
        let mut inversion = self.inversion();
        while !self.invert(&mut inversion, &self.field, Z) {}
        self.make_affine();
        true
    }

    /// SCALAR = the integer of big-endian bytes modulo n; all ones if it fits three slots.
    #[inline(never)]
    fn reduce_scalar(&self, bytes: &[u8]) -> Limb {
        let (scalar, radix, long, order) =
            (self.slot(SCALAR), self.slot(ORDER_RADIX), self.triple(KEPT), self.order());
        let fits = number::from_be_bytes(long, bytes);
        order.r_squared(radix);
        order.remainder(scalar, long, radix);
        fits
    }

    /// SCALAR = v - x h modulo n, or x h if there is no v.
    #[inline(never)]
    fn combine_scalars(&self, v: Option<&[u8]>, x: &[u8], h: &[u8]) {
        let (to, radix, other, order) =
            (self.slot(SCALAR), self.slot(ORDER_RADIX), self.slot(OTHER), self.order());
        order.r_squared(radix);
        number::from_be_bytes(other, x);
        order.to_montgomery(other, other, radix);
        number::from_be_bytes(to, h);
        // Plain times Montgomery is plain.
        order.multiply(to, to, other);
        if let Some(v) = v {
            number::from_be_bytes(other, v);
            order.subtract(to, other, to);
        }
    }
}
