//! The modules of a crate and which of them name which.
//!
//! Source is read as tokens, so that imports inside functions and macros count as well. Code under `#[cfg(test)]` is
//! left out: a test may look at its module from above.

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The top modules of a crate.
pub(super) struct Modules {
    /// Their names as `lib.rs` declares them, lowest first.
    pub(super) order: Vec<String>,
    /// What the crate's root re-exports, and the module it comes from.
    exports: BTreeMap<String, String>,
}

/// Reads the declarations in `lib.rs`, or none when the crate is a program.
pub(super) fn modules(source: &Path) -> Result<Modules> {
    let mut modules = Modules { order: Vec::new(), exports: BTreeMap::new() };
    let path = source.join("lib.rs");
    if !path.is_file() {
        return Ok(modules);
    }
    let file = syn::parse_file(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
    for item in &file.items {
        if let syn::Item::Mod(module) = item
            && module.content.is_none()
        {
            modules.order.push(module.ident.to_string());
        }
    }
    for item in file.items {
        if let syn::Item::Use(import) = item {
            record_exports(&import.tree, None, &mut modules);
        }
    }
    Ok(modules)
}

/// Records the names a `use` of the root binds to something inside the top module `from`.
fn record_exports(tree: &syn::UseTree, from: Option<&str>, modules: &mut Modules) {
    match tree {
        syn::UseTree::Path(path) => {
            let name = path.ident.to_string();
            if from.is_none() && !matches!(name.as_str(), "crate" | "self") {
                if modules.order.contains(&name) {
                    record_exports(&path.tree, Some(&name), modules);
                }
            } else {
                record_exports(&path.tree, from, modules);
            }
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| record_exports(item, from, modules)),
        syn::UseTree::Name(syn::UseName { ident, .. }) | syn::UseTree::Rename(syn::UseRename { rename: ident, .. }) => {
            if let Some(from) = from {
                modules.exports.insert(ident.to_string(), from.to_owned());
            }
        }
        syn::UseTree::Glob(_) => {}
    }
}

/// A sentence for each import that points to a module declared later.
pub(super) fn upward(source: &Path, modules: &Modules) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (place, module) in modules.order.iter().enumerate() {
        let mut files = Vec::new();
        collect_files(source, std::slice::from_ref(module), &mut files)?;
        for (path, depth) in files {
            let tokens: TokenStream =
                fs::read_to_string(&path)?.parse().map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
            let mut found = Vec::new();
            scan(tokens, depth, &mut found);
            for (line, name) in found {
                let target = modules.exports.get(&name).unwrap_or(&name);
                let above = modules.order.iter().position(|other| other == target).is_some_and(|to| to > place);
                if above || name == "*" {
                    let at = path.strip_prefix(source).unwrap_or(&path).display();
                    faults.push(format!("{at}:{line}: `{module}` imports `{target}`"));
                }
            }
        }
    }
    Ok(faults)
}

/// The files of a module, each with its depth below the crate's root.
fn collect_files(source: &Path, module: &[String], files: &mut Vec<(PathBuf, usize)>) -> Result<()> {
    let folder = module.iter().fold(source.to_owned(), |path, part| path.join(part));
    let file = folder.with_extension("rs");
    if file.is_file() {
        files.push((file, module.len()));
    }
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries = fs::read_dir(&folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    let mut inner: Vec<String> = Vec::new();
    for entry in entries {
        let path = entry.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if stem == "mod" {
            files.push((path, module.len()));
        } else if (path.is_dir() || path.extension().is_some_and(|e| e == "rs")) && !inner.contains(&stem) {
            inner.push(stem);
        }
    }
    for stem in inner {
        collect_files(source, &[module, &[stem]].concat(), files)?;
    }
    Ok(())
}

/// Collects the first name behind every path from the crate's root, with its line. `depth` is that of the module the
/// tokens stand in.
fn scan(tokens: TokenStream, depth: usize, found: &mut Vec<(usize, String)>) {
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
                if let [TokenTree::Ident(_), TokenTree::Group(body), ..] = after {
                    scan(body.stream(), depth + 1, found);
                    at += 2;
                }
            }
            TokenTree::Ident(word) if word == "crate" || word == "super" => {
                at += rooted_path(&tokens, at, depth, found);
            }
            TokenTree::Group(group) => scan(group.stream(), depth, found),
            _ => {}
        }
        at += 1;
    }
}

/// Whether an item under an attribute ends with this token.
fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(mark) => mark.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

fn is_test_attribute(after: &[TokenTree]) -> bool {
    matches!(after.first(), Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// Follows a path that starts with `crate` or `super` at `at`; yields how many further tokens belong to its head.
fn rooted_path(tokens: &[TokenTree], at: usize, depth: usize, found: &mut Vec<(usize, String)>) -> usize {
    let mut levels = 0;
    let mut next = at;
    let mut absolute = false;
    loop {
        match tokens.get(next) {
            Some(TokenTree::Ident(word)) if word == "super" => levels += 1,
            Some(TokenTree::Ident(word)) if word == "crate" => absolute = true,
            _ => break,
        }
        if !(is_colon(tokens.get(next + 1)) && is_colon(tokens.get(next + 2))) {
            return next - at;
        }
        next += 3;
    }
    if absolute || levels >= depth {
        match tokens.get(next) {
            Some(TokenTree::Group(group)) => group_heads(group.stream(), found),
            Some(token) => found.push((token.span().start().line, token.to_string())),
            None => {}
        }
    }
    next - at - 1
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':')
}

/// The first name of every branch of a `use` group.
fn group_heads(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let mut fresh = true;
    for token in tokens {
        if matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ',') {
            fresh = true;
        } else if fresh {
            found.push((token.span().start().line, token.to_string()));
            fresh = false;
        }
    }
}
