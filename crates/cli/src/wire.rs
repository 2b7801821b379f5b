//! A socket that counts the bytes of each flight.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::failure::Failure;

/// How long the network may take to connect, and a server to answer a handshake.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes that went one way before any went the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FlightSize {
    /// From us to the server.
    pub(crate) sent: bool,
    /// Bytes on the wire, record headers included.
    pub(crate) bytes: usize,
}

/// A TCP connection whose flights are counted.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) tcp: TcpStream,
    pub(crate) flights: Vec<FlightSize>,
}

impl Wire {
    /// Connects to the first address of `host` that answers.
    pub(crate) fn connect(host: &str, port: u16) -> Result<Self, Failure> {
        let unknown =
            |error| Failure::network(format!("the name {host} cannot be resolved: {error}"));
        let addresses = (host, port).to_socket_addrs().map_err(unknown)?;
        let mut last = None;
        for address in addresses {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(tcp) => return Wire::over(tcp),
                Err(error) => last = Some((address, error)),
            }
        }
        Err(Failure::network(match last {
            Some((address, error)) => {
                format!("cannot connect to {address}: {error}; is a server listening there?")
            }
            None => format!("the name {host} has no address"),
        }))
    }

    fn over(tcp: TcpStream) -> Result<Self, Failure> {
        let unusable = |error| Failure::network(format!("the socket cannot be used: {error}"));
        tcp.set_nodelay(true).map_err(unusable)?;
        tcp.set_read_timeout(Some(PATIENCE)).map_err(unusable)?;
        Ok(Wire { tcp, flights: Vec::new() })
    }

    fn count(&mut self, sent: bool, bytes: usize) {
        match self.flights.last_mut() {
            Some(flight) if flight.sent == sent => {
                flight.bytes = flight.bytes.saturating_add(bytes)
            }
            _ if bytes != 0 => self.flights.push(FlightSize { sent, bytes }),
            _ => {}
        }
    }
}

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.tcp.read(into)?;
        self.count(false, n);
        Ok(n)
    }
}

impl Write for Wire {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        let n = self.tcp.write(from)?;
        self.count(true, n);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

/// Splits `HOST:PORT`; an IPv6 address stands in brackets.
pub(crate) fn split(target: &str) -> Result<(&str, u16), Failure> {
    let wrong = || {
        Failure::local(format!(
            "{target} is not HOST:PORT, as in example.org:443 or [2001:db8::7]:443"
        ))
    };
    let (host, port) = target.rsplit_once(':').ok_or_else(wrong)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() || (host.contains(':') && !target.starts_with('[')) {
        return Err(wrong());
    }
    Ok((host, port.parse().map_err(|_| wrong())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        assert_eq!(split("a.example:443").unwrap(), ("a.example", 443));
        assert_eq!(split("[2001:db8::7]:443").unwrap(), ("2001:db8::7", 443));
        for bad in ["a.example", "a.example:x", ":443", "2001:db8::7:443", "a.example:65536"] {
            assert!(split(bad).is_err(), "{bad}");
        }
    }
}
