//! Standard input and output through a connection, both ways at once.
//!
//! The connection belongs to one thread, which hears from all others through one queue:
//!
//! ```text
//! input  -- Input, InputEnd -->  queue  -->  connection  --> output
//! socket -- Wire, WireEnd  --->                   |
//! socket <-- sender  <------- records, credit ----+
//! input  <-- credit ---- sender
//! ```
//!
//! Nothing waits in a circle: the sender alone blocks on a peer that does not read, and while it does the input gets no
//! credit to be read further, but what the peer sends still comes through.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use motetls::{Connection, Profile, Wants};

use crate::failure::Failure;

/// Bytes read at once.
const CHUNK: usize = 4096;
/// Chunks of input under way at most.
const CREDITS: usize = 4;

/// What the connection's thread hears.
enum Heard {
    Wire(Vec<u8>),
    WireEnd,
    Input(Vec<u8>),
    InputEnd,
}

/// What the sender is told.
enum Order {
    Send(Vec<u8>),
    /// A chunk of input is on its way: the next may be read.
    Credit,
}

/// Bytes of application data that went either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) sent: u64,
    pub(crate) received: u64,
}

/// Why the pump stopped before both ends had closed.
enum Stop {
    Tls(motetls::Error),
    /// Nobody reads our output any more.
    OutputClosed,
    Output(io::Error),
}

/// Chunks that wait for room, the first partly used.
#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    used: usize,
}

impl Waiting {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.used..).unwrap_or(&[])
    }

    /// Moves what fits into `room` and yields how much that was.
    fn move_into(&mut self, room: &mut [u8]) -> usize {
        let n = room.iter_mut().zip(self.rest()).map(|(to, from)| *to = *from).count();
        self.used = self.used.saturating_add(n);
        n
    }
}

/// One connection being pumped.
struct Pump<'p, 'b, P: Profile> {
    connection: &'p mut Connection<'b, P>,
    orders: Sender<Order>,
    heard: Receiver<Heard>,
    wire: Waiting,
    input: Waiting,
    /// A chunk of input is being sent: its credit is due when it is gone.
    owed: bool,
    traffic: Traffic,
}

/// Sends `input` to the peer until it ends, and what the peer sends to `output` until it closes.
///
/// # Errors
/// What broke the connection or the output; the traffic so far all the same.
pub(crate) fn run<P: Profile>(
    connection: &mut Connection<'_, P>,
    tcp: &TcpStream,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
) -> (Traffic, Result<(), Failure>) {
    let (tell, heard) = sync_channel(8);
    let (orders, ordered) = channel();
    let (give_credit, credit) = channel();
    let (Ok(socket), Ok(drain)) = (tcp.try_clone(), tcp.try_clone()) else {
        return (Traffic::default(), Err(Failure::local("the socket cannot be shared between threads")));
    };
    for _ in 0..CREDITS {
        let _ = give_credit.send(());
    }
    let tell_input = tell.clone();
    thread::spawn(move || read_input(input, &credit, &tell_input));
    thread::spawn(move || read_socket(socket, &tell));
    let sender = thread::spawn(move || send(drain, &ordered, &give_credit));

    let (wire, input) = (Waiting::default(), Waiting::default());
    let mut pump = Pump { connection, orders, heard, wire, input, owed: false, traffic: Traffic::default() };
    let outcome = pump.until_closed(output);
    pump.connection.close();
    pump.drain();
    let Pump { traffic, orders, .. } = pump;
    drop(orders);
    let _ = sender.join();
    let outcome = match outcome {
        Ok(()) | Err(Stop::OutputClosed) => Ok(()),
        Err(Stop::Tls(error)) => Err(Failure::broken(error)),
        Err(Stop::Output(error)) => Err(Failure::local(format!("cannot write what the server sent: {error}"))),
    };
    (traffic, outcome)
}

impl<P: Profile> Pump<'_, '_, P> {
    fn until_closed(&mut self, output: &mut dyn Write) -> Result<(), Stop> {
        loop {
            match self.connection.wants().map_err(Stop::Tls)? {
                Wants::Take => self.take(output)?,
                Wants::Send => self.drain(),
                Wants::Closed => return Ok(()),
                _ if !self.wire.rest().is_empty() => {
                    let n = self.wire.move_into(self.connection.cipher_in());
                    self.connection.cipher_in_done(n);
                }
                _ if !self.input.rest().is_empty() => self.seal()?,
                _ => self.hear()?,
            }
        }
    }

    /// Gives what the peer sent to the output.
    fn take(&mut self, output: &mut dyn Write) -> Result<(), Stop> {
        let data = self.connection.plain_out();
        output.write_all(data).and_then(|()| output.flush()).map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::OutputClosed,
            _ => Stop::Output(error),
        })?;
        let n = data.len();
        self.connection.plain_out_done(n);
        self.traffic.received = self.traffic.received.saturating_add(n as u64);
        Ok(())
    }

    /// Hands records to the sender.
    fn drain(&mut self) {
        let records = self.connection.cipher_out();
        let n = records.len();
        if n != 0 {
            let _ = self.orders.send(Order::Send(records.to_vec()));
            self.connection.cipher_out_done(n);
        }
    }

    /// Makes a record of waiting input.
    fn seal(&mut self) -> Result<(), Stop> {
        let n = self.input.move_into(self.connection.plain_in());
        if n == 0 {
            // The connection takes no more data: it was closed on our side.
            self.input = Waiting::default();
        }
        self.connection.plain_in_done(n).map_err(Stop::Tls)?;
        self.traffic.sent = self.traffic.sent.saturating_add(n as u64);
        Ok(())
    }

    /// Waits for whatever comes next.
    fn hear(&mut self) -> Result<(), Stop> {
        if std::mem::take(&mut self.owed) {
            let _ = self.orders.send(Order::Credit);
        }
        match self.heard.recv() {
            Ok(Heard::Wire(bytes)) => self.wire = Waiting { bytes, used: 0 },
            Ok(Heard::Input(bytes)) => {
                self.input = Waiting { bytes, used: 0 };
                self.owed = true;
            }
            Ok(Heard::InputEnd) => self.connection.close(),
            Ok(Heard::WireEnd) | Err(_) => self.connection.end_of_stream().map_err(Stop::Tls)?,
        }
        Ok(())
    }
}

fn read_input(mut input: impl Read, credit: &Receiver<()>, tell: &SyncSender<Heard>) {
    let mut chunk = [0; CHUNK];
    while credit.recv().is_ok() {
        match input.read(&mut chunk) {
            Ok(n @ 1..) => {
                if tell.send(Heard::Input(chunk.iter().take(n).copied().collect())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => break,
        }
    }
    let _ = tell.send(Heard::InputEnd);
}

fn read_socket(mut socket: TcpStream, tell: &SyncSender<Heard>) {
    let mut chunk = [0; CHUNK];
    loop {
        match socket.read(&mut chunk) {
            Ok(n @ 1..) => {
                if tell.send(Heard::Wire(chunk.iter().take(n).copied().collect())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => break,
        }
    }
    let _ = tell.send(Heard::WireEnd);
}

fn send(mut socket: TcpStream, ordered: &Receiver<Order>, give_credit: &Sender<()>) {
    while let Ok(order) = ordered.recv() {
        match order {
            Order::Send(records) => {
                // A peer that is gone is noticed by the reading thread, which knows whether it closed properly.
                let _ = socket.write_all(&records);
            }
            Order::Credit => {
                let _ = give_credit.send(());
            }
        }
    }
    let _ = socket.shutdown(Shutdown::Write);
}
