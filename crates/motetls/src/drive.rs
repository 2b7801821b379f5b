//! What every adapter does: asks the engine what it wants, and moves bytes.
//!
//! It is written once, as futures over a [`Transport`]. Where nothing ever waits, over a blocking
//! transport, [`at_once`] runs them; otherwise the caller awaits or polls them.
//!
//! Each of them may be dropped at any await. An await is nothing but a call of the transport, and
//! what that call moved is acknowledged to the engine before the next one; what else has to survive
//! is a field of [`Link`]. Data of the application are taken, and handed out, behind the last
//! await.

use core::pin::pin;
use core::task::Poll;

use motetls_base::Random;
use motetls_tls::{
    Buffer, Config, Connection, Error, Handshake, HandshakeScratch, Profile, ServerConfig, Wants,
};

use crate::stream_error::StreamError;

/// A stream of bytes, whatever trait it comes by.
pub(crate) trait Transport {
    /// What can go wrong with it.
    type Error;
    /// Its futures never wait, or the adapter makes them anew at every poll and dropping one loses
    /// nothing. With such a transport a send is tried and left for later if it has to wait.
    const RETRIED: bool;
    /// Once it was shut down no receive waits for long: the peer may be heard out before the caller
    /// is told of a failure.
    const BOUNDED: bool;
    /// The most a peer that was refused may go on sending, in bytes.
    const LINGER: usize;
    /// Receives at least one byte; 0 at the end of the stream.
    async fn receive(&mut self, into: &mut [u8]) -> Result<usize, Self::Error>;
    /// Sends at least one byte.
    async fn send(&mut self, from: &[u8]) -> Result<usize, Self::Error>;
    /// Sends whatever it has kept back.
    async fn flush(&mut self) -> Result<(), Self::Error>;
    /// Whether the error of a send says that the peer has ended the stream. No receive waits then:
    /// it yields what the peer sent before, or the end.
    fn is_ended(error: &Self::Error) -> bool;
    /// Shuts down writing; `false` when it cannot, and what the peer still sends is not to be read.
    async fn shut_down(&mut self) -> bool;
}

/// A connection and its transport.
pub(crate) struct Link<P: Profile, T, B> {
    pub(crate) connection: Connection<P, B>,
    pub(crate) transport: T,
    /// Bytes were sent, and the transport not flushed since.
    unflushed: bool,
    shut_down: bool,
    /// Bytes the peer may still send after a failure; 0 once it was heard out.
    linger: usize,
}

