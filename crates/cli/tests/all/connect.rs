//! `motetls connect` and `motetls demo` against real servers, by exit codes and texts.

use std::io::{Read, Write};

use crate::common::{self, House, connect, motetls, motetls_held_open};
use motetls_peers::{Direction, Proxy, Server, Tool, Verdict};

#[test]
fn the_demonstration() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let run = motetls(&["demo", "--verbose"], b"");
    assert_eq!(run.code, 0, "{run:?}");
    for text in [
        "TLS_AES_128_GCM_SHA256",
        "certificate, verified",
        "CN=Throw-away Intermediate",
        "flight 3",
        "RAM held",
        "2048",
        "not for \"another-broker.example\"",
        "bad_certificate, and the server has heard it",
    ] {
        assert!(run.stdout.contains(text), "{text} is missing: {}", run.stdout);
    }
    assert!(run.stderr.contains("---- ClientHello, "), "{}", run.stderr);
}

#[test]
fn without_openssl_the_demonstration_says_what_to_install() {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_motetls"))
        .arg("demo")
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(command.status.code(), Some(1));
    let stderr = String::from_utf8(command.stderr).unwrap();
    assert!(stderr.contains("apt-get install openssl"), "{stderr}");
}

#[test]
fn pipes_both_ways_and_closes() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let run = connect(&house, &server, &[], b"drawer\nstressed\n");
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "reward\ndesserts\n", ""));
}

#[test]
fn long_pipes_do_not_block_each_other() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let input = "abcdefghijklmnopqrstuvwxyz0123456789\n".repeat(20_000);
    let run = connect(&house, &server, &["--rx", "16640", "--tx", "600"], input.as_bytes());
    assert_eq!((run.code, run.stdout.len()), (0, input.len()), "{}", run.stderr);
    assert_eq!(run.stdout, "9876543210zyxwvutsrqponmlkjihgfedcba\n".repeat(20_000));
}

#[test]
fn a_long_download_through_small_buffers() {
    if !Tool::OpenSsl.ready() || !Tool::GnuTls.ready() {
        return;
    }
    let house = House::new();
    let text = "a line of a long text\n".repeat(40_000);
    let file = house.pki.scratch().write("text", &text).unwrap().display().to_string();
    let (certificate, key) =
        (house.leaf.certificate.display().to_string(), house.leaf.key.display().to_string());
    let keys = ["--x509certfile", &certificate, "--x509keyfile", &key, "--disable-client-cert"];
    let server = Server::gnutls(&[&keys[..], &["--http", "--httpdata", &file]].concat()).unwrap();
    let (address, cafile) = (server.address().to_string(), house.cafile());
    let arguments = [
        "connect",
        &address,
        "--cafile",
        &cafile,
        "--servername",
        common::NAME,
        "--rx",
        "1024",
        "--tx",
        "256",
    ];
    let run = motetls_held_open(&arguments, b"GET / HTTP/1.0\r\n\r\n");
    assert!(
        run.stdout.ends_with(&text),
        "{} bytes of {}: {}",
        run.stdout.len(),
        text.len(),
        run.stderr
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn verbose_draws_and_reports() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev", "-alpn", "mqtt"]);
    let run = connect(
        &house,
        &server,
        &["--verbose", "--alpn", "coap,mqtt", "--rx", "2048"],
        b"drawer\n",
    );
    assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{}", run.stderr);
    for text in [
        "client  ---- ClientHello, ",
        "client  <--- ServerHello, ",
        "client  <---   its certificate 0, ",
        "client  ---- Finished, 36 bytes",
        "ALPN            mqtt",
        "for server.example",
        "receive buffer 2048, send buffer 4096",
        "sent 7 bytes, received 7 bytes",
    ] {
        assert!(run.stderr.contains(text), "{text} is missing: {}", run.stderr);
    }
}

#[test]
fn json_is_one_object_and_nothing_else() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let run = connect(&house, &server, &["--json", "--rx", "2048"], b"drawer\n");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let object: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(object["ok"], true);
    assert_eq!(object["cipher_suite"], "TLS_AES_128_GCM_SHA256");
    assert_eq!(object["chain"][0]["names"][0], "server.example");
    assert_eq!(object["flights"][0]["from"], "client");
    assert_eq!(object["flights"].as_array().unwrap().len(), 3);
    assert_eq!(object["ram"]["rx"], 2048);
    assert_eq!(object["data"], serde_json::json!({ "sent": 7, "received": 7, "dropped": 0 }));

    let run = connect(&house, &server, &["--json", "--servername", "other.example"], b"");
    let object: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &object["ok"], &object["exit"]), (4, &false.into(), &4.into()));
    assert_eq!(object["alert"], "bad_certificate");
    assert!(
        object["error"].as_str().unwrap().contains("\"server.example\"; not for \"other.example\""),
        "{object}"
    );
}

