//! A TCP stack and a resolver of names by the traits of embedded-nal-async. On a device they come
//! with its network: `embassy_net::tcp::client::TcpClient` and `embassy_net::dns::DnsSocket`.

use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_nal_async::{AddrType, Dns, TcpConnect};
use tokio::net::TcpStream;

/// The TCP of the operating system.
pub(crate) struct Tcp;

impl TcpConnect for Tcp {
    type Error = Error;
    type Connection<'a> = FromTokio<TcpStream>;

    async fn connect(&self, remote: SocketAddr) -> Result<FromTokio<TcpStream>, Error> {
        Ok(FromTokio::new(TcpStream::connect(remote).await?))
    }
}

/// Knows one address, under every name.
pub(crate) struct OneAddress(pub(crate) IpAddr);

impl Dns for OneAddress {
    type Error = Error;

    async fn get_host_by_name(&self, _: &str, _: AddrType) -> Result<IpAddr, Error> {
        Ok(self.0)
    }

    async fn get_host_by_address(&self, _: IpAddr, _: &mut [u8]) -> Result<usize, Error> {
        Err(ErrorKind::Unsupported.into())
    }
}
