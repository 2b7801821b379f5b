//! A revocation list, read once from front to back and checked.

use super::inquiry::{Facts, Finding, Inquiry};
use super::steps::{Left, Phase};
use super::{Freshness, Issuer, Why};
use crate::chain::{Device, Pieces, Rules, same_name};
use crate::crl::RevocationList;
use crate::der::Read;
use core::cell::Cell;
use core::marker::PhantomData;
use motetls_base::UnixTime;

/// A reader of one list in pieces, see [the module](super): about 450 bytes beside the caller's buffer.
///
/// [`ListReader::read`] pulls the list through a buffer. Whoever is handed pieces shows them to [`ListReader::take`], each
/// behind what was left over of the one before.
///
/// Names are compared as the rules `R` have it, as in [`Chain`](crate::Chain).
#[derive(Debug)]
pub struct ListReader<'l, 'a, S: Pieces, R: Rules = Device> {
    pub(super) issuer: Issuer<'l>,
    pub(super) freshness: Freshness,
    pub(super) inquiries: &'l mut [Inquiry<'a>],
    pub(super) running: Option<S::Running>,
    pub(super) kept: S::Kept,
    pub(super) phase: Phase,
    pub(super) left: Left,
    /// The digest of the algorithm named inside of what is signed.
    pub(super) algorithm: [u8; 32],
    /// Whether extensions are allowed.
    pub(super) version2: bool,
    pub(super) this_update: UnixTime,
    pub(super) next_update: Option<UnixTime>,
    pub(super) facts: Facts,
    /// Which of the extensions known here were seen.
    pub(super) seen: u8,
    /// An entry named the issuer of its certificate.
    pub(super) foreign: bool,
    /// The list says that its entries may do so.
    pub(super) indirect: bool,
    rules: PhantomData<fn() -> R>,
}

impl<'l, 'a, S: Pieces, R: Rules> ListReader<'l, 'a, S, R> {
    /// Starts reading a list of `issuer`, to answer all of `inquiries`.
    #[must_use]
    pub fn new(issuer: Issuer<'l>, freshness: Freshness, inquiries: &'l mut [Inquiry<'a>]) -> Self {
        for inquiry in inquiries.iter_mut() {
            let here = same_name::<R>(inquiry.subject().issuer, issuer.name);
            inquiry.finding = Finding { here, ..Finding::NONE };
        }
        ListReader {
            issuer,
            freshness,
            inquiries,
            running: None,
            kept: S::NOTHING,
            phase: Phase::Head,
            left: Left::default(),
            algorithm: [0; 32],
            version2: false,
            this_update: UnixTime(0),
            next_update: None,
            facts: Facts { number: None, base: None, point: [0; 32] },
            seen: 0,
            foreign: false,
            indirect: false,
            rules: PhantomData,
        }
    }

    /// Takes whole elements off the front of `window`, which holds the next octets of the list, and yields how many octets
    /// those were; the rest is to be shown again with more behind it. When nothing is taken, the window is too short for
    /// the next element.
    ///
    /// # Errors
    /// [`Why`] the list is not to be used, as soon as that shows. It stays, and [`ListReader::finish`] tells it again.
    pub fn take(&mut self, window: &[u8]) -> Result<usize, Why> {
        let mut rest = window;
        loop {
            match self.step(rest) {
                Ok(0) => return Ok(window.len().saturating_sub(rest.len())),
                Ok(taken) => rest = rest.get(taken..).unwrap_or(&[]),
                Err(why) => {
                    self.phase = Phase::Failed(why);
                    return Err(why);
                }
            }
        }
    }

    /// Reads the list through `buffer`: `read` fills the front of a slice and yields how many octets it wrote, none at the
    /// end of the list.
    ///
    /// # Errors
    /// What `read` failed with. Why the list is not to be used is told by [`ListReader::finish`].
    pub fn read<E>(&mut self, buffer: &mut [u8], mut read: impl FnMut(&mut [u8]) -> Result<usize, E>) -> Result<(), E> {
        let mut filled = 0_usize;
        loop {
            let room = buffer.get_mut(filled..).unwrap_or_default();
            if room.is_empty() {
                self.phase = Phase::Failed(Why::TooLong);
                return Ok(());
            }
            let got = read(room)?.min(room.len());
            if got == 0 {
                return Ok(());
            }
            filled = filled.saturating_add(got);
            let Ok(taken) = self.take(buffer.get(..filled).unwrap_or_default()) else { return Ok(()) };
            let cells = Cell::from_mut(&mut *buffer).as_slice_of_cells();
            let left = cells.get(taken..filled).unwrap_or(&[]);
            for (to, from) in cells.iter().zip(left) {
                to.set(from.get());
            }
            filled = left.len();
        }
    }

    /// Ends the list: its signature is checked, and if it holds, what the list says of each inquiry counts.
    ///
    /// # Errors
    /// [`Why`] nothing in it counts, which the inquiries note: what [`ListReader::take`] failed with; the list is cut
    /// short; the signature does not hold, or the issuer may not sign lists; the algorithm (Ed25519) needs the list whole.
    pub fn finish(self) -> Result<(), Why> {
        self.finish_with(&[])
    }

    /// As [`ListReader::finish`], with the contents that are signed, which some algorithms need whole.
    pub(super) fn finish_with(self, contents: &[u8]) -> Result<(), Why> {
        let outcome = self.verdict(contents);
        for inquiry in self.inquiries.iter_mut() {
            inquiry.settle(outcome);
        }
        outcome.map(|_| ())
    }

    /// What the list would say of its one inquiry if it were authentic, which nobody has checked.
    pub(super) fn unverified(self) -> Result<(Facts, Finding), Why> {
        self.ended()?;
        let finding = self.inquiries.first().map_or(Finding::NONE, |inquiry| inquiry.finding);
        Ok((self.facts, finding))
    }

    fn ended(&self) -> Result<(), Why> {
        match self.phase {
            Phase::Done => Ok(()),
            Phase::Failed(why) => Err(why),
            _ => Err(Why::Malformed),
        }
    }

    fn verdict(&self, contents: &[u8]) -> Result<Facts, Why> {
        self.ended()?;
        self.issuer.check_signs_lists()?;
        S::verify(&self.kept, contents, self.issuer.spki)?;
        Ok(self.facts)
    }
}

/// Checks a list that is in memory, of `issuer`, and has it answer `inquiries`.
///
/// # Errors
/// As [`ListReader::finish`].
pub fn check_list<S: Pieces, R: Rules>(
    der: &[u8],
    issuer: Issuer<'_>,
    freshness: Freshness,
    inquiries: &mut [Inquiry<'_>],
) -> Result<(), Why> {
    let mut reader = ListReader::<S, R>::new(issuer, freshness, inquiries);
    let taken = reader.take(der);
    let contents = RevocationList::from_der(der).map_or(&[][..], |list| list.signed.contents);
    if taken.is_ok_and(|taken| taken != der.len()) {
        reader.phase = Phase::Failed(Why::Malformed);
    }
    reader.finish_with(contents)
}
