//! Whether a certificate was taken back: revocation lists (RFC 5280, section 6.3) and OCSP answers (RFC 6960) checked,
//! for devices with kilobytes and for hosts.
//!
//! [`crl`](crate::crl) and [`ocsp`](crate::ocsp) read and write; here it is decided. Nothing a list or an answer says is
//! believed before its signature led to the issuer, and nothing that is not fresh is believed at all.
//!
//! | item | purpose |
//! |---|---|
//! | [`Status`], [`Why`] | the verdict: good, revoked, or unknown for a reason with a remedy |
//! | [`Freshness`] | how old information may be, and what holds without a clock |
//! | [`Subject`], [`Issuer`] | whose status is asked for; who may answer |
//! | [`ListReader`] | one list, in pieces as small as its largest element; [`check_list`], one that is in memory |
//! | [`Answer`], [`check_answer`], [`must_staple`] | an OCSP answer, before and after the issuer's key is there |
//! | [`RevocationJudge`] | all of that while a [`Chain`](crate::Chain) is verified |
//! | [`Inquiry`] | what several lists say of one certificate: base and delta, lists for some reasons only |
//!
//! # A list of megabytes through 512 bytes
//!
//! A list is read once, from front to back. Its digest is taken on the way, entries are compared with the certificates
//! asked for and forgotten, and what was found stays locked up in the reader until the signature at the end was checked.
//! The buffer must hold the largest single element: the issuer's name, an entry (40 bytes as a rule), the signature (72
//! bytes for P-256, 260 for RSA-2048).
//!
//! # What is decided here
//!
//! - Names are compared as in [`chain`](crate::chain): by their bytes, or folded where [`Rules`](crate::chain::Rules) say so.
//! - A list with a critical extension that is not understood, on itself or on *any* of its entries, is not used (RFC 5280,
//!   sections 5.2 and 5.3).
//! - A certificate on hold is revoked.
//! - Entries with certificateIssuer are taken in lists that say they are indirect, and refused in others.
//! - A delta list counts only after a complete list of the same issuer and scope whose number lies between (section 5.2.4).
//!   Both must be fresh, and both must be signed by the same key.
//! - Who signs lists under another name or with another key than the certificate's issuer is for the caller to verify and
//!   to name, as an [`Issuer`].

mod answer;
mod delegate;
mod freshness;
mod header;
mod inquiry;
mod issuer;
mod judge;
mod list;
mod point;

mod status;
mod steps;
mod subject;

pub use answer::{Answer, AnswerPolicy, check_answer};
pub use delegate::must_staple;
pub use freshness::Freshness;
pub use inquiry::{ALL_REASONS, Inquiry};
pub use issuer::{CRL_SIGN, Issuer};
pub use judge::{Demand, GivenList, RevocationJudge, RevocationPolicy};
pub use list::{ListReader, check_list};

pub use status::{Revocation, Status, Why};
pub use subject::Subject;
