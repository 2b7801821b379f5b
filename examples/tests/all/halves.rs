//! An asynchronous stream in two halves: a task reads while another writes.

use std::time::Duration;

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_io_async::{ErrorType, Read, Write};
use motetls::asynchronous::AsyncStream;
use motetls::halves::{ReadHalf, SharedStream, WriteHalf};
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13Psk;
use motetls::{Config, HandshakeScratch, Psk};
use motetls_peers::{Server, Tool};
use tokio::net::TcpStream;
use tokio::task::{LocalSet, spawn_local, yield_now};

const KEY: [u8; 16] = [0x10; 16];
/// Bytes of a line, with its end.
const LINE: usize = 500;
/// Where a connection that hangs is given up.
const PATIENCE: Duration = Duration::from_secs(120);

type Stream = SharedStream<Tls13Psk, FromTokio<TcpStream>, Vec<u8>>;
type Reader = ReadHalf<'static, Tls13Psk, FromTokio<TcpStream>, Vec<u8>>;
type Writer = WriteHalf<'static, Tls13Psk, FromTokio<TcpStream>, Vec<u8>>;

/// Runs a test whose tasks share one thread, and not for ever.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new()
        .block_on(&runtime, async { tokio::time::timeout(PATIENCE, test).await.unwrap() });
}

/// `openssl s_server` that sends every line back, reversed.
pub(crate) fn reversing() -> Server {
    let key = "10".repeat(16);
    let psk =
        ["-tls1_3", "-nocert", "-psk_identity", "sensor-7", "-psk", &key, "-allow_no_dhe_kex"];
    Server::openssl(&[&psk[..], &["-rev", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"]].concat())
        .unwrap()
}

/// An open connection to it.
async fn connect(
    server: &Server,
    buffers: usize,
) -> AsyncStream<Tls13Psk, FromTokio<TcpStream>, Vec<u8>> {
    let tcp = TcpStream::connect(server.address()).await.unwrap();
    let config = Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let mut random = OsEntropy::generator().unwrap();
    let (buffers, mut scratch) = ((vec![0; buffers], vec![0; buffers]), HandshakeScratch::new());
    let tcp = FromTokio::new(tcp);
    AsyncStream::client_without_shutdown(tcp, buffers, &config, &mut random, &mut scratch)
        .await
        .unwrap()
}

/// The line of this number.
fn line(number: usize) -> Vec<u8> {
    let mut line = format!("{number:010}").repeat(LINE / 10).into_bytes();
    line[LINE - 1] = b'\n';
    line
}

/// Gives a future up after its first poll, every other time.
macro_rules! interrupted {
    ($turn:ident, $call:expr) => {
        loop {
            $turn = !$turn;
            if $turn {
                tokio::select! {
                    biased;
                    outcome = $call => break outcome,
                    () = yield_now() => {}
                }
            } else {
                break $call.await;
            }
        }
    };
}

/// Sends this many lines and closes.
async fn send(mut writer: Writer, lines: usize) {
    let mut turn = false;
    for number in 0..lines {
        let line = line(number);
        let mut left = &line[..];
        while !left.is_empty() {
            let n = interrupted!(turn, writer.write(left)).unwrap();
            left = &left[n..];
        }
    }
    writer.flush().await.unwrap();
    writer.close().await.unwrap();
}

/// Reads this many lines, reversed, and the end.
async fn receive(mut reader: Reader, lines: usize) {
    let (mut turn, mut answer) = (false, [0; LINE]);
    for number in 0..lines {
        let mut filled = 0;
        while filled < LINE {
            let n = interrupted!(turn, reader.read(&mut answer[filled..])).unwrap();
            assert!(n != 0, "the stream ends at line {number}");
            filled += n;
        }
        let mut expected = line(number);
        expected[..LINE - 1].reverse();
        assert!(answer[..] == expected, "line {number}");
    }
    assert_eq!(reader.read(&mut answer).await.unwrap(), 0, "the server closes properly");
}

async fn both_at_once(stream: Stream, lines: usize) {
    let (reader, writer) = Box::leak(Box::new(stream)).split();
    let (sending, receiving) =
        (spawn_local(send(writer, lines)), spawn_local(receive(reader, lines)));
    receiving.await.unwrap();
    sending.await.unwrap();
}

/// The writer never waits for an answer, so all buffers on the way fill.
#[test]
fn two_megabytes_both_ways_at_once() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = reversing();
    run(async { both_at_once(connect(&server, 4096).await.into(), 4000).await });
}

/// The server asks for keys of ours while lines go both ways: the reader's answer and the writer's
/// records take turns.
#[test]
fn keys_change_under_the_halves() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = reversing();
    run(async {
        let mut stream = connect(&server, 600).await;
        stream.connection().update_keys(true).unwrap();
        both_at_once(stream.into(), 400).await;
    });
}

/// A transport with one place for the waker of whatever waits to send, and room for nothing until
/// it is told.
struct Gate(
    std::rc::Rc<std::cell::RefCell<(bool, Option<std::task::Waker>)>>,
    FromTokio<TcpStream>,
);

impl ErrorType for Gate {
    type Error = std::io::Error;
}

impl Read for Gate {
    async fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.1.read(into).await
    }
}

