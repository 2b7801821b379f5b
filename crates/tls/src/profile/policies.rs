//! Chains whose certificate policies are evaluated (RFC 5280, section 6.1).

use motetls_pki::chain::{Faults, Rfc5280Rules, Signatures, Validator};
use motetls_pki::policy::{self, Node, PolicyInputs};
use motetls_pki::{CertError, Certificate, Chain, TrustAnchor, VerifyPolicy};

use super::CertificateCheck;
use super::certificates::leaf_key;
use crate::error::ErrorKind;
use crate::num::SignatureScheme;
use crate::scheme;

/// Policies and mappings that are kept at once: three times those of a certificate with eight.
const NODES: usize = 24;
/// Bytes of a length behind a certificate.
const LENGTH: usize = 2;

/// A [`Chain`] under all rules of RFC 5280, whose certificate policies are held against
/// [`Config::certificate_policies`](crate::Config::certificate_policies) when an anchor was
/// reached. Up to `NAMES` bytes of names are kept for name constraints.
///
/// Policies are evaluated from the anchor down, and certificates come leaf first: those of the path
/// are kept, two bytes longer than they are, in `PATH` bytes of the handshake's scratch. A path
/// that is longer is refused with [`CertError::ChainTooLong`], one of more than eight policies as
/// [`CertError::TooManyPolicies`] says.
pub struct PolicyChain<A: Signatures, const NAMES: usize = 4096, const PATH: usize = 8192> {
    chain: Chain<A, Rfc5280Rules<NAMES, true>>,
    path: Path<PATH>,
}

/// Certificates, leaf first, each before its length.
struct Path<const BYTES: usize> {
    bytes: [u8; BYTES],
    used: usize,
    /// The leaf is an anchor: it is trusted as it is, and the path to it empty.
    is_anchor: bool,
}

impl<const BYTES: usize> Path<BYTES> {
    /// Appends a certificate.
    fn push(&mut self, der: &[u8]) -> Result<(), CertError> {
        let end = self.used.saturating_add(der.len()).saturating_add(LENGTH);
        let room = self.bytes.get_mut(self.used..end).ok_or(CertError::ChainTooLong)?;
        let length = u16::try_from(der.len()).map_err(|_| CertError::ChainTooLong)?;
        let (certificate, behind) = room.split_at_mut(der.len());
        certificate.copy_from_slice(der);
        behind.copy_from_slice(&length.to_be_bytes());
        self.used = end;
        Ok(())
    }

    /// The certificates from the one an anchor issued down to the leaf.
    fn downwards(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.get(..self.used).unwrap_or(&[]);
        core::iter::from_fn(move || {
            let (before, length) = rest.split_last_chunk::<LENGTH>()?;
            let start = before.len().checked_sub(usize::from(u16::from_be_bytes(*length)))?;
            let (others, certificate) = before.split_at_checked(start)?;
            rest = others;
            Some(certificate)
        })
    }
}

/// Notes which certificate the chain takes.
struct Taken {
    taken: bool,
    is_anchor: bool,
}

impl Validator for Taken {
    fn certificate(&mut self, _: u8, _: &Certificate<'_>) -> Faults {
        self.taken = true;
        Faults::NONE
    }
    fn anchor(&mut self, depth: u8, _: &TrustAnchor<'_>) -> Faults {
        self.is_anchor = depth == 0;
        Faults::NONE
    }
}

impl<A: Signatures, const NAMES: usize, const PATH: usize> CertificateCheck
    for PolicyChain<A, NAMES, PATH>
{
    const CHECKS_POLICIES: bool = true;
    type Pins = ();
    const NO_PINS: &'static () = &();
    const SCHEMES: &'static [SignatureScheme] = scheme::known::<A>();
    type Steps = ();

    fn start() -> Option<Self> {
        let path = Path { bytes: [0; PATH], used: 0, is_anchor: false };
        Some(PolicyChain { chain: Chain::new(), path })
    }
    fn certificate(&mut self, policy: &VerifyPolicy<'_>, der: &[u8]) -> Result<(), CertError> {
        let mut taken = Taken { taken: false, is_anchor: false };
        self.chain.push_with(policy, der, &mut taken)?;
        self.path.is_anchor |= taken.is_anchor;
        if taken.taken { self.path.push(der) } else { Ok(()) }
    }
    fn finish(&self) -> Result<(), CertError> {
        leaf_key(&self.chain).map(|_| ())
    }
    fn check_policies(&self, inputs: &PolicyInputs<'_>) -> Result<(), CertError> {
        if self.path.is_anchor {
            return if inputs.explicit { Err(CertError::CertificatePolicy) } else { Ok(()) };
        }
        let mut nodes = [Node::EMPTY; NODES];
        policy::check(inputs, self.path.downwards(), &mut nodes).map(|_| ())
    }
    fn verify(
        &self,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), ErrorKind> {
        let key = leaf_key(&self.chain).map_err(ErrorKind::Certificate)?;
        scheme::verify::<A>(key, scheme, message, signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn a_path_is_kept_backwards() {
        let mut path = Path::<12> { bytes: [0; 12], used: 0, is_anchor: false };
        path.push(b"leaf").unwrap();
        path.push(b"root").unwrap();
        assert_eq!(path.push(b""), Err(CertError::ChainTooLong));
        assert_eq!(path.downwards().collect::<Vec<_>>(), [b"root", b"leaf"]);
    }
}
