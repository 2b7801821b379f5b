//! What a TLS server promises (RFC 7633).

use crate::der::{Der, Read};
use motetls_base::DecodeError;

/// The number of a TLS extension that the subject promises to answer: 5 for a stapled OCSP response
/// (status_request), 17 for several (status_request_v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature(pub u32);

impl<'a> Read<'a> for Feature {
    fn read(der: &mut Der<'a>) -> Result<Self, DecodeError> {
        der.small().map(Feature)
    }
}
