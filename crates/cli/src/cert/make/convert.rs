//! `motetls cert convert`: from one form into another.

use std::io::IsTerminal;

use motetls::pki::csr::CertificationRequest;
use motetls::pki::der::{Der, Read};
use motetls::pki::key::{EcPrivateKey, PrivateKey, PublicKey, RsaPublicKey};
use motetls::pki::pem;
use motetls::pki::x509::CertificateView;

use super::arguments::{Convert, Form, KeyForm};
use super::bags;
use super::code;
use super::files::{self, Report};
use super::key::{self, KeyPair};
use crate::cert::field;
use crate::cert::input::{Input, Item, to_pem};
use crate::cert::kind::Kind;
use crate::cert::output::{self, Draft, Readers, Replace};
use crate::cert::random::{Generator, generator};
use crate::cert::secret::{self, Source};
use crate::cert::wiped::Wiped;
use crate::describe::rfc3339;
use crate::failure::Failure;
use crate::say;

/// Octets of any private key at most.
const KEY_ROOM: usize = 8192;
/// What an array is called, unless told otherwise.
const SYMBOL: &str = "MOTETLS_DATA";

/// An object on its way out.
struct Object {
    /// `None` for bare octets of a key.
    kind: Option<Kind>,
    /// Its label in PEM; `None` for what PEM does not know.
    label: Option<String>,
    der: Wiped,
    /// What it is, for a comment and a message.
    about: String,
    private: bool,
}

impl Object {
    fn new(kind: Kind, der: Wiped, about: String) -> Self {
        let private = kind.may_be_private();
        Object { kind: Some(kind), label: Some(kind.label().to_owned()), der, about, private }
    }
}

/// Runs the command.
pub(crate) fn run(options: &Convert) -> Result<(), Failure> {
    let random = &mut generator()?;
    check(options)?;
    let input = Input::read(&options.file)?;
    fits(options, &input)?;
    output::must_be_free(&[&options.out], options.writing.force)?;
    let passphrase = options.encrypt.as_ref().map(Source::read).transpose()?;
    let mut objects = Vec::new();
    for item in &input.items {
        match item.kind {
            Kind::EcParameters => {} // the key that follows says the same
            Kind::CertsOnly => {
                // a bag becomes what is in it, in its place
                for (kind, der) in bags::objects(&input.name, &item.der)? {
                    let item = Item::of(kind, der);
                    objects.push(convert_other(&input, &item, options)?);
                }
            }
            kind if kind.is_private() => {
                objects.push(convert_key(&input.name, item, options, passphrase.as_ref(), random)?);
            }
            _ => objects.push(convert_other(&input, item, options)?),
        }
    }
    if objects.is_empty() {
        return Err(Failure::local(format!("there is nothing to convert in {}", input.name)));
    }
    let contents = Wiped(render(&objects, options)?);
    let private = objects.iter().any(|object| object.private);
    let readers = if private { Readers::Owner } else { Readers::All };
    let draft = Draft { path: &options.out, contents, readers };
    output::write(vec![draft], Replace::of(options.writing.force))?;
    if options.out.as_os_str() != "-" {
        let mut report = Report::default();
        for object in &objects {
            report.file(&options.out, &object.about, object.der.len(), "");
        }
        report.tell(options.writing.json, "")?;
    }
    Ok(())
}

/// Refuses options that do not go together.
fn check(options: &Convert) -> Result<(), Failure> {
    let is_source = matches!(options.form, Form::C | Form::Rs);
    match &options.symbol {
        Some(_) if !is_source => {
            return Err(Failure::local("--symbol names an array: it goes with --to c or --to rs"));
        }
        Some(symbol) => code::check_symbol(symbol)?,
        None => {}
    }
    let to_screen = options.out.as_os_str() == "-";
    if to_screen && options.writing.json {
        return Err(Failure::local(
            "--json and what is converted would both go to standard output: name a file with --out",
        ));
    }
    if to_screen && options.form == Form::Der && std::io::stdout().is_terminal() {
        return Err(Failure::local("DER is not for a terminal: name a file with --out"));
    }
    Ok(())
}

/// Refuses options that do nothing to any object of the file.
fn fits(options: &Convert, input: &Input) -> Result<(), Failure> {
    if input.items.iter().any(|item| item.old_encryption) {
        return Ok(()); // it is refused with its remedy
    }
    let any = |is: fn(Kind) -> bool| input.items.iter().any(|item| is(item.kind));
    let idle = |option: &str, what: &str| {
        Err(Failure::local(format!("{option} is for {what}, and {} holds none", input.name)))
    };
    if options.key_form.is_some() && !any(Kind::is_private) {
        return idle_or_unread(input, || idle("--key-form", "private keys"));
    }
    if options.encrypt.is_some() && !any(Kind::is_private) {
        return idle_or_unread(input, || idle("--encrypt", "private keys"));
    }
    if options.passphrase.is_some() && !any(|kind| kind == Kind::EncryptedPrivateKey) {
        return idle_or_unread(input, || idle("--passphrase", "encrypted private keys"));
    }
    Ok(())
}

