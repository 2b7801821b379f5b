//! The peer's certificates, its signature and its Finished, the choice of our credential, and our
//! signature.

use motetls_base::ct;
use motetls_crypto::ByteArray;
use motetls_pki::CertError;
use motetls_pki::der::DerWriter;
use motetls_pki::key::signature_to_der;
use motetls_pki::policy::PolicyInputs;

use super::anchors::{self, Found};
use super::{HandshakeScratch, compute};
use crate::authorities::Authorities;
use crate::config::party::Party;
use crate::config::{Config, Credential};
use crate::error::ErrorKind;
use crate::hashes::{HashSecret, Hashes, cut};
use crate::msg::certificate_verify::{CLIENT_CONTEXT, CertificateVerify, SERVER_CONTEXT};
use crate::msg::{MESSAGE_HEADER, certificate};
use crate::num::SignatureScheme;
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, HandshakeSigner, Profile, Role, SignatureError};
use crate::schedule::verify_data;
use crate::scheme;
use crate::transcript::Transcript;

/// Nothing takes in certificates.
const NO_CHAIN: ErrorKind = ErrorKind::Certificate(CertError::UnknownIssuer);

/// One entry of a Certificate: verified and forgotten. While an operation is under way nothing
/// comes of it.
pub(crate) fn on_entry<P: Profile>(
    party: Party<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    entry: &[u8],
) -> Result<(), ErrorKind> {
    let seen = compute::is_seen_again::<P>(&mut scratch.computation);
    if !seen {
        scratch.transcript.add(entry);
        scratch.depth = scratch.depth.saturating_add(1);
    }
    // a server asks for no response
    let stapled = P::STATUS_REQUEST && party.role() == Role::Client;
    let (der, response) = if stapled {
        certificate::decode_entry_with_status(entry)?
    } else {
        (certificate::decode_entry(entry)?, &[][..])
    };
    let depth = scratch.depth.saturating_sub(1);
    if P::Certificates::RAW_PUBLIC_KEY {
        return on_raw_public_key(party, scratch, depth, der);
    }
    if !seen {
        party.observer().on(Event::Certificate { depth, der });
    }
    let mut found = Found::NONE;
    let HandshakeScratch { certificates, computation, .. } = scratch;
    match certificates {
        Some(check) if stapled => {
            let policy = anchors::policy(party, der, &mut found);
            check.stapled(&policy, der, response).map_err(ErrorKind::Certificate)
        }
        Some(check) => {
            let policy = anchors::policy(party, der, &mut found);
            compute::check_certificate::<P>(computation, check, &policy, der)
                .map_err(ErrorKind::Certificate)
        }
        None => Err(ErrorKind::UnexpectedMessage),
    }
}

/// The one entry of a Certificate that is a raw public key (section 4.5.1).
fn on_raw_public_key<P: Profile>(
    party: Party<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    depth: u8,
    spki: &[u8],
) -> Result<(), ErrorKind> {
    party.observer().on(Event::RawPublicKey { spki });
    match &mut scratch.certificates {
        _ if depth != 0 => Err(ErrorKind::IllegalParameter),
        Some(check) => check.raw_public_key(party.pins(), spki).map_err(ErrorKind::Certificate),
        None => Err(ErrorKind::UnexpectedMessage),
    }
}

/// The end of the list: the chain must have reached an anchor, by acceptable policies.
pub(crate) fn on_chain_end<P: Profile>(
    party: Party<'_, P>,
    scratch: &HandshakeScratch<P>,
) -> Result<(), ErrorKind> {
    let check = scratch.certificates.as_ref().ok_or(NO_CHAIN)?;
    check.finish().map_err(ErrorKind::Certificate)?;
    if P::Certificates::CHECKS_POLICIES {
        let any = PolicyInputs::default();
        let chosen = party.client().and_then(|config| config.certificate_policies);
        let inputs = chosen.unwrap_or(&any);
        check.check_policies(inputs).map_err(ErrorKind::Certificate)?;
    }
    Ok(())
}