impl<P: Profile, T: Transport, B: Buffer> Link<P, T, B> {
    /// Does the complete handshake of a client.
    pub(crate) async fn client<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &Config<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let mut link = Link::over(transport, buffers);
        let started = link.connection.client(config, random, scratch);
        let outcome = shake_hands(started, &mut link.transport).await;
        link.judge(outcome).await?;
        Ok(link)
    }

    /// Does the complete handshake of a server.
    pub(crate) async fn server<R: Random>(
        transport: T,
        buffers: (B, B),
        config: &ServerConfig<'_, P>,
        random: &mut R,
        scratch: &mut HandshakeScratch<P>,
    ) -> Result<Self, StreamError<T::Error>> {
        let mut link = Link::over(transport, buffers);
        let started = link.connection.server(config, random, scratch);
        let outcome = shake_hands(started, &mut link.transport).await;
        link.judge(outcome).await?;
        Ok(link)
    }

    fn over(transport: T, (rx, tx): (B, B)) -> Self {
        let connection = Connection::with_buffers(rx, tx);
        Link { connection, transport, unflushed: false, shut_down: false, linger: T::LINGER }
    }

    /// The outcome of a handshake. Where its last bytes could not be sent, the error is what the
    /// peer said before; a peer that was refused is heard out.
    async fn judge(
        &mut self,
        mut outcome: Result<(), StreamError<T::Error>>,
    ) -> Result<(), StreamError<T::Error>> {
        if self.connection.negotiated().is_some()
            && let Err(StreamError::Transport(error)) = outcome
        {
            outcome = Err(self.reason(error).await);
        }
        if let Err(StreamError::Tls(error)) = &outcome {
            self.hear_out(*error).await;
        }
        outcome
    }

    /// The same connection over a transport of another type, `map` of the one it has.
    #[cfg(feature = "embedded-io-async-07")]
    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Link<P, U, B> {
        let Link { connection, transport, unflushed, shut_down, linger } = self;
        Link { connection, transport: map(transport), unflushed, shut_down, linger }
    }

    /// Whether bytes wait to be sent, or to be flushed.
    #[cfg(feature = "embedded-io-async-07")]
    pub(crate) fn is_sending(&self) -> bool {
        self.unflushed || !self.connection.cipher_out().is_empty()
    }

    /// What the connection waits for. On its error the peer is given time to hear the alert.
    async fn wants(&mut self) -> Result<Wants, Error> {
        let wants = self.connection.wants();
        if let (Err(error), true) = (wants, T::BOUNDED) {
            self.hear_out(error).await;
        }
        wants
    }

    /// Reads application data; 0 once the peer has closed its direction, or when `into` is empty.
    pub(crate) async fn read(&mut self, into: &mut [u8]) -> Result<usize, StreamError<T::Error>> {
        while !into.is_empty() {
            match self.wants().await? {
                Wants::Take => {
                    let n = copy(into, self.connection.plain_out());
                    self.connection.plain_out_done(n);
                    return Ok(n);
                }
                Wants::Send | Wants::Receive => {
                    // Receiving must not wait for a peer that only reads once we did.
                    let sent = if !T::RETRIED || self.connection.cipher_in().is_empty() {
                        self.flush().await
                    } else if let Poll::Ready(outcome) = once(self.flush()).await {
                        outcome
                    } else {
                        Ok(())
                    };
                    // Data that the peer sent before it went come first.
                    if self.connection.plain_out().is_empty() {
                        sent?;
                        self.receive().await?;
                    }
                }
                Wants::Authenticate => return Err(StreamError::Authenticate),
                // What is not known to be authentic is not handed on where nothing says so.
                Wants::TakeUnverified | Wants::EndUnverified => self.connection.refuse_unverified(),
                _ => break,
            }
        }
        Ok(0)
    }

    /// Answers the server's request for a certificate after the handshake.
    pub(crate) async fn authenticate(
        &mut self,
        config: &Config<'_, P>,
    ) -> Result<(), StreamError<T::Error>> {
        self.flush().await?;
        let mut answer = self.connection.authenticate(config)?;
        loop {
            match answer.wants()? {
                Wants::Send => {
                    let sent = self.transport.send(answer.cipher_out()).await;
                    match sent.map_err(StreamError::Transport)? {
                        0 => return Err(StreamError::WriteZero),
                        n => answer.cipher_out_done(n),
                    }
                }
                Wants::Sign => {
                    make_way().await;
                    answer.sign();
                }
                _ => return self.transport.flush().await.map_err(StreamError::Transport),
            }
        }
    }

    /// Receives what the record at hand still needs, unless the connection takes nothing.
    async fn receive(&mut self) -> Result<(), StreamError<T::Error>> {
        let room = self.connection.cipher_in();
        if room.is_empty() {
            return Ok(());
        }
        match self.transport.receive(room).await.map_err(StreamError::Transport)? {
            0 => self.connection.end_of_stream()?,
            n => self.connection.cipher_in_done(n),
        }
        Ok(())
    }

    /// Takes one record of application data; 0 when `from` is empty only.
    ///
    /// The record is sent by the next call of any kind, and over a transport that is
    /// [`Transport::RETRIED`] at once, as far as it goes: one that fails is reported by the next
    /// call, as the bytes are taken already.
    pub(crate) async fn write(&mut self, from: &[u8]) -> Result<usize, StreamError<T::Error>> {
        self.flush().await?;
        let n = copy(self.connection.plain_in(), from);
        if n == 0 && !from.is_empty() {
            // The engine lends no room: it is closed, or failed. Asking for a byte makes it say
            // which.
            self.wants().await?;
            self.connection.plain_in_done(1)?;
        }
        self.connection.plain_in_done(n)?;
        if T::RETRIED {
            let _ = once(self.send()).await;
        }
        Ok(n)
    }

    /// Sends what waits to be sent. Where that fails because the peer has ended the stream, the
    /// error is what it said before.
    pub(crate) async fn flush(&mut self) -> Result<(), StreamError<T::Error>> {
        match self.send().await {
            Err(StreamError::Transport(error)) => Err(self.reason(error).await),
            outcome => outcome,
        }
    }

    /// Why a send failed: the alert of the peer if there is one, or else the transport's error.
    ///
    /// A server that refuses the client's certificate says so after the handshake, while the client
    /// writes already, and closes the stream (RFC 9846, section 4.5.2).
    async fn reason(&mut self, error: T::Error) -> StreamError<T::Error> {
        while T::is_ended(&error) {
            if let Some(told) = self.connection.error() {
                return told.into();
            }
            let room = self.connection.cipher_in();
            if room.is_empty() {
                break;
            }
            match self.transport.receive(room).await {
                Ok(n @ 1..) => self.connection.cipher_in_done(n),
                _ => break,
            }
        }
        StreamError::Transport(error)
    }

    async fn send(&mut self) -> Result<(), StreamError<T::Error>> {
        while !self.connection.cipher_out().is_empty() {
            self.unflushed = true;
            let sent = self.transport.send(self.connection.cipher_out()).await;
            match sent.map_err(StreamError::Transport)? {
                0 => return Err(StreamError::WriteZero),
                n => self.connection.cipher_out_done(n),
            }
        }
        if self.unflushed {
            self.transport.flush().await.map_err(StreamError::Transport)?;
            self.unflushed = false;
        }
        Ok(())
    }

    /// Closes our direction with close_notify; reading goes on. After a failure the peer is given
    /// time to hear the alert instead.
    pub(crate) async fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        self.connection.close();
        self.flush().await?;
        if let Err(error) = self.connection.wants() {
            self.hear_out(error).await;
        }
        Ok(())
    }

    /// Ends a transport whose connection failed with `error`, its alert sent: only then is there
    /// something for the peer to hear. Shuts down writing, then reads what the peer still sends.
    ///
    /// A socket that is closed while bytes wait to be read is reset, and a reset overtakes what was
    /// sent before: the peer would see that in place of the alert.
    async fn hear_out(&mut self, error: Error) {
        if self.linger == 0 || error.kind.alert().is_none() {
            return;
        }
        if !self.shut_down {
            self.shut_down =
                self.transport.flush().await.is_ok() && self.transport.shut_down().await;
        }
        let mut rest = [0; 64];
        while self.linger != 0 {
            let n = match self.shut_down {
                true => self.transport.receive(&mut rest).await.unwrap_or(0),
                false => 0,
            };
            self.linger = if n == 0 { 0 } else { self.linger.saturating_sub(n) };
        }
    }
}

