//! What a TLS 1.3 client costs a host, ours beside others: `cargo xtask speed --clients`, which
//! writes what this prints to `docs/performance.md`.
//!
//! Every figure is taken by a process of its own that is one client and does one kind of work; it
//! counts the processor time it has had itself. All talk to the same `openssl s_server`, verify its
//! chain of two certificates (P-256) and its name, and agree on AES-128-GCM and P-256; tickets are
//! sent and kept only where handshakes are resumed.

mod client;
mod mbedtls;
mod ours;
mod theirs;
mod tickets;

use client::{Client, NAME, Own, Settings, Stream};
use motetls_interop::Family;
use motetls_peers::{Recipe, Server};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

/// Times each client gets to do each work, in turn with the others.
const TURNS: usize = 7;
/// Handshakes of a turn.
const HANDSHAKES: u32 = 200;
/// Megabytes (of 1,000,000 bytes) of a turn.
const MEGABYTES: u32 = 24;
/// The file that is fetched, in bytes.
const FILE: u64 = MEGABYTES as u64 * 1_000_000;

/// The clients, by the names of their columns.
type Connect = fn(&Settings) -> Box<dyn Client>;
const CLIENTS: &[(&str, Connect)] = &[
    ("motetls, portable", |s| Box::new(ours::Ours::<ours::Portable>::new(s))),
    ("motetls, default of hosts", |s| Box::new(ours::Ours::<ours::Host>::new(s))),
    ("motetls, RustCrypto", |s| Box::new(ours::Ours::<ours::RustCrypto>::new(s))),
    ("motetls, AWS-LC", |s| Box::new(ours::Ours::<ours::AwsLc>::new(s))),
    ("rustls, RustCrypto", |s| Box::new(theirs::Rustls::<theirs::RustCrypto>::new(s))),
    ("rustls, ring", |s| Box::new(theirs::Rustls::<theirs::Ring>::new(s))),
    ("rustls, AWS-LC", |s| Box::new(theirs::Rustls::<theirs::AwsLc>::new(s))),
    ("OpenSSL", |s| Box::new(theirs::OpenSsl::new(s))),
    ("mbedTLS", |s| Box::new(mbedtls::MbedTls::new(s))),
];

/// A kind of work: its title, what the server is told besides, and what it does.
struct Work {
    title: &'static str,
    server: &'static [&'static str],
    /// Yields nanoseconds of a handshake, or of a megabyte.
    measure: fn(&dyn Client, SocketAddr) -> f64,
    mutual: bool,
    resume: bool,
}

/// What most works have in common.
const WORK: Work = Work {
    title: "",
    server: &["-www", "-num_tickets", "0"],
    measure: handshakes,
    mutual: false,
    resume: false,
};

const WORKS: &[Work] = &[
    Work { title: "full handshake, µs", ..WORK },
    Work {
        title: "resumed handshake, µs",
        // as many tickets as handshakes, as some clients use each once
        server: &["-www", "-num_tickets", "256"],
        measure: resumed,
        resume: true,
        ..WORK
    },
    Work {
        title: "handshake with a client certificate, µs",
        server: &["-www", "-num_tickets", "0", "-Verify", "1", "-verify_return_error"],
        mutual: true,
        ..WORK
    },
    Work {
        title: "received in records of 16 KiB, µs per MB",
        server: &["-HTTP", "-num_tickets", "0"],
        measure: receive,
        ..WORK
    },
    Work {
        title: "received in records of 1 KiB, µs per MB",
        server: &["-HTTP", "-num_tickets", "0", "-max_send_frag", "1024"],
        measure: receive,
        ..WORK
    },
    Work {
        title: "sent in records of 16 KiB, µs per MB",
        measure: |client, address| send(client, address, 1 << 14),
        ..WORK
    },
    Work {
        title: "sent in records of 1 KiB, µs per MB",
        measure: |client, address| send(client, address, 1 << 10),
        ..WORK
    },
];

/// Opens a connection and reads the page on which the server describes it.
fn page(client: &dyn Client, address: SocketAddr) -> (Box<dyn Stream>, String) {
    let mut stream = client.connect(TcpStream::connect(address).expect("a socket"));
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").expect("a request");
    stream.flush().expect("a request");
    let (mut text, mut room) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut room).expect("a page") {
            0 => break,
            n => text.extend_from_slice(&room[..n]),
        }
    }
    (stream, String::from_utf8_lossy(&text).into_owned())
}

fn handshakes(client: &dyn Client, address: SocketAddr) -> f64 {
    // A server that refuses the client's certificate says so behind the handshake: it is asked.
    let (mut stream, text) = page(client, address);
    assert!(text.contains("New, TLSv1.3"), "{text}");
    stream.close();
    repeat(client, address)
}

fn resumed(client: &dyn Client, address: SocketAddr) -> f64 {
    let (mut stream, text) = page(client, address);
    assert!(text.contains("New, TLSv1.3"), "{text}");
    stream.keep();
    stream.close();
    let (mut stream, text) = page(client, address);
    assert!(text.contains("Reused, TLSv1.3"), "{text}");
    stream.close();
    repeat(client, address)
}

/// Nanoseconds of a handshake, from the making of the socket to close_notify.
fn repeat(client: &dyn Client, address: SocketAddr) -> f64 {
    let once = || client.connect(TcpStream::connect(address).expect("a socket")).close();
    let begin = mbedtls::time();
    (0..HANDSHAKES).for_each(|_| once());
    (mbedtls::time() - begin).as_nanos() as f64 / f64::from(HANDSHAKES)
}

