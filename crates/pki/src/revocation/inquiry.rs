//! What lists say of one certificate, together.

use super::{Revocation, Status, Subject, Why};
use crate::extension::Reason;

/// Every reason for revocation, as ReasonFlags have them: bits 1 to 8, bit 0 as the highest (RFC 5280, section 4.2.1.13).
pub const ALL_REASONS: u16 = 0x7f80;

/// A number of a list, big-endian (RFC 5280, section 5.2.3: at most 20 octets).
pub(super) type Number = [u8; 20];

/// The question whether one certificate is revoked, and what the lists read so far say to it.
///
/// Hand it to a [`ListReader`](super::ListReader) for each list: complete lists, each followed by its delta if there is
/// one. What a list says counts once its signature was checked.
#[derive(Clone, Debug)]
pub struct Inquiry<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) finding: Finding,
    record: Record,
}

/// What the list that is being read says. Not to be believed before its signature was checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finding {
    /// The reasons the list covers, or why it is not about the certificate.
    pub scope: Result<u16, Why>,
    /// The entry about the certificate.
    pub entry: Option<Revocation>,
    /// Whether the entries that are next are about certificates of the subject's issuer.
    pub here: bool,
}

/// Of a list that was read: its number and what it is about, to match delta lists with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// cRLNumber.
    pub number: Option<Number>,
    /// Of a delta list, the number of the list it adds to.
    pub base: Option<Number>,
    /// The hash of issuingDistributionPoint; zeros if there is none.
    pub point: [u8; 32],
}

/// What authentic lists say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    covered: u16,
    revoked: Option<Revocation>,
    /// The last complete list, to which a delta may add.
    last: Option<(Facts, Option<Revocation>)>,
    why: Why,
}

impl Finding {
    pub(super) const NONE: Self = Finding { scope: Err(Why::OutOfScope), entry: None, here: false };
}

impl Record {
    pub(super) const NONE: Self = Record { covered: 0, revoked: None, last: None, why: Why::NothingGiven };

    /// Adds what a list says whose signature was checked.
    pub(super) fn add(&mut self, facts: &Facts, finding: &Finding) {
        let covered = match finding.scope {
            Ok(covered) => covered,
            Err(why) => return self.note(why),
        };
        let entry = finding.entry;
        let revoked = entry.filter(|entry| entry.reason != Reason::REMOVE_FROM_CRL);
        let Some(from) = facts.base else {
            self.revoked = self.revocation();
            self.last = Some((*facts, revoked));
            self.covered |= covered;
            return;
        };
        let Some((base, state)) = &mut self.last else { return self.note(Why::DeltaWithoutBase) };
        let (Some(number), Some(newest)) = (base.number, facts.number) else {
            return self.note(Why::DeltaWithoutBase);
        };
        if base.point != facts.point || number < from {
            return self.note(Why::DeltaWithoutBase);
        }
        if newest > number {
            base.number = facts.number; // together they are the list of that number: an older delta adds nothing
            *state = entry.map_or(*state, |_| revoked);
        }
    }

    /// Notes why a list does not count.
    pub(super) fn note(&mut self, why: Why) {
        self.why = why;
    }

    fn revocation(&self) -> Option<Revocation> {
        self.revoked.or(self.last.and_then(|(_, revoked)| revoked))
    }

    pub(super) fn status(&self) -> Status {
        match (self.revocation(), self.covered) {
            (Some(revocation), _) => Status::Revoked(revocation),
            (None, ALL_REASONS) => Status::Good,
            (None, 0) => Status::Unknown(self.why),
            (None, _) => Status::Unknown(Why::SomeReasons),
        }
    }
}

impl<'a> Inquiry<'a> {
    /// Asks for the status of `subject`; so far it is unknown.
    #[must_use]
    pub const fn new(subject: Subject<'a>) -> Self {
        Inquiry { subject, finding: Finding::NONE, record: Record::NONE }
    }

    /// Whose status it is.
    #[must_use]
    pub const fn subject(&self) -> &Subject<'a> {
        &self.subject
    }

    /// What is known by now.
    #[must_use]
    pub fn status(&self) -> Status {
        self.record.status()
    }

    /// The list that was read is authentic: what was found counts. Or it is not.
    pub(super) fn settle(&mut self, outcome: Result<Facts, Why>) {
        match outcome {
            Ok(facts) => self.record.add(&facts, &self.finding),
            Err(why) => self.record.note(why),
        }
        self.finding = Finding::NONE;
    }
}
