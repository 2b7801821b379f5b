//! The characters of attribute values, folded for comparison.
//!
//! [`Folded`] gives them in lower case and without superfluous blanks, as far as that takes no
//! tables. [`is_fully_folded`] tells whether that is all that RFC 4518, section 2, would do with a
//! string: then two strings that differ when folded are different strings.

use crate::text::{BMP, Chars, TELETEX, Text, UNIVERSAL};

/// The characters of a string of valid characters, folded.
#[derive(Clone, Debug)]
pub(super) struct Folded<'a> {
    /// What is left of one whose characters are all of ASCII, as those of nearly all names are:
    /// then there are no others.
    ascii: &'a [u8],
    chars: Chars<'a>,
    next: Option<char>,
}

impl<'a> Folded<'a> {
    pub(super) fn new(text: Text<'a>) -> Self {
        let wide = matches!(text.tag, BMP | UNIVERSAL);
        let (ascii, others) = if !wide && text.octets.is_ascii() {
            (text.octets, &[][..])
        } else {
            (&[][..], text.octets)
        };
        let chars = Text::new(text.tag, others).chars();
        let mut folded = Folded { ascii: without_blanks(ascii), chars, next: None };
        folded.step();
        folded.skip_blanks();
        folded
    }

    /// The next character of ASCII.
    fn next_ascii(&mut self) -> Option<char> {
        let (first, rest) = self.ascii.split_first()?;
        self.ascii = rest;
        if !is_blank(char::from(*first)) {
            return Some(char::from(first.to_ascii_lowercase()));
        }
        self.ascii = without_blanks(rest);
        if self.ascii.is_empty() { None } else { Some(' ') }
    }

    fn step(&mut self) {
        self.next = self.chars.next().and_then(Result::ok);
    }

    fn skip_blanks(&mut self) {
        while self.next.is_some_and(is_blank) {
            self.step();
        }
    }
}

fn without_blanks(octets: &[u8]) -> &[u8] {
    let blanks = octets.iter().take_while(|octet| is_blank(char::from(**octet))).count();
    octets.get(blanks..).unwrap_or(&[])
}

impl Iterator for Folded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if !self.ascii.is_empty() {
            return self.next_ascii();
        }
        let next = self.next?;
        self.step();
        if is_blank(next) {
            self.skip_blanks();
            return self.next.map(|_| ' ');
        }
        Some(lower(next))
    }
}

/// Whether a character is white space (Unicode, White_Space), without the tables of the standard
/// library.
const fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t'..='\r' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}'
            | '\u{205f}' | '\u{3000}'
    )
}

/// The lower case of a letter of ASCII, Latin-1, Greek or Cyrillic; the tables for all others are
/// 11 KB.
fn lower(character: char) -> char {
    let distance = match character {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 0x20,
        'Ѐ'..='Џ' => 0x50,
        _ => 0,
    };
    char::from_u32(u32::from(character).wrapping_add(distance)).unwrap_or(character)
}

/// Whether preparation by RFC 4518 (mapping, NFKC, insignificant blanks) makes no more of the
/// string than [`Folded`] does, however it is joined with others of the kind.
///
/// True of ASCII, of the letters of Latin-1, Greek, Cyrillic that have one lower case and no other
/// composition, of kana, of unified ideographs and of Hangul syllables. All others may be the
/// equivalent of something else, and so may what a TeletexString holds beyond ASCII, of which
/// T.61 and Latin-1 make different characters.
pub(super) fn is_fully_folded(text: Text<'_>) -> bool {
    if text.tag == TELETEX && !text.octets.is_ascii() {
        return false;
    }
    text.chars().all(|character| character.is_ok_and(is_plain))
}

/// Whether a character is its own equivalent, but for its case.
const fn is_plain(character: char) -> bool {
    is_blank(character)
        || matches!(
            character,
            ' '..='~' | '¡'..='§' | '©' | '«' | '¬' | '®' | '°' | '±' | '¶' | '·' | '»' | '¿'
                | 'À'..='Þ' | 'à'..='ÿ'
                | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'ά'..='ί' | 'α'..='ρ' | 'σ'..='ώ' | 'Ѐ'..='џ'
                | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{PRINTABLE, UTF8};

    #[test]
    fn letters_and_blanks_are_those_of_unicode() {
        for number in 0..0x1_0000 {
            let Some(character) = char::from_u32(number) else { continue };
            assert_eq!(is_blank(character), character.is_whitespace(), "{character:?}");
            let folded = lower(character);
            assert!(folded == character || character.to_lowercase().eq([folded]), "{character:?}");
            let known = character < '\u{100}'
                || matches!(character, 'Α'..='Ω' | 'Ѐ'..='Я') && number != 0x3a2;
            assert!(!known || character.to_lowercase().eq([folded]), "{character:?}");
        }
    }

    #[test]
    fn what_has_equivalents_is_told() {
        let plain = |text: &str| is_fully_folded(Text::new(UTF8, text.as_bytes()));
        for text in [
            "",
            "Acme, Inc.",
            "Ä ö\u{a0}ñ",
            "Σωκράτης".trim_end_matches('ς'),
            "Ёж",
            "東京 カナ",
            "한글",
        ] {
            assert!(plain(text), "{text}");
        }
        for text in [
            "A\u{308}", // Ä, decomposed
            "Ac\u{200b}me",
            "Ac\u{ad}me",
            "Ac\u{1}me",
            "\u{ff21}cme", // full width
            "ß",
            "ς",
            "ﬁ",
            "Ｋ",
            "\u{212a}", // KELVIN SIGN
            "ª",
            "²",
            "Ł",
            "İ",
            "Ά",
            "\u{f900}",
            "\u{1100}\u{1161}", // a syllable, decomposed
            "\u{304b}\u{3099}",
        ] {
            assert!(!plain(text), "{text}");
        }
        assert!(!is_fully_folded(Text::new(TELETEX, b"\xc8a")));
        assert!(is_fully_folded(Text::new(TELETEX, b"Acme")));
        assert!(is_fully_folded(Text::new(BMP, b"\0\xe4")));
        assert!(!is_fully_folded(Text::new(BMP, b"\0\xe4\0")));
        assert!(!is_fully_folded(Text::new(PRINTABLE, b"a\xe4")), "no character of the type");
    }
}