/// Names what is not read before an option is called idle: it may be the key that was meant.
fn idle_or_unread(
    input: &Input,
    idle: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    match input.items.iter().find(|item| item.kind.may_be_private() && !item.kind.is_private()) {
        Some(item) => Err(unrecognised(input, item)),
        None => idle(),
    }
}

/// The message for an object that an option asks to change and that is not read.
fn unrecognised(input: &Input, item: &Item) -> Failure {
    match (item.kind.remedy(), &item.label) {
        (Some(_), _) => input.unread(item.kind),
        (None, Some(label)) => Failure::local(format!(
            "{} holds {label}, which is not known here: without --public, --encrypt, --passphrase \
             and --key-form it is \
             copied as it is",
            input.name
        )),
        (None, None) => Failure::local(format!(
            "{} holds DER that is not known here, or is damaged: without --public, --encrypt, \
             --passphrase and \
             --key-form it is copied as it is",
            input.name
        )),
    }
}

/// Whether an option asks for keys to be changed.
const fn changes_keys(options: &Convert) -> bool {
    options.key_form.is_some()
        || options.public
        || options.encrypt.is_some()
        || options.passphrase.is_some()
}

/// A private key in the form asked for.
fn convert_key(
    name: &str,
    item: &Item,
    options: &Convert,
    passphrase: Option<&Wiped>,
    random: &mut Generator,
) -> Result<Object, Failure> {
    let is_encrypted = item.kind == Kind::EncryptedPrivateKey;
    if !changes_keys(options) {
        if item.old_encryption {
            secret::open(name, item, None)?;
        }
        if Kind::of_der(&item.der) != item.kind {
            return Err(key::unreadable(name, &item.der));
        }
        return Ok(Object::new(item.kind, Wiped(item.der.clone()), item.kind.to_string()));
    }
    let der = secret::open(name, item, options.passphrase.as_ref().filter(|_| is_encrypted))?;
    let pair = KeyPair::from_der(name, &der, random)?;
    let about = |what: &str| format!("{what}, {}", pair.describe());
    if options.public {
        let der = Wiped(pair.spki().to_vec());
        return Ok(Object::new(Kind::PublicKey, der, about("public key")));
    }
    if let Some(passphrase) = passphrase {
        let sealed =
            Wiped(secret::seal(pair.pkcs8(), passphrase, options.work.iterations, random)?);
        let kind = Kind::EncryptedPrivateKey;
        return Ok(Object::new(kind, sealed, about(&kind.to_string())));
    }
    Ok(match in_form(&pair, options.key_form.unwrap_or(KeyForm::Pkcs8))? {
        (Some(kind), der) => Object::new(kind, der, about(&kind.to_string())),
        (None, der) => Object {
            kind: None,
            label: None,
            der,
            about: about("private key, bare"),
            private: true,
        },
    })
}

/// A private key as `form` has it.
fn in_form(pair: &KeyPair, form: KeyForm) -> Result<(Option<Kind>, Wiped), Failure> {
    let private = pair.private()?;
    let unfit =
        |form: &str| Failure::local(format!("{form} is no form of a key of {}", pair.describe()));
    match (form, private) {
        (KeyForm::Pkcs8, _) => Ok((Some(Kind::PrivateKey), Wiped(pair.pkcs8().to_vec()))),
        (KeyForm::Pkcs1, PrivateKey::Rsa(key)) => {
            Ok((Some(Kind::RsaPrivateKey), Wiped::written(KEY_ROOM, |der| key.write(der))?))
        }
        (KeyForm::Sec1, PrivateKey::Ec(key)) => {
            Ok((Some(Kind::EcPrivateKey), Wiped::written(KEY_ROOM, |der| key.write(der))?))
        }
        (KeyForm::Raw, PrivateKey::Ec(key @ EcPrivateKey { curve: Some(curve), .. })) => {
            let mut octets = Wiped(vec![0; curve.len()]);
            key.private_into(&mut octets.0).map_err(|_| unfit("raw"))?;
            Ok((None, octets))
        }
        (KeyForm::Raw, PrivateKey::Ed25519(seed)) => Ok((None, Wiped(seed.to_vec()))),
        (KeyForm::Pkcs1, _) => Err(unfit("PKCS#1")),
        (KeyForm::Sec1, _) => Err(unfit("SEC 1")),
        (KeyForm::Raw, _) => Err(unfit("raw")),
    }
}