/// Makes of a handshake whose bytes cannot be sent any more what came before the peer ended the
/// stream.
///
/// # Errors
/// What made it fail, which says more than an alert that cannot be sent.
async fn refusal<P: Profile, T: Transport, B: Buffer>(
    handshake: &mut Handshake<'_, P, B>,
    transport: &mut T,
    error: &T::Error,
) -> Result<(), Error> {
    loop {
        let lost = handshake.cipher_out().len();
        handshake.cipher_out_done(lost);
        let wants = handshake.wants()?;
        if wants != Wants::Receive || !T::is_ended(error) {
            return Ok(());
        }
        match transport.receive(handshake.cipher_in()).await {
            Ok(n @ 1..) => handshake.cipher_in_done(n),
            _ => return Ok(()),
        }
    }
}

/// Moves the bytes of a handshake, if it could start, until it is complete.
async fn shake_hands<P: Profile, T: Transport, B: Buffer>(
    started: Result<Handshake<'_, P, B>, Error>,
    transport: &mut T,
) -> Result<(), StreamError<T::Error>> {
    let mut handshake = started?;
    loop {
        match handshake.wants()? {
            Wants::Send => match transport.send(handshake.cipher_out()).await {
                Ok(0) => return Err(handshake.end_of_stream().into()),
                Ok(n) => handshake.cipher_out_done(n),
                Err(error) => {
                    refusal(&mut handshake, transport, &error).await?;
                    return Err(StreamError::Transport(error));
                }
            },
            // Others may run between two steps.
            Wants::Compute => {
                make_way().await;
                handshake.compute();
            }
            // A signer that is pending has to be asked until it is not; others may run
            // meanwhile.
            Wants::Sign => {
                make_way().await;
                handshake.sign();
            }
            wants => {
                transport.flush().await.map_err(StreamError::Transport)?;
                if wants != Wants::Receive {
                    return Ok(());
                }
                let received = transport.receive(handshake.cipher_in()).await;
                match received.map_err(StreamError::Transport)? {
                    0 => return Err(handshake.end_of_stream().into()),
                    n => handshake.cipher_in_done(n),
                }
            }
        }
    }
}

/// Polls a future once; what it has not done by then is left.
async fn once<F: Future>(future: F) -> Poll<F::Output> {
    let mut future = pin!(future);
    core::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// Lets the other tasks of an executor run.
pub(crate) async fn make_way() {
    let mut passed = false;
    core::future::poll_fn(|context| {
        if core::mem::replace(&mut passed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs a future to its end by polling it until it is ready: over a blocking transport only a
/// signer that is pending keeps it from being so at once.
#[cfg(any(feature = "embedded-io-07", feature = "std"))]
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Copies as much as fits and yields how much that was.
fn copy(to: &mut [u8], from: &[u8]) -> usize {
    to.iter_mut().zip(from).map(|(to, from)| *to = *from).count()
}
