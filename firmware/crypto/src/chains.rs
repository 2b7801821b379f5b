//! Two chains of three certificates for `server.test`, made by OpenSSL 3.0, valid from 2026 to
//! 2045.

use motetls_base::UnixTime;
use motetls_pki::chain::{RuleSet, Signatures};
use motetls_pki::{CertError, Chain, ServerName, TrustAnchor, Usage, VerifyPolicy};

/// P-256 all along: the leaf.
pub static P256_LEAF: [u8; 464] = *include_bytes!("../chains/p256_leaf.der");
/// Its issuer.
pub static P256_CA: [u8; 419] = *include_bytes!("../chains/p256_ca.der");
/// The root.
pub static P256_ROOT: [u8; 387] = *include_bytes!("../chains/p256_root.der");
/// A P-256 leaf that P-384 signed with SHA-384.
pub static MANY_LEAF: [u8; 495] = *include_bytes!("../chains/many_leaf.der");
/// Its issuer, with name constraints, that RSA-2048 signed with SHA-256.
pub static MANY_CA: [u8; 664] = *include_bytes!("../chains/p384_ca.der");
/// The root.
pub static MANY_ROOT: [u8; 782] = *include_bytes!("../chains/rsa_root.der");

/// The name of the leaf, checked when the image is built.
const NAME: ServerName<'static> = ServerName::from_static("server.test");

/// What the chains are measured by.
#[must_use]
pub const fn policy<'a>(anchors: &'a [TrustAnchor<'a>]) -> VerifyPolicy<'a> {
    let (name, now) = (Some(NAME), Some(UnixTime(2_000_000_000)));
    VerifyPolicy { anchors, name, now, usage: Usage::ServerAuth }
}

/// Verifies a chain.
///
/// # Errors
/// Why it is not trusted.
#[inline(never)]
pub fn verify<A: Signatures, R: RuleSet>(
    policy: &VerifyPolicy<'_>,
    chain: &[&[u8]],
) -> Result<(), CertError> {
    let mut state = Chain::<A, R>::new();
    for der in chain {
        state.push(policy, der)?;
    }
    state.finish().map(|_| ())
}