/// The signature in CertificateVerify: the peer's key must have signed the transcript up to its
/// certificates (section 4.5.2). Yields the scheme it is of.
#[inline(never)]
pub(crate) fn check_signature<P: Profile>(
    party: Party<'_, P>,
    scratch: &mut HandshakeScratch<P>,
    body: &[u8],
) -> Result<SignatureScheme, ErrorKind> {
    let verify = CertificateVerify::decode(body)?;
    let choices = party.client().and_then(Config::chosen);
    let chosen = choices.and_then(|choices| choices.signature_schemes);
    if chosen.is_some_and(|schemes| !schemes.contains(&verify.scheme)) {
        return Err(ErrorKind::IllegalParameter);
    }
    let transcript = scratch.transcript.digest();
    let context = match party.role() {
        Role::Client => SERVER_CONTEXT,
        Role::Server => CLIENT_CONTEXT,
    };
    let message: [&[u8]; 2] = [context, cut::<P::Hashes>(scratch.transcript.hash, &transcript)];
    let HandshakeScratch { certificates, computation, .. } = scratch;
    let check = certificates.as_ref().ok_or(NO_CHAIN)?;
    let CertificateVerify { scheme, signature } = verify;
    compute::check_signature::<P>(computation, check, scheme, &message, signature)?;
    if !compute::is_pending::<P>(computation) {
        party.observer().on(Event::Verified { scheme });
    }
    Ok(scheme)
}

/// The first of our credentials that suits the CertificateRequest of this body, and the first of
/// its schemes, two bytes each, that the credential's signer signs by.
pub(crate) fn choose_credential<S: HandshakeSigner>(
    credentials: &[Credential<'_, S>],
    body: &[u8],
    schemes: &[u8],
) -> Result<Option<(u8, SignatureScheme)>, ErrorKind> {
    let authorities =
        if S::SELECTS { Authorities::in_request(body)? } else { Authorities::default() };
    let (schemes, _) = schemes.as_chunks::<2>();
    for (place, credential) in (0..).zip(credentials) {
        let mut schemes = schemes.iter().map(|bytes| SignatureScheme(u16::from_be_bytes(*bytes)));
        let suits =
            !S::SELECTS || authorities.is_empty() || credential.signer.suits(authorities.clone());
        if suits
            && !credential.chain.is_empty()
            && let Some(scheme) = schemes.find(|scheme| credential.signer.signs(*scheme))
        {
            return Ok(Some((place, scheme)));
        }
    }
    Ok(None)
}

/// The peer's Finished, compared with what its handshake traffic secret `base` demands, and taken
/// into the transcript.
#[inline(always)]
pub(crate) fn check_finished<H: Hashes>(
    transcript: &mut Transcript<H>,
    base: &HashSecret<H>,
    message: &[u8],
) -> Result<(), ErrorKind> {
    let hash = transcript.hash;
    let body = message.get(MESSAGE_HEADER..).unwrap_or(&[]);
    let expected = verify_data(hash, base, &transcript.digest());
    if body.len() != H::len(hash) {
        return Err(ErrorKind::Decode);
    }
    if !ct::equal(expected.expose(hash), body) {
        return Err(ErrorKind::BadFinished);
    }
    transcript.add(message);
    Ok(())
}

/// Bytes of the longest Ecdsa-Sig-Value, of P-521.
const LONGEST_DER: usize = 139;

/// Memory for a signature: as the signer makes it, and in DER.
pub(crate) struct Signature<S: HandshakeSigner> {
    made: S::Signature,
    der: [u8; LONGEST_DER],
}

impl<S: HandshakeSigner> Signature<S> {
    pub(crate) const ZERO: Self = Signature { made: S::Signature::ZERO, der: [0; LONGEST_DER] };

    /// Bytes of the longest one that the signer makes.
    pub(crate) const LEN: usize = S::Signature::LEN;
}

/// Has a credential's signer sign `content`, the context string of our role and the digest of a
/// transcript, and yields the signature as a CertificateVerify has it; `None` when the signer is
/// pending.
#[inline]
pub(crate) fn prove<'m, S: HandshakeSigner>(
    credential: &Credential<'_, S>,
    scheme: SignatureScheme,
    content: &[&[u8]; 2],
    memory: &'m mut Signature<S>,
) -> Result<Option<&'m [u8]>, ErrorKind> {
    let Signature { made, der } = memory;
    let length = match credential.signer.sign(scheme, content, made.as_mut()) {
        Ok(length) => length,
        Err(SignatureError::Pending) => return Ok(None),
        Err(SignatureError::Failed) => return Err(ErrorKind::Signer),
    };
    let made: &'m S::Signature = made;
    let signature = AsRef::<[u8]>::as_ref(made).get(..length).ok_or(ErrorKind::Signer)?;
    if !scheme::is_ecdsa(scheme) {
        return Ok(Some(signature));
    }
    let mut writer = DerWriter::new(der);
    signature_to_der(signature, &mut writer);
    let length = writer.done().map_err(|_| ErrorKind::Signer)?;
    Ok(der.get(..length))
}
