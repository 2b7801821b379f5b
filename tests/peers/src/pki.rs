//! Throw-away certification authorities and certificates, made by the openssl command.
//!
//! `openssl ca` is used throughout because it alone takes both ends of the validity as dates.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::PeerError;
use crate::scratch::Scratch;

/// Validity that holds now.
pub const VALID: (&str, &str) = ("20240101000000Z", "20481231235959Z");
/// Validity that is over.
pub const EXPIRED: (&str, &str) = ("20240101000000Z", "20241231235959Z");
/// Validity that has not begun.
pub const NOT_YET: (&str, &str) = ("20480101000000Z", "20481231235959Z");

/// What a certificate shall say.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The commonName of the subject, at most 64 characters.
    pub subject: String,
    /// basicConstraints as openssl spells them; `None` to omit the extension.
    pub basic_constraints: Option<&'static str>,
    /// keyUsage as openssl spells it; `None` to omit the extension.
    pub key_usage: Option<&'static str>,
    /// subjectAltName as openssl spells it; `None` to omit the extension.
    pub alt_name: Option<String>,
    /// The first and the last second, as `YYYYMMDDHHMMSSZ`.
    pub validity: (&'static str, &'static str),
    /// The key: arguments of `openssl req -newkey`.
    pub key: &'static [&'static str],
    /// Bytes of a comment that pads the certificate.
    pub padding: usize,
    /// Whether it promises that its server staples an OCSP response (RFC 7633).
    pub must_staple: bool,
}

impl Recipe {
    /// A certification authority of this name, with a P-256 key.
    #[must_use]
    pub fn authority(subject: &str) -> Self {
        Recipe {
            subject: subject.to_owned(),
            basic_constraints: Some("critical,CA:TRUE"),
            key_usage: Some("critical,keyCertSign,cRLSign"),
            alt_name: None,
            validity: VALID,
            key: &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
            padding: 0,
            must_staple: false,
        }
    }

    /// A server of this DNS name, with a P-256 key.
    #[must_use]
    pub fn server(name: &str) -> Self {
        Recipe {
            subject: format!("server {name}"),
            basic_constraints: Some("critical,CA:FALSE"),
            key_usage: Some("critical,digitalSignature"),
            alt_name: Some(format!("DNS:{name}")),
            ..Recipe::authority("")
        }
    }

    /// The extensions as a section of an openssl configuration.
    fn extensions(&self) -> String {
        let mut lines = String::from("[extensions]\n");
        let mut line = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                lines.push_str(&format!("{name}={value}\n"));
            }
        };
        line("basicConstraints", self.basic_constraints);
        line("keyUsage", self.key_usage);
        line("subjectAltName", self.alt_name.as_deref());
        line("tlsfeature", self.must_staple.then_some("status_request"));
        let padding = "x".repeat(self.padding);
        line("nsComment", (self.padding != 0).then_some(&padding));
        lines
    }
}

/// A certificate and its key.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate in PEM.
    pub certificate: PathBuf,
    /// The private key in PEM.
    pub key: PathBuf,
}

/// A folder of certificates, removed when dropped.
#[derive(Debug)]
pub struct Pki {
    scratch: Scratch,
    issued: std::sync::atomic::AtomicU32,
}

impl Pki {
    /// An empty folder.
    ///
    /// # Errors
    /// [`PeerError`] when it cannot be made.
    pub fn new() -> Result<Self, PeerError> {
        let scratch = Scratch::new()?;
        Ok(Pki { scratch, issued: std::sync::atomic::AtomicU32::new(0) })
    }

