//! The other end of a measurement: a throw-away PKI and a real `openssl s_server` on loopback.

use super::profiles::{Authentication, Profile};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// Name, identity and key as `firmware/client` has them: "mote-1" and "sixteen byte psk".
const NAME: &str = "server.test";
const IDENTITY: &str = "mote-1";
const SECRET: &str = "7369787465656e20627974652070736b";

/// What the certificates of the PKI are made from.
const OPENSSL_CONFIG: &str = "\
[req]
prompt = no
distinguished_name = name
[name]
CN = footprint
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:server.test
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stranger]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:stranger.test
";

/// A root, a server's certificate it signed and one for another name, all P-256, in one folder.
pub(super) struct Pki {
    folder: PathBuf,
    /// A time at which the certificates are valid, in seconds since 1970.
    pub(super) now: u64,
}

impl Pki {
    /// Opens the PKI in `folder`, or makes one. It is kept, so that numbers repeat exactly.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let stamp = folder.join("now");
        if !stamp.is_file() {
            fs::create_dir_all(folder)?;
            Self::make(folder)?;
            // A minute after the certificates were made; they last ten years.
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() + 60;
            fs::write(&stamp, now.to_string())?;
        }
        Ok(Pki { folder: folder.to_owned(), now: fs::read_to_string(&stamp)?.trim().parse()? })
    }

    /// The folder with the trust anchor: `subject.der` and `spki.der`.
    pub(super) fn anchor(&self) -> &Path {
        &self.folder
    }

    fn make(folder: &Path) -> Result<()> {
        fs::write(folder.join("openssl.cnf"), OPENSSL_CONFIG)?;
        for name in ["root", "leaf", "stranger"] {
            openssl(folder, &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &format!("{name}.key")])?;
        }
        let request = ["req", "-config", "openssl.cnf", "-new", "-sha256"];
        let subject = ["-x509", "-key", "root.key", "-subj", "/CN=footprint root", "-days", "3650"];
        openssl(folder, &[&request[..], &subject, &["-extensions", "ca", "-out", "root.pem"]].concat())?;
        for (name, serial) in [("leaf", "2"), ("stranger", "3")] {
            let (key, csr, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
            let subject = format!("/CN={name}");
            openssl(folder, &[&request[..], &["-key", &key, "-subj", &subject, "-out", &csr]].concat())?;
            let signer = ["x509", "-req", "-in", &csr, "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", serial];
            let rest = ["-days", "3650", "-sha256", "-extfile", "openssl.cnf", "-extensions", name, "-out", &pem];
            openssl(folder, &[&signer[..], &rest].concat())?;
        }
        openssl(folder, &["x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der"])?;
        let root = fs::read(folder.join("root.der"))?;
        let (subject, spki) = anchor(&root).context("openssl made a certificate that cannot be read")?;
        fs::write(folder.join("subject.der"), subject)?;
        fs::write(folder.join("spki.der"), spki)?;
        Ok(())
    }
}

fn openssl(folder: &Path, arguments: &[&str]) -> Result<()> {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().context("cannot run openssl")?;
    ensure!(
        output.status.success(),
        "openssl {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Subject and SubjectPublicKeyInfo of a certificate of version 3 (RFC 5280, section 4.1).
fn anchor(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    // version, serialNumber, signature, issuer, validity
    for _ in 0..5 {
        (_, _, fields) = element(fields)?;
    }
    let (subject, _, fields) = element(fields)?;
    let (spki, _, _) = element(fields)?;
    Some((subject, spki))
}

/// The first DER element: whole, its contents, and what follows.
fn element(der: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (head, length) = match *der.get(1)? {
        short @ 0..=0x7f => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let bytes = der.get(2..2 + count)?;
            (2 + count, bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
        }
    };
    let whole = der.get(..head + length)?;
    Some((whole, whole.get(head..)?, der.get(head + length..)?))
}

/// A running `openssl s_server` that accepts one connection and sends every line back reversed. Stopped when dropped.
pub(super) struct Server {
    child: Child,
    /// Its TCP port on loopback.
    pub(super) port: u16,
}

impl Server {
    /// Starts a server for `profile`; as a `stranger` it holds a certificate for another name.
    pub(super) fn start(profile: &Profile, pki: &Pki, stranger: bool) -> Result<Self> {
        let mut command = Command::new("openssl");
        command.args(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-rev", "-tls1_3"]);
        command.args(["-ciphersuites", profile.suite, "-groups", "P-256"]);
        match profile.authentication {
            Authentication::Certificates => {
                let name = if stranger { "stranger" } else { "leaf" };
                command.args(["-cert", &format!("{name}.pem"), "-key", &format!("{name}.key")]);
            }
            Authentication::PskEcdhe => {
                command.args(["-nocert", "-psk", SECRET, "-psk_identity", IDENTITY]);
            }
            Authentication::Psk => {
                command.args(["-nocert", "-psk", SECRET, "-psk_identity", IDENTITY, "-allow_no_dhe_kex"]);
            }
        }
        command.current_dir(&pki.folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().context("cannot start openssl s_server")?;
        let port = child.stdout.take().map(|out| BufReader::new(out).lines()).and_then(|lines| {
            let mut lines = lines.map_while(Result::ok);
            let port = lines.find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit(':').next()?.trim().parse().ok());
            // What the server goes on to say is read and dropped: it must not stop at a full or a closed pipe.
            std::thread::spawn(move || lines.for_each(drop));
            port
        });
        let mut server = Server { child, port: 0 };
        match port {
            Some(port) => server.port = port,
            None => bail!("openssl s_server did not open a port for {} ({NAME})", profile.name),
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_der() {
        let mut long = vec![0x30, 0x81, 0x80];
        long.extend([5; 0x80]);
        long.push(9);
        let (whole, contents, rest) = element(&long).unwrap();
        assert_eq!((whole.len(), contents.len(), rest), (0x83, 0x80, &[9][..]));
        assert!(element(&long[..0x80]).is_none());
        assert!(element(&[0x30]).is_none());
    }
}
