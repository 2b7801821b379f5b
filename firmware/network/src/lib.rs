//! What both examples share: where the server is, the key it knows, the generator, and the board's
//! Ethernet.

#![no_std]

use board::meter;
use motetls::crypto::{HmacDrbg, Sha256};
use motetls::profiles::Tls13PskEcdhe;
use motetls::{Config, Entropy, EntropyError, Psk};

pub mod embassy_driver;
pub mod smoltcp_device;

/// The board's address, in the network QEMU makes.
pub const ADDRESS: [u8; 4] = [10, 0, 2, 15];
/// Where QEMU forwards what it is told to the host: `guestfwd=tcp:10.0.2.100:8883-…`.
pub const SERVER: [u8; 4] = [10, 0, 2, 100];
/// The port of the server.
pub const PORT: u16 = 8883;

/// The key this device shares with its server.
pub const CONFIG: Config<'static, Tls13PskEcdhe> =
    Config { psks: &[Psk::new(b"mote-1", b"sixteen byte psk")], ..Config::new(&()) };

/// Sent to the server, which answers the line reversed.
pub const LINE: &[u8] = b"stressed\n";
/// The answer.
pub const ANSWER: &[u8] = b"desserts\n";

/// Stands for the true random number generator of a device, and is none: it counts.
pub struct Counter(u8);

impl Entropy for Counter {
    fn entropy(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(71);
            *byte = self.0;
        }
        Ok(())
    }
}

/// A generator. On a device its source is the hardware's, tested (`motetls::crypto::Tested`).
///
/// # Errors
/// When the source fails.
pub fn generator() -> Result<HmacDrbg<Sha256, Counter>, EntropyError> {
    HmacDrbg::new(Counter(7), b"", b"mote-1")
}

/// Microseconds since the meter was started; good for 171 seconds.
#[must_use]
pub fn now() -> u64 {
    u64::from(meter::ticks() / 25)
}
