//! The validator of a chain that asks of every certificate whether it was taken back.
//!
//! It reads lists and answers when a certificate comes (`ask`), verifies their signatures when
//! the key of its issuer comes (`verify_with_issuer`), and weighs what they say (`conclude`).

use super::delegate::must_staple;
use super::given::{RevocationMode, RevocationPolicy};
use super::inquiry::{Facts, Finding, Inquiry, Joins, Record};
use super::issuer::Issuer;
use super::list::CrlReader;
use super::response::{UnverifiedResponse, keep, signed_algorithm};
use super::status::{RevocationError, Status};
use super::subject::Subject;
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::chain::dangerous::Waived;
use crate::chain::{
    DeviceRules, Faults, IncrementalSignatures, MAX_CERTIFICATES, RuleSet, Validator,
};
use crate::der::{Der, SEQUENCE};
use crate::error::CertError;
use crate::oid::{Oid, known};
use core::fmt;
use core::marker::PhantomData;

/// A [`Validator`] that asks of every certificate of a chain whether it was taken back.
///
/// The certificate comes before its issuer: lists and answers are read when it comes, and what they
/// say is kept until the issuer's key can tell whether they are authentic. At most `N` lists can
/// tell of one certificate, and those that revoke it come first; if one of these finds no room, the
/// certificate is refused in any mode, unless it is known to be revoked. Faults of a certificate
/// are found at the depth of its issuer.
///
/// Each certificate taken costs one reading of every list of the issuer it names, and one more of
/// each that tells of it, for the signature. Once for all certificates will not do: they come one
/// at a time, and what a list says of the others is not kept. As the certificates of a chain name
/// different issuers, each list is read once in one, and in no chain more than
/// [`MAX_CERTIFICATES`] times; in a search ([`path`](crate::path)) no more than once for each push
/// of its budget.
///
/// The faults are [`CertError::Revoked`]; [`CertError::BadStatusResponse`] where an answer was
/// given and may not be believed, or was promised; else [`CertError::RevocationUnknown`].
/// [`RevocationValidator::status`] tells more.
///
/// An anchor is not asked about, and neither is a leaf that is one. It reads
/// cRLDistributionPoints, which may be critical. The rules `R` are those of the chain: others do
/// not compile.
pub struct RevocationValidator<
    'r,
    S: IncrementalSignatures,
    R: RuleSet = DeviceRules,
    const N: usize = 4,
> {
    policy: &'r RevocationPolicy<'r>,
    /// Where the certificate stands whose issuer is expected.
    waiting: Option<u8>,
    pending: [Option<Pending>; N],
    /// There are more lists about it than that.
    more: bool,
    /// One of these revokes it.
    lost: bool,
    /// Its cRLDistributionPoints cannot be read.
    malformed: bool,
    /// The signature over it was found not to hold, and let pass: no key is its issuer's.
    forged: bool,
    /// What is known by lists.
    record: Record,
    /// The answer about it.
    answer: Option<Read<'r, S, R>>,
    /// It promises one, and the policy holds it to that.
    promised: bool,
    statuses: [Status; PLACES],
    rules: PhantomData<fn() -> R>,
}

/// An answer, and what the signature that is kept covers; or why it says nothing.
type Read<'r, S, R> = Result<(UnverifiedResponse<S, R>, &'r [u8]), RevocationError>;

const PLACES: usize = MAX_CERTIFICATES as usize;

/// What a list says, if it is authentic.
#[derive(Clone, Copy)]
struct Pending {
    list: usize,
    facts: Facts,
    finding: Finding,
}

impl Pending {
    fn revokes(&self) -> bool {
        self.finding.revocation(&self.facts).is_some()
    }
}

impl<S: IncrementalSignatures, R: RuleSet, const N: usize> Clone
    for RevocationValidator<'_, S, R, N>
{
    fn clone(&self) -> Self {
        RevocationValidator { answer: self.answer.clone(), ..*self }
    }
}

impl<S: IncrementalSignatures, R: RuleSet, const N: usize> fmt::Debug
    for RevocationValidator<'_, S, R, N>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationValidator")
            .field("statuses", &self.statuses)
            .finish_non_exhaustive()
    }
}

impl<'r, S: IncrementalSignatures, R: RuleSet, const N: usize> RevocationValidator<'r, S, R, N> {
    /// Checks by `policy`. A new one for each chain.
    #[must_use]
    pub const fn new(policy: &'r RevocationPolicy<'r>) -> Self {
        RevocationValidator {
            policy,
            waiting: None,
            pending: [None; N],
            more: false,
            lost: false,
            malformed: false,
            forged: false,
            record: Record::NONE,
            answer: None,
            promised: false,
            statuses: [Status::Unknown(RevocationError::NothingGiven); PLACES],
            rules: PhantomData,
        }
    }

