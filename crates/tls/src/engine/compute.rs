//! Public-key operations in bounded steps, for profiles that name `bounded_steps`.

use super::Handshake;
use crate::buffer::Buffer;
use crate::carrier::stream::Arrival;
use crate::error::ErrorKind;
use crate::handshake::compute::{self, Computation};
use crate::handshake::state::State;
use crate::num::ContentType;
use crate::observer::{Event, Observer};
use crate::profile::{HandshakeSigner, OptionSlot, Profile};

impl<P: Profile, B: Buffer> Handshake<'_, P, B> {
    /// Goes one bounded step of a public-key operation, see
    /// [`Wants::Compute`](crate::Wants::Compute). Without effect in any other state.
    pub fn compute(&mut self) {
        if self.connection.error.is_some() || !self.computes() {
            return;
        }
        self.party.observer().on(Event::Step);
        if self.scratch.computation.value_mut().is_some_and(Computation::step) {
            let outcome = self.resume();
            self.conclude(outcome);
            if P::Signer::RAW_PUBLIC_KEY {
                self.sign();
            }
        }
    }

    /// Whether a public-key operation is under way.
    #[inline(always)]
    pub(super) fn computes(&self) -> bool {
        compute::is_pending::<P>(&self.scratch.computation)
    }

    /// Goes on with what led to an operation that is over.
    fn resume(&mut self) -> Result<(), ErrorKind> {
        if self.state == State::Start {
            let config = self.party.client().ok_or(ErrorKind::Misuse)?;
            return self.send_hello(config);
        }
        // it is looked at while its record is under way, or complete
        if self.connection.inbound.holds_handshake() {
            self.handle(Arrival::Record(ContentType::HANDSHAKE))
        } else {
            self.handle(Arrival::Piece)
        }
    }
}
