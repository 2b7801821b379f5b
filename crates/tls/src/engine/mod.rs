//! The engine: bytes in, bytes out, and which door is open.
//!
//! | module | purpose |
//! |---|---|
//! | [`connection`] | a connection with its buffers: the four doors, key updates, closing |
//! | [`handshake`] | drives the handshake of a connection with a borrowed workshop |

pub(crate) mod connection;
pub(crate) mod handshake;

pub use connection::Connection;
pub use handshake::Handshake;

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Bytes wait in `cipher_out` for the transport.
    Send,
    /// Bytes from the transport are awaited in `cipher_in`. An open connection may also be written to.
    Receive,
    /// Application data waits in `plain_out`.
    Take,
    /// The handshake is complete.
    Done,
    /// The peer closed its direction: no more data will come.
    Closed,
}
