//! The TLS 1.3 client, state by state.
//!
//! ```text
//! ClientHello             -------->
//!                                        ServerHello   Hello { retried: false }
//!                         <--------  (HelloRetryRequest)
//! (ClientHello)           -------->      ServerHello   Hello { retried: true }
//!                                {EncryptedExtensions}  EncryptedExtensions
//!                                {CertificateRequest*}  CertificateOrRequest
//!                                       {Certificate*}  Certificate, Entries { left }
//!                                 {CertificateVerify*}  CertificateVerify
//!                         <--------         {Finished}  Finished
//! {Certificate*}
//! {Finished}              -------->
//! [Application Data]      <------->  [Application Data]  Open
//! ```
//!
//! With a pre-shared key the messages marked * are absent, and EncryptedExtensions leads to Finished.

use motetls_base::same;

use super::{Flight, Negotiated, Workshop, hello};
use crate::config::Config;
use crate::error::{ErrorKind, Phase};
use crate::msg::encrypted_extensions::EncryptedExtensions;
use crate::msg::server_hello::ServerHello;
use crate::msg::{certificate, finished};
use crate::num::HandshakeType;
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, Profile};
use crate::schedule::{Traffic, verify_data};

/// What the client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Hello {
        retried: bool,
    },
    EncryptedExtensions,
    CertificateOrRequest,
    Certificate,
    /// `left` bytes of the certificate list are still to come.
    Entries {
        left: usize,
    },
    CertificateVerify,
    Finished,
    Open,
}

impl State {
    /// Whether a message of this type has its place here.
    pub(crate) const fn expects(self, message: HandshakeType) -> bool {
        matches!(
            (self, message),
            (State::Hello { .. }, HandshakeType::SERVER_HELLO)
                | (State::EncryptedExtensions, HandshakeType::ENCRYPTED_EXTENSIONS)
                | (State::CertificateOrRequest, HandshakeType::CERTIFICATE_REQUEST | HandshakeType::CERTIFICATE)
                | (State::Certificate, HandshakeType::CERTIFICATE)
                | (State::CertificateVerify, HandshakeType::CERTIFICATE_VERIFY)
                | (State::Finished, HandshakeType::FINISHED)
        )
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
pub(crate) fn on_hello<P: Profile>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    retried: bool,
    message: &[u8],
    body: &[u8],
    record_size_limit: Option<u16>,
    flight: &mut Flight<'_, '_, P>,
) -> Result<(State, Option<Negotiated>), ErrorKind> {
    let hello = ServerHello::decode(body, ws.offered)?;
    if hello.retry {
        if retried {
            return Err(ErrorKind::UnexpectedMessage);
        }
        ws.retry_suite = Some(hello::chosen_suite::<P>(hello.suite)?);
        hello::check_retry(&hello)?;
        ws.transcript.restart_for_retry();
        ws.transcript.add(message);
        hello::send(config, ws, hello.cookie, record_size_limit, flight)?;
        return Ok((State::Hello { retried: true }, None));
    }
    let (negotiated, shared) = hello::agree(ws, &hello)?;
    ws.transcript.add(message);
    let mut early = ws.early.take().ok_or(ErrorKind::Misuse)?;
    if P::PSK && !negotiated.psk {
        early = crate::schedule::Early::new::<P::Hash>(None);
    }
    let secrets = early.into_handshake::<P::Hash>(shared.as_ref(), &ws.transcript.hash());
    log_secret(config, ws, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", secrets.client.expose());
    log_secret(config, ws, "SERVER_HANDSHAKE_TRAFFIC_SECRET", secrets.server.expose());
    ws.private = None;
    ws.secrets = Some(secrets);
    Ok((State::EncryptedExtensions, Some(negotiated)))
}

/// EncryptedExtensions.
pub(crate) fn on_encrypted_extensions<P: Profile>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    message: &[u8],
    body: &[u8],
    negotiated: &mut Negotiated,
) -> Result<State, ErrorKind> {
    let extensions = EncryptedExtensions::decode(body, ws.offered)?;
    negotiated.alpn = hello::chosen_alpn(config.alpn, extensions.alpn)?;
    negotiated.record_size_limit = extensions.record_size_limit;
    ws.transcript.add(message);
    let authenticated = negotiated.psk || !P::Certificates::PRESENT;
    Ok(if authenticated { State::Finished } else { State::CertificateOrRequest })
}

/// CertificateRequest: remembered, to be answered with an empty Certificate.
pub(crate) fn on_certificate_request<P: Profile>(
    ws: &mut Workshop<P>,
    message: &[u8],
    body: &[u8],
) -> Result<State, ErrorKind> {
    certificate::check_request(body)?;
    ws.transcript.add(message);
    ws.certificate_requested = true;
    Ok(State::Certificate)
}

/// The server's Finished, and our last flight in return.
pub(crate) fn on_finished<P: Profile>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    message: &[u8],
    body: &[u8],
    flight: &mut Flight<'_, '_, P>,
) -> Result<Traffic, ErrorKind> {
    let Workshop { transcript, secrets: Some(secrets), .. } = ws else { return Err(ErrorKind::Misuse) };
    let expected = verify_data::<P::Hash>(&secrets.server, &transcript.hash());
    if body.len() != expected.expose().len() {
        return Err(ErrorKind::Decode);
    }
    if !same(expected.expose(), body) {
        return Err(ErrorKind::BadFinished);
    }
    transcript.add(message);
    let traffic = secrets.traffic::<P::Hash>(&transcript.hash());
    if P::Certificates::PRESENT && ws.certificate_requested {
        flight.send(transcript, |w, _| certificate::encode_empty(w))?;
    }
    let own = verify_data::<P::Hash>(&secrets.client, &transcript.hash());
    flight.send(transcript, |w, _| finished::encode(w, own.expose()))?;
    log_secret(config, ws, "CLIENT_TRAFFIC_SECRET_0", traffic.client.expose());
    log_secret(config, ws, "SERVER_TRAFFIC_SECRET_0", traffic.server.expose());
    Ok(traffic)
}

fn log_secret<P: Profile>(config: &Config<'_, P>, ws: &Workshop<P>, label: &'static str, secret: &[u8]) {
    config.observer.on(Event::Secret { label, client_random: &ws.random, secret });
}