#[test]
fn the_key_log_is_the_servers() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let theirs = house.pki.scratch().file("theirs").display().to_string();
    let ours = house.pki.scratch().file("ours").display().to_string();
    let server = house.server(&["-rev", "-keylogfile", &theirs]);
    let run = connect(&house, &server, &["--keylog", &ours], b"drawer\n");
    assert_eq!(run.code, 0, "{run:?}");
    let (theirs, ours) =
        (std::fs::read_to_string(theirs).unwrap(), std::fs::read_to_string(ours).unwrap());
    assert_eq!(ours.lines().count(), 5, "{ours}");
    for line in ours.lines() {
        assert!(
            theirs.lines().any(|their| their.eq_ignore_ascii_case(line)),
            "{line} is not in {theirs}"
        );
    }
}

#[test]
fn pre_shared_keys() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let key = "101112131415161718191a1b1c1d1e1f";
    let psk = [
        "-tls1_3",
        "-nocert",
        "-psk_identity",
        "sensor-7",
        "-psk",
        key,
        "-ciphersuites",
        "TLS_AES_128_CCM_8_SHA256",
    ];
    let server = Server::openssl(&[&psk[..], &["-rev"]].concat()).unwrap();
    let address = server.address().to_string();
    let run = motetls(
        &["connect", &address, "--psk", key, "--psk-identity", "sensor-7", "--verbose"],
        b"drawer\n",
    );
    assert_eq!((run.code, run.stdout.as_str()), (0, "reward\n"), "{}", run.stderr);
    assert!(run.stderr.contains("psk_dhe_ke with x25519"), "{}", run.stderr);

    let wrong = motetls(
        &["connect", &address, "--psk", "00".repeat(16).as_str(), "--psk-identity", "sensor-7"],
        b"",
    );
    assert_eq!(wrong.code, 5, "{wrong:?}");
    assert!(wrong.stderr.contains("--psk or --psk-hash is not the server's"), "{wrong:?}");
    let bad = motetls(&["connect", &address, "--psk", "xyz"], b"");
    assert_eq!(bad.code, 1, "{bad:?}");
    assert!(bad.stderr.contains("hex"), "{bad:?}");
}

#[test]
fn verification_is_the_default_and_skipping_it_is_loud() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-rev"]);
    let address = server.address().to_string();
    let system = motetls(&["connect", &address, "--servername", "server.example"], b"");
    assert!(system.code == 4 || system.stderr.contains("no bundle"), "{system:?}");
    let address_as_name = motetls(&["connect", &address, "--cafile", &house.cafile()], b"");
    assert_eq!(address_as_name.code, 4);
    assert!(
        address_as_name.stderr.contains("\"server.example\"; not for \"127.0.0.1\""),
        "{address_as_name:?}"
    );

    let insecure = motetls(&["connect", &address, "--insecure"], b"drawer\n");
    assert_eq!((insecure.code, insecure.stdout.as_str()), (0, "reward\n"), "{insecure:?}");
    assert!(insecure.stderr.contains("not verified"), "{insecure:?}");
    let both = motetls(&["connect", &address, "--insecure", "--cafile", &house.cafile()], b"");
    assert_eq!(both.code, 2, "{both:?}");
}

