//! A blocking TLS stream over anything that speaks `embedded-io`: a UART, a TCP stack, a modem.
//!
//! `examples/21_tls_client_embedded_io.rs` is a complete program.

use embedded_io::{ErrorType, Read, Write};
use motetls_base::Random;
use motetls_tls::{Buffer, Config, Connection, HandshakeScratch, Profile, ServerConfig};

use crate::drive::{Link, Transport, at_once};
use crate::stream_error::{StreamError, ends_io};

/// An open connection over the transport `T`.
///
/// Let its buffers `B` be `&mut [u8]` on a device: see [`Buffer`].
pub struct BlockingStream<P: Profile, T, B> {
    link: Link<P, EmbeddedIo<T>, B>,
}

/// A transport by the traits of embedded-io.
struct EmbeddedIo<T> {
    io: T,
    shut_down: Option<fn(&mut T)>,
}

impl<P: Profile, T: Read + Write, B: Buffer> BlockingStream<P, T, B> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure.
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
    pub fn client<R: Random>(
        transport: T,
        shut_down: fn(&mut T),
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let io = EmbeddedIo { io: transport, shut_down: Some(shut_down) };
        Ok(BlockingStream { link: at_once(Link::client(io, buffers, config, random, scratch))? })
    }

    /// Like [`BlockingStream::client`], over a transport that knows no end, and that resets
    /// nothing: a UART.
    ///
    /// # Errors
    /// As [`BlockingStream::client`].
    pub fn client_without_shutdown<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let io = EmbeddedIo { io: transport, shut_down: None };
        Ok(BlockingStream { link: at_once(Link::client(io, buffers, config, random, scratch))? })
    }

    /// Does the handshake of a server, for profiles that name the role; lend `transport` as `&mut
    /// T` to have it back on failure. `shut_down` is called as [`BlockingStream::client`] does;
    /// without one, over a transport that knows no end, it never is.
    ///
    /// `buffers` are receive and send buffer: what they must hold is said at
    /// [`Connection::server`].
    ///
    /// # Errors
    /// As [`BlockingStream::client`].
    pub fn server<R: Random>(
        transport: T,
        shut_down: Option<fn(&mut T)>,
        buffers: (B, B),
        config: &ServerConfig<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let io = EmbeddedIo { io: transport, shut_down };
        Ok(BlockingStream { link: at_once(Link::server(io, buffers, config, random, scratch))? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<P, B> {
        &mut self.link.connection
    }

    /// Answers a server that asks for a certificate after the handshake, in profiles that name
    /// `post_handshake_auth`: a read fails with [`StreamError::Authenticate`] then, and goes on
    /// once this was called. See [`Connection::authenticate`].
    ///
    /// # Errors
    /// As reading and writing.
    pub fn authenticate(&mut self, config: &Config<'_, P>) -> Result<(), StreamError<T::Error>> {
        at_once(self.link.authenticate(config))
    }

    /// Closes our direction with close_notify. The peer may go on sending: read until 0 to hear it
    /// out.
    ///
    /// # Errors
    /// [`StreamError`] when close_notify could not be sent.
    pub fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        at_once(self.link.close())
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.io
    }
}

impl<T: Read + Write> Transport for EmbeddedIo<T> {
    type Error = T::Error;
    const RETRIED: bool = true;
    const BOUNDED: bool = true;
    const LINGER: usize = 1 << 16;
    async fn receive(&mut self, into: &mut [u8]) -> Result<usize, T::Error> {
        self.io.read(into)
    }
    async fn send(&mut self, from: &[u8]) -> Result<usize, T::Error> {
        self.io.write(from)
    }
    async fn flush(&mut self) -> Result<(), T::Error> {
        self.io.flush()
    }
    fn is_ended(error: &T::Error) -> bool {
        ends_io(error)
    }
    async fn shut_down(&mut self) -> bool {
        self.shut_down.map(|shut_down| shut_down(&mut self.io)).is_some()
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> ErrorType for BlockingStream<P, T, B> {
    type Error = StreamError<T::Error>;
}

impl<P: Profile, T: Read + Write, B: Buffer> Read for BlockingStream<P, T, B> {
    /// Reads application data; 0 once the peer has closed its direction. A stream that ends without
    /// close_notify is an error: data may be missing.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Self::Error> {
        at_once(self.link.read(into))
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> Write for BlockingStream<P, T, B> {
    fn write(&mut self, from: &[u8]) -> Result<usize, Self::Error> {
        at_once(self.link.write(from))
    }
    fn flush(&mut self) -> Result<(), Self::Error> {
        at_once(self.link.flush())
    }
}
