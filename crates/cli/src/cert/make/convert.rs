//! `motetls cert convert`: from one form into another.

use std::io::IsTerminal;

use motetls::pki::der::Read;
use motetls::pki::key::{EcPrivateKey, PrivateKey};
use motetls::pki::pem;
use motetls::pki::pkcs7;
use motetls::pki::x509::Certificate;

use super::arguments::{Convert, Form, KeyForm};
use super::code;
use super::files::{self, Report};
use super::key::{self, KeyPair};
use crate::cert::input::{Input, Item, to_pem};
use crate::cert::kind::Kind;
use crate::cert::output::{self, Readers};
use crate::cert::random::{Generator, generator};
use crate::cert::secret::{self, Source, Wiped};
use crate::failure::Failure;

/// Octets of any private key at most.
const KEY_ROOM: usize = 8192;
/// Octets of a bag besides its certificates.
const BAG_ROOM: usize = 256;

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
        let private = kind.is_private();
        Object { kind: Some(kind), label: Some(kind.label().to_owned()), der, about, private }
    }
}

/// Runs the command.
pub(crate) fn run(options: &Convert) -> Result<(), Failure> {
    let random = &mut generator()?;
    code::check_symbol(&options.symbol)?;
    output::must_be_free(&[&options.out], options.writing.force)?;
    let to_screen = options.out.as_os_str() == "-";
    if to_screen && options.writing.json {
        return Err(Failure::local(
            "--json and what is converted would both go to standard output: name a file with --out",
        ));
    }
    if to_screen && options.form == Form::Der && std::io::stdout().is_terminal() {
        return Err(Failure::local("DER is not for a terminal: name a file with --out"));
    }
    let input = Input::read(&options.file)?;
    let passphrase = options.encrypt.as_ref().map(Source::read).transpose()?;
    let mut objects = Vec::new();
    for item in &input.items {
        match item.kind {
            // what OpenSSL writes before a key, which says the same
            Kind::Other if item.label.as_deref() == Some("EC PARAMETERS") => {}
            kind if kind.is_private() => {
                objects.push(convert_key(&input.name, item, options, passphrase.as_ref(), random)?);
            }
            _ => objects.push(convert_other(item, options)?),
        }
    }
    if input.items.iter().any(|item| item.kind == Kind::Bag) {
        // a bag becomes its certificates
        objects = input.certificates()?.into_iter().map(|der| certificate(&der, options)).collect::<Result<_, _>>()?;
    }
    let contents = Wiped(render(&objects, options)?);
    let private = objects.iter().any(|object| object.private);
    let readers = if private { Readers::Owner } else { Readers::All };
    output::write(&options.out, &contents, readers, options.writing.force)?;
    if !to_screen {
        let mut report = Report::default();
        for object in &objects {
            report.file(&options.out, &object.about, object.der.len(), "");
        }
        report.tell(options.writing.json, "")?;
    }
    Ok(())
}

/// A private key in the form asked for.
fn convert_key(
    name: &str,
    item: &Item,
    options: &Convert,
    passphrase: Option<&Wiped>,
    random: &mut Generator,
) -> Result<Object, Failure> {
    let changed = options.key_form.is_some() || options.public || passphrase.is_some() || options.passphrase.is_some();
    if !changed {
        if item.old_encryption {
            secret::open(name, item, None)?;
        }
        return Ok(Object::new(item.kind, Wiped(item.der.clone()), item.kind.to_string()));
    }
    let der = secret::open(name, item, options.passphrase.as_ref())?;
    let pair = KeyPair::from_der(name, &der, random)?;
    let about = |what: &str| format!("{what}, {}", pair.describe());
    if options.public {
        let der = Wiped(pair.spki().to_vec());
        return Ok(Object::new(Kind::PublicKey, der, about("public key")));
    }
    if let Some(passphrase) = passphrase {
        let sealed = Wiped(secret::seal(pair.pkcs8(), passphrase, options.iterations, random)?);
        let kind = Kind::EncryptedPrivateKey;
        return Ok(Object::new(kind, sealed, about(&kind.to_string())));
    }
    Ok(match in_form(&pair, options.key_form.unwrap_or(KeyForm::Pkcs8))? {
        (Some(kind), der) => Object::new(kind, der, about(&kind.to_string())),
        (None, der) => Object { kind: None, label: None, der, about: about("private key, bare"), private: true },
    })
}

