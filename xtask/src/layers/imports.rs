//! Which module of a crate names which.
//!
//! Source is read as tokens, so that paths inside functions and macros count as well as `use`. Code
//! under `#[cfg(test)]` is left out: a test may look at its module from above.

use super::tree::{ModulePath, Tree, is_test_condition};
use anyhow::Result;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::Path;

/// One import: the file of module `from` names something that the file of module `to` defines.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import {
    pub(super) from: ModulePath,
    pub(super) to: ModulePath,
    /// File below the crate's `src`, and the line.
    pub(super) place: String,
}

/// A path as it stands in the source.
#[derive(Clone, Default)]
struct Mention {
    line: usize,
    /// The module it stands in.
    scope: ModulePath,
    segments: Vec<String>,
    /// Whether a `use` makes it visible outside its module.
    exported: bool,
    /// Whether it names everything behind it.
    glob: bool,
}

/// What the files of a crate import.
#[derive(Default)]
pub(super) struct Imports {
    /// From each other, in order.
    pub(super) all: BTreeSet<Import>,
    /// Sentences about imports of everything an outer module has, which hide what they need.
    pub(super) hidden: Vec<String>,
}

/// The imports between files of the crate in `folder`. A module that re-exports what is below it is
/// a front and does not import it.
pub(super) fn imports(tree: &Tree, folder: &Path) -> Result<Imports> {
    let mut imports = Imports::default();
    for source in &tree.sources {
        let at = source.path.strip_prefix(folder).unwrap_or(&source.path).display();
        let tokens: TokenStream =
            source.text.parse().map_err(|error| anyhow::anyhow!("{at}: {error}"))?;
        let mut mentions = Vec::new();
        scan(tokens, &source.module, &mut mentions);
        for mention in mentions {
            let Some(target) = tree.resolve(&mention.scope, &mention.segments) else { continue };
            let front = mention.exported && target.starts_with(&source.module);
            let Some(module) = tree.modules.get(&target) else { continue };
            if front || module.file == source.module {
                continue;
            }
            let place = format!("{at}:{}", mention.line);
            if mention.glob && source.module.starts_with(&module.file) {
                let outer = mention.segments.join("::");
                imports.hidden.push(format!("{place}: `{outer}::*` hides what it imports"));
            }
            let (from, to) = (source.module.clone(), module.file.clone());
            imports.all.insert(Import { from, to, place });
        }
    }
    Ok(imports)
}

/// Collects every path in the module `scope` that has two names and more, or stands in a `use`.
fn scan(tokens: TokenStream, scope: &ModulePath, found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let after = tokens.get(at + 1..).unwrap_or(&[]);
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' && is_test_attribute(after) => {
                at += 2;
                while tokens.get(at).is_some_and(|token| !ends_item(token)) {
                    at += 1;
                }
            }
            TokenTree::Ident(word) if word == "mod" => {
                if let [TokenTree::Ident(name), TokenTree::Group(body), ..] = after {
                    scan(body.stream(), &[&scope[..], &[name.to_string()]].concat(), found);
                    at += 2;
                }
            }
            TokenTree::Ident(word) if word == "use" => {
                let length = after.iter().take_while(|token| !is_mark(Some(token), ';')).count();
                let exported = is_exported(tokens.get(..at).unwrap_or(&[]));
                let mention = Mention { scope: scope.clone(), exported, ..Mention::default() };
                branches(after.get(..length).unwrap_or(&[]), &[], &mention, found);
                at += length;
            }
            TokenTree::Ident(word) if !(at > 1 && is_separator(&tokens, at - 2)) => {
                let segments = path(&tokens, at);
                at += 3 * segments.len().saturating_sub(1);
                if segments.len() > 1 {
                    let (line, scope) = (word.span().start().line, scope.clone());
                    found.push(Mention { line, scope, segments, ..Mention::default() });
                }
            }
            TokenTree::Group(group) => scan(group.stream(), scope, found),
            _ => {}
        }
        at += 1;
    }
}

/// Splits what stands between `use` and `;` into its paths, each behind the names `before`.
fn branches(tokens: &[TokenTree], before: &[String], mention: &Mention, found: &mut Vec<Mention>) {
    for branch in tokens.split(|token| is_mark(Some(token), ',')) {
        let mut named = Mention { segments: before.to_vec(), ..mention.clone() };
        for token in branch {
            match token {
                TokenTree::Ident(word) if word == "as" => break,
                TokenTree::Ident(word) => {
                    named.line = word.span().start().line;
                    // `use a::{self}` is `use a`.
                    if word != "self" || named.segments.is_empty() {
                        named.segments.push(word.to_string());
                    }
                }
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    branches(&inner, &named.segments, mention, found);
                    named.line = 0;
                }
                TokenTree::Punct(mark) => named.glob |= mark.as_char() == '*',
                TokenTree::Literal(_) => {}
            }
        }
        if named.line != 0 {
            found.push(named);
        }
    }
}

/// The names of the path that starts at `at`.
fn path(tokens: &[TokenTree], mut at: usize) -> Vec<String> {
    let mut segments = Vec::new();
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        segments.push(word.to_string());
        if !is_separator(tokens, at + 1) {
            break;
        }
        at += 3;
    }
    segments
}

/// Whether `::` stands at `at`.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_mark(tokens.get(at), ':') && is_mark(tokens.get(at + 1), ':')
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == mark)
}

/// Whether an item under an attribute ends with this token.
fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(mark) => mark.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

/// Whether the tokens behind `#` say that what follows is built for tests only.
fn is_test_attribute(after: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(group)) = after.first() else { return false };
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    match &tokens[..] {
        [TokenTree::Ident(word), TokenTree::Group(condition)] => {
            word == "cfg" && is_test_condition(&condition.stream().to_string())
        }
        _ => false,
    }
}

/// Whether the tokens before `use` make it visible outside its module.
fn is_exported(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Group(_)] => word == "pub",
        [.., TokenTree::Ident(word)] => word == "pub",
        _ => false,
    }
}
