//! TLS over a socket of embassy-net, in two halves: one future sends a line while another waits for
//! the answer, which is the line reversed. No heap.

#![no_std]
#![no_main]

use board::{ethernet, host, meter};
use embassy_futures::block_on;
use embassy_futures::join::join;
use embassy_futures::select::{Either, select};
use embassy_net::tcp::TcpSocket;
use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Stack, StackResources, StaticConfigV4};
use embedded_io_async::{Read, Write};
use motetls::HandshakeScratch;
use motetls::asynchronous::AsyncStream;
use motetls::halves::SharedStream;
use network::embassy_driver::Ethernet;
use network::{ADDRESS, ANSWER, CONFIG, LINE, PORT, SERVER, generator};

/// Does it all; `None` when anything goes wrong.
async fn run(stack: Stack<'_>) -> Option<()> {
    let (mut rx, mut tx) = ([0; 1460], [0; 1460]);
    let mut tcp = TcpSocket::new(stack, &mut rx, &mut tx);
    tcp.connect((Ipv4Address::from(SERVER), PORT)).await.ok()?;
    host::word("connected");
    host::end_line();

    let (mut rx, mut tx, mut scratch) = ([0; 512], [0; 512], HandshakeScratch::new());
    let buffers = (&mut rx[..], &mut tx[..]);
    let mut random = generator().ok()?;
    let shut_down = |tcp: &mut TcpSocket<'_>| tcp.close();
    let tls = AsyncStream::client(tcp, shut_down, buffers, &CONFIG, &mut random, &mut scratch);
    let mut tls = SharedStream::from(tls.await.ok()?);

    // Two tasks of an executor may have a half each; here they are two futures.
    let (mut reader, mut writer) = tls.split();
    let sending = async {
        writer.write_all(LINE).await.ok()?;
        writer.flush().await.ok()
    };
    let mut answer = [0; ANSWER.len()];
    let (received, sent) = join(reader.read_exact(&mut answer), sending).await;
    received.ok().and(sent)?;
    writer.close().await.ok()?;
    (answer == ANSWER).then_some(())
}

#[board::entry]
fn main() -> ! {
    meter::start();
    if !ethernet::open() {
        host::exit(1)
    }
    let mut resources = StackResources::<2>::new();
    let config = Config::ipv4_static(StaticConfigV4 {
        address: Ipv4Cidr::new(Ipv4Address::from(ADDRESS), 24),
        gateway: None,
        dns_servers: Default::default(),
    });
    // The seed chooses ports and sequence numbers: on a device draw it from the generator.
    let (stack, mut runner) = embassy_net::new(Ethernet::new(), config, &mut resources, 0x6d6f7465);
    let done = block_on(select(runner.run(), run(stack)));
    host::exit(if matches!(done, Either::Second(Some(()))) { 0 } else { 1 })
}