fn receive(client: &dyn Client, address: SocketAddr) -> f64 {
    let mut stream = client.connect(TcpStream::connect(address).expect("a socket"));
    stream.write_all(b"GET /big HTTP/1.0\r\n\r\n").expect("a request");
    stream.flush().expect("a request");
    let (mut room, mut received) = (vec![0; 1 << 14], 0);
    let begin = mbedtls::time();
    while received < FILE {
        match stream.read(&mut room).expect("data") {
            0 => break,
            n => received += n as u64,
        }
    }
    let taken = mbedtls::time() - begin;
    assert_eq!(received, FILE, "the whole file");
    stream.close();
    taken.as_nanos() as f64 / f64::from(MEGABYTES)
}

fn send(client: &dyn Client, address: SocketAddr, record: usize) -> f64 {
    let mut stream = client.connect(TcpStream::connect(address).expect("a socket"));
    let (text, mut left) = (vec![b'x'; record], FILE);
    let begin = mbedtls::time();
    while left > 0 {
        let n = record.min(left as usize);
        stream.write_all(&text[..n]).expect("data are taken");
        left -= n as u64;
    }
    stream.flush().expect("data are taken");
    let taken = mbedtls::time() - begin;
    stream.close();
    taken.as_nanos() as f64 / f64::from(MEGABYTES)
}

/// One measurement: `measure CLIENT WORK ADDRESS CA [CERTIFICATE KEY]`, client and work by number.
fn child(arguments: &[String]) {
    let [client, work, address, ca, own @ ..] = arguments else { panic!("too few arguments") };
    let own = match own {
        [certificate, key] => Some(Own { certificate: certificate.into(), key: key.into() }),
        _ => None,
    };
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let work = &WORKS[number(work)];
    let settings = Settings { ca: ca.into(), own, resume: work.resume };
    let client = CLIENTS[number(client)].1(&settings);
    let address = address.parse().expect("an address");
    println!("{}", (work.measure)(&*client, address));
}

/// Does a work with every client in turn and yields what each turn took, by client.
fn run(number: usize, work: &Work, family: &Family) -> Vec<Vec<f64>> {
    let client = family.pki.issue(&Recipe::server("client.example"), Some(&family.root));
    let client = client.expect("a certificate of the client's");
    let file = |path: &std::path::Path| path.display().to_string();
    let (server, root) = (&family.server, &family.root);
    let chain = file(&family.chain());
    let (certificate, key, ca) =
        (file(&server.certificate), file(&server.key), file(&root.certificate));
    let mut arguments = vec!["-tls1_3", "-cert", &certificate, "-key", &key, "-cert_chain", &chain];
    arguments.extend(["-CAfile", &ca]);
    arguments.extend(work.server);
    let server = Server::openssl_in(family.pki.scratch().path(), &arguments).expect("a server");
    let program = std::env::current_exe().expect("this program");
    let mut turns = vec![Vec::new(); CLIENTS.len()];
    for _ in 0..TURNS {
        for (place, turns) in turns.iter_mut().enumerate() {
            let mut command = Command::new(&program);
            command.args(["measure", &place.to_string(), &number.to_string()]);
            command.args([&server.address().to_string(), &ca]);
            if work.mutual {
                command.args([&client.certificate, &client.key]);
            }
            let output = command.output().expect("this program runs");
            let (told, failed) = (output.stdout, output.stderr);
            let figure = String::from_utf8_lossy(&told).trim().parse();
            turns.push(figure.unwrap_or_else(|_| {
                panic!("{}: {}", CLIENTS[place].0, String::from_utf8_lossy(&failed))
            }));
        }
    }
    for (turns, (name, _)) in turns.iter_mut().zip(CLIENTS) {
        turns.sort_by(f64::total_cmp);
        eprintln!("{}: {name}: {:.0}", work.title, turns[TURNS / 2] / 1000.0);
    }
    turns
}

/// The first line a command prints.
fn version(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).lines().next().unwrap_or("?").to_owned()
}

/// The name of the processor.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split(": ").nth(1)).unwrap_or("a processor unknown").to_owned()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [verb, rest @ ..] = &arguments[..]
        && verb == "measure"
    {
        return child(rest);
    }
    let family = Family::new();
    assert_eq!(NAME, motetls_interop::NAME);
    let big = std::fs::File::create(family.pki.scratch().file("big")).expect("a file");
    big.set_len(FILE).expect("a file");
    println!(
        "Median of {TURNS} turns, and the least, in microseconds of processor time. {}, mbedTLS {}, on {}.\n",
        version("openssl", "version"),
        env!("MBEDTLS_VERSION"),
        processor()
    );
    let titles: Vec<_> = WORKS.iter().map(|work| work.title).collect();
    println!("| client | {} |\n|---|{}", titles.join(" | "), "--:|".repeat(WORKS.len()));
    let results: Vec<_> =
        WORKS.iter().enumerate().map(|(number, work)| run(number, work, &family)).collect();
    for (place, (name, _)) in CLIENTS.iter().enumerate() {
        let cells: Vec<_> = results
            .iter()
            .map(|work| (work[place][TURNS / 2] / 1000.0, work[place][0] / 1000.0))
            .map(|(median, least)| format!("{median:.0} ({least:.0})"))
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
    std::io::stdout().flush().expect("standard output");
}
