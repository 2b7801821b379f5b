//! Records over a byte stream (RFC 8446, section 5).
//!
//! | module | purpose |
//! |---|---|
//! | [`inbound`] | from the wire: finds records, opens them in place, whole or in pieces |
//! | [`outbound`] | to the wire: frames and seals in place |

pub(crate) mod inbound;
pub(crate) mod outbound;

pub(crate) use inbound::{Arrival, Inbound};
pub(crate) use outbound::Outbound;

/// Bytes of a record header.
pub(crate) const HEADER: usize = 5;

/// The most bytes of content a record may carry (RFC 8446, section 5.1).
pub(crate) const MAX_CONTENT: usize = 1 << 14;
