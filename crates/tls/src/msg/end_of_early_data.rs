//! EndOfEarlyData (RFC 9846, section 4.6): empty.

use motetls_base::Writer;

use super::message;
use crate::num::HandshakeType;

/// Encodes the message with its header.
pub fn encode(w: &mut Writer<'_>) {
    message(w, HandshakeType::END_OF_EARLY_DATA, |_| ());
}
