//! Certification requests: what a device asks an authority to certify (PKCS#10, RFC 2986).
//!
//! The requester's signature shows that it has the private key; what it asks for is the authority's
//! to grant.
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
//! use motetls_pki::csr::{CertificationRequest, NewRequest};
//! use motetls_pki::der::{DerWriter, Read};
//! use motetls_pki::dn::{self, DistinguishedName};
//! use motetls_pki::extension::NewExtension;
//! use motetls_pki::general_name::GeneralName;
//! use motetls_pki::key::{NamedCurve, PublicKey};
//!
//! let (mut name, mut spki, mut der) = ([0; 64], [0; 128], [0; 512]);
//! let mut writer = DerWriter::new(&mut spki);
//! PublicKey::Ec(NamedCurve::P256, &[4; 65]).write(&mut writer);
//! let request = NewRequest {
//!     subject: DistinguishedName { der: dn::parse("CN=mote 7", &mut name)? },
//!     public_key: writer.written(),
//!     extensions: &[NewExtension::SubjectAltName {
//!         names: &[GeneralName::Dns(b"mote-7.example")],
//!         critical: false,
//!     }],
//! };
//! let length = request.sign(&mut key, &mut der)?;
//! let read = CertificationRequest::from_der(&der[..length])?;
//! assert_eq!(read.extensions()?.count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod view;
mod write;

pub use view::{Attribute, CertificationRequest};
pub use write::NewRequest;
