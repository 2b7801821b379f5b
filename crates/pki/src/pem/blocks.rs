//! The blocks of a text, found and decoded.

use super::lines::{Line, Lines};
use super::{PemError, PemReason};
use crate::base64;
use motetls_base::Writer;

/// One block of a text: what stands between a BEGIN and its END.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// What it says to be: printable ASCII, with single blanks and dashes inside.
    pub label: &'a str,
    /// The line of its BEGIN, the first line of the text being 1.
    pub line: usize,
    /// The lines between BEGIN and END.
    body: &'a [u8],
}

impl<'a> Block<'a> {
    /// The value of the header `name` (RFC 1421, section 4.6), of keys that OpenSSL encrypted in
    /// its old way: `DEK-Info`, `Proc-Type`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a [u8]> {
        let headers = self.headers();
        Lines::of(self.body).take(headers).find_map(|line| {
            let value = line.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b":")?;
            Some(value.trim_ascii())
        })
    }

    /// Whether it has headers: they are not part of what it decodes to.
    #[must_use]
    pub fn has_headers(&self) -> bool {
        self.headers() > 0
    }

    /// How many lines are headers, the empty one that ends them included. Base64 has no colon.
    ///
    /// Without an empty line behind them there are no headers (RFC 1421, section 4.4): the lines
    /// up to the end would be passed over, and the block be empty.
    fn headers(&self) -> usize {
        if !Lines::of(self.body).next().is_some_and(|line| line.contains(&b':')) {
            return 0;
        }
        let empty = Lines::of(self.body).position(|line| line.trim_ascii().is_empty());
        empty.map_or(0, |before| before.saturating_add(1))
    }

    /// How many bytes a buffer for [`Block::decode`] needs at most.
    #[must_use]
    pub const fn max_len(&self) -> usize {
        self.body.len().div_ceil(4).saturating_mul(3)
    }

    /// Decodes the block into the start of `out`, and yields that part of it.
    ///
    /// # Errors
    /// [`PemError`] at the first line that is not base64, or when `out` is too short.
    pub fn decode<'b>(&self, out: &'b mut [u8]) -> Result<&'b mut [u8], PemError> {
        let mut writer = Writer::new(out);
        let mut decoder = base64::Decoder::new();
        let mut line = self.line;
        let headers = self.headers();
        for (place, content) in Lines::of(self.body).enumerate() {
            line = line.saturating_add(1);
            let content = if place < headers { &[] } else { content.trim_ascii() };
            let update = decoder.update(content, &mut writer);
            update.map_err(|_| PemError { line, reason: PemReason::NotBase64 })?;
        }
        let unfinished = PemError { line: line.saturating_add(1), reason: PemReason::NotBase64 };
        decoder.finish().map_err(|_| unfinished)?;
        let too_long = PemError { line: self.line, reason: PemReason::TooLong };
        let length = writer.done().map_err(|_| too_long)?;
        out.get_mut(..length).ok_or(too_long)
    }
}

/// The blocks of a text, in their order; none is not an error.
///
/// What looks like a boundary and is none is an error, and so is an END without its BEGIN. A block
/// that does not end is an error, after which the search goes on behind its BEGIN.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    text: &'a [u8],
    /// How many lines were read.
    line: usize,
    /// The labels looked for; none for all.
    labels: &'a [&'a str],
}