    /// The folder, for files that go with the certificates.
    #[must_use]
    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// Makes a key and its certificate, signed by `issuer`, or by itself without one.
    ///
    /// # Errors
    /// [`PeerError`] with what openssl says.
    pub fn issue(&self, recipe: &Recipe, issuer: Option<&Issued>) -> Result<Issued, PeerError> {
        let number = self.issued.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        // `openssl ca` keeps a copy in a file it names by the serial number in hex
        let stem = format!("issued-{number}");
        let issued = Issued {
            certificate: self.scratch.file(&format!("{stem}.pem")),
            key: self.scratch.file(&format!("{stem}.key")),
        };
        let request = self.scratch.file(&format!("{stem}.csr"));
        let configuration = self.configuration(&stem, number, recipe)?;

        let mut req = Command::new("openssl");
        req.args(["req", "-new", "-batch", "-nodes", "-subj"])
            .arg(format!("/CN={}", recipe.subject));
        req.arg("-config").arg(&configuration).arg("-newkey").args(recipe.key);
        req.arg("-keyout").arg(&issued.key).arg("-out").arg(&request);
        run(req)?;
        self.sign(&configuration, &request, recipe, &issued, issuer)?;
        Ok(issued)
    }

    /// Makes another certificate for the key of `subject`, signed by `issuer`: a cross-certificate,
    /// if `subject` signed itself.
    ///
    /// # Errors
    /// [`PeerError`] with what openssl says.
    pub fn cross(
        &self,
        recipe: &Recipe,
        subject: &Issued,
        issuer: &Issued,
    ) -> Result<Issued, PeerError> {
        let number = self.issued.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let stem = format!("issued-{number}");
        let certificate = self.scratch.file(&format!("{stem}.pem"));
        let crossed = Issued { certificate, key: subject.key.clone() };
        let request = subject.certificate.with_extension("csr");
        let configuration = self.configuration(&stem, number, recipe)?;
        self.sign(&configuration, &request, recipe, &crossed, Some(issuer))?;
        Ok(crossed)
    }

    /// Makes the certificate of a request.
    fn sign(
        &self,
        configuration: &Path,
        request: &Path,
        recipe: &Recipe,
        issued: &Issued,
        issuer: Option<&Issued>,
    ) -> Result<(), PeerError> {
        let mut ca = Command::new("openssl");
        ca.args(["ca", "-batch", "-notext", "-extensions", "extensions"]);
        ca.args(["-startdate", recipe.validity.0, "-enddate", recipe.validity.1]);
        ca.arg("-config")
            .arg(configuration)
            .arg("-in")
            .arg(request)
            .arg("-out")
            .arg(&issued.certificate);
        match issuer {
            Some(issuer) => {
                ca.arg("-cert").arg(&issuer.certificate).arg("-keyfile").arg(&issuer.key)
            }
            None => ca.arg("-selfsign").arg("-keyfile").arg(&issued.key),
        };
        run(ca)?;
        Ok(())
    }

    /// Writes the OCSP response of `issuer` about `subject` into a file, DER, valid for a day.
    ///
    /// # Errors
    /// [`PeerError`] with what openssl says.
    pub fn answer(
        &self,
        name: &str,
        subject: &Issued,
        issuer: &Issued,
        revoked: bool,
    ) -> Result<PathBuf, PeerError> {
        let mut x509 = Command::new("openssl");
        x509.args(["x509", "-noout", "-serial", "-in"]).arg(&subject.certificate);
        let serial = String::from_utf8_lossy(&x509.output()?.stdout).trim().replace("serial=", "");
        let (letter, since) = if revoked { ("R", "240102000000Z") } else { ("V", "") };
        let line = format!("{letter}\t481231235959Z\t{since}\t{serial}\tunknown\t/CN=any\n");
        let index = self.scratch.write(&format!("{name}.index"), line)?;
        let answer = self.scratch.file(name);
        let mut ocsp = Command::new("openssl");
        ocsp.args(["ocsp", "-no_nonce", "-resp_key_id", "-resp_no_certs", "-ndays", "1"]);
        ocsp.arg("-index").arg(index).arg("-CA").arg(&issuer.certificate);
        ocsp.arg("-rsigner").arg(&issuer.certificate).arg("-rkey").arg(&issuer.key);
        ocsp.arg("-issuer").arg(&issuer.certificate).arg("-cert").arg(&subject.certificate);
        ocsp.arg("-respout").arg(&answer);
        run(ocsp)?;
        Ok(answer)
    }

