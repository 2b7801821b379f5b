//! What a client offers, and what it makes of the answer.

use motetls_base::{Random, Writer};

use super::compute;
use super::key_share::{PrivateKeys, PublicKeys, SharedSecret};
use super::offer::{self, Offer, Rooms};
use super::psk::{self, Offered};
use super::{Flight, HandshakeScratch, Negotiated, ScheduleStage};
use crate::buffer::Buffer;
use crate::config::Config;
use crate::error::ErrorKind;
use crate::hashes::Hashes;
use crate::msg::certificate_type::CertificateTypes;
use crate::msg::client_hello::{ClientHello, KeyShares, OfferedPsks};
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::grease::Grease;
use crate::msg::server_hello::ServerHello;
use crate::num::{CertificateType, CipherSuite, ExtensionType, NamedGroup, PskKeyExchangeMode};
use crate::profile::{CertificateCheck, HandshakeSigner, OptionSlot, Profile, speaks};
use crate::schedule::Early;
use crate::session::ResumptionSlot;
use crate::suite::{SUITES, Suite};

/// Refuses a configuration that could not authenticate the server.
///
/// With certificates the name is needed even beside a pre-shared key, as the server may decline the
/// key and answer with a chain; an empty key beside certificates would let any server accept it.
pub(crate) fn check_config<P: Profile>(config: &Config<'_, P>) -> Result<(), ErrorKind> {
    let authenticates = if P::Certificates::PRESENT {
        let named = config.server_name.is_some() || !P::Certificates::NEEDS_NAME;
        let pinned = !P::Certificates::RAW_PUBLIC_KEY || P::Certificates::is_pinned(config.pins);
        named && pinned
    } else {
        !config.psks.is_empty()
    };
    let sound = !P::PSK || psk::are_sound(config);
    let shares = first_shares(config);
    let chosen = config.chosen().is_none_or(offer::are_choices_sound::<P>);
    if authenticates && sound && chosen && (!PrivateKeys::<P>::MANY || can_share::<P>(shares)) {
        Ok(())
    } else {
        Err(ErrorKind::Configuration)
    }
}

/// Whether the profile names each of the groups, and each stands there once (section 4.3.8).
fn can_share<P: Profile>(groups: &[NamedGroup]) -> bool {
    let mut rest = groups;
    while let [group, others @ ..] = rest {
        if !PrivateKeys::<P>::groups().contains(group) || others.contains(group) {
            return false;
        }
        rest = others;
    }
    true
}

/// Draws all the randomness of the handshake and starts the key schedule.
pub(crate) fn prepare<P: Profile, R: Random>(
    config: &Config<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    random: &mut R,
) -> Result<(), ErrorKind> {
    random.random(&mut scratch.random)?;
    scratch.legacy_session = OptionSlot::EMPTY;
    if P::MIDDLEBOX_COMPATIBILITY
        && config.chosen().is_none_or(|choices| choices.middlebox_compatibility)
    {
        let mut session = [0; 32];
        random.random(&mut session)?;
        scratch.legacy_session.put(session);
    }
    scratch.private.generate(random)?;
    if P::RESUMPTION
        && let Some(offer) = psk::first_offer(config)
    {
        scratch.session.put(offer);
    }
    let first = Offered::new(config, &scratch.session, false, P::Hashes::FIRST).first();
    let hash = match &first {
        Some(key) => P::Hashes::id(key.hash),
        None => P::Hashes::FIRST,
    };
    scratch.secret = ScheduleStage::Early(Early::new(hash, first.map(|key| key.secret)));
    Ok(())
}

/// The shares of a hello, with the private keys they come from.
struct Shares<'a, P: Profile> {
    private: &'a PrivateKeys<P>,
    publics: Option<&'a PublicKeys<P>>,
    groups: &'a [NamedGroup],
}

impl<P: Profile> KeyShares for Shares<'_, P> {
    #[inline(always)]
    fn groups(&self) -> &[NamedGroup] {
        self.groups
    }
    #[inline(always)]
    fn write(&self, group: NamedGroup, w: &mut Writer<'_>) {
        self.private.write_public(self.publics, group, w);
    }
}

/// The groups of the first hello's shares: those the configuration names, or the most preferred
/// one.
fn first_shares<'a, P: Profile>(config: &Config<'a, P>) -> &'a [NamedGroup] {
    let groups = PrivateKeys::<P>::groups();
    match config.key_shares {
        Some(chosen) if PrivateKeys::<P>::MANY => chosen,
        _ => groups.get(..1).unwrap_or(&[]),
    }
}

/// The groups of the shares that are, or were, in the first hello of a handshake.
///
/// A session that may only be resumed without (EC)DHE needs none; a server that declines it asks
/// for one.
fn sent_shares<'a, P: Profile>(
    config: &Config<'a, P>,
    session: &ResumptionSlot<P>,
) -> &'a [NamedGroup] {
    if PrivateKeys::<P>::LATE && psk::resumes::<P>(session) { &[] } else { first_shares(config) }
}

