//! The steps of reading a list (RFC 5280, section 5.1). Each takes one element off the front of the window, or none when it
//! is not all there.
//!
//! ```text
//! CertificateList {
//!   TBSCertList {
//!     version, signature                                Head
//!     issuer, thisUpdate, nextUpdate?                   Issuer, ThisUpdate, NextUpdate
//!     SEQUENCE { entry … }?                             List, Entries
//!     [0] { SEQUENCE { extension … } }? }               Explicit, ExtensionList, Extensions
//!   signatureAlgorithm, signature }                     Tail, Signature
//! ```

use super::header::Header;
use super::inquiry::{Finding, Number};
use super::list::ListReader;
use super::point::{names_directory, scope};
use super::{Revocation, Why};
use crate::chain::{Pieces, Rules, same_name};
use crate::crl::Revoked;
use crate::der::{CONTEXT_CONSTRUCTED, Der, GENERALIZED_TIME, INTEGER, List, Read, SEQUENCE, UTC_TIME};
use crate::extension::{Extension, IssuingPoint, Reason};
use crate::oid::known;
use crate::time::time;
use motetls_base::DecodeError;
use motetls_crypto::Hash;

/// What is next in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Head,
    Issuer,
    ThisUpdate,
    NextUpdate,
    List,
    Entries,
    Explicit,
    ExtensionList,
    Extensions,
    Tail,
    Signature,
    Done,
    Failed(Why),
}

/// How many octets were not taken yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Left {
    /// Behind what is signed.
    whole: usize,
    /// Of what is signed.
    signed: usize,
    /// Of the entries.
    entries: usize,
}

const SEEN_NUMBER: u8 = 1;
const SEEN_BASE: u8 = 2;
const SEEN_POINT: u8 = 4;

impl<S: Pieces, R: Rules> ListReader<'_, '_, S, R> {
    /// Takes one element and yields how many octets it had; none when it is not all there.
    pub(super) fn step(&mut self, window: &[u8]) -> Result<usize, Why> {
        match self.phase {
            Phase::Failed(why) => Err(why),
            Phase::Done if window.is_empty() => Ok(0),
            Phase::Done => Err(Why::Malformed),
            Phase::Head => Ok(self.head(window)?.unwrap_or(0)),
            Phase::Tail | Phase::Signature => Ok(self.tail(window)?.unwrap_or(0)),
            _ if self.left.signed == 0 => {
                self.end_of_signed()?;
                Ok(self.tail(window)?.unwrap_or(0))
            }
            _ => Ok(self.body(window)?.unwrap_or(0)),
        }
    }

    /// The headers, the version and the algorithm, at once.
    fn head(&mut self, window: &[u8]) -> Result<Option<usize>, Why> {
        let Some(outer) = expect(window, SEQUENCE)? else { return Ok(None) };
        let window_signed = window.get(outer.length..).unwrap_or(&[]);
        let Some(signed) = expect(window_signed, SEQUENCE)? else { return Ok(None) };
        let mut fields = window_signed.get(signed.length..).unwrap_or(&[]);
        let Some(first) = Header::read(fields)? else { return Ok(None) };
        let mut taken = signed.length;
        if first.tag == INTEGER {
            let Some(version) = fields.get(..first.whole) else { return Ok(None) };
            Der::new(version).version(&[1])?;
            self.version2 = true;
            taken = taken.saturating_add(first.whole);
            fields = fields.get(first.whole..).unwrap_or(&[]);
        }
        let Some(header) = expect(fields, SEQUENCE)? else { return Ok(None) };
        let Some(algorithm) = fields.get(..header.whole) else { return Ok(None) };
        taken = taken.saturating_add(header.whole);
        let whole = outer.whole.saturating_sub(outer.length);
        self.left.whole = whole.checked_sub(signed.whole).ok_or(Why::Malformed)?;
        self.left.signed = signed.whole.checked_sub(taken).ok_or(Why::Malformed)?;
        let mut running = S::start(algorithm)?;
        S::update(&mut running, window_signed.get(..taken).unwrap_or(&[]));
        self.running = Some(running);
        self.algorithm = S::NameHash::digest(algorithm);
        self.phase = Phase::Issuer;
        Ok(Some(outer.length.saturating_add(taken)))
    }

