//! What is told of one thing: written once, shown as text and as JSON.

use std::fmt::{Display, Write};

use serde_json::{Map, Value, json};

/// Columns the names of facts take.
const LABEL: usize = 18;

/// One fact: its name, and its text, in lines.
#[derive(Clone, Debug)]
struct Fact {
    label: String,
    lines: Vec<String>,
    json: Value,
}

/// All that is told of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    title: String,
    facts: Vec<Fact>,
    /// Lists of things that belong to it, each under its name.
    parts: Vec<(&'static str, Vec<Page>)>,
    /// Shown in JSON only.
    silent: Map<String, Value>,
}

impl Page {
    /// A page about nothing yet, under a title.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Page { title: title.into(), facts: Vec::new(), parts: Vec::new(), silent: Map::new() }
    }

    /// Adds a fact that is one text.
    pub(crate) fn say(&mut self, label: &str, text: impl Display) {
        let text = text.to_string();
        self.tell(label, vec![text.clone()], json!(text));
    }

    /// Adds a fact that is several lines, in JSON a list.
    pub(crate) fn list(&mut self, label: &str, lines: Vec<String>) {
        let json = json!(lines);
        self.tell(label, lines, json);
    }

    /// Adds a fact that programs get in another form than the text has.
    pub(crate) fn tell(&mut self, label: &str, lines: Vec<String>, json: Value) {
        self.facts.push(Fact { label: label.to_owned(), lines, json });
    }

    /// Adds what only programs want.
    pub(crate) fn silently(&mut self, name: &str, value: impl Into<Value>) {
        self.silent.insert(name.to_owned(), value.into());
    }

    /// Adds pages that belong to this one; none is none.
    pub(crate) fn part(&mut self, name: &'static str, pages: Vec<Page>) {
        if !pages.is_empty() {
            self.parts.push((name, pages));
        }
    }

    /// As text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text
    }

    fn write(&self, text: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = writeln!(text, "{indent}{}", self.title);
        for fact in &self.facts {
            let mut label = fact.label.as_str();
            for line in &fact.lines {
                let shown = format!("{indent}  {label:<LABEL$} {line}");
                let _ = writeln!(text, "{}", shown.trim_end());
                label = "";
            }
        }
        for (name, pages) in &self.parts {
            let _ = writeln!(text, "{indent}  {name}");
            for page in pages {
                page.write(text, depth.saturating_add(2));
            }
        }
    }

    /// For a program: names of facts with `_` for blanks.
    pub(crate) fn json(&self) -> Value {
        let mut object = self.silent.clone();
        let mut add =
            |name: &str, value: Value| object.insert(name.replace([' ', '-'], "_"), value);
        add("title", json!(self.title));
        for fact in &self.facts {
            add(&fact.label, fact.json.clone());
        }
        for (name, pages) in &self.parts {
            add(name, Value::Array(pages.iter().map(Page::json).collect()));
        }
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_json_say_the_same() {
        let mut inner = Page::new("keyUsage (critical)");
        inner.say("uses", "digitalSignature");
        let mut page = Page::new("a thing");
        page.say("valid from", "today");
        page.list("names", vec!["a".to_owned(), "b".to_owned()]);
        page.tell("size", vec!["7 bytes".to_owned()], json!(7));
        page.silently("oid", "1.2");
        page.part("extensions", vec![inner]);
        page.part("nothing", vec![]);
        let text = "a thing\n  valid from         today\n  names              a\n                     b\n  size               \
                    7 bytes\n  extensions\n    keyUsage (critical)\n      uses               digitalSignature\n";
        assert_eq!(page.text(), text);
        let extensions = json!([{ "title": "keyUsage (critical)", "uses": "digitalSignature" }]);
        assert_eq!(
            page.json(),
            json!({ "title": "a thing", "valid_from": "today", "names": ["a", "b"], "size": 7, "oid": "1.2",
                    "extensions": extensions })
        );
    }
}
