//! Early data at the server: taken, or passed over.

use motetls_pki::Algorithms;
use motetls_tls::Profile;

use crate::schedule::Half;

/// The early data of one connection.
#[derive(Clone, Debug)]
pub struct Early {
    half: Half,
    /// Whether the server takes them.
    pub taken: bool,
    /// What was heard.
    pub heard: Vec<u8>,
    /// Whether EndOfEarlyData came, or what the client sends behind early data that were declined.
    ended: bool,
}

/// What a record is.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Early data, dealt with.
    Early,
    /// EndOfEarlyData.
    End,
    /// An alert under the keys of early data.
    Alert(u8),
    /// None of early data: it goes under the keys of the handshake.
    Later,
    /// Nothing that opens.
    Forged,
}

impl Early {
    /// Early data under these keys.
    #[must_use]
    pub const fn new(half: Half, taken: bool) -> Self {
        Early { half, taken, heard: Vec::new(), ended: false }
    }

    /// Takes in a protected record; `handshake` is what the client sends under afterwards.
    ///
    /// # Panics
    /// When the client says under these keys what it must not.
    pub fn record<P: Profile + Algorithms>(
        &mut self,
        header: &[u8],
        body: &[u8],
        handshake: Option<&Half>,
    ) -> Found {
        if self.ended {
            return Found::Later;
        }
        if !self.taken {
            let opened = handshake.and_then(|half| half.clone().open::<P>(header, body));
            self.ended = opened.is_some();
            return if self.ended { Found::Later } else { Found::Early };
        }
        match self.half.open::<P>(header, body) {
            Some((23, text)) => {
                self.heard.extend(text);
                Found::Early
            }
            Some((22, text)) => {
                assert_eq!(text, [5, 0, 0, 0], "EndOfEarlyData");
                self.ended = true;
                Found::End
            }
            Some((21, text)) => Found::Alert(text[1]),
            Some((kind, _)) => panic!("a record of type {kind} among early data"),
            None => Found::Forged,
        }
    }
}
