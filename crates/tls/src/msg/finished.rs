//! Finished (RFC 8446, section 4.4.4): `opaque verify_data[Hash.length]`.

use motetls_base::Writer;

use super::message;
use crate::num::HandshakeType;

/// Encodes the message with its header.
pub fn encode(w: &mut Writer<'_>, verify_data: &[u8; 32]) {
    message(w, HandshakeType::FINISHED, |w| w.bytes(verify_data));
}
