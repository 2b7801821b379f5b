//! An asynchronous TLS stream over anything that speaks `embedded-io-async`: sockets of
//! embassy-net, UARTs of an asynchronous HAL, a modem.
//!
//! A future of a stream that is dropped loses no byte and repeats none, if those of the transport
//! keep to the same: its `read` and `write` must have moved nothing when they are dropped early.
//!
//! `examples/22_tls_client_embedded_io_async.rs` is a complete program.

use embedded_io_async::{ErrorType, Read, Write};
use motetls_base::Random;
use motetls_tls::{Buffer, Config, Connection, HandshakeScratch, Profile, ServerConfig};

use crate::drive::{Link, Transport};
use crate::stream_error::{StreamError, ends_io};

/// An open connection over the transport `T`.
///
/// Let its buffers `B` be `&mut [u8]` on a device: see [`Buffer`].
pub struct AsyncStream<P: Profile, T, B> {
    pub(crate) link: Link<P, EmbeddedIoAsync<T, false>, B>,
}

/// A transport by the traits of embedded-io-async. Its futures are awaited, or made anew at every
/// poll, as `RETRIED` says.
pub(crate) struct EmbeddedIoAsync<T, const RETRIED: bool> {
    pub(crate) io: T,
    pub(crate) shut_down: Option<fn(&mut T)>,
}

impl<P: Profile, T: Read + Write, B: Buffer> AsyncStream<P, T, B> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure, or
    /// when the future is dropped: the handshake then begins anew, over a new connection.
    ///
    /// `shut_down` is called when the connection has failed and the alert was sent: it shuts down
    /// writing and bounds the time of a read, which only the transport can. What the peer still
    /// sends is then read until it ends, until a read fails, or up to 65,536 bytes. A TCP stack
    /// that closes with unread bytes resets the connection, and the peer sees that in place of
    /// the alert.
    ///
    /// `buffers` are receive and send buffer: the first holds a certificate and a record of
    /// application data (2,048 bytes do for most servers), the second a ClientHello (512 bytes).
    ///
    /// # Errors
    /// [`StreamError`]: what made the handshake fail. The peer was told why, as far as the
    /// transport let it.
    pub async fn client<R: Random>(
        transport: T,
        shut_down: fn(&mut T),
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        Self::open(transport, Some(shut_down), buffers, config, random, scratch).await
    }

    /// Like [`AsyncStream::client`], over a transport that knows no end, and that resets nothing: a
    /// UART.
    ///
    /// # Errors
    /// As [`AsyncStream::client`].
    pub async fn client_without_shutdown<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        Self::open(transport, None, buffers, config, random, scratch).await
    }

    /// Does the handshake of a server, for profiles that name the role; lend `transport` as `&mut
    /// T` to have it back on failure. `shut_down` is called as [`AsyncStream::client`] does;
    /// without one, over a transport that knows no end, it never is.
    ///
    /// `buffers` are receive and send buffer: what they must hold is said at
    /// [`Connection::server`].
    ///
    /// # Errors
    /// As [`AsyncStream::client`].
    pub async fn server<R: Random>(
        transport: T,
        shut_down: Option<fn(&mut T)>,
        buffers: (B, B),
        config: &ServerConfig<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let io = EmbeddedIoAsync { io: transport, shut_down };
        Ok(AsyncStream { link: Link::server(io, buffers, config, random, scratch).await? })
    }

    /// Does the handshake of a client over a transport that may know an end.
    pub(crate) async fn open<R: Random>(
        io: T,
        shut_down: Option<fn(&mut T)>,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let io = EmbeddedIoAsync { io, shut_down };
        Ok(AsyncStream { link: Link::client(io, buffers, config, random, scratch).await? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<P, B> {
        &mut self.link.connection
    }

    /// Answers a server that asks for a certificate after the handshake, in profiles that name
    /// `post_handshake_auth`: a read fails with [`StreamError::Authenticate`] then, and goes on
    /// once this was called. See [`Connection::authenticate`]. Unlike the other futures here it
    /// has to be run to its end: dropped before, it ends the connection.
    ///
    /// # Errors
    /// As reading and writing.
    pub async fn authenticate(
        &mut self,
        config: &Config<'_, P>,
    ) -> Result<(), StreamError<T::Error>> {
        self.link.authenticate(config).await
    }

    /// Closes our direction with close_notify. The peer may go on sending: read until 0 to hear it
    /// out. A future that is dropped is followed by another.
    ///
    /// # Errors
    /// [`StreamError`] when close_notify could not be sent.
    pub async fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        self.link.close().await
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.io
    }
}

impl<T: Read + Write, const RETRIED: bool> Transport for EmbeddedIoAsync<T, RETRIED> {
    type Error = T::Error;
    const RETRIED: bool = RETRIED;
    const BOUNDED: bool = true;
    const LINGER: usize = 1 << 16;
    async fn receive(&mut self, into: &mut [u8]) -> Result<usize, T::Error> {
        self.io.read(into).await
    }
    async fn send(&mut self, from: &[u8]) -> Result<usize, T::Error> {
        self.io.write(from).await
    }
    async fn flush(&mut self) -> Result<(), T::Error> {
        self.io.flush().await
    }
    fn is_ended(error: &T::Error) -> bool {
        ends_io(error)
    }
    async fn shut_down(&mut self) -> bool {
        self.shut_down.map(|shut_down| shut_down(&mut self.io)).is_some()
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> ErrorType for AsyncStream<P, T, B> {
    type Error = StreamError<T::Error>;
}

impl<P: Profile, T: Read + Write, B: Buffer> Read for AsyncStream<P, T, B> {
    /// Reads application data; 0 once the peer has closed its direction. A stream that ends without
    /// close_notify is an error: data may be missing.
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Self::Error> {
        self.link.read(into).await
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> Write for AsyncStream<P, T, B> {
    /// Takes one record of data. It is sent by the next call, of `flush` or `read` or `write`:
    /// so a future of any of them that is dropped has taken nothing, or is complete.
    async fn write(&mut self, from: &[u8]) -> Result<usize, Self::Error> {
        self.link.write(from).await
    }
    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.link.flush().await
    }
}
