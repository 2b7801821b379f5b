//! The judge of a chain who asks of every certificate whether it was taken back.

use super::answer::{Answer, AnswerPolicy, keep, signed_algorithm};
use super::delegate::must_staple;
use super::inquiry::{Facts, Finding, Inquiry, Record};
use super::list::ListReader;
use super::{Freshness, Issuer, Status, Subject, Why};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::chain::{Device, Faults, Judge, MAX_CERTIFICATES, Pieces, Rules};
use crate::der::{Der, SEQUENCE};
use crate::error::CertError;
use core::fmt;
use core::marker::PhantomData;

/// A revocation list that the caller brings.
#[derive(Clone, Copy, Debug)]
pub struct GivenList<'a> {
    /// The list, in DER.
    pub der: &'a [u8],
    /// Who signed it, if that is not the very key that signed the certificate: the caller has verified that this key may.
    pub signer: Option<Issuer<'a>>,
}

impl<'a> GivenList<'a> {
    /// A list of the certificate's own issuer.
    #[must_use]
    pub const fn new(der: &'a [u8]) -> Self {
        GivenList { der, signer: None }
    }
}

/// What becomes of a certificate of which nobody knows whether it is revoked. One that is known to be is always refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// The leaf's status must be known; that of its issuers need not be.
    LeafKnown,
    /// Every status must be known, but that of the anchor.
    AllKnown,
    /// What is not known passes. Whoever can keep lists and answers from arriving passes with a revoked certificate, and
    /// whoever stole its key can as a rule; this finds out what honest servers forgot.
    UnknownPasses,
}

/// By what a [`RevocationJudge`] judges.
#[derive(Clone, Copy, Debug)]
pub struct RevocationPolicy<'a> {
    /// How old lists may be.
    pub freshness: Freshness,
    /// What OCSP answers are measured by.
    pub answers: AnswerPolicy<'a>,
    /// Lists, complete ones and deltas in any order. Those of other issuers than a certificate's are passed over.
    pub lists: &'a [GivenList<'a>],
    /// OCSP answers by the depth of their certificate: that of the leaf first; an empty one is none.
    pub staples: &'a [&'a [u8]],
    /// What becomes of unknown statuses.
    pub demand: Demand,
    /// Whether a leaf that promises a stapled answer (RFC 7633) is refused without one, whatever lists say. Only for
    /// clients that ask for one (status_request).
    pub must_staple: bool,
}

impl RevocationPolicy<'_> {
    /// Demands to know of the leaf at `now`, with nothing given yet.
    #[must_use]
    pub const fn new(freshness: Freshness) -> Self {
        RevocationPolicy {
            freshness,
            answers: AnswerPolicy::new(freshness),
            lists: &[],
            staples: &[],
            demand: Demand::LeafKnown,
            must_staple: false,
        }
    }
}

/// A [`Judge`] who asks of every certificate of a chain whether it was taken back.
///
/// The certificate comes before its issuer: lists and answers are read when it comes, and what they say is kept until the
/// issuer's key can tell whether they are authentic. At most `N` lists can tell of one certificate; with more, it is not
/// known to be good. Faults of a certificate are found at the depth of its issuer.
///
/// The faults are [`CertError::Revoked`]; [`CertError::BadStatusResponse`] where an answer was given and may not be
/// believed, or was promised; else [`CertError::RevocationUnknown`]. [`RevocationJudge::status`] tells more.
///
/// An anchor is not asked about, and neither is a leaf that is one.
pub struct RevocationJudge<'r, S: Pieces, R: Rules = Device, const N: usize = 4> {
    policy: &'r RevocationPolicy<'r>,
    /// Where the certificate stands whose issuer is wanted.
    waiting: Option<u8>,
    pending: [Option<Pending>; N],
    /// There are more lists about it than that.
    more: bool,
    /// What went wrong with lists that are not pending.
    record: Record,
    /// The answer about it.
    answer: Option<Read<'r, S>>,
    /// It promises one, and the policy holds it to that.
    promised: bool,
    statuses: [Status; PLACES],
    rules: PhantomData<fn() -> R>,
}

/// An answer, and what the signature that is kept covers; or why it says nothing.
type Read<'r, S> = Result<(Answer<S>, &'r [u8]), Why>;

const PLACES: usize = MAX_CERTIFICATES as usize;

/// What a list says, if it is authentic.
#[derive(Clone, Copy)]
struct Pending {
    list: usize,
    facts: Facts,
    finding: Finding,
}

impl<S: Pieces, R: Rules, const N: usize> Clone for RevocationJudge<'_, S, R, N> {
    fn clone(&self) -> Self {
        RevocationJudge { answer: self.answer.clone(), ..*self }
    }
}

impl<S: Pieces, R: Rules, const N: usize> fmt::Debug for RevocationJudge<'_, S, R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationJudge").field("statuses", &self.statuses).finish_non_exhaustive()
    }
}

impl<'r, S: Pieces, R: Rules, const N: usize> RevocationJudge<'r, S, R, N> {
    /// Judges by `policy`. A new one for each chain.
    #[must_use]
    pub const fn new(policy: &'r RevocationPolicy<'r>) -> Self {
        RevocationJudge {
            policy,
            waiting: None,
            pending: [None; N],
            more: false,
            record: Record::NONE,
            answer: None,
            promised: false,
            statuses: [Status::Unknown(Why::NothingGiven); PLACES],
            rules: PhantomData,
        }
    }

    /// What is known of the certificate at `depth`; of an anchor, nothing.
    #[must_use]
    pub fn status(&self, depth: u8) -> Status {
        self.statuses.get(usize::from(depth)).copied().unwrap_or(Status::Unknown(Why::NothingGiven))
    }

