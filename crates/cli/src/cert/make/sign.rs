//! `motetls cert sign`: a certification request becomes a certificate.

use motetls::pki::csr::CertificationRequest;
use motetls::pki::der::Read;
use motetls::pki::extension::Value;
use motetls::pki::key::PublicKey;
use motetls::pki::oid::known;

use super::arguments::{DeviceRole, Sign, SignRole};
use super::authority::Authority;
use super::files::{self, Places, Report};
use super::issue::{Issuance, Role, issue};
use super::names::{self, AltName};
use super::options::NamedProfile;
use super::subject;
use super::validity::Usual;
use crate::cert::input::Input;
use crate::cert::kind::{self, Kind};
use crate::cert::output;
use crate::cert::random::generator;
use crate::cert::signature::{self, Verdict};
use crate::failure::{Exit, Failure};
use crate::say;
use crate::session;

/// Bits of an RSA key at least.
const LEAST_RSA_BITS: usize = 2048;

/// Runs the command.
pub(crate) fn run(options: &Sign) -> Result<(), Failure> {
    let random = &mut generator()?;
    let input = Input::read(&options.request)?;
    let item = input.only(&[Kind::Request], "certification request")?;
    let request = CertificationRequest::from_der(&item.der).map_err(|_| {
        let why = kind::resembles(&item.der).unwrap_or("the request cannot be read");
        refused(format!("{}: {why}", input.name))
    })?;
    accept(&input.name, &request)?;
    let subject = match &options.name {
        Some(name) => names::subject(name)?,
        None => {
            subject::check(&request.subject).map_err(|why| {
                refused(format!("{}: {why}; --name gives it another name", input.name))
            })?;
            request.subject.der.to_vec()
        }
    };
    let mut requested = options.names.all();
    grant(&request, options, &mut requested)?;

    let authority = Authority::of(&options.issuer, random)?;
    let (role, usual) = role(options);
    let validity = options.shape.requested_validity().resolve(
        session::now()?,
        usual,
        Some(authority.validity),
    )?;
    authority.check_validity(validity)?;
    let shown = names::called(&subject, &requested);
    let der = files::wants_der(&options.output, false);
    let places = Places::new(&options.output, &names::stem(&shown), der, false);
    files::make_folder(&options.output.out_dir)?;
    output::must_be_free(&places.all(), options.output.writing.force)?;
    let order = Issuance {
        role: &role,
        subject: &subject,
        names: &requested,
        spki: request.public_key.der,
        validity,
        shape: &options.shape,
    };
    // what the request asks for is the request's fault, and not this machine's
    let certificate = issue(&order, Some(&authority), None, random)
        .map_err(|failure| Failure { exit: Exit::Certificate, ..failure })?;
    let above: Vec<&[u8]> = authority.chain().collect();
    places.fill(None, (Kind::Certificate, &certificate), &above, options.output.writing.force)?;
    let mut report = Report::default();
    report.certificate(&places, &certificate, None, &above);
    report.tell(options.output.writing.json, &files::next(&places, &options.shape))
}

/// What the certificate is for, and for how long it is valid as a rule.
fn role(options: &Sign) -> (Role, Usual) {
    match options.role {
        SignRole::Server => (Role::Server, Usual::Days(397)),
        SignRole::Client => (Role::Client, Usual::Days(825)),
        SignRole::Device => (Role::Device(DeviceRole::Client), Usual::Days(3650)),
        SignRole::Idevid => (Role::Idevid, Usual::Forever),
        SignRole::Ca => (
            Role::Ca {
                path_len: subordinate_path(options),
                permit: Vec::new(),
                exclude: Vec::new(),
            },
            Usual::Days(3650),
        ),
    }
}

/// An authority that was asked for from outside has none below it, where the profile lets us say
/// so.
fn subordinate_path(options: &Sign) -> Option<u32> {
    if options.shape.profile == Some(NamedProfile::Iot) { None } else { Some(0) }
}

fn refused(sentence: String) -> Failure {
    Failure { exit: Exit::Certificate, sentence, error: None }
}

/// Refuses a request that does not show that its sender has the key, or whose key is too weak.
fn accept(name: &str, request: &CertificationRequest<'_>) -> Result<(), Failure> {
    match request.public_key.key() {
        Ok(PublicKey::Other) => {
            return Err(refused(format!("{name}: its key is of a kind that is not known here")));
        }
        Ok(PublicKey::X25519(_)) => {
            return Err(refused(format!(
                "{name}: a key that cannot sign cannot show that its sender has it"
            )));
        }
        Ok(PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) if key.bits() < LEAST_RSA_BITS => {
            return Err(refused(format!(
                "{name}: RSA of {} bits is too weak, at least 2048 must be",
                key.bits()
            )));
        }
        Ok(_) => {}
        Err(_) => return Err(refused(format!("{name}: its key cannot be read"))),
    }
    match signature::check(&request.signed, &request.public_key) {
        Verdict::Holds => Ok(()),
        Verdict::Fails => Err(refused(format!(
            "{name} is not signed with the key it is for: its sender does not have that key, or \
             it was altered on the way"
        ))),
        Verdict::Unknown => {
            Err(refused(format!("{name} is signed in a way that is not known here")))
        }
    }
}

/// Adds the names the request asks for, if they are granted, and says what is not.
fn grant(
    request: &CertificationRequest<'_>,
    options: &Sign,
    requested: &mut Vec<AltName>,
) -> Result<(), Failure> {
    let unreadable =
        |_| refused("what the request asks for cannot be read: it is damaged".to_owned());
    let mut ignored = Vec::new();
    for extension in request.extensions().map_err(unreadable)? {
        let extension = extension.map_err(unreadable)?;
        match extension.value().map_err(unreadable)? {
            Value::SubjectAltName(names) if options.copy_names => {
                for name in names {
                    let name = name.map_err(unreadable)?;
                    let Some(known) = AltName::of(&name) else {
                        return Err(refused(format!(
                            "the request asks for {name}, which is not granted here"
                        )));
                    };
                    if !requested.contains(&known) {
                        requested.push(known);
                    }
                }
            }
            Value::SubjectAltName(names) => {
                let names: Vec<String> =
                    names.map_while(Result::ok).map(|name| name.to_string()).collect();
                ignored.push(format!("the names {} (granted with --copy-names)", names.join(", ")));
            }
            // what a key is for, the role says
            Value::KeyUsage(_) | Value::ExtendedKeyUsage(_) | Value::SubjectKeyId(_) => {}
            Value::BasicConstraints(constraints) if !constraints.ca => {}
            _ if extension.oid == known::BASIC_CONSTRAINTS => {
                ignored.push("to be an authority".to_owned())
            }
            _ => ignored.push(format!("an extension {}", extension.oid)),
        }
    }
    if !ignored.is_empty() {
        say::note(format_args!(
            "motetls: the request asks for more than it gets: {}",
            ignored.join("; ")
        ));
    }
    Ok(())
}
