//! Answers a request for a certificate after the handshake (RFC 9846, section 4.7.2).
//!
//! ```text
//!                                  <--------  [CertificateRequest]   Wants::Authenticate
//! [Certificate]                    -------->                         Certificate
//! [CertificateVerify*]                                               Sign
//! [Finished]                       -------->                         Done
//! ```
//!
//! The three go out with nothing between them, as section 4.7.2 demands: the connection is borrowed
//! until they are made.

use super::{Connection, Wants};
use crate::buffer::Buffer;
use crate::config::Config;
use crate::error::{Error, ErrorKind, Phase};
use crate::handshake::auth::{Signature, prove};
use crate::handshake::{Flight, auth};
use crate::hashes::cut;
use crate::msg::certificate_verify::{CLIENT_CONTEXT, CertificateVerify};
use crate::msg::{self, certificate, certificate_request, finished};
use crate::num::{HandshakeType, SignatureScheme};
use crate::observer::{Event, Observer};
use crate::profile::{OptionSlot, Profile};
use crate::schedule::verify_data;
use crate::transcript::Transcript;

/// Where the answer stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The signature is awaited, of the credential at this place by this scheme.
    Sign(u8, SignatureScheme),
    Done,
}

/// An answer under way. Dropped before it is complete, the connection cannot be used any more.
pub struct Authentication<'c, P: Profile, B> {
    connection: &'c mut Connection<P, B>,
    config: &'c Config<'c, P>,
    /// Of the handshake, and of this request and its answer.
    transcript: Transcript<P::Hashes>,
    stage: Stage,
    /// Bytes of Certificate sent so far, if it goes out in pieces.
    sent: usize,
    /// The message that is made, for errors.
    message: HandshakeType,
}

impl<P: Profile, B: Buffer> Connection<P, B> {
    /// Answers the request for a certificate that [`Wants::Authenticate`] told of, by the first of
    /// [`Config::credentials`] that suits it; without any, the list is empty, and the server
    /// decides. For profiles that name `post_handshake_auth`; of `config` nothing else is used but
    /// the observer.
    ///
    /// The chain must fit the send buffer, unless the profile names `long_chain`; the signature and
    /// Finished likewise.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] when there is no request, or the profile lacks the option;
    /// [`ErrorKind::SendBufferTooSmall`].
    pub fn authenticate<'c>(
        &'c mut self,
        config: &'c Config<'c, P>,
    ) -> Result<Authentication<'c, P, B>, Error> {
        let later = self.later.value().filter(|_| self.error.is_none() && self.request().is_some());
        let Some(transcript) = later.map(|later| later.transcript.copy()) else {
            return Err(self.at(ErrorKind::Misuse));
        };
        let message = HandshakeType::CERTIFICATE;
        let (connection, stage) = (self, Stage::Done);
        let mut answer = Authentication { connection, config, transcript, stage, sent: 0, message };
        match answer.begin() {
            Ok(()) => Ok(answer),
            Err(kind) => Err(answer.fail(kind)),
        }
    }
}

