//! The other end of a measurement: a throw-away PKI and a real `openssl s_server` on loopback.

use super::profiles::{Authentication, Key, Profile};
use anyhow::{Context, Result};
use motetls_peers::{Pki, Recipe, Server};
use motetls_pki::TrustAnchor;
use motetls_pki::key::PrivateKey;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name, identity and key as `firmware/client` has them: "mote-1" and "sixteen byte psk".
const NAME: &str = "server.test";
const IDENTITY: &str = "mote-1";
const SECRET: &str = "7369787465656e20627974652070736b";
/// A name the client does not expect.
const STRANGER: &str = "stranger.test";

/// 2040-01-01 in seconds since 1970: certificates of [`Recipe`] are valid, and no build date lies
/// behind it.
pub(super) const NOW: u64 = 2_208_988_800;

/// Certificates for the server's name and for another, and one for a client, signed by the root
/// that is the trust anchor.
pub(super) struct Identities {
    folder: PathBuf,
}

impl Identities {
    /// Opens `folder`, or fills it with keys of one kind. It is kept, so that one machine's numbers
    /// repeat exactly.
    pub(super) fn open(folder: &Path, kind: Key) -> Result<Self> {
        let (folder, key) = match kind {
            Key::P256 => (folder.join("p256"), Recipe::server(NAME).key),
            Key::Rsa2048 => (folder.join("rsa2048"), ["rsa:2048"].as_slice()),
        };
        // The last file written: without it the folder is not complete.
        if !folder.join("spki.der").is_file() {
            fs::create_dir_all(&folder)?;
            let pki = Pki::new()?;
            let root = pki.issue(&Recipe { key, ..Recipe::authority("footprint") }, None)?;
            for name in [NAME, STRANGER] {
                let issued = pki.issue(&Recipe { key, ..Recipe::server(name) }, Some(&root))?;
                fs::copy(issued.certificate, folder.join(format!("{name}.pem")))?;
                fs::copy(issued.key, folder.join(format!("{name}.key")))?;
            }
            fs::copy(&root.certificate, folder.join("root.pem"))?;
            let client = pki.issue(&Recipe::server("mote-1.test"), Some(&root))?;
            fs::write(folder.join("client.der"), der("x509", &client.certificate)?)?;
            fs::write(folder.join("scalar.der"), scalar(&der("pkey", &client.key)?)?)?;
            let anchor = der("x509", &root.certificate)?;
            let anchor = TrustAnchor::from_certificate(&anchor)
                .ok()
                .context("openssl made no certificate")?;
            fs::write(folder.join("subject.der"), anchor.subject)?;
            fs::write(folder.join("spki.der"), anchor.spki)?;
        }
        let identities = Identities { folder };
        identities.add_raw_public_keys()?;
        Ok(identities)
    }

    /// Adds the raw public keys of both servers, and the pin of the first.
    fn add_raw_public_keys(&self) -> Result<()> {
        let pin = self.folder.join("pin.der");
        if pin.is_file() {
            return Ok(());
        }
        for name in [NAME, STRANGER] {
            let pkey = |form: &str| {
                let key = self.folder.join(format!("{name}.key"));
                Command::new("openssl")
                    .args(["pkey", "-pubout", "-outform", form, "-in"])
                    .arg(key)
                    .output()
            };
            fs::write(self.folder.join(format!("{name}.pub")), pkey("PEM")?.stdout)?;
            if name == NAME {
                fs::write(self.folder.join("key.der"), pkey("DER")?.stdout)?;
            }
        }
        let key = self.folder.join("key.der");
        let digest =
            Command::new("openssl").args(["dgst", "-sha256", "-binary"]).arg(key).output()?;
        fs::write(pin, digest.stdout)?;
        Ok(())
    }

    /// The folder with the trust anchor: `subject.der` and `spki.der`.
    pub(super) fn anchor(&self) -> &Path {
        &self.folder
    }

    /// Starts a server that sends every line back, reversed if it is openssl's, and speaks what
    /// `profile` speaks. As a `stranger` it holds a certificate for another name.
    pub(super) fn server(&self, profile: &Profile, stranger: bool) -> Result<Server> {
        let name = self.folder.join(if stranger { STRANGER } else { NAME });
        let (certificate, key) =
            (format!("{}.pem", name.display()), format!("{}.key", name.display()));
        if profile.authentication == Authentication::RawPublicKey {
            let public = format!("{}.pub", name.display());
            let arguments = [
                "--echo",
                "--disable-client-cert",
                "--rawpkkeyfile",
                &key,
                "--rawpkfile",
                &public,
                "--priority",
                "NORMAL:-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK",
            ];
            return Ok(Server::gnutls::<&str>(&arguments)?);
        }
        let psk = ["-nocert", "-psk", SECRET, "-psk_identity", IDENTITY];
        let mut arguments = vec![
            "-naccept",
            if profile.resumes { "2" } else { "1" },
            "-rev",
            "-tls1_3",
            "-ciphersuites",
            profile.suite,
            "-groups",
            profile.group,
        ];
        let root = self.folder.join("root.pem").display().to_string();
        if profile.mutual {
            arguments.extend(["-Verify", "1", "-verify_return_error", "-CAfile", &root]);
            arguments.extend(["-alpn", "mqtt"]);
        }
        if profile.resumes {
            arguments.push("-allow_no_dhe_kex");
        }
        match profile.authentication {
            Authentication::Certificates => arguments.extend(["-cert", &certificate, "-key", &key]),
            Authentication::PskEcdhe => arguments.extend(psk),
            Authentication::RawPublicKey => {}
            Authentication::Psk => arguments.extend(psk.iter().chain(&["-allow_no_dhe_kex"])),
        }
        Ok(Server::openssl(&arguments)?)
    }
}

/// A file in PEM as DER, by the command `command` of openssl.
fn der(command: &str, file: &Path) -> Result<Vec<u8>> {
    let output =
        Command::new("openssl").args([command, "-outform", "DER", "-in"]).arg(file).output()?;
    Ok(output.stdout)
}

/// The private number of a P-256 key.
fn scalar(der: &[u8]) -> Result<[u8; 32]> {
    let mut scalar = [0; 32];
    match PrivateKey::from_any(der) {
        Ok(PrivateKey::Ec(key)) => key.private_into(&mut scalar).ok(),
        _ => None,
    }
    .context("openssl made no key of P-256")?;
    Ok(scalar)
}
