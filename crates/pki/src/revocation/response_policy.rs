//! What answers are measured by.

use super::freshness::Freshness;

/// What answers are measured by.
#[derive(Clone, Copy, Debug)]
pub struct ResponsePolicy<'a> {
    /// How old they may be.
    pub freshness: Freshness,
    /// The nonce of the question, if there was one; an answer that bears another is refused.
    /// Stapled answers have none.
    pub nonce: Option<&'a [u8]>,
    /// Whether an answer without a nonce is refused when the question had one. Most responders
    /// give answers that were signed ahead, and have none (RFC 8954, section 2.2).
    pub nonce_required: bool,
    /// Whether the certificate of a responder that is not the issuer itself must bear
    /// id-pkix-ocsp-nocheck, as the CA/Browser Forum's requirements have it. Nothing here asks
    /// whether that certificate is revoked.
    pub no_check_required: bool,
}

impl ResponsePolicy<'_> {
    /// No nonce, and id-pkix-ocsp-nocheck required.
    #[must_use]
    pub const fn new(freshness: Freshness) -> Self {
        ResponsePolicy { freshness, nonce: None, nonce_required: false, no_check_required: true }
    }
}
