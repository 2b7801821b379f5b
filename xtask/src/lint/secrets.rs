//! Types that hold secrets and can be printed, compared or copied.
//!
//! A type holds a secret when it has fields and
//!
//! - it is named like one: [`is_secret_name`]; or
//! - its `Drop` wipes; or
//! - a field's type names a type that holds one, `PhantomData` apart.
//!
//! Such a type derives none of the traits in [`REFUSED`]; what is implemented by hand has been
//! thought of. It is not `Copy`, and `Clone` only if its documentation speaks of it. A type that
//! holds secrets behind references alone may be `Copy`: what is copied then is the reference. Types
//! that a macro defines are not seen.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Traits whose derived code prints a secret or compares it in a time that tells where it differs.
const REFUSED: &[&str] = &["Debug", "Eq", "Format", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// Types that may be `Copy` although they are named like secrets: what they hold is borrowed.
const BORROWED: &[(&str, &str)] = &[];

/// A source and what stands in it.
pub(super) struct Source {
    path: String,
    crate_name: String,
    types: Vec<Type>,
    implemented: BTreeSet<(String, String)>,
    wiped: BTreeSet<String>,
}

/// A struct or enum with fields.
struct Type {
    name: String,
    line: usize,
    derived: Vec<String>,
    docs: String,
    /// The types that fields own and those that they refer to.
    owned: BTreeSet<String>,
    referred: BTreeSet<String>,
}

impl Source {
    /// Reads a source; `None` if it is not part of a crate's library or program.
    pub(super) fn read(path: &str, text: &str) -> syn::Result<Option<Self>> {
        let Some((crate_name, _)) =
            path.strip_prefix("crates/").and_then(|path| path.split_once("/src/"))
        else {
            return Ok(None);
        };
        let mut source = Source {
            path: path.to_owned(),
            crate_name: crate_name.to_owned(),
            types: Vec::new(),
            implemented: BTreeSet::new(),
            wiped: BTreeSet::new(),
        };
        source.add(&syn::parse_file(text)?.items, text);
        Ok(Some(source))
    }

    fn add(&mut self, items: &[syn::Item], text: &str) {
        for item in items {
            match item {
                syn::Item::Struct(item) => {
                    self.add_type(&item.ident, &item.attrs, item.fields.iter());
                }
                syn::Item::Enum(item) => {
                    let fields = item.variants.iter().flat_map(|variant| variant.fields.iter());
                    self.add_type(&item.ident, &item.attrs, fields);
                }
                syn::Item::Impl(item) => self.add_impl(item, text),
                syn::Item::Mod(inner) if !is_for_tests(&inner.attrs) => {
                    let items = inner.content.as_ref().map_or(&[][..], |(_, items)| items);
                    self.add(items, text);
                }
                _ => {}
            }
        }
    }

    fn add_type<'a>(
        &mut self,
        name: &syn::Ident,
        attributes: &[syn::Attribute],
        fields: impl Iterator<Item = &'a syn::Field>,
    ) {
        let (mut owned, mut referred, mut empty) = (BTreeSet::new(), BTreeSet::new(), true);
        for field in fields {
            empty = false;
            names(&field.ty, false, &mut owned, &mut referred);
        }
        if !empty {
            self.types.push(Type {
                name: name.to_string(),
                line: name.span().start().line,
                derived: derived(attributes),
                docs: docs(attributes),
                owned,
                referred,
            });
        }
    }

    fn add_impl(&mut self, item: &syn::ItemImpl, text: &str) {
        let Some((implemented, _)) = &item.trait_ else { return };
        let syn::Type::Path(of) = &*item.self_ty else { return };
        let (Some(implemented), Some(of)) = (implemented.segments.last(), of.path.segments.last())
        else {
            return;
        };
        let (implemented, of) = (implemented.ident.to_string(), of.ident.to_string());
        let (start, end) =
            (item.impl_token.span.start().line, item.brace_token.span.close().end().line);
        let mut body = text.lines().take(end).skip(start);
        if implemented == "Drop" && body.any(is_wiping) {
            self.wiped.insert(of.clone());
        }
        self.implemented.insert((implemented, of));
    }
}

