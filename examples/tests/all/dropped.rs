//! A future of an asynchronous adapter that is dropped loses no byte and repeats none.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpStream};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, Instant};

use embassy_futures::block_on;
use embedded_io_async::{ErrorType, Read, Write};
use motetls::asynchronous::AsyncStream;
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Psk;
use motetls::tokio_io::TokioStream;
use motetls::{Config, HandshakeScratch, Psk};
use motetls_peers::{Server, Tool};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};

const KEY: [u8; 16] = [0x10; 16];

/// Waits at every call before it moves anything, and moves seven bytes at most.
struct Hesitant<'c> {
    tcp: TcpStream,
    /// Whether the last call of this direction waited.
    waited: [bool; 2],
    /// Calls that waited.
    waits: &'c Cell<usize>,
}

const READING: usize = 0;
const WRITING: usize = 1;

impl Hesitant<'_> {
    async fn call<O>(
        &mut self,
        direction: usize,
        mut call: impl FnMut(&mut TcpStream) -> io::Result<O>,
    ) -> io::Result<O> {
        poll_fn(|context| {
            context.waker().wake_by_ref();
            self.waited[direction] = !self.waited[direction];
            if self.waited[direction] {
                self.waits.set(self.waits.get() + 1);
                return Poll::Pending;
            }
            match call(&mut self.tcp) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
                outcome => Poll::Ready(outcome),
            }
        })
        .await
    }
}

impl ErrorType for Hesitant<'_> {
    type Error = io::Error;
}

impl Read for Hesitant<'_> {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = into.len().min(7);
        self.call(READING, |tcp| io::Read::read(tcp, &mut into[..n])).await
    }
}

impl Write for Hesitant<'_> {
    async fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.call(WRITING, |tcp| io::Write::write(tcp, &from[..from.len().min(7)])).await
    }
    async fn flush(&mut self) -> io::Result<()> {
        self.call(WRITING, io::Write::flush).await
    }
}

/// By the traits of tokio.
impl AsyncRead for Hesitant<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let n = {
            let future = pin!(Read::read(self.get_mut(), into.initialize_unfilled()));
            ready!(future.poll(context))?
        };
        into.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Hesitant<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        pin!(Write::write(self.get_mut(), from)).poll(context)
    }
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(Write::flush(self.get_mut())).poll(context)
    }
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(self.get_mut().call(WRITING, |tcp| tcp.shutdown(Shutdown::Write))).poll(context)
    }
}

/// Polls what `$call` makes `$patience` times, drops it, and begins anew, until one is ready. A
/// call that takes bytes before it waits would never be.
macro_rules! drop_until_ready {
    ($patience:expr, $call:expr) => {{
        let start = Instant::now();
        loop {
            if let Poll::Ready(outcome) = poll_some($patience, $call) {
                break outcome;
            }
            assert!(start.elapsed() < Duration::from_secs(10), "never ready");
        }
    }};
}

fn poll_some<F: Future>(times: usize, future: F) -> Poll<F::Output> {
    let (mut future, mut context) = (pin!(future), Context::from_waker(Waker::noop()));
    for _ in 0..times {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Poll::Ready(output);
        }
    }
    Poll::Pending
}

fn server() -> Server {
    let key = "10".repeat(16);
    let psk =
        ["-tls1_3", "-nocert", "-psk_identity", "sensor-7", "-psk", &key, "-allow_no_dhe_kex"];
    Server::openssl(&[&psk[..], &["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"]].concat())
        .unwrap()
}

/// Rounds of a conversation.
const ROUNDS: usize = 4;

/// Talks to the server: every call of `$stream` is dropped after `$patience` polls, and begun
/// anew. The server answers each line, reversed, as if nothing had happened; the last one after our
/// direction was closed.
macro_rules! conversation {
    ($stream:ident, $patience:ident, $close:ident) => {
        for round in 0..ROUNDS {
            let text: String = (0..100).map(|number| format!("{:04}", number + round)).collect();
            let line = format!("{text}\n");
            let mut left = line.as_bytes();
            while !left.is_empty() {
                let n = drop_until_ready!($patience, $stream.write(left)).unwrap();
                left = &left[n..];
            }
            if round % 2 == 0 {
                drop_until_ready!($patience, $stream.flush()).unwrap();
            }
            if round + 1 == ROUNDS {
                drop_until_ready!($patience, $stream.$close()).unwrap();
            }
            let (mut answer, mut filled) = (vec![0; line.len()], 0);
            while filled < answer.len() {
                let room = &mut answer[filled..];
                filled += drop_until_ready!($patience, $stream.read(room)).unwrap();
            }
            let reversed: String = text.chars().rev().collect();
            assert_eq!(answer, format!("{reversed}\n").as_bytes(), "patience {}", $patience);
        }
        assert_eq!(drop_until_ready!($patience, $stream.read(&mut [0; 8])).unwrap(), 0);
    };
}

/// A socket to the server that hesitates.
fn hesitant<'c>(server: &Server, waits: &'c Cell<usize>) -> Hesitant<'c> {
    let tcp = TcpStream::connect(server.address()).unwrap();
    tcp.set_nodelay(true).unwrap();
    tcp.set_nonblocking(true).unwrap();
    Hesitant { tcp, waited: [false; 2], waits }
}

const CONFIG: Config<'static, Tls13Psk> =
    Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };

/// Each await of reading, writing, flushing and closing is dropped, some at their first poll, some
/// later.
#[test]
fn nothing_is_lost_or_repeated() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    for patience in 1..4 {
        let waits = Cell::new(0);
        let down = |transport: &mut Hesitant<'_>| drop(transport.tcp.shutdown(Shutdown::Write));
        let mut random = OsEntropy::generator().unwrap();
        // Half a line fits into a record.
        let (mut rx, mut tx, mut scratch) = ([0; 512], [0; 256], HandshakeScratch::new());
        let (buffers, transport) = ((&mut rx[..], &mut tx[..]), hesitant(&server, &waits));
        let handshake =
            AsyncStream::client(transport, down, buffers, &CONFIG, &mut random, &mut scratch);
        let mut stream = block_on(handshake).unwrap();
        waits.set(0);
        conversation!(stream, patience, close);
        assert!(waits.get() > 400, "{} calls waited", waits.get());
    }
}

/// The same over the traits of tokio.
#[test]
fn nothing_is_lost_or_repeated_over_tokio() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = server();
    for patience in 1..4 {
        let waits = Cell::new(0);
        let mut random = OsEntropy::generator().unwrap();
        let (buffers, mut scratch) = ((vec![0; 512], vec![0; 256]), HandshakeScratch::new());
        let transport = hesitant(&server, &waits);
        let handshake = TokioStream::client(transport, buffers, &CONFIG, &mut random, &mut scratch);
        let mut stream = block_on(handshake).unwrap();
        waits.set(0);
        conversation!(stream, patience, shutdown);
        assert!(waits.get() > 400, "{} calls waited", waits.get());
    }
}