impl<'a> Blocks<'a> {
    /// The blocks of `text`, whatever their labels.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Blocks { text, line: 0, labels: &[] }
    }

    /// The blocks of `text` that bear one of `labels`; others are text like any other.
    #[must_use]
    pub const fn labelled(text: &'a [u8], labels: &'a [&'a str]) -> Self {
        Blocks { text, line: 0, labels }
    }

    /// Whether blocks with this label are looked for.
    fn wants(&self, label: &str) -> bool {
        self.labels.is_empty() || self.labels.contains(&label)
    }

    /// The block that begins in the line before `lines`, with `label`.
    fn block(&mut self, mut lines: Lines<'a>, label: &'a str) -> Result<Block<'a>, PemError> {
        let start = self.text;
        let begun = self.line;
        let mut line = begun;
        loop {
            let length = start.len().saturating_sub(lines.rest().len());
            let content = lines.next().map(Line::of);
            line = line.saturating_add(1);
            match content {
                Some(Line::End(end)) if end == label => {
                    self.text = lines.rest();
                    self.line = line;
                    let body = start.get(..length).unwrap_or(&[]);
                    return Ok(Block { label, line: begun, body });
                }
                Some(Line::Text) => {}
                Some(Line::Broken) => {
                    self.text = lines.rest();
                    self.line = line;
                    return Err(PemError { line, reason: PemReason::NotBoundary });
                }
                _ => return Err(PemError { line: begun, reason: PemReason::Unended }),
            }
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut lines = Lines::of(self.text);
        loop {
            let content = lines.next();
            self.text = lines.rest();
            self.line = self.line.saturating_add(1);
            let reason = match Line::of(content?) {
                Line::Begin(label) if self.wants(label) => return Some(self.block(lines, label)),
                Line::End(label) if self.wants(label) => PemReason::Unbegun,
                Line::Broken => PemReason::NotBoundary,
                Line::Begin(_) | Line::End(_) | Line::Text => continue,
            };
            return Some(Err(PemError { line: self.line, reason }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: \
        AES-128-CBC,0011\n\nAAEC\n-----END RSA PRIVATE KEY-----";
    const BLOCK: &str = "-----BEGIN A-----\nAAEC\n-----END A-----\n";

    /// The labels of the blocks, and the lines and reasons of what is wrong.
    fn labels(text: &str) -> Vec<Result<&str, (usize, PemReason)>> {
        Blocks::new(text.as_bytes())
            .map(|block| block.map(|block| block.label))
            .map(|block| block.map_err(|error| (error.line, error.reason)))
            .collect()
    }

    #[test]
    fn boundaries_of_word_processors_and_of_other_encodings_do_not_vanish() {
        let error = |line| Err((line, PemReason::NotBoundary));
        for dashes in ["\u{2014}\u{2014}-", "\u{2014}\u{2013}", "\u{2013}-", "\u{2014}"] {
            let text = std::format!(
                "{BLOCK}{dashes}BEGIN A{dashes}\nAAEC\n{dashes}END A{dashes}\n{BLOCK}"
            );
            assert_eq!(labels(&text), [Ok("A"), error(4), error(6), Ok("A")], "{dashes}");
        }
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = BLOCK.encode_utf16().flat_map(order).collect();
            let text = [BLOCK.as_bytes(), &wide].concat();
            let broken = Blocks::new(&text).filter(|block| {
                block.as_ref().is_err_and(|error| error.reason == PemReason::NotBoundary)
            });
            assert_eq!(broken.count(), 2, "BEGIN and END");
        }
        assert_eq!(labels("the begin\n\u{2014} BEGIN here, END there\nPRE-BEGIN\n"), []);
    }

    #[test]
    fn blocks_of_all_labels_are_found() {
        use PemReason::{Unbegun, Unended};
        assert_eq!(labels(""), []);
        assert_eq!(labels("no block"), []);
        let text = "one\n-----BEGIN A-----\nx\n-----END A-----\r\rtwo\n-----BEGIN B \
            C-----\n-----END B C-----";
        assert_eq!(labels(text), [Ok("A"), Ok("B C")]);
        let lines: Vec<usize> =
            Blocks::new(text.as_bytes()).map(|block| block.unwrap().line).collect();
        assert_eq!(lines, [2, 7]);
        assert_eq!(
            labels("-----BEGIN A-----\nx\n-----END B-----\n-----BEGIN B-----\n-----END B-----"),
            [Err((1, Unended)), Err((3, Unbegun)), Ok("B")]
        );
        assert_eq!(labels("\n-----BEGIN A-----\nx"), [Err((2, Unended))]);
        assert_eq!(
            labels("-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----"),
            [Err((1, Unended)), Ok("A")]
        );
        let some = Blocks::labelled(text.as_bytes(), &["B C"]).count();
        assert_eq!(some, 1, "the END of another label is no error then");
    }

    #[test]
    fn byte_order_marks_are_skipped_wherever_files_were_joined() {
        let marked = ["\u{feff}", BLOCK].concat();
        for text in [marked.clone(), marked.replace('\n', "\r\n")] {
            assert_eq!(labels(&text), [Ok("A")]);
            assert_eq!(labels(&[text.as_str(), &text].concat()), [Ok("A"), Ok("A")]);
        }
    }

    #[test]
    fn a_boundary_that_is_none_is_an_error_with_its_line() {
        for begin in [
            "> -----BEGIN A-----",
            "\u{a0}-----BEGIN A-----",
            "-----BEGIN A----- text",
            "-----BEGIN A----",
            "----BEGIN A-----",
            "--BEGIN A--",
            "------BEGIN A-----",
            "-----BEGIN A------",
            "text -----BEGIN A-----",
            "-----BEGIN  A-----",
            "-----BEGIN A -----",
            "-----BEGIN A--B-----",
            "-----BEGIN \u{fc}-----",
            "-----BEGIN A\u{1b}[31m-----",
            "-----BEGIN A----------BEGIN B-----",
            "-----BEGIN A-----AAEC-----END A-----",
            "-----BEGINA-----",
            "-----begin A-----",
            " -----Begin A-----",
        ] {
            let text = ["text\n", &BLOCK.replace("-----BEGIN A-----", begin), BLOCK].concat();
            let found = labels(&text);
            assert_eq!(found[0], Err((2, PemReason::NotBoundary)), "{begin}");
            assert_eq!(found.last(), Some(&Ok("A")), "{begin}: the next block is read");
            // looked for or not, as its label is not known
            let some = Blocks::labelled(text.as_bytes(), &["C"]).next().unwrap();
            assert_eq!(some.unwrap_err().line, 2, "{begin}");
        }
        for end in [
            "-----END A----- text",
            "-----END A----------BEGIN A-----",
            "-----END A----",
            "AAEC-----END A-----",
            "-----ENDA-----",
            "-----end A-----",
        ] {
            let text = BLOCK.replace("-----END A-----", end);
            assert_eq!(labels(&text), [Err((3, PemReason::NotBoundary))], "{end}");
        }
        // words that boundaries are made of, in text
        for text in [
            "BEGIN A",
            "- BEGIN A -",
            "-- BEGIN SSH2 KEY --",
            "--",
            "the -BEGIN line",
            "--begin with dashes",
            "-----beginning",
            "-----",
            "----- x",
        ] {
            assert_eq!(labels(&[text, "\n", BLOCK].concat()), [Ok("A")], "{text}");
        }
        assert_eq!(labels("-----BEGIN -----\n-----END -----"), [Ok("")], "RFC 7468 allows it");
        assert_eq!(labels(&BLOCK.replace('A', "X-1.B_2 C")), [Ok("X-1.B_2 C")]);
    }

    #[test]
    fn an_end_without_its_begin_is_an_error() {
        let begun = BLOCK.replace("-----BEGIN A-----", "-- A --");
        assert_eq!(labels(&begun), [Err((3, PemReason::Unbegun))]);
        let lost = BLOCK.replace("-----BEGIN A-----\n", "");
        assert_eq!(labels(&[&lost, BLOCK].concat()), [Err((2, PemReason::Unbegun)), Ok("A")]);
    }

    #[test]
    fn headers_are_told_from_the_body() {
        let block = Blocks::new(KEY.as_bytes()).next().unwrap().unwrap();
        assert_eq!(block.header("Proc-Type"), Some(&b"4,ENCRYPTED"[..]));
        assert_eq!(block.header("DEK-Info"), Some(&b"AES-128-CBC,0011"[..]));
        assert_eq!((block.header("DEK"), block.has_headers()), (None, true));
        assert!(!Blocks::new(BLOCK.as_bytes()).next().unwrap().unwrap().has_headers());
        assert_eq!(block.decode(&mut [0; 3]).unwrap(), [0, 1, 2]);
        let short = block.decode(&mut [0; 2]).unwrap_err();
        assert_eq!(short, PemError { line: 1, reason: PemReason::TooLong });
    }

    #[test]
    fn headers_without_an_empty_line_behind_them_do_not_swallow_the_body() {
        let mut buffer = [0; 16];
        let body = |text: &str| -> String {
            let text = ["\n-----BEGIN A-----\n", text, "\n-----END A-----"].concat();
            let block = Blocks::new(text.as_bytes()).next().unwrap().unwrap();
            match block.decode(&mut buffer) {
                Ok(der) => std::format!("{der:?}"),
                Err(error) => error.line.to_string(),
            }
        };
        let mut body = body;
        assert_eq!(body("Comment: x\n\nAAEC"), "[0, 1, 2]");
        assert_eq!(body("Comment: x\n y\n\nAAEC"), "[0, 1, 2]");
        assert_eq!(body("Comment: x\nAAEC"), "3");
        assert_eq!(body("Comment: x"), "3");
        assert_eq!(body("AAEC\nComment: x"), "4");
    }
}
