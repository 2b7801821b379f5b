//! What every blocking adapter does: asks the engine what it wants, and moves bytes.

use motetls_base::Random;
use motetls_tls::{Config, Connection, Error, Profile, Wants, Workshop};

/// A blocking stream of bytes, whatever trait it comes by.
pub(crate) trait Transport {
    /// What can go wrong with it.
    type Error;
    /// Receives at least one byte; 0 at the end of the stream.
    fn receive(&mut self, into: &mut [u8]) -> Result<usize, Self::Error>;
    /// Sends at least one byte.
    fn send(&mut self, from: &[u8]) -> Result<usize, Self::Error>;
    /// Sends whatever it has kept back.
    fn flush(&mut self) -> Result<(), Self::Error>;
}

/// What can go wrong with a stream: TLS, or the transport below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamError<E> {
    /// The peer or the bytes on the wire; the sentence says which.
    Tls(Error),
    /// The transport.
    Transport(E),
}

/// A connection and its transport.
pub(crate) struct Link<'b, P: Profile, T> {
    pub(crate) connection: Connection<'b, P>,
    pub(crate) transport: T,
}

impl<'b, P: Profile, T: Transport> Link<'b, P, T> {
    /// Does the whole handshake of a client.
    pub(crate) fn client<R: Random>(
        mut transport: T,
        (rx, tx): (&'b mut [u8], &'b mut [u8]),
        config: &Config<'_, P>,
        random: &mut R,
        workshop: &mut Workshop<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let mut connection = Connection::new(rx, tx);
        let mut handshake = connection.client(config, random, workshop)?;
        loop {
            match handshake.wants()? {
                Wants::Send => match transport.send(handshake.cipher_out()) {
                    Ok(0) => return Err(handshake.end_of_stream().into()),
                    Ok(n) => handshake.cipher_out_done(n),
                    Err(error) => {
                        let lost = handshake.cipher_out().len();
                        handshake.cipher_out_done(lost);
                        handshake.wants()?;
                        return Err(StreamError::Transport(error));
                    }
                },
                Wants::Receive => {
                    transport.flush().map_err(StreamError::Transport)?;
                    match transport.receive(handshake.cipher_in()).map_err(StreamError::Transport)? {
                        0 => return Err(handshake.end_of_stream().into()),
                        n => handshake.cipher_in_done(n),
                    }
                }
                _ => break,
            }
        }
        drop(handshake);
        transport.flush().map_err(StreamError::Transport)?;
        Ok(Link { connection, transport })
    }

    /// Reads application data; 0 once the peer has closed its direction, or when `into` is empty.
    pub(crate) fn read(&mut self, into: &mut [u8]) -> Result<usize, StreamError<T::Error>> {
        while !into.is_empty() {
            match self.connection.wants()? {
                Wants::Take => {
                    let n = copy(into, self.connection.plain_out());
                    self.connection.plain_out_done(n);
                    return Ok(n);
                }
                Wants::Send => self.flush()?,
                Wants::Receive => {
                    match self.transport.receive(self.connection.cipher_in()).map_err(StreamError::Transport)? {
                        0 => self.connection.end_of_stream()?,
                        n => self.connection.cipher_in_done(n),
                    }
                }
                _ => break,
            }
        }
        Ok(0)
    }

    /// Sends one record of application data; 0 when `from` is empty only.
    ///
    /// Once the record is sealed its bytes are taken: a transport that fails then is reported by the next call.
    pub(crate) fn write(&mut self, from: &[u8]) -> Result<usize, StreamError<T::Error>> {
        self.flush()?;
        let n = copy(self.connection.plain_in(), from);
        if n == 0 && !from.is_empty() {
            // The engine lends no room: it is closed, or failed. Asking for a byte makes it say which.
            self.connection.wants()?;
            self.connection.plain_in_done(1)?;
        }
        self.connection.plain_in_done(n)?;
        let _ = self.flush();
        Ok(n)
    }

    /// Sends what waits to be sent.
    pub(crate) fn flush(&mut self) -> Result<(), StreamError<T::Error>> {
        while !self.connection.cipher_out().is_empty() {
            match self.transport.send(self.connection.cipher_out()).map_err(StreamError::Transport)? {
                0 => self.connection.end_of_stream()?,
                n => self.connection.cipher_out_done(n),
            }
        }
        self.transport.flush().map_err(StreamError::Transport)
    }

    /// Closes our direction with close_notify; reading goes on.
    pub(crate) fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        self.connection.close();
        self.flush()
    }
}

/// Copies as much as fits and yields how much that was.
fn copy(to: &mut [u8], from: &[u8]) -> usize {
    to.iter_mut().zip(from).map(|(to, from)| *to = *from).count()
}

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
        }
    }
}

impl<E: core::error::Error> core::error::Error for StreamError<E> {}
