//! What a connection agreed upon and cost, as text and as JSON.

use std::fmt::Write;

use motetls::suite::SUITES;
use motetls::{Connection, Negotiated, Profile, Workshop};
use serde_json::{Value, json};

use crate::describe::Summary;
use crate::recorder::Recorder;
use crate::wire::Flight;

/// Bytes of RAM.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// The connection, without its buffers.
    pub(crate) connection: usize,
    /// The workshop, for the time of the handshake.
    pub(crate) workshop: usize,
    pub(crate) rx: usize,
    pub(crate) tx: usize,
}

impl Memory {
    /// What a connection of profile `P` holds with buffers of these lengths.
    pub(crate) fn of<P: Profile>(rx: usize, tx: usize) -> Self {
        Memory { connection: size_of::<Connection<'_, P>>(), workshop: size_of::<Workshop<P>>(), rx, tx }
    }

    /// Bytes held as long as the connection is open.
    pub(crate) const fn held(self) -> usize {
        self.connection.saturating_add(self.rx).saturating_add(self.tx)
    }
}

/// Everything about one connection.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) suite: &'static str,
    pub(crate) key_exchange: &'static str,
    pub(crate) authentication: &'static str,
    pub(crate) alpn: Option<String>,
    pub(crate) record_size_limit: Option<u16>,
    pub(crate) chain: Vec<Summary>,
    pub(crate) flights: Vec<Flight>,
    pub(crate) memory: Memory,
}

impl Report {
    /// Puts together what was negotiated and what was seen on the way.
    pub(crate) fn new(address: String, negotiated: Negotiated, verified: bool, recorder: &Recorder) -> Self {
        let suite = SUITES.iter().find(|suite| suite.aead == negotiated.aead);
        Report {
            address,
            name: None,
            suite: suite.map_or("unknown", |suite| suite.id.name()),
            key_exchange: match (negotiated.psk, negotiated.ephemeral) {
                (true, true) => "psk_dhe_ke with secp256r1",
                (true, false) => "psk_ke (no forward secrecy)",
                _ => "secp256r1",
            },
            authentication: match (negotiated.psk, verified) {
                (true, _) => "pre-shared key",
                (_, true) => "certificate, verified",
                _ => "NONE (--insecure): anybody may be listening",
            },
            alpn: None,
            record_size_limit: negotiated.record_size_limit,
            chain: recorder.chain.borrow().iter().filter_map(|der| Summary::of(der)).collect(),
            flights: Vec::new(),
            memory: Memory { connection: 0, workshop: 0, rx: 0, tx: 0 },
        }
    }

    /// For a person, several lines.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: &str| {
            let _ = writeln!(text, "  {label:<15} {value}");
        };
        line("server", &self.address);
        line("name", self.name.as_deref().unwrap_or("none"));
        line("version", "TLS 1.3");
        line("cipher suite", self.suite);
        line("key exchange", self.key_exchange);
        line("authentication", self.authentication);
        line("ALPN", self.alpn.as_deref().unwrap_or("none"));
        let limit = self.record_size_limit.map_or_else(|| "not announced".to_owned(), |limit| format!("{limit} bytes"));
        line("server's limit", &limit);
        self.chain_lines(&mut line);
        for (number, flight) in (1..).zip(&self.flights) {
            let way = if flight.sent { "client -> server" } else { "server -> client" };
            line(&format!("flight {number}"), &format!("{way} {:>6} bytes", flight.bytes));
        }
        let Memory { connection, workshop, rx, tx } = self.memory;
        let held = self.memory.held();
        line("RAM held", &format!("{held} bytes here: connection {connection}, receive buffer {rx}, send buffer {tx}"));
        line("", &format!("({} bits; see docs/footprint.md for a Cortex-M3)", usize::BITS));
        line("RAM lent", &format!("{workshop} bytes more during the handshake: the workshop, wiped and free again"));
        text
    }

    fn chain_lines(&self, line: &mut impl FnMut(&str, &str)) {
        for (depth, certificate) in self.chain.iter().enumerate() {
            line(&format!("certificate {depth}"), &format!("{} ({} bytes)", certificate.subject, certificate.bytes));
            line("", &format!("issued by {}", certificate.issuer));
            line("", &format!("valid from {} to {}", certificate.not_before, certificate.not_after));
            if !certificate.names.is_empty() {
                line("", &format!("for {}", certificate.names.join(", ")));
            }
        }
    }

    /// For a program: one object.
    pub(crate) fn json(&self) -> Value {
        let chain = self.chain.iter().map(|certificate| {
            json!({
                "subject": certificate.subject, "issuer": certificate.issuer, "names": certificate.names,
                "not_before": certificate.not_before, "not_after": certificate.not_after, "bytes": certificate.bytes,
            })
        });
        let flights = self
            .flights
            .iter()
            .map(|flight| json!({ "from": if flight.sent { "client" } else { "server" }, "bytes": flight.bytes }));
        let Memory { connection, workshop, rx, tx } = self.memory;
        json!({
            "address": self.address,
            "server_name": self.name,
            "version": "TLS 1.3",
            "cipher_suite": self.suite,
            "key_exchange": self.key_exchange,
            "authentication": self.authentication,
            "alpn": self.alpn,
            "record_size_limit": self.record_size_limit,
            "chain": chain.collect::<Vec<_>>(),
            "flights": flights.collect::<Vec<_>>(),
            "ram": { "held": self.memory.held(), "connection": connection, "rx": rx, "tx": tx, "workshop": workshop },
        })
    }
}
