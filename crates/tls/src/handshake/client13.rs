//! The TLS 1.3 client, state by state.
//!
//! ```text
//!                                                       Start
//! ClientHello             -------->
//!                                        ServerHello   Hello { retried: false }
//!                         <--------  (HelloRetryRequest)
//! (ClientHello)           -------->      ServerHello   Hello { retried: true }
//!                                {EncryptedExtensions}  EncryptedExtensions
//!                                {CertificateRequest*}  CertificateOrRequest
//!                                       {Certificate*}  Certificate, Entries
//!                                 {CertificateVerify*}  CertificateVerify
//!                         <--------         {Finished}  Finished
//! {Certificate*}          -------->                     Sign
//! {CertificateVerify*}
//! {Finished}              -------->
//! [Application Data]      <------->  [Application Data]  Open
//! ```
//!
//! With a pre-shared key the messages marked * are absent, and EncryptedExtensions leads to
//! Finished. Sign is a state of a client that has a certificate to show: its signer may answer
//! later, and nothing is read until it has. Start is one of a client that computes in steps; in
//! other states it leaves the message where it is until an operation is over, see
//! [`compute`](super::compute).

use motetls_base::Writer;

use super::key_share::{PrivateKeys, SharedSecret};
use super::psk::{self, Offered};
use super::state::State;
use super::{ChosenPsk, HandshakeScratch, ScheduleStage, Step, auth, compute, hello};
use crate::buffer::Buffer;
use crate::config::party::Party;
use crate::error::ErrorKind;
use crate::hashes::{HashSecret, Hashes, cut};
use crate::msg::certificate_type::CertificateTypes;
use crate::msg::certificate_verify::{CLIENT_CONTEXT, CertificateVerify};
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::server_hello::ServerHello;
use crate::msg::{certificate, certificate_request, end_of_early_data, finished};
use crate::num::{ContentType, ExtensionType};
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, HandshakeSigner, OptionSlot, Profile, Role};
use crate::protect::Keys;
use crate::schedule::{Early, verify_data};

/// ServerHello or HelloRetryRequest.
pub(crate) fn on_hello<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
    retried: bool,
) -> Result<State, ErrorKind> {
    // by reference: a copy of the secret would be one more to wipe
    match &read_hello(step, retried) {
        Ok(Some(shared)) => {
            derive(step, shared.as_ref())?;
            Ok(State::EncryptedExtensions)
        }
        Ok(None) => Ok(State::Hello { retried: true }),
        Err(kind) => Err(*kind),
    }
}

/// Answers a HelloRetryRequest, or takes from a ServerHello what it decides, and yields the (EC)DHE
/// secret, if there is one. Its frame is gone before keys are derived. Yields nothing after a
/// retry, and while an operation is under way.
#[inline(never)]
fn read_hello<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
    retried: bool,
) -> Result<Option<Option<SharedSecret<P>>>, ErrorKind> {
    let hello = match step.scratch.legacy_session.value() {
        Some(session) => ServerHello::decode_echoing(step.body, step.scratch.offered, session),
        None => ServerHello::decode(step.body, step.scratch.offered),
    };
    let hello = hello.as_ref().map_err(|kind| *kind)?;
    let suite = hello::chosen_suite(step.config, hello.suite)?;
    let hash = P::Hashes::id(suite.hash);
    if hello.retry {
        if retried {
            return Err(ErrorKind::UnexpectedMessage);
        }
        let retry = hello::check_retry(step.config, &step.scratch.session, hello)?;
        if P::BOUNDED_STEPS {
            let HandshakeScratch { computation, private, .. } = &mut *step.scratch;
            if !compute::has_shares(computation, private, retry.group.as_slice()) {
                return Ok(None);
            }
        }
        step.scratch.retry = Some(suite.id);
        if P::EARLY_DATA {
            psk::decline_early_data::<P>(&mut step.scratch.session);
            step.flight.out.keys = None;
        }
        if PrivateKeys::<P>::RETRIED {
            step.scratch.retry_group = retry.group;
        }
        step.scratch.transcript.choose(hash);
        step.scratch.transcript.restart_for_retry();
        step.scratch.transcript.add(step.message);
        if step.scratch.legacy_session.value().is_some() {
            step.flight.out.change_cipher_spec()?;
        }
        hello::send(step.config, step.scratch, &retry, &mut step.flight)?;
        return Ok(None);
    }
    let (negotiated, shared) = hello::agree(step.config, step.scratch, suite, hello)?;
    if compute::is_pending::<P>(&step.scratch.computation) {
        return Ok(None);
    }
    if P::EARLY_DATA && !takes_first(step.scratch, negotiated.psk) {
        psk::decline_early_data::<P>(&mut step.scratch.session);
    }
    step.scratch.transcript.choose(hash);
    step.scratch.transcript.add(step.message);
    *step.negotiated = Some(negotiated);
    Ok(Some(shared))
}

