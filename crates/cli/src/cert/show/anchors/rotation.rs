//! What still verifies when an anchor is gone: authorities replace their roots, and devices stay in
//! the field.

use motetls::UnixTime;
use serde_json::{Value, json};

use super::store::Root;

/// What there is beside one anchor.
#[derive(Debug)]
pub(crate) struct Rotation {
    /// Other chosen anchors of the same organization: their chains still verify.
    chosen: Vec<String>,
    /// Others of the same organization that are not chosen.
    left: Vec<String>,
    /// Whether the same key is an anchor under another name, as when an authority was renamed or
    /// cross-signed.
    twins: Vec<String>,
    organization: Option<String>,
}

impl Rotation {
    /// Of `root`, among those chosen and those to choose from.
    pub(crate) fn of(root: &Root, chosen: &[&Root], store: &[Root], now: UnixTime) -> Self {
        let others = backups(root, store, now);
        let is_chosen = |other: &&&Root| chosen.iter().any(|one| one.anchor() == other.anchor());
        let names = |roots: Vec<&Root>| roots.into_iter().map(Root::name).collect();
        let twins = store
            .iter()
            .filter(|one| one.anchor().spki == root.anchor().spki && one.anchor() != root.anchor());
        Rotation {
            chosen: names(others.iter().filter(is_chosen).copied().collect()),
            left: names(others.iter().filter(|other| !is_chosen(other)).copied().collect()),
            twins: names(twins.collect()),
            organization: root.organization(),
        }
    }

    /// As text.
    pub(crate) fn text(&self) -> String {
        let Some(organization) = &self.organization else {
            return "it names no organization, so nothing can be told of its successors".to_owned();
        };
        let mut text = match (self.chosen.as_slice(), self.left.as_slice()) {
            ([], []) => format!(
                "nothing else of {organization} is known here: a device would need an update"
            ),
            ([], left) => format!(
                "nothing chosen still verifies; {organization} also has {}",
                left.join(", ")
            ),
            (chosen, []) => format!("what is issued under {} still verifies", chosen.join(", ")),
            (chosen, left) => {
                format!(
                    "what is issued under {} still verifies; not chosen: {}",
                    chosen.join(", "),
                    left.join(", ")
                )
            }
        };
        if !self.twins.is_empty() {
            text.push_str(&format!("; the same key is also called {}", self.twins.join(", ")));
        }
        text
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Value {
        json!({ "backups": self.chosen, "not_chosen": self.left, "same_key": self.twins })
    }
}

/// The other roots of the same organization that have not expired.
pub(crate) fn backups<'a>(root: &Root, store: &'a [Root], now: UnixTime) -> Vec<&'a Root> {
    let Some(organization) = root.organization() else { return Vec::new() };
    let other = |one: &&Root| {
        one.anchor() != root.anchor()
            && one.not_after() >= now
            && one.organization().is_some_and(|name| name.eq_ignore_ascii_case(&organization))
    };
    store.iter().filter(other).collect()
}
