//! Finished (RFC 9846, section 4.5.3): `opaque verify_data[Hash.length]`.

use motetls_base::Writer;

use super::message;
use crate::num::HandshakeType;

/// Encodes the message with its header.
pub fn encode(w: &mut Writer<'_>, verify_data: &[u8]) {
    message(w, HandshakeType::FINISHED, |w| w.bytes(verify_data));
}
