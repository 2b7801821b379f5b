//! Watches a handshake: draws its messages, keeps its certificates, logs its secrets.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;

use motetls::crypto::{Hash, Sha256};
use motetls::num::{AlertDescription, HandshakeType};
use motetls::{Event, Observer};

use crate::describe::hex;
use crate::pin;

/// What was seen of one handshake.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Draw each message as it crosses the wire.
    pub(crate) draw: bool,
    /// Where secrets go.
    pub(crate) keylog: Option<File>,
    /// The server's certificates in DER, its own first.
    pub(crate) chain: RefCell<Vec<Vec<u8>>>,
    /// Whether the server showed a raw public key.
    pub(crate) raw_public_key: Cell<bool>,
    /// The last alert: whether we sent it, and which.
    pub(crate) alert: Cell<Option<(bool, AlertDescription)>>,
    /// Whether the key log could not be written.
    pub(crate) keylog_failed: Cell<bool>,
}

impl Observer for Recorder {
    fn on(&self, event: Event<'_>) {
        match event {
            Event::Sent { message, bytes } => self.sent(&camel(message), bytes.len()),
            Event::Received { message, length } => {
                self.received(&camel(message), length.saturating_add(4))
            }
            Event::Certificate { depth, der } => {
                self.chain.borrow_mut().push(der.to_vec());
                self.received(&format!("  its certificate {depth}"), der.len());
            }
            Event::RawPublicKey { spki } => {
                self.raw_public_key.set(true);
                let pin = pin::text(&Sha256::digest(spki));
                self.received(&format!("  its public key {pin}"), spki.len());
            }
            Event::Secret { label, client_random, secret } => {
                self.log(label, client_random, secret)
            }
            Event::Alert { sent, alert } => {
                self.alert.set(Some((sent, alert)));
                if sent {
                    self.sent(&format!("alert {alert}"), 2)
                } else {
                    self.received(&format!("alert {alert}"), 2)
                }
            }
            _ => {}
        }
    }
}

impl Recorder {
    fn sent(&self, what: &str, bytes: usize) {
        if self.draw {
            let label = format!(" {what}, {bytes} bytes ");
            eprintln!("  client  ----{label:-<42}-->  server");
        }
    }

    fn received(&self, what: &str, bytes: usize) {
        if self.draw {
            let label = format!(" {what}, {bytes} bytes ");
            eprintln!("  client  <---{label:-<42}---  server");
        }
    }

    fn log(&self, label: &str, client_random: &[u8; 32], secret: &[u8]) {
        if let Some(mut file) = self.keylog.as_ref() {
            let line = format!("{label} {} {}\n", hex(client_random), hex(secret));
            if file.write_all(line.as_bytes()).is_err() {
                self.keylog_failed.set(true);
            }
        }
    }
}

/// The name of a message as the RFC writes it.
fn camel(message: HandshakeType) -> String {
    if message.name() == "unknown" {
        return message.to_string();
    }
    let words = message.name().split('_').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_owned() + &rest.to_ascii_lowercase()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_in_the_rfc() {
        assert_eq!(camel(HandshakeType::CLIENT_HELLO), "ClientHello");
        assert_eq!(camel(HandshakeType::ENCRYPTED_EXTENSIONS), "EncryptedExtensions");
        assert_eq!(camel(HandshakeType(99)), "HandshakeType(0x63)");
    }
}
