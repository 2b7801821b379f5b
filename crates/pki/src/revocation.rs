//! Whether a certificate was taken back: revocation lists (RFC 5280, section 6.3) and OCSP answers
//! (RFC 6960) checked, for devices with kilobytes and for hosts.
//!
//! [`crl`](crate::crl) and [`ocsp`](crate::ocsp) read and write; here it is decided. Nothing a list
//! or an answer says is believed before its signature led to the issuer, and nothing that is not
//! fresh is believed at all.
//!
//! | item | purpose |
//! |---|---|
//! | [`Status`], [`RevocationError`] | the verdict: good, revoked, or unknown for a reason with a remedy |
//! | [`Freshness`] | how old information may be, and what holds without a clock |
//! | [`Subject`], [`Issuer`] | the certificate asked about; its issuer |
//! | [`CrlReader`] | one list, in pieces as small as its largest element; [`check_crl`], one that is in memory |
//! | [`UnverifiedResponse`], [`check_response`], [`must_staple`] | an OCSP answer, before and after the issuer's key is there |
//! | [`RevocationValidator`] | all of that while a [`Chain`](crate::Chain) is verified |
//! | [`Inquiry`] | what several lists say of one certificate: base and delta, lists for some reasons only |
//!
//! # A list of megabytes through 512 bytes
//!
//! A list is read once, from front to back. Its digest is taken on the way, entries are compared
//! with the certificates asked for and forgotten, and what was found stays locked up in the reader
//! until the signature at the end was checked. The buffer must hold the largest single element: the
//! issuer's name, an entry (40 bytes as a rule), the signature (72 bytes for P-256, 260 for
//! RSA-2048).
//!
//! ```
//! # use motetls_base::{Random, RandomError};
//! # use motetls_crypto::{Group, P256, Sha256};
//! # use motetls_pki::crl::{NewRevocationList, NewRevoked};
//! # use motetls_pki::der::{DerWriter, List};
//! # use motetls_pki::dn::{self, DistinguishedName};
//! # use motetls_pki::extension::Reason;
//! # use motetls_pki::key::{NamedCurve, PublicKey};
//! # use motetls_pki::signed::{EcdsaKey, Hashing};
//! # struct Seven;
//! # impl Random for Seven {
//! #     fn random(&mut self, out: &mut [u8]) -> Result<(), RandomError> { out.fill(7); Ok(()) }
//! # }
//! # let private = P256::generate(&mut Seven).unwrap();
//! # let (mut name, mut spki, mut list) = ([0; 64], [0; 91], [0; 512]);
//! # let name = dn::parse("CN=a root", &mut name)?;
//! # let point = P256::public(&private);
//! # PublicKey::Ec(NamedCurve::P256, &point).write(&mut DerWriter::new(&mut spki));
//! # let date = UnixTime(1_800_000_000);
//! # let length = NewRevocationList {
//! #     issuer: DistinguishedName { der: name },
//! #     this_update: date,
//! #     next_update: Some(UnixTime(date.0 + 86_400)),
//! #     revoked: &[NewRevoked {
//! #         serial: &[7],
//! #         date,
//! #         reason: Some(Reason::SUPERSEDED),
//! #         extensions: &[],
//! #     }],
//! #     extensions: &[],
//! # }
//! # .sign(&mut Hashing(EcdsaKey::<P256, Sha256>::deterministic(&private)), &mut list).unwrap();
//! # let mut flash = &list[..length];
//! # let points = List::empty();
//! use motetls_base::UnixTime;
//! use motetls_pki::Algorithms;
//! use motetls_pki::revocation::{Freshness, Inquiry, Issuer, CrlReader, Subject};
//!
//! struct Ours;
//! impl Algorithms for Ours {
//!     type Sha256 = motetls_crypto::Sha256;
//!     type EcdsaP256 = motetls_crypto::P256;
//! }
//!
//! let issuer = Issuer { name, spki: &spki, key_usage: None };
//! let subject = |serial| Subject { issuer: name, serial, ca: false, points };
//! let mut inquiries = [&[7], &[8]].map(|serial| Inquiry::new(subject(serial)));
//! let now = Freshness::at(Some(UnixTime(1_800_000_500)));
//! let mut reader = CrlReader::<Ours>::new(issuer, now, &mut inquiries);
//! reader.read(&mut [0; 128], |out| std::io::Read::read(&mut flash, out))?;
//! reader.finish()?;
//! let told = inquiries.map(|inquiry| inquiry.status().to_string());
//! assert_eq!(told, ["revoked since 2027-01-15 08:00:00 UTC, reason superseded", "not revoked"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Price
//!
//! Flash on a Cortex-M3 (opt-level z, LTO) beyond a [`Chain`](crate::Chain) of P-256 alone: 7.2 KB
//! to read and check lists, 4.6 KB to check answers, 13.5 KB for the validator that does both
//! (SHA-1 included); and half a kilobyte of memcpy, if nothing else brings it. Memory: 520 bytes
//! for a [`CrlReader`] beside the caller's buffer, 256 for an [`Inquiry`], 328 for an
//! [`UnverifiedResponse`]. What is not named is not in the image. Timing depends on what was read,
//! all of which is public.
//!
//! # What is decided here
//!
//! - Names are compared as in [`chain`](crate::chain): by their bytes, or folded where
//!   [`RuleSet`](crate::chain::RuleSet) say so.
//! - A list with a critical extension that is not understood, on itself or on *any* of its entries,
//!   is not used (RFC 5280, sections 5.2 and 5.3).
//! - A certificate on hold is revoked.
//! - Entries with certificateIssuer are taken in lists that say they are indirect, and refused in
//!   others.
//! - A delta list counts only with a complete list of the same issuer and scope whose number lies
//!   between (section 5.2.4). Both must be fresh, and both must be signed by the same key. What a
//!   delta list revokes that fits no complete list is revoked all the same.
//! - removeFromCRL takes a revocation back in delta lists alone. A complete list must not have it
//!   (section 5.3.1); where it has, the entry counts as a revocation. (openssl takes such a
//!   certificate for good.)
//! - A certificate whose cRLDistributionPoints cannot be read, or occur twice, may be found to be
//!   revoked, and never to be good.
//! - An OCSP response with several answers about one certificate counts as the worst of them.
//! - A signer of lists under another name or with another key than the certificate's issuer is for
//!   the caller to verify and to name, as an [`Issuer`].

mod contents;
mod delegate;
mod freshness;
mod given;
mod inquiry;
mod issuer;
mod list;
mod parser;
mod point;
mod response;
mod response_policy;
mod status;
mod subject;
mod validator;

pub use delegate::must_staple;
pub use freshness::Freshness;
pub use given::{GivenCrl, RevocationMode, RevocationPolicy};
pub use inquiry::{ALL_REASONS, Inquiry};
pub use issuer::{CRL_SIGN, Issuer};
pub use list::{CrlReader, check_crl};
pub use response::{UnverifiedResponse, check_response};
pub use response_policy::ResponsePolicy;
pub use status::{Revocation, RevocationError, Status};
pub use subject::Subject;
pub use validator::RevocationValidator;
