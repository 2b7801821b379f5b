//! TLS as the `TcpConnect` of `embedded-nal-async`: what an HTTP or MQTT client takes for a TCP
//! stack it may take from here, unchanged.
//!
//! Such a client asks for an address alone, so the name of the server stands in the configuration:
//! a connector is for one server. `examples/24_https` and `examples/25_mqtt` are complete programs.

use core::cell::{RefCell, RefMut};
use core::net::SocketAddr;

use embedded_nal_async::TcpConnect;
use motetls_base::Random;
use motetls_tls::{Config, HandshakeScratch, Profile};

use crate::asynchronous::AsyncStream;
use crate::drive::make_way;
use crate::stream_error::StreamError;

/// The two buffers of one connection at a time, borrowed from wherever they lie.
///
/// A slice of them is the pool of a [`TlsConnector`]: it has as many connections open at once as
/// there are pairs. One that is dropped gives its pair back.
pub struct ConnectionBuffers<'c>(RefCell<(&'c mut [u8], &'c mut [u8])>);

impl<'c> ConnectionBuffers<'c> {
    /// Receive and send buffer; what they must hold is said at
    /// [`Connection::new`](motetls_tls::Connection::new).
    #[must_use]
    pub const fn new(rx: &'c mut [u8], tx: &'c mut [u8]) -> Self {
        ConnectionBuffers(RefCell::new((rx, tx)))
    }

    /// Both, unless a connection has them.
    fn take(&self) -> Option<(LentBuffer<'_>, LentBuffer<'_>)> {
        let both = self.0.try_borrow_mut().ok()?;
        let (rx, tx) = RefMut::map_split(both, |(rx, tx)| (&mut **rx, &mut **tx));
        Some((LentBuffer(rx), LentBuffer(tx)))
    }
}

/// A buffer that goes back to its pool when it is dropped.
pub struct LentBuffer<'a>(RefMut<'a, [u8]>);

impl AsRef<[u8]> for LentBuffer<'_> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl AsMut<[u8]> for LentBuffer<'_> {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

/// Makes TLS connections over the connections of `T`.
///
/// A connection that is dropped closes the one below it at once, without close_notify: a protocol
/// that does not say itself where its data end calls [`AsyncStream::close`] first.
pub struct TlsConnector<'c, P: Profile, T: TcpConnect, R> {
    tcp: T,
    shut_down: Option<for<'a> fn(&mut T::Connection<'a>)>,
    config: &'c Config<'c, P>,
    buffers: &'c [ConnectionBuffers<'c>],
    /// What a handshake needs: one is done at a time.
    handshake: RefCell<(R, HandshakeScratch<P>)>,
}

impl<'c, P: Profile, T: TcpConnect, R: Random> TlsConnector<'c, P, T, R> {
    /// A connector to the server `config` names.
    #[must_use]
    pub fn new(
        tcp: T,
        config: &'c Config<'c, P>,
        buffers: &'c [ConnectionBuffers<'c>],
        random: R,
    ) -> Self {
        let handshake = RefCell::new((random, HandshakeScratch::new()));
        TlsConnector { tcp, shut_down: None, config, buffers, handshake }
    }

    /// With what shuts a connection of `T` down, as [`AsyncStream::client`] takes it: without it a
    /// server that is refused may see a reset in place of the alert.
    #[must_use]
    pub fn with_shutdown(self, shut_down: for<'a> fn(&mut T::Connection<'a>)) -> Self {
        TlsConnector { shut_down: Some(shut_down), ..self }
    }
}

impl<P: Profile, T: TcpConnect, R: Random> TcpConnect for TlsConnector<'_, P, T, R> {
    type Error = StreamError<T::Error>;
    type Connection<'a>
        = AsyncStream<P, T::Connection<'a>, LentBuffer<'a>>
    where
        Self: 'a;

    /// Connects and does the handshake; while another is done, waits for its end.
    ///
    /// # Errors
    /// [`StreamError::NoBuffers`] at once when all are in use; what [`AsyncStream::client`] yields.
    #[allow(clippy::await_holding_refcell_ref)] // others only try to borrow it
    async fn connect<'a>(
        &'a self,
        remote: SocketAddr,
    ) -> Result<Self::Connection<'a>, Self::Error> {
        let buffers = self.buffers.iter().find_map(ConnectionBuffers::take);
        let buffers = buffers.ok_or(StreamError::NoBuffers)?;
        let tcp = self.tcp.connect(remote).await.map_err(StreamError::Transport)?;
        let mut handshake = loop {
            match self.handshake.try_borrow_mut() {
                Ok(handshake) => break handshake,
                Err(_) => make_way().await,
            }
        };
        let (random, scratch) = &mut *handshake;
        AsyncStream::open(tcp, self.shut_down, buffers, self.config, random, scratch).await
    }
}
