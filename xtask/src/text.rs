//! Numbers and tables for people.

use std::fmt::Write;

/// A Markdown table with aligned columns; all but the first to the right.
pub(crate) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|column| {
        rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0)
    });
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let _ = if column == 0 {
                write!(text, "| {cell:<width$} ")
            } else {
                write!(text, "| {cell:>width$} ")
            };
        }
        text.push_str("|\n");
        if place == 0 {
            for (column, width) in widths.into_iter().enumerate() {
                let colon = if column == 0 { "-" } else { ":" };
                let _ = write!(text, "|{}{colon}", "-".repeat(width + 1));
            }
            text.push_str("|\n");
        }
    }
    text
}

/// A number with a comma between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Millions of instructions, with two digits after the point.
pub(crate) fn millions(instructions: u64) -> String {
    let hundredths = (instructions + 5_000) / 10_000;
    format!("{}.{:02} M", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(
            (grouped(7), grouped(1000), grouped(34_816_000)),
            ("7".into(), "1,000".into(), "34,816,000".into())
        );
        assert_eq!((millions(284_999), millions(9_995_000)), ("0.28 M".into(), "10.00 M".into()));
    }

    #[test]
    fn columns_are_aligned() {
        let table =
            aligned(&[["a".to_owned(), "bb".to_owned()], ["ccc".to_owned(), "d".to_owned()]]);
        assert_eq!(table, "| a   | bb |\n|-----|---:|\n| ccc |  d |\n");
    }
}
