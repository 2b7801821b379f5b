//! A blocking TLS stream over anything that speaks `std::io`, a `TcpStream` for instance.
//!
//! `examples/20_tls_client_std.rs` is a whole program.

use std::io::{self, Read, Write};

use motetls_base::Random;
use motetls_tls::{Config, Connection, ErrorKind, Profile, Workshop};

use crate::drive::{Link, StreamError, Transport};

/// An open connection over the transport `T`.
pub struct Stream<'b, P: Profile, T> {
    link: Link<'b, P, Io<T>>,
}

/// A transport by the traits of `std::io`.
struct Io<T>(T);

impl<'b, P: Profile, T: Read + Write> Stream<'b, P, T> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer: the first holds a certificate and a record of application data, the
    /// second a ClientHello (512 bytes).
    ///
    /// # Errors
    /// The transport's, or an [`io::Error`] around a [`motetls_tls::Error`] (see [`io::Error::get_ref`]). The peer was
    /// told why, as far as the transport let it.
    pub fn client<R: Random>(
        transport: T,
        buffers: (&'b mut [u8], &'b mut [u8]),
        config: &Config<'_, P>,
        random: &mut R,
        workshop: &mut Workshop<P>,
    ) -> io::Result<Self> {
        Ok(Stream { link: Link::client(Io(transport), buffers, config, random, workshop)? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<'b, P> {
        &mut self.link.connection
    }

    /// The connection and its transport, for programs that go on by the four doors.
    pub fn connection_and_transport(&mut self) -> (&mut Connection<'b, P>, &mut T) {
        (&mut self.link.connection, &mut self.link.transport.0)
    }

    /// Closes our direction with close_notify. The peer may go on sending: read to the end to hear it out.
    ///
    /// # Errors
    /// The transport's, when close_notify could not be sent.
    pub fn close(&mut self) -> io::Result<()> {
        Ok(self.link.close()?)
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.0
    }
}

impl<T: Read + Write> Transport for Io<T> {
    type Error = io::Error;
    fn receive(&mut self, into: &mut [u8]) -> io::Result<usize> {
        uninterrupted(|| self.0.read(into))
    }
    fn send(&mut self, from: &[u8]) -> io::Result<usize> {
        uninterrupted(|| self.0.write(from))
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Tries again as long as a signal came in between.
fn uninterrupted(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

impl<P: Profile, T: Read + Write> Read for Stream<'_, P, T> {
    /// Reads application data; 0 once the peer has closed its direction. A stream that ends without close_notify is
    /// [`io::ErrorKind::UnexpectedEof`]: data may be missing.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Ok(self.link.read(into)?)
    }
}

impl<P: Profile, T: Read + Write> Write for Stream<'_, P, T> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        Ok(self.link.write(from)?)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(self.link.flush()?)
    }
}

impl From<StreamError<io::Error>> for io::Error {
    fn from(error: StreamError<io::Error>) -> Self {
        match error {
            StreamError::Transport(error) => error,
            StreamError::Tls(error) if error.kind == ErrorKind::Truncated => {
                io::Error::new(io::ErrorKind::UnexpectedEof, error)
            }
            StreamError::Tls(error) => io::Error::new(io::ErrorKind::InvalidData, error),
        }
    }
}
