//! What the vector tests share: a reader of CAVP response files, random inputs and generators.
#![allow(unreachable_pub)]

pub mod generator;
pub mod keys;
pub mod p256;
pub mod random;
pub mod vectors;

use proptest::collection::{SizeRange, vec};
use proptest::prelude::any;
use proptest::strategy::Strategy;
pub(crate) use random::{random, random_few, thorough};

/// Every one of `edges`, or each `step`th.
pub fn sample<T>(edges: Vec<T>, step: usize) -> impl Iterator<Item = T> {
    edges.into_iter().step_by(if thorough() { 1 } else { step })
}

/// Whether the vector of this number is tried: all are if all is asked for, otherwise one in
/// `step`.
pub fn sampled(number: usize, step: usize) -> bool {
    thorough() || number.is_multiple_of(step)
}

/// Random bytes, so many.
pub fn bytes(length: impl Into<SizeRange>) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), length)
}

/// The fields of one block of lines; repeated names are kept in order.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field.
    pub fn text(&self, name: &str) -> &str {
        self.find(name).unwrap_or_else(|| panic!("no field {name}"))
    }

    /// The value of a field, if it is there.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A field as bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        hex(self.text(name))
    }

    /// A field as a number.
    pub fn number(&self, name: &str) -> usize {
        self.text(name).parse().unwrap()
    }

    /// Every occurrence of a field as bytes.
    pub fn all(&self, name: &str) -> Vec<Vec<u8>> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| hex(value)).collect()
    }
}

/// The blocks that hold the field `last`; what stands in other blocks is inherited until it is set
/// anew.
pub fn records(file: &str, last: &str) -> Vec<Fields> {
    let mut context: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for block in file.split("\n\n") {
        let lines =
            block.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(','));
        let fields: Vec<(String, String)> = lines
            .map(|line| line.trim_matches(['[', ']', ' ']))
            .filter(|line| !line.is_empty())
            .map(|line| line.split_once('=').unwrap_or((line, "")))
            .map(|(key, value)| (key.trim().to_string(), value.trim().to_string()))
            .collect();
        if fields.iter().any(|(key, _)| key == last) {
            found.push(Fields(fields.into_iter().chain(context.clone()).collect()));
        } else {
            context.retain(|(key, _)| fields.iter().all(|(new, _)| new != key));
            context.extend(fields);
        }
    }
    found
}

/// The bytes a string of hexadecimal digits stands for.
pub fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "odd number of digits");
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

/// `$work` for the three implementations of AES with keys as long as `$key`, as type `$C`; they
/// must agree.
#[macro_export]
macro_rules! by_all_aes {
    ($key:expr, $C:ident => $work:expr) => {{
        let outcomes = match $key.len() {
            16 => $crate::by_all_aes!(@ $C => $work; Aes128Ct Aes128TableVartime Aes128SmallVartime),
            24 => $crate::by_all_aes!(@ $C => $work; Aes192Ct Aes192TableVartime Aes192SmallVartime),
            32 => $crate::by_all_aes!(@ $C => $work; Aes256Ct Aes256TableVartime Aes256SmallVartime),
            length => panic!("key of {length} bytes"),
        };
        let [ct, table, small] = outcomes;
        assert!(ct == table && ct == small, "the implementations agree");
        ct
    }};
    (@ $C:ident => $work:expr; $($name:ident)*) => {
        [$({
            type $C = motetls_crypto::aes::$name;
            $work
        }),*]
    };
}
