//! A revocation list, read once from front to back and checked.

use super::contents::Contents;
use super::freshness::Freshness;
use super::inquiry::{Facts, Finding, Inquiry};
use super::issuer::Issuer;
use super::parser::{CrlParser, CrlState};
use super::status::RevocationError;
use crate::chain::{DeviceRules, IncrementalSignatures, RuleSet};
use crate::crl::RevocationList;
use crate::der::Read;
use core::cell::Cell;
use core::fmt;

/// A reader of one list in pieces, see [the module](super): about 500 bytes beside the caller's
/// buffer.
///
/// [`CrlReader::read`] pulls the list through a buffer. A caller that is handed pieces shows them
/// to [`CrlReader::take`], each behind what was left over of the one before.
///
/// Names are compared as the rules `R` have it, as in [`Chain`](crate::Chain).
pub struct CrlReader<'l, 'a, S: IncrementalSignatures, R: RuleSet = DeviceRules> {
    parser: CrlParser<'l, 'a, S, R>,
}

impl<'l, 'a, S: IncrementalSignatures, R: RuleSet> CrlReader<'l, 'a, S, R> {
    /// Starts reading a list of `issuer`, to answer all of `inquiries`.
    #[must_use]
    pub fn new(issuer: Issuer<'l>, freshness: Freshness, inquiries: &'l mut [Inquiry<'a>]) -> Self {
        CrlReader { parser: CrlParser::new(issuer, freshness, inquiries) }
    }

    /// Takes whole elements off the front of `window`, which holds the next octets of the list, and
    /// yields how many octets those were; the rest is to be shown again with more behind it. When
    /// nothing is taken, the window is too short for the next element.
    ///
    /// # Errors
    /// [`RevocationError`] the list is not to be used, as soon as that shows. It stays, and
    /// [`CrlReader::finish`] tells it again.
    pub fn take(&mut self, window: &[u8]) -> Result<usize, RevocationError> {
        let mut rest = window;
        loop {
            match self.parser.step(rest) {
                Ok(0) => return Ok(window.len().saturating_sub(rest.len())),
                Ok(taken) => rest = rest.get(taken..).unwrap_or(&[]),
                Err(why) => {
                    self.parser.phase = CrlState::Failed(why);
                    return Err(why);
                }
            }
        }
    }

    /// Reads the list through `buffer`: `read` fills the front of a slice and yields how many
    /// octets it wrote, none at the end of the list.
    ///
    /// # Errors
    /// What `read` failed with. Why the list is not to be used is told by [`CrlReader::finish`].
    pub fn read<E>(
        &mut self,
        buffer: &mut [u8],
        mut read: impl FnMut(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(), E> {
        let mut filled = 0_usize;
        loop {
            let room = buffer.get_mut(filled..).unwrap_or_default();
            if room.is_empty() {
                self.parser.phase = CrlState::Failed(RevocationError::TooLong);
                return Ok(());
            }
            let got = read(room)?.min(room.len());
            if got == 0 {
                return Ok(());
            }
            filled = filled.saturating_add(got);
            let Ok(taken) = self.take(buffer.get(..filled).unwrap_or_default()) else {
                return Ok(());
            };
            let cells = Cell::from_mut(&mut *buffer).as_slice_of_cells();
            let left = cells.get(taken..filled).unwrap_or(&[]);
            for (to, from) in cells.iter().zip(left) {
                to.set(from.get());
            }
            filled = left.len();
        }
    }

    /// Ends the list: its signature is checked, and if it holds, what the list says of each inquiry
    /// counts.
    ///
    /// # Errors
    /// [`RevocationError`] nothing in it counts, which the inquiries note: what
    /// [`CrlReader::take`] failed with; the list is cut short; the signature does not hold, or the
    /// issuer may not sign lists; the algorithm (Ed25519) needs the list whole.
    pub fn finish(self) -> Result<(), RevocationError> {
        self.finish_with(&[])
    }

    /// As [`CrlReader::finish`], with the contents that are signed, which some algorithms need
    /// whole.
    pub(super) fn finish_with(self, contents: &[u8]) -> Result<(), RevocationError> {
        let outcome = self.verdict(contents);
        for inquiry in self.parser.contents.inquiries.iter_mut() {
            inquiry.apply_outcome(outcome);
        }
        outcome.map(|_| ())
    }

    /// What the list would say of its one inquiry if it were authentic, which is not checked here.
    pub(super) fn unverified(self) -> Result<(Facts, Finding), RevocationError> {
        self.ended()?;
        let Contents { inquiries, facts, .. } = &self.parser.contents;
        let finding = inquiries.first().map_or(Finding::NONE, |inquiry| inquiry.finding);
        Ok((*facts, finding))
    }

    fn ended(&self) -> Result<(), RevocationError> {
        match self.parser.phase {
            CrlState::Done => Ok(()),
            CrlState::Failed(why) => Err(why),
            _ => Err(RevocationError::Malformed),
        }
    }

    fn verdict(&self, contents: &[u8]) -> Result<Facts, RevocationError> {
        self.ended()?;
        let CrlParser { issuer, kept, .. } = &self.parser;
        issuer.check_signs_lists()?;
        S::verify(kept, contents, issuer.spki)?;
        Ok(Facts { signer: issuer.digest::<S::NameHash>(), ..self.parser.contents.facts })
    }
}

impl<S: IncrementalSignatures, R: RuleSet> fmt::Debug for CrlReader<'_, '_, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrlReader").field("phase", &self.parser.phase).finish_non_exhaustive()
    }
}

/// Checks a list that is in memory, of `issuer`, and has it answer `inquiries`.
///
/// # Errors
/// As [`CrlReader::finish`].
pub fn check_crl<S: IncrementalSignatures, R: RuleSet>(
    der: &[u8],
    issuer: Issuer<'_>,
    freshness: Freshness,
    inquiries: &mut [Inquiry<'_>],
) -> Result<(), RevocationError> {
    let mut reader = CrlReader::<S, R>::new(issuer, freshness, inquiries);
    let taken = reader.take(der);
    let contents = RevocationList::from_der(der).map_or(&[][..], |list| list.signed.contents);
    if taken.is_ok_and(|taken| taken != der.len()) {
        reader.parser.phase = CrlState::Failed(RevocationError::Malformed);
    }
    reader.finish_with(contents)
}