    /// An element of what is signed, or the header of one.
    fn body(&mut self, window: &[u8]) -> Result<Option<usize>, Why> {
        let Some(header) = Header::read(window)? else { return Ok(None) };
        self.choose(header.tag);
        let limit = if self.phase == Phase::Entries { self.left.entries } else { self.left.signed };
        if header.whole > limit {
            return Err(Why::Malformed);
        }
        let opened = matches!(self.phase, Phase::List | Phase::Explicit | Phase::ExtensionList);
        let taken = if opened { header.length } else { header.whole };
        let Some(element) = window.get(..taken) else { return Ok(None) };
        if opened {
            self.open(&header)?
        } else {
            self.element(element)?
        }
        self.left.signed = self.left.signed.saturating_sub(taken);
        if let Some(running) = &mut self.running {
            S::update(running, element);
        }
        Ok(Some(taken))
    }

    /// Goes on to the phase that an element of `tag` belongs to, over those that are optional.
    fn choose(&mut self, tag: u8) {
        if self.phase == Phase::NextUpdate && !matches!(tag, UTC_TIME | GENERALIZED_TIME) {
            self.phase = Phase::List;
        }
        let over = match self.phase {
            Phase::List => tag != SEQUENCE,
            Phase::Entries => self.left.entries == 0,
            _ => false,
        };
        if over {
            self.phase = Phase::Explicit;
        }
    }

    /// Enters an element.
    fn open(&mut self, header: &Header) -> Result<(), Why> {
        let last = header.whole == self.left.signed;
        self.phase = match (self.phase, header.tag) {
            (Phase::List, SEQUENCE) => {
                self.left.entries = header.whole.saturating_sub(header.length);
                Phase::Entries
            }
            (Phase::Explicit, CONTEXT_CONSTRUCTED) if last && self.version2 => Phase::ExtensionList,
            (Phase::ExtensionList, SEQUENCE) if last && header.whole > header.length => Phase::Extensions,
            _ => return Err(Why::Malformed),
        };
        Ok(())
    }

    fn element(&mut self, element: &[u8]) -> Result<(), Why> {
        let mut der = Der::new(element);
        match self.phase {
            Phase::Issuer => {
                der.contents(SEQUENCE)?;
                if !same_name::<R>(element, self.issuer.name) {
                    return Err(Why::OtherIssuer);
                }
                self.phase = Phase::ThisUpdate;
            }
            Phase::ThisUpdate => {
                self.this_update = time(&mut der)?;
                self.phase = Phase::NextUpdate;
            }
            Phase::NextUpdate => {
                self.next_update = Some(time(&mut der)?);
                self.freshness.check(self.this_update, self.next_update)?;
                self.phase = Phase::List;
            }
            Phase::Entries => {
                self.left.entries = self.left.entries.saturating_sub(element.len());
                self.entry(element)?;
            }
            Phase::Extensions => self.extension(&Extension::from_der(element)?)?,
            _ => return Err(Why::Malformed),
        }
        Ok(())
    }

    /// One entry: what its extensions say, and whether it is about a certificate asked for.
    #[inline(never)]
    fn entry(&mut self, element: &[u8]) -> Result<(), Why> {
        let entry = Revoked::from_der(element)?;
        if !self.version2 && !entry.extensions.is_empty() {
            return Err(Why::Malformed);
        }
        let (mut reason, mut moved) = (None, false);
        for extension in entry.extensions {
            let extension = extension?;
            match extension.oid {
                known::CRL_REASON if reason.is_none() => reason = Some(Reason::from_der(extension.octets)?),
                known::CERTIFICATE_ISSUER if !moved => {
                    moved = true;
                    self.move_to(extension.octets)?;
                }
                known::CRL_REASON | known::CERTIFICATE_ISSUER => return Err(Why::Malformed),
                known::INVALIDITY_DATE => {}
                _ if extension.critical => return Err(Why::UnknownCriticalExtension),
                _ => {}
            }
        }
        let revocation = Revocation { date: entry.date, reason: reason.unwrap_or(Reason::UNSPECIFIED) };
        for inquiry in self.inquiries.iter_mut() {
            let Finding { here, entry: found, .. } = &mut inquiry.finding;
            if *here && inquiry.subject.serial == entry.serial && found.is_none_or(is_removal) {
                *found = Some(revocation);
            }
        }
        Ok(())
    }