/// The faults of all `sources`.
pub(super) fn faults(sources: &[Source]) -> Vec<String> {
    let mut secret = BTreeSet::new();
    // Until no type is found to hold one that was found before.
    loop {
        let before = secret.len();
        for source in sources {
            for one in &source.types {
                let holds = is_secret_name(&one.name)
                    || source.wiped.contains(&one.name)
                    || one.owned.iter().chain(&one.referred).any(|n| is_secret(source, n, &secret));
                if holds {
                    secret.insert((source.crate_name.clone(), one.name.clone()));
                }
            }
        }
        if secret.len() == before {
            break;
        }
    }
    let mut faults = Vec::new();
    for source in sources {
        let held = |one: &&Type| is_secret(source, &one.name, &secret);
        for one in source.types.iter().filter(held) {
            let owns = is_secret_name(&one.name)
                || source.wiped.contains(&one.name)
                || one.owned.iter().any(|name| is_secret(source, name, &secret));
            faults.extend(refused(source, one, owns));
        }
    }
    faults
}

/// What `one` has and must not have; `owns` a secret, not only references to some.
fn refused(source: &Source, one: &Type, owns: bool) -> Vec<String> {
    let derived = |trait_name: &str| one.derived.iter().any(|name| name == trait_name);
    let has = |trait_name: &str| {
        derived(trait_name)
            || source.implemented.contains(&(trait_name.to_owned(), one.name.clone()))
    };
    let owns = owns && !BORROWED.contains(&(source.path.as_str(), one.name.as_str()));
    let place = format!("{}:{}: {} holds a secret and", source.path, one.line, one.name);
    let mut faults = Vec::new();
    if owns && has("Copy") {
        faults.push(format!("{place} is Copy"));
    }
    let refused = REFUSED.iter().filter(|name| derived(name));
    faults.extend(refused.map(|name| format!("{place} derives {name}")));
    if owns && has("Clone") && !one.docs.to_lowercase().contains("clone") {
        faults.push(format!("{place} is Clone without a word on it in its documentation"));
    }
    faults
}

fn is_secret(source: &Source, name: &str, secret: &BTreeSet<(String, String)>) -> bool {
    is_secret_name(name) || secret.contains(&(source.crate_name.clone(), name.to_owned()))
}

/// Whether a type of that name holds a secret, be it defined, an alias or associated. Errors about
/// secrets and what is encrypted are none.
fn is_secret_name(name: &str) -> bool {
    let named = name.contains("Secret") || name.contains("Private") || name == "Prk";
    let other = name.starts_with("Invalid") || name.starts_with("Encrypted");
    named && !other
}

fn is_wiping(line: &str) -> bool {
    ["wipe", "zeroize()"].iter().any(|word| line.contains(word))
}

/// The names of types in `of`, apart by whether a reference stands before them.
fn names(
    of: &syn::Type,
    behind: bool,
    owned: &mut BTreeSet<String>,
    referred: &mut BTreeSet<String>,
) {
    match of {
        syn::Type::Reference(of) => names(&of.elem, true, owned, referred),
        syn::Type::Array(of) => names(&of.elem, behind, owned, referred),
        syn::Type::Slice(of) => names(&of.elem, behind, owned, referred),
        syn::Type::Paren(of) => names(&of.elem, behind, owned, referred),
        syn::Type::Tuple(of) => {
            of.elems.iter().for_each(|of| names(of, behind, owned, referred));
        }
        syn::Type::Path(of) => {
            let Some(last) = of.path.segments.last() else { return };
            if last.ident == "PhantomData" {
                return;
            }
            let into = if behind { &mut *referred } else { &mut *owned };
            into.insert(last.ident.to_string());
            if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments {
                for argument in &arguments.args {
                    if let syn::GenericArgument::Type(of) = argument {
                        names(of, behind, owned, referred);
                    }
                }
            }
        }
        _ => {}
    }
}

