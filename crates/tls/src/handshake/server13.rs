//! The TLS 1.3 server, state by state.
//!
//! ```text
//! ClientHello             -------->                     ClientHello
//!                         <--------  (HelloRetryRequest)
//! (ClientHello)           -------->                     ClientHello
//!                                        ServerHello
//!                              {EncryptedExtensions}    Answer
//!                              {CertificateRequest*}
//!                                      {Certificate}    Sign
//!                                {CertificateVerify}
//!                         <--------       {Finished}
//! {Certificate*}          -------->                     Certificate, Entries
//! {CertificateVerify*}                                  CertificateVerify
//! {Finished}              -------->                     Finished
//! [Application Data]      <------->  [Application Data]  Open
//! ```
//!
//! With a pre-shared key Answer leads to our Finished at once. Our certificates go out in pieces,
//! as many at once as the send buffer holds, and our signer may answer later: nothing is read until
//! it has.

use super::key_share::{PrivateKeys, SharedSecret};
use super::offer::{Offer, fragment_code};
use super::retry::{share_or_retry, take_cookie};
use super::select::{Choice, choose};
use super::state::State;
use super::{
    ChosenPsk, HandshakeScratch, Negotiated, ScheduleStage, ServerStep, Step, auth, client13,
    known_psk,
};
use crate::buffer::Buffer;
use crate::config::party::Party;
use crate::config::server::{ClientCertificates, ServerConfig};
use crate::error::ErrorKind;
use crate::hashes::{HashSecret, Hashes, cut};
use crate::msg::certificate_verify::{CertificateVerify, SERVER_CONTEXT};
use crate::msg::client_offer::ClientOffer;
use crate::msg::encrypted_extensions::EncryptedAnswers;
use crate::msg::extension::{ExtensionSet, open};
use crate::msg::server_hello::ServerAnswer;
use crate::msg::{certificate, certificate_request, finished};
use crate::num::ExtensionType;
use crate::profile::{CertificateCheck, OptionSlot, Profile, Role};
use crate::protect::Keys;
use crate::schedule::{Early, verify_data};

/// The least room that is worth a record with a piece of our Certificate.
const PIECE: usize = 48;

/// The most content that TLS permits in a record, with its content type.
const LONGEST_RECORD: u16 = (1 << 14) + 1;

/// Room for CertificateVerify and Finished besides the bytes of the signature: their headers, DER,
/// the longest verify_data, and what each record takes.
const LAST: usize = 192;

/// Refuses a configuration that could not prove who we are.
pub(crate) fn check_config<P: Profile>(config: &ServerConfig<'_, P>) -> Result<(), ErrorKind> {
    let sound = config.credentials.iter().all(|named| !named.credential.chain.is_empty());
    let few = config.credentials.len() <= usize::from(u8::MAX);
    let any = !config.credentials.is_empty() || (P::PSK && config.psks.is_some());
    if sound && few && any { Ok(()) } else { Err(ErrorKind::Configuration) }
}

/// The ClientHello: everything is chosen, then keys are agreed upon, and the ServerHello goes out.
/// A client that sent no share of the group is asked for one.
#[inline(never)]
pub(crate) fn on_client_hello<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
) -> Result<State, ErrorKind> {
    let offer = ClientOffer::decode(step.body)?;
    step.scratch.offered = early_data(&offer);
    if P::COOKIES {
        take_cookie(step, &offer)?;
    }
    let known = if P::PSK { known_psk::find(step, &offer)? } else { None };
    let choice = choose(step.config, &offer, known.as_ref().map(|psk| psk.suite))?;
    let shared = match choice.group {
        // the group that was asked for is to be used
        None if step.scratch.retry.is_some() => return Err(ErrorKind::IllegalParameter),
        None => None,
        Some(group) => match share_or_retry(step, &offer, &choice, group)? {
            Some(key) => Some(step.scratch.private.agree(group, key)?),
            None => return Ok(State::ClientHello),
        },
    };
    let HandshakeScratch { transcript, credential, signature_scheme, offered, .. } =
        &mut *step.scratch;
    transcript.choose(P::Hashes::id(choice.suite.hash));
    transcript.add(step.message);
    if let Some((place, scheme)) = choice.credential {
        *credential = place;
        *signature_scheme = Some(scheme);
    }
    *offered = offered.and(answered(&offer, choice.credential.is_some()));
    let place = known.as_ref().map(|psk| psk.place);
    let psk = place.map(|place| ChosenPsk::External(u8::try_from(place).unwrap_or(u8::MAX)));
    let mut negotiated = Negotiated::new(choice.suite, psk, choice.group);
    negotiated.alpn = choice.alpn;
    negotiated.set_record_size_limit(limit(&offer));
    if let Some((_, scheme)) = choice.credential {
        negotiated.scheme = scheme;
    }
    send_hello(step, &offer, &choice, place)?;
    derive(step, known.map(|psk| psk.early), shared.as_ref())?;
    *step.negotiated = Some(negotiated);
    Ok(State::Answer)
}