/// A private key as `form` has it.
fn in_form(pair: &KeyPair, form: KeyForm) -> Result<(Option<Kind>, Wiped), Failure> {
    let private = pair.private()?;
    let unfit = |form: &str| Failure::local(format!("{form} is no form of a key of {}", pair.describe()));
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

/// What is not a private key.
fn convert_other(item: &Item, options: &Convert) -> Result<Object, Failure> {
    match item.kind {
        Kind::Certificate => certificate(&item.der, options),
        Kind::Other => {
            let (der, about) = (Wiped(item.der.clone()), item.label.clone().unwrap_or_else(|| item.kind.to_string()));
            Ok(Object { kind: Some(item.kind), label: item.label.clone(), der, about, private: false })
        }
        kind => Ok(Object::new(kind, Wiped(item.der.clone()), kind.to_string())),
    }
}

/// A certificate, or its public key.
fn certificate(der: &[u8], options: &Convert) -> Result<Object, Failure> {
    let read = Certificate::from_der(der).map_err(|_| Failure::local("a certificate cannot be read: it is damaged"))?;
    if options.public {
        let spki = read.public_key.der;
        let about = format!("public key, {}, of {}", key::describe(spki), files::name(&read));
        return Ok(Object::new(Kind::PublicKey, Wiped(spki.to_vec()), about));
    }
    let about = format!("certificate, {}, until {}", files::name(&read), files::timestamp(read.not_after));
    Ok(Object::new(Kind::Certificate, Wiped(der.to_vec()), about))
}

/// The objects in the form asked for.
fn render(objects: &[Object], options: &Convert) -> Result<Vec<u8>, Failure> {
    let symbol = |place: usize| match objects.len() {
        1 => options.symbol.clone(),
        _ => format!("{}_{place}", options.symbol),
    };
    let source = |array: fn(&str, &str, &[u8]) -> String| {
        let arrays =
            objects.iter().enumerate().map(|(place, object)| array(&symbol(place), &object.about, &object.der));
        arrays.collect::<Vec<_>>().join("\n").into_bytes()
    };
    Ok(match options.form {
        Form::Der => objects.iter().flat_map(|object| object.der.iter().copied()).collect(),
        Form::C => source(code::c),
        Form::Rs => source(code::rust),
        Form::Pkcs7 => to_pem(Kind::Bag, &bag(objects)?).into_bytes(),
        Form::Pem => {
            let mut text = Vec::new();
            for object in objects {
                let unlabelled = || Failure::local("PEM does not know this object: write it with --to der, c or rs");
                let label = object.label.as_deref().ok_or_else(unlabelled)?;
                text.extend(pem::to_text(label, &object.der).into_bytes());
            }
            text
        }
    })
}

/// All certificates in one bag.
fn bag(objects: &[Object]) -> Result<Vec<u8>, Failure> {
    if objects.iter().any(|object| object.kind != Some(Kind::Certificate)) {
        return Err(Failure::local("only certificates go into a PKCS#7 bag"));
    }
    let certificates: Vec<&[u8]> = objects.iter().map(|object| &*object.der).collect();
    let mut bag = vec![0; certificates.iter().fold(BAG_ROOM, |sum, der| sum.saturating_add(der.len()))];
    let length = pkcs7::write(&certificates, &mut bag).map_err(|_| Failure::local("the bag is too large"))?;
    bag.truncate(length);
    Ok(bag)
}
