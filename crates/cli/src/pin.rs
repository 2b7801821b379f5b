//! Pins on the command line: the SHA-256 of a public key, as curl and RFC 7469 write them.

use motetls::pki::base64;
use motetls_base::Writer;

use crate::describe;

/// The SHA-256 of a whole SubjectPublicKeyInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pin(pub(crate) [u8; 32]);

impl std::str::FromStr for Pin {
    type Err = String;

    /// 64 hex digits, with colons or without, or 44 characters of base64; `sha256//` may stand
    /// before them.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digest = text.strip_prefix("sha256//").unwrap_or(text);
        let bytes = describe::unhex(&digest.replace(':', "")).or_else(|| decode(digest));
        let pin = bytes.and_then(|bytes| bytes.try_into().ok());
        pin.map(Pin).ok_or_else(|| {
            "a pin is the SHA-256 of a public key: 64 hex digits or 44 characters of base64".into()
        })
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len()];
    let mut writer = Writer::new(&mut bytes);
    let mut decoder = base64::Decoder::new();
    decoder.update(text.as_bytes(), &mut writer).ok()?;
    decoder.finish().ok()?;
    let length = writer.done().ok()?;
    bytes.truncate(length);
    Some(bytes)
}

/// The pin in base64, as `--pin` takes it.
pub(crate) fn text(pin: &[u8; 32]) -> String {
    let mut bytes = [0; base64::encoded_len(32)];
    let mut writer = Writer::new(&mut bytes);
    base64::encode(pin, &mut writer);
    format!("sha256//{}", String::from_utf8_lossy(writer.written()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_base64() {
        let pin = Pin([0xa5; 32]);
        assert_eq!("a5".repeat(32).parse(), Ok(pin));
        assert_eq!(["A5"; 32].join(":").parse(), Ok(pin));
        assert_eq!(text(&pin.0).parse(), Ok(pin));
        assert_eq!(text(&pin.0).strip_prefix("sha256//").unwrap().parse(), Ok(pin));
        for wrong in ["", "a5", &"a5".repeat(33), "sha256//", "sha1//aaaa", "!"] {
            assert!(wrong.parse::<Pin>().is_err(), "{wrong}");
        }
    }
}