/// Whether early data follow the hello, which are not taken and not answered.
fn early_data(offer: &ClientOffer<'_>) -> ExtensionSet {
    let announced = offer.extensions.has(ExtensionType::EARLY_DATA);
    if announced { ExtensionSet::of(&[ExtensionType::EARLY_DATA]) } else { ExtensionSet::EMPTY }
}

/// The extensions that EncryptedExtensions answers.
fn answered(offer: &ClientOffer<'_>, by_certificate: bool) -> ExtensionSet {
    let mut answered = ExtensionSet::EMPTY;
    // of use where it has chosen between credentials (RFC 6066, section 3)
    if by_certificate && offer.extensions.has(ExtensionType::SERVER_NAME) {
        answered = answered.with(ExtensionType::SERVER_NAME);
    }
    // A server that knows both ignores the older one (RFC 8449, section 5).
    if offer.record_size_limit.is_some() {
        answered = answered.with(ExtensionType::RECORD_SIZE_LIMIT);
    } else if offer.max_fragment_length != 0 {
        answered = answered.with(ExtensionType::MAX_FRAGMENT_LENGTH);
    }
    answered
}

/// What our protected records are limited to, content type included.
fn limit(offer: &ClientOffer<'_>) -> Option<u16> {
    match (offer.record_size_limit, offer.max_fragment_length) {
        (None, 0) => None,
        (None, code) => Some(256u16.wrapping_shl(code.into()).wrapping_add(1)),
        (limit, _) => limit,
    }
}

/// The ServerHello, and for a client that pretends a session of TLS 1.2 a change_cipher_spec behind
/// it (appendix E.4).
#[inline(never)]
fn send_hello<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
    offer: &ClientOffer<'_>,
    choice: &Choice<'_>,
    psk: Option<u16>,
) -> Result<(), ErrorKind> {
    let HandshakeScratch { transcript, random, private, retry, .. } = &mut *step.scratch;
    let hello = ServerAnswer { random, session: offer.session, suite: choice.suite.id };
    step.flight.send(transcript, |w, _| {
        hello.encode(w, |w| {
            if let Some(group) = choice.group {
                let body = open(w, ExtensionType::KEY_SHARE);
                w.u16(group.0);
                private.write_public(None, group, w);
                w.close(body);
            }
            if P::PSK
                && let Some(place) = psk
            {
                let body = open(w, ExtensionType::PRE_SHARED_KEY);
                w.u16(place);
                w.close(body);
            }
        });
    })?;
    // from here on it is the client's that names our secrets in key logs
    *random = *offer.random;
    if retry.is_none() && !offer.session.is_empty() {
        step.flight.out.change_cipher_spec()?;
    }
    if let Some(limit) = limit(offer) {
        step.flight.out.set_limit(usize::from(limit));
    }
    Ok(())
}

/// The handshake traffic secrets, with the transcript up to the ServerHello.
#[inline(never)]
fn derive<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
    early: Option<Early<P::Hashes>>,
    shared: Option<&SharedSecret<P>>,
) -> Result<(), ErrorKind> {
    let Step { config, scratch, traffic, .. } = step;
    scratch.private = PrivateKeys::NONE;
    let hash = scratch.transcript.hash;
    let early = match early {
        Some(early) => early,
        None => Early::new(hash, None),
    };
    scratch.secret = ScheduleStage::Main(early.into_main_secret(
        Role::Server,
        shared.map(AsRef::as_ref),
        &scratch.transcript.digest(),
        traffic,
    ));
    let (own, peer) = (traffic.local.expose(hash), traffic.peer.expose(hash));
    client13::log_secret(config.observer, scratch, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", peer);
    client13::log_secret(config.observer, scratch, "SERVER_HANDSHAKE_TRAFFIC_SECRET", own);
    Ok(())
}

/// EncryptedExtensions, CertificateRequest if clients are asked, and as much of the rest as there
/// is room for.
pub(crate) fn answer<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
) -> Result<State, ErrorKind> {
    let negotiated = step.negotiated.as_ref().ok_or(ErrorKind::Misuse)?;
    let HandshakeScratch {
        transcript,
        offered,
        record_size_limit,
        list,
        certificate_requested,
        ..
    } = &mut *step.scratch;
    let protocol = negotiated.alpn.and_then(|place| step.config.alpn.get(usize::from(place)));
    // the code that agrees is the client's own, and stands for what it limits us to
    let agrees = offered.has(ExtensionType::MAX_FRAGMENT_LENGTH);
    let code = if agrees { fragment_code(negotiated.record_size_limit()) } else { 0 };
    let answers = EncryptedAnswers {
        server_name: offered.has(ExtensionType::SERVER_NAME),
        alpn: protocol.copied().unwrap_or(&[]),
        // with a receive buffer for all records it is what TLS permits anyway
        record_size_limit: offered
            .has(ExtensionType::RECORD_SIZE_LIMIT)
            .then_some(record_size_limit.unwrap_or(LONGEST_RECORD)),
        max_fragment_length: code,
    };
    step.flight.send(transcript, |w, _| answers.encode(w))?;
    let asks = P::Certificates::PRESENT
        && step.config.client_certificates != ClientCertificates::None
        && negotiated.psk.is_none();
    if asks {
        let schemes = Offer::<P>::all_schemes();
        step.flight.send(transcript, |w, _| certificate_request::encode(w, schemes))?;
        *certificate_requested = true;
    }
    *list = 0;
    if P::PSK && negotiated.psk.is_some() {
        return finish(step);
    }
    sign(step)
}

