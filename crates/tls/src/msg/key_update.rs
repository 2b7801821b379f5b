//! KeyUpdate (RFC 9846, section 4.7.3): `enum { update_not_requested(0), update_requested(1) }`.

use motetls_base::Writer;

use super::message;
use crate::error::ErrorKind;
use crate::num::HandshakeType;

/// Decodes the body: whether the peer asks for an update in return.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for another value, [`ErrorKind::Decode`] for another length.
pub const fn decode(body: &[u8]) -> Result<bool, ErrorKind> {
    match body {
        [0] => Ok(false),
        [1] => Ok(true),
        [_] => Err(ErrorKind::IllegalParameter),
        _ => Err(ErrorKind::Decode),
    }
}

/// Encodes the message with its header.
pub fn encode(w: &mut Writer<'_>, request: bool) {
    message(w, HandshakeType::KEY_UPDATE, |w| w.u8(request.into()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_and_no_others() {
        assert_eq!(decode(&[0]), Ok(false));
        assert_eq!(decode(&[1]), Ok(true));
        assert_eq!(decode(&[2]), Err(ErrorKind::IllegalParameter));
        assert_eq!(decode(&[]), Err(ErrorKind::Decode));
        assert_eq!(decode(&[0, 0]), Err(ErrorKind::Decode));
    }
}
