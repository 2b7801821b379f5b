//! OCSP: asking whether one certificate is revoked, and the answer (RFC 6960), as servers staple
//! it.
//!
//! An answer is an envelope that says whether there is one, and inside it a [`BasicResponse`],
//! signed, about one certificate as a rule. [`NewResponse`] makes one; whether one may be believed
//! is decided in [`revocation`](crate::revocation).
//!
//! ```
//! use motetls_pki::algorithm::HashId;
//! use motetls_pki::der::Read;
//! use motetls_pki::ocsp::{self, CertId, OcspRequest};
//!
//! let id = CertId {
//!     hash: Some(HashId::Sha1),
//!     issuer_name_hash: &[1; 20],
//!     issuer_key_hash: &[2; 20],
//!     serial: &[7],
//! };
//! let mut buffer = [0; 128];
//! let length = ocsp::write_request(&[id], None, &mut buffer)?;
//! let request = OcspRequest::from_der(&buffer[..length])?;
//! assert_eq!(request.requests.clone().next().unwrap()?.id, id);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod id;
mod request;
mod response;
mod write;

pub use id::CertId;
pub use request::{OcspRequest, SingleRequest, write_request};
pub use response::{
    BasicResponse, CertStatus, DatesAsWritten, Responder, Response, ResponseStatus, SingleResponse,
};
pub use write::{NewResponse, NewSingleResponse, write_refusal};
