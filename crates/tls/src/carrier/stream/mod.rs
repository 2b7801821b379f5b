//! Records over a byte stream (RFC 9846, section 5).
//!
//! | module | purpose |
//! |---|---|
//! | [`inbound`] | from the wire: finds records, opens them in place, at once or in pieces |
//! | `pieces` | what is known of a record that is handed on in pieces |
//! | `unverified` | such records |
//! | `skipping` | what is known of early data that are passed over |
//! | `early_data` | such data |
//! | `padding` | how records are padded |
//! | [`outbound`] | to the wire: frames and seals in place |

mod early_data;
pub(crate) mod inbound;
pub(crate) mod outbound;
mod padding;
mod pieces;
mod skipping;
mod unverified;

pub(crate) use inbound::{Arrival, Inbound};
pub(crate) use outbound::Outbound;
pub use padding::RecordPadding;
pub use pieces::UnverifiedEnd;

/// Bytes of a record header.
pub(crate) const RECORD_HEADER: usize = 5;

/// The most bytes of content a record may carry (RFC 9846, section 5.1).
pub(crate) const MAX_CONTENT: usize = 1 << 14;

/// Bytes of a receive buffer that holds every record a peer may send: 2^14 of content and 256 of
/// expansion (RFC 9846, section 5.2). The header is not kept there.
///
/// A smaller buffer is announced (record_size_limit, RFC 8449; max_fragment_length, RFC 6066), and
/// works with every server that keeps to one of the two. With a server that keeps to neither, a
/// longer record of application data ends the connection
/// ([`ErrorKind::RecordTooLarge`](crate::ErrorKind::RecordTooLarge)); records of the handshake are
/// read piecewise, so that the buffer need hold one certificate only.
pub const FULL_RX: usize = MAX_CONTENT + 256;

/// Bytes of a send buffer that holds a record of 2^14 bytes of content: header, content, content
/// type and tag (RFC 9846, section 5.2).
///
/// A smaller buffer sends the same data in more records, each of which costs 22 bytes and a tag to
/// compute; a ClientHello must fit, for which 512 bytes do.
pub const FULL_TX: usize = RECORD_HEADER + MAX_CONTENT + 1 + crate::protect::MAX_TAG;