#[test]
fn local_faults() {
    let absent = motetls(&["connect", "127.0.0.1:1", "--cafile", "/nowhere/ca.pem"], b"");
    assert_eq!(absent.code, 1, "{absent:?}");
    assert!(absent.stderr.contains("cannot read /nowhere/ca.pem"), "{absent:?}");
    let refused = motetls(&["connect", "127.0.0.1:1", "--insecure"], b"");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.stderr.contains("is a server listening there?"), "{refused:?}");
    assert_eq!(motetls(&["connect", "no-port", "--insecure"], b"").code, 1);
    assert_eq!(motetls(&["connect"], b"").code, 2);
    let help = motetls(&["connect", "--help"], b"");
    assert_eq!(help.code, 0);
    for line in ["Exit codes:", "  4  the server's certificate was refused"] {
        assert!(help.stdout.contains(line), "{}", help.stdout);
    }
}

#[test]
fn connections_that_break() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let cafile = house.cafile();
    let through =
        |server: &Server, verdict: fn(Direction, usize, &mut Vec<u8>) -> Verdict, more: &[&str]| {
            let proxy = Proxy::start(server.address(), verdict).unwrap();
            let address = proxy.address().to_string();
            let fixed = ["connect", &address, "--cafile", &cafile, "--servername", common::NAME];
            motetls(&[&fixed[..], more].concat(), b"drawer\n")
        };
    let server = house.server(&["-rev"]);
    let cut = through(
        &server,
        |way, number, _| {
            if (way, number) == (Direction::ToClient, 8) { Verdict::Cut } else { Verdict::Pass }
        },
        &[],
    );
    assert_eq!((cut.code, cut.stdout.as_str()), (6, ""), "{cut:?}");
    assert!(cut.stderr.contains("without close_notify"), "{cut:?}");
    let tampered = through(
        &server,
        |way, number, record| {
            if (way, number) == (Direction::ToClient, 8) {
                *record.last_mut().unwrap() ^= 1;
            }
            Verdict::Pass
        },
        &[],
    );
    assert_eq!((tampered.code, tampered.stdout.as_str()), (6, ""), "{tampered:?}");
    assert!(tampered.stderr.contains("did not authenticate"), "{tampered:?}");

    // too short for any max_fragment_length, which openssl would keep to
    let padding = house.server(&["-rev", "-record_padding", "4096"]);
    let large = through(&padding, |_, _, _| Verdict::Pass, &["--rx", "520"]);
    assert_eq!(large.code, 6, "{large:?}");
    assert!(large.stderr.contains("peer record 4112 > buffer 520"), "{large:?}");

    let old = Server::openssl(&["-tls1_2", "-nocert", "-psk", "00"]).unwrap();
    let old = through(&old, |_, _, _| Verdict::Pass, &[]);
    assert_eq!(old.code, 5, "{old:?}");
    assert!(old.stderr.contains("does not speak TLS 1.3"), "{old:?}");
}

#[test]
fn servers_that_want_what_is_not_there() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let run = connect(&house, &house.server(&["-rev", "-Verify", "1"]), &[], b"");
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("wants a certificate of its client"), "{run:?}");

    let stranger = House::new();
    let (server, cafile) = (house.server(&["-rev"]), stranger.cafile());
    let address = server.address().to_string();
    let run =
        motetls(&["connect", &address, "--cafile", &cafile, "--servername", common::NAME], b"");
    assert_eq!(run.code, 4, "{run:?}");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let hangs_up = std::thread::spawn(move || drop(silent.accept()));
    let run = motetls(&["connect", &address, "--insecure"], b"");
    hangs_up.join().unwrap();
    assert!(run.code == 3 || run.code == 5, "{run:?}");
}

/// A HelloRetryRequest travels as a ServerHello; it is drawn by its own name.
#[test]
fn verbose_names_a_hello_retry_request() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-stateless"]);
    // openssl's own client is refused there with the dress for middleboxes, too
    let run = connect(&house, &server, &["--verbose", "--no-middlebox-compat"], b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let place = |text: &str| run.stderr.find(text).unwrap_or_else(|| panic!("{}", run.stderr));
    assert!(place("<--- HelloRetryRequest, ") < place("<--- ServerHello, "));
    assert_eq!(run.stderr.matches("<--- ServerHello, ").count(), 1, "{}", run.stderr);
}

