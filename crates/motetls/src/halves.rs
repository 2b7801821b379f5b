//! An [`AsyncStream`] in two halves, for two tasks: one reads while the other writes.
//!
//! Both halves share the connection, and each has it while it is polled, never longer: a half that
//! waits keeps nothing from the other. So the tasks belong to one executor, as those of embassy's
//! `Spawner` do, and nothing is locked.
//!
//! At every poll the future of the transport is made anew, and dropped when it has to wait. So it
//! must move nothing before it is ready, and the transport must remember the waker it was polled
//! with last when the future is gone: sockets of embassy-net do, and whatever is written with
//! `poll_fn`.

use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::pin::pin;
use core::task::{Poll, Waker};

use embedded_io_async::{ErrorType, Read, Write};
use motetls_tls::{Buffer, Config, Connection, Profile};

use crate::asynchronous::{AsyncStream, EmbeddedIoAsync};
use crate::drive::Link;
use crate::stream_error::StreamError;

type SharedLink<P, T, B> = Link<P, EmbeddedIoAsync<T, true>, B>;

/// A connection that can be split.
pub struct SharedStream<P: Profile, T, B> {
    link: RefCell<SharedLink<P, T, B>>,
    /// The last waker of each half. A transport remembers one for each direction, and both halves
    /// may wait to send: one with data, the other with an answer of the protocol's own.
    wakers: [Cell<Option<Waker>>; 2],
}

/// The half that reads.
pub struct ReadHalf<'s, P: Profile, T, B>(&'s SharedStream<P, T, B>);

/// The half that writes.
pub struct WriteHalf<'s, P: Profile, T, B>(&'s SharedStream<P, T, B>);

const READER: usize = 0;
const WRITER: usize = 1;

impl<P: Profile, T, B> From<AsyncStream<P, T, B>> for SharedStream<P, T, B>
where
    T: Read + Write,
    B: Buffer,
{
    fn from(stream: AsyncStream<P, T, B>) -> Self {
        let retried = |EmbeddedIoAsync { io, shut_down }| EmbeddedIoAsync { io, shut_down };
        SharedStream { link: RefCell::new(stream.link.map(retried)), wakers: Default::default() }
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> SharedStream<P, T, B> {
    /// The two halves. To hand them to tasks that live for ever, let the stream lie in a
    /// `StaticCell`.
    pub fn split(&mut self) -> (ReadHalf<'_, P, T, B>, WriteHalf<'_, P, T, B>) {
        (ReadHalf(self), WriteHalf(self))
    }

    /// The connection: what was negotiated, key updates.
    pub fn connection(&mut self) -> &mut Connection<P, B> {
        &mut self.link.get_mut().connection
    }

    /// The transport again.
    pub fn into_transport(self) -> T {
        self.link.into_inner().transport.io
    }

    /// Does `step` for one half: begins it anew at every poll, with the connection to itself.
    async fn drive<O>(
        &self,
        half: usize,
        mut step: impl AsyncFnMut(&mut SharedLink<P, T, B>) -> O,
    ) -> O {
        let (own, other) = match half {
            READER => (&self.wakers[0], &self.wakers[1]),
            _ => (&self.wakers[1], &self.wakers[0]),
        };
        // What ends, or is given up, may have taken the place of the other with the transport.
        let _wakes = WakesOther(other);
        poll_fn(|context| {
            let Ok(mut link) = self.link.try_borrow_mut() else {
                context.waker().wake_by_ref();
                return Poll::Pending;
            };
            own.set(Some(context.waker().clone()));
            let was_sending = link.is_sending();
            let outcome = pin!(step(&mut link)).poll(context);
            if was_sending && !link.is_sending() {
                wake(other);
            }
            outcome
        })
        .await
    }
}

fn wake(half: &Cell<Option<Waker>>) {
    if let Some(waker) = half.take() {
        waker.wake();
    }
}

/// Wakes a half when it is dropped.
struct WakesOther<'s>(&'s Cell<Option<Waker>>);

impl Drop for WakesOther<'_> {
    fn drop(&mut self) {
        wake(self.0);
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> ErrorType for ReadHalf<'_, P, T, B> {
    type Error = StreamError<T::Error>;
}

impl<P: Profile, T: Read + Write, B: Buffer> Read for ReadHalf<'_, P, T, B> {
    /// As [`AsyncStream`] reads; what the protocol itself has to send is sent meanwhile.
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Self::Error> {
        self.0.drive(READER, async |link| link.read(into).await).await
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> ReadHalf<'_, P, T, B> {
    /// Answers a server that asks for a certificate after the handshake, as
    /// [`AsyncStream::authenticate`] does: a read fails with [`StreamError::Authenticate`] then,
    /// and goes on once this was called. The other half waits meanwhile, polled again and
    /// again, as nothing may be sent between the messages of the answer.
    ///
    /// # Errors
    /// As reading and writing.
    #[allow(clippy::await_holding_refcell_ref)] // the other half does not borrow, it tries to
    pub async fn authenticate(
        &mut self,
        config: &Config<'_, P>,
    ) -> Result<(), StreamError<T::Error>> {
        let SharedStream { link, wakers: [_, writer] } = self.0;
        let _wakes = WakesOther(writer);
        let mut link = link.try_borrow_mut().map_err(|_| StreamError::Authenticate)?;
        link.authenticate(config).await
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> ErrorType for WriteHalf<'_, P, T, B> {
    type Error = StreamError<T::Error>;
}

impl<P: Profile, T: Read + Write, B: Buffer> Write for WriteHalf<'_, P, T, B> {
    /// Takes one record of data, which is sent by the next call of either half at the latest.
    async fn write(&mut self, from: &[u8]) -> Result<usize, Self::Error> {
        self.0.drive(WRITER, async |link| link.write(from).await).await
    }
    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.drive(WRITER, async |link| link.flush().await).await
    }
}

impl<P: Profile, T: Read + Write, B: Buffer> WriteHalf<'_, P, T, B> {
    /// Closes our direction with close_notify; the other half may read on until 0.
    ///
    /// # Errors
    /// [`StreamError`] when close_notify could not be sent.
    pub async fn close(&mut self) -> Result<(), StreamError<T::Error>> {
        self.0.drive(WRITER, async |link| link.close().await).await
    }
}
