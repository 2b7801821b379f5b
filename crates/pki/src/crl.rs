//! Revocation lists (RFC 5280, section 5): which certificates an authority has taken back.
//!
//! A list may be long; its entries are read one by one, and [`RevocationList::find`] stops at the
//! one it looks for. Whether a list may be believed is decided in
//! [`revocation`](crate::revocation), which reads lists longer than any memory, too.
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
//! use motetls_pki::crl::{NewRevocationList, NewRevoked, RevocationList};
//! use motetls_pki::der::Read;
//! use motetls_pki::dn::{self, DistinguishedName};
//! use motetls_pki::extension::{NewExtension, Reason};
//!
//! let (mut name, mut der) = ([0; 64], [0; 512]);
//! let now = UnixTime(1_800_000_000);
//! let list = NewRevocationList {
//!     issuer: DistinguishedName { der: dn::parse("CN=a root", &mut name)? },
//!     this_update: now,
//!     next_update: Some(UnixTime(now.0 + 604_800)),
//!     revoked: &[NewRevoked {
//!         serial: &[7],
//!         date: now,
//!         reason: Some(Reason::KEY_COMPROMISE),
//!         extensions: &[],
//!     }],
//!     extensions: &[NewExtension::CrlNumber(&[1])],
//! };
//! let length = list.sign(&mut key, &mut der)?;
//! let read = RevocationList::from_der(&der[..length])?;
//! assert_eq!(read.find(&[7])?.unwrap().reason()?, Some(Reason::KEY_COMPROMISE));
//! assert!(read.find(&[8])?.is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod view;
mod write;

pub use view::{RevocationList, Revoked};
pub use write::{NewRevocationList, NewRevoked};
