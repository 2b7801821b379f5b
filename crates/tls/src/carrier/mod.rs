//! The seam between handshake and transport: what the handshake asks of whatever carries its
//! messages.
//!
//! | module | purpose |
//! |---|---|
//! | [`stream`] | records over a byte stream (RFC 9846, section 5) |

pub(crate) mod stream;