    /// Writes the public key of a certificate's key into a file, PEM.
    ///
    /// # Errors
    /// [`PeerError`] with what openssl says.
    pub fn public_key(&self, name: &str, of: &Issued) -> Result<PathBuf, PeerError> {
        let file = self.scratch.file(name);
        let mut pkey = Command::new("openssl");
        pkey.args(["pkey", "-pubout", "-in"]).arg(&of.key).arg("-out").arg(&file);
        run(pkey)?;
        Ok(file)
    }

    /// Writes several certificates into one file, in their order.
    ///
    /// # Errors
    /// [`PeerError`] when one cannot be read or the file not be written.
    pub fn bundle(&self, name: &str, certificates: &[&Issued]) -> Result<PathBuf, PeerError> {
        let mut text = String::new();
        for issued in certificates {
            text.push_str(&std::fs::read_to_string(&issued.certificate)?);
        }
        self.scratch.write(name, text)
    }

    /// Writes the configuration and the empty database `openssl ca` wants for one certificate.
    fn configuration(
        &self,
        stem: &str,
        number: u32,
        recipe: &Recipe,
    ) -> Result<PathBuf, PeerError> {
        let index = self.scratch.write(&format!("{stem}.index"), "")?;
        let serial = self.scratch.write(&format!("{stem}.serial"), format!("{number:04x}\n"))?;
        let text = format!(
            "[ca]\ndefault_ca=this\n[this]\ndatabase={}\nserial={}\nnew_certs_dir={}\ndefault_md=sha256\n\
             policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n\
             [req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=unused\n{}",
            index.display(),
            serial.display(),
            self.scratch.path().display(),
            recipe.extensions()
        );
        self.scratch.write(&format!("{stem}.cnf"), text)
    }
}

/// The number of bytes of a certificate in DER.
///
/// # Errors
/// [`PeerError`] with what openssl says.
pub fn der_length(certificate: &Path) -> Result<usize, PeerError> {
    let mut x509 = Command::new("openssl");
    x509.args(["x509", "-outform", "DER", "-in"]).arg(certificate);
    Ok(run(x509)?.len())
}

/// Runs a command to its end and yields what it printed.
fn run(mut command: Command) -> Result<Vec<u8>, PeerError> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| PeerError::new(format!("cannot run openssl: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(PeerError::new(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::Tool;

    fn verify(root: &Issued, chain: &Path, leaf: &Issued) -> String {
        let mut verify = Command::new("openssl");
        verify
            .args(["verify", "-CAfile"])
            .arg(&root.certificate)
            .arg("-untrusted")
            .arg(chain)
            .arg(&leaf.certificate);
        let output = verify.output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    #[test]
    fn openssl_agrees_with_what_was_ordered() {
        if !Tool::OpenSsl.ready() {
            return;
        }
        let pki = Pki::new().unwrap();
        let root = pki.issue(&Recipe::authority("Root"), None).unwrap();
        let middle = pki
            .issue(&Recipe { padding: 1500, ..Recipe::authority("Middle") }, Some(&root))
            .unwrap();
        let chain = pki.bundle("chain.pem", &[&middle]).unwrap();
        assert!(der_length(&middle.certificate).unwrap() > 1850);

        let issue = |recipe: Recipe| pki.issue(&recipe, Some(&middle)).unwrap();
        let server = Recipe::server("a.example");
        assert!(verify(&root, &chain, &issue(server.clone())).contains("OK"));
        let expired = issue(Recipe { validity: EXPIRED, ..server.clone() });
        assert!(verify(&root, &chain, &expired).contains("certificate has expired"));
        let early = issue(Recipe { validity: NOT_YET, ..server.clone() });
        assert!(verify(&root, &chain, &early).contains("certificate is not yet valid"));
        let below_a_leaf = pki.issue(&server, Some(&expired)).unwrap();
        assert!(verify(&root, &chain, &below_a_leaf).contains("unable to get local issuer"));
    }
}
