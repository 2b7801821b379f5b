//! Lines that are too long.

use proc_macro2::{TokenStream, TokenTree};

/// Columns of a line.
pub(super) const MOST: usize = 100;

/// The lines of a source that are too long: their number and columns. What strings and numbers take
/// does not count, nor do rows of tables in documentation.
pub(super) fn long(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let columns = |line: &&str| line.chars().count();
    if lines.iter().all(|line| columns(line) <= MOST) {
        return Vec::new();
    }
    let mut data = vec![0; lines.len() + 1];
    if let Ok(tokens) = text.parse() {
        measure(tokens, &lines, &mut data);
    }
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let code = columns(line).saturating_sub(data.get(place + 1).copied().unwrap_or(0));
        if code > MOST && !is_table_row(line) {
            found.push((place + 1, columns(line)));
        }
    }
    found
}

/// Adds up the columns that literals take in each line; lines count from 1.
fn measure(tokens: TokenStream, lines: &[&str], data: &mut [usize]) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => measure(group.stream(), lines, data),
            TokenTree::Literal(literal) => {
                let (start, end) = (literal.span().start(), literal.span().end());
                // Documentation is a literal to the parser, too.
                let first = lines.get(start.line.saturating_sub(1)).copied().unwrap_or_default();
                if first.chars().skip(start.column).take(2).eq("//".chars()) {
                    continue;
                }
                for line in start.line..=end.line {
                    let from = if line == start.line { start.column } else { 0 };
                    let whole = lines.get(line.saturating_sub(1)).map_or(0, |l| l.chars().count());
                    let to = if line == end.line { end.column } else { whole };
                    if let Some(sum) = data.get_mut(line) {
                        *sum += to.saturating_sub(from);
                    }
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

fn is_table_row(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//! |") || line.starts_with("/// |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_comments_are_measured() {
        let code = format!("fn f() {{ {}; }}", "g() + ".repeat(20));
        let comment = format!("// {}\n/// {}\nfn f() {{}}", "word ".repeat(20), "b ".repeat(50));
        assert_eq!(long(&code), [(1, code.chars().count())]);
        assert_eq!(long(&comment), [(1, 103), (2, 104)]);
        assert_eq!(long("fn f() {}"), []);
    }

    #[test]
    fn data_and_tables_may_be_longer() {
        let string = format!("const S: &str = \"{}\";", "x".repeat(200));
        let several = format!("const S: &str = \"{}\\\n   {}\";", "x".repeat(200), "y".repeat(101));
        let numbers = format!("const S: [u8; 30] = [{}];", "0xff, ".repeat(30));
        let table = format!("//! | a | {} |", "x".repeat(200));
        for text in [string, several, numbers, table] {
            assert_eq!(long(&text), [], "{text}");
        }
    }
}
