//! An asynchronous TLS stream over anything that speaks the traits of tokio, a `TcpStream` for
//! instance.
//!
//! It owns its buffers, so it is `'static`; `tokio::io::split` makes halves of it for two tasks.
//! `examples/23_tls_client_tokio.rs` is a complete program.

use core::future::poll_fn;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, ready};
use std::io;
use std::sync::Arc;
use std::vec::Vec;

use motetls_base::Random;
use motetls_tls::{Buffer, Config, Connection, HandshakeScratch, Profile, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::drive::{Link, Transport};
use crate::senders::Senders;
use crate::stream_error::ends_std;

/// An open connection over the transport `T`.
pub struct TokioStream<P: Profile, T, B = Vec<u8>> {
    link: Link<P, TokioIo<T>, B>,
}

/// A transport by the traits of tokio.
struct TokioIo<T> {
    io: T,
    senders: Arc<Senders>,
}

impl<P: Profile, T: AsyncRead + AsyncWrite + Unpin, B: Buffer> TokioStream<P, T, B> {
    /// Does the handshake of a client; lend `transport` as `&mut T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer, `Vec<u8>` for instance, filled to the length they
    /// shall have: the first holds a certificate and a record of application data, the second a
    /// ClientHello (512 bytes).
    ///
    /// Bound its time, as with any handshake: a server that was refused may go on sending 65,536
    /// bytes, as slowly as it likes.
    ///
    /// # Errors
    /// The transport's, or an [`io::Error`] around a [`motetls_tls::Error`] (see
    /// [`io::Error::get_ref`]). The peer was told why: writing was shut down, and what it still
    /// sent was read, so that a socket does not reset the alert away.
    pub async fn client<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> io::Result<Self> {
        let io = TokioIo { io: transport, senders: Arc::default() };
        Ok(TokioStream { link: Link::client(io, buffers, config, random, scratch).await? })
    }

    /// Does the handshake of a server, for profiles that name the role; lend `transport` as `&mut
    /// T` to have it back on failure.
    ///
    /// `buffers` are receive and send buffer, filled to the length they shall have: what they must
    /// hold is said at [`Connection::server`]. Bound its time: a client that is silent is waited
    /// for.
    ///
    /// # Errors
    /// As [`TokioStream::client`].
    pub async fn server<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &ServerConfig<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> io::Result<Self> {
        let io = TokioIo { io: transport, senders: Arc::default() };
        Ok(TokioStream { link: Link::server(io, buffers, config, random, scratch).await? })
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<P, B> {
        &mut self.link.connection
    }

    /// Answers a server that asks for a certificate after the handshake, in profiles that name
    /// `post_handshake_auth`: a read fails with [`io::ErrorKind::PermissionDenied`] then, and goes
    /// on once this was called. See [`Connection::authenticate`]. Halves of a stream are to be put
    /// together for it (`unsplit`). Unlike reading and writing it has to be run to its end: dropped
    /// before, it ends the connection.
    ///
    /// # Errors
    /// As reading and writing.
    pub async fn authenticate(&mut self, config: &Config<'_, P>) -> io::Result<()> {
        Ok(self.link.authenticate(config).await?)
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.transport.io
    }
}

/// Nothing in it is ever pinned.
impl<P: Profile, T: Unpin, B> Unpin for TokioStream<P, T, B> {}

impl<T: AsyncRead + AsyncWrite + Unpin> Transport for TokioIo<T> {
    type Error = io::Error;
    const RETRIED: bool = true;
    const BOUNDED: bool = false;
    const LINGER: usize = 1 << 16;
    async fn receive(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(into);
        poll_fn(|context| Pin::new(&mut self.io).poll_read(context, &mut buffer)).await?;
        Ok(buffer.filled().len())
    }
    async fn send(&mut self, from: &[u8]) -> io::Result<usize> {
        let TokioIo { io, senders } = self;
        poll_fn(|context| senders.poll(context, |all| Pin::new(&mut *io).poll_write(all, from)))
            .await
    }
    async fn flush(&mut self) -> io::Result<()> {
        let TokioIo { io, senders } = self;
        poll_fn(|context| senders.poll(context, |all| Pin::new(&mut *io).poll_flush(all))).await
    }
    fn is_ended(error: &io::Error) -> bool {
        ends_std(error)
    }
    async fn shut_down(&mut self) -> bool {
        // A socket that is gone already needs none.
        let _ = poll_fn(|context| Pin::new(&mut self.io).poll_shutdown(context)).await;
        true
    }
}

impl<P: Profile, T: AsyncRead + AsyncWrite + Unpin, B: Buffer> AsyncRead for TokioStream<P, T, B> {
    /// Reads application data; nothing once the peer has closed its direction. A stream that ends
    /// without close_notify is [`io::ErrorKind::UnexpectedEof`]: data may be missing. After any
    /// other error shut the stream down, so that the peer hears why.
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let link = &mut self.get_mut().link;
        let n = ready!(pin!(link.read(into.initialize_unfilled())).poll(context))?;
        into.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl<P: Profile, T: AsyncRead + AsyncWrite + Unpin, B: Buffer> AsyncWrite for TokioStream<P, T, B> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(ready!(pin!(self.get_mut().link.write(from)).poll(context))?))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(ready!(pin!(self.get_mut().link.flush()).poll(context))?))
    }

    /// Sends close_notify and shuts down writing; the peer may go on sending. After a failure what
    /// it still sends is read, up to 65,536 bytes, so that a socket does not reset the alert away:
    /// bound the time.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let link = &mut self.get_mut().link;
        ready!(pin!(link.close()).poll(context))?;
        match ready!(Pin::new(&mut link.transport.io).poll_shutdown(context)) {
            // The peer has closed already, which is all that was wanted.
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Poll::Ready(Ok(())),
            outcome => Poll::Ready(outcome),
        }
    }
}
