//! An attacker in the middle: sees every TLS record, and may change it, hold it back or cut the
//! line.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::error::PeerError;

/// Bytes of a record header.
const HEADER: usize = 5;

/// Which way a record travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// What the proxy saw of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which way it travelled.
    pub direction: Direction,
    /// The content type in its header.
    pub content_type: u8,
    /// Its bytes, the header of five included.
    pub length: usize,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on, as the verdict function changed it.
    Pass,
    /// It goes no further, and both connections end.
    Cut,
}

/// A proxy on a free port of 127.0.0.1. Its threads end with the connections they serve.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Record>>>,
}

impl Proxy {
    /// Starts a proxy for one connection to `server`.
    ///
    /// `verdict` gets every record with its header and its number, counted from 0 in each
    /// direction; it may change the record.
    ///
    /// # Errors
    /// [`PeerError`] when there is no port.
    pub fn start<J>(server: SocketAddr, verdict: J) -> Result<Self, PeerError>
    where
        J: Fn(Direction, usize, &mut Vec<u8>) -> Verdict + Clone + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            let Ok((client, _)) = listener.accept() else { return };
            let Ok(server) = TcpStream::connect(server) else { return };
            let (Ok(from_client), Ok(from_server)) = (client.try_clone(), server.try_clone())
            else {
                return;
            };
            let (other_log, other_verdict) = (Arc::clone(&log), verdict.clone());
            std::thread::spawn(move || {
                pump(Direction::ToServer, from_client, server, &other_log, &other_verdict)
            });
            pump(Direction::ToClient, from_server, client, &log, &verdict);
        });
        Ok(Proxy { address, seen })
    }

    /// A proxy that only counts.
    ///
    /// # Errors
    /// [`PeerError`] when there is no port.
    pub fn counting(server: SocketAddr) -> Result<Self, PeerError> {
        Proxy::start(server, |_, _, _| Verdict::Pass)
    }

    /// Where it accepts.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The records that passed so far, each direction in its order.
    #[must_use]
    pub fn seen(&self) -> Vec<Record> {
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Moves records one way until the stream ends or a verdict cuts it.
fn pump<J>(
    direction: Direction,
    mut from: TcpStream,
    mut to: TcpStream,
    seen: &Mutex<Vec<Record>>,
    verdict: &J,
) where
    J: Fn(Direction, usize, &mut Vec<u8>) -> Verdict,
{
    let mut number = 0;
    while let Some(mut record) = read_record(&mut from) {
        let content_type = record.first().copied().unwrap_or(0);
        if verdict(direction, number, &mut record) == Verdict::Cut {
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
            return;
        }
        let entry = Record { direction, content_type, length: record.len() };
        seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(entry);
        if to.write_all(&record).is_err() {
            return;
        }
        number += 1;
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// Reads one record with its header; `None` at the end of the stream.
fn read_record(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut header = [0; HEADER];
    from.read_exact(&mut header).ok()?;
    let [_, _, _, high, low] = header;
    let mut record = header.to_vec();
    record.resize(HEADER + usize::from(u16::from_be_bytes([high, low])), 0);
    from.read_exact(record.get_mut(HEADER..)?).ok()?;
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends two records through a proxy to a peer that answers with what it got.
    fn through(
        verdict: impl Fn(Direction, usize, &mut Vec<u8>) -> Verdict + Clone + Send + 'static,
    ) -> (Vec<u8>, Proxy) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Proxy::start(listener.local_addr().unwrap(), verdict).unwrap();
        std::thread::spawn(move || {
            let (mut peer, _) = listener.accept().unwrap();
            let mut buffer = [0; 64];
            while let Ok(n @ 1..) = peer.read(&mut buffer) {
                peer.write_all(&buffer[..n]).unwrap();
            }
        });
        let mut client = TcpStream::connect(proxy.address()).unwrap();
        client.write_all(&[22, 3, 3, 0, 1, 7, 23, 3, 3, 0, 2, 8, 9]).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = client.read_to_end(&mut answer);
        (answer, proxy)
    }

    #[test]
    fn counts_changes_and_cuts() {
        let (answer, proxy) = through(|_, _, _| Verdict::Pass);
        assert_eq!(answer, [22, 3, 3, 0, 1, 7, 23, 3, 3, 0, 2, 8, 9]);
        let record = |direction, content_type, length| Record { direction, content_type, length };
        for expected in [record(Direction::ToServer, 22, 6), record(Direction::ToClient, 23, 7)] {
            assert!(proxy.seen().contains(&expected), "{:?}", proxy.seen());
        }

        let (answer, _) = through(|direction, number, record| {
            if direction == Direction::ToClient && number == 1 {
                record[5] ^= 1;
            }
            Verdict::Pass
        });
        assert_eq!(answer, [22, 3, 3, 0, 1, 7, 23, 3, 3, 0, 2, 9, 9]);

        let (answer, _) = through(|direction, number, _| {
            if direction == Direction::ToClient && number == 1 {
                Verdict::Cut
            } else {
                Verdict::Pass
            }
        });
        assert_eq!(answer, [22, 3, 3, 0, 1, 7]);
    }
}
