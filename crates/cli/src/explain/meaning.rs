//! What a code means, and what is to be done about it.

/// What is to be done, for all codes that come to the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remedy {
    /// One sentence.
    pub(crate) text: &'static str,
    /// The error of motetls that tells the same, if there is one.
    pub(crate) ours: Option<&'static str>,
}

/// A code and what it means.
#[derive(Debug)]
pub(crate) struct Row {
    /// The code.
    pub(crate) number: i64,
    /// Its name, as the headers or the registry have it.
    pub(crate) name: &'static str,
    /// What has happened.
    pub(crate) cause: &'static str,
    /// What is to be done.
    pub(crate) remedy: &'static Remedy,
}

/// How the numbers of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// As `-0x7780`.
    Hex,
    /// As `-188` or `48`.
    Decimal,
    /// As `0A000086`, where the table holds the reason alone and this is the library's number.
    Packed(u32),
    /// By no number.
    None,
}

/// The codes of one origin.
#[derive(Debug)]
pub(crate) struct Table {
    /// Whose codes they are.
    pub(crate) origin: &'static str,
    /// What their names begin with, which is left out in speech.
    pub(crate) prefix: &'static str,
    /// How their numbers are written.
    pub(crate) notation: Notation,
    /// The codes.
    pub(crate) rows: &'static [Row],
}

/// One meaning of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Whose code it is.
    pub(crate) origin: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// Its number, as its origin writes it.
    pub(crate) number: Option<String>,
    /// What has happened.
    pub(crate) cause: String,
    /// What is to be done.
    pub(crate) remedy: String,
    /// The error of motetls that tells the same.
    pub(crate) ours: Option<&'static str>,
}

impl Meaning {
    /// Of a row of a table.
    pub(crate) fn of(table: &Table, row: &Row) -> Self {
        let Row { number, name, cause, remedy } = row;
        let sign = if *number < 0 { "-" } else { "" };
        Meaning {
            origin: table.origin,
            name: (*name).to_owned(),
            number: match table.notation {
                Notation::Hex => Some(format!("{sign}0x{:04X}", number.unsigned_abs())),
                Notation::Decimal => Some(number.to_string()),
                Notation::Packed(library) => {
                    Some(format!("{:08X}", i64::from(library) << 23 | number))
                }
                Notation::None => None,
            },
            cause: (*cause).to_owned(),
            remedy: remedy.text.to_owned(),
            ours: remedy.ours,
        }
    }
}
