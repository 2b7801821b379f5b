//! An input as a supply of small decisions. What runs out is zero, so that every input means
//! something.

use motetls_tls::msg::extension::ExtensionSet;
use motetls_tls::num::ExtensionType;

/// The extensions a mask chooses from, in the order of its bits from the lowest.
const EXTENSIONS: [ExtensionType; 14] = [
    ExtensionType::SUPPORTED_VERSIONS,
    ExtensionType::KEY_SHARE,
    ExtensionType::PRE_SHARED_KEY,
    ExtensionType::SERVER_NAME,
    ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
    ExtensionType::RECORD_SIZE_LIMIT,
    ExtensionType::SUPPORTED_GROUPS,
    ExtensionType::COOKIE,
    ExtensionType::SIGNATURE_ALGORITHMS,
    ExtensionType::PSK_KEY_EXCHANGE_MODES,
    ExtensionType::EARLY_DATA,
    ExtensionType::MAX_FRAGMENT_LENGTH,
    ExtensionType::CLIENT_CERTIFICATE_TYPE,
    ExtensionType::SERVER_CERTIFICATE_TYPE,
];

/// The set of extensions a mask chooses.
#[must_use]
pub fn offered(mask: u16) -> ExtensionSet {
    let chosen = EXTENSIONS.iter().enumerate().filter(|(place, _)| mask & (1 << place) != 0);
    chosen.fold(ExtensionSet::EMPTY, |set, (_, kind)| set.with(*kind))
}

/// A cursor over an input.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(data: &'a [u8]) -> Self {
        Input(data)
    }

    /// Whether everything was used.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn u8(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    /// The next two bytes, big-endian.
    pub fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.array())
    }

    /// Whether the next byte is odd.
    pub fn flag(&mut self) -> bool {
        self.u8() & 1 == 1
    }

    /// A number from one byte, below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::from(self.u8()) % limit.max(1)
    }

    /// A number from two bytes, from `least` to `most`.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + usize::from(self.u16()) % (most - least + 1)
    }

    /// The next `n` bytes, or as many as there are.
    pub fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(n.min(self.0.len()));
        self.0 = rest;
        head
    }

    /// All that is left.
    #[must_use]
    pub const fn rest(self) -> &'a [u8] {
        self.0
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        for (to, from) in out.iter_mut().zip(self.take(N)) {
            *to = *from;
        }
        out
    }
}
