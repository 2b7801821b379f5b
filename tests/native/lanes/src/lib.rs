//! What servers in Rust share: flags, listeners, a thread to a connection.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;

/// The flags of one listener.
pub type Lane = HashMap<String, String>;

/// Cuts the arguments at every `--` and yields the flags of each listener.
fn lanes(arguments: impl Iterator<Item = String>) -> Vec<Lane> {
    let mut all = vec![Lane::new()];
    let mut rest = arguments;
    while let Some(flag) = rest.next() {
        match (flag.as_str(), all.last_mut()) {
            ("--", _) | (_, None) => all.push(Lane::new()),
            (_, Some(lane)) => drop(lane.insert(flag, rest.next().unwrap_or_default())),
        }
    }
    all
}

/// Opens a listener for each lane of the arguments, and serves them until standard input ends.
pub fn serve<C: Send + Sync + 'static>(
    version: &str,
    configure: impl Fn(&Lane) -> C,
    connection: fn(&C, TcpStream) -> std::io::Result<()>,
) {
    if std::env::args().nth(1).is_some_and(|argument| argument == "--version") {
        println!("{version}");
        return;
    }
    for lane in lanes(std::env::args().skip(1)) {
        let configuration = Arc::new(configure(&lane));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        println!("LISTEN {}", listener.local_addr().expect("an address").port());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let configuration = Arc::clone(&configuration);
                std::thread::spawn(move || {
                    if let Err(error) = connection(&configuration, stream) {
                        eprintln!("{error}");
                    }
                });
            }
        });
    }
    // ends with the process that started it
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Answers a line with the same line, and reads until the client has closed; `early` came before.
///
/// # Errors
/// The stream's.
pub fn echo(stream: &mut (impl Read + Write), early: Vec<u8>) -> std::io::Result<()> {
    let mut line = early;
    let mut piece = [0; 256];
    while !line.ends_with(b"\n") {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            n => line.extend_from_slice(&piece[..n]),
        }
    }
    stream.write_all(&line)?;
    stream.flush()?;
    while stream.read(&mut piece)? > 0 {}
    Ok(())
}
