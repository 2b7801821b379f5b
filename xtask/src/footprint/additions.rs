//! `cargo xtask footprint --options`: what each line of a profile adds to Tls13Ecdsa.
//!
//! The images are `firmware/client/src/bin/priced.rs`, one for each addition. They are built and
//! not run: what they show is where bytes go.

use super::{Bench, Key, flash};
use crate::firmware;
use crate::image::Image;
use crate::machine::BOARDS;
use crate::text::{aligned, grouped};
use crate::toolchain::{self, Toolchain};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// The page it writes.
const PAGE: &str = "docs/footprint-options.md";

/// One line more.
struct Addition {
    /// Its name in the image.
    name: &'static str,
    /// What it is added to, by the name of another; Tls13Ecdsa if that is empty.
    to: &'static str,
    /// The line, as a profile has it.
    line: &'static str,
}

const fn addition(name: &'static str, to: &'static str, line: &'static str) -> Addition {
    Addition { name, to, line }
}

/// In the order of the table; what is added to comes before what adds to it.
const ADDITIONS: &[Addition] = &[
    addition("exporter", "", "`options: [exporter]`"),
    addition("status_request", "", "`options: [status_request]`"),
    addition("unverified_pieces", "", "`options: [unverified_pieces]`"),
    addition("middlebox_compatibility", "", "`options: [middlebox_compatibility]`"),
    addition("grease", "", "`options: [grease]`"),
    addition("record_padding", "", "`options: [record_padding]`"),
    addition("signature_algorithms_cert", "", "`options: [signature_algorithms_cert]`"),
    addition("certificate_authorities", "", "`options: [certificate_authorities]`"),
    addition("anchor_set", "", "`options: [anchor_set]`"),
    addition("choices", "", "`options: [choices]`"),
    addition("bounded_steps", "", "`options: [bounded_steps]`"),
    addition("psk_dhe_ke", "", "`key_exchange: [.., psk_dhe_ke]`, an external key"),
    addition("several_psks", "psk_dhe_ke", "`options: [several_psks]`"),
    addition("resumption", "", "`options: [resumption]`, with psk_dhe_ke"),
    addition("early_data", "resumption", "`options: [.., early_data]`"),
    addition("signer", "", "`signer: EcdsaSigner<P256, Sha256>`"),
    addition("long_chain", "signer", "`options: [long_chain]`"),
    addition("post_handshake_auth", "signer", "`options: [post_handshake_auth]`"),
    addition("server", "signer", "`roles: [client, server]`"),
    addition("cookies", "server", "`options: [cookies]`"),
    addition(
        "TLS_AES_256_GCM_SHA384",
        "",
        "`TLS_AES_256_GCM_SHA384: AesGcm<Aes256Ct>`, with SHA-384",
    ),
    addition(
        "TLS_CHACHA20_POLY1305_SHA256",
        "",
        "`TLS_CHACHA20_POLY1305_SHA256: ChaCha20Poly1305`",
    ),
    addition("TLS_AES_128_CCM_SHA256", "", "`TLS_AES_128_CCM_SHA256: AesCcm<Aes128Ct>`"),
    addition("TLS_AES_128_CCM_8_SHA256", "", "`TLS_AES_128_CCM_8_SHA256: AesCcm8<Aes128Ct>`"),
    addition("x25519", "", "`x25519: X25519Small`"),
    addition("secp384r1", "", "`secp384r1: P384`"),
    addition("secp521r1", "", "`secp521r1: P521`"),
    addition("brainpoolP256r1tls13", "", "`brainpoolP256r1tls13: BrainpoolP256r1`"),
    addition("ffdhe2048", "", "`ffdhe2048: Ffdhe2048`"),
    addition("many", "", "`certificates: Chain<Many<..>>` of P-256 alone"),
    addition("rsa", "many", "RSA signatures, keys of 2,048 bits"),
    addition("ecdsa_p384", "many", "ECDSA signatures on P-384, with SHA-384"),
    addition("ed25519", "many", "Ed25519 signatures"),
];