/// Whether the key a server chose is the one that early data go out with.
fn takes_first<P: Profile>(scratch: &HandshakeScratch<P>, chosen: Option<ChosenPsk>) -> bool {
    match scratch.session.value() {
        Some(offer) if offer.external => chosen == Some(ChosenPsk::External(0)),
        _ => chosen == Some(ChosenPsk::Session),
    }
}

/// The handshake traffic secrets, with the transcript up to the ServerHello.
#[inline(never)]
fn derive<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
    shared: Option<&SharedSecret<P>>,
) -> Result<(), ErrorKind> {
    let Step { config, scratch, traffic, negotiated, .. } = step;
    let chosen = negotiated.as_ref().and_then(|negotiated| negotiated.psk);
    scratch.private = PrivateKeys::NONE;
    let ScheduleStage::Early(mut early) =
        core::mem::replace(&mut scratch.secret, ScheduleStage::Empty)
    else {
        return Err(ErrorKind::Misuse);
    };
    let hash = scratch.transcript.hash;
    // the early secret at hand is that of the first key
    let key = match chosen {
        Some(chosen) if psk::many::<P>() => {
            Offered::new(config, &scratch.session, false, hash).of(chosen)
        }
        _ => None,
    };
    if psk::many::<P>() || (P::PSK && chosen.is_none()) || early.hash != hash {
        early = Early::new(hash, key.map(|key| key.secret));
    }
    scratch.secret = ScheduleStage::Main(early.into_main_secret(
        Role::Client,
        shared.map(AsRef::as_ref),
        &scratch.transcript.digest(),
        traffic,
    ));
    let observer = config.observer;
    log_secret(observer, scratch, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", traffic.local.expose(hash));
    log_secret(observer, scratch, "SERVER_HANDSHAKE_TRAFFIC_SECRET", traffic.peer.expose(hash));
    Ok(())
}

/// EncryptedExtensions.
pub(crate) fn on_encrypted_extensions<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<State, ErrorKind> {
    let mut takes_early_data = false;
    let mut types = CertificateTypes { client: None, server: None };
    let extensions =
        EncryptedExtensions::decode_with(step.body, step.scratch.offered, |kind, body| {
            if P::EARLY_DATA && kind == ExtensionType::EARLY_DATA {
                takes_early_data = true;
                return Ok(());
            }
            if offers_types::<P>() { types.extension(kind, body) } else { Ok(()) }
        })?;
    let negotiated = step.negotiated.as_mut().ok_or(ErrorKind::Misuse)?;
    negotiated.alpn = hello::chosen_alpn(step.config.alpn, extensions.alpn)?;
    let limit = step.scratch.record_size_limit;
    negotiated.set_record_size_limit(hello::record_size_limit(step.config, limit, &extensions)?);
    if P::EARLY_DATA {
        on_early_data_answer(step, takes_early_data)?;
    }
    let negotiated = step.negotiated.as_ref().ok_or(ErrorKind::Misuse)?;
    let authenticated = (P::PSK && negotiated.psk.is_some()) || !P::Certificates::PRESENT;
    if offers_types::<P>() && !authenticated {
        hello::check_types(step.scratch, &types)?;
    }
    Ok(if authenticated { State::Finished } else { State::CertificateOrRequest })
}

/// Whether the profile names any other type of certificates than X.509.
const fn offers_types<P: Profile>() -> bool {
    P::Certificates::RAW_PUBLIC_KEY || P::Signer::RAW_PUBLIC_KEY
}

/// Whether the server takes the type of credentials that our signer has.
pub(crate) fn shows_its_type<P: Profile>(scratch: &HandshakeScratch<P>) -> bool {
    !P::Signer::RAW_PUBLIC_KEY || scratch.offered.has(ExtensionType::CLIENT_CERTIFICATE_TYPE)
}

/// What EncryptedExtensions say of early data (section 4.3.10): the server may take them only with
/// the suite and the application protocol of their session. Where it does not, what follows goes
/// under the keys of the handshake.
#[inline(never)]
fn on_early_data_answer<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
    taken: bool,
) -> Result<(), ErrorKind> {
    let negotiated = step.negotiated.as_mut().ok_or(ErrorKind::Misuse)?;
    let offer = step.scratch.session.value().filter(|offer| offer.early.is_some());
    let Some(offer) = offer else {
        return if taken { Err(ErrorKind::IllegalParameter) } else { Ok(()) };
    };
    if taken {
        if negotiated.suite != offer.suite || negotiated.alpn != offer.alpn {
            return Err(ErrorKind::IllegalParameter);
        }
        negotiated.psk = Some(if offer.external {
            ChosenPsk::ExternalWithEarlyData
        } else {
            ChosenPsk::SessionWithEarlyData
        });
        return Ok(());
    }
    psk::decline_early_data::<P>(&mut step.scratch.session);
    install_handshake_keys(step)
}

