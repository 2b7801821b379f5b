//! The board's Ethernet and its clock by the traits of embassy.

use core::task::{Context, Waker};

use board::ethernet::{self, ADDRESS, FRAME};
use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

/// Ethernet with the frame that arrived last. It has no interrupt: it asks to be polled again.
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
pub struct Arrived<'a>(&'a mut [u8]);

/// Leave to send a frame.
pub struct Free;

impl RxToken for Arrived<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, take: F) -> R {
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

impl Driver for Ethernet {
    type RxToken<'a> = Arrived<'a>;
    type TxToken<'a> = Free;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Arrived<'_>, Free)> {
        context.waker().wake_by_ref();
        let length = ethernet::receive(&mut self.0)?;
        Some((Arrived(self.0.get_mut(..length)?), Free))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Free> {
        Some(Free)
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = FRAME;
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(ADDRESS)
    }
}

/// The board's timer as the clock of embassy.
struct Clock;

impl embassy_time_driver::Driver for Clock {
    fn now(&self) -> u64 {
        crate::now()
    }

    fn schedule_wake(&self, _: u64, waker: &Waker) {
        waker.wake_by_ref();
    }
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock);
