//! What is in an image: every byte of flash attributed to the crate and the module it was written
//! in.
//!
//! A byte of code belongs to the innermost function, inlined or not, that was written in this
//! repository, as the line tables tell; code with none (helpers of the compiler, generic code of
//! `core` that was not inlined) belongs to the crate that has it. Constants belong to the symbol
//! they stand in; those without a symbol stay together as one row.

mod frame;

use addr2line::gimli::{EndianSlice, LittleEndian};
use anyhow::{Context, Result};
use frame::frame;
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SymbolKind};
use rustc_demangle::demangle;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Lines<'a> = addr2line::Context<EndianSlice<'a, LittleEndian>>;

/// The section of what the application brings as data.
const APPLICATION: &str = ".application";
/// The row of constants without a symbol.
pub(crate) const NAMELESS: &str = "constants without a name";
/// The row of bytes between symbols.
const PADDING: &str = "padding::";
/// Crates that are not the library: start-up, port and application.
const OUTSIDE: &[&str] = &[
    "board",
    "client",
    "crypto",
    "cortex_m_rt",
    "tls13_ecdsa",
    "tls13_ecdsa_m3",
    "tls13_ecdsa_m4",
    "tls13_psk_ecdhe",
    "tls13_resume",
    "tls13_resume_psk_ke",
    "tls13_psk",
    "shell",
    IMAGE,
];
/// The owner of what stands in the image's own crate.
const IMAGE: &str = "image";

/// The contents of one image.
#[derive(Default)]
pub(crate) struct Image {
    /// Bytes of code and constants by owner: a crate, or `crate::module` for the library's own
    /// crates.
    pub(crate) owners: BTreeMap<String, u64>,
    /// Bytes of `.rodata` and `.data`.
    pub(crate) constants: u64,
    /// Everything that goes to flash, the vector table and the application's data included.
    pub(crate) whole: u64,
    /// The application's data.
    pub(crate) application: u64,
    /// Bytes of `.data` and `.bss` of the library.
    pub(crate) statics: u64,
    /// Size, stack frame and name of each function that stands by itself.
    symbols: Vec<(u64, u64, String)>,
    /// The image's own crate, which is named like the file.
    own: String,
    /// Names of all functions, inlined ones too.
    pub(crate) functions: BTreeSet<String>,
}

impl Image {
    /// Reads the ELF file at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path)?;
        let file = object::File::parse(&*bytes).with_context(|| path.display().to_string())?;
        let dwarf = addr2line::gimli::Dwarf::load(|section| -> Result<_> {
            let data =
                file.section_by_name(section.name()).map(|section| section.data()).transpose()?;
            Ok(EndianSlice::new(data.unwrap_or(&[]), LittleEndian))
        })?;
        let lines = addr2line::Context::from_dwarf(dwarf)?;
        let own =
            path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut image = Image { own, ..Image::default() };
        for section in file.sections() {
            image.add_section(&file, &section, &lines)?;
        }
        image.add_statics(&file)?;
        Ok(image)
    }

    fn add_section(
        &mut self,
        file: &object::File<'_>,
        section: &object::Section<'_, '_>,
        lines: &Lines<'_>,
    ) -> Result<()> {
        let name = section.name()?;
        let (size, start) = (section.size(), section.address());
        let loaded = match section.flags() {
            SectionFlags::Elf { sh_flags } => sh_flags & u64::from(object::elf::SHF_ALLOC) != 0,
            _ => false,
        };
        if !loaded
            || size == 0
            || section.kind() == object::SectionKind::UninitializedData
            || name == ".uninit"
        {
            return Ok(());
        }
        self.whole += size;
        match name {
            ".vector_table" => {}
            APPLICATION => self.application += size,
            ".text" => {
                self.add_code(file, start, start + size, lines)?;
                self.add_frames(file, section)?;
            }
            _ => {
                self.constants += size;
                self.add_constants(file, section)?;
            }
        }
        Ok(())
    }

    /// Attributes code, two bytes at a time: no instruction is shorter.
    fn add_code(
        &mut self,
        file: &object::File<'_>,
        start: u64,
        end: u64,
        lines: &Lines<'_>,
    ) -> Result<()> {
        let symbols = symbols(file, start, end)?;
        for address in (start..end).step_by(2) {
            let symbol = symbols
                .range(..=address)
                .next_back()
                .filter(|(at, (size, _))| address < *at + (*size).max(2));
            let symbol = symbol.map_or(PADDING, |(_, (_, name))| name.as_str());
            self.functions.insert(symbol.to_owned());
            let mut owner = None;
            let mut frames = lines.find_frames(address).skip_all_loads()?;
            while let Some(frame) = frames.next()? {
                if let Some(function) = &frame.function {
                    self.functions.insert(format!("{:#}", demangle(&function.raw_name()?)));
                }
                let file = frame.location.and_then(|location| location.file);
                owner = owner.or_else(|| file.and_then(owner_of_file));
            }
            *self.owners.entry(owner.unwrap_or_else(|| self.owner(symbol))).or_default() += 2;
        }
        Ok(())
    }

    /// Records the size and the stack frame of every function.
    fn add_frames(
        &mut self,
        file: &object::File<'_>,
        section: &object::Section<'_, '_>,
    ) -> Result<()> {
        let (start, code) = (section.address(), section.data()?);
        for (address, (size, name)) in symbols(file, start, start + section.size())? {
            let code =
                usize::try_from(address - start).ok().and_then(|at| code.get(at..)).unwrap_or(&[]);
            self.symbols.push((size, frame(code), name));
        }
        Ok(())
    }

    fn add_constants(
        &mut self,
        file: &object::File<'_>,
        section: &object::Section<'_, '_>,
    ) -> Result<()> {
        let (start, end) = (section.address(), section.address() + section.size());
        let mut named = 0;
        for (size, name) in symbols(file, start, end)?.values() {
            let owner = self.owner(name);
            *self.owners.entry(owner).or_default() += size;
            named += size;
        }
        *self.owners.entry(NAMELESS.to_owned()).or_default() +=
            section.size().saturating_sub(named);
        Ok(())
    }

    /// Adds up the library's own variables.
    fn add_statics(&mut self, file: &object::File<'_>) -> Result<()> {
        for section in
            file.sections().filter(|section| matches!(section.name(), Ok(".data" | ".bss")))
        {
            let symbols = symbols(file, section.address(), section.address() + section.size())?;
            let own = symbols.values().filter(|(_, name)| !is_outside(&self.owner(name)));
            self.statics += own.map(|(size, _)| size).sum::<u64>();
        }
        Ok(())
    }

    /// The owner of something by its name.
    fn owner(&self, name: &str) -> String {
        if head(name.trim_start_matches('<')) == self.own {
            IMAGE.to_owned()
        } else {
            owner_of_name(name)
        }
    }

    /// Bytes of code and named constants the library brings.
    pub(crate) fn library(&self) -> u64 {
        self.owners
            .iter()
            .filter(|(owner, _)| !is_outside(owner) && *owner != NAMELESS)
            .map(|(_, bytes)| bytes)
            .sum()
    }

    /// The fifty largest functions.
    pub(crate) fn largest(&self) -> impl Iterator<Item = &(u64, u64, String)> {
        let mut symbols: Vec<_> = self.symbols.iter().collect();
        symbols.sort_by_key(|(size, _, _)| std::cmp::Reverse(*size));
        symbols.into_iter().take(50)
    }

    /// Constants without a name.
    pub(crate) fn nameless(&self) -> u64 {
        self.owners.get(NAMELESS).copied().unwrap_or_default()
    }
}