/// The last words of the traits that are derived, those by `cfg_attr` too.
fn derived(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in attributes {
        let syn::Meta::List(list) = &attribute.meta else { continue };
        let conditional =
            list.path.is_ident("cfg_attr") && list.tokens.to_string().contains("derive");
        if list.path.is_ident("derive") || conditional {
            found.extend(words(list.tokens.clone()));
        }
    }
    found
}

fn docs(attributes: &[syn::Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let syn::Meta::NameValue(value) = &attribute.meta
            && let syn::Expr::Lit(literal) = &value.value
            && let syn::Lit::Str(line) = &literal.lit
        {
            text.push_str(&line.value());
        }
    }
    text
}

/// The identifiers in `tokens`.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(words(group.stream())),
            TokenTree::Ident(word) => found.push(word.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return false };
        list.path.is_ident("cfg") && words(list.tokens.clone()).iter().any(|word| word == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is at fault in a source, without the place.
    fn found(text: &str) -> Vec<String> {
        let source = Source::read("crates/some/src/a.rs", text).expect("parses").expect("is read");
        let faults = faults(&[source]);
        faults.iter().filter_map(|fault| Some(fault.split_once(": ")?.1.to_owned())).collect()
    }

    #[test]
    fn a_secret_that_can_be_printed_compared_or_copied_is_found() {
        for (text, expected) in [
            (
                "#[derive(Debug)] struct Key { bytes: Secret<32> }",
                "Key holds a secret and derives Debug",
            ),
            (
                "#[derive(PartialEq)] struct Prk([u8; 32]);",
                "Prk holds a secret and derives PartialEq",
            ),
            (
                "#[derive(Copy)] enum APrivateKey { A(u8) }",
                "APrivateKey holds a secret and is Copy",
            ),
            (
                "#[cfg_attr(feature = \"defmt\", derive(defmt::Format))] struct A(Option<Secret<1>>);",
                "A holds a secret and derives Format",
            ),
            (
                "#[derive(Debug)] struct A(u8); impl Drop for A {\n fn drop(&mut self) {\n
                 wipe(&mut self.0) } }",
                "A holds a secret and derives Debug",
            ),
            (
                "struct Inner([SharedSecret; 2]); mod m { #[derive(Debug)] struct Outer(Inner); }",
                "Outer holds a secret and derives Debug",
            ),
            ("struct Prk(u8); impl Copy for Prk {}", "Prk holds a secret and is Copy"),
            (
                "/// A key.\n#[derive(Clone)] struct A(Secret<1>);",
                "A holds a secret and is Clone without a word on it in its documentation",
            ),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_holds_no_secret_may_be_copied_and_printed() {
        for text in [
            "#[derive(Clone, Copy, Debug, PartialEq, Eq)] struct InvalidPrivateKey;",
            "#[derive(Debug)] enum Marker { Private }",
            "#[derive(Debug)] struct Of(PhantomData<Secret<1>>);",
            "#[derive(Debug)] struct EncryptedPrivateKey<'a>(&'a [u8]);",
            "struct PrivateKey(u8); impl Debug for PrivateKey {} struct A; impl PartialEq for A {}",
            "#[cfg(test)] mod tests { #[derive(Debug)] struct A(Secret<1>); }",
            "#[derive(Debug)] struct File(u8); impl Drop for File { fn drop(&mut self) {} }",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn references_may_be_copied_and_documented_clones_may_be_made() {
        let borrowed = "#[derive(Clone, Copy)] struct A<'a> { key: &'a PrivateKey }";
        let documented = "/// A clone is a secret, too.\n#[derive(Clone)] struct A(Secret<1>);";
        assert_eq!(found(borrowed), [""; 0]);
        assert_eq!(found(documented), [""; 0]);
        assert_eq!(
            found("#[derive(Debug)] struct A<'a>(&'a PrivateKey);"),
            ["A holds a secret and derives Debug"]
        );
    }

    #[test]
    fn only_sources_of_crates_are_read() {
        assert!(Source::read("crates/some/tests/a.rs", "").expect("parses").is_none());
        assert!(Source::read("xtask/src/a.rs", "").expect("parses").is_none());
    }
}
