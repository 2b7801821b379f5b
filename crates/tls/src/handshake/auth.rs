//! The server's certificates and its signature.

use motetls_crypto::EcdsaVerify;
use motetls_pki::{CertError, key};

use super::{Workshop, signed_content};
use crate::config::Config;
use crate::error::ErrorKind;
use crate::msg::certificate;
use crate::msg::certificate_verify::{CertificateVerify, SERVER_CONTEXT};
use crate::num::SignatureScheme;
use crate::observer::{Event, Observer};
use crate::profile::{CertificateCheck, Profile};

/// One entry of a Certificate: judged and forgotten.
pub(crate) fn on_entry<P: Profile>(
    config: &Config<'_, P>,
    ws: &mut Workshop<P>,
    entry: &[u8],
) -> Result<(), ErrorKind> {
    ws.transcript.add(entry);
    let der = certificate::decode_entry(entry)?;
    config.observer.on(Event::Certificate { depth: ws.depth, der });
    ws.depth = ws.depth.saturating_add(1);
    match &mut ws.certificates {
        Some(check) => check.certificate(&config.trust(), der).map_err(ErrorKind::Certificate),
        None => Err(ErrorKind::UnexpectedMessage),
    }
}

/// The end of the list: the chain must have reached an anchor.
pub(crate) fn on_chain_end<P: Profile>(ws: &Workshop<P>) -> Result<(), ErrorKind> {
    server_key(ws).map(|_| ())
}

/// The signature in CertificateVerify: the server's key must have signed the transcript up to its certificates
/// (section 4.4.3).
#[inline(never)]
pub(crate) fn check_signature<P: Profile>(ws: &Workshop<P>, body: &[u8]) -> Result<(), ErrorKind> {
    let verify = CertificateVerify::decode(body)?;
    if verify.scheme != SignatureScheme::ecdsa_secp256r1_sha256 {
        return Err(ErrorKind::IllegalParameter);
    }
    let mut signature = [0; 64];
    key::ecdsa_signature(verify.signature, &mut signature).map_err(|_| ErrorKind::BadCertificateVerify)?;
    let content = signed_content::<P::Hash>(SERVER_CONTEXT, &ws.transcript.hash());
    P::EcdsaSecp256r1Sha256::verify(server_key(ws)?, &content, &signature).map_err(|_| ErrorKind::BadCertificateVerify)
}

fn server_key<P: Profile>(ws: &Workshop<P>) -> Result<&[u8; 65], ErrorKind> {
    match &ws.certificates {
        Some(check) => check.server_key().map_err(ErrorKind::Certificate),
        None => Err(ErrorKind::Certificate(CertError::UnknownIssuer)),
    }
}