impl Write for Gate {
    async fn write(&mut self, from: &[u8]) -> std::io::Result<usize> {
        std::future::poll_fn(|context| {
            let mut gate = self.0.borrow_mut();
            if gate.0 {
                return std::task::Poll::Ready(());
            }
            gate.1 = Some(context.waker().clone());
            std::task::Poll::Pending
        })
        .await;
        self.1.write(from).await
    }
    async fn flush(&mut self) -> std::io::Result<()> {
        self.1.flush().await
    }
}

/// A reader that takes the writer's place with the transport, and is given up, leaves the writer
/// woken when there is room again.
#[test]
fn no_waker_is_lost() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = reversing();
    run(async {
        let gate = std::rc::Rc::new(std::cell::RefCell::new((true, None)));
        let tcp = TcpStream::connect(server.address()).await.unwrap();
        let config =
            Config::<Tls13Psk> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
        let mut random = OsEntropy::generator().unwrap();
        let (buffers, mut scratch) = ((vec![0; 600], vec![0; 600]), HandshakeScratch::new());
        let stream = AsyncStream::client_without_shutdown(
            Gate(gate.clone(), FromTokio::new(tcp)),
            buffers,
            &config,
            &mut random,
            &mut scratch,
        );
        let stream: SharedStream<Tls13Psk, Gate, Vec<u8>> = stream.await.unwrap().into();
        let (mut reader, mut writer) = Box::leak(Box::new(stream)).split();
        gate.borrow_mut().0 = false;
        let sending = spawn_local(async move {
            writer.write_all(b"drawer\n").await.unwrap();
            writer.flush().await.unwrap();
            writer
        });
        yield_now().await;
        let mut answer = [0; 7];
        // The read is polled once: it tries to send what waits, too, and is then given up.
        tokio::select! {
            biased;
            _ = reader.read(&mut answer) => panic!("nothing was asked"),
            () = yield_now() => {}
        }
        // Whichever task is woken now, the line goes out.
        let waker = {
            let mut gate = gate.borrow_mut();
            gate.0 = true;
            gate.1.take()
        };
        waker.unwrap().wake();
        let mut writer = sending.await.unwrap();
        reader.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"reward\n");
        writer.close().await.unwrap();
        assert_eq!(reader.read(&mut answer).await.unwrap(), 0);
    });
}

/// Our direction is closed, the server's is not: it still answers what it was asked.
#[test]
fn one_direction_closes_first() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let server = reversing();
    run(async {
        let stream: Stream = connect(&server, 600).await.into();
        let (mut reader, mut writer) = Box::leak(Box::new(stream)).split();
        writer.write_all(b"drawer\n").await.unwrap();
        writer.close().await.unwrap();
        assert!(writer.write(b"more\n").await.is_err(), "a closed direction takes no data");
        let mut answer = [0; 7];
        reader.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"reward\n");
        assert_eq!(reader.read(&mut answer).await.unwrap(), 0);
    });
}
