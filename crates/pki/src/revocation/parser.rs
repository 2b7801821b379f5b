//! The steps of reading a list (RFC 5280, section 5.1). Each takes one element off the front of the
//! window, or none when it is not all there.
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

use super::contents::Contents;
use super::freshness::Freshness;
use super::inquiry::Inquiry;
use super::issuer::Issuer;
use super::status::RevocationError;
use crate::chain::{IncrementalSignatures, RuleSet, same_name};
use crate::der::{
    CONTEXT_CONSTRUCTED, Der, GENERALIZED_TIME, Header, INTEGER, Read, SEQUENCE, UTC_TIME,
};
use crate::extension::Extension;
use crate::time::time;
use motetls_base::{DecodeError, UnixTime};
use motetls_crypto::Hash;

/// What is next in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CrlState {
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
    Failed(RevocationError),
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

/// A list under way.
pub(super) struct CrlParser<'l, 'a, S: IncrementalSignatures, R> {
    pub issuer: Issuer<'l>,
    freshness: Freshness,
    pub contents: Contents<'l, 'a, R>,
    running: Option<S::Running>,
    /// The signature, and the digest it is over, when all was read.
    pub kept: S::Unverified,
    pub phase: CrlState,
    left: Left,
    /// The digest of the algorithm named inside of what is signed.
    algorithm: [u8; 32],
    /// Whether extensions are allowed.
    version2: bool,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
}

