//! Writes `seeds/`: inputs to start from, made with null cryptography or taken from the tests of
//! the crates.

use std::fs;
use std::path::{Path, PathBuf};

use motetls_base::UnixTime;
use motetls_crypto::Sha256;
use motetls_fuzz::certs::{self, LEAF, LOWER, NAME, ROOT, UPPER, chain, issue, name, spki};
use motetls_fuzz::input::Input;
use motetls_fuzz::null::{FLAT, Flat, FlatHash, FlatPsk, FlatUnverified, Watch};
use motetls_fuzz::pump::{Peer, Steps, handshake};
use motetls_fuzz::server::{PSK, Plan, Server};
use motetls_pki::Algorithms;
use motetls_pki::algorithm::{HashId, Scheme};
use motetls_pki::crl::{NewRevocationList, NewRevoked};
use motetls_pki::dn::DistinguishedName;
use motetls_pki::extension::{NewExtension, NewIssuingPoint, Reason};
use motetls_pki::general_name::GeneralName;
use motetls_pki::ocsp::{CertId, CertStatus, NewResponse, NewSingleResponse, Responder};
use motetls_pki::signed::Signer;
use motetls_tls::{Config, Connection, Profile, ServerName, TrustAnchor};

fn main() {
    decoders();
    offers();
    certificates();
    revocation();
    vectors();
    connections();
}