impl<P: Profile, B: Buffer> Authentication<'_, P, B> {
    /// Sends Certificate; and Finished, if there is nothing to sign for.
    fn begin(&mut self) -> Result<(), ErrorKind> {
        let Authentication { connection, config, transcript, stage, sent, .. } = self;
        let shows = connection.later.value().is_some_and(|later| later.shows);
        let Connection { inbound, outbound, .. } = &mut **connection;
        let (message, whole) = msg::first_message(inbound.content()).ok_or(ErrorKind::Misuse)?;
        let body = whole.get(msg::MESSAGE_HEADER..).unwrap_or(&[]);
        config.observer.on(Event::Received { message, length: body.len() });
        let request = certificate_request::decode_later(body)?;
        transcript.add(whole);
        let credentials = if shows { config.credentials } else { &[] };
        let choice = auth::choose_credential(credentials, body, request.schemes)?;
        let chosen = choice.and_then(|(place, _)| credentials.get(usize::from(place)));
        let chain = chosen.map_or(&[][..], |credential| credential.chain);
        let mut flight = Flight { out: outbound, observer: config.observer };
        if P::LONG_CHAIN && choice.is_some() {
            flight.send_piece(transcript, sent, request.context, chain)?;
        } else {
            flight.send(transcript, |w, _| certificate::encode(w, request.context, chain))?;
        }
        match choice {
            Some((place, scheme)) => *stage = Stage::Sign(place, scheme),
            None => self.finish()?,
        }
        Ok(())
    }

    /// What the answer waits for.
    ///
    /// # Errors
    /// The error that ended the connection, once its alert was sent.
    pub fn wants(&self) -> Result<Wants, Error> {
        if !self.connection.cipher_out().is_empty() {
            return Ok(Wants::Send);
        }
        match (self.connection.error, self.stage) {
            (Some(error), _) => Err(error),
            (None, Stage::Sign(..)) => Ok(Wants::Sign),
            (None, Stage::Done) => Ok(Wants::Done),
        }
    }

    /// Bytes for the transport.
    #[must_use]
    pub fn cipher_out(&self) -> &[u8] {
        self.connection.cipher_out()
    }

    /// The first `n` bytes of [`Authentication::cipher_out`] were sent.
    pub fn cipher_out_done(&mut self, n: usize) {
        self.connection.outbound.pending_done(n);
        self.sign();
    }

    /// Asks the signer for its signature, see [`Wants::Sign`]. Without effect in any other state,
    /// and as long as bytes wait to be sent.
    pub fn sign(&mut self) {
        let Stage::Sign(place, scheme) = self.stage else { return };
        if self.connection.error.is_none()
            && self.connection.cipher_out().is_empty()
            && let Err(kind) = self.prove(place, scheme)
        {
            self.fail(kind);
        }
    }

    /// CertificateVerify and Finished, once the signer has answered.
    fn prove(&mut self, place: u8, scheme: SignatureScheme) -> Result<(), ErrorKind> {
        if P::LONG_CHAIN && self.send_rest(place)? {
            return Ok(());
        }
        self.message = HandshakeType::CERTIFICATE_VERIFY;
        if P::BOUNDED_STEPS {
            self.config.observer.on(Event::Step);
        }
        let Authentication { connection, config, transcript, .. } = self;
        let credential = config.credentials.get(usize::from(place)).ok_or(ErrorKind::Misuse)?;
        let mut flight = Flight { out: &mut connection.outbound, observer: config.observer };
        let (hash, digest) = (transcript.hash, transcript.digest());
        let mut memory = Signature::ZERO;
        let content: [&[u8]; 2] = [CLIENT_CONTEXT, cut::<P::Hashes>(hash, &digest)];
        let signature = prove(credential, scheme, &content, &mut memory)?;
        let Some(signature) = signature else { return Ok(()) };
        let message = CertificateVerify { scheme, signature };
        flight.send(transcript, |w, _| message.encode(w))?;
        self.finish()
    }

    /// Sends the next piece of Certificate; `false` when all of it is gone.
    fn send_rest(&mut self, place: u8) -> Result<bool, ErrorKind> {
        let Authentication { connection, config, transcript, sent, .. } = self;
        let credential = config.credentials.get(usize::from(place)).ok_or(ErrorKind::Misuse)?;
        let Connection { inbound, outbound, .. } = &mut **connection;
        let (_, request) = msg::first_message(inbound.content()).ok_or(ErrorKind::Misuse)?;
        let body = request.get(msg::MESSAGE_HEADER..).unwrap_or(&[]);
        let context = certificate_request::decode_later(body)?.context;
        if *sent >= certificate::encoded_len(context, credential.chain) {
            return Ok(false);
        }
        let mut flight = Flight { out: outbound, observer: config.observer };
        flight.send_piece(transcript, sent, context, credential.chain)?;
        Ok(true)
    }

    /// Finished, under the application's traffic secret; what waits behind the request is read.
    fn finish(&mut self) -> Result<(), ErrorKind> {
        self.message = HandshakeType::FINISHED;
        let Authentication { connection, config, transcript, .. } = self;
        let hash = transcript.hash;
        let own = verify_data(hash, &connection.traffic.local, &transcript.digest());
        let mut flight = Flight { out: &mut connection.outbound, observer: config.observer };
        flight.send(transcript, |w, _| finished::encode(w, own.expose(hash)))?;
        self.stage = Stage::Done;
        self.message = HandshakeType(0);
        let length = connection.request().map_or(0, <[u8]>::len);
        connection.inbound.consume(length);
        connection.read_messages()
    }

    fn fail(&mut self, kind: ErrorKind) -> Error {
        self.stage = Stage::Done;
        let error = self.connection.describe(kind, Phase::Open, self.message);
        if let Some(alert) = self.connection.fail(error) {
            self.config.observer.on(Event::Alert { sent: true, alert });
        }
        error
    }
}

impl<P: Profile, B> Drop for Authentication<'_, P, B> {
    fn drop(&mut self) {
        if self.stage != Stage::Done {
            let error = Error {
                kind: ErrorKind::Misuse,
                phase: Phase::Open,
                message: self.message,
                needed: 0,
                buffer: 0,
            };
            self.connection.error.get_or_insert(error);
        }
    }
}
