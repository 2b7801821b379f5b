//! The engine: bytes in, bytes out, and which door is open.
//!
//! | module | purpose |
//! |---|---|
//! | [`connection`] | a connection with its buffers: the four doors, key updates, closing |
//! | [`authenticate`] | answers a request for a certificate after the handshake |
//! | [`handshake`] | drives the handshake of a connection with a borrowed scratch |
//! | `compute` | public-key operations in bounded steps |
//! | `early` | early data |
//! | `export` | keys for other purposes |
//! | `serve` | the handshake of a server |
//! | `tickets` | tickets of the server, kept as sessions |
//! | `unverified` | data handed on before they are known to be authentic |

pub(crate) mod authenticate;
mod compute;
pub(crate) mod connection;
mod early;
mod export;
pub(crate) mod handshake;
mod serve;
mod tickets;
mod unverified;

pub use authenticate::Authentication;
pub use connection::Connection;
pub use handshake::Handshake;

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wants {
    /// Bytes wait in `cipher_out` for the transport.
    Send,
    /// Bytes from the transport are awaited in `cipher_in`. An open connection may also be written
    /// to.
    Receive,
    /// Application data waits in `plain_out`.
    Take,
    /// Data of a record longer than the buffer wait in [`Connection::plain_out_unverified`]: an
    /// attacker between the peers may have written them. Only in profiles that name
    /// `unverified_pieces`.
    TakeUnverified,
    /// That record is over: [`Connection::unverified_end`] says whether its data may be used.
    EndUnverified,
    /// The signature of our own certificate is awaited, from a signer that said it is pending: call
    /// [`Handshake::sign`] or [`Authentication::sign`] when it may be there.
    Sign,
    /// A public-key operation is under way, in profiles that name `bounded_steps`: call
    /// [`Handshake::compute`], which goes one step of it, as long as this is wanted. Nothing is
    /// read meanwhile. A watchdog is fed between two of them.
    Compute,
    /// The server asks for a certificate after the handshake, and nothing is read before it has an
    /// answer: call [`Connection::authenticate`].
    Authenticate,
    /// The handshake is complete, or the answer to such a request.
    Done,
    /// The peer closed its direction: no more data will come.
    Closed,
}
