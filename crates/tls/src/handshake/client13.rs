//! The TLS 1.3 client, state by state.
//!
//! ```text
//! ClientHello             -------->
//!                                        ServerHello   Hello { retried: false }
//!                         <--------  (HelloRetryRequest)
//! (ClientHello)           -------->      ServerHello   Hello { retried: true }
//!                                {EncryptedExtensions}  EncryptedExtensions
//!                                {CertificateRequest*}  CertificateOrRequest
//!                                       {Certificate*}  Certificate, Entries
//!                                 {CertificateVerify*}  CertificateVerify
//!                         <--------         {Finished}  Finished
//! {Certificate*}
//! {Finished}              -------->
//! [Application Data]      <------->  [Application Data]  Open
//! ```
//!
//! With a pre-shared key the messages marked * are absent, and EncryptedExtensions leads to Finished.

use motetls_base::same;

use super::{Settled, Shared, Stage, Step, Workshop, auth, hello};
use crate::config::Config;
use crate::error::{ErrorKind, Phase};
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::server_hello::ServerHello;
use crate::msg::{certificate, finished};
use crate::num::HandshakeType;
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, Profile};
use crate::schedule::{Early, verify_data};

/// What the client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Hello { retried: bool },
    EncryptedExtensions,
    CertificateOrRequest,
    Certificate,
    Entries,
    CertificateVerify,
    Finished,
    Open,
}

impl State {
    /// Whether a message of this type has its place here.
    pub(crate) fn expects<P: Profile>(self, message: HandshakeType) -> bool {
        match self {
            State::Hello { .. } => message == HandshakeType::SERVER_HELLO,
            State::EncryptedExtensions => message == HandshakeType::ENCRYPTED_EXTENSIONS,
            State::Finished => message == HandshakeType::FINISHED,
            _ if !P::Certificates::PRESENT => false,
            State::CertificateOrRequest => {
                matches!(message, HandshakeType::CERTIFICATE_REQUEST | HandshakeType::CERTIFICATE)
            }
            State::Certificate => message == HandshakeType::CERTIFICATE,
            State::CertificateVerify => message == HandshakeType::CERTIFICATE_VERIFY,
            State::Entries | State::Open => false,
        }
    }

    /// The part of the handshake an error here belongs to.
    pub(crate) const fn phase(self) -> Phase {
        match self {
            State::Hello { .. } => Phase::Hello,
            State::Finished => Phase::Finish,
            State::Open => Phase::Open,
            _ => Phase::Authentication,
        }
    }
}

/// ServerHello or HelloRetryRequest.
pub(crate) fn on_hello<P: Profile>(step: &mut Step<'_, '_, P>, retried: bool) -> Result<State, ErrorKind> {
    let Some((negotiated, shared)) = read_hello(step, retried)? else {
        return Ok(State::Hello { retried: true });
    };
    *step.negotiated = Some(negotiated);
    derive(step, negotiated.psk, shared.as_ref())?;
    Ok(State::EncryptedExtensions)
}

/// Answers a HelloRetryRequest, or takes from a ServerHello what it settles. Its frame is gone before keys are derived.
#[inline(never)]
fn read_hello<P: Profile>(step: &mut Step<'_, '_, P>, retried: bool) -> Result<Option<Settled<P>>, ErrorKind> {
    let hello = ServerHello::decode(step.body(), step.ws.offered)?;
    if hello.retry {
        if retried {
            return Err(ErrorKind::UnexpectedMessage);
        }
        step.ws.retry_suite = Some(hello::chosen_suite::<P>(hello.suite)?);
        hello::check_retry(&hello)?;
        step.ws.transcript.restart_for_retry();
        step.ws.transcript.add(step.message);
        hello::send(step.config, step.ws, hello.cookie, &mut step.flight)?;
        return Ok(None);
    }
    let settled = hello::agree(step.ws, &hello)?;
    step.ws.transcript.add(step.message);
    Ok(Some(settled))
}

