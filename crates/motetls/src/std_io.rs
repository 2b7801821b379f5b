//! A blocking TLS stream over anything that speaks `std::io`, a `TcpStream` for instance.
//!
//! `examples/20_tls_client_std.rs` is a complete program.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};
use std::vec::Vec;

use motetls_base::Random;
use motetls_tls::{Buffer, Config, Connection, HandshakeScratch, Profile, ServerConfig};

use crate::drive::{Link, Transport, at_once};
pub use crate::read_ahead::ReadAhead;
use crate::stream_error::ends_std;

/// How long a peer that was refused may go on sending, and may be silent in between.
const LINGER: Duration = Duration::from_secs(2);

/// Shuts down writing and lets no read take longer than two seconds, if it is still there: for
/// [`StdStream::client_with_shutdown`].
pub fn shut_down(tcp: &mut TcpStream) {
    let _ = tcp.shutdown(Shutdown::Write);
    let _ = tcp.set_read_timeout(Some(LINGER));
}

/// An open connection over the transport `T`.
pub struct StdStream<P: Profile, T, B = Vec<u8>> {
    link: Link<P, StdIo<T>, B>,
}

/// A transport by the traits of `std::io`.
struct StdIo<T> {
    io: T,
    shut_down: fn(&mut T),
    shut_down_at: Option<Instant>,
}

impl<P: Profile, T: Read + Write, B: Buffer> StdStream<P, T, B> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer, filled `Vec<u8>`s or borrowed: the first holds a
    /// certificate and a record of application data, the second a ClientHello (512 bytes).
    ///
    /// # Errors
    /// The transport's, or an [`io::Error`] around a [`motetls_tls::Error`] (see
    /// [`io::Error::get_ref`]). The peer was told why: what it still sends is read until it ends
    /// or for two seconds, so that a socket does not reset the alert away. A read that does not
    /// end by itself may take longer: use [`StdStream::client_with_shutdown`].
    pub fn client<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> io::Result<Self> {
        Self::client_with_shutdown(transport, |_| (), buffers, config, random, scratch)
    }

    /// Like [`StdStream::client`]; when the connection has failed and the alert was sent,
    /// `shut_down` shuts down writing and bounds the time of a read, as [`shut_down`] does.
    ///
    /// # Errors
    /// As [`StdStream::client`].
    pub fn client_with_shutdown<R: Random>(
        transport: T,
        shut_down: fn(&mut T),
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> io::Result<Self> {
        let io = StdIo { io: transport, shut_down, shut_down_at: None };
        Ok(StdStream { link: at_once(Link::client(io, buffers, config, random, scratch))? })
    }

    /// Does the handshake of a server, for profiles that name the role; lend `transport` as `&mut
    /// T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer: what they must hold is said at
    /// [`Connection::server`]. `shut_down` is called as [`StdStream::client_with_shutdown`] does:
    /// pass [`shut_down`] for a `TcpStream`. A client that is silent is waited for: bound the time
    /// of a read.
    ///
    /// # Errors
    /// As [`StdStream::client`].
    pub fn server<R: Random>(
        transport: T,
        shut_down: fn(&mut T),
        buffers: (B, B),
        config: &ServerConfig<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> io::Result<Self> {
        let io = StdIo { io: transport, shut_down, shut_down_at: None };
        Ok(StdStream { link: at_once(Link::server(io, buffers, config, random, scratch))? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<P, B> {
        &mut self.link.connection
    }

    /// The connection and its transport, for programs that go on by the four doors.
    pub fn connection_and_transport(&mut self) -> (&mut Connection<P, B>, &mut T) {
        (&mut self.link.connection, &mut self.link.transport.io)
    }

    /// Answers a server that asks for a certificate after the handshake, in profiles that name
    /// `post_handshake_auth`: a read fails with [`io::ErrorKind::PermissionDenied`] then, and goes
    /// on once this was called. See [`Connection::authenticate`].
    ///
    /// # Errors
    /// As reading and writing.
    pub fn authenticate(&mut self, config: &Config<'_, P>) -> io::Result<()> {
        Ok(at_once(self.link.authenticate(config))?)
    }

    /// Closes our direction with close_notify. The peer may go on sending: read to the end.
    ///
    /// # Errors
    /// The transport's, when close_notify could not be sent.
    pub fn close(&mut self) -> io::Result<()> {
        Ok(at_once(self.link.close())?)
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.io
    }
}

impl<T: Read + Write> Transport for StdIo<T> {
    type Error = io::Error;
    const RETRIED: bool = true;
    const BOUNDED: bool = true;
    const LINGER: usize = usize::MAX;
    async fn receive(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.shut_down_at {
            Some(since) if since.elapsed() >= LINGER => Ok(0),
            _ => uninterrupted(|| self.io.read(into)),
        }
    }
    async fn send(&mut self, from: &[u8]) -> io::Result<usize> {
        uninterrupted(|| self.io.write(from))
    }
    async fn flush(&mut self) -> io::Result<()> {
        self.io.flush()
    }
    fn is_ended(error: &io::Error) -> bool {
        ends_std(error)
    }
    async fn shut_down(&mut self) -> bool {
        (self.shut_down)(&mut self.io);
        self.shut_down_at = Some(Instant::now());
        true
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

impl<P: Profile, T: Read + Write, B: Buffer> Read for StdStream<P, T, B> {
    /// Reads application data; 0 once the peer has closed its direction. A stream that ends without
    /// close_notify is [`io::ErrorKind::UnexpectedEof`]: data may be missing.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Ok(at_once(self.link.read(into))?)
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> Write for StdStream<P, T, B> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        Ok(at_once(self.link.write(from))?)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(at_once(self.link.flush())?)
    }
}
