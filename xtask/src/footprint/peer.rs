//! The other end of a measurement: a throw-away PKI and a real `openssl s_server` on loopback.

use super::profiles::{Authentication, Profile};
use anyhow::{Context, Result};
use motetls_peers::{Pki, Recipe, Server};
use motetls_pki::TrustAnchor;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name, identity and key as `firmware/client` has them: "mote-1" and "sixteen byte psk".
const NAME: &str = "server.test";
const IDENTITY: &str = "mote-1";
const SECRET: &str = "7369787465656e20627974652070736b";
/// A name the client does not expect.
const STRANGER: &str = "stranger.test";

/// 2040-01-01 in seconds since 1970: certificates of [`Recipe`] are valid, and no build date lies behind it.
pub(super) const NOW: u64 = 2_208_988_800;

/// Certificates for the server's name and for another, signed by the root that is the trust anchor.
pub(super) struct Identities {
    folder: PathBuf,
}

impl Identities {
    /// Opens `folder`, or fills it. It is kept, so that one machine's numbers repeat exactly.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        // The last file written: without it the folder is not complete.
        if !folder.join("spki.der").is_file() {
            fs::create_dir_all(folder)?;
            let pki = Pki::new()?;
            let root = pki.issue(&Recipe::authority("footprint"), None)?;
            for name in [NAME, STRANGER] {
                let issued = pki.issue(&Recipe::server(name), Some(&root))?;
                fs::copy(issued.certificate, folder.join(format!("{name}.pem")))?;
                fs::copy(issued.key, folder.join(format!("{name}.key")))?;
            }
            let der =
                Command::new("openssl").args(["x509", "-outform", "DER", "-in"]).arg(root.certificate).output()?;
            let anchor = TrustAnchor::from_certificate(&der.stdout).ok().context("openssl made no certificate")?;
            fs::write(folder.join("subject.der"), anchor.subject)?;
            fs::write(folder.join("spki.der"), anchor.spki)?;
        }
        Ok(Identities { folder: folder.to_owned() })
    }

    /// The folder with the trust anchor: `subject.der` and `spki.der`.
    pub(super) fn anchor(&self) -> &Path {
        &self.folder
    }

    /// Starts a server for one connection that sends every line back reversed and speaks what `profile` speaks. As a
    /// `stranger` it holds a certificate for another name.
    pub(super) fn server(&self, profile: &Profile, stranger: bool) -> Result<Server> {
        let name = self.folder.join(if stranger { STRANGER } else { NAME });
        let (certificate, key) = (format!("{}.pem", name.display()), format!("{}.key", name.display()));
        let psk = ["-nocert", "-psk", SECRET, "-psk_identity", IDENTITY];
        let mut arguments =
            vec!["-naccept", "1", "-rev", "-tls1_3", "-ciphersuites", profile.suite, "-groups", "P-256"];
        match profile.authentication {
            Authentication::Certificates => arguments.extend(["-cert", &certificate, "-key", &key]),
            Authentication::PskEcdhe => arguments.extend(psk),
            Authentication::Psk => arguments.extend(psk.iter().chain(&["-allow_no_dhe_kex"])),
        }
        Ok(Server::openssl(&arguments)?)
    }
}