/// From here on we send under the handshake traffic secret.
fn install_handshake_keys<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<(), ErrorKind> {
    let Step { negotiated, traffic, flight, .. } = step;
    let aead = negotiated.as_ref().ok_or(ErrorKind::Misuse)?.suite.aead;
    flight.out.install(Keys::new(aead, traffic.hash, &traffic.local))
}

/// CertificateRequest: remembered, to be answered behind the server's Finished.
pub(crate) fn on_certificate_request<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<State, ErrorKind> {
    let schemes = certificate_request::decode(step.body)?;
    if P::Signer::PRESENT
        && shows_its_type(step.scratch)
        && let Some((place, scheme)) =
            auth::choose_credential(step.config.credentials, step.body, schemes)?
    {
        step.scratch.credential = place;
        step.scratch.signature_scheme = Some(scheme);
    }
    step.scratch.certificate_requested = true;
    Ok(State::Certificate)
}

/// The head of a Certificate; its entries follow one by one.
pub(crate) fn on_certificate_head<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<State, ErrorKind> {
    step.scratch.list = certificate::decode_head(step.message)?;
    Ok(State::Entries)
}

/// CertificateVerify: the server owns the key that its chain certifies.
pub(crate) fn on_certificate_verify<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<State, ErrorKind> {
    let scheme = auth::check_signature(Party::Client(step.config), step.scratch, step.body)?;
    if let Some(negotiated) = step.negotiated {
        negotiated.scheme = scheme;
    }
    Ok(State::Finished)
}

/// The server's Finished, and our last flight in return. The traffic secrets become those of the
/// application.
#[inline(never)]
pub(crate) fn on_finished<P: Profile, B: Buffer>(
    step: &mut Step<'_, P, B>,
) -> Result<State, ErrorKind> {
    auth::check_finished(&mut step.scratch.transcript, &step.traffic.peer, step.message)?;
    let to_server_finished = step.scratch.transcript.digest();
    if psk::sends_early_data::<P>(&step.scratch.session) {
        step.flight.send(&mut step.scratch.transcript, |w, _| end_of_early_data::encode(w))?;
        install_handshake_keys(step)?;
    } else if step.scratch.legacy_session.value().is_some() && step.scratch.retry.is_none() {
        // otherwise one stands behind the first hello already
        step.flight.out.change_cipher_spec()?;
    }
    let Step { config, scratch, flight, traffic, .. } = step;
    let HandshakeScratch {
        transcript,
        secret: ScheduleStage::Main(main_secret),
        exporter,
        certificate_requested,
        signature_scheme,
        credential,
        ..
    } = &mut **scratch
    else {
        return Err(ErrorKind::Misuse);
    };
    let hash = transcript.hash;
    if P::EXPORTER {
        let exporter_secret = main_secret.exporter(hash, &to_server_finished);
        exporter.put(exporter_secret);
    }
    if P::Signer::PRESENT
        && signature_scheme.is_some()
        && let Some(credential) = config.credentials.get(usize::from(*credential))
    {
        let own = core::mem::replace(&mut traffic.local, HashSecret::zero());
        main_secret.application(Role::Client, &to_server_finished, traffic);
        scratch.secret.finish(own);
        let chain = credential.chain;
        if P::LONG_CHAIN && !P::Signer::RAW_PUBLIC_KEY {
            scratch.list = 0;
            flight.send_piece(&mut scratch.transcript, &mut scratch.list, &[], chain)?;
        } else if P::Signer::RAW_PUBLIC_KEY {
            // short: it is sent in one record with what follows it, and only hashed here
            flight.append(0, &mut scratch.transcript, |w| certificate::encode(w, &[], chain))?;
        } else {
            flight.send(&mut scratch.transcript, |w, _| certificate::encode(w, &[], chain))?;
        }
        log_secrets(config.observer, scratch, &traffic.local, &traffic.peer);
        return Ok(State::Sign);
    }
    if P::Certificates::PRESENT && *certificate_requested {
        flight.send(transcript, |w, _| certificate::encode_empty(w))?;
    }
    let own = verify_data(hash, &traffic.local, &transcript.digest());
    flight.send(transcript, |w, _| finished::encode(w, own.expose(hash)))?;
    main_secret.application(Role::Client, &to_server_finished, traffic);
    log_secrets(config.observer, scratch, &traffic.local, &traffic.peer);
    Ok(State::Open)
}

