//! Opens a connection.

use std::time::SystemTime;

use motetls::os_entropy::OsEntropy;
use motetls::pki::NameMismatch;
use motetls::std_io::{self, StdStream};
use motetls::{CertError, Config, ErrorKind, HandshakeScratch, Profile, UnixTime};

use crate::failure::Failure;
use crate::recorder::Recorder;
use crate::session_file;
use crate::wire::Wire;

/// The two buffers of a connection.
#[derive(Debug)]
pub(crate) struct Buffers {
    pub(crate) rx: Vec<u8>,
    pub(crate) tx: Vec<u8>,
    /// Where the server's newest session is kept.
    pub(crate) session: Vec<u8>,
}

impl Buffers {
    pub(crate) fn new(rx: usize, tx: usize) -> Self {
        Buffers { rx: vec![0; rx], tx: vec![0; tx], session: vec![0; session_file::LONGEST] }
    }
}

/// The time now, as certificates count it.
pub(crate) fn now() -> Result<UnixTime, Failure> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Ok(UnixTime(
        since.map_err(|_| Failure::local("the clock stands before 1970: set it"))?.as_secs(),
    ))
}

/// Does the handshake over `wire`.
pub(crate) fn open<'b, 'w, P: Profile<Observer = Recorder>>(
    wire: &'w mut Wire,
    buffers: &'b mut Buffers,
    config: &Config<'_, P>,
) -> Result<StdStream<P, &'w mut Wire, &'b mut [u8]>, Failure> {
    let random = OsEntropy::generator();
    let mut random = random.map_err(|error| Failure::local(error.to_string()))?;
    let mut scratch = HandshakeScratch::new();
    let Buffers { rx, tx, session } = buffers;
    let halves = (rx.as_mut_slice(), tx.as_mut_slice());
    let shut_down = |wire: &mut &'w mut Wire| std_io::shut_down(&mut wire.tcp);
    let opened =
        StdStream::client_with_shutdown(wire, shut_down, halves, config, &mut random, &mut scratch);
    let mut stream = opened.map_err(|error| explain(Failure::of_stream(&error), config))?;
    stream.connection().keep_session(session);
    Ok(stream)
}

/// Adds what only the command line knows: both names of a mismatch.
fn explain<P: Profile<Observer = Recorder>>(
    mut failure: Failure,
    config: &Config<'_, P>,
) -> Failure {
    let chain = config.observer.chain.borrow();
    let mismatch = failure
        .error
        .is_some_and(|error| error.kind == ErrorKind::Certificate(CertError::NameMismatch));
    if let (true, Some(leaf), Some(expected)) = (mismatch, chain.first(), config.server_name) {
        let mismatch = NameMismatch::new(expected, leaf);
        failure.sentence =
            format!("{mismatch}: connect by one of its names, or have this name added to it");
    }
    failure
}