/// The handshake traffic secrets, with the transcript up to the ServerHello.
#[inline(never)]
fn derive<P: Profile>(step: &mut Step<'_, '_, P>, psk: bool, shared: Option<&Shared<P>>) -> Result<(), ErrorKind> {
    let Step { config, ws, traffic, .. } = step;
    ws.private = None;
    let Stage::Early(mut early) = core::mem::replace(&mut ws.secret, Stage::Empty) else {
        return Err(ErrorKind::Misuse);
    };
    if P::PSK && !psk {
        early = Early::new::<P::Hash>(None);
    }
    ws.secret = Stage::Master(early.into_master::<P::Hash>(shared.map(AsRef::as_ref), &ws.transcript.hash(), traffic));
    log_secret(config, ws, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", traffic.client.expose());
    log_secret(config, ws, "SERVER_HANDSHAKE_TRAFFIC_SECRET", traffic.server.expose());
    Ok(())
}

/// EncryptedExtensions.
pub(crate) fn on_encrypted_extensions<P: Profile>(step: &mut Step<'_, '_, P>) -> Result<State, ErrorKind> {
    let extensions = EncryptedExtensions::decode(step.body(), step.ws.offered)?;
    let negotiated = step.negotiated.as_mut().ok_or(ErrorKind::Misuse)?;
    negotiated.alpn = hello::chosen_alpn(step.config.alpn, extensions.alpn)?;
    negotiated.record_size_limit = extensions.record_size_limit;
    step.ws.transcript.add(step.message);
    let authenticated = negotiated.psk || !P::Certificates::PRESENT;
    Ok(if authenticated { State::Finished } else { State::CertificateOrRequest })
}

/// CertificateRequest: remembered, to be answered with an empty Certificate.
pub(crate) fn on_certificate_request<P: Profile>(step: &mut Step<'_, '_, P>) -> Result<State, ErrorKind> {
    certificate::check_request(step.body())?;
    step.ws.transcript.add(step.message);
    step.ws.certificate_requested = true;
    Ok(State::Certificate)
}

/// The head of a Certificate; its entries follow one by one.
pub(crate) fn on_certificate_head<P: Profile>(step: &mut Step<'_, '_, P>) -> Result<State, ErrorKind> {
    step.ws.list = certificate::decode_head(step.message)?;
    step.ws.transcript.add(step.message);
    Ok(State::Entries)
}

/// CertificateVerify: the server owns the key its chain vouches for.
pub(crate) fn on_certificate_verify<P: Profile>(step: &mut Step<'_, '_, P>) -> Result<State, ErrorKind> {
    auth::check_signature(step.ws, step.body())?;
    step.ws.transcript.add(step.message);
    Ok(State::Finished)
}

/// The server's Finished, and our last flight in return. The traffic secrets become those of the application.
#[inline(never)]
pub(crate) fn on_finished<P: Profile>(step: &mut Step<'_, '_, P>) -> Result<State, ErrorKind> {
    let body = step.body();
    let Step { config, ws, message, flight, traffic, .. } = step;
    let Workshop { transcript, secret: Stage::Master(master), certificate_requested, .. } = &mut **ws else {
        return Err(ErrorKind::Misuse);
    };
    let expected = verify_data::<P::Hash>(&traffic.server, &transcript.hash());
    if body.len() != expected.expose().len() {
        return Err(ErrorKind::Decode);
    }
    if !same(expected.expose(), body) {
        return Err(ErrorKind::BadFinished);
    }
    transcript.add(message);
    let to_server_finished = transcript.hash();
    if P::Certificates::PRESENT && *certificate_requested {
        flight.send(transcript, |w, _| certificate::encode_empty(w))?;
    }
    let own = verify_data::<P::Hash>(&traffic.client, &transcript.hash());
    flight.send(transcript, |w, _| finished::encode(w, own.expose()))?;
    master.application::<P::Hash>(&to_server_finished, traffic);
    log_secret(config, ws, "CLIENT_TRAFFIC_SECRET_0", traffic.client.expose());
    log_secret(config, ws, "SERVER_TRAFFIC_SECRET_0", traffic.server.expose());
    Ok(State::Open)
}

fn log_secret<P: Profile>(config: &Config<'_, P>, ws: &Workshop<P>, label: &'static str, secret: &[u8]) {
    config.observer.on(Event::Secret { label, client_random: &ws.random, secret });
}
