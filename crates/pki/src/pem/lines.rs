//! The lines of a text, and which of them are boundaries.

use super::DASHES;

/// What some editors put before the first character of a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a line of the text is.
pub(super) enum Line<'a> {
    /// `-----BEGIN label-----`.
    Begin(&'a str),
    /// `-----END label-----`.
    End(&'a str),
    /// It holds what boundaries hold, and is none.
    Broken,
    /// Anything else.
    Text,
}

impl<'a> Line<'a> {
    /// Tells what `line` is.
    pub(super) fn of(line: &'a [u8]) -> Self {
        // at the start of any line: files that were joined have the mark in their midst
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).trim_ascii();
        if let Some(label) = boundary(line, b"BEGIN ") {
            return Line::Begin(label);
        }
        if let Some(label) = boundary(line, b"END ") {
            return Line::End(label);
        }
        let opens = |word: &[u8]| {
            line.get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word))
        };
        if opens(b"-----BEGIN ") || opens(b"-----END ") {
            return Line::Broken;
        }
        if BROKEN.iter().any(|part| line.windows(part.len()).any(|window| window == *part)) {
            return Line::Broken;
        }
        Line::Text
    }
}

/// What a line has in it that was a boundary once.
const BROKEN: &[&[u8]] = &[
    // from two dashes on: one or more of the five may have been lost
    b"--BEGIN",
    b"--END",
    // dashes that a word processor has put together: U+2013, U+2014, and one that was left over
    b"\xe2\x80\x93BEGIN",
    b"\xe2\x80\x93END",
    b"\xe2\x80\x93-BEGIN",
    b"\xe2\x80\x93-END",
    b"\xe2\x80\x94BEGIN",
    b"\xe2\x80\x94END",
    b"\xe2\x80\x94-BEGIN",
    b"\xe2\x80\x94-END",
    // UTF-16 of either order, joined to a file that is not
    b"-\0-\0B\0E\0G\0I\0N",
    b"-\0-\0E\0N\0D",
];

/// The label in a line `-----BEGIN label-----`, or the same with END, as `kind` says.
fn boundary<'a>(line: &'a [u8], kind: &[u8]) -> Option<&'a str> {
    let label = line.strip_prefix(DASHES)?.strip_prefix(kind)?.strip_suffix(DASHES)?;
    is_label(label).then(|| core::str::from_utf8(label).ok()).flatten()
}

/// Whether these bytes are a label (RFC 7468, section 3): printable ASCII, with single dashes and
/// blanks between other characters.
fn is_label(bytes: &[u8]) -> bool {
    let mut was_other = bytes.is_empty();
    for byte in bytes {
        match byte {
            b'-' | b' ' if !was_other => return false,
            b'-' | b' ' => was_other = false,
            b'!'..=b'~' => was_other = true,
            _ => return false,
        }
    }
    was_other
}

/// The lines of a text, ended by LF, CR LF or CR; nothing is after the last end of a line.
#[derive(Clone)]
pub(super) struct Lines<'a>(Option<&'a [u8]>);

impl<'a> Lines<'a> {
    /// The lines of `text`.
    pub(super) const fn of(text: &'a [u8]) -> Self {
        Lines(Some(text))
    }

    /// The text after the lines that were taken.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0.unwrap_or(&[])
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.0.take()?;
        if text.is_empty() {
            return None;
        }
        let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
        let (line, rest) = text.split_at_checked(end)?;
        self.0 = match rest {
            [] => None,
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => Some(rest),
        };
        Some(line)
    }
}
