//! `motetls cert verify`: whether a chain leads to a trust anchor, for a name, at a time, by
//! further rules; and if not, why, and what to do.
//!
//! A search by all rules of RFC 5280 and with every algorithm; or, with `--profile`, the very
//! verifier of a device over the certificates as they come.
//!
//! | module | purpose |
//! |---|---|
//! | `validators` | pins, policies by name, revocation, and a witness of what was reached |
//! | `explain` | what lies behind an error, looked up in the certificates |
//! | `told` | the outcome as text and as JSON |

mod explain;
mod validators;
mod told;

use motetls::ServerName;
use motetls::crypto::Sha256;
use motetls::pki::chain::{
    AllFaults, Chain, DeviceRules, HostAlgorithms, IncrementalSignatures, Pins, Rfc5280Rules,
    RuleSet,
};
use motetls::pki::dn::fold;
use motetls::pki::path::{BUDGET, Branch, Builder, PathError};
use motetls::pki::revocation::{
    Freshness, GivenCrl, ResponsePolicy, RevocationPolicy, RevocationValidator,
};
use motetls::pki::{CertError, Certificate, ChainProgress, Usage, VerifyPolicy};
use motetls::profiles::Tls13Ecdsa;

use super::arguments::{DeviceProfile, For, NamedPolicy, Verify};
use crate::anchors;
use crate::cert::input::Input;
use crate::cert::kind::Kind;
use crate::describe;
use crate::failure::{Exit, Failure};
use crate::say;
use crate::session;
use told::{Outcome, Shown, VerifyFault};
use validators::Validators;

/// How many certificates a path may have.
const LONGEST: usize = 8;