/// The type of raw public keys (RFC 7250), if it is offered; certificates alone need not be.
#[inline(always)]
const fn raw_public_key(offered: bool) -> &'static [CertificateType] {
    if offered { &[CertificateType::RawPublicKey] } else { &[] }
}

/// What the hello of a retry answers.
pub(crate) struct Retry<'a> {
    /// The server's cookie; empty without one.
    pub(crate) cookie: &'a [u8],
    /// The group it wants a share of.
    pub(crate) group: Option<NamedGroup>,
}

/// Encodes and sends a ClientHello, the second one as the server's HelloRetryRequest wants it.
pub(crate) fn send<P: Profile, B: Buffer>(
    config: &Config<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    retry: &Retry<'_>,
    flight: &mut Flight<'_, P, B>,
) -> Result<(), ErrorKind> {
    let modes: &[PskKeyExchangeMode] = match (P::PSK_DHE_KE, P::PSK_KE) {
        // a server that is not told the modes sends no tickets either
        _ if !P::PSK || (!P::RESUMPTION && config.psks.is_empty()) => &[],
        (true, true) => &[PskKeyExchangeMode::psk_dhe_ke, PskKeyExchangeMode::psk_ke],
        (true, false) => &[PskKeyExchangeMode::psk_dhe_ke],
        _ => &[PskKeyExchangeMode::psk_ke],
    };
    let retried = scratch.retry.is_some();
    let offered = Offered::new(config, &scratch.session, retried, scratch.transcript.hash);
    let shares = match &retry.group {
        Some(group) if PrivateKeys::<P>::RETRIED => core::slice::from_ref(group),
        _ => sent_shares(config, &scratch.session),
    };
    let grease = P::GREASE && config.chosen().is_none_or(|choices| choices.grease);
    let mut rooms = Rooms::EMPTY;
    let lists = offer::lists(config, offered.first().map(|key| key.hash), &mut rooms);
    let hello = ClientHello {
        random: &scratch.random,
        session: scratch.legacy_session.value(),
        grease_share: grease && retry.group.is_none(),
        grease: if grease { Some(Grease::new(&scratch.random)) } else { None },
        suites: lists.suites,
        // no closure: its name would tie images without certificates to motetls-pki
        server_name: match &config.server_name {
            Some(name) => name.sni(),
            None => None,
        },
        alpn: config.alpn,
        groups: Offer::<P>::groups(),
        shares: Shares {
            private: &scratch.private,
            publics: scratch.computation.value().map(|computation| &computation.publics),
            groups: shares,
        },
        schemes: lists.schemes,
        certificate_schemes: lists.certificate_schemes,
        authorities: if P::CERTIFICATE_AUTHORITIES { config.certificate_authorities } else { &[] },
        client_certificate_types: raw_public_key(
            P::Signer::RAW_PUBLIC_KEY && !config.credentials.is_empty(),
        ),
        server_certificate_types: raw_public_key(P::Certificates::RAW_PUBLIC_KEY),
        status_request: P::STATUS_REQUEST,
        post_handshake_auth: P::POST_HANDSHAKE_AUTH,
        record_size_limit: scratch.record_size_limit,
        max_fragment_length: offer::fragment_length(config, scratch.record_size_limit),
        cookie: retry.cookie,
        modes,
        early_data: psk::sends_early_data::<P>(&scratch.session),
        psks: &offered,
    };
    scratch.offered = hello.extensions();
    let HandshakeScratch { transcript, secret, .. } = scratch;
    flight.send(transcript, |w, transcript| {
        hello.encode(w);
        if !offered.is_empty() {
            offered.bind(w, transcript, secret);
        }
    })
}

/// What our records are limited to after the server's answers, content type included.
///
/// # Errors
/// [`ErrorKind::IllegalParameter`] for another fragment length than was offered (RFC 6066, section
/// 4), and for one beside a record_size_limit (RFC 8449, section 5).
pub(crate) fn record_size_limit<P: Profile>(
    config: &Config<'_, P>,
    offered: Option<u16>,
    extensions: &EncryptedExtensions<'_>,
) -> Result<Option<u16>, ErrorKind> {
    let EncryptedExtensions { record_size_limit, max_fragment_length: code, .. } = *extensions;
    if code == 0 {
        return Ok(record_size_limit);
    }
    if record_size_limit.is_some() || code != offer::fragment_length(config, offered) {
        return Err(ErrorKind::IllegalParameter);
    }
    Ok(Some(256u16.wrapping_shl(code.into()).wrapping_add(1)))
}

/// The suite the server chose, which must be one we offered.
pub(crate) fn chosen_suite<P: Profile>(
    config: &Config<'_, P>,
    suite: CipherSuite,
) -> Result<&'static Suite, ErrorKind> {
    let chosen = config.chosen().and_then(|choices| choices.suites);
    if chosen.is_some_and(|suites| !suites.contains(&suite)) {
        return Err(ErrorKind::IllegalParameter);
    }
    let known = SUITES.iter().find(|row| row.id == suite && speaks::<P>(row.aead));
    known.ok_or(ErrorKind::IllegalParameter)
}

