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
//! Nothing waits in a circle: the sender alone blocks on a peer that does not read, and while it
//! does the input gets no credit to be read further, but what the peer sends still comes through.
//!
//! A peer that closes its direction first is still sent the input, as long as it comes without a
//! pause and the peer takes it; what it did not take is counted.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use motetls::{Config, Connection, Profile, Wants};

use crate::failure::{Exit, Failure};

/// Bytes read at once.
const CHUNK: usize = 4096;
/// Chunks of input under way at most.
const CREDITS: usize = 4;
/// How long the input may pause, or a peer that was refused go on sending, once the other end has
/// closed.
const LINGER: Duration = Duration::from_secs(1);
/// How long a reset may take to arrive.
const RESET: Duration = Duration::from_millis(200);

/// What the connection's thread hears.
enum Heard {
    Wire(Vec<u8>),
    WireEnd,
    Input(Vec<u8>),
    InputEnd,
}

/// What the sender is told.
enum Order {
    /// Records, and how many bytes of input they hold.
    Send(Vec<u8>, u64),
    /// A chunk of input is on its way: the next may be read.
    Credit,
}

/// Bytes of application data that went either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transferred {
    pub(crate) sent: u64,
    pub(crate) received: u64,
    /// Bytes of input that were read and not taken by the peer.
    pub(crate) dropped: u64,
}

/// Why the pump stopped before both ends had closed.
enum Stop {
    Tls(motetls::Error),
    /// The reader of our output is gone.
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
    connection: &'p mut Connection<P, &'b mut [u8]>,
    /// By which a request for a certificate is answered.
    config: &'p Config<'p, P>,
    orders: Sender<Order>,
    heard: Receiver<Heard>,
    wire: Waiting,
    input: Waiting,
    /// A chunk of input is being sent: its credit is due when it is gone.
    owed: bool,
    /// The input has ended.
    ended: bool,
    /// Bytes of input in the records that wait to be handed over.
    framed: u64,
    /// Bytes of input sent after the peer had closed its direction.
    late: u64,
    /// Bytes of input in records that the socket did not take.
    lost: Arc<AtomicU64>,
    traffic: Transferred,
}

/// Sends `input` to the peer until it ends, and what the peer sends to `output` until it closes.
///
/// # Errors
/// What broke the connection or the output; the traffic so far all the same.
pub(crate) fn run<P: Profile>(
    connection: &mut Connection<P, &mut [u8]>,
    config: &Config<'_, P>,
    tcp: &TcpStream,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
) -> (Transferred, Result<(), Failure>) {
    let (tell, heard) = sync_channel(8);
    let (orders, ordered) = channel();
    let (give_credit, credit) = channel();
    let (Ok(socket), Ok(drain)) = (tcp.try_clone(), tcp.try_clone()) else {
        return (
            Transferred::default(),
            Err(Failure::local("the socket cannot be shared between threads")),
        );
    };
    for _ in 0..CREDITS {
        let _ = give_credit.send(());
    }
    let tell_input = tell.clone();
    thread::spawn(move || read_input(input, &credit, &tell_input));
    thread::spawn(move || read_socket(socket, &tell));
    let lost = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&lost);
    let sender = thread::spawn(move || send(drain, &ordered, &give_credit, &counter));

    let mut pump = Pump {
        connection,
        config,
        orders,
        heard,
        wire: Waiting::default(),
        input: Waiting::default(),
        owed: false,
        ended: false,
        framed: 0,
        late: 0,
        lost,
        traffic: Transferred::default(),
    };
    let outcome = pump.until_closed(output);
    pump.connection.close();
    pump.drain();
    let Pump { mut traffic, orders, heard, input, late, lost, .. } = pump;
    drop(orders);
    let _ = sender.join();
    if matches!(outcome, Err(Stop::Tls(error)) if error.kind.alert().is_some()) {
        hear_out(&heard);
    }
    let lost = lost.load(Ordering::Relaxed);
    traffic.dropped = waiting(&heard).saturating_add(input.rest().len() as u64);
    if lost != 0 || (late != 0 && was_reset(tcp)) {
        traffic.dropped = traffic.dropped.saturating_add(lost.max(late));
    }
    (traffic, conclude(outcome, traffic.dropped))
}

/// What the command ends with.
fn conclude(outcome: Result<(), Stop>, dropped: u64) -> Result<(), Failure> {
    match outcome {
        Err(Stop::OutputClosed) => Ok(()),
        Err(Stop::Tls(error)) => Err(Failure::broken(error)),
        Err(Stop::Output(error)) => {
            Err(Failure::local(format!("cannot write what the server sent: {error}")))
        }
        Ok(()) if dropped != 0 => Err(Failure {
            exit: Exit::Unsent,
            ..Failure::local(format!(
                "the server closed first: {dropped} bytes of standard input or more were dropped"
            ))
        }),
        Ok(()) => Ok(()),
    }
}

/// Reads what the peer still sends after an alert until it ends, for a short time: a socket closed
/// with unread bytes is reset, and the reset overtakes the alert.
fn hear_out(heard: &Receiver<Heard>) {
    let start = Instant::now();
    while let Some(left) = LINGER.checked_sub(start.elapsed()) {
        if matches!(heard.recv_timeout(left), Ok(Heard::WireEnd) | Err(_)) {
            return;
        }
    }
}