    /// Reads what there is about `certificate`.
    fn ask(&mut self, depth: u8, certificate: &Certificate<'_>) -> Result<(), Why> {
        self.waiting = Some(depth);
        self.pending = [None; N];
        self.more = false;
        self.record = Record::NONE;
        self.answer = None;
        // a promise that cannot be read is taken for one
        self.promised = depth == 0 && self.policy.must_staple && must_staple(certificate).unwrap_or(true);
        let subject = Subject::of(certificate)?;
        self.read_lists(&subject);
        let staple = self.policy.staples.get(usize::from(depth)).filter(|staple| !staple.is_empty());
        self.answer = staple.map(|der| Answer::read_contents(&subject, der, &self.policy.answers));
        if self.answer.is_none() && self.promised {
            self.answer = Some(Err(Why::NotStapled));
        }
        Ok(())
    }

    fn read_lists(&mut self, subject: &Subject<'_>) {
        let mut places = self.pending.iter_mut();
        for (list, given) in self.policy.lists.iter().enumerate() {
            let unknown = Issuer { name: subject.issuer, spki: &[], key_usage: None };
            let mut inquiries = [Inquiry::new(*subject)];
            let issuer = given.signer.unwrap_or(unknown);
            let mut reader = ListReader::<S, R>::new(issuer, self.policy.freshness, &mut inquiries);
            let outcome = match reader.take(given.der) {
                Ok(_) => reader.unverified(),
                Err(why) => Err(why),
            };
            match outcome {
                Ok((facts, finding)) if finding.scope.is_ok() => match places.next() {
                    Some(place) => *place = Some(Pending { list, facts, finding }),
                    None => self.more = true,
                },
                Ok((_, Finding { scope: Err(why), .. })) => self.record.note(why),
                Ok(_) | Err(Why::OtherIssuer) => {}
                Err(why) => self.record.note(why),
            }
        }
    }

    /// The key is there that signed the certificate asked about: what is known of that?
    fn settle(&mut self, issuer: &Issuer<'_>) -> Faults {
        let Some(depth) = self.waiting.take() else { return Faults::NONE };
        for place in &mut self.pending {
            let Some(given) = place.as_ref().and_then(|pending| self.policy.lists.get(pending.list)) else { continue };
            if let Err(why) = verify::<S>(given.der, given.signer.as_ref().unwrap_or(issuer)) {
                self.record.note(why);
                *place = None;
            }
        }
        self.add_lists();
        let answered = self.answer.take().map(|answer| {
            let status = answer.and_then(|(answer, contents)| answer.finish_with(issuer, contents));
            status.unwrap_or_else(Status::Unknown)
        });
        let listed = match self.record.status() {
            Status::Good if self.more => Status::Unknown(Why::TooManyLists),
            listed => listed,
        };
        self.conclude(depth, listed, answered)
    }

    /// Adds what the lists say that are authentic: each complete one, and all deltas to each, whichever they fit.
    fn add_lists(&mut self) {
        let pending = || self.pending.iter().flatten();
        let deltas = || pending().filter(|pending| pending.facts.base.is_some());
        let mut complete = pending().filter(|pending| pending.facts.base.is_none()).peekable();
        if complete.peek().is_none() {
            deltas().for_each(|delta| self.record.add(&delta.facts, &delta.finding));
        }
        for list in complete {
            self.record.add(&list.facts, &list.finding);
            deltas().for_each(|delta| self.record.add(&delta.facts, &delta.finding));
        }
    }

    /// Brings lists and answer together.
    fn conclude(&mut self, depth: u8, listed: Status, answered: Option<Status>) -> Faults {
        let status = match (listed, answered) {
            (Status::Revoked(_), _) => listed,
            (_, Some(revoked @ Status::Revoked(_))) => revoked,
            (Status::Good, _) if !self.promised => listed,
            (_, Some(answered)) => answered,
            (_, None) => listed,
        };
        if let Some(place) = self.statuses.get_mut(usize::from(depth)) {
            *place = status;
        }
        let wanted = match self.policy.demand {
            Demand::LeafKnown => depth == 0,
            Demand::AllKnown => true,
            Demand::UnknownPasses => false,
        };
        match status {
            Status::Good => Faults::NONE,
            Status::Revoked(_) => CertError::Revoked.into(),
            Status::Unknown(_) if self.promised || (wanted && answered.is_some()) => {
                CertError::BadStatusResponse.into()
            }
            Status::Unknown(_) if wanted => CertError::RevocationUnknown.into(),
            Status::Unknown(_) => Faults::NONE,
        }
    }
}

impl<S: Pieces, R: Rules, const N: usize> Judge for RevocationJudge<'_, S, R, N> {
    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let faults = self.settle(&Issuer::of(certificate));
        if let Err(why) = self.ask(depth, certificate) {
            self.record.note(why);
        }
        faults
    }

    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        if depth == 0 {
            self.waiting = None;
            return Faults::NONE;
        }
        self.settle(&Issuer::from(*anchor))
    }
}

/// Whether `issuer` signed the list, and may.
fn verify<S: Pieces>(list: &[u8], issuer: &Issuer<'_>) -> Result<(), Why> {
    issuer.check_signs_lists()?;
    let mut fields = Der::new(list).enter(SEQUENCE)?;
    let contents = fields.whole(SEQUENCE)?;
    fields.whole(SEQUENCE)?;
    let signature = fields.octets()?;
    let mut kept = S::NOTHING;
    keep::<S>(&mut kept, signed_algorithm(list)?, contents, signature)?;
    S::verify(&kept, contents, issuer.spki)?;
    Ok(())
}