/// What is not a private key, as far as is known.
fn convert_other(input: &Input, item: &Item, options: &Convert) -> Result<Object, Failure> {
    let lost = |what: &str| Err(Failure::local(format!("{} {what}", input.name)));
    match item.kind {
        Kind::Certificate => return certificate(&item.der, options),
        Kind::TrustedCertificate => {
            let der = Der::new(&item.der).any_whole().unwrap_or(&[]);
            say::note("motetls: the trust settings of OpenSSL behind the certificate are left out");
            return certificate(der, options);
        }
        kind if kind.may_be_private() => return unread(input, item, options),
        _ => {}
    }
    if Kind::of_der(&item.der) != item.kind {
        return lost(&format!("holds a {} that cannot be read: the file is damaged", item.kind));
    }
    if !options.public {
        return Ok(Object::new(item.kind, Wiped(item.der.clone()), item.kind.to_string()));
    }
    let Some(spki) = public_of(item) else {
        return lost(&format!("holds a {}, which has no public key", item.kind));
    };
    let about = format!("public key, {}", key::describe(&spki));
    Ok(Object::new(Kind::PublicKey, Wiped(spki), about))
}

/// The SubjectPublicKeyInfo of a request, or of a public key.
fn public_of(item: &Item) -> Option<Vec<u8>> {
    match item.kind {
        Kind::Request => {
            let request = CertificationRequest::from_der(&item.der).ok()?;
            Some(request.public_key.der.to_vec())
        }
        Kind::PublicKey => Some(item.der.clone()),
        Kind::RsaPublicKey => {
            let key = RsaPublicKey::from_der(&item.der).ok()?;
            let spki = Wiped::written(KEY_ROOM, |der| PublicKey::Rsa(key).write(der)).ok()?;
            Some(spki.to_vec())
        }
        _ => None,
    }
}

/// What is not read, and may be private: copied as it is for its owner only, or refused.
fn unread(input: &Input, item: &Item, options: &Convert) -> Result<Object, Failure> {
    if changes_keys(options) || item.der.is_empty() {
        return Err(unrecognised(input, item));
    }
    if item.has_headers {
        return Err(Failure::local(format!(
            "{}: the headers in the block {} would be lost, and it cannot be read without them",
            input.name,
            item.label.as_deref().unwrap_or_default()
        )));
    }
    let about = item.label.clone().unwrap_or_else(|| item.kind.to_string());
    Ok(Object {
        kind: Some(item.kind),
        label: item.label.clone(),
        der: Wiped(item.der.clone()),
        about,
        private: true,
    })
}

/// Why a certificate cannot be read.
fn damage(der: &[u8]) -> String {
    field::broken(der)
        .map_or_else(|| "it is damaged".to_owned(), |field| format!("{field} is damaged"))
}

/// A certificate, or its public key.
fn certificate(der: &[u8], options: &Convert) -> Result<Object, Failure> {
    let read = CertificateView::from_der(der)
        .map_err(|_| Failure::local(format!("a certificate cannot be read: {}", damage(der))))?;
    if options.public {
        let spki = read.public_key.der;
        let about = format!("public key, {}, of {}", key::describe(spki), files::name(&read));
        return Ok(Object::new(Kind::PublicKey, Wiped(spki.to_vec()), about));
    }
    let about = format!("certificate, {}, until {}", files::name(&read), rfc3339(read.not_after));
    Ok(Object::new(Kind::Certificate, Wiped(der.to_vec()), about))
}

/// The objects in the form asked for.
fn render(objects: &[Object], options: &Convert) -> Result<Vec<u8>, Failure> {
    let name = options.symbol.as_deref().unwrap_or(SYMBOL);
    let symbol = |place: usize| match objects.len() {
        1 => name.to_owned(),
        _ => format!("{name}_{place}"),
    };
    let source = |array: fn(&str, &str, &[u8]) -> String| {
        let arrays = objects
            .iter()
            .enumerate()
            .map(|(place, object)| array(&symbol(place), &object.about, &object.der));
        arrays.collect::<Vec<_>>().join("\n").into_bytes()
    };
    Ok(match options.form {
        Form::Der => objects.iter().flat_map(|object| object.der.iter().copied()).collect(),
        Form::C => source(code::c),
        Form::Rs => source(code::rust),
        Form::Pkcs7 => to_pem(Kind::CertsOnly, &bags::pack(&packed(objects)?)?).to_vec(),
        Form::Pem => {
            let mut text = Vec::new();
            for object in objects {
                let unlabelled = || {
                    Failure::local("PEM does not know this object: write it with --to der, c or rs")
                };
                let label = object.label.as_deref().ok_or_else(unlabelled)?;
                text.extend_from_slice(&Wiped(pem::to_text(label, &object.der).into_bytes()));
            }
            text
        }
    })
}

/// The certificates that go into a bag.
fn packed(objects: &[Object]) -> Result<Vec<&[u8]>, Failure> {
    if objects.iter().any(|object| object.kind != Some(Kind::Certificate)) {
        return Err(Failure::local("only certificates go into a PKCS#7 bag"));
    }
    Ok(objects.iter().map(|object| &*object.der).collect())
}
