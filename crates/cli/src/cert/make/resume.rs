//! What an interrupted batch has left behind, and how it is gone on from there.
//!
//! What is whole stays, be it a certificate or a key without one. What was cut off in the middle is
//! made again. What is neither was not made by a batch, and is refused.

use std::path::Path;

use motetls::pki::der::{Header, Read};
use motetls::pki::dn::fold::same;
use motetls::pki::key::PublicKeyInfo;
use motetls::pki::pem::{Blocks, PemReason};
use motetls::pki::x509::CertificateView;

use super::authority::Authority;
use super::files::Places;
use super::job::Leftover;
use super::key::KeyPair;
use super::options::Key;
use crate::cert::input::Input;
use crate::cert::output;
use crate::cert::random::Generator;
use crate::cert::signature::{self, Verdict};
use crate::failure::Failure;

/// What is there of a device.
pub(crate) enum Left {
    /// Its certificate, by this authority: nothing is to be done.
    Certificate,
    /// Less than that.
    Part(Leftover),
}

/// Looks at the files of a device; `options` say of which kind its key is to be, and how it is
/// opened.
pub(crate) fn left(
    places: &Places,
    authority: &Authority,
    options: &Key,
    random: &mut Generator,
) -> Result<Left, Failure> {
    // a name may lead to a file that this command was given: the authority's key, most of all
    output::must_be_free(&places.all(), true)?;
    let mut kept = Leftover::default();
    match state(&places.certificate)? {
        State::Nothing => {}
        State::Part => kept.replace = true,
        State::Whole => {
            is_by(&places.certificate, authority)?;
            return Ok(Left::Certificate);
        }
    }
    let chain = places.chain.as_deref().map(state).transpose()?;
    kept.replace |= !matches!(chain, None | Some(State::Nothing));
    if let Some(path) = &places.key {
        match state(path)? {
            State::Nothing => {}
            State::Part => kept.replace = true,
            State::Whole => kept.key = Some(key(path, options, random)?),
        }
    }
    Ok(Left::Part(kept))
}

/// The key that is there already, which must be of the kind asked for.
fn key(path: &Path, options: &Key, random: &mut Generator) -> Result<KeyPair, Failure> {
    let there =
        |why: &str| Failure::local(format!("{why} (it is there already, and is not replaced)"));
    let key = KeyPair::read(path, options.encrypt.as_ref(), random)
        .map_err(|failure| there(&failure.sentence))?;
    if key.describe() != options.kind.name() {
        let requested = options.kind.name();
        return Err(there(&format!(
            "{} is {}, and {requested} is asked for",
            path.display(),
            key.describe()
        )));
    }
    Ok(key)
}

/// Refuses a certificate of another authority: it would be counted as made.
fn is_by(path: &Path, authority: &Authority) -> Result<(), Failure> {
    let input = Input::read(path)?;
    let by = |der: &[u8]| {
        let certificate = CertificateView::from_der(der)?;
        let key = PublicKeyInfo::from_der(authority.key.spki())?;
        Ok::<_, motetls_base::DecodeError>(
            same(certificate.issuer.der, authority.subject().der)
                && signature::check(&certificate.signed, &key) == Verdict::Holds,
        )
    };
    match input.certificates()?.first() {
        Some(der) if by(der) == Ok(true) => Ok(()),
        _ => Err(Failure::local(format!(
            "{} is there already, and is not by this authority: remove it, or name another folder",
            input.name
        ))),
    }
}

/// What is in a file.
enum State {
    Nothing,
    /// Something that was cut off in the middle.
    Part,
    Whole,
}

fn state(path: &Path) -> Result<State, Failure> {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::Nothing),
        Err(error) => Err(Failure::local(format!("cannot read {}: {error}", path.display()))),
        Ok(bytes) if is_part(&bytes) => Ok(State::Part),
        Ok(_) => Ok(State::Whole),
    }
}

/// Whether `bytes` are the beginning of PEM, or of DER, and not all of it.
fn is_part(bytes: &[u8]) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN ";
    match bytes {
        [] => true,
        [0x30, ..] => match Header::read(bytes) {
            Ok(header) => header.is_none_or(|header| header.whole > bytes.len()),
            Err(_) => false,
        },
        _ if BEGIN.starts_with(bytes) => true,
        _ if bytes.starts_with(BEGIN) => match Blocks::new(bytes).last() {
            Some(Err(error)) => {
                matches!(error.reason, PemReason::Unended | PemReason::NotBoundary)
            }
            last => last.is_none(),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::pem;

    #[test]
    fn what_was_cut_off_is_told_from_what_is_whole_and_from_what_is_not_ours() {
        let der = [&[0x30, 0x81, 0xc8][..], &[7; 0xc8]].concat();
        let long = [&[0x30, 0x82, 1, 0][..], &[7; 0x100]].concat();
        for whole in [&der, &long] {
            let text = pem::to_text(pem::PRIVATE_KEY, whole).into_bytes();
            for length in 0..whole.len() {
                assert!(is_part(&whole[..length]), "{length}");
            }
            // all but the last end of line
            for length in 0..text.len() - 1 {
                assert!(is_part(&text[..length]), "{length}");
            }
            assert!(!is_part(whole) && !is_part(&text) && !is_part(&text[..text.len() - 1]));
        }
        for other in [&b"text"[..], b"\n", b"-----BEGINNING", &[0x30, 0x80, 0, 0], &[4, 9, 1]] {
            assert!(!is_part(other), "{other:?}");
        }
    }
}
