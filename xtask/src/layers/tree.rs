//! The modules of a crate: what each defines, what it binds by `use`, and where a path leads.
//!
//! A path is followed through re-exports to the module that defines the item, so that a name taken
//! from a front (`pub use part::Thing`) counts as an import of the part, not of the front.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Names from the crate's root down to a module; empty for the root.
pub(super) type ModulePath = Vec<String>;

/// How many re-exports one name may pass through.
const MAX_HOPS: usize = 32;

/// One module, in a file of its own or inline.
#[derive(Default)]
pub(super) struct Module {
    /// The module whose file this one stands in: itself, unless it is inline.
    pub(super) file: ModulePath,
    /// Modules declared here, in their order; without those of tests.
    pub(super) children: Vec<String>,
    items: BTreeSet<String>,
    bindings: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// A file of the crate and the module it holds.
pub(super) struct Source {
    pub(super) module: ModulePath,
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// All modules of one crate.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) modules: BTreeMap<ModulePath, Module>,
    pub(super) sources: Vec<Source>,
}

impl Tree {
    /// Reads the crate whose sources lie in `folder`, from `lib.rs`, or from `main.rs` when it is a
    /// program alone.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut tree = Tree::default();
        let root = ["lib.rs", "main.rs"].map(|name| folder.join(name));
        let Some(root) = root.iter().find(|path| path.is_file()) else {
            bail!("neither lib.rs nor main.rs in {}", folder.display());
        };
        tree.read_file(folder, root, Vec::new())?;
        Ok(tree)
    }

    fn read_file(&mut self, folder: &Path, path: &Path, module: ModulePath) -> Result<()> {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        self.sources.push(Source { module: module.clone(), path: path.to_owned(), text });
        self.add(folder, &file.items, module.clone(), &module)
    }

    /// Adds the module `path` with these items, which stands in the file of module `file`.
    fn add(
        &mut self,
        folder: &Path,
        items: &[syn::Item],
        path: ModulePath,
        file: &ModulePath,
    ) -> Result<()> {
        let mut module = Module { file: file.clone(), ..Module::default() };
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            match item {
                syn::Item::Use(import) => module.bind(&import.tree, &mut Vec::new()),
                syn::Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    let below = [&path[..], std::slice::from_ref(&name)].concat();
                    match &inner.content {
                        Some((_, items)) => self.add(folder, items, below, file)?,
                        None => {
                            let place = below.iter().fold(folder.to_owned(), |p, n| p.join(n));
                            let flat = place.with_extension("rs");
                            let source = if flat.is_file() { flat } else { place.join("mod.rs") };
                            self.read_file(folder, &source, below)?;
                        }
                    }
                    module.children.push(name);
                }
                _ => module.items.extend(defined(item)),
            }
        }
        self.modules.insert(path, module);
        Ok(())
    }

    /// The module in which the item is defined that `segments` names in the module `scope`; the
    /// deepest module known to lie on the way, if the item is made by a macro. None when the path
    /// does not lead into this crate.
    pub(super) fn resolve(&self, scope: &ModulePath, segments: &[String]) -> Option<ModulePath> {
        self.follow(scope, segments, MAX_HOPS)
    }

    fn follow(&self, scope: &ModulePath, segments: &[String], hops: usize) -> Option<ModulePath> {
        let hops = hops.checked_sub(1)?;
        let mut at = scope.clone();
        let mut rest = segments;
        let mut rooted = false;
        while let [first, behind @ ..] = rest {
            match first.as_str() {
                "crate" => at.clear(),
                "super" => _ = at.pop(),
                "self" => {}
                _ => break,
            }
            rooted = true;
            rest = behind;
        }
        while let [name, behind @ ..] = rest {
            let module = self.modules.get(&at)?;
            if module.children.contains(name) {
                at.push(name.clone());
                rest = behind;
            } else if module.items.contains(name) {
                return Some(at);
            } else if let Some(bound) = module.bindings.get(name) {
                // A binding that names itself stands for an item of an external crate.
                let onward = [&bound[..], behind].concat();
                return if onward == rest { None } else { self.follow(&at, &onward, hops) };
            } else {
                let below = module.globs.iter().find_map(|glob| {
                    let target = self.follow(&at, glob, hops)?;
                    let known = self.modules.get(&target)?.has(name);
                    (known && target != at).then(|| self.follow(&target, rest, hops)).flatten()
                });
                return below.or_else(|| rooted.then_some(at));
            }
            rooted = true;
        }
        Some(at)
    }
}

impl Module {
    /// Whether this name means something in the module.
    pub(super) fn has(&self, name: &String) -> bool {
        self.children.contains(name)
            || self.items.contains(name)
            || self.bindings.contains_key(name)
    }

    /// Records what one `use` binds; `path` leads to `tree`.
    fn bind(&mut self, tree: &syn::UseTree, path: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.bind(&inner.tree, path);
                path.pop();
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.bind(item, path));
            }
            syn::UseTree::Name(name) => self.bind_name(&name.ident, &name.ident, path),
            syn::UseTree::Rename(name) => self.bind_name(&name.ident, &name.rename, path),
            syn::UseTree::Glob(_) => self.globs.push(path.clone()),
        }
    }

    fn bind_name(&mut self, name: &syn::Ident, bound: &syn::Ident, path: &[String]) {
        let mut full = path.to_vec();
        let mut bound = bound.to_string();
        if name != "self" {
            full.push(name.to_string());
        } else if bound == "self" {
            bound = path.last().cloned().unwrap_or_default();
        }
        self.bindings.insert(bound, full);
    }
}

/// The name an item defines in its module.
fn defined(item: &syn::Item) -> Option<String> {
    let name = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item is built for tests only.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return false };
        list.path.is_ident("cfg") && is_test_condition(&list.tokens.to_string())
    })
}

/// Whether what stands in `cfg(..)` holds in tests only.
pub(super) fn is_test_condition(condition: &str) -> bool {
    let condition = condition.replace(' ', "");
    condition == "test" || condition.starts_with("all(test,")
}
