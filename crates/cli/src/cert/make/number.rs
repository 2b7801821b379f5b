//! Numbers of revocation lists (RFC 5280, section 5.2.3).

use std::cmp::Ordering;
use std::str::FromStr;

use super::revoked::trimmed;

/// Octets of a number at most.
const LONGEST: usize = 20;

/// A number that is not negative, of 20 octets at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Number(Vec<u8>);

impl Number {
    /// The number of `octets`, big-endian; `None` when they are too many.
    pub(crate) fn of(octets: &[u8]) -> Option<Self> {
        let octets = trimmed(octets);
        (octets.len() <= LONGEST).then_some(Number(octets))
    }

    /// The one after it; `None` after the last.
    pub(crate) fn next(&self) -> Option<Self> {
        self.times_and(1, 1)
    }

    /// It times `factor`, and `more`.
    fn times_and(&self, factor: u32, more: u32) -> Option<Self> {
        let mut carry = more;
        let mut octets = vec![0; 4];
        octets.extend_from_slice(&self.0);
        for octet in octets.iter_mut().rev() {
            carry = u32::from(*octet).wrapping_mul(factor).wrapping_add(carry);
            *octet = (carry & 0xff) as u8;
            carry >>= 8;
        }
        Number::of(&octets)
    }

    /// Big-endian, without leading zeros.
    pub(crate) fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Number {
    type Err = String;

    /// Decimal digits.
    fn from_str(text: &str) -> Result<Self, String> {
        let digit = |number: Option<Number>, digit: char| {
            number.and_then(|number| number.times_and(10, digit.to_digit(10)?))
        };
        let number = text.chars().fold(Some(Number(Vec::new())), digit);
        number.filter(|_| !text.is_empty()).ok_or_else(|| {
            format!(
                "{text} is no number of a list: write decimal digits, of {LONGEST} octets at most"
            )
        })
    }
}

/// In decimal.
impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (mut rest, mut digits) = (self.0.clone(), Vec::new());
        while !rest.is_empty() {
            let mut remainder = 0_u32;
            for octet in &mut rest {
                remainder = remainder << 8 | u32::from(*octet);
                *octet = (remainder / 10) as u8;
                remainder %= 10;
            }
            digits.push(char::from_digit(remainder, 10).unwrap_or('0'));
            rest = trimmed(&rest);
        }
        let digits: String = digits.into_iter().rev().collect();
        f.write_str(if digits.is_empty() { "0" } else { &digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_past_any_word() {
        for value in [0, 9, 255, 256, u128::from(u64::MAX), 1 << 56, u128::MAX - 1] {
            let number: Number = value.to_string().parse().unwrap();
            assert_eq!(number, Number::of(&value.to_be_bytes()).unwrap());
            assert_eq!(number.to_string(), value.to_string());
            assert_eq!(number.next().unwrap().to_string(), (value + 1).to_string());
            assert!(number < number.next().unwrap());
        }
        let last = Number::of(&[0xff; 20]).unwrap();
        assert_eq!(last.next(), None);
        assert_eq!(last.to_string().parse(), Ok(last));
        assert_eq!(Number::of(&[1; 21]), None);
        assert_eq!(Number::of(&[[0, 0].as_slice(), &[1; 20]].concat()), Number::of(&[1; 20]));
        for bad in ["", "-1", "+1", "0x10", "1 2", &"9".repeat(50)] {
            assert!(bad.parse::<Number>().is_err(), "{bad}");
        }
    }
}
