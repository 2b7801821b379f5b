//! What the certificates above a new one allow below them: names, lengths of paths, purposes.
//!
//! Our own verifier is asked, as verifiers elsewhere will be. It stops at the first thing it does
//! not like, be it an algorithm it does not know or a date that is past, and would not come to the
//! names: so it is asked about stand-ins, which are the certificates with the same names and the
//! same constraints, and with a key, a signature and dates that there is nothing to say against.

use motetls::crypto::p256::PrivateKey;
use motetls::crypto::{Group, P256, Sha256};
use motetls::pki::chain::{HostAlgorithms, Rfc5280Rules};
use motetls::pki::der::{DerWriter, Read};
use motetls::pki::dn::DistinguishedName;
use motetls::pki::dn::fold::same;
use motetls::pki::extension::{NewExtension, Value};
use motetls::pki::key::{NamedCurve, PublicKey};
use motetls::pki::oid::{Oid, known};
use motetls::pki::signed::{EcdsaKey, Hashing};
use motetls::pki::x509::{CertificateView, NewCertificate};
use motetls::pki::{CertError, Chain, Usage, VerifyPolicy};
use motetls_base::UnixTime;

use super::constraint::Constraint;
use crate::cert::moment::FOREVER;
use crate::failure::Failure;

/// Octets of a stand-in at most.
const ROOM: usize = 1 << 16;
/// The extensions a stand-in has.
const KEPT: [Oid<'static>; 3] =
    [known::BASIC_CONSTRAINTS, known::NAME_CONSTRAINTS, known::EXTENDED_KEY_USAGE];

/// What a new authority wants for those below it.
pub(crate) struct Below<'a> {
    pub(crate) path_len: Option<u32>,
    pub(crate) permit: &'a [Constraint],
}

/// The certificates above, as far as they are told to follow one another: the issuer's first.
pub(crate) struct Above(Vec<IssuerAbove>);

struct IssuerAbove {
    stand_in: Vec<u8>,
    path_len: Option<u32>,
    self_issued: bool,
    subject: Vec<u8>,
}

impl Above {
    /// The certificates of a file, the authority's own being the first.
    pub(crate) fn of(chain: &[Vec<u8>]) -> Result<Self, Failure> {
        let mut above: Vec<IssuerAbove> = Vec::new();
        let mut issuer: Option<Vec<u8>> = None;
        for der in chain {
            let Ok(certificate) = CertificateView::from_der(der) else { break };
            let follows =
                issuer.as_deref().is_none_or(|issuer| same(issuer, certificate.subject.der));
            let constraints = certificate.extension(known::BASIC_CONSTRAINTS);
            let (Ok(Some(Value::BasicConstraints(constraints))), true) = (constraints, follows)
            else {
                break;
            };
            above.push(IssuerAbove {
                stand_in: stand_in(&certificate, &KEPT, &[])?,
                path_len: constraints.path_len,
                self_issued: certificate.is_self_issued(),
                subject: certificate.subject.der.to_vec(),
            });
            issuer = Some(certificate.issuer.der.to_vec());
        }
        Ok(Above(above))
    }

    /// Refuses `der`, a new certificate, for what it would be refused for.
    pub(crate) fn check(&self, der: &[u8], below: Option<&Below<'_>>) -> Result<(), String> {
        let failed = |failure: Failure| failure.sentence;
        let certificate = CertificateView::from_der(der)
            .map_err(|_| "the certificate cannot be read after it was made".to_owned())?;
        if let Some(below) = below {
            self.check_path(&certificate, below)?;
            for constraint in below.permit {
                let name = constraint.example();
                let names = [name.general()];
                let leaf = stand_in(
                    &certificate,
                    &[],
                    &[NewExtension::SubjectAltName { names: &names, critical: true }],
                );
                self.ask(&leaf.map_err(failed)?, Usage::ClientAuth).map_err(|why| {
                    format!("--permit {} allows nothing below it: {why}", constraint.general())
                })?;
            }
            // as a leaf: it is its own names that are asked about, not what it is for
            let leaf = stand_in(&certificate, &[known::SUBJECT_ALT_NAME], &[]).map_err(failed)?;
            return self.ask(&leaf, Usage::ClientAuth).map_err(refusal);
        }
        let kept = [known::SUBJECT_ALT_NAME, known::EXTENDED_KEY_USAGE];
        let leaf = stand_in(&certificate, &kept, &[]).map_err(failed)?;
        let purposes = certificate.extension(known::EXTENDED_KEY_USAGE);
        let Ok(Some(Value::ExtendedKeyUsage(purposes))) = purposes else {
            // for all purposes: one that the authorities allow is enough
            let server = self.ask(&leaf, Usage::ServerAuth);
            return server.or_else(|_| self.ask(&leaf, Usage::ClientAuth)).map_err(refusal);
        };
        for purpose in purposes.filter_map(Result::ok) {
            let usage = match purpose.0 {
                known::SERVER_AUTH => Usage::ServerAuth,
                known::CLIENT_AUTH => Usage::ClientAuth,
                _ => continue,
            };
            self.ask(&leaf, usage).map_err(refusal)?;
        }
        Ok(())
    }

