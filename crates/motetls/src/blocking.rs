//! A blocking TLS stream over anything that speaks `embedded-io`: a UART, a TCP stack, a modem.
//!
//! `examples/21_tls_client_embedded_io.rs` is a whole program.

use embedded_io::{ErrorType, Read, Write};
use motetls_base::Random;
use motetls_tls::{Config, Connection, Profile, Workshop};

use crate::drive::{Link, StreamError, Transport};

/// An open connection over the transport `T`.
pub struct Stream<'b, P: Profile, T> {
    link: Link<'b, P, Io<T>>,
}

/// A transport by the traits of embedded-io.
struct Io<T>(T);

impl<'b, P: Profile, T: Read + Write> Stream<'b, P, T> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer: the first holds a certificate and a record of application data (2,048
    /// bytes do for most servers), the second a ClientHello (512 bytes).
    ///
    /// # Errors
    /// [`StreamError`]: what made the handshake fail. The peer was told why, as far as the transport let it.
    pub fn client<R: Random>(
        transport: T,
        buffers: (&'b mut [u8], &'b mut [u8]),
        config: &Config<'_, P>,
        random: &mut R,
        workshop: &mut Workshop<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        Ok(Stream { link: Link::client(Io(transport), buffers, config, random, workshop)? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<'b, P> {
        &mut self.link.connection
    }

    /// Closes our direction with close_notify. The peer may go on sending: read until 0 to hear it out.
    ///
    /// # Errors
    /// [`StreamError`] when close_notify could not be sent.
    pub fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        self.link.close()
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.0
    }
}

impl<T: Read + Write> Transport for Io<T> {
    type Error = T::Error;
    fn receive(&mut self, into: &mut [u8]) -> Result<usize, T::Error> {
        self.0.read(into)
    }
    fn send(&mut self, from: &[u8]) -> Result<usize, T::Error> {
        self.0.write(from)
    }
    fn flush(&mut self) -> Result<(), T::Error> {
        self.0.flush()
    }
}

impl<P: Profile, T: Read + Write> ErrorType for Stream<'_, P, T> {
    type Error = StreamError<T::Error>;
}

impl<P: Profile, T: Read + Write> Read for Stream<'_, P, T> {
    /// Reads application data; 0 once the peer has closed its direction. A stream that ends without close_notify is
    /// an error: data may be missing.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Self::Error> {
        self.link.read(into)
    }
}

impl<P: Profile, T: Read + Write> Write for Stream<'_, P, T> {
    fn write(&mut self, from: &[u8]) -> Result<usize, Self::Error> {
        self.link.write(from)
    }
    fn flush(&mut self) -> Result<(), Self::Error> {
        self.link.flush()
    }
}

impl<E: embedded_io::Error> embedded_io::Error for StreamError<E> {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            StreamError::Tls(_) => embedded_io::ErrorKind::InvalidData,
            StreamError::Transport(error) => error.kind(),
        }
    }
}
