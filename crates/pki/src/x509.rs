//! Whole certificates: every field of versions 1 to 3 for tools that show them, and new ones for
//! tools that make them (RFC 5280, section 4.1).
//!
//! [`CertificateView`] is the view of tools: all fields, typed, extensions read
//! when asked for. [`certificate::Certificate`](crate::certificate::Certificate) is the one
//! verification reads, once per certificate of a chain, in 1 KB of flash; it takes what decisions
//! hang on and nothing else. Both stand on the same [`der`](crate::der) and
//! [`time`](mod@crate::time), and only the lean one ever decides: there is one verifier.
//!
//! ```
//! # use motetls_pki::algorithm::{HashId, Scheme};
//! # struct Key;
//! # impl motetls_pki::signed::Signer for Key {
//! #     type Error = core::convert::Infallible;
//! #     fn scheme(&self) -> Scheme { Scheme::Ecdsa(HashId::Sha256) }
//! #     fn signature_len(&self) -> usize { 64 }
//! #     fn sign(&mut self, _: &[&[u8]], signature: &mut [u8]) -> Result<(), Self::Error> {
//! #         signature.fill(1);
//! #         Ok(())
//! #     }
//! # }
//! # let mut key = Key;
//! use motetls_base::UnixTime;
//! use motetls_pki::der::{DerWriter, Read};
//! use motetls_pki::dn::{self, DistinguishedName};
//! use motetls_pki::extension::{BasicConstraints, KeyUsage, NewExtension};
//! use motetls_pki::key::{NamedCurve, PublicKey};
//! use motetls_pki::oid::known::COMMON_NAME;
//! use motetls_pki::x509::{CertificateView, NewCertificate};
//!
//! let (mut name, mut spki, mut der) = ([0; 64], [0; 128], [0; 512]);
//! let name = dn::encode(&[(COMMON_NAME, "a root")], &mut name)?;
//! let mut writer = DerWriter::new(&mut spki);
//! PublicKey::Ec(NamedCurve::P256, &[4; 65]).write(&mut writer);
//! let length = NewCertificate {
//!     serial: &[1],
//!     issuer: DistinguishedName { der: name },
//!     subject: DistinguishedName { der: name },
//!     not_before: UnixTime(1_800_000_000),
//!     not_after: UnixTime(2_100_000_000),
//!     public_key: writer.written(),
//!     extensions: &[
//!         NewExtension::BasicConstraints(BasicConstraints { ca: true, path_len: None }),
//!         NewExtension::KeyUsage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
//!     ],
//! }
//! .sign(&mut key, &mut der)?;
//! let read = CertificateView::from_der(&der[..length])?;
//! assert_eq!(read.subject.to_string(), "CN=a root");
//! assert_eq!(read.extensions.count(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod view;
mod write;

pub use view::CertificateView;
pub use write::NewCertificate;