    /// certificateIssuer: this entry and those after it are about certificates of others (RFC 5280, section 5.3.3).
    fn move_to(&mut self, octets: &[u8]) -> Result<(), DecodeError> {
        self.foreign = true;
        let names = List::from_der(octets)?;
        for inquiry in self.inquiries.iter_mut() {
            inquiry.finding.here = names_directory::<R>(names, inquiry.subject.issuer);
        }
        Ok(())
    }

    /// An extension of the list.
    #[inline(never)]
    fn extension(&mut self, extension: &Extension<'_>) -> Result<(), Why> {
        let bit = match extension.oid {
            known::CRL_NUMBER => {
                self.facts.number = Some(number(extension.octets)?);
                SEEN_NUMBER
            }
            known::DELTA_CRL_INDICATOR => {
                self.facts.base = Some(number(extension.octets)?);
                SEEN_BASE
            }
            known::ISSUING_DISTRIBUTION_POINT => {
                self.facts.point = S::NameHash::digest(extension.octets);
                self.find_scope(Some(&IssuingPoint::from_der(extension.octets)?));
                SEEN_POINT
            }
            _ if extension.critical => return Err(Why::UnknownCriticalExtension),
            _ => return Ok(()),
        };
        if self.seen & bit != 0 {
            return Err(Why::Malformed);
        }
        self.seen |= bit;
        Ok(())
    }

    fn find_scope(&mut self, point: Option<&IssuingPoint<'_>>) {
        self.indirect = point.is_some_and(|point| point.indirect);
        for inquiry in self.inquiries.iter_mut() {
            inquiry.finding.scope = scope::<R>(&inquiry.subject, self.issuer.name, point);
        }
    }

    /// Nothing of what is signed is left: was there all that must be?
    fn end_of_signed(&mut self) -> Result<(), Why> {
        let ended = match self.phase {
            Phase::NextUpdate | Phase::List | Phase::Extensions => true,
            Phase::Entries => self.left.entries == 0,
            _ => false,
        };
        if !ended || (self.seen & SEEN_BASE != 0 && self.seen & SEEN_NUMBER == 0) {
            return Err(Why::Malformed);
        }
        if self.seen & SEEN_POINT == 0 {
            self.find_scope(None);
        }
        if self.foreign && !self.indirect {
            return Err(Why::Malformed);
        }
        self.freshness.check(self.this_update, self.next_update)?;
        self.phase = Phase::Tail;
        Ok(())
    }

    /// The algorithm outside of what is signed, and the signature.
    fn tail(&mut self, window: &[u8]) -> Result<Option<usize>, Why> {
        let Some(header) = Header::read(window)? else { return Ok(None) };
        self.left.whole.checked_sub(header.whole).ok_or(Why::Malformed)?;
        let Some(element) = window.get(..header.whole) else { return Ok(None) };
        self.left.whole = self.left.whole.saturating_sub(header.whole);
        if self.phase == Phase::Tail {
            if S::NameHash::digest(element) != self.algorithm {
                return Err(Why::Malformed);
            }
            self.phase = Phase::Signature;
            return Ok(Some(header.whole));
        }
        let signature = Der::new(element).octets()?;
        if self.left.whole != 0 {
            return Err(Why::Malformed);
        }
        let running = self.running.as_mut().ok_or(Why::Malformed)?;
        S::keep_pieces(&mut self.kept, running, signature)?;
        self.phase = Phase::Done;
        Ok(Some(header.whole))
    }
}

/// The header at the front of `window`, which must bear `tag`.
fn expect(window: &[u8], tag: u8) -> Result<Option<Header>, DecodeError> {
    match Header::read(window)? {
        Some(header) if header.tag != tag => Err(DecodeError),
        header => Ok(header),
    }
}

/// Whether an entry takes a revocation back, which does not stand against another.
fn is_removal(revocation: Revocation) -> bool {
    revocation.reason == Reason::REMOVE_FROM_CRL
}

/// The INTEGER that is all of `octets`: not negative, of 20 octets at most (RFC 5280, section 5.2.3).
fn number(octets: &[u8]) -> Result<Number, DecodeError> {
    let mut der = Der::new(octets);
    let digits = der.unsigned()?;
    der.end()?;
    let mut number = [0; 20];
    let zeros = number.len().checked_sub(digits.len()).ok_or(DecodeError)?;
    for (to, from) in number.iter_mut().skip(zeros).zip(digits) {
        *to = *from;
    }
    Ok(number)
}