/// Whether an owner is start-up, port or application.
pub(crate) fn is_outside(owner: &str) -> bool {
    OUTSIDE.contains(&owner)
}

/// Symbols between two addresses: address -> (size, demangled name).
fn symbols(file: &object::File<'_>, start: u64, end: u64) -> Result<BTreeMap<u64, (u64, String)>> {
    let mut found = BTreeMap::new();
    for symbol in file.symbols() {
        let address = symbol.address() & !u64::from(symbol.kind() == SymbolKind::Text);
        let kind = matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Data);
        if kind && symbol.size() > 0 && (start..end).contains(&address) {
            found.insert(address, (symbol.size(), format!("{:#}", demangle(symbol.name()?))));
        }
    }
    Ok(found)
}

/// The owner of code written in `file`, if that is a file of this repository.
fn owner_of_file(file: &str) -> Option<String> {
    let file = file.replace('\\', "/");
    let at = file.rfind("/src/")?;
    let (folder, inner) = (file.get(..at)?, file.get(at + "/src/".len()..)?);
    let (above, package) = folder.rsplit_once('/')?;
    let module = inner.trim_end_matches(".rs").split('/').next().unwrap_or_default();
    match above.rsplit('/').next()? {
        "crates" => {
            let package = if package == "motetls" {
                package.to_owned()
            } else {
                format!("motetls_{}", package.replace('-', "_"))
            };
            Some(if module == "lib" { package } else { format!("{package}::{module}") })
        }
        "firmware" => Some(package.to_owned()),
        _ => None,
    }
}

/// The owner of something by its name: start-up, port or application if the name begins there, or
/// else the first path into the library, or else the first crate named.
fn owner_of_name(name: &str) -> String {
    if ["__pre_init", "DefaultHandler_", "HardFaultTrampoline", "Reset", "HardFault", "main"]
        .contains(&name)
    {
        return "cortex_m_rt".to_owned();
    }
    let words = name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let paths: Vec<&str> = words.filter(|word| word.contains("::")).collect();
    let Some(first) = paths.first() else { return "compiler_builtins".to_owned() };
    if head(first).is_empty() {
        // `<[u8]>::copy_within` and the like: inherent functions of primitive types.
        return "core".to_owned();
    }
    let path = paths.iter().find(|path| path.starts_with("motetls")).unwrap_or(first);
    let path = if is_outside(head(first)) { first } else { path };
    match path.split("::").nth(1) {
        Some(module) if path.starts_with("motetls") && module.starts_with(char::is_lowercase) => {
            format!("{}::{module}", head(path))
        }
        _ => head(path).to_owned(),
    }
}

/// The crate a path begins with.
fn head(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners() {
        assert_eq!(
            owner_of_file("/x/crates/tls/src/msg/hello.rs").as_deref(),
            Some("motetls_tls::msg")
        );
        assert_eq!(
            owner_of_file("/x/crates/crypto-asm/src/umaal.rs").as_deref(),
            Some("motetls_crypto_asm::umaal")
        );
        assert_eq!(owner_of_file("/x/firmware/board/src/uart.rs").as_deref(), Some("board"));
        assert_eq!(owner_of_file("/rustc/abc/library/core/src/iter/mod.rs"), None);
        assert_eq!(
            owner_of_name("<motetls_tls::msg::X as core::fmt::Debug>::fmt"),
            "motetls_tls::msg"
        );
        assert_eq!(owner_of_name("<[u8] as motetls_base::reader::X>::f"), "motetls_base::reader");
        assert_eq!(owner_of_name("core::str::from_utf8"), "core");
        assert_eq!(owner_of_name("client::handshake::<motetls::profiles::Tls13Psk>"), "client");
        assert_eq!(owner_of_name("<[u8]>::copy_within::<usize>"), "core");
        assert_eq!(owner_of_name("__aeabi_memcpy4"), "compiler_builtins");
    }
}
