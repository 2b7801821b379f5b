//! The rows of the catalog.

use crate::catalog::{Abilities, Dialogue, Launch, Peer, keys};
use crate::error::PeerError;
use crate::features;
use crate::fleet::{Lane, MOST_EARLY_DATA};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::web;

const GCM_128: &str = "TLS_AES_128_GCM_SHA256";
const GCM_256: &str = "TLS_AES_256_GCM_SHA384";
const CHACHA: &str = "TLS_CHACHA20_POLY1305_SHA256";
const CCM: &str = "TLS_AES_128_CCM_SHA256";
const CCM_8: &str = "TLS_AES_128_CCM_8_SHA256";

const THREE: &[&str] = &[GCM_128, GCM_256, CHACHA];
const ALL_SUITES: &[&str] = &[GCM_128, GCM_256, CHACHA, CCM, CCM_8];
const SHA_256: &[&str] = &[GCM_128, CHACHA, CCM, CCM_8];

const NIST: &[&str] = &["x25519", "secp256r1", "secp384r1", "secp521r1"];
const NIST_FFDHE: &[&str] =
    &["x25519", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072"];
const ALL_GROUPS: &[&str] = &[
    "x25519",
    "secp256r1",
    "secp384r1",
    "secp521r1",
    "brainpoolP256r1tls13",
    "brainpoolP384r1tls13",
    "brainpoolP512r1tls13",
    "ffdhe2048",
    "ffdhe3072",
];

const ECDSA_RSA: &[&str] = &[keys::P256, keys::P384, keys::P521, keys::RSA];
const WITHOUT_PSS: &[&str] = &[keys::P256, keys::P384, keys::P521, keys::RSA, keys::ED25519];
const ALL_KEYS: &[&str] =
    &[keys::P256, keys::P384, keys::P521, keys::RSA, keys::RSA_PSS, keys::ED25519];

/// Keeps Java 17 from ffdhe: it drops zeros at the front of a shared secret, which TLS 1.3 keeps
/// (RFC 9846, section 7.4.1), so that one handshake in 256 ends with a record that does not
/// authenticate. Over ffdhe2048 7 of 2,000 with motetls did, and 8 of 1,500 with openssl's client.
const JAVA_GROUPS: &str = "-Djdk.tls.namedGroups=x25519,secp256r1,secp384r1,secp521r1";

/// OpenSSL 3.0 where everything it can do can be switched on, but for pre-shared keys.
const OPENSSL_3_0: Abilities = Abilities {
    suites: ALL_SUITES,
    groups: NIST_FFDHE,
    server_keys: ALL_KEYS,
    client_keys: WITHOUT_PSS,
    psk_suites: &[],
    psk_ke: false,
    resumes: true,
    closes: true,
    features: features::OPENSSL,
};

pub(crate) static PEERS: &[Peer] = &[
    Peer {
        name: "openssl",
        install: "apt-get install openssl",
        version: &["openssl", "version"],
        launch: Launch::Alone(openssl),
        dialogue: Dialogue::Reverse,
        by_group: false,
        abilities: Abilities { psk_suites: SHA_256, psk_ke: true, ..OPENSSL_3_0 },
    },
    Peer {
        name: "gnutls",
        install: "apt-get install gnutls-bin",
        version: &["gnutls-serv", "--version"],
        launch: Launch::Alone(gnutls),
        dialogue: Dialogue::Echo,
        by_group: true,
        abilities: Abilities {
            psk_suites: SHA_256,
            psk_ke: true,
            features: features::GNUTLS,
            ..OPENSSL_3_0
        },
    },
    Peer {
        name: "go",
        install: "apt-get install golang-go",
        version: &["go", "version"],
        launch: Launch::Compiled(&["go", "build", "-o", "{}", "server.go"]),
        dialogue: Dialogue::Echo,
        by_group: false,
        abilities: Abilities {
            suites: THREE,
            groups: NIST,
            server_keys: WITHOUT_PSS,
            features: features::GO,
            ..OPENSSL_3_0
        },
    },
    Peer {
        name: "java",
        install: "apt-get install default-jdk-headless",
        version: &["java", "--version"],
        launch: Launch::Script(&["java", JAVA_GROUPS, "Server.java"]),
        dialogue: Dialogue::Echo,
        by_group: false,
        abilities: Abilities {
            suites: THREE,
            groups: NIST,
            features: features::JAVA,
            ..OPENSSL_3_0
        },
    },
    Peer {
        name: "node",
        install: "npm install --prefix target/node24 node@24",
        version: &["target/node24/node_modules/.bin/node", "node.js", "--version"],
        launch: Launch::Script(&["target/node24/node_modules/.bin/node", "node.js"]),
        dialogue: Dialogue::Echo,
        by_group: false,
        abilities: Abilities {
            groups: ALL_GROUPS,
            psk_suites: SHA_256,
            features: features::NODE,
            ..OPENSSL_3_0
        },
    },
    Peer {
        name: "python",
        install: "apt-get install python3",
        version: &["python3", "python.py", "--version"],
        launch: Launch::Script(&["python3", "python.py"]),
        dialogue: Dialogue::Echo,
        by_group: false,
        abilities: Abilities { suites: THREE, features: features::PYTHON, ..OPENSSL_3_0 },
    },
    Peer {
        name: "nginx",
        install: "apt-get install nginx-light",
        version: &["nginx", "-v"],
        launch: Launch::Alone(web::nginx),
        dialogue: Dialogue::Http,
        by_group: false,
        abilities: Abilities { features: features::NGINX, ..OPENSSL_3_0 },
    },
    Peer {
        name: "haproxy",
        install: "apt-get install haproxy",
        version: &["haproxy", "-v"],
        launch: Launch::Alone(web::haproxy),
        dialogue: Dialogue::Http,
        by_group: false,
        abilities: Abilities { features: features::HAPROXY, ..OPENSSL_3_0 },
    },
    Peer {
        name: "mosquitto",
        install: "apt-get install mosquitto",
        version: &["mosquitto", "-h"],
        launch: Launch::Alone(mosquitto),
        dialogue: Dialogue::Mqtt,
        by_group: false,
        abilities: Abilities { features: features::MOSQUITTO, ..OPENSSL_3_0 },
    },
    Peer {
        name: "wolfssl-debian",
        install: "apt-get install gcc pkg-config libwolfssl-dev",
        version: &["sh", "-c", "echo wolfSSL $(pkg-config --modversion wolfssl)"],
        launch: Launch::Compiled(&["cc", "-O2", "-o", "{}", "wolfssl.c", "-lwolfssl"]),
        dialogue: Dialogue::Echo,
        by_group: false,
        // with a key for PSS alone it signs by rsa_pss_rsae, which openssl's client refuses too
        abilities: Abilities {
            server_keys: WITHOUT_PSS,
            features: features::WOLFSSL_DEBIAN,
            ..OPENSSL_3_0
        },
    },
    Peer {
        name: "wolfssl",
        // as its crate configures it, and `tests/native/.cargo`; its server has to say of a
        // pre-shared key which suite it is for
        abilities: Abilities {
            groups: &["x25519", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048"],
            server_keys: ECDSA_RSA,
            client_keys: ECDSA_RSA,
            psk_suites: &[GCM_128],
            psk_ke: true,
            features: features::WOLFSSL,
            ..OPENSSL_3_0
        },
        ..NATIVE
    },
    Peer {
        name: "mbedtls",
        abilities: Abilities {
            server_keys: ECDSA_RSA,
            client_keys: ECDSA_RSA,
            psk_suites: SHA_256,
            psk_ke: true,
            features: features::MBEDTLS,
            ..OPENSSL_3_0
        },
        ..NATIVE
    },
    Peer {
        name: "boringssl",
        by_group: true,
        abilities: Abilities {
            suites: THREE,
            groups: NIST,
            server_keys: WITHOUT_PSS,
            features: features::BORINGSSL,
            ..OPENSSL_3_0
        },
        ..NATIVE
    },
    Peer {
        name: "s2n",
        abilities: Abilities {
            suites: THREE,
            groups: NIST,
            server_keys: ECDSA_RSA,
            client_keys: ECDSA_RSA,
            psk_suites: &[GCM_128, CHACHA],
            features: features::S2N,
            ..OPENSSL_3_0
        },
        ..NATIVE
    },
    Peer {
        name: "rustls",
        by_group: true,
        abilities: Abilities {
            suites: THREE,
            groups: &["x25519", "secp256r1", "secp384r1"],
            server_keys: WITHOUT_PSS,
            features: features::RUSTLS,
            ..OPENSSL_3_0
        },
        ..NATIVE
    },
];

/// What programs of `tests/native` have in common.
const NATIVE: Peer = Peer {
    name: "",
    install: "cargo xtask interop --native",
    version: &["", "--version"],
    launch: Launch::Native,
    dialogue: Dialogue::Echo,
    by_group: false,
    abilities: OPENSSL_3_0,
};

fn openssl(_: &Scratch, lane: &Lane) -> Result<Server, PeerError> {
    let mut flags: Vec<String> =
        ["-tls1_3", "-allow_no_dhe_kex", "-ciphersuites"].map(str::to_owned).to_vec();
    flags.push(ALL_SUITES.join(":"));
    flags.extend(["-groups", "X25519:P-256:P-384:P-521:ffdhe2048:ffdhe3072"].map(str::to_owned));
    let mut file = |flag: &str, file: &Option<std::path::PathBuf>| {
        if let Some(file) = file {
            flags.extend([flag.to_owned(), file.display().to_string()]);
        }
    };
    file("-cert", &lane.chain);
    file("-cert_chain", &lane.chain);
    file("-key", &lane.key);
    file("-CAfile", &lane.client_root);
    file("-CAfile", &lane.later_root);
    file("-status_file", &lane.status);
    if lane.client_root.is_some() {
        flags.extend(["-Verify", "3", "-verify_return_error"].map(str::to_owned));
    }
    if let Some(psk) = lane.psk {
        flags.extend(["-psk_identity", psk.identity, "-psk", psk.hex].map(str::to_owned));
    }
    if lane.chain.is_none() {
        flags.push("-nocert".to_owned());
    }
    match (lane.early_data, lane.later_root.is_some()) {
        // what it takes from its standard input needs a server that does not answer by itself
        (true, _) => flags.push("-early_data".to_owned()),
        (_, true) => {}
        _ => flags.push("-rev".to_owned()),
    }
    Server::openssl(&flags)
}

fn gnutls(scratch: &Scratch, lane: &Lane) -> Result<Server, PeerError> {
    let groups = match lane.group {
        Some(name) => format!("-GROUP-ALL:+GROUP-{}", name.to_uppercase()),
        None => "+GROUP-FFDHE2048:+GROUP-FFDHE3072".to_owned(),
    };
    let kinds = match (&lane.raw_key, &lane.raw_client_key) {
        (None, _) => "",
        (_, None) => ":-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK",
        _ => ":-CTYPE-SRV-ALL:+CTYPE-SRV-RAWPK:-CTYPE-CLI-ALL:+CTYPE-CLI-RAWPK",
    };
    let priority = format!(
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+AES-128-CCM:+AES-128-CCM-8:{groups}:+PSK:+DHE-PSK:+ECDHE-PSK{kinds}"
    );
    let mut flags: Vec<String> = ["--echo", "--priority", &priority].map(str::to_owned).to_vec();
    let key_flag = if lane.raw_key.is_some() { "--rawpkkeyfile" } else { "--x509keyfile" };
    let files = [
        ("--x509certfile", &lane.chain),
        (key_flag, &lane.key),
        ("--rawpkfile", &lane.raw_key),
        ("--x509cafile", &lane.client_root),
        ("--x509cafile", &lane.later_root),
        ("--ocsp-response", &lane.status),
    ];
    for (flag, file) in files {
        if let Some(file) = file {
            flags.extend([flag.to_owned(), file.display().to_string()]);
        }
    }
    if lane.client_root.is_some() {
        flags.extend(["--require-client-cert", "--verify-client-cert"].map(str::to_owned));
    }
    if lane.raw_client_key.is_some() {
        flags.push("--require-client-cert".to_owned());
    }
    if lane.later_root.is_some() {
        flags.push("--disable-client-cert".to_owned());
    }
    if lane.status.is_some() {
        flags.push("--ignore-ocsp-response-errors".to_owned());
    }
    if lane.early_data {
        flags.extend(["--earlydata", "--maxearlydata", MOST_EARLY_DATA].map(str::to_owned));
    }
    if let Some(psk) = lane.psk {
        let keys = scratch.write("psk.txt", format!("{}:{}\n", psk.identity, psk.hex))?;
        flags.extend(["--pskpasswd".to_owned(), keys.display().to_string()]);
    }
    Server::gnutls(&flags)
}

fn mosquitto(scratch: &Scratch, lane: &Lane) -> Result<Server, PeerError> {
    let (Some(chain), Some(key)) = (&lane.chain, &lane.key) else {
        return Err(PeerError::new("mosquitto needs a certificate"));
    };
    let issued = crate::Issued { certificate: chain.clone(), key: key.clone() };
    let demand = lane.client_root.as_ref().map_or_else(String::new, |root| {
        format!("cafile {}\nrequire_certificate true\n", root.display())
    });
    let suites = ALL_SUITES.join(":");
    Server::mosquitto(scratch, &issued, &format!("ciphers_tls1.3 {suites}\n{demand}"))
}