fn seed(target: &str, name: &str, bytes: &[u8]) {
    let folder = root().join("seeds").join(target);
    fs::create_dir_all(&folder).expect("a folder for seeds");
    fs::write(folder.join(name), bytes).expect("a seed");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The body of a ClientHello with every extension that a server reads.
fn offers() {
    let share = [&[0, 51, 0, 71, 0, 69, 0, 23, 0, 65][..], &[4; 65]].concat();
    let psk = [&[0, 41, 0, 44, 0, 7, 0, 1, b'i', 0, 0, 0, 0, 0, 33, 32][..], &[7; 32]].concat();
    let extensions = [
        &[0, 43, 0, 3, 2, 3, 4][..],
        &[0, 0, 0, 8, 0, 6, 0, 0, 3, b'a', b'.', b'b'],
        &[0, 16, 0, 5, 0, 3, 2, b'h', b'2'],
        &[0, 10, 0, 4, 0, 2, 0, 23],
        &[0, 13, 0, 4, 0, 2, 4, 3],
        &[0, 28, 0, 2, 2, 0],
        &[0, 1, 0, 1, 2],
        &[0, 45, 0, 2, 1, 1],
        &share,
        &psk,
    ]
    .concat();
    let length = u8::try_from(extensions.len()).expect("short");
    let front = [&[3, 3][..], &[9; 32], &[1, 7, 0, 2, 0x13, 1, 1, 0, 0, length]].concat();
    seed("client_offer", "all", &[&front[..], &extensions].concat());
}

fn decoders() {
    let random = [9; 32];
    let hello = |random: &[u8], extensions: &[u8]| {
        let length = u8::try_from(extensions.len()).expect("short");
        [&[0xff, 0xff, 3, 3], random, &[0, 0x13, 1, 0, 0, length], extensions].concat()
    };
    let share = [&[0, 51, 0, 69, 0, 23, 0, 65][..], &[4; 65]].concat();
    let version = [0, 43, 0, 2, 3, 4];
    seed("server_hello", "share", &hello(&random, &[&version[..], &share].concat()));
    seed("server_hello", "psk", &hello(&random, &[&version[..], &[0, 41, 0, 2, 0, 0]].concat()));
    seed("server_hello", "old", &hello(&[&[7; 24][..], b"DOWNGRD\x01"].concat(), &[]));
    let retry = motetls_tls::msg::server_hello::RETRY_RANDOM;
    seed(
        "server_hello",
        "retry",
        &hello(&retry, &[&version[..], &[0, 44, 0, 4, 0, 2, 1, 2]].concat()),
    );
    let extensions =
        [&[0, 16, 0, 7, 0, 5, 4][..], b"mqtt", &[0, 28, 0, 2, 2, 0, 0, 0, 0, 0]].concat();
    let length = u8::try_from(extensions.len()).expect("short");
    seed("encrypted_extensions", "all", &[&[0xff, 0xff, 0, length], &extensions[..]].concat());
    let types = [0xff, 0xff, 0, 10, 0, 19, 0, 1, 2, 0, 20, 0, 1, 2];
    seed("encrypted_extensions", "types", &types);
    seed("encrypted_extensions", "none", &[0, 0, 0, 0]);
    seed("extensions", "two", &[0xff, 0xff, 0xff, 0xff, 0, 10, 0, 44, 0, 2, 9, 9, 0, 51, 0, 0]);
    let stapled =
        [&[11, 0, 0, 22, 0, 0, 0, 18][..], &[0, 0, 1, 7, 0, 10, 0, 5, 0, 6, 1, 0, 0, 2, 8, 9]];
    seed("certificate", "stapled", &stapled.concat());
    seed("certificate", "empty", &[11, 0, 0, 4, 0, 0, 0, 0]);
    seed(
        "certificate",
        "two",
        &[11, 0, 0, 18, 0, 0, 0, 14, 0, 0, 2, 1, 2, 0, 0, 0, 0, 1, 7, 0, 1, 9],
    );
    seed("certificate_request", "schemes", &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    seed("certificate_request", "context", &[2, 7, 7, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    seed("certificate_request", "unknown", &[0, 0, 12, 0, 13, 0, 4, 0, 2, 4, 3, 0xfe, 0xfe, 0, 0]);
    let signature = certs::signature(&[0x81; 32], &[0x11; 32]);
    let length = u8::try_from(signature.len()).expect("at most 72");
    seed("certificate_verify", "p256", &[&[4, 3, 0, length][..], &signature].concat());
    seed("key_update", "asked", &[1]);
    seed("key_update", "told", &[0]);
    // a lifetime, an age_add, a nonce, a ticket, early data
    let ticket = [0, 0, 28, 32, 1, 2, 3, 4, 2, 8, 9, 0, 3, 5, 6, 7];
    seed("new_session_ticket", "plain", &[&ticket[..], &[0, 0]].concat());
    let early = [0, 13, 0xfe, 0xfe, 0, 1, 0, 0, 42, 0, 4, 0, 0, 64, 0];
    seed("new_session_ticket", "early_data", &[&ticket[..], &early].concat());
    seed("key", "signature", &signature);
    seed("key", "spki", &spki(&ROOT.key));
    seed("key", "algorithm", motetls_pki::oid::ECDSA_WITH_SHA256);
    let wild =
        [&[0x82, 11][..], b"*.wild.test", &[0x82, 11], NAME.as_bytes(), &[0x87, 4, 192, 0, 2, 1]]
            .concat();
    for (file, line) in
        [("wild", "a.wild.test\n"), ("exact", "SERVER.test.\n"), ("address", "192.0.2.1\n")]
    {
        seed("name", file, &[line.as_bytes(), &wild].concat());
    }
    seed("name", "v6", b"2001:db8::1\n\x87\x10\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01");
    let anchors = root().join("../crates/cli/tests/anchors/amazon.bin");
    seed("anchor_set", "two", &fs::read(anchors).expect("a set of the tests"));
    seed("time", "utc", b"\x17\x0d491231235959Z");
    seed("time", "before_1970", b"\x18\x0f03140928123107Z");
    seed("time", "generalized", b"\x18\x0f20240229000000Z");
    seed("pem", "one", b"text\n-----BEGIN CERTIFICATE-----\nMAMCAQc=\n-----END CERTIFICATE-----\n");
}

fn certificates() {
    for file in ["leaf", "root"] {
        let path = root().join("../crates/tls/src/tests/data").join(file).with_extension("der");
        let der = fs::read(path).expect("a certificate of the tests");
        seed("x509", file, &der);
        seed("der", file, &der);
    }
    let leaf = issue::<Sha256>(&LEAF, &ROOT);
    seed("x509", "null", &leaf);
    let bundle = |flags: u8, ders: &[Vec<u8>]| {
        let entry = |der: &Vec<u8>| {
            [&u16::try_from(der.len()).expect("short").to_be_bytes()[..], der].concat()
        };
        let head = [&[flags][..], &1_800_000_000_u32.to_be_bytes()].concat();
        [head, ders.iter().flat_map(entry).collect()].concat()
    };
    for target in ["chain", "rules"] {
        seed(target, "one", &bundle(6, &chain::<Sha256>(1)));
        seed(target, "three", &bundle(6, &chain::<Sha256>(3)));
    }
    seed("chain", "flat", &bundle(14, &chain::<FlatHash>(3)));
    seed("chain", "anchored_in_the_middle", &bundle(7, &chain::<Sha256>(3)));
    let stranger = issue::<Sha256>(&UPPER, &LOWER);
    seed(
        "chain",
        "extraneous",
        &bundle(6, &[issue::<Sha256>(&LEAF, &UPPER), stranger, issue::<Sha256>(&UPPER, &ROOT)]),
    );
    for file in
        ["nc_permitted_excluded", "san_email_dns_ip_dirname_uri", "rsa_pss_cert", "cp_cps_uri"]
    {
        let path =
            root().join("../crates/pki/tests/vectors/x509/custom").join(file).with_extension("pem");
        let pem = fs::read(path).expect("a file of the tests");
        let der = motetls_pki::pem::decode(&pem, &[]).expect("PEM").remove(0).der;
        let ca = issue::<Sha256>(&UPPER, &ROOT);
        seed("rules", file, &bundle(2, &[issue::<Sha256>(&LEAF, &UPPER), der.clone(), ca]));
        seed("rules", &format!("{file}_as_leaf"), &bundle(0, &[der]));
    }
    // edges of 10 authorities, each 10 * issuer + subject
    seed("path", "line", &[0xe0, 50, 0, 6, 20, 42, 64]);
    seed("path", "ring", &[0xe2, 50, 0, 6, 20, 42, 4, 1, 10]);
    seed("path", "flood", &[0xe1, 20, 0, 9, 20, 30, 21, 31, 42, 52, 43, 53, 64, 74, 65, 75]);
    let read = fs::read(
        root().join("../crates/pki/tests/vectors/x509/custom/policy_constraints_explicit.pem"),
    );
    let der = motetls_pki::pem::decode(&read.expect("a file of the tests"), &[])
        .expect("PEM")
        .remove(0)
        .der;
    let length = u16::try_from(der.len()).expect("short").to_be_bytes();
    seed("path", "policies", &[&[0xe1, 50, 0, 6, 0xff][..], &length, &der].concat());
}

/// Signs as [`Flat`] has it: with the one digest and half of the root's key.
struct FlatSigner;

impl Signer for FlatSigner {
    type Error = core::convert::Infallible;
    fn scheme(&self) -> Scheme {
        Scheme::Ecdsa(HashId::Sha256)
    }
    fn signature_len(&self) -> usize {
        64
    }
    fn sign(&mut self, _: &[&[u8]], signature: &mut [u8]) -> Result<(), Self::Error> {
        signature.copy_from_slice(&[FLAT, ROOT.key].concat());
        Ok(())
    }
}

/// Lists and answers that count.
fn revocation() {
    let root_name = name(ROOT.name);
    let issuer = DistinguishedName { der: &root_name };
    let (now, mut der) = (UnixTime(1_800_000_000), vec![0; 2048]);
    let next_update = Some(UnixTime(now.0 + 86_400));
    let head = |flags: u8| [&[flags][..], &1_800_000_000_u32.to_be_bytes()].concat();
    let here = [GeneralName::Directory(issuer)];
    let moved = [NewExtension::CertificateIssuer(&here), NewExtension::InvalidityDate(now)];
    let entries = [
        NewRevoked { serial: &[7], date: now, reason: Some(Reason::SUPERSEDED), extensions: &[] },
        NewRevoked { serial: &[8], date: now, reason: None, extensions: &moved },
    ];
    let point = NewIssuingPoint {
        names: &here,
        only_users: true,
        indirect: true,
        ..NewIssuingPoint::default()
    };
    let number = NewExtension::CrlNumber(&[5]);
    let full = [number, NewExtension::IssuingPoint(point)];
    let delta = [number, NewExtension::DeltaCrlIndicator(&[4])];
    let lists: [(&str, &[NewRevoked<'_>], &[NewExtension<'_>]); 3] = [
        ("plain", &entries[..1], &[]),
        ("indirect", &entries, &full),
        ("delta", &entries[..1], &delta),
    ];
    for (file, revoked, extensions) in lists {
        let list = NewRevocationList { issuer, this_update: now, next_update, revoked, extensions };
        let length = list.sign(&mut FlatSigner, &mut der).expect("room");
        seed("list_check", file, &[&head(5)[..], &[0, 200, 0, 30], &der[..length]].concat());
    }
    let key = [0x11; 20];
    let id = CertId {
        hash: Some(HashId::Sha1),
        issuer_name_hash: &key,
        issuer_key_hash: &key,
        serial: &[7],
    };
    for (file, status) in [
        ("good", CertStatus::Good),
        ("revoked", CertStatus::Revoked(now, Some(Reason::SUPERSEDED))),
    ] {
        let single =
            NewSingleResponse { id, status, this_update: now, next_update, extensions: &[] };
        let answer = NewResponse {
            responder: if file == "good" {
                Responder::Name(issuer)
            } else {
                Responder::KeyHash(&key)
            },
            produced_at: now,
            responses: &[single],
            extensions: &[NewExtension::OcspNonce(&[9; 8])],
            certificates: &[],
        };
        let length = answer.sign(&mut FlatSigner, &mut der).expect("room");
        seed("answer_check", file, &[&head(29)[..], &der[..length]].concat());
    }
}

/// What others made, out of the tests of the reader.
fn vectors() {
    let folder = root().join("../crates/pki/tests/vectors");
    for (target, file) in [
        ("view", "x509/custom/san_email_dns_ip_dirname_uri.pem"),
        ("view", "x509/custom/nc_permitted_excluded.pem"),
        ("view", "x509/custom/cdp_fullname_reasons_crl_issuer.pem"),
        ("view", "x509/custom/cp_user_notice_with_explicit_text.pem"),
        ("view", "x509/ecdsa_root.pem"),
        ("request", "requests/challenge.pem"),
        ("request", "requests/san_rsa_sha1.pem"),
        ("revocation_list", "crl/crl_all_reasons.pem"),
        ("revocation_list", "crl/crl_idp_relative_user_all_reasons.pem"),
        ("ocsp", "ocsp/req-ext-nonce.der"),
        ("ocsp", "ocsp/resp-revoked-reason.der"),
        ("ocsp", "ocsp/resp-responder-key-hash.der"),
        ("bag", "pkcs7/amazon-roots.der"),
        ("keys", "keys/PKCS8/ecc_private_with_rfc5915_ext.pem"),
        ("keys", "keys/PKCS8/rsa-aes-192-cbc.pem"),
        ("keys", "keys/X25519/x25519-pub.der"),
        ("keys", "keys/PKCS8/rsa_pss_2048_pub.der"),
    ] {
        let bytes = fs::read(folder.join(file)).expect("a file of the tests");
        let der = if file.ends_with("pem") {
            motetls_pki::pem::decode(&bytes, &[]).expect("PEM").remove(0).der
        } else {
            bytes
        };
        let name = Path::new(file).file_stem().and_then(|name| name.to_str()).expect("a name");
        seed(target, name, &der);
    }
    seed("dn", "text", br"CN=mote\, 7+OU=a,O=\23b,1.2.3=#0500,C=DE");
    seed("dn", "der", &name(ROOT.name));
}

/// A peer whose words are taken down.
struct Scribe<T>(T, Vec<u8>);

impl<T: Peer> Peer for Scribe<T> {
    fn hear(&mut self, bytes: &[u8]) {
        self.0.hear(bytes);
    }
    fn speak(&mut self, room: &mut [u8]) -> usize {
        let n = self.0.speak(room);
        self.1.extend(&room[..n]);
        n
    }
}

/// What a server following `plan` says in a handshake.
fn flight<P: Profile<Observer = Watch> + Algorithms>(plan: &[u8], psk: bool) -> Vec<u8> {
    let (subject, spki) = (name(ROOT.name), spki(&ROOT.key));
    let watch = Watch::default();
    let config = Config::<P> {
        server_name: Some(ServerName::from_static(NAME)),
        alpn: &[b"mqtt", b"http/1.1"],
        anchors: &[TrustAnchor::new(&subject, &spki)],
        psks: if psk { &[PSK] } else { &[] },
        ..Config::new(&watch)
    };
    let (mut rx, mut tx) = ([0; 2048], [0; 512]);
    let mut connection = Connection::new(&mut rx, &mut tx);
    let mut scribe =
        Scribe(Server::<P>::new(Plan::draw(&mut Input::new(plan)), Input::new(&[])), Vec::new());
    handshake(&mut connection, &config, &mut scribe, &mut Steps::new(&[]))
        .expect("an honest server");
    scribe.1
}

/// `flags limit{2} chain padding record{2} suite`: the part of a plan a seed chooses.
fn plan(flags: u8, chain: u8, padding: u8, record: u16) -> Vec<u8> {
    let [high, low] = (record - 1).to_be_bytes();
    vec![flags, 0, 200, chain, padding, high, low, 0]
}

/// Two records of data, a key update that asks for one in return, a ticket, the end; tags are `tag`
/// zeros.
fn epilogue(tag: u8) -> Vec<u8> {
    let mut wire = Vec::new();
    for text in [
        &b"hello\x17"[..],
        b"world\x17\0\0\0",
        &[24, 0, 0, 1, 1, 22],
        &[4, 0, 0, 2, 7, 7, 22],
        &[1, 0, 21],
    ] {
        let length = u8::try_from(text.len()).expect("short") + tag;
        wire.extend([23, 3, 3, 0, length]);
        wire.extend(text);
        wire.extend(vec![0; tag.into()]);
    }
    wire
}

fn connections() {
    // Buffers of 2048 and 512 bytes, all at once, four acts of the application.
    let settings = [8, 0, 2, 0, 0, 4, 0x48, 1, 2, 0];
    let client = |profile: u8, flight: Vec<u8>, tag: u8| {
        [&[profile][..], &settings, &flight, &epilogue(tag)].concat()
    };
    seed("client", "x509", &client(0, flight::<Flat>(&plan(0x10, 1, 0, 4096), false), 16));
    seed("client", "requested", &client(0, flight::<Flat>(&plan(0x42, 0, 9, 300), false), 16));
    seed("client", "retry", &client(0, flight::<Flat>(&plan(0x31, 0, 0, 4096), false), 16));
    seed("client", "psk_dhe_ke", &client(1, flight::<Flat>(&plan(4, 0, 0, 4096), true), 16));
    seed("client", "psk_ke", &client(1, flight::<Flat>(&plan(12, 0, 0, 40), true), 16));
    seed(
        "client",
        "unverified",
        &client(64, flight::<FlatUnverified>(&plan(0, 0, 0, 4096), false), 16),
    );
    seed("client", "psk_only", &client(128, flight::<FlatPsk>(&plan(4, 0, 0, 4096), true), 8));
    seed("records", "all", &[&[8, 0, 0][..], &epilogue(8)].concat());
    seed("records", "small_steps", &[&[1, 0, 2, 1, 7][..], &epilogue(8)].concat());

    // No edits, no flip, buffers as above, sizes and acts as above, then what the server says.
    let rest = [&[0, 0, 0, 0][..], &settings].concat();
    let talk = [1, 0, 9, 3, 7, 0, 8, 1, 44, 99, 6, 2, 2, 1, 0, 0, 10, 0, 0];
    for (file, profile, flags) in [
        ("x509", 0, 0x30),
        ("requested", 0, 0x42),
        ("retry", 0, 1),
        ("psk_dhe_ke", 1, 4),
        ("psk_ke", 1, 12),
        ("unverified", 128, 0x20),
        ("psk_only", 192, 4),
    ] {
        seed(
            "conversation",
            file,
            &[&[profile][..], &plan(flags, 2, 0, 900), &rest, &talk].concat(),
        );
    }
    let offence = [&[11, 22][..], &[12, 40]].concat();
    seed("conversation", "offence", &[&[0][..], &plan(0, 1, 0, 100), &rest, &offence].concat());
    let edited = [&[1, 0x10, 0, 1, 0, 0, 0, 0][..], &settings].concat();
    seed("conversation", "edited", &[&[0][..], &plan(0, 1, 0, 100), &edited, &talk].concat());
    let flipped = [&[0, 0, 150, 1][..], &settings].concat();
    seed("conversation", "flipped", &[&[0][..], &plan(0x80, 1, 0, 100), &flipped, &talk].concat());
    // as many early data, the server takes a key and chooses mqtt
    for (file, profile, flags, n) in [
        ("early_data_taken", 225, 0x14, 30),
        ("early_data_declined", 224, 0x14, 30),
        ("early_data_retried", 225, 0x15, 30),
        ("early_data_of_another_protocol", 225, 4, 30),
        ("early_data_too_many", 225, 0x14, 70),
        ("early_data_without_a_key", 225, 0x10, 30),
    ] {
        let head = [&[profile, n][..], &plan(flags, 2, 0, 900)].concat();
        seed("conversation", file, &[&head[..], &rest, &talk].concat());
    }
    sessions();
}

/// How a session comes about, to servers that take its ticket.
fn sessions() {
    let whole =
        |flags: u8, session: &[u8]| [&plan(flags, 0, 0, 4096)[..], &[0, 0, 0, 0], session].concat();
    seed("session", "kept", &whole(4, &[1, 0, 60, 64]));
    seed("session", "shareless", &whole(12, &[1, 0, 60, 64]));
    seed("session", "retry", &whole(5, &[1, 0, 60, 64]));
    seed("session", "declined", &whole(0, &[1, 0, 60, 64]));
    seed("session", "expired", &whole(4, &[1, 28, 32, 64]));
    seed("session", "longer", &whole(4, &[1, 0, 0, 16, 7, 7]));
    seed("session", "cut", &whole(4, &[1, 0, 0, 0, 80]));
    seed("session", "edited", &whole(4, &[1, 0, 0, 33, 50, 1]));
    seed("session", "another_name", &whole(4, &[2, 1]));
    seed("session", "another_protocol", &whole(4, &[2, 0]));
    // version, suite, lifetime, age_add, seconds since it came and their shift, in the past, a
    // secret of 32 bytes and a ticket of zeros
    let fields = [3, 0, 0, 0, 9, 58, 128, 1, 2, 3, 4, 0, 0, 0, 60, 0, 0, 0];
    seed("session", "composed", &whole(4, &[&fields[..], &[0x21; 64]].concat()));
    seed("session", "foreign", &whole(4, &[&[0][..], &[7; 90]].concat()));
}
