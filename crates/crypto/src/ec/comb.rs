//! The recipe of the combs in [`curves`](super::curves), and the range of private keys: what every
//! curve is held to, called by the table of curves for each of its rows.

use num_bigint::BigUint;
use std::vec::Vec;

use super::params::Params;
use super::types::{Curve, Weierstrass, Window4};
use crate::keys::{KeyRange, PrivateKey};
use crate::mp::Native;
use crate::traits::Group;

/// 2^(3 d) + s_2 2^(2 d) + s_1 2^d + s_0 modulo n.
fn factor(i: usize, quarter: usize, order: &BigUint) -> BigUint {
    (0..3).fold((BigUint::from(1u32) << (3 * quarter)) % order, |sum, t| {
        let tooth = (BigUint::from(1u32) << (t * quarter)) % order;
        (if i >> t & 1 == 1 { sum + tooth } else { sum + order - tooth }) % order
    })
}

/// Every entry of a curve's comb is that multiple of the base point.
pub(super) fn entries_follow_from_the_recipe<C, const N: usize>()
where
    C: Curve<PrivateKey = PrivateKey<C, N>> + KeyRange<N>,
{
    let params = C::PARAMS;
    let order = BigUint::from_bytes_be(params.order());
    assert_eq!(C::COMB.len(), 16 * params.bytes);
    for (i, entry) in C::COMB.chunks(2 * params.bytes).enumerate() {
        let bytes = factor(i, params.bits.div_ceil(4), &order).to_bytes_be();
        let padded: Vec<u8> = [std::vec![0; params.bytes - bytes.len()], bytes].concat();
        let scalar = PrivateKey::<C, N>::from_bytes(&padded).unwrap();
        let point = Weierstrass::<C, Native, Window4>::public(&scalar);
        assert_eq!(&point.as_ref()[1..], entry, "{i}");
    }
}

/// 0, n and n + 1 are refused; 1 and n - 1 are taken.
pub(super) fn range_ends_at_the_order<C, const N: usize>()
where
    C: Curve<PrivateKey = PrivateKey<C, N>> + KeyRange<N>,
{
    let params: &Params = C::PARAMS;
    let order = BigUint::from_bytes_be(params.order());
    assert_eq!(order.bits(), params.bits as u64);
    let taken = |number: BigUint| {
        let bytes = number.to_bytes_be();
        let padded: Vec<u8> = [std::vec![0; N - bytes.len()], bytes].concat();
        PrivateKey::<C, N>::from_bytes(&padded).is_ok()
    };
    let small = |number: u32| BigUint::from(number);
    assert!(!taken(small(0)) && !taken(order.clone()) && !taken(&order + 1u32));
    assert!(taken(small(1)) && taken(&order - 1u32));
}