/// Runs a server of something else once: it sends this after the first bytes it receives, and
/// closes. Yields the run and what the server heard.
fn against(banner: Vec<u8>) -> (common::Run, std::io::Result<Vec<u8>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = std::thread::spawn(move || {
        let (mut peer, _) = listener.accept()?;
        peer.read_exact(&mut [0; 64])?;
        peer.write_all(&banner)?;
        if banner.is_empty() {
            return Ok(Vec::new());
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        let mut heard = Vec::new();
        peer.read_to_end(&mut heard)?;
        Ok(heard)
    });
    let run = motetls(&["connect", &address, "--insecure"], b"");
    (run, server.join().unwrap())
}

#[test]
fn a_port_that_speaks_no_tls() {
    for banner in
        [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"220 mail.example ESMTP\r\n", b"SSH-2.0-x\r\n"]
    {
        let (run, heard) = against(banner.to_vec());
        assert_eq!(run.code, 5, "{run:?}");
        assert!(run.stderr.contains("may not speak TLS on this port"), "{run:?}");
        assert!(heard.unwrap().ends_with(&[21, 3, 3, 0, 2, 2, 10]), "and it hears why");
    }
    let (run, _) = against(Vec::new());
    if run.code == 5 {
        assert!(run.stderr.contains("may not speak TLS on this port"), "{run:?}");
        assert!(!run.stderr.contains("data may be missing"), "{run:?}");
    }
}

/// The alert is not lost although the server's records wait unread.
#[test]
fn a_refused_server_hears_the_alert() {
    let mut flight = vec![22, 3, 3, 0, 4, 8, 0, 0, 0];
    flight.resize(100_000, 7);
    let (run, heard) = against(flight);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(heard.unwrap().ends_with(&[21, 3, 3, 0, 2, 2, 10]));
}

/// Nor that of an open connection, whose server sends more than the buffer takes, and much of it.
#[test]
fn a_refused_server_hears_the_alert_on_an_open_connection() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let mut server = house.server(&[]);
    let (address, cafile) = (server.address().to_string(), house.cafile());
    let client = std::thread::spawn(move || {
        let fixed = ["connect", &address, "--cafile", &cafile, "--servername", common::NAME];
        // too short for any max_fragment_length, which openssl would keep to
        motetls_held_open(&[&fixed[..], &["--rx", "520"]].concat(), b"")
    });
    assert!(server.prints("CIPHER is TLS_AES_128_GCM_SHA256"), "{}", server.output());
    server.type_in(&format!("{}\n", "x".repeat(3_999)).repeat(20)).unwrap();
    let run = client.join().unwrap();
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.stderr.contains("> buffer 520"), "{run:?}");
    assert!(server.hears_alert(22), "{}", server.output());
}

#[test]
fn input_that_the_server_did_not_take_is_told() {
    if !Tool::OpenSsl.ready() {
        return;
    }
    let house = House::new();
    let server = house.server(&["-www"]);
    let mut input = b"GET / HTTP/1.0\r\n\r\n".to_vec();
    // More than the buffers of both sockets hold, which may grow to 37 MB while the server waits
    // for a processor.
    input.resize(64_000_000, b'x');
    let run = connect(&house, &server, &[], &input);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(run.stderr.contains("the server closed first"), "{}", run.stderr);
    assert!(run.stdout.contains("HTTP/1.0 200 ok"), "what it sent is there all the same");

    let json = connect(&house, &server, &["--json"], &input);
    let object: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.code, &object["ok"], &object["exit"]), (7, &false.into(), &7.into()));
    assert!(object["data"]["dropped"].as_u64().unwrap() > 0, "{object}");

    let all = connect(&house, &server, &[], b"GET / HTTP/1.0\r\n\r\n");
    assert_eq!(all.code, 0, "all of the input was taken: {}", all.stderr);
}
