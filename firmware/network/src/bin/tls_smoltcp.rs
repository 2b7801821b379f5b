//! TLS over a socket of smoltcp: connects, sends a line, and ends well when the answer is the line
//! reversed. No interrupt, no heap.

#![no_std]
#![no_main]

use board::{ethernet, host, meter};
use core::convert::Infallible;
use embedded_io::{ErrorType, Read, Write};
use motetls::HandshakeScratch;
use motetls::blocking::BlockingStream;
use network::smoltcp_device::Ethernet;
use network::{ADDRESS, ANSWER, CONFIG, LINE, PORT, SERVER, generator, now};
use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::tcp::{Socket, SocketBuffer};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, IpCidr, Ipv4Address};

/// A socket and all it takes to move its bytes: what a program has only one of.
struct Tcp<'a> {
    ethernet: Ethernet,
    interface: Interface,
    sockets: SocketSet<'a>,
    handle: SocketHandle,
}

impl Tcp<'_> {
    /// Lets the interface work, then yields what `call` makes of the socket; again and again until
    /// it makes something.
    fn wait<O>(&mut self, mut call: impl FnMut(&mut Socket<'_>) -> Option<O>) -> O {
        loop {
            self.interface.poll(clock(), &mut self.ethernet, &mut self.sockets);
            if let Some(outcome) = call(self.sockets.get_mut(self.handle)) {
                return outcome;
            }
        }
    }

    /// Ends our direction; the peer's goes on.
    fn shut_down(&mut self) {
        self.sockets.get_mut::<Socket<'_>>(self.handle).close();
    }
}

/// A socket ends, or is reset, which is an end too early: TLS tells the two from a proper one.
impl ErrorType for Tcp<'_> {
    type Error = Infallible;
}

impl Read for Tcp<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.wait(|socket| match socket.can_recv() {
            true => socket.recv_slice(into).ok(),
            false => (!socket.may_recv()).then_some(0),
        }))
    }
}

impl Write for Tcp<'_> {
    fn write(&mut self, from: &[u8]) -> Result<usize, Infallible> {
        Ok(self.wait(|socket| match socket.can_send() {
            true => socket.send_slice(from).ok(),
            false => (!socket.may_send()).then_some(0),
        }))
    }
    /// What was written is sent by the next call of any kind.
    fn flush(&mut self) -> Result<(), Infallible> {
        self.interface.poll(clock(), &mut self.ethernet, &mut self.sockets);
        Ok(())
    }
}

fn clock() -> Instant {
    Instant::from_micros(now() as i64)
}

/// Connects to the server.
fn connect<'a>(
    storage: &'a mut [SocketStorage<'a>],
    rx: &'a mut [u8],
    tx: &'a mut [u8],
) -> Option<Tcp<'a>> {
    let mut ethernet = Ethernet::new();
    let config = Config::new(EthernetAddress(ethernet::ADDRESS).into());
    let mut interface = Interface::new(config, &mut ethernet, clock());
    interface.update_ip_addrs(|addresses| {
        let _ = addresses.push(IpCidr::new(Ipv4Address::from(ADDRESS).into(), 24));
    });
    let mut sockets = SocketSet::new(storage);
    let handle = sockets.add(Socket::new(SocketBuffer::new(rx), SocketBuffer::new(tx)));
    let remote = (Ipv4Address::from(SERVER), PORT);
    sockets.get_mut::<Socket<'_>>(handle).connect(interface.context(), remote, 49_152).ok()?;
    let mut tcp = Tcp { ethernet, interface, sockets, handle };
    tcp.wait(|socket| (socket.may_send() || !socket.is_open()).then_some(socket.may_send()))
        .then_some(tcp)
}

/// Does it all; `None` when anything goes wrong.
fn run() -> Option<()> {
    let (mut storage, mut rx, mut tx) = ([SocketStorage::EMPTY], [0; 1460], [0; 1460]);
    let mut tcp = connect(&mut storage, &mut rx, &mut tx)?;
    host::word("connected");
    host::end_line();

    let (mut rx, mut tx, mut scratch) = ([0; 512], [0; 512], HandshakeScratch::new());
    let buffers = (&mut rx[..], &mut tx[..]);
    let shut_down = |tcp: &mut &mut Tcp<'_>| tcp.shut_down();
    let mut random = generator().ok()?;
    let tls =
        BlockingStream::client(&mut tcp, shut_down, buffers, &CONFIG, &mut random, &mut scratch);
    let mut tls = tls.ok()?;
    tls.write_all(LINE).ok()?;
    let mut answer = [0; ANSWER.len()];
    tls.read_exact(&mut answer).ok()?;
    tls.close().ok()?;
    (answer == ANSWER).then_some(())
}

#[board::entry]
fn main() -> ! {
    meter::start();
    let done = ethernet::open().then(run).flatten();
    host::exit(if done.is_some() { 0 } else { 1 })
}
