//! Circles of imports: modules that cannot be understood one after the other.
//!
//! Looked for twice. Between files, wherever they lie. And at every module between what it holds:
//! the modules below it, each with everything inside, and its own file. The second finds folders
//! that need each other though no two of their files do.

use super::imports::Import;
use std::collections::{BTreeMap, BTreeSet};

/// What names what; the value tells one place where it does.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// One circle.
pub(super) struct Circle {
    /// Those that need each other, in order.
    pub(super) members: Vec<String>,
    /// Each import among them: a sentence with its place.
    pub(super) imports: Vec<String>,
}

/// Every circle in a crate, larger ones not repeated by level.
pub(super) fn circles(imports: &BTreeSet<Import>) -> Vec<Circle> {
    let mut files = Graph::new();
    let mut levels: BTreeMap<&[String], Graph> = BTreeMap::new();
    for Import { from, to, place } in imports {
        add(&mut files, name(from), name(to), place);
        let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        let (above, _) = from.split_at(shared);
        let graph = levels.entry(above).or_default();
        add(graph, held(from, shared), held(to, shared), place);
    }
    let mut found = strongly_connected(&files);
    for graph in levels.values() {
        for circle in strongly_connected(graph) {
            if !found.iter().any(|known| known.members == circle.members) {
                found.push(circle);
            }
        }
    }
    found
}

fn add(graph: &mut Graph, from: String, to: String, place: &str) {
    graph.entry(to.clone()).or_default();
    graph.entry(from).or_default().entry(to).or_insert_with(|| place.to_owned());
}

/// A module as text.
fn name(module: &[String]) -> String {
    if module.is_empty() { "crate".to_owned() } else { module.join("::") }
}

/// What holds `module` directly below its first `shared` names, or the file above all of them.
fn held(module: &[String], shared: usize) -> String {
    name(module.get(..=shared).unwrap_or(module))
}

/// The groups of more than one member in which each reaches every other.
fn strongly_connected(graph: &Graph) -> Vec<Circle> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|from| (from.as_str(), reachable(graph, from))).collect();
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for (from, reached) in &reach {
        let back = |to: &&str| reach.get(to).is_some_and(|reached| reached.contains(from));
        let members: Vec<&str> = reached.iter().copied().filter(back).collect();
        if members.len() > 1 && seen.insert(members.clone()) {
            circles.push(Circle {
                imports: among(graph, &members),
                members: members.into_iter().map(str::to_owned).collect(),
            });
        }
    }
    circles
}

/// Everything that can be reached from `from` by one import and more.
fn reachable<'g>(graph: &'g Graph, from: &str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for to in graph.get(at).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    reached
}

/// The imports among these members.
fn among(graph: &Graph, members: &[&str]) -> Vec<String> {
    let mut sentences = Vec::new();
    for from in members {
        for (to, place) in graph.get(*from).into_iter().flatten() {
            if members.contains(&to.as_str()) {
                sentences.push(format!("{from} -> {to} ({place})"));
            }
        }
    }
    sentences
}