/// Builds every image for Cortex-M3, prints the table and writes the page.
pub(super) fn run(root: &Path, bench: &Bench<'_>) -> Result<()> {
    let board = BOARDS.first().context("no board")?;
    let toolchain = Toolchain::find(board.target)?;
    let identities = bench.identities(Key::P256)?;
    let build = |name: &str, addition: &str| -> Result<Image> {
        let settings = bench.settings((2048, 512), false, &identities, None, addition);
        Image::read(&firmware::build(root, &toolchain, board, name, &settings)?)
    };
    let shell = build("shell", "")?;
    let price = |addition: &str| -> Result<u64> {
        eprintln!("{addition}");
        Ok(flash(&build("priced", addition)?, &shell))
    };
    let whole = price("")?;
    let mut prices = vec![("", whole)];
    for addition in ADDITIONS {
        prices.push((addition.name, price(addition.name)?));
    }
    let table = table(&prices);
    print!("{table}");
    let today = toolchain::first_line(Command::new("date").args(["-u", "+%F"]));
    std::fs::write(root.join(PAGE), page(&table, whole, &today, &toolchain.version()))?;
    Ok(())
}

/// What each adds to what it is added to.
fn table(prices: &[(&str, u64)]) -> String {
    let of =
        |name: &str| prices.iter().find(|(known, _)| *known == name).map_or(0, |(_, flash)| *flash);
    let mut rows = vec![["line", "added to", "flash"].map(String::from)];
    rows.extend(ADDITIONS.iter().map(|Addition { name, to, line }| {
        let added = of(name).saturating_sub(of(to));
        let to = if to.is_empty() { "Tls13Ecdsa".to_owned() } else { format!("`{to}`") };
        [(*line).to_owned(), to, format!("+ {}", grouped(added))]
    }));
    aligned(&rows)
}

fn page(table: &str, whole: u64, today: &str, compiler: &str) -> String {
    format!(
        "# What each line of a profile adds\n\n\
         Written by `cargo xtask footprint --options`, last on {today}; do not edit. Compiled by {compiler}.\n\n\
         Bytes of flash on Cortex-M3, counted as in [footprint.md](footprint.md), of images that differ from Tls13Ecdsa\n\
         ({} bytes) by one line of the profile, or from one of those by another, and by the call of what the line is for.\n\
         What two lines share is counted once where both are named: suites of CCM share their mode, groups and signatures\n\
         on P-384, RSA and X25519 share their core.\n\n{table}",
        grouped(whole)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The image knows each by its name, and what it is added to was priced before.
    #[test]
    fn names_are_those_of_the_image() {
        let image = include_str!("../../../firmware/client/src/bin/priced.rs");
        let mut known = vec![""];
        for addition in ADDITIONS {
            assert!(image.contains(&format!("    \"{}\": {{", addition.name)), "{}", addition.name);
            assert!(known.contains(&addition.to), "{}", addition.name);
            known.push(addition.name);
        }
        assert_eq!(image.matches("\": {").count(), known.len(), "an addition without a price");
    }

    /// Every option a profile may name has a price.
    #[test]
    fn every_option_is_priced() {
        let macros = include_str!("../../../crates/tls/src/profile/declare.rs");
        for line in macros.lines() {
            let option =
                line.trim().strip_prefix("(option ").and_then(|rest| rest.split_once(") =>"));
            if let Some((name, _)) = option.filter(|(name, _)| !name.starts_with('$')) {
                assert!(ADDITIONS.iter().any(|addition| addition.name == name), "{name}");
            }
        }
    }

    #[test]
    fn prices_are_differences() {
        let table = table(&[("", 100), ("psk_dhe_ke", 350), ("several_psks", 1_400)]);
        let row = |line: &str| table.lines().find(|row| row.contains(line)).unwrap().to_owned();
        assert!(row("an external key").contains("+ 250"));
        assert!(
            row("several_psks]").contains("+ 1,050")
                && row("several_psks]").contains("`psk_dhe_ke`")
        );
    }
}
