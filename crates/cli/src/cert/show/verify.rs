//! `motetls cert verify`: whether a chain leads to somebody trusted, for a name, at a time, by further rules; and if not,
//! why, and what to do.
//!
//! | module | purpose |
//! |---|---|
//! | `judges` | pins, policies by name, revocation, and a witness of the anchor |
//! | `told` | the outcome as text and as JSON |

mod judges;
mod told;

use motetls::crypto::Sha256;
use motetls::pki::chain::{AllFaults, Chain, Full, HostAlgorithms, Pins};
use motetls::pki::path::{BUDGET, Builder, PathError, Slot};
use motetls::pki::revocation::{AnswerPolicy, Freshness, GivenList, RevocationJudge, RevocationPolicy};
use motetls::pki::{CertError, Policy, Usage};
use motetls::{ServerName, UnixTime};

use super::arguments::{For, NamedPolicy, Verify};
use crate::anchors;
use crate::cert::input::Input;
use crate::cert::kind::Kind;
use crate::failure::{Exit, Failure};
use crate::say;
use crate::session;
use judges::Judges;
use told::{Fault, Outcome};

/// How many certificates a path may have.
const LONGEST: usize = 8;

/// Runs the command.
pub(crate) fn run(options: &Verify) -> Result<(), Failure> {
    let certificates = certificates(options)?;
    let trusted = match &options.cafile {
        Some(path) => anchors::from_file(path)?,
        None => anchors::of_system()?,
    };
    let anchors = anchors::anchors(&trusted);
    let mut address = [0; 16];
    let name = options.host.as_deref().map(|host| {
        let unreadable = |error| Failure::local(format!("{host} is neither a DNS name nor an address: {error}"));
        ServerName::parse(host, &mut address).map_err(unreadable)
    });
    let now = match options.time {
        Some(moment) => moment.first(),
        None => session::now()?,
    };
    let usage = match options.usage {
        For::Server => Usage::ServerAuth,
        For::Client => Usage::ClientAuth,
    };
    let policy = Policy { anchors: &anchors, name: name.transpose()?, now: Some(now), usage };
    let given = Given::read(options)?;
    let lists: Vec<GivenList<'_>> = given.lists.iter().map(|der| GivenList::new(der)).collect();
    let staples: Vec<&[u8]> = given.staples.iter().map(Vec::as_slice).collect();
    let freshness = Freshness::at(Some(now));
    let revocation = RevocationPolicy {
        lists: &lists,
        staples: &staples,
        answers: AnswerPolicy::new(freshness),
        ..RevocationPolicy::new(freshness)
    };
    let judges = judges(options, &given.pins, &revocation);

    let mut outcome = find(&certificates, &policy, &judges);
    if options.all && outcome.fault.is_some() {
        outcome.all = all_faults(&certificates, &policy, judges);
    }
    tell(options, &outcome, &certificates, now, policy.name)
}

/// The certificates to be verified, the leaf's first, and those that may be needed.
fn certificates(options: &Verify) -> Result<Vec<Vec<u8>>, Failure> {
    let mut certificates = Input::read(&options.chain)?.certificates()?;
    for path in &options.untrusted {
        certificates.extend(Input::read(path)?.certificates()?);
    }
    Ok(certificates)
}

/// What else was given.
struct Given {
    pins: Vec<[u8; 32]>,
    lists: Vec<Vec<u8>>,
    staples: Vec<Vec<u8>>,
}

impl Given {
    fn read(options: &Verify) -> Result<Self, Failure> {
        let pins = options.pin.iter().map(|pin| judges::pin(pin)).collect::<Result<_, _>>()?;
        let mut lists = Vec::new();
        for path in &options.crl {
            let input = Input::read(path)?;
            input.first(&[Kind::RevocationList], "revocation list")?;
            let of_kind = input.items.iter().filter(|item| item.kind == Kind::RevocationList);
            lists.extend(of_kind.map(|item| item.der.clone()));
        }
        let mut staples = Vec::new();
        for path in &options.ocsp {
            staples.push(Input::read(path)?.first(&[Kind::OcspResponse], "OCSP response")?.der.clone());
        }
        Ok(Given { pins, lists, staples })
    }
}

fn judges<'a>(options: &Verify, pins: &'a [[u8; 32]], revocation: &'a RevocationPolicy<'a>) -> Judges<'a> {
    let asks = !options.crl.is_empty() || !options.ocsp.is_empty();
    Judges::new(
        options.policy.contains(&NamedPolicy::Cabf),
        options.policy.contains(&NamedPolicy::Iot),
        (!pins.is_empty()).then(|| Pins::<Sha256>::new(pins)),
        asks.then(|| RevocationJudge::new(revocation)),
    )
}

/// Looks for a path among the certificates, whatever their order.
fn find<'c>(certificates: &'c [Vec<u8>], policy: &'c Policy<'c>, judges: &Judges<'c>) -> Outcome {
    let slices: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let Some((leaf, pool)) = slices.split_first() else {
        return Outcome::refused(Fault::of(CertError::UnknownIssuer, 0));
    };
    let builder = Builder { policy, pool, budget: BUDGET, judge: judges.clone() };
    let mut slots: Vec<_> = (0..LONGEST).map(|_| Slot::<HostAlgorithms, Full, Judges<'c>>::EMPTY).collect();
    match builder.find(leaf, &mut slots) {
        Ok(path) => {
            let mut places = vec![0];
            places.extend(path.issuers().map(|index| index.saturating_add(1)));
            let anchor = path.judge().and_then(|judges| judges.anchor().map(<[u8]>::to_vec));
            Outcome { path: places, anchor, fault: None, all: Vec::new() }
        }
        Err(PathError::Refused(fault)) => {
            let place = fault.certificate.map_or(0, |index| index.saturating_add(1));
            Outcome::refused(Fault::of(fault.error, place))
        }
        Err(PathError::BudgetExhausted) => Outcome::refused(Fault::exhausted()),
    }
}

/// All faults of the certificates in the order they were given.
fn all_faults(certificates: &[Vec<u8>], policy: &Policy<'_>, judges: Judges<'_>) -> Vec<Fault> {
    let mut judge = AllFaults::new(judges);
    let mut chain = Box::new(Chain::<HostAlgorithms, Full>::new());
    for der in certificates {
        if chain.push_with(policy, der, &mut judge).is_err() {
            break;
        }
    }
    let _ = chain.finish_with(&mut judge);
    let mut faults = Vec::new();
    for (depth, place) in (0_u8..).zip(0..=certificates.len()) {
        faults.extend(judge.at(depth).iter().map(|error| Fault::of(error, place)));
    }
    faults
}

fn tell(
    options: &Verify,
    outcome: &Outcome,
    certificates: &[Vec<u8>],
    now: UnixTime,
    name: Option<ServerName<'_>>,
) -> Result<(), Failure> {
    if options.json {
        say::out(format!("{}\n", outcome.json(certificates, now, name)))?;
    } else {
        say::out(outcome.text(certificates, now, name))?;
    }
    match &outcome.fault {
        None => Ok(()),
        Some(fault) => {
            Err(Failure { exit: Exit::Certificate, sentence: fault.sentence(certificates, name), error: None })
        }
    }
}
