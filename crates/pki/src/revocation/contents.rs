//! What the entries and the extensions of a list say (RFC 5280, sections 5.2 and 5.3).

use super::inquiry::{Facts, Finding, Inquiry, Number};
use super::point::{names_directory, scope};
use super::status::{Revocation, RevocationError};
use crate::chain::{RuleSet, same_name};
use crate::crl::Revoked;
use crate::der::{Der, List, Read};
use crate::extension::{Extension, IssuingPoint, Reason};
use crate::general_name::GeneralName;
use crate::oid::known;
use core::marker::PhantomData;
use motetls_base::DecodeError;
use motetls_crypto::Hash;

/// What a list says, gathered for the inquiries while it is read.
pub(super) struct Contents<'l, 'a, R> {
    /// The whole Name of the list's issuer.
    issuer: &'l [u8],
    pub inquiries: &'l mut [Inquiry<'a>],
    pub facts: Facts,
    /// Which of the extensions known here were seen.
    seen: u8,
    /// An entry named the issuer of its certificate.
    foreign: bool,
    /// The list says that its entries may do so.
    indirect: bool,
    rules: PhantomData<fn() -> R>,
}

const SEEN_NUMBER: u8 = 1;
const SEEN_BASE: u8 = 2;
const SEEN_POINT: u8 = 4;
const SEEN_KEY_ID: u8 = 8;
const SEEN_ALT_NAME: u8 = 16;
const SEEN_FRESHEST: u8 = 32;
const SEEN_ACCESS: u8 = 64;

impl<'l, 'a, R: RuleSet> Contents<'l, 'a, R> {
    pub(super) fn new(issuer: &'l [u8], inquiries: &'l mut [Inquiry<'a>]) -> Self {
        for inquiry in inquiries.iter_mut() {
            let here = same_name::<R>(inquiry.subject.issuer, issuer);
            inquiry.finding = Finding { here, ..Finding::NONE };
        }
        Contents {
            issuer,
            inquiries,
            facts: Facts::NONE,
            seen: 0,
            foreign: false,
            indirect: false,
            rules: PhantomData,
        }
    }

    /// One entry: what its extensions say, and whether it is about a certificate asked for.
    #[inline(never)]
    pub(super) fn entry(&mut self, element: &[u8], version2: bool) -> Result<(), RevocationError> {
        let entry = Revoked::from_der(element)?;
        if !version2 && !entry.extensions.is_empty() {
            return Err(RevocationError::Malformed);
        }
        let (mut reason, mut moved, mut dated) = (None, false, false);
        for extension in entry.extensions {
            let extension = extension?;
            match extension.oid {
                known::CRL_REASON if reason.is_none() => {
                    reason = Some(Reason::from_der(extension.octets)?)
                }
                known::CERTIFICATE_ISSUER if !moved => {
                    moved = true;
                    self.move_to(extension.octets)?;
                }
                known::INVALIDITY_DATE if !dated => dated = true,
                known::CRL_REASON | known::CERTIFICATE_ISSUER | known::INVALIDITY_DATE => {
                    return Err(RevocationError::Malformed);
                }
                _ if extension.critical => return Err(RevocationError::UnknownCriticalExtension),
                _ => {}
            }
        }
        let revocation =
            Revocation { date: entry.date, reason: reason.unwrap_or(Reason::UNSPECIFIED) };
        for inquiry in self.inquiries.iter_mut() {
            let Finding { here, entry: found, .. } = &mut inquiry.finding;
            if *here && inquiry.subject.serial == entry.serial && found.is_none_or(is_removal) {
                *found = Some(revocation);
            }
        }
        Ok(())
    }

    /// certificateIssuer: this entry and those after it are about certificates of another (RFC
    /// 5280, section 5.3.3). Without a directory name in it, the entries after it would count for
    /// no certificate at all: such a list is malformed.
    fn move_to(&mut self, octets: &[u8]) -> Result<(), DecodeError> {
        self.foreign = true;
        let names: List<'_, GeneralName<'_>> = List::from_der(octets)?;
        names.check()?;
        if !names.into_iter().any(|name| matches!(name, Ok(GeneralName::Directory(_)))) {
            return Err(DecodeError);
        }
        for inquiry in self.inquiries.iter_mut() {
            inquiry.finding.here = names_directory::<R>(names, inquiry.subject.issuer);
        }
        Ok(())
    }

    /// An extension of the list; none of those known may occur twice (section 5.2).
    #[inline(never)]
    pub(super) fn extension<H: Hash<Output = [u8; 32]>>(
        &mut self,
        extension: &Extension<'_>,
    ) -> Result<(), RevocationError> {
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
                self.facts.point = H::digest(extension.octets);
                self.find_scope(Some(&IssuingPoint::from_der(extension.octets)?));
                SEEN_POINT
            }
            _ if extension.critical => return Err(RevocationError::UnknownCriticalExtension),
            known::AUTHORITY_KEY_ID => SEEN_KEY_ID,
            known::ISSUER_ALT_NAME => SEEN_ALT_NAME,
            known::FRESHEST_CRL => SEEN_FRESHEST,
            known::AUTHORITY_INFO_ACCESS => SEEN_ACCESS,
            _ => return Ok(()),
        };
        if self.seen & bit != 0 {
            return Err(RevocationError::Malformed);
        }
        self.seen |= bit;
        Ok(())
    }

    fn find_scope(&mut self, point: Option<&IssuingPoint<'_>>) {
        self.indirect = point.is_some_and(|point| point.indirect);
        for inquiry in self.inquiries.iter_mut() {
            inquiry.finding.scope = scope::<R>(&inquiry.subject, self.issuer, point);
        }
    }

    /// All was read: is there nothing missing, and nothing that contradicts itself?
    pub(super) fn end(&mut self) -> Result<(), RevocationError> {
        if self.seen & SEEN_BASE != 0 && self.seen & SEEN_NUMBER == 0 {
            return Err(RevocationError::Malformed);
        }
        if self.seen & SEEN_POINT == 0 {
            self.find_scope(None);
        }
        if self.foreign && !self.indirect { Err(RevocationError::Malformed) } else { Ok(()) }
    }
}

/// Whether an entry takes a revocation back, which does not stand against another.
fn is_removal(revocation: Revocation) -> bool {
    revocation.reason == Reason::REMOVE_FROM_CRL
}

/// The INTEGER that is all of `octets`: not negative, of 20 octets at most (RFC 5280, section
/// 5.2.3).
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
