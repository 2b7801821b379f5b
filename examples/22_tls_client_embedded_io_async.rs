//! The client of `21_tls_client_embedded_io.rs` by the traits of `embedded-io-async`, as firmware
//! on embassy would write it: it waits for an answer no longer than it wants to, and goes on as if
//! it had never asked. Only the transport and the entropy source are the host's.
//!
//! `cargo run -p motetls-examples --bin 22_tls_client_embedded_io_async -- HOST:PORT`

use std::error::Error;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpStream};
use std::task::Poll;
use std::time::{Duration, Instant};

use embassy_futures::select::{Either, select};
use embassy_futures::{block_on, yield_now};
use embedded_io_async::{ErrorType, Read, Write};
use motetls::asynchronous::AsyncStream;
use motetls::os_entropy::OsEntropy;
use motetls::profiles::Tls13PskEcdhe;
use motetls::{Config, HandshakeScratch, Psk, Random, StreamError};

/// The key this device shares with its server:
/// `openssl s_server -nocert -psk_identity sensor-7 -psk 101112…`.
const KEY: [u8; 16] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
];

/// Reports a temperature over any transport and yields the length of the answer, which lies at the
/// start of `answer`.
async fn report<T: Read + Write>(
    transport: T,
    shut_down: fn(&mut T),
    random: &mut impl Random,
    answer: &mut [u8],
) -> Result<usize, StreamError<T::Error>> {
    let config =
        Config::<Tls13PskEcdhe> { psks: &[Psk::new(b"sensor-7", &KEY)], ..Config::new(&()) };
    let (mut rx, mut tx) = ([0; 512], [0; 512]);
    let (buffers, mut scratch) = ((&mut rx[..], &mut tx[..]), HandshakeScratch::new());
    let mut tls =
        AsyncStream::client(transport, shut_down, buffers, &config, random, &mut scratch).await?;

    // The server was not asked yet, so nothing comes. The read that is given up has lost nothing.
    if let Either::Second(()) = select(tls.read(answer), pause(Duration::from_millis(50))).await {
        println!("no answer without a question");
    }
    tls.write_all(b"21.5 degrees\n").await?;
    tls.flush().await?;
    let n = tls.read(answer).await?;
    tls.close().await?;
    Ok(n)
}

/// What `embassy_time::Timer` is on a device.
async fn pause(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        yield_now().await;
    }
}

/// A socket of the host that is asked again and again, as the executor here never sleeps.
struct Socket(TcpStream);

impl Socket {
    /// Tries until the socket need not wait; moves nothing before.
    async fn wait<O>(
        &mut self,
        mut call: impl FnMut(&mut TcpStream) -> io::Result<O>,
    ) -> io::Result<O> {
        poll_fn(|context| match call(&mut self.0) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            outcome => Poll::Ready(outcome),
        })
        .await
    }
}

impl ErrorType for Socket {
    type Error = io::Error;
}

impl Read for Socket {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.wait(|tcp| io::Read::read(tcp, into)).await
    }
}

impl Write for Socket {
    async fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.wait(|tcp| io::Write::write(tcp, from)).await
    }
    async fn flush(&mut self) -> io::Result<()> {
        self.wait(io::Write::flush).await
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: HOST:PORT")?;
    let mut random = OsEntropy::generator()?;
    let mut answer = [0; 64];
    let tcp = TcpStream::connect(address)?;
    tcp.set_nonblocking(true)?;
    // A server that never closes would be heard out for up to 65,536 bytes: firmware bounds the
    // time of a read here, too.
    let shut_down = |socket: &mut Socket| drop(socket.0.shutdown(Shutdown::Write));
    let n = block_on(report(Socket(tcp), shut_down, &mut random, &mut answer))?;
    print!("{}", String::from_utf8_lossy(answer.get(..n).unwrap_or(&[])));
    Ok(())
}
