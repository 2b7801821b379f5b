//! Opens a connection.

use std::time::SystemTime;

use motetls::crypto::{HmacDrbg, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::pki::NameMismatch;
use motetls::std_io::Stream;
use motetls::{CertError, Config, ErrorKind, Profile, UnixTime, Workshop};

use crate::failure::Failure;
use crate::recorder::Recorder;
use crate::wire::Wire;

/// The two buffers of a connection.
#[derive(Debug)]
pub(crate) struct Buffers {
    pub(crate) rx: Vec<u8>,
    pub(crate) tx: Vec<u8>,
}

impl Buffers {
    pub(crate) fn new(rx: usize, tx: usize) -> Self {
        Buffers { rx: vec![0; rx], tx: vec![0; tx] }
    }
}

/// The time now, as certificates count it.
pub(crate) fn now() -> Result<UnixTime, Failure> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Ok(UnixTime(since.map_err(|_| Failure::local("the clock stands before 1970: set it"))?.as_secs()))
}

/// Does the handshake over `wire`.
pub(crate) fn open<'b, 'w, P: Profile<Observer = Recorder>>(
    wire: &'w mut Wire,
    buffers: &'b mut Buffers,
    config: &Config<'_, P>,
) -> Result<Stream<'b, P, &'w mut Wire>, Failure> {
    let random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], b"motetls command line");
    let mut random = random.map_err(|error| Failure::local(error.to_string()))?;
    let mut workshop = Workshop::new();
    let halves = (buffers.rx.as_mut_slice(), buffers.tx.as_mut_slice());
    let opened = Stream::client(wire, halves, config, &mut random, &mut workshop);
    opened.map_err(|error| explain(Failure::of_stream(&error), config))
}

/// Adds what only the command line knows: both names of a mismatch.
fn explain<P: Profile<Observer = Recorder>>(mut failure: Failure, config: &Config<'_, P>) -> Failure {
    let chain = config.observer.chain.borrow();
    let mismatch = failure.error.is_some_and(|error| error.kind == ErrorKind::Certificate(CertError::NameMismatch));
    if let (true, Some(leaf), Some(expected)) = (mismatch, chain.first(), config.server_name) {
        let mismatch = NameMismatch::new(expected, leaf);
        failure.sentence = format!("{mismatch}: connect by one of its names, or have this name added to it");
    }
    failure
}
