//! The pre-shared key a server takes of an offer (RFC 9846, section 4.3.11).

use motetls_base::ct;

use super::ServerStep;
use super::psk::{EXTERNAL, IMPORTED};
use crate::config::Psk;
use crate::error::ErrorKind;
use crate::hashes::Hashes;
use crate::msg::client_offer::{ClientOffer, lists};
use crate::num::{ExtensionType, PskKeyExchangeMode};
use crate::profile::{Profile, speaks};
use crate::schedule::Early;
use crate::suite::{SUITES, Suite};

/// A key that is known, and whose binder holds.
pub(crate) struct KnownPsk<P: Profile> {
    /// Its place among those the client offers.
    pub(crate) place: u16,
    /// The suite of its hash.
    pub(crate) suite: &'static Suite,
    /// What it makes of the key schedule.
    pub(crate) early: Early<P::Hashes>,
}

/// Whether the profile and the client have a way to use a key in common.
pub(crate) fn has_mode<P: Profile>(offer: &ClientOffer<'_>, mode: PskKeyExchangeMode) -> bool {
    let ours = match mode {
        PskKeyExchangeMode::psk_dhe_ke => P::PSK_DHE_KE,
        _ => P::PSK_KE,
    };
    ours && offer.modes.contains(&mode.0)
}

/// The first key the client offers that is known, fits a suite in common, and has its binder right.
///
/// # Errors
/// [`ErrorKind::MissingExtension`] for keys without the modes they may be used in,
/// [`ErrorKind::BadFinished`] for a binder that does not hold.
#[inline(never)]
pub(crate) fn find<P: Profile, B>(
    step: &ServerStep<'_, P, B>,
    offer: &ClientOffer<'_>,
) -> Result<Option<KnownPsk<P>>, ErrorKind> {
    if offer.identities.is_empty() {
        return Ok(None);
    }
    if !offer.extensions.has(ExtensionType::PSK_KEY_EXCHANGE_MODES) {
        return Err(ErrorKind::MissingExtension);
    }
    let usable = has_mode::<P>(offer, PskKeyExchangeMode::psk_dhe_ke)
        || has_mode::<P>(offer, PskKeyExchangeMode::psk_ke);
    let Some(keys) = step.config.psks.filter(|_| usable) else { return Ok(None) };
    for (place, (identity, binder)) in (0..).zip(offer.psks()) {
        let mut known = Ok(None);
        keys.look_up(identity, &mut |psk| known = check(step, offer, psk, binder));
        if let Some((suite, early)) = known? {
            return Ok(Some(KnownPsk { place, suite, early }));
        }
    }
    Ok(None)
}

/// A suite, and the early secret of the key.
type Usable<P> = (&'static Suite, Early<<P as Profile>::Hashes>);

/// What a key that was found is good for; `None` where no suite in common has its hash.
fn check<P: Profile, B>(
    step: &ServerStep<'_, P, B>,
    offer: &ClientOffer<'_>,
    psk: &Psk<'_>,
    binder: &[u8],
) -> Result<Option<Usable<P>>, ErrorKind> {
    let suite = SUITES.iter().find(|suite| {
        suite.hash == psk.hash && speaks::<P>(suite.aead) && lists(offer.suites, suite.id.0)
    });
    let Some(suite) = suite else { return Ok(None) };
    let (hash, transcript) = (P::Hashes::id(psk.hash), &step.scratch.transcript);
    // after a HelloRetryRequest keys of another hash than its suite's are of no use
    if step.scratch.retry.is_some_and(|chosen| chosen != suite.id) {
        return Ok(None);
    }
    let covered = step.message.len().saturating_sub(offer.uncovered());
    let early = Early::new(hash, Some(psk.secret));
    let label = if psk.imported { IMPORTED } else { EXTERNAL };
    let digest = transcript.digest_with(hash, step.message.get(..covered).unwrap_or(&[]));
    if ct::equal(early.binder(label, &digest).expose(hash), binder) {
        Ok(Some((suite, early)))
    } else {
        Err(ErrorKind::BadFinished)
    }
}
