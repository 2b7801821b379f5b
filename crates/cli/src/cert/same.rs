//! Whether two public keys are the same, however they are encoded.

use motetls::pki::der::Read;
use motetls::pki::key::{PublicKey, PublicKeyInfo};

/// Whether `given`, a point in any form, is the point `whole`, 0x04 || X || Y.
pub(crate) fn same_point(given: &[u8], whole: &[u8]) -> bool {
    let (Some((form, given_x)), Some((4, both))) = (given.split_first(), whole.split_first())
    else {
        return false;
    };
    let x = both.get(..both.len() / 2).unwrap_or(&[]);
    let parity = both.last().map_or(0, |last| last & 1);
    match form {
        4 => given == whole,
        2 | 3 => given_x == x && form & 1 == parity,
        _ => false,
    }
}

/// Whether two SubjectPublicKeyInfos hold the same key: points compressed or not, RSA for any use
/// or for RSASSA-PSS only, with or without NULL.
pub(crate) fn same_key(one: &[u8], other: &[u8]) -> bool {
    let key = |der| PublicKeyInfo::from_der(der).and_then(|info| info.key());
    match (key(one), key(other)) {
        (
            Ok(PublicKey::Rsa(one) | PublicKey::RsaPss(one, _)),
            Ok(PublicKey::Rsa(other) | PublicKey::RsaPss(other, _)),
        ) => one == other,
        (Ok(PublicKey::Ec(curve, one)), Ok(PublicKey::Ec(same, other))) => {
            curve == same && (one == other || same_point(one, other) || same_point(other, one))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_the_same_in_both_forms() {
        let whole = [&[4][..], &[7; 32], &[8; 31], &[1]].concat();
        let compressed = [&[3][..], &[7; 32]].concat();
        assert!(same_point(&whole, &whole) && same_point(&compressed, &whole));
        for (form, x) in [(2, 7), (3, 6), (4, 7), (6, 7), (0, 7)] {
            assert!(!same_point(&[&[form][..], &[x; 32]].concat(), &whole), "{form} {x}");
        }
        let mut other = whole.clone();
        other[40] ^= 1;
        assert!(!same_point(&other, &whole));
        assert!(!same_point(&[], &whole) && !same_point(&whole, &[]));
    }
}