impl<'l, 'a, S: IncrementalSignatures, R: RuleSet> CrlParser<'l, 'a, S, R> {
    /// A list of which nothing was read.
    pub(super) fn new(
        issuer: Issuer<'l>,
        freshness: Freshness,
        inquiries: &'l mut [Inquiry<'a>],
    ) -> Self {
        CrlParser {
            issuer,
            freshness,
            contents: Contents::new(issuer.name, inquiries),
            running: None,
            kept: S::NOTHING,
            phase: CrlState::Head,
            left: Left::default(),
            algorithm: [0; 32],
            version2: false,
            this_update: UnixTime(0),
            next_update: None,
        }
    }

    /// Takes one element and yields how many octets it had; none when it is not all there.
    pub(super) fn step(&mut self, window: &[u8]) -> Result<usize, RevocationError> {
        match self.phase {
            CrlState::Failed(why) => Err(why),
            CrlState::Done if window.is_empty() => Ok(0),
            CrlState::Done => Err(RevocationError::Malformed),
            CrlState::Head => Ok(self.head(window)?.unwrap_or(0)),
            CrlState::Tail | CrlState::Signature => Ok(self.tail(window)?.unwrap_or(0)),
            _ if self.left.signed == 0 => {
                self.end_of_signed()?;
                Ok(self.tail(window)?.unwrap_or(0))
            }
            _ => Ok(self.body(window)?.unwrap_or(0)),
        }
    }

    /// The headers, the version and the algorithm, at once.
    fn head(&mut self, window: &[u8]) -> Result<Option<usize>, RevocationError> {
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
        self.left.whole = whole.checked_sub(signed.whole).ok_or(RevocationError::Malformed)?;
        self.left.signed = signed.whole.checked_sub(taken).ok_or(RevocationError::Malformed)?;
        let mut running = S::start(algorithm)?;
        S::update(&mut running, window_signed.get(..taken).unwrap_or(&[]));
        self.running = Some(running);
        self.algorithm = S::NameHash::digest(algorithm);
        self.phase = CrlState::Issuer;
        Ok(Some(outer.length.saturating_add(taken)))
    }

    /// An element of what is signed, or the header of one.
    fn body(&mut self, window: &[u8]) -> Result<Option<usize>, RevocationError> {
        let Some(header) = Header::read(window)? else { return Ok(None) };
        self.choose(header.tag);
        let limit =
            if self.phase == CrlState::Entries { self.left.entries } else { self.left.signed };
        if header.whole > limit {
            return Err(RevocationError::Malformed);
        }
        let opened =
            matches!(self.phase, CrlState::List | CrlState::Explicit | CrlState::ExtensionList);
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
        if self.phase == CrlState::NextUpdate && !matches!(tag, UTC_TIME | GENERALIZED_TIME) {
            self.phase = CrlState::List;
        }
        let over = match self.phase {
            CrlState::List => tag != SEQUENCE,
            CrlState::Entries => self.left.entries == 0,
            _ => false,
        };
        if over {
            self.phase = CrlState::Explicit;
        }
    }

    /// Enters an element.
    fn open(&mut self, header: &Header) -> Result<(), RevocationError> {
        let last = header.whole == self.left.signed;
        self.phase = match (self.phase, header.tag) {
            (CrlState::List, SEQUENCE) => {
                self.left.entries = header.whole.saturating_sub(header.length);
                CrlState::Entries
            }
            (CrlState::Explicit, CONTEXT_CONSTRUCTED) if last && self.version2 => {
                CrlState::ExtensionList
            }
            (CrlState::ExtensionList, SEQUENCE) if last && header.whole > header.length => {
                CrlState::Extensions
            }
            _ => return Err(RevocationError::Malformed),
        };
        Ok(())
    }

    fn element(&mut self, element: &[u8]) -> Result<(), RevocationError> {
        let mut der = Der::new(element);
        match self.phase {
            CrlState::Issuer => {
                der.contents(SEQUENCE)?;
                if !same_name::<R>(element, self.issuer.name) {
                    return Err(RevocationError::OtherIssuer);
                }
                self.phase = CrlState::ThisUpdate;
            }
            CrlState::ThisUpdate => {
                self.this_update = time(&mut der)?;
                self.phase = CrlState::NextUpdate;
            }
            CrlState::NextUpdate => {
                self.next_update = Some(time(&mut der)?);
                self.freshness.check(self.this_update, self.next_update)?;
                self.phase = CrlState::List;
            }
            CrlState::Entries => {
                self.left.entries = self.left.entries.saturating_sub(element.len());
                self.contents.entry(element, self.version2)?;
            }
            CrlState::Extensions => {
                self.contents.extension::<S::NameHash>(&Extension::from_der(element)?)?;
            }
            _ => return Err(RevocationError::Malformed),
        }
        Ok(())
    }

    /// Nothing of what is signed is left: was there all that must be?
    fn end_of_signed(&mut self) -> Result<(), RevocationError> {
        let ended = match self.phase {
            CrlState::NextUpdate | CrlState::List | CrlState::Extensions => true,
            CrlState::Entries => self.left.entries == 0,
            _ => false,
        };
        if !ended {
            return Err(RevocationError::Malformed);
        }
        self.contents.end()?;
        self.freshness.check(self.this_update, self.next_update)?;
        self.phase = CrlState::Tail;
        Ok(())
    }

    /// The algorithm outside of what is signed, and the signature.
    fn tail(&mut self, window: &[u8]) -> Result<Option<usize>, RevocationError> {
        let Some(header) = Header::read(window)? else { return Ok(None) };
        self.left.whole.checked_sub(header.whole).ok_or(RevocationError::Malformed)?;
        let Some(element) = window.get(..header.whole) else { return Ok(None) };
        self.left.whole = self.left.whole.saturating_sub(header.whole);
        if self.phase == CrlState::Tail {
            if S::NameHash::digest(element) != self.algorithm {
                return Err(RevocationError::Malformed);
            }
            self.phase = CrlState::Signature;
            return Ok(Some(header.whole));
        }
        let signature = Der::new(element).octets()?;
        if self.left.whole != 0 {
            return Err(RevocationError::Malformed);
        }
        let running = self.running.as_mut().ok_or(RevocationError::Malformed)?;
        S::keep_pieces(&mut self.kept, running, signature)?;
        self.phase = CrlState::Done;
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
