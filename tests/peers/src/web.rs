//! nginx and haproxy, each on a free port of 127.0.0.1, TLS 1.3 only.

use std::path::Path;
use std::process::Command;

use crate::error::PeerError;
use crate::fleet::Lane;
use crate::scratch::Scratch;
use crate::server::{Server, free_port};

/// What both answer to any request.
pub const ANSWER: &str = "reward";

/// Everything OpenSSL 3.0 can do in TLS 1.3.
const CIPHERSUITES: &str = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:\
    TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256";
const GROUPS: &str = "X25519:P-256:P-384:P-521:ffdhe2048:ffdhe3072";

/// Starts nginx for a lane with a certificate.
///
/// # Errors
/// [`PeerError`] with what it printed.
pub fn nginx(scratch: &Scratch, lane: &Lane) -> Result<Server, PeerError> {
    let port = free_port()?;
    let (chain, key) = files(lane)?;
    let folder = scratch.path().join(format!("nginx-{port}"));
    std::fs::create_dir(&folder)?;
    let verify = lane.client_root.as_ref().map_or_else(String::new, |root| {
        format!("ssl_client_certificate {}; ssl_verify_client on;", root.display())
    });
    let staple = lane.status.as_ref().map_or_else(String::new, |status| {
        format!("ssl_stapling on; ssl_stapling_file {};", status.display())
    });
    let early = if lane.early_data { "ssl_early_data on;" } else { "" };
    let mut paths = String::new();
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        paths += &format!("{kind}_temp_path {}/{kind};\n", folder.display());
    }
    let user = "user root;"; // as root it would become a user who cannot read the key
    let text = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log stderr info;\n\
         {user}\nevents {{ worker_connections 64; }}\nhttp {{\naccess_log off;\n{paths}\
         server {{\nlisten 127.0.0.1:{port} ssl;\nssl_protocols TLSv1.3;\n\
         ssl_certificate {chain}; ssl_certificate_key {key};\n\
         ssl_conf_command Ciphersuites {CIPHERSUITES};\nssl_ecdh_curve {GROUPS};\n{verify}{staple}{early}\n\
         location / {{ return 200 {ANSWER}; }}\n}}\n}}\n",
        folder = folder.display(),
        chain = chain.display(),
        key = key.display(),
    );
    let configuration = scratch.write(&format!("nginx-{port}.conf"), text)?;
    let mut command = Command::new("nginx");
    command.arg("-p").arg(&folder).arg("-c").arg(configuration).args(["-e", "stderr"]);
    Server::on_port(command, port)
}

/// Starts haproxy for a lane with a certificate.
///
/// # Errors
/// [`PeerError`] with what it printed.
pub fn haproxy(scratch: &Scratch, lane: &Lane) -> Result<Server, PeerError> {
    let port = free_port()?;
    let (chain, key) = files(lane)?;
    // one file for both
    let pem = std::fs::read_to_string(chain)? + &std::fs::read_to_string(key)?;
    let pem = scratch.write(&format!("haproxy-{port}.pem"), pem)?;
    if let Some(status) = &lane.status {
        // it looks for it beside the certificate
        std::fs::copy(status, scratch.file(&format!("haproxy-{port}.pem.ocsp")))?;
    }
    let early = if lane.early_data { "allow-0rtt" } else { "" };
    let verify = lane
        .client_root
        .as_ref()
        .map_or_else(String::new, |root| format!("ca-file {} verify required", root.display()));
    let text = format!(
        "global\n maxconn 64\n log stderr local0 info\ndefaults\n mode http\n timeout client 10s\n \
         timeout connect 10s\n timeout server 10s\nfrontend tls\n bind 127.0.0.1:{port} ssl \
         crt {pem} ssl-min-ver TLSv1.3 ciphersuites {CIPHERSUITES} curves {GROUPS} {verify} {early}\n \
         http-request return status 200 content-type text/plain string {ANSWER}\n",
        pem = pem.display(),
    );
    let configuration = scratch.write(&format!("haproxy-{port}.cfg"), text)?;
    let mut command = Command::new("haproxy");
    command.args(["-db", "-f"]).arg(configuration);
    Server::on_port(command, port)
}

/// The files of a lane that must show a certificate.
fn files(lane: &Lane) -> Result<(&Path, &Path), PeerError> {
    match (&lane.chain, &lane.key) {
        (Some(chain), Some(key)) => Ok((chain, key)),
        _ => Err(PeerError::new("this server needs a certificate")),
    }
}