    /// What is known of the certificate at `depth`; of an anchor, nothing.
    #[must_use]
    pub fn status(&self, depth: u8) -> Status {
        self.statuses
            .get(usize::from(depth))
            .copied()
            .unwrap_or(Status::Unknown(RevocationError::NothingGiven))
    }

    /// Reads what there is about `certificate`.
    fn ask(&mut self, depth: u8, certificate: &Certificate<'_>) {
        self.waiting = Some(depth);
        self.pending = [None; N];
        (self.more, self.lost, self.forged) = (false, false, false);
        self.record = Record::NONE;
        // a promise that cannot be read is taken for one
        self.promised =
            depth == 0 && self.policy.must_staple && must_staple(certificate).unwrap_or(true);
        let subject = Subject::of(certificate);
        self.malformed = subject.is_malformed();
        self.read_lists(&subject);
        let staple =
            self.policy.staples.get(usize::from(depth)).filter(|staple| !staple.is_empty());
        self.answer = staple
            .map(|der| UnverifiedResponse::read_contents(&subject, der, &self.policy.responses));
        if self.answer.is_none() && self.promised {
            self.answer = Some(Err(RevocationError::NotStapled));
        }
    }

    fn read_lists(&mut self, subject: &Subject<'_>) {
        for (list, given) in self.policy.lists.iter().enumerate() {
            let unknown = Issuer { name: subject.issuer, spki: &[], key_usage: None };
            let mut inquiries = [Inquiry::new(*subject)];
            let issuer = given.signer.unwrap_or(unknown);
            let mut reader = CrlReader::<S, R>::new(issuer, self.policy.freshness, &mut inquiries);
            let outcome = match reader.take(given.der) {
                Ok(_) => reader.unverified(),
                Err(why) => Err(why),
            };
            match outcome {
                Ok((_, Finding { scope: Err(why), .. })) => self.record.note(why),
                Ok((facts, finding)) => self.put(Pending { list, facts, finding }),
                Err(RevocationError::OtherIssuer) => {}
                Err(why) => self.record.note(why),
            }
        }
    }

    /// Keeps what a list says. Where there is no room, one that revokes takes the place of one that
    /// does not: that may cost a Good, and hides no revocation.
    fn put(&mut self, pending: Pending) {
        let revokes = pending.revokes();
        let mut places = self.pending.iter_mut();
        let place = match places.position(|place| place.is_none()) {
            Some(at) => self.pending.get_mut(at),
            None if revokes => self
                .pending
                .iter_mut()
                .find(|place| place.as_ref().is_some_and(|other| !other.revokes())),
            None => None,
        };
        match place {
            Some(place) => {
                self.more |= place.is_some();
                *place = Some(pending);
            }
            None => {
                self.more = true;
                self.lost |= revokes;
            }
        }
    }

    /// The key is there that signed the certificate asked about: what is known of that?
    fn verify_with_issuer(&mut self, issuer: &Issuer<'_>) -> Faults {
        let Some(depth) = self.waiting.take() else { return Faults::NONE };
        let answer = self.answer.take();
        if self.forged {
            return self.conclude(depth, Status::Unknown(RevocationError::BadSignature), None);
        }
        for place in &mut self.pending {
            let Some(pending) = place else { continue };
            let Some(given) = self.policy.lists.get(pending.list) else { continue };
            let signer = given.signer.as_ref().unwrap_or(issuer);
            match verify::<S>(given.der, signer) {
                Ok(()) => pending.facts.signer = signer.digest::<S::NameHash>(),
                Err(why) => {
                    self.record.note(why);
                    *place = None;
                }
            }
        }
        self.add_lists();
        let answered = answer.map(|answer| {
            let status = answer.and_then(|(answer, contents)| answer.finish_with(issuer, contents));
            status.unwrap_or_else(Status::Unknown)
        });
        let listed = match self.record.status() {
            Status::Good if self.lost => Status::Unknown(RevocationError::TooManyLists),
            Status::Unknown(_) if self.more => Status::Unknown(RevocationError::TooManyLists),
            listed => listed,
        };
        self.conclude(depth, listed, answered)
    }