/// The next piece of our Certificate; then, once the signer has answered, CertificateVerify and
/// Finished.
#[inline(never)]
pub(crate) fn sign<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
) -> Result<State, ErrorKind> {
    let Step { config, scratch, flight, .. } = step;
    let HandshakeScratch { transcript, signature_scheme: Some(scheme), credential, list, .. } =
        &mut **scratch
    else {
        return Err(ErrorKind::Misuse);
    };
    let chosen = config.credentials.get(usize::from(*credential)).ok_or(ErrorKind::Misuse)?;
    let credential = &chosen.credential;
    let length = certificate::encoded_len(&[], credential.chain);
    while *list < length {
        if flight.is_crowded(PIECE.min(length.saturating_sub(*list))) {
            return Ok(State::Sign);
        }
        flight.send_piece(transcript, list, &[], credential.chain)?;
    }
    let mut memory = auth::Signature::<P::Signer>::ZERO;
    if flight.is_crowded(auth::Signature::<P::Signer>::LEN.wrapping_add(LAST)) {
        return Ok(State::Sign);
    }
    let (hash, digest) = (transcript.hash, transcript.digest());
    let content: [&[u8]; 2] = [SERVER_CONTEXT, cut::<P::Hashes>(hash, &digest)];
    let Some(signature) = auth::prove(credential, *scheme, &content, &mut memory)? else {
        return Ok(State::Sign);
    };
    let message = CertificateVerify { scheme: *scheme, signature };
    flight.send(transcript, |w, _| message.encode(w))?;
    finish(step)
}

/// Our Finished. From here on we send under the application's secret, and the client still under
/// that of the handshake.
#[inline(never)]
fn finish<P: Profile, B: Buffer>(step: &mut ServerStep<'_, P, B>) -> Result<State, ErrorKind> {
    let Step { config, scratch, flight, traffic, negotiated, .. } = step;
    let HandshakeScratch { transcript, secret: ScheduleStage::Main(main_secret), exporter, .. } =
        &mut **scratch
    else {
        return Err(ErrorKind::Misuse);
    };
    let hash = transcript.hash;
    let own = verify_data(hash, &traffic.local, &transcript.digest());
    flight.send(transcript, |w, _| finished::encode(w, own.expose(hash)))?;
    let to_server_finished = transcript.digest();
    if P::EXPORTER {
        exporter.put(main_secret.exporter(hash, &to_server_finished));
    }
    let peer = core::mem::replace(&mut traffic.peer, HashSecret::zero());
    main_secret.application(Role::Server, &to_server_finished, traffic);
    scratch.secret.finish(peer);
    let aead = negotiated.as_ref().ok_or(ErrorKind::Misuse)?.suite.aead;
    flight.out.install(Keys::new(aead, hash, &traffic.local))?;
    client13::log_secrets(config.observer, scratch, &traffic.peer, &traffic.local);
    let asked = P::Certificates::PRESENT && scratch.certificate_requested;
    Ok(if asked { State::Certificate } else { State::Finished })
}

/// The head of the client's Certificate; its entries follow one by one. A list without any is an
/// answer, too.
pub(crate) fn on_certificate_head<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
) -> Result<State, ErrorKind> {
    let state = match certificate::decode_head(step.message) {
        Ok(list) => {
            step.scratch.list = list;
            State::Entries
        }
        Err(ErrorKind::NoCertificate) => match step.config.client_certificates {
            ClientCertificates::Required => return Err(ErrorKind::CertificateRequired),
            _ => State::Finished,
        },
        Err(kind) => return Err(kind),
    };
    step.scratch.transcript.add(step.message);
    Ok(state)
}

/// The client's CertificateVerify: it owns the key that its chain certifies.
pub(crate) fn on_certificate_verify<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
    party: Party<'_, P>,
) -> Result<State, ErrorKind> {
    auth::check_signature(party, step.scratch, step.body)?;
    step.scratch.transcript.add(step.message);
    Ok(State::Finished)
}

/// The client's Finished.
pub(crate) fn on_finished<P: Profile, B: Buffer>(
    step: &mut ServerStep<'_, P, B>,
) -> Result<State, ErrorKind> {
    let HandshakeScratch { transcript, secret: ScheduleStage::Finishing(base, _), .. } =
        &mut *step.scratch
    else {
        return Err(ErrorKind::Misuse);
    };
    auth::check_finished(transcript, base, step.message)?;
    Ok(State::Open)
}