/// Checks a HelloRetryRequest: it must change something, and something we can change (section
/// 4.2.4). The group it names is one we offered without a share.
pub(crate) fn check_retry<'a, P: Profile>(
    config: &Config<'_, P>,
    session: &ResumptionSlot<P>,
    hello: &ServerHello<'a>,
) -> Result<Retry<'a>, ErrorKind> {
    let group = hello.share.map(|(group, _)| group);
    let changes = match group {
        None => !hello.cookie.is_empty(),
        Some(group) => {
            PrivateKeys::<P>::RETRIED
                && PrivateKeys::<P>::groups().contains(&group)
                && !sent_shares(config, session).contains(&group)
        }
    };
    if changes {
        Ok(Retry { cookie: hello.cookie, group })
    } else {
        Err(ErrorKind::IllegalParameter)
    }
}

/// Whether the public keys of the first hello's shares are there; in a profile that names
/// `bounded_steps` they are computed before it is sent.
pub(crate) fn has_first_shares<P: Profile>(
    config: &Config<'_, P>,
    scratch: &mut HandshakeScratch<P>,
) -> bool {
    let groups = sent_shares(config, &scratch.session);
    compute::has_shares(&mut scratch.computation, &scratch.private, groups)
}

/// What a ServerHello decides, and the (EC)DHE secret if there is one.
type Agreement<P> = (Negotiated, Option<SharedSecret<P>>);

/// Takes from a ServerHello what it decides; there is no secret yet while its operation is under
/// way.
pub(crate) fn agree<P: Profile>(
    config: &Config<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    suite: &'static Suite,
    hello: &ServerHello<'_>,
) -> Result<Agreement<P>, ErrorKind> {
    if scratch.retry.is_some_and(|earlier| earlier != hello.suite) {
        return Err(ErrorKind::IllegalParameter);
    }
    let chosen = match hello.psk {
        None => None,
        Some(place) => {
            let retried = scratch.retry.is_some();
            let hash = scratch.transcript.hash;
            let key = Offered::new(config, &scratch.session, retried, hash).nth(place);
            match key {
                Some(key) if P::Hashes::id(key.hash) == P::Hashes::id(suite.hash) => {
                    Some(key.source)
                }
                _ => return Err(ErrorKind::IllegalParameter),
            }
        }
    };
    let psk = chosen.is_some();
    let shared = match hello.share {
        Some((group, key)) if was_shared(config, scratch, group) => {
            let HandshakeScratch { private, computation, .. } = scratch;
            compute::agree(computation, private, group, key)?
        }
        Some(_) => return Err(ErrorKind::IllegalParameter),
        None if psk && P::PSK_KE => None,
        None if psk || P::Certificates::PRESENT => return Err(ErrorKind::MissingExtension),
        None => None,
    };
    if !psk && !P::Certificates::PRESENT {
        return Err(ErrorKind::PskRefused);
    }
    let group = hello.share.map(|(group, _)| group);
    let negotiated = Negotiated::new(suite, chosen, group);
    Ok((negotiated, shared))
}

/// What the server made of the types of certificates that were offered (RFC 7250, section 4.2). One
/// that takes raw public keys says so; silence stands for X.509.
pub(crate) fn check_types<P: Profile>(
    scratch: &mut HandshakeScratch<P>,
    types: &CertificateTypes,
) -> Result<(), ErrorKind> {
    const RAW: CertificateType = CertificateType::RawPublicKey;
    if [types.client, types.server].into_iter().flatten().any(|kind| kind != RAW) {
        return Err(ErrorKind::IllegalParameter);
    }
    if P::Certificates::RAW_PUBLIC_KEY && types.server.is_none() {
        return Err(ErrorKind::CertificateType);
    }
    if P::Signer::RAW_PUBLIC_KEY && types.client.is_none() {
        scratch.offered = scratch.offered.without(ExtensionType::CLIENT_CERTIFICATE_TYPE);
    }
    Ok(())
}

/// Whether our last hello held a share of the group.
fn was_shared<P: Profile>(
    config: &Config<'_, P>,
    scratch: &HandshakeScratch<P>,
    group: NamedGroup,
) -> bool {
    match scratch.retry_group {
        _ if !PrivateKeys::<P>::RETRIED => true,
        Some(wanted) => wanted == group,
        None => sent_shares(config, &scratch.session).contains(&group),
    }
}

/// Which of the offered application protocols `chosen` is.
pub(crate) fn chosen_alpn(offered: &[&[u8]], chosen: &[u8]) -> Result<Option<u8>, ErrorKind> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let place = offered
        .iter()
        .position(|protocol| *protocol == chosen)
        .ok_or(ErrorKind::ApplicationProtocol)?;
    Ok(u8::try_from(place).ok())
}
