//! `motetls cert new`: a key and a certificate for it.

use super::arguments::{NewCa, NewCommand, NewLeaf};
use super::authority::Authority;
use super::batch;
use super::files;
use super::issue::Role;
use super::job::Job;
use super::names::{self, AltName};
use super::options::NamedProfile;
use super::validity::Usual;
use crate::cert::random::generator;
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(command: &NewCommand) -> Result<(), Failure> {
    match command {
        NewCommand::Ca(options) => ca(options),
        NewCommand::Server(options) => leaf(options, Role::Server, Usual::Days(397)),
        NewCommand::Client(options) => leaf(options, Role::Client, Usual::Days(825)),
        NewCommand::Device(options) => batch::run(options),
    }
}

fn ca(options: &NewCa) -> Result<(), Failure> {
    let random = &mut generator()?;
    let parent = match (&options.issuer.ca, &options.issuer.ca_key) {
        (Some(ca), Some(key)) => {
            Some(Authority::read(ca, key, options.issuer.ca_passphrase.as_ref(), random)?)
        }
        _ => None,
    };
    let subject = names::subject(&options.name)?;
    let role = Role::Ca {
        path_len: options.pathlen,
        permit: options.permit.clone(),
        exclude: options.exclude.clone(),
    };
    let job = Job {
        role: &role,
        subject: &subject,
        names: &[],
        authority: parent.as_ref(),
        key: &options.key,
        shape: &options.shape,
        output: &options.output,
        der: files::wants_der(&options.output, false),
    };
    let stem = names::stem(&names::common_name(&subject));
    let (mut report, places) = job.run(&stem, Usual::Days(3650), random)?;
    if places.key.is_some() && options.key.encrypt.is_none() {
        report.line("this key can certify any name: keep it offline, or make it with --encrypt");
    }
    let key = places.key.as_deref().or(options.key.from_key.as_deref());
    let next = format!(
        "motetls cert new server --ca {} --ca-key {} --dns NAME",
        places.certificate.display(),
        key.map_or_else(|| "KEY".to_owned(), |key| key.display().to_string())
    );
    report.tell(options.output.writing.json, &next)
}

fn leaf(options: &NewLeaf, role: Role, usual: Usual) -> Result<(), Failure> {
    let random = &mut generator()?;
    let names = options.names.all();
    let first = names.iter().find_map(|name| match name {
        AltName::Dns(name) => Some(name.clone()),
        _ => None,
    });
    let iot = options.shape.profile == Some(NamedProfile::Iot);
    let subject = match (&options.name, &first) {
        (Some(name), _) => names::subject(name)?,
        // longer names do not fit, and clients look at subjectAltName anyway
        (None, Some(name)) if !iot && name.len() <= 64 => names::subject(name)?,
        _ => names::subject("")?,
    };
    let authority = Authority::of(&options.issuer, random)?;
    let job = Job {
        role: &role,
        subject: &subject,
        names: &names,
        authority: Some(&authority),
        key: &options.key,
        shape: &options.shape,
        output: &options.output,
        der: files::wants_der(&options.output, false),
    };
    let shown = names
        .first()
        .map(|name| name.to_string().split_once(':').map_or("", |(_, name)| name).to_owned());
    let name = first
        .or_else(|| Some(names::common_name(&subject)).filter(|name| !name.is_empty()))
        .or(shown);
    let (report, places) = job.run(&names::stem(&name.unwrap_or_default()), usual, random)?;
    report.tell(options.output.writing.json, &files::next(&places, &options.shape))
}
