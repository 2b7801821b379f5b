//! What the vector tests share: a reader of CAVP response files and a repeatable source of random bytes.
#![allow(unreachable_pub)]
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod p256;

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

/// The blocks that hold the field `last`; what stands in other blocks is inherited until it is set anew.
pub fn records(file: &str, last: &str) -> Vec<Fields> {
    let mut context: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for block in file.split("\n\n") {
        let lines = block.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(','));
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

/// SplitMix64: repeatable random bytes.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        self.bytes(N).try_into().unwrap()
    }
}

/// `$work` for the three implementations of AES with keys as long as `$key`, as type `$C`; they must agree.
#[macro_export]
macro_rules! by_all_aes {
    ($key:expr, $C:ident => $work:expr) => {{
        let outcomes = match $key.len() {
            16 => $crate::by_all_aes!(@ $C => $work; AesCt AesTable AesSmall),
            24 => $crate::by_all_aes!(@ $C => $work; Aes192Ct Aes192Table Aes192Small),
            32 => $crate::by_all_aes!(@ $C => $work; Aes256Ct Aes256Table Aes256Small),
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
