//! The board's Ethernet by the traits of smoltcp.

use board::ethernet::{self, FRAME};
use smoltcp::phy::{Device, DeviceCapabilities, Medium, RxToken, TxToken};
use smoltcp::time::Instant;

/// Ethernet with the frame that arrived last.
pub struct Ethernet([u8; FRAME]);

impl Ethernet {
    /// The board's, which must be open.
    #[must_use]
    pub const fn new() -> Self {
        Ethernet([0; FRAME])
    }
}

impl Default for Ethernet {
    fn default() -> Self {
        Ethernet::new()
    }
}

/// A frame that has arrived.
pub struct Arrived<'a>(&'a [u8]);

/// Leave to send a frame.
pub struct Free;

impl RxToken for Arrived<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, take: F) -> R {
        take(self.0)
    }
}

impl TxToken for Free {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        let mut memory = [0; FRAME];
        let frame = memory.get_mut(..length).unwrap_or(&mut []);
        let result = fill(frame);
        ethernet::send(frame);
        result
    }
}

impl Device for Ethernet {
    type RxToken<'a> = Arrived<'a>;
    type TxToken<'a> = Free;

    fn receive(&mut self, _: Instant) -> Option<(Arrived<'_>, Free)> {
        let length = ethernet::receive(&mut self.0)?;
        Some((Arrived(self.0.get(..length)?), Free))
    }

    fn transmit(&mut self, _: Instant) -> Option<Free> {
        Some(Free)
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = FRAME;
        capabilities
    }
}
