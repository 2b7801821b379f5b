//! Where things go, and the messages about them.

use std::path::{Path, PathBuf};

use motetls::pki::der::Read;
use motetls::pki::time::Calendar;
use motetls::pki::x509::CertificateView;
use serde_json::{Value, json};

use super::arguments::NewDevice;
use super::options::{NamedProfile, Output, Shape};
use super::revoked;
use crate::cert::input::to_pem;
use crate::cert::kind::Kind;
use crate::cert::output::{self, Draft, Readers, Replace};
use crate::cert::wiped::Wiped;
use crate::describe::rfc3339;
use crate::failure::Failure;
use crate::say;

/// The files of one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) certificate: PathBuf,
    pub(crate) key: Option<PathBuf>,
    pub(crate) chain: Option<PathBuf>,
    der: bool,
}

impl Places {
    /// Where a certificate called `stem` goes, and its key, if one is made.
    pub(crate) fn new(output: &Output, stem: &str, der: bool, with_key: bool) -> Self {
        let stem = output.stem.as_deref().unwrap_or(stem);
        let file = |ending: &str| in_folder(&output.out_dir, format!("{stem}{ending}"));
        let (certificate, key, chain) = match der {
            true => (".der", ".key.der", ".chain.der"),
            false => (".pem", ".key", ".chain.pem"),
        };
        Places {
            certificate: file(certificate),
            key: with_key.then(|| file(key)),
            chain: output.chain.then(|| file(chain)),
            der,
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<&Path> {
        let others = [&self.key, &self.chain].into_iter().filter_map(Option::as_deref);
        [self.certificate.as_path()].into_iter().chain(others).collect()
    }

    /// A file that holds these objects, in the form asked for.
    fn draft<'p>(&self, path: &'p Path, objects: &[(Kind, &[u8])], readers: Readers) -> Draft<'p> {
        let form = |(kind, der): &(Kind, &[u8])| match self.der {
            true => Wiped(der.to_vec()),
            false => to_pem(*kind, der),
        };
        let parts: Vec<Wiped> = objects.iter().map(form).collect();
        // of its full length from the start: growing would leave copies of a key behind
        let length = parts.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
        let mut contents = Wiped(Vec::with_capacity(length));
        parts.iter().for_each(|part| contents.0.extend_from_slice(part));
        Draft { path, contents, readers }
    }

    /// Writes a private key, the chain and the certificate, in this order: where there is a
    /// certificate, all is there.
    pub(crate) fn fill(
        &self,
        key: Option<(Kind, &[u8])>,
        certificate: (Kind, &[u8]),
        above: &[&[u8]],
        force: bool,
    ) -> Result<(), Failure> {
        let mut drafts = Vec::new();
        if let (Some(path), Some(key)) = (&self.key, key) {
            drafts.push(self.draft(path, &[key], Readers::Owner));
        }
        if let Some(path) = &self.chain {
            let mut chain = vec![certificate];
            chain.extend(above.iter().map(|der| (Kind::Certificate, *der)));
            drafts.push(self.draft(path, &chain, Readers::All));
        }
        drafts.push(self.draft(&self.certificate, &[certificate], Readers::All));
        output::write(drafts, Replace::of(force))
    }
}

/// Whether `output` asks for DER.
pub(crate) fn wants_der(output: &Output, default: bool) -> bool {
    output.der || (default && !output.pem)
}

/// Whether devices are written as DER.
pub(crate) fn device_in_der(options: &NewDevice) -> bool {
    wants_der(&options.output, options.shape.profile == Some(NamedProfile::Iot))
}

/// The file `name` in `folder`; without the folder if that is the one we are in.
pub(crate) fn in_folder(folder: &Path, name: String) -> PathBuf {
    if folder.as_os_str() == "." { PathBuf::from(name) } else { folder.join(name) }
}

/// Makes the folder of the files.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| {
        Failure::local(format!("cannot make the folder {}: {error}", path.display()))
    })
}

/// What a command made, told at its end.
#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<String>,
    files: Vec<Value>,
    object: serde_json::Map<String, Value>,
}

impl Report {
    /// A file that was written.
    pub(crate) fn file(&mut self, path: &Path, what: &str, bytes: usize, about: &str) {
        let separator = if about.is_empty() { "" } else { ", " };
        self.lines.push(format!(
            "wrote {}: {what}, {bytes} bytes in DER{separator}{about}",
            path.display()
        ));
        self.files
            .push(json!({ "path": path.display().to_string(), "what": what, "bytes": bytes }));
    }

    /// Something a program wants to know.
    pub(crate) fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.object.insert(name.to_owned(), value.into());
    }

    /// Something a person wants to know.
    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The files of a certificate.
    pub(crate) fn certificate(
        &mut self,
        places: &Places,
        der: &[u8],
        key: Option<(&str, usize)>,
        above: &[&[u8]],
    ) {
        let Ok(certificate) = CertificateView::from_der(der) else { return };
        let until = Calendar::of(certificate.not_after);
        let about = format!("{}, until {until}", name(&certificate));
        self.file(&places.certificate, "certificate", der.len(), &about);
        if let (Some(path), Some((about, bytes))) = (&places.key, key) {
            self.file(path, "private key", bytes, about);
        }
        if let Some(path) = &places.chain {
            let bytes = above.iter().fold(der.len(), |sum, der| sum.saturating_add(der.len()));
            let count = above.len().saturating_add(1);
            self.file(path, "chain", bytes, &format!("{count} certificates"));
        }
        for (fact, value) in facts(&certificate) {
            self.fact(fact, value);
        }
    }

    /// Tells: text on standard error, and JSON on standard output if asked for.
    pub(crate) fn tell(mut self, json: bool, next: &str) -> Result<(), Failure> {
        for line in &self.lines {
            say::note(line);
        }
        if !next.is_empty() {
            say::note(format_args!("next: {next}"));
        }
        if json {
            self.object.insert("files".to_owned(), self.files.into());
            return say::out(format!("{}\n", Value::Object(self.object)));
        }
        Ok(())
    }
}

/// What to do with a new certificate of an end entity.
pub(crate) fn next(places: &Places, shape: &Shape) -> String {
    let profile = if shape.profile == Some(NamedProfile::Iot) { "--profile iot " } else { "" };
    format!("motetls cert lint {profile}{}", places.certificate.display())
}

/// What a certificate is called: its subject, or its first name.
pub(crate) fn name(certificate: &CertificateView<'_>) -> String {
    if !certificate.subject.is_empty() {
        return certificate.subject.to_string();
    }
    let names = certificate.extension(motetls::pki::oid::known::SUBJECT_ALT_NAME);
    match names {
        Ok(Some(motetls::pki::extension::Value::SubjectAltName(mut names))) => {
            names.next().and_then(Result::ok).map_or_else(String::new, |name| name.to_string())
        }
        _ => "no name".to_owned(),
    }
}

/// What programs want to know of a certificate.
pub(crate) fn facts(certificate: &CertificateView<'_>) -> [(&'static str, Value); 6] {
    [
        ("subject", certificate.subject.to_string().into()),
        ("issuer", certificate.issuer.to_string().into()),
        ("serial", revoked::shown(certificate.serial).into()),
        ("not_before", rfc3339(certificate.not_before).into()),
        ("not_after", rfc3339(certificate.not_after).into()),
        ("key", super::key::describe(certificate.public_key.der).into()),
    ]
}
