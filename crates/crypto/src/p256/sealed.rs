//! What keeps arithmetic from outside away, which could not hold to the ranges of limbs.

pub trait Field {}

pub trait Multiplier29 {}
