//! What can go wrong with a stream, and what it is by the traits of its adapter.

use motetls_tls::Error;

/// What can go wrong with a stream: TLS, or the transport below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The peer or the bytes on the wire; the sentence says which.
    Tls(Error),
    /// The transport.
    Transport(E),
    /// The transport takes no more bytes.
    WriteZero,
    /// All buffers of a pool are in use by connections that are open.
    NoBuffers,
    /// The server asks for a certificate after the handshake: call `authenticate`, then go on.
    Authenticate,
}

/// What a request for a certificate means.
const ASKED: &str =
    "the server asks for a certificate after the handshake: call `authenticate`, then go on";

impl<E> From<Error> for StreamError<E> {
    fn from(error: Error) -> Self {
        StreamError::Tls(error)
    }
}

impl<E: core::fmt::Display> core::fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            StreamError::Tls(error) => error.fmt(f),
            StreamError::Transport(error) => write!(f, "the transport failed: {error}"),
            StreamError::WriteZero => f.write_str("the transport takes no more bytes"),
            StreamError::NoBuffers => {
                f.write_str("all buffers are in use: close a connection, or lend more")
            }
            StreamError::Authenticate => f.write_str(ASKED),
        }
    }
}

impl<E: core::error::Error> core::error::Error for StreamError<E> {}

/// Whether such an error of a send says that the peer has ended the stream.
#[cfg(any(feature = "embedded-io-07", feature = "embedded-io-async-07"))]
pub(crate) fn ends_io(error: &impl embedded_io::Error) -> bool {
    use embedded_io::ErrorKind as Kind;
    matches!(error.kind(), Kind::BrokenPipe | Kind::ConnectionReset | Kind::ConnectionAborted)
}

/// Likewise, by the kinds of the standard library.
#[cfg(feature = "std")]
pub(crate) fn ends_std(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(error.kind(), Kind::BrokenPipe | Kind::ConnectionReset | Kind::ConnectionAborted)
}

#[cfg(any(feature = "embedded-io-07", feature = "embedded-io-async-07"))]
impl<E: embedded_io::Error> embedded_io::Error for StreamError<E> {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            StreamError::Tls(_) => embedded_io::ErrorKind::InvalidData,
            StreamError::Transport(error) => error.kind(),
            StreamError::WriteZero => embedded_io::ErrorKind::WriteZero,
            StreamError::NoBuffers => embedded_io::ErrorKind::OutOfMemory,
            StreamError::Authenticate => embedded_io::ErrorKind::PermissionDenied,
        }
    }
}

#[cfg(feature = "std")]
impl From<StreamError<std::io::Error>> for std::io::Error {
    fn from(error: StreamError<std::io::Error>) -> Self {
        use std::io;
        match error {
            StreamError::Transport(error) => error,
            StreamError::WriteZero => io::ErrorKind::WriteZero.into(),
            StreamError::NoBuffers => io::ErrorKind::OutOfMemory.into(),
            StreamError::Authenticate => io::Error::new(io::ErrorKind::PermissionDenied, ASKED),
            StreamError::Tls(error) if error.kind == motetls_tls::ErrorKind::Truncated => {
                io::Error::new(io::ErrorKind::UnexpectedEof, error)
            }
            StreamError::Tls(error) => io::Error::new(io::ErrorKind::InvalidData, error),
        }
    }
}
