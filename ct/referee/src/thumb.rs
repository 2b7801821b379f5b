//! Which instructions of Armv7-M take a time that depends on their operands (Armv7-M Architecture
//! Reference Manual, section A5.3; Cortex-M3 and Cortex-M4 Technical Reference Manuals, table 3-1).

use std::str::FromStr;

/// A core, as far as its timing goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    /// Long multiplications and divisions end early.
    M3,
    /// Divisions end early.
    M4,
}

/// An instruction that may end early.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: &'static str,
    /// The numbers of the registers it reads: two factors, or dividend and divisor.
    pub(crate) operands: [u8; 2],
}

impl FromStr for Core {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        match name {
            "m3" => Ok(Core::M3),
            "m4" => Ok(Core::M4),
            _ => anyhow::bail!("no core is called {name}"),
        }
    }
}

/// Bytes of the instruction that begins with `half`.
pub(crate) fn length(half: u16) -> u64 {
    if half >> 11 >= 0b11101 { 4 } else { 2 }
}

/// The instruction of these two halves, if it may end early on `core`.
pub(crate) fn variable(core: Core, first: u16, second: u16) -> Option<Variable> {
    let name = match (first >> 4, second >> 4 & 15) {
        (0xfb9, 15) => "SDIV",
        (0xfbb, 15) => "UDIV",
        (0xfb8, 0) if core == Core::M3 => "SMULL",
        (0xfba, 0) if core == Core::M3 => "UMULL",
        (0xfbc, 0) if core == Core::M3 => "SMLAL",
        (0xfbe, 0) if core == Core::M3 => "UMLAL",
        _ => return None,
    };
    Some(Variable { name, operands: [(first & 15) as u8, (second & 15) as u8] })
}
