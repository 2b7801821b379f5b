//! What a client offers, and what it makes of the answer.

use core::marker::PhantomData;

use motetls_base::{Random, Writer};
use motetls_crypto::Group;
use motetls_pki::ServerName;

use super::{Flight, Negotiated, Settled, Stage, Workshop};
use crate::config::Config;
use crate::error::ErrorKind;
use crate::msg::client_hello::{BINDERS, ClientHello};
use crate::msg::server_hello::ServerHello;
use crate::num::{CipherSuite, NamedGroup, PskKeyExchangeMode, SignatureScheme};
use crate::profile::{CertificateCheck, Profile, speaks};
use crate::schedule::Early;
use crate::suite::{AeadId, SUITES, Suite};
use crate::transcript::Transcript;

/// Refuses a configuration that could not authenticate the server.
pub(crate) fn check_config<P: Profile>(config: &Config<'_, P>) -> Result<(), ErrorKind> {
    let named = config.server_name.is_some() || !P::Certificates::NEEDS_NAME;
    let certificates = P::Certificates::PRESENT && named;
    let psk = P::PSK && config.psk.is_some_and(|psk| !psk.identity.is_empty() && !psk.secret.is_empty());
    if certificates || psk { Ok(()) } else { Err(ErrorKind::Configuration) }
}

/// Draws all the randomness of the handshake and starts the key schedule.
pub(crate) fn prepare<P: Profile, R: Random>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    random: &mut R,
) -> Result<(), ErrorKind> {
    random.random(&mut ws.random)?;
    if P::Secp256r1::PRESENT {
        ws.private = Some(P::Secp256r1::generate(random)?);
    }
    let psk = if P::PSK { config.psk.map(|psk| psk.secret) } else { None };
    ws.secret = Stage::Early(Early::new::<P::Hash>(psk));
    Ok(())
}

/// What a profile offers whatever its configuration: known to the compiler.
struct Offer<P: Profile>(PhantomData<P>);

impl<P: Profile> Offer<P> {
    /// The suites the profile names, most wanted first, and how many they are.
    #[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)] // evaluated by the compiler
    const SUITES: ([CipherSuite; SUITES.len()], usize) = {
        let (mut suites, mut count) = ([CipherSuite(0); SUITES.len()], 0);
        let mut rest: &[Suite] = &SUITES;
        while let [suite, others @ ..] = rest {
            if speaks::<P>(suite.aead) {
                suites[count] = suite.id;
                count += 1;
            }
            rest = others;
        }
        (suites, count)
    };
}

/// Encodes and sends a ClientHello, the second one with the server's `cookie`.
pub(crate) fn send<P: Profile>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    cookie: &[u8],
    flight: &mut Flight<'_, '_, P>,
) -> Result<(), ErrorKind> {
    let public = ws.private.as_ref().map(P::Secp256r1::public);
    let psk = if P::PSK { config.psk } else { None };
    let modes: &[PskKeyExchangeMode] = match (P::PSK_DHE_KE, P::PSK_KE) {
        _ if psk.is_none() => &[],
        (true, true) => &[PskKeyExchangeMode::psk_dhe_ke, PskKeyExchangeMode::psk_ke],
        (true, false) => &[PskKeyExchangeMode::psk_dhe_ke],
        _ => &[PskKeyExchangeMode::psk_ke],
    };
    let hello = ClientHello {
        random: &ws.random,
        suites: Offer::<P>::SUITES.0.split_at(Offer::<P>::SUITES.1).0,
        // What `ServerName::sni` does, without a call into a floor that profiles without certificates leave out.
        server_name: match config.server_name {
            Some(ServerName::Dns(name)) => Some(name.strip_suffix('.').unwrap_or(name)),
            _ => None,
        },
        alpn: config.alpn,
        share: public.as_ref().map(|key| (NamedGroup::secp256r1, key.as_ref())),
        scheme: P::Certificates::PRESENT.then_some(SignatureScheme::ecdsa_secp256r1_sha256),
        record_size_limit: ws.record_size_limit,
        cookie,
        modes,
        psk_identity: psk.map(|psk| psk.identity),
    };
    ws.offered = hello.extensions();
    let early = match &ws.secret {
        Stage::Early(early) if psk.is_some() => Some(early),
        _ => None,
    };
    flight.send(&mut ws.transcript, |w, transcript| {
        hello.encode(w);
        if let Some(early) = early {
            bind::<P>(w, transcript, early);
        }
    })
}

/// Fills in the binder of the hello just written: an HMAC over all of it but the binders (section 4.2.11.2).
#[inline(never)]
fn bind<P: Profile>(w: &mut Writer<'_>, transcript: &Transcript<P::Hash>, early: &Early) {
    let covered = w.len().saturating_sub(BINDERS);
    let hash = transcript.hash_with(w.written().get(..covered).unwrap_or(&[]));
    let binder = early.binder::<P::Hash>(&hash);
    if let Some(room) = w.written_mut().last_chunk_mut::<32>() {
        *room = *binder.expose();
    }
}

/// The AEAD of a suite the server chose, which must be one we offered.
pub(crate) fn chosen_suite<P: Profile>(suite: CipherSuite) -> Result<AeadId, ErrorKind> {
    let known = SUITES.iter().find(|row| row.id == suite && speaks::<P>(row.aead));
    known.map(|row| row.aead).ok_or(ErrorKind::IllegalParameter)
}

/// Checks a HelloRetryRequest: it must change something, and something we can change (section 4.1.4).
///
/// The only group is offered with a share from the start, so all a server can ask for is a cookie.
pub(crate) fn check_retry(hello: &ServerHello<'_>) -> Result<(), ErrorKind> {
    if hello.share.is_some() || hello.cookie.is_empty() { Err(ErrorKind::IllegalParameter) } else { Ok(()) }
}

/// What the ServerHello settles, and the (EC)DHE secret if there is one.
pub(crate) fn agree<P: Profile>(ws: &Workshop<P>, hello: &ServerHello<'_>) -> Result<Settled<P>, ErrorKind> {
    let aead = chosen_suite::<P>(hello.suite)?;
    if ws.retry_suite.is_some_and(|earlier| earlier != aead) {
        return Err(ErrorKind::IllegalParameter);
    }
    // We offer one identity, number 0.
    if hello.psk.is_some_and(|identity| identity != 0) {
        return Err(ErrorKind::IllegalParameter);
    }
    let psk = hello.psk.is_some();
    let shared = match (&ws.private, hello.share) {
        (Some(private), Some((NamedGroup::secp256r1, key))) => {
            Some(P::Secp256r1::agree(private, key).map_err(|_| ErrorKind::IllegalParameter)?)
        }
        (_, Some(_)) => return Err(ErrorKind::IllegalParameter),
        (_, None) if psk && P::PSK_KE => None,
        (_, None) if psk || P::Certificates::PRESENT => return Err(ErrorKind::MissingExtension),
        (_, None) => None,
    };
    if !psk && !P::Certificates::PRESENT {
        return Err(ErrorKind::PskRefused);
    }
    let ephemeral = shared.is_some();
    Ok((Negotiated { aead, psk, ephemeral, alpn: None, record_size_limit: None }, shared))
}

/// Which of the offered application protocols `chosen` is.
pub(crate) fn chosen_alpn(offered: &[&[u8]], chosen: &[u8]) -> Result<Option<u8>, ErrorKind> {
    if chosen.is_empty() {
        return Ok(None);
    }
    let place = offered.iter().position(|protocol| *protocol == chosen).ok_or(ErrorKind::ApplicationProtocol)?;
    Ok(u8::try_from(place).ok())
}