    /// Adds what the lists say that are authentic, whatever their order: each complete one, and to
    /// it the deltas that fit, by their numbers; then the deltas that fit none.
    fn add_lists(&mut self) {
        let mut joined = [false; N];
        let complete = self.pending.iter().flatten().filter(|list| list.facts.base.is_none());
        for list in complete {
            self.record.add_complete(&list.facts, &list.finding);
            loop {
                let mut next: Option<&Pending> = None;
                for (delta, joined) in self.pending.iter().zip(&mut joined) {
                    let Some(delta) = delta.as_ref().filter(|delta| delta.facts.base.is_some())
                    else {
                        continue;
                    };
                    let joins = self.record.joins(&delta.facts);
                    *joined |= joins != Joins::Not;
                    let is_first = next.is_none_or(|next| delta.facts.number < next.facts.number);
                    if joins == Joins::Newer && is_first {
                        next = Some(delta);
                    }
                }
                let Some(delta) = next else { break };
                self.record.join(&delta.facts, &delta.finding);
            }
        }
        for (delta, joined) in self.pending.iter().zip(joined) {
            if let Some(delta) = delta
                && delta.facts.base.is_some()
                && !joined
            {
                self.record.add_alone(&delta.facts, &delta.finding);
            }
        }
    }

    /// Brings lists and answer together.
    fn conclude(&mut self, depth: u8, listed: Status, answered: Option<Status>) -> Faults {
        let status = match (listed, answered) {
            (Status::Revoked(_), _) => listed,
            (_, Some(revoked @ Status::Revoked(_))) => revoked,
            _ if self.lost => listed,
            (Status::Good, _) if !self.promised => listed,
            (_, Some(answered)) => answered,
            (_, None) => listed,
        };
        let status = match status {
            Status::Good if self.malformed => Status::Unknown(RevocationError::Malformed),
            status => status,
        };
        if let Some(place) = self.statuses.get_mut(usize::from(depth)) {
            *place = status;
        }
        let required = match self.policy.mode {
            RevocationMode::LeafKnown => depth == 0,
            RevocationMode::AllKnown => true,
            RevocationMode::UnknownPasses => false,
        };
        match status {
            Status::Good => Faults::NONE,
            Status::Revoked(_) => CertError::Revoked.into(),
            Status::Unknown(_) if self.lost => CertError::RevocationUnknown.into(),
            Status::Unknown(_) if self.promised || (required && answered.is_some()) => {
                CertError::BadStatusResponse.into()
            }
            Status::Unknown(_) if required => CertError::RevocationUnknown.into(),
            Status::Unknown(_) => Faults::NONE,
        }
    }
}

impl<S: IncrementalSignatures, R: RuleSet, const N: usize> Validator
    for RevocationValidator<'_, S, R, N>
{
    const FOLDS_NAMES: Option<bool> = Some(R::FOLD);
    const READS_EXTENSIONS: bool = true;

    /// Only notes that the next key may not be the issuer's: see [`RevocationValidator::status`].
    fn unwaivable(&mut self, _: u8, error: CertError) -> Result<Waived, CertError> {
        self.forged |= matches!(
            error,
            CertError::BadSignature
                | CertError::UnsupportedAlgorithm
                | CertError::Malformed
                | CertError::NotACa
        );
        Err(error)
    }

    fn understands(&self, extension: Oid<'_>) -> bool {
        extension == known::CRL_DISTRIBUTION_POINTS
    }

    fn certificate(&mut self, depth: u8, certificate: &Certificate<'_>) -> Faults {
        let faults = self.verify_with_issuer(&Issuer::of(certificate));
        self.ask(depth, certificate);
        faults
    }

    fn anchor(&mut self, depth: u8, anchor: &TrustAnchor<'_>) -> Faults {
        if depth == 0 {
            self.waiting = None;
            return Faults::NONE;
        }
        self.verify_with_issuer(&Issuer::from(*anchor))
    }
}

/// Whether `issuer` signed the list, and may.
fn verify<S: IncrementalSignatures>(
    list: &[u8],
    issuer: &Issuer<'_>,
) -> Result<(), RevocationError> {
    issuer.check_signs_lists()?;
    let mut fields = Der::new(list).nested(SEQUENCE)?;
    let contents = fields.whole(SEQUENCE)?;
    fields.whole(SEQUENCE)?;
    let signature = fields.octets()?;
    let mut kept = S::NOTHING;
    keep::<S>(&mut kept, signed_algorithm(list)?, contents, signature)?;
    S::verify(&kept, contents, issuer.spki)?;
    Ok(())
}
