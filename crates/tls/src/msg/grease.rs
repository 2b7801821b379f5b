//! Values without meaning, so that servers stay tolerant of those to come (RFC 8701).

/// The values of a handshake, the same in both of its hellos: they follow from its random.
#[derive(Clone, Copy, Debug)]
pub struct Grease<'a>(&'a [u8; 32]);

impl<'a> Grease<'a> {
    /// Of a handshake with this random.
    #[must_use]
    pub const fn new(random: &'a [u8; 32]) -> Self {
        Grease(random)
    }

    /// A value for cipher suites and ALPN protocols.
    #[must_use]
    pub const fn suite(self) -> u16 {
        let [byte, ..] = self.0;
        value(*byte)
    }

    /// One for groups, in supported_groups and in key_share.
    #[must_use]
    pub const fn group(self) -> u16 {
        let [_, byte, ..] = self.0;
        value(*byte)
    }

    /// One for versions.
    #[must_use]
    pub const fn version(self) -> u16 {
        let [_, _, byte, ..] = self.0;
        value(*byte)
    }

    /// One for signature schemes.
    #[must_use]
    pub const fn scheme(self) -> u16 {
        let [_, _, _, byte, ..] = self.0;
        value(*byte)
    }

    /// Two for extensions, which differ.
    #[must_use]
    pub const fn extensions(self) -> [u16; 2] {
        let [_, _, _, _, byte, ..] = self.0;
        [value(*byte), value(*byte ^ 0x10)]
    }

    /// One for the modes of pre-shared keys.
    #[must_use]
    pub const fn psk_mode(self) -> u8 {
        let [_, _, _, _, _, byte, ..] = self.0;
        0x0b_u8.wrapping_add((*byte & 7).wrapping_mul(0x1f))
    }
}

/// 0x0a0a, 0x1a1a, ... 0xfafa.
const fn value(byte: u8) -> u16 {
    let byte = byte & 0xf0 | 0x0a;
    u16::from_be_bytes([byte, byte])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8701, section 2.
    #[test]
    fn values_are_those_reserved() {
        for byte in 0..=255 {
            let random = [byte; 32];
            let grease = Grease::new(&random);
            let [first, last] = grease.extensions();
            assert_ne!(first, last);
            let values = [grease.suite(), grease.group(), grease.version(), grease.scheme()];
            for value in [first, last].into_iter().chain(values) {
                assert_eq!(value & 0x0f0f, 0x0a0a);
                assert_eq!(value >> 8, value & 0xff);
            }
            let modes = [0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4];
            assert!(modes.contains(&grease.psk_mode()));
        }
    }
}
