//! What lists say of one certificate, together.
//!
//! | item | purpose |
//! |---|---|
//! | [`Inquiry`] | the question about one certificate, and the answer so far |
//! | `Finding`, `Facts` | what one list says of the certificate, and of itself |
//! | `Record` | what authentic lists say together: complete ones, deltas joined to them |

use super::status::{Revocation, RevocationError, Status};
use super::subject::Subject;
use crate::extension::Reason;

/// Every reason for revocation, as ReasonFlags have them: bits 1 to 8, bit 0 as the highest (RFC
/// 5280, section 4.2.1.13).
pub const ALL_REASONS: u16 = 0x7f80;

/// A number of a list, big-endian (RFC 5280, section 5.2.3: at most 20 octets).
pub(super) type Number = [u8; 20];

/// The question whether one certificate is revoked, and what the lists read so far say to it.
///
/// Hand it to a [`CrlReader`](super::CrlReader) for each list: complete lists, each followed by
/// its deltas in the order of their numbers. What a list says counts once its signature was
/// checked. A delta that comes before its complete list takes nothing back, but what it revokes is
/// revoked.
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
    pub scope: Result<u16, RevocationError>,
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
    /// The hash of name and key of the issuer whose signature holds; zeros before.
    pub signer: [u8; 32],
}

/// What authentic lists say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    covered: u16,
    revoked: Option<Revocation>,
    /// The last complete list, to which a delta may add.
    last: Option<(Facts, Option<Revocation>)>,
    why: RevocationError,
}

/// How a delta list stands to the last complete list and what was joined to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joins {
    /// It adds to it.
    Newer,
    /// It adds to it, and what it says is known by now.
    Older,
    /// It adds to another list.
    Not,
}

impl Facts {
    pub(super) const NONE: Self =
        Facts { number: None, base: None, point: [0; 32], signer: [0; 32] };
}

impl Finding {
    pub(super) const NONE: Self =
        Finding { scope: Err(RevocationError::OutOfScope), entry: None, here: false };

    /// The revocation it tells of in a list of these facts. removeFromCRL takes one back in a delta
    /// list; in a complete one it must not occur (RFC 5280, section 5.3.1), and an entry with it is
    /// taken for what entries say: revoked.
    pub(super) fn revocation(&self, facts: &Facts) -> Option<Revocation> {
        let removes =
            |entry: &Revocation| facts.base.is_some() && entry.reason == Reason::REMOVE_FROM_CRL;
        self.entry.filter(|entry| !removes(entry))
    }
}

impl Record {
    pub(super) const NONE: Self =
        Record { covered: 0, revoked: None, last: None, why: RevocationError::NothingGiven };

    /// Adds what a list says whose signature was checked, lists coming in order.
    fn add(&mut self, facts: &Facts, finding: &Finding) {
        if facts.base.is_none() {
            self.add_complete(facts, finding);
        } else if self.joins(facts) == Joins::Not {
            self.add_alone(facts, finding);
        } else {
            self.join(facts, finding);
        }
    }

    /// Adds a complete list.
    pub(super) fn add_complete(&mut self, facts: &Facts, finding: &Finding) {
        match finding.scope {
            Ok(covered) => {
                self.revoked = self.revocation();
                self.last = Some((*facts, finding.revocation(facts)));
                self.covered |= covered;
            }
            Err(why) => self.note(why),
        }
    }

    /// Whether a delta list adds to the last complete list: of the same issuer, key and scope, and
    /// of a number that lies between (RFC 5280, sections 5.2.4 and 6.3.3 (c)).
    pub(super) fn joins(&self, facts: &Facts) -> Joins {
        let Some((base, _)) = &self.last else { return Joins::Not };
        let (Some(number), Some(newest), Some(from)) = (base.number, facts.number, facts.base)
        else {
            return Joins::Not;
        };
        if base.point != facts.point || base.signer != facts.signer || number < from {
            Joins::Not
        } else if newest > number {
            Joins::Newer
        } else {
            Joins::Older
        }
    }

    /// Joins a delta list to the last complete one: together they are the list of the delta's
    /// number, to which an older delta adds nothing.
    pub(super) fn join(&mut self, facts: &Facts, finding: &Finding) {
        if let Err(why) = finding.scope {
            return self.note(why);
        }
        if self.joins(facts) == Joins::Newer
            && let Some((base, state)) = &mut self.last
        {
            base.number = facts.number;
            *state = finding.entry.map_or(*state, |_| finding.revocation(facts));
        }
    }

    /// Adds a delta list that no complete list was found for: it covers nothing, but what it
    /// revokes is revoked.
    pub(super) fn add_alone(&mut self, facts: &Facts, finding: &Finding) {
        match finding.scope {
            Ok(_) => {
                self.revoked = self.revoked.or(finding.revocation(facts));
                self.note(RevocationError::DeltaWithoutBase);
            }
            Err(why) => self.note(why),
        }
    }

    /// Notes why a list does not count; of several reasons the first that tells most.
    pub(super) const fn note(&mut self, why: RevocationError) {
        if why.weight() > self.why.weight() {
            self.why = why;
        }
    }

    fn revocation(&self) -> Option<Revocation> {
        self.revoked.or(self.last.and_then(|(_, revoked)| revoked))
    }

    pub(super) fn status(&self) -> Status {
        match (self.revocation(), self.covered) {
            (Some(revocation), _) => Status::Revoked(revocation),
            (None, ALL_REASONS) => Status::Good,
            (None, 0) => Status::Unknown(self.why),
            (None, _) => Status::Unknown(RevocationError::SomeReasons),
        }
    }
}

impl<'a> Inquiry<'a> {
    /// Asks for the status of `subject`; so far it is unknown.
    #[must_use]
    pub const fn new(subject: Subject<'a>) -> Self {
        Inquiry { subject, finding: Finding::NONE, record: Record::NONE }
    }

    /// The certificate it is about.
    #[must_use]
    pub const fn subject(&self) -> &Subject<'a> {
        &self.subject
    }

    /// What is known by now.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.record.status() {
            Status::Good if self.subject.is_malformed() => {
                Status::Unknown(RevocationError::Malformed)
            }
            status => status,
        }
    }

    /// The list that was read is authentic: what was found counts. Or it is not.
    pub(super) fn apply_outcome(&mut self, outcome: Result<Facts, RevocationError>) {
        match outcome {
            Ok(facts) => self.record.add(&facts, &self.finding),
            Err(why) => self.record.note(why),
        }
        self.finding = Finding::NONE;
    }
}