/// Our CertificateVerify and Finished, once the signer has answered.
#[inline(never)]
pub(crate) fn sign<P: Profile, B: Buffer>(step: &mut Step<'_, P, B>) -> Result<State, ErrorKind> {
    let Step { config, scratch, flight, .. } = step;
    let HandshakeScratch {
        transcript,
        secret: ScheduleStage::Finishing(local, _),
        signature_scheme: Some(scheme),
        credential,
        list,
        ..
    } = &mut **scratch
    else {
        return Err(ErrorKind::Misuse);
    };
    let credential = config.credentials.get(usize::from(*credential)).ok_or(ErrorKind::Misuse)?;
    if P::LONG_CHAIN
        && !P::Signer::RAW_PUBLIC_KEY
        && *list < certificate::encoded_len(&[], credential.chain)
    {
        flight.send_piece(transcript, list, &[], credential.chain)?;
        return Ok(State::Sign);
    }
    let (hash, digest) = (transcript.hash, transcript.digest());
    let mut memory = auth::Signature::<P::Signer>::ZERO;
    let content: [&[u8]; 2] = [CLIENT_CONTEXT, cut::<P::Hashes>(hash, &digest)];
    let signature = auth::prove(credential, *scheme, &content, &mut memory)?;
    let Some(signature) = signature else { return Ok(State::Sign) };
    let message = CertificateVerify { scheme: *scheme, signature };
    if P::Signer::RAW_PUBLIC_KEY {
        let mut w = Writer::new(flight.out.room());
        certificate::encode(&mut w, &[], credential.chain);
        let end = w.done().map_err(|_| ErrorKind::SendBufferTooSmall)?;
        let end = flight.append(end, transcript, |w| message.encode(w))?;
        let own = verify_data(hash, local, &transcript.digest());
        let end = flight.append(end, transcript, |w| finished::encode(w, own.expose(hash)))?;
        flight.out.frame(ContentType::HANDSHAKE, end)?;
        return Ok(State::Open);
    }
    flight.send(transcript, |w, _| message.encode(w))?;
    let own = verify_data(hash, local, &transcript.digest());
    flight.send(transcript, |w, _| finished::encode(w, own.expose(hash)))?;
    Ok(State::Open)
}

/// The application's secrets, for a key log, and that of the exporter.
pub(crate) fn log_secrets<P: Profile>(
    observer: &P::Observer,
    scratch: &HandshakeScratch<P>,
    client: &HashSecret<P::Hashes>,
    server: &HashSecret<P::Hashes>,
) {
    let hash = scratch.transcript.hash;
    log_secret(observer, scratch, "CLIENT_TRAFFIC_SECRET_0", client.expose(hash));
    log_secret(observer, scratch, "SERVER_TRAFFIC_SECRET_0", server.expose(hash));
    if let Some(secret) = scratch.exporter.value() {
        log_secret(observer, scratch, "EXPORTER_SECRET", secret.expose(hash));
    }
}

pub(crate) fn log_secret<P: Profile>(
    observer: &P::Observer,
    scratch: &HandshakeScratch<P>,
    label: &'static str,
    secret: &[u8],
) {
    observer.on(Event::Secret { label, client_random: &scratch.random, secret });
}
