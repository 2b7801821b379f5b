//! The curves that keys and signatures are computed on here, each with its arithmetic.

/// Evaluates `$body` with the type `$group` of the curve's arithmetic, the hash `$hash` that is as
/// strong, and the bytes `$length` of a private key; `$otherwise` for a curve that is only known by
/// name.
macro_rules! on_curve {
    ($curve:expr, $group:ident, $hash:ident, $length:ident => $body:expr, else $otherwise:expr) => {
        $crate::cert::curve::on_curve!(@arms $curve, $group, $hash, $length, $body, $otherwise,
            P256: P256, Sha256;
            P384: ec::P384, Sha384;
            P521: ec::P521, Sha512;
            Secp256k1: ec::Secp256k1, Sha256;
            BrainpoolP256: ec::BrainpoolP256r1, Sha256;
            BrainpoolP384: ec::BrainpoolP384r1, Sha384;
            BrainpoolP512: ec::BrainpoolP512r1, Sha512;)
    };
    (@arms $curve:expr, $group:ident, $hash:ident, $length:ident, $body:expr, $otherwise:expr,
        $($name:ident: $type:ty, $digest:ty;)*) => {
        match $curve {
            $(motetls::pki::key::NamedCurve::$name => {
                #[allow(unused_imports, reason = "not every arm of every use names them")]
                use motetls::crypto::{P256, Sha256, Sha384, Sha512, ec};
                #[allow(dead_code, reason = "not every use names it")]
                type $group = $type;
                #[allow(dead_code, reason = "not every use names it")]
                type $hash = $digest;
                #[allow(dead_code, reason = "not every use names it")]
                const $length: usize = motetls::pki::key::NamedCurve::$name.len();
                $body
            })*
            _ => $otherwise,
        }
    };
}

pub(crate) use on_curve;

#[cfg(test)]
mod tests {
    use motetls::crypto::Hash;
    use motetls::pki::key::NamedCurve;

    /// Every curve that pki knows by name is computed on, with a hash as long as that
    /// of its row there.
    #[test]
    fn every_known_curve_has_its_arithmetic_and_its_hash() {
        for &curve in NamedCurve::ALL {
            let hash =
                super::on_curve!(curve, G, H, N => Some(H::digest(&[]).as_ref().len()), else None);
            assert_eq!(hash, Some(curve.facts().hash.len()), "{curve}");
        }
    }
}
