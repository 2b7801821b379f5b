//! What a connection agreed upon and cost, as text and as JSON.

use std::fmt::Write;

use motetls::{Connection, HandshakeScratch, Negotiated, Profile};
use serde_json::{Value, json};

use crate::describe::Summary;
use crate::recorder::Recorder;
use crate::wire::FlightSize;

/// Bytes of RAM.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// The connection, without its buffers.
    pub(crate) connection: usize,
    /// The handshake scratch, for the time of the handshake.
    pub(crate) scratch: usize,
    pub(crate) rx: usize,
    pub(crate) tx: usize,
}

impl Memory {
    /// What a connection of profile `P` holds with buffers of these lengths.
    pub(crate) fn of<P: Profile>(rx: usize, tx: usize) -> Self {
        Memory {
            connection: size_of::<Connection<P, &mut [u8]>>(),
            scratch: size_of::<HandshakeScratch<P>>(),
            rx,
            tx,
        }
    }

    /// Bytes held as long as the connection is open.
    pub(crate) const fn held(self) -> usize {
        self.connection.saturating_add(self.rx).saturating_add(self.tx)
    }
}

/// Everything about one connection.
#[derive(Debug)]
pub(crate) struct ConnectionReport {
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) suite: &'static str,
    pub(crate) key_exchange: String,
    /// The group of the key exchange; `None` without one.
    pub(crate) group: Option<String>,
    /// Whether a session was resumed.
    pub(crate) resumed: bool,
    pub(crate) authentication: &'static str,
    /// The scheme the server signed the handshake by; `None` with a pre-shared key.
    pub(crate) signature: Option<String>,
    pub(crate) alpn: Option<String>,
    pub(crate) record_size_limit: Option<u16>,
    pub(crate) chain: Vec<Summary>,
    pub(crate) flights: Vec<FlightSize>,
    pub(crate) memory: Memory,
}

impl ConnectionReport {
    /// Puts together what was negotiated and what was seen on the way.
    pub(crate) fn new(
        address: String,
        negotiated: Negotiated,
        verified: bool,
        recorder: &Recorder,
    ) -> Self {
        ConnectionReport {
            address,
            name: None,
            suite: negotiated.suite.id.name(),
            key_exchange: match (negotiated.psk.is_some(), negotiated.group) {
                (true, Some(group)) => format!("psk_dhe_ke with {group}"),
                (true, None) => "psk_ke (no forward secrecy)".to_owned(),
                (false, Some(group)) => group.to_string(),
                (false, None) => "none".to_owned(),
            },
            group: negotiated.group.map(|group| group.to_string()),
            resumed: negotiated.resumed(),
            authentication: match (negotiated.psk, verified) {
                _ if negotiated.resumed() => "session, resumed",
                (Some(_), _) => "pre-shared key",
                _ if recorder.raw_public_key.get() => "raw public key, pinned",
                (None, true) => "certificate, verified",
                _ => "NONE (--insecure): any machine may answer",
            },
            signature: negotiated.signature_scheme().map(|scheme| scheme.to_string()),
            alpn: None,
            record_size_limit: negotiated.record_size_limit(),
            chain: recorder.chain.borrow().iter().filter_map(|der| Summary::of(der)).collect(),
            flights: Vec::new(),
            memory: Memory { connection: 0, scratch: 0, rx: 0, tx: 0 },
        }
    }

    /// As text, several lines.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: &str| {
            let _ = writeln!(text, "  {label:<15} {value}");
        };
        line("server", &self.address);
        line("name", self.name.as_deref().unwrap_or("none"));
        line("version", "TLS 1.3");
        line("cipher suite", self.suite);
        line("key exchange", &self.key_exchange);
        line("authentication", self.authentication);
        if let Some(signature) = &self.signature {
            line("signature", signature);
        }
        line("ALPN", self.alpn.as_deref().unwrap_or("none"));
        let limit = self
            .record_size_limit
            .map_or_else(|| "not announced".to_owned(), |limit| format!("{limit} bytes"));
        line("server's limit", &limit);
        self.chain_lines(&mut line);
        for (number, flight) in (1..).zip(&self.flights) {
            let way = if flight.sent { "client -> server" } else { "server -> client" };
            line(&format!("flight {number}"), &format!("{way} {:>6} bytes", flight.bytes));
        }
        let Memory { connection, scratch, rx, tx } = self.memory;
        let held = self.memory.held();
        line(
            "RAM held",
            &format!(
                "{held} bytes here: connection {connection}, receive buffer {rx}, send buffer {tx}"
            ),
        );
        line("", &format!("({} bits; see docs/footprint.md for a Cortex-M3)", usize::BITS));
        line(
            "RAM lent",
            &format!(
                "{scratch} bytes more during the handshake: the handshake scratch, wiped and free again"
            ),
        );
        text
    }

    fn chain_lines(&self, line: &mut impl FnMut(&str, &str)) {
        for (depth, certificate) in self.chain.iter().enumerate() {
            line(
                &format!("certificate {depth}"),
                &format!("{} ({} bytes)", certificate.subject, certificate.bytes),
            );
            line("", &format!("issued by {}", certificate.issuer));
            line(
                "",
                &format!("valid from {} to {}", certificate.not_before, certificate.not_after),
            );
            line("", &format!("key {}, signed by {}", certificate.key, certificate.signature));
            if !certificate.names.is_empty() {
                line("", &format!("for {}", certificate.names.join(", ")));
            }
        }
    }

    /// For a program: one object.
    pub(crate) fn json(&self) -> Value {
        let chain = self.chain.iter().map(|certificate| {
            json!({
                "subject": certificate.subject,
                "issuer": certificate.issuer,
                "names": certificate.names,
                "not_before": certificate.not_before,
                "not_after": certificate.not_after,
                "key": certificate.key,
                "signature": certificate.signature,
                "bytes": certificate.bytes,
            })
        });
        let flights = self
            .flights
            .iter()
            .map(|flight| json!({ "from": if flight.sent { "client" } else { "server" }, "bytes": flight.bytes }));
        let Memory { connection, scratch, rx, tx } = self.memory;
        json!({
            "address": self.address,
            "server_name": self.name,
            "version": "TLS 1.3",
            "cipher_suite": self.suite,
            "key_exchange": self.key_exchange,
            "group": self.group,
            "resumed": self.resumed,
            "authentication": self.authentication,
            "signature_scheme": self.signature,
            "alpn": self.alpn,
            "record_size_limit": self.record_size_limit,
            "chain": chain.collect::<Vec<_>>(),
            "flights": flights.collect::<Vec<_>>(),
            "ram": { "held": self.memory.held(), "connection": connection, "rx": rx, "tx": tx, "scratch": scratch },
        })
    }
}
