//! `motetls cert csr`: a certification request.

use motetls::pki::csr::NewRequest;
use motetls::pki::dn::DistinguishedName;
use motetls::pki::extension::NewExtension;
use motetls::pki::general_name::GeneralName;

use super::arguments::Csr;
use super::files::{self, Report};
use super::job::Subject;
use super::names::{self, AltName};
use crate::cert::input::to_pem;
use crate::cert::kind::Kind;
use crate::cert::output::{self, Draft, Readers, Replace};
use crate::cert::random::generator;
use crate::cert::wiped::Wiped;
use crate::failure::Failure;

/// Octets of a request at most.
const ROOM: usize = 1 << 16;

/// Runs the command.
pub(crate) fn run(options: &Csr) -> Result<(), Failure> {
    let random = &mut generator()?;
    let names = options.names.all();
    let subject = names::subject(options.name.as_deref().unwrap_or(""))?;
    let subject = DistinguishedName { der: &subject };
    if subject.is_empty() && names.is_empty() {
        return Err(Failure::local(
            "a request needs a name: give it one with --name, --dns, --ip, --email or --uri",
        ));
    }
    let shown = names::called(subject.der, &names);
    let shown = if shown.is_empty() { "request".to_owned() } else { shown };
    let stem = options.stem.clone().unwrap_or_else(|| names::stem(&shown));
    let endings = if options.der { [".csr.der", ".key.der"] } else { [".csr", ".key"] };
    let [place, key_place] =
        endings.map(|ending| files::in_folder(&options.out_dir, format!("{stem}{ending}")));
    let force = options.writing.force;
    output::must_be_free(&[&place], force)?;
    if options.key.from_key.is_none() {
        output::must_be_free(&[&key_place], force)?;
    }
    files::make_folder(&options.out_dir)?;

    let passphrase = options.key.passphrase()?;
    let key = Subject::new(&options.key, passphrase.as_ref(), random)?;
    let general: Vec<GeneralName<'_>> = names.iter().map(AltName::general).collect();
    let wish = [NewExtension::SubjectAltName { names: &general, critical: subject.is_empty() }];
    let extensions = if general.is_empty() { &[][..] } else { &wish };
    let request = NewRequest { subject, public_key: key.pair.spki(), extensions };
    let mut der = vec![0; ROOM];
    let length = request.sign(&mut key.pair.signer(options.pss, random)?, &mut der)?;
    der.truncate(length);

    let contents = |kind, der: &[u8]| match options.der {
        true => Wiped(der.to_vec()),
        false => to_pem(kind, der),
    };
    let mut report = Report::default();
    let mut drafts = Vec::new();
    if let (Some((kind, private)), Some((about, bytes))) = (key.written(), key.about()) {
        let (contents, readers) = (contents(kind, private), Readers::Owner);
        drafts.push(Draft { path: &key_place, contents, readers });
        report.file(&key_place, "private key", bytes, &about);
    }
    let request = contents(Kind::Request, &der);
    drafts.push(Draft { path: &place, contents: request, readers: Readers::All });
    output::write(drafts, Replace::of(force))?;
    let called = if subject.is_empty() { shown } else { subject.to_string() };
    report.file(&place, "certification request", der.len(), &called);
    report.fact("subject", subject.to_string());
    report.fact("names", names.iter().map(ToString::to_string).collect::<Vec<_>>());
    report.fact("key", key.pair.describe());
    let next = format!(
        "motetls cert sign {} --as server --copy-names --ca CA --ca-key KEY",
        place.display()
    );
    report.tell(options.writing.json, &next)
}