    /// Refuses an authority that stands too low, or wants more below it than there is room for.
    fn check_path(&self, new: &CertificateView<'_>, below: &Below<'_>) -> Result<(), String> {
        let mut depth = u32::from(!new.is_self_issued());
        for authority in &self.0 {
            let name = DistinguishedName { der: &authority.subject };
            match authority.path_len {
                Some(most) if depth > most => {
                    return Err(format!(
                        "{name} lets no authority stand so low below it (pathlen {most}): sign \
                         with one above"
                    ));
                }
                Some(most) if depth.saturating_add(below.path_len.unwrap_or(0)) > most => {
                    return Err(format!(
                        "--pathlen {} cannot be used: {name} has pathlen {most}, which leaves {} \
                         at most",
                        below.path_len.unwrap_or(0),
                        most.saturating_sub(depth)
                    ));
                }
                _ => {}
            }
            depth = depth.saturating_add(u32::from(!authority.self_issued));
        }
        Ok(())
    }

    /// The verdict on the stand-ins.
    fn ask(&self, leaf: &[u8], usage: Usage) -> Result<(), String> {
        let policy = VerifyPolicy { anchors: &[], name: None, now: Some(FOREVER), usage };
        let mut chain = Chain::<HostAlgorithms, Rfc5280Rules>::new();
        let above = self.0.iter().map(|authority| authority.stand_in.as_slice());
        let pushed = std::iter::once(leaf)
            .chain(above)
            .try_for_each(|der| chain.push(&policy, der).map(drop));
        // an authority at fault is stepped over: the chain's end tells why, and there is no anchor
        match pushed.and_then(|()| chain.finish().map(drop)) {
            Ok(()) | Err(CertError::UnknownIssuer) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn refusal(why: String) -> String {
    format!("every verifier would refuse it: {why}")
}

/// A certificate of the same names, with the extensions `kept` of it and `more`.
fn stand_in(
    certificate: &CertificateView<'_>,
    kept: &[Oid<'_>],
    more: &[NewExtension<'_>],
) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| Failure::local("an extension of a certificate above cannot be read");
    let mut extensions = more.to_vec();
    for extension in certificate.extensions {
        let extension = extension.map_err(unreadable)?;
        if kept.contains(&extension.oid) {
            extensions.push(NewExtension::Other {
                oid: extension.oid,
                critical: extension.critical,
                value: extension.octets,
            });
        }
    }
    let private = PrivateKey::from_bytes(&[7; 32]).map_err(|_| Failure::local("no key"))?;
    let mut spki = [0; 128];
    let mut der = DerWriter::new(&mut spki);
    PublicKey::Ec(NamedCurve::P256, &P256::public(&private)).write(&mut der);
    let new = NewCertificate {
        serial: &[7],
        issuer: certificate.issuer,
        not_before: UnixTime(0),
        not_after: FOREVER,
        subject: certificate.subject,
        public_key: der.written(),
        extensions: &extensions,
    };
    let mut der = vec![0; ROOM];
    let length =
        new.sign(&mut Hashing(EcdsaKey::<P256, Sha256>::new(&private, &[0; 32])), &mut der)?;
    der.truncate(length);
    Ok(der)
}