/// Bytes of input that were read and have not reached the connection.
fn waiting(heard: &Receiver<Heard>) -> u64 {
    let chunks = heard.try_iter().map(|heard| match heard {
        Heard::Input(bytes) => bytes.len() as u64,
        _ => 0,
    });
    chunks.sum()
}

/// Whether the peer answers with a reset, as a socket does that was closed before it was sent to.
fn was_reset(tcp: &TcpStream) -> bool {
    let start = Instant::now();
    while start.elapsed() < RESET {
        if matches!(tcp.take_error(), Ok(Some(_)) | Err(_)) {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}

impl<P: Profile> Pump<'_, '_, P> {
    fn until_closed(&mut self, output: &mut dyn Write) -> Result<(), Stop> {
        loop {
            let wants = self.connection.wants().map_err(Stop::Tls)?;
            match wants {
                Wants::Take => self.take(output)?,
                Wants::Send => self.drain(),
                Wants::Authenticate => self.authenticate()?,
                Wants::Closed if self.ended || self.lost.load(Ordering::Relaxed) != 0 => {
                    return Ok(());
                }
                Wants::Closed if self.input.rest().is_empty() => {
                    if !self.hear_for(LINGER)? {
                        return Ok(());
                    }
                }
                Wants::Closed => self.seal(true)?,
                _ if !self.wire.rest().is_empty() => {
                    let n = self.wire.move_into(self.connection.cipher_in());
                    self.connection.cipher_in_done(n);
                }
                _ if !self.input.rest().is_empty() => self.seal(false)?,
                _ => self.hear()?,
            }
        }
    }

    /// Gives what the peer sent to the output.
    fn take(&mut self, output: &mut dyn Write) -> Result<(), Stop> {
        let data = self.connection.plain_out();
        output.write_all(data).and_then(|()| output.flush()).map_err(|error| {
            match error.kind() {
                io::ErrorKind::BrokenPipe => Stop::OutputClosed,
                _ => Stop::Output(error),
            }
        })?;
        let n = data.len();
        self.connection.plain_out_done(n);
        self.traffic.received = self.traffic.received.saturating_add(n as u64);
        Ok(())
    }

    /// Shows the certificate that the server asks for.
    fn authenticate(&mut self) -> Result<(), Stop> {
        let mut answer = self.connection.authenticate(self.config).map_err(Stop::Tls)?;
        loop {
            match answer.wants().map_err(Stop::Tls)? {
                Wants::Send => {
                    let records = answer.cipher_out();
                    let n = records.len();
                    let _ = self.orders.send(Order::Send(records.to_vec(), 0));
                    answer.cipher_out_done(n);
                }
                Wants::Sign => answer.sign(),
                _ => return Ok(()),
            }
        }
    }

    /// Hands records to the sender.
    fn drain(&mut self) {
        let records = self.connection.cipher_out();
        let n = records.len();
        if n != 0 {
            let framed = std::mem::take(&mut self.framed);
            let _ = self.orders.send(Order::Send(records.to_vec(), framed));
            self.connection.cipher_out_done(n);
        }
    }

    /// Makes a record of waiting input; `late` when the peer has closed its direction.
    fn seal(&mut self, late: bool) -> Result<(), Stop> {
        let n = self.input.move_into(self.connection.plain_in());
        if n == 0 {
            // The connection takes no more data: it was closed on our side.
            self.input = Waiting::default();
        }
        self.connection.plain_in_done(n).map_err(Stop::Tls)?;
        self.traffic.sent = self.traffic.sent.saturating_add(n as u64);
        self.framed = self.framed.saturating_add(n as u64);
        if late {
            self.late = self.late.saturating_add(n as u64);
        }
        Ok(())
    }

    /// Waits for whatever comes next.
    fn hear(&mut self) -> Result<(), Stop> {
        self.pay_credit();
        let heard = self.heard.recv().unwrap_or(Heard::WireEnd);
        self.act_on(heard)
    }

    /// Waits for as long for whatever comes next; `false` when nothing does.
    fn hear_for(&mut self, patience: Duration) -> Result<bool, Stop> {
        self.pay_credit();
        match self.heard.recv_timeout(patience) {
            Ok(heard) => self.act_on(heard).map(|()| true),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(false),
        }
    }

    fn pay_credit(&mut self) {
        if std::mem::take(&mut self.owed) {
            let _ = self.orders.send(Order::Credit);
        }
    }

    fn act_on(&mut self, heard: Heard) -> Result<(), Stop> {
        match heard {
            Heard::Wire(bytes) => self.wire = Waiting { bytes, used: 0 },
            Heard::Input(bytes) => {
                self.input = Waiting { bytes, used: 0 };
                self.owed = true;
            }
            Heard::InputEnd => {
                self.ended = true;
                self.connection.close();
            }
            Heard::WireEnd => self.connection.end_of_stream().map_err(Stop::Tls)?,
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

fn send(
    mut socket: TcpStream,
    ordered: &Receiver<Order>,
    give_credit: &Sender<()>,
    lost: &AtomicU64,
) {
    while let Ok(order) = ordered.recv() {
        match order {
            Order::Send(records, input) => {
                // A peer that is gone is noticed by the reading thread, which knows whether it
                // closed properly.
                if socket.write_all(&records).is_err() {
                    lost.fetch_add(input, Ordering::Relaxed);
                }
            }
            Order::Credit => {
                let _ = give_credit.send(());
            }
        }
    }
    let _ = socket.shutdown(Shutdown::Write);
}
