//! What a server chooses of a client's offer. All of it is chosen before any public-key operation:
//! an offer that leads nowhere costs a comparison of lists.

use super::key_share::PrivateKeys;
use super::known_psk::has_mode;
use crate::config::server::{NamedCredential, ServerConfig};
use crate::error::ErrorKind;
use crate::msg::client_offer::{ClientOffer, lists};
use crate::num::{ExtensionType, NamedGroup, PskKeyExchangeMode, SignatureScheme};
use crate::profile::{HandshakeSigner, Profile, speaks};
use crate::suite::{SUITES, Suite};

/// What is agreed upon.
pub(crate) struct Choice<'a> {
    pub(crate) suite: &'static Suite,
    /// The group; `None` with a pre-shared key alone.
    pub(crate) group: Option<NamedGroup>,
    /// The client's public key of it; `None` if it sent none, and has to be asked for it.
    pub(crate) share: Option<&'a [u8]>,
    /// The place of our credential, and the scheme its signer signs by; `None` with a pre-shared
    /// key.
    pub(crate) credential: Option<(u8, SignatureScheme)>,
    /// The place of the application protocol.
    pub(crate) alpn: Option<u8>,
}

/// Chooses, or refuses the offer; `psk` is the suite of a pre-shared key that was found.
///
/// # Errors
/// [`ErrorKind::MissingExtension`], [`ErrorKind::Incompatible`], [`ErrorKind::UnknownName`],
/// [`ErrorKind::NoApplicationProtocol`].
#[inline(never)]
pub(crate) fn choose<'a, P: Profile>(
    config: &ServerConfig<'_, P>,
    offer: &ClientOffer<'a>,
    psk: Option<&'static Suite>,
) -> Result<Choice<'a>, ErrorKind> {
    let alpn = protocol(config.alpn, offer)?;
    if P::PSK
        && let Some(suite) = psk
    {
        let (group, share) = share_with_psk::<P>(offer)?;
        return Ok(Choice { suite, group, share, credential: None, alpn });
    }
    if !P::Signer::PRESENT || config.credentials.is_empty() {
        return Err(ErrorKind::Incompatible);
    }
    // section 9.2
    const NEEDED: [ExtensionType; 3] = [
        ExtensionType::SUPPORTED_GROUPS,
        ExtensionType::SIGNATURE_ALGORITHMS,
        ExtensionType::KEY_SHARE,
    ];
    if !NEEDED.iter().all(|kind| offer.extensions.has(*kind)) {
        return Err(ErrorKind::MissingExtension);
    }
    let suite = SUITES
        .iter()
        .find(|suite| speaks::<P>(suite.aead) && lists(offer.suites, suite.id.0))
        .ok_or(ErrorKind::Incompatible)?;
    let (group, share) = share::<P>(offer)?;
    let credential = Some(credential(config.credentials, offer)?);
    Ok(Choice { suite, group: Some(group), share, credential, alpn })
}

/// The group and the share beside a pre-shared key: with (EC)DHE if both ends can, which gives
/// forward secrecy, otherwise none (section 4.3.9).
///
/// # Errors
/// [`ErrorKind::MissingExtension`] for groups without shares or the other way round.
fn share_with_psk<'a, P: Profile>(
    offer: &ClientOffer<'a>,
) -> Result<(Option<NamedGroup>, Option<&'a [u8]>), ErrorKind> {
    let groups = offer.extensions.has(ExtensionType::SUPPORTED_GROUPS);
    if groups != offer.extensions.has(ExtensionType::KEY_SHARE) {
        return Err(ErrorKind::MissingExtension);
    }
    if has_mode::<P>(offer, PskKeyExchangeMode::psk_dhe_ke) {
        match share::<P>(offer) {
            Ok((group, share)) => return Ok((Some(group), share)),
            Err(reason) if !has_mode::<P>(offer, PskKeyExchangeMode::psk_ke) => return Err(reason),
            Err(_) => {}
        }
    }
    Ok((None, None))
}

/// The first of our groups that the client supports and sent a public key of; without any, the
/// first that it supports.
fn share<'a, P: Profile>(
    offer: &ClientOffer<'a>,
) -> Result<(NamedGroup, Option<&'a [u8]>), ErrorKind> {
    let mut supported = None;
    for group in PrivateKeys::<P>::groups() {
        if !lists(offer.groups, group.0) {
            continue;
        }
        if let Some(key) = offer.share(*group) {
            return Ok((*group, Some(key)));
        }
        supported = supported.or(Some((*group, None)));
    }
    supported.ok_or(ErrorKind::Incompatible)
}

/// The credential for the name that the client sent, or one without names.
fn credential<S: HandshakeSigner>(
    credentials: &[NamedCredential<'_, S>],
    offer: &ClientOffer<'_>,
) -> Result<(u8, SignatureScheme), ErrorKind> {
    // Without a name the extension may be demanded (section 9.2).
    let mut reason = match offer.server_name {
        Some(_) => ErrorKind::UnknownName,
        None => ErrorKind::MissingExtension,
    };
    for by_name in [true, false] {
        for (place, NamedCredential { names, credential }) in (0..).zip(credentials) {
            let suits = match offer.server_name {
                Some(name) if by_name => names.iter().any(|known| is_for(known, name)),
                _ => !by_name && names.is_empty(),
            };
            if !suits {
                continue;
            }
            let (schemes, _) = offer.schemes.as_chunks::<2>();
            let mut schemes =
                schemes.iter().map(|bytes| SignatureScheme(u16::from_be_bytes(*bytes)));
            if let Some(scheme) = schemes.find(|scheme| credential.signer.signs(*scheme)) {
                return Ok((place, scheme));
            }
            reason = ErrorKind::Incompatible;
        }
    }
    Err(reason)
}

/// Whether a name of a credential stands for the one that was asked for.
fn is_for(known: &str, asked: &[u8]) -> bool {
    let known = known.as_bytes();
    match known.strip_prefix(b"*") {
        Some(rest) => {
            let label = asked.iter().position(|byte| *byte == b'.').unwrap_or(asked.len());
            label != 0 && asked.get(label..).is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
        }
        None => asked.eq_ignore_ascii_case(known),
    }
}

/// The first of our application protocols that the client offers (RFC 7301, section 3.2).
fn protocol(ours: &[&[u8]], offer: &ClientOffer<'_>) -> Result<Option<u8>, ErrorKind> {
    if ours.is_empty() || offer.alpn.is_empty() {
        return Ok(None);
    }
    (0..)
        .zip(ours)
        .find(|(_, protocol)| offer.offers_protocol(protocol))
        .map(|(place, _)| Some(place))
        .ok_or(ErrorKind::NoApplicationProtocol)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6066, section 3: names are compared without regard to case; RFC 9525: a wildcard is one
    /// whole label.
    #[test]
    fn names_of_credentials() {
        for (known, asked, is) in [
            ("a.example", "A.Example", true),
            ("a.example", "b.example", false),
            ("a.example", "a.example.", false),
            ("*.example", "a.example", true),
            ("*.example", "a.b.example", false),
            ("*.example", ".example", false),
            ("*.example", "example", false),
            ("*.example", "a.EXAMPLE", true),
        ] {
            assert_eq!(is_for(known, asked.as_bytes()), is, "{known} {asked}");
        }
    }
}