/// Runs the command.
pub(crate) fn run(options: &Verify) -> Result<(), Failure> {
    let certificates = certificates(options)?;
    let mut trusted = match &options.cafile {
        Some(path) => anchors::from_file(path)?,
        None => anchors::of_system()?,
    };
    if let Some(leaf) = certificates.first() {
        drop_lookalikes(&mut trusted, leaf);
    }
    let anchors = anchors::anchors(&trusted);
    let mut address = [0; 16];
    let name = options.host.as_deref().map(|host| {
        let unreadable = |error| Failure::local(describe::no_name(host, "--host", error));
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
    let policy = VerifyPolicy { anchors: &anchors, name: name.transpose()?, now: Some(now), usage };
    let given = Given::read(options)?;
    let lists: Vec<GivenCrl<'_>> = given.lists.iter().map(|der| GivenCrl::new(der)).collect();
    let staples: Vec<&[u8]> = given.staples.iter().map(Vec::as_slice).collect();
    // a day that was asked about may lie before this program was built; a device's clock may not
    let freshness = match (options.time, options.profile) {
        (Some(_), None) => Freshness::as_of(now),
        _ => Freshness::at(Some(now)),
    };
    let revocation = RevocationPolicy {
        lists: &lists,
        staples: &staples,
        responses: ResponsePolicy::new(freshness),
        ..RevocationPolicy::new(freshness)
    };
    let case = Case { options, certificates: &certificates, policy: &policy };
    let outcome = match options.profile {
        None => case.search(case.validators(&given.pins, &revocation)),
        Some(DeviceProfile::Tls13Ecdsa) => {
            case.in_order::<Tls13Ecdsa, DeviceRules>(case.validators(&given.pins, &revocation))
        }
    };
    case.tell(&outcome)
}

/// The certificates to be verified, the leaf's first, and those that may be needed.
fn certificates(options: &Verify) -> Result<Vec<Vec<u8>>, Failure> {
    let mut certificates = Input::read(&options.chain)?.certificates()?;
    for path in &options.untrusted {
        certificates.extend(Input::read(path)?.certificates()?);
    }
    Ok(certificates)
}

/// Drops of the trusted certificates those that have the name and key of `leaf`, which another
/// issued, and are not the very same certificate.
///
/// A chain trusts such a leaf without a signature over it, because a peer proves that it holds the
/// key. A file proves nothing: its dates, names and purposes may be of any origin.
fn drop_lookalikes(trusted: &mut Vec<Vec<u8>>, leaf: &[u8]) {
    let Ok(certificate) = Certificate::parse(leaf) else { return };
    if fold::same(certificate.issuer, certificate.subject) || trusted.iter().any(|der| der == leaf)
    {
        return;
    }
    let before = trusted.len();
    trusted.retain(|der| {
        Certificate::parse(der).is_ok_and(|other| {
            other.spki != certificate.spki || !fold::same(other.subject, certificate.subject)
        })
    });
    if trusted.len() < before {
        say::note(format_args!(
            "motetls: a trusted certificate has the name and key of {}, and is not this \
             certificate: that does not make this one trusted",
            describe::name(certificate.subject)
        ));
    }
}

/// What else was given.
struct Given {
    pins: Vec<[u8; 32]>,
    lists: Vec<Vec<u8>>,
    staples: Vec<Vec<u8>>,
}

impl Given {
    fn read(options: &Verify) -> Result<Self, Failure> {
        let pins = options.pin.iter().map(|pin| validators::pin(pin)).collect::<Result<_, _>>()?;
        let mut lists = Vec::new();
        for path in &options.crl {
            let input = Input::read(path)?;
            let found = input.all(Kind::RevocationList, "revocation list")?;
            lists.extend(found.into_iter().map(|item| item.der.clone()));
        }
        let mut staples = Vec::new();
        for path in &options.ocsp {
            staples
                .push(Input::read(path)?.only(&[Kind::OcspResponse], "OCSP response")?.der.clone());
        }
        Ok(Given { pins, lists, staples })
    }
}

/// What is verified, and by what.
struct Case<'c> {
    options: &'c Verify,
    certificates: &'c [Vec<u8>],
    policy: &'c VerifyPolicy<'c>,
}

impl<'c> Case<'c> {
    fn validators<S: IncrementalSignatures, R: RuleSet>(
        &self,
        pins: &'c [[u8; 32]],
        revocation: &'c RevocationPolicy<'c>,
    ) -> Validators<'c, S, R> {
        let asks = !self.options.crl.is_empty() || !self.options.ocsp.is_empty();
        Validators::new(
            self.options.policy.contains(&NamedPolicy::Cabf),
            self.options.policy.contains(&NamedPolicy::Iot),
            (!pins.is_empty()).then(|| Pins::<Sha256>::new(pins)),
            asks.then(|| RevocationValidator::new(revocation)),
        )
    }

    /// Looks for a path among the certificates, whatever their order.
    fn search(&self, validators: Validators<'c, HostAlgorithms, Rfc5280Rules>) -> Outcome {
        let slices: Vec<&[u8]> = self.certificates.iter().map(Vec::as_slice).collect();
        let Some((leaf, pool)) = slices.split_first() else {
            return Outcome::refused(VerifyFault::of(CertError::UnknownIssuer, 0));
        };
        let builder =
            Builder { policy: self.policy, pool, budget: BUDGET, validator: validators.clone() };
        let mut slots: Vec<_> = (0..LONGEST).map(|_| Branch::EMPTY).collect();
        let mut outcome = match builder.find::<HostAlgorithms, Rfc5280Rules>(leaf, &mut slots) {
            Ok(path) => {
                let mut places = vec![0];
                places.extend(path.issuers().map(|index| index.saturating_add(1)));
                Outcome::good(places, path.validator())
            }
            Err(PathError::Refused(fault)) => {
                let place = fault.certificate.map_or(0, |index| index.saturating_add(1));
                Outcome::refused(
                    VerifyFault::of(fault.error, place).with(validators.told(fault.error)),
                )
            }
            Err(PathError::BudgetExhausted) => Outcome::refused(VerifyFault::exhausted()),
        };
        if self.options.all && outcome.fault.is_some() {
            outcome.all = self.all_faults::<HostAlgorithms, Rfc5280Rules>(validators);
        }
        outcome
    }

    /// Verifies the certificates as they come, as a device does.
    fn in_order<S: IncrementalSignatures, R: RuleSet>(
        &self,
        mut validators: Validators<'c, S, R>,
    ) -> Outcome {
        let all = validators.clone();
        let mut chain = Box::new(Chain::<S, R>::new());
        let mut trusted = false;
        for der in self.certificates {
            trusted = match chain.push_with(self.policy, der, &mut validators) {
                Ok(progress) => progress == ChainProgress::Trusted,
                Err(_) => break,
            };
            if trusted {
                break;
            }
        }
        let error = match chain.finish_with(&mut validators) {
            Ok(_) if trusted => return Outcome::good(validators.places(), Some(&validators)),
            Ok(_) => CertError::UnknownIssuer,
            Err(error) => error,
        };
        let place = usize::from(chain.pushed().saturating_sub(1));
        let mut outcome =
            Outcome::refused(VerifyFault::of(error, place).with(validators.told(error)));
        if self.options.all {
            outcome.all = self.all_faults::<S, R>(all);
        }
        outcome
    }

    /// All faults of the certificates in the order they were given.
    fn all_faults<S: IncrementalSignatures, R: RuleSet>(
        &self,
        validators: Validators<'c, S, R>,
    ) -> Vec<VerifyFault> {
        let mut validator = AllFaults::new(validators);
        let mut chain = Box::new(Chain::<S, R>::new());
        for der in self.certificates {
            if chain.push_with(self.policy, der, &mut validator).is_err() {
                break;
            }
        }
        let _ = chain.finish_with(&mut validator);
        let mut faults = Vec::new();
        for (depth, place) in (0_u8..).zip(0..=self.certificates.len()) {
            let at = validator.at(depth);
            faults.extend(at.iter().map(|error| {
                VerifyFault::of(error, place).with(validator.inner.told_at(depth, error))
            }));
        }
        faults
    }

    fn tell(&self, outcome: &Outcome) -> Result<(), Failure> {
        let shown = Shown { certificates: self.certificates, policy: self.policy };
        if self.options.json {
            say::out(format!("{}\n", outcome.json(&shown)))?;
        } else {
            say::out(outcome.text(&shown))?;
        }
        match &outcome.fault {
            None => Ok(()),
            Some(fault) => Err(Failure {
                exit: Exit::Certificate,
                sentence: fault.sentence(&shown),
                error: None,
            }),
        }
    }
}
