//! Runs an operation of an image on differing secrets and compares what the core did: every block
//! of instructions it went through, every address it loaded from or stored to, and the operands of
//! instructions that may end early.

use crate::samples::samples;
use crate::thumb::{self, Core, Variable};
use crate::unicorn::{Emulator, Reader, load};
use anyhow::{Context, Result, ensure};
use libloading::Library;
use object::{Object, ObjectSegment, ObjectSymbol};
use operations::{Operation, Sink};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ffi::{c_int, c_void};
use std::path::Path;
use std::rc::Rc;

/// Memory of the emulated device: code from 0 on, and what is written.
const CODE: usize = 4 << 20;
const RAM: u64 = 0x2000_0000;
const RAM_BYTES: usize = 1 << 20;
/// Where the secret lies and where the stack ends.
const SECRET: u32 = 0x2008_0000;
const STACK: u32 = 0x2010_0000;
/// Where an operation returns to.
const BACK: u32 = 0x1000_0000;
const PAGE: usize = 4096;
/// Set in an event that is an access to memory, and in one that is a store.
const ACCESS: u64 = 1 << 32;
const STORE: u64 = 1 << 33;
/// How many events of a trace are kept to find where two of them part.
const KEPT: usize = 1 << 26;
/// Operations of more instructions are run on four secrets only.
const LONG: u64 = 4_000_000;

/// An image, to be run on an emulated core.
pub(crate) struct Tracer {
    library: Rc<Library>,
    core: Core,
    segments: Vec<(u64, Vec<u8>)>,
    entry: u64,
}

/// What was found about one operation.
#[derive(Serialize)]
pub(crate) struct Comparison {
    name: &'static str,
    /// How many secrets were compared.
    secrets: usize,
    /// Blocks of instructions, instructions, and accesses to memory with the first secret.
    blocks: u64,
    instructions: u64,
    accesses: u64,
    /// Where the first trace that differs parted from the first of all.
    difference: Option<Difference>,
    /// Instructions that may end early.
    variable: BTreeMap<&'static str, Executed>,
}

/// Executions of an instruction.
#[derive(Clone, Copy, Default, Serialize)]
struct Executed {
    /// All of them.
    all: u64,
    /// Those of places where operands differed with the secret.
    secret: u64,
    /// The first of these places.
    place: Option<u64>,
}

/// Where two traces part.
#[derive(Serialize)]
struct Difference {
    /// `branch`, `load` or `store`.
    kind: &'static str,
    /// The block executed last.
    block: u64,
    /// What came next with either secret: a block or an address.
    then: [u64; 2],
}

/// What the hooks write down.
#[derive(Default)]
struct Record {
    hash: u64,
    blocks: u64,
    accesses: u64,
    /// Bytes of each block, and how often it was entered; only while scouting.
    seen: Option<BTreeMap<u64, (u32, u64)>>,
    /// Operands of instructions that may end early, by place: how often, and a hash.
    operands: BTreeMap<u64, (u64, u64)>,
    variable: BTreeMap<u64, Variable>,
    reader: Option<Reader>,
    /// What the operation returned.
    result: u32,
    /// The events themselves.
    events: Option<Vec<u64>>,
}

impl Record {
    fn event(&mut self, event: u64) {
        self.hash = mix(self.hash, event);
        if let Some(events) = &mut self.events
            && events.len() < KEPT
        {
            events.push(event);
        }
    }
}

/// One step of a hash: not cryptographic, two different traces are not made to collide.
fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Tracer {
    /// Reads the image for `core`; `library` is unicorn's.
    pub(crate) fn new(image: &Path, library: &Path, core: Core) -> Result<Self> {
        let bytes = std::fs::read(image).with_context(|| image.display().to_string())?;
        let file = object::File::parse(&*bytes)?;
        let mut segments = Vec::new();
        for segment in file.segments() {
            segments.push((segment.address(), segment.data()?.to_vec()));
        }
        let entry = file
            .symbols()
            .find(|symbol| symbol.name() == Ok("ct_run"))
            .context("the image has no ct_run")?;
        Ok(Tracer { library: load(library)?, core, segments, entry: entry.address() & !1 })
    }

    /// Runs operation number `index` on every sample.
    pub(crate) fn compare(&self, index: usize, operation: &Operation) -> Result<Comparison> {
        let mut samples = samples(operation);
        let first = samples.first().context("no secrets")?.clone();
        let first = first.as_slice();
        let scouted =
            self.run(index, first, Record { seen: Some(BTreeMap::new()), ..Record::default() })?;
        let seen = scouted.seen.unwrap_or_default();
        let (variable, instructions) = self.decode(&seen);
        if instructions > LONG {
            samples.truncate(4);
        }
        let fresh = || Record { variable: variable.clone(), ..Record::default() };
        let reference = self.run(index, first, fresh())?;
        ensure!(reference.hash == scouted.hash, "{} is not repeatable", operation.name);
        ensure!(
            reference.result == expected(operation, first),
            "{}: the emulated result is wrong",
            operation.name
        );
        let mut difference = None;
        let mut secret_places: BTreeMap<u64, bool> = BTreeMap::new();
        for sample in &samples[1..] {
            let record = self.run(index, sample, fresh())?;
            ensure!(
                record.result == expected(operation, sample),
                "{}: the emulated result is wrong",
                operation.name
            );
            if record.hash != reference.hash {
                difference = Some(self.part(index, first, sample)?);
                break;
            }
            for (place, operands) in &record.operands {
                *secret_places.entry(*place).or_default() |=
                    reference.operands.get(place) != Some(operands);
            }
        }
        let mut counts: BTreeMap<&'static str, Executed> = BTreeMap::new();
        for (place, (times, _)) in &reference.operands {
            let Some(variable) = variable.get(place) else { continue };
            let executed = counts.entry(variable.name).or_default();
            executed.all += times;
            if secret_places.get(place) == Some(&true) {
                executed.secret += times;
                executed.place = executed.place.or(Some(*place));
            }
        }
        Ok(Comparison {
            name: operation.name,
            secrets: samples.len(),
            blocks: reference.blocks,
            instructions,
            accesses: reference.accesses,
            difference,
            variable: counts,
        })
    }

    /// Decodes the blocks that were executed: what may end early in them, and how many instructions
    /// that were.
    fn decode(&self, seen: &BTreeMap<u64, (u32, u64)>) -> (BTreeMap<u64, Variable>, u64) {
        let (mut variable, mut instructions) = (BTreeMap::new(), 0);
        for (start, (bytes, times)) in seen {
            let (mut at, end) = (*start, start + u64::from(*bytes));
            while at < end {
                let (first, second) = (self.half(at), self.half(at + 2));
                if let Some(found) = thumb::variable(self.core, first, second) {
                    variable.insert(at, found);
                }
                at += thumb::length(first);
                instructions += times;
            }
        }
        (variable, instructions)
    }

    /// The half word of the image at `address`.
    fn half(&self, address: u64) -> u16 {
        let bytes = self.segments.iter().find_map(|(start, bytes)| {
            let at = usize::try_from(address.checked_sub(*start)?).ok()?;
            bytes.get(at..at + 2)
        });
        bytes.map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// Runs an operation on one secret.
    fn run(&self, index: usize, secret: &[u8], record: Record) -> Result<Record> {
        let emulator = Emulator::new(&self.library, self.core)?;
        emulator.map(0, CODE)?;
        emulator.map(RAM, RAM_BYTES)?;
        emulator.map(u64::from(BACK), PAGE)?;
        for (address, bytes) in self.segments.iter().filter(|(_, bytes)| !bytes.is_empty()) {
            emulator.write(*address, bytes)?;
        }
        emulator.write(u64::from(SECRET), secret)?;
        let mut record = Box::new(record);
        record.reader = Some(emulator.reader()?);
        let places: Vec<u64> = record.variable.keys().copied().collect();
        let given = (&raw mut *record).cast::<c_void>();
        emulator.on_blocks(on_block, given)?;
        emulator.on_memory(on_memory, given)?;
        for place in places {
            emulator.on_instruction(on_instruction, given, place)?;
        }
        emulator.call(self.entry, [index as u32, SECRET, secret.len() as u32], STACK, BACK)?;
        record.result = emulator.reader()?.register(0);
        drop(emulator);
        record.reader = None;
        Ok(*record)
    }

    /// Where the traces of two secrets part.
    fn part(&self, index: usize, first: &[u8], second: &[u8]) -> Result<Difference> {
        let events = |secret: &[u8]| -> Result<Vec<u64>> {
            let record =
                self.run(index, secret, Record { events: Some(Vec::new()), ..Record::default() })?;
            Ok(record.events.unwrap_or_default())
        };
        let (first, second) = (events(first)?, events(second)?);
        let at = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
        let event = |events: &[u64]| events.get(at).copied().unwrap_or_default();
        let then = [event(&first), event(&second)];
        let block = first[..at]
            .iter()
            .rev()
            .find(|event| *event & ACCESS == 0)
            .copied()
            .unwrap_or_default();
        let kind = match then.map(|event| event & (ACCESS | STORE)) {
            [a, b] if a == ACCESS && b == ACCESS => "load",
            [a, b] if a & b & STORE != 0 => "store",
            _ => "branch",
        };
        Ok(Difference { kind, block, then: then.map(|event| event & u64::from(u32::MAX)) })
    }
}

/// What the operation yields here, by the same source: the emulated core has to agree.
fn expected(operation: &Operation, secret: &[u8]) -> u32 {
    let mut sink = Sink::new(|_| {});
    (operation.run)(secret, &mut sink);
    sink.digest()
}

unsafe extern "C" fn on_block(_: *mut c_void, address: u64, bytes: u32, given: *mut c_void) {
    // SAFETY: what was given with the hook is the record, and nothing else uses it while the
    // emulator runs.
    let record = unsafe { &mut *given.cast::<Record>() };
    record.event(address);
    record.blocks += 1;
    if let Some(seen) = &mut record.seen {
        seen.entry(address).or_insert((bytes, 0)).1 += 1;
    }
}

unsafe extern "C" fn on_memory(
    _: *mut c_void,
    kind: c_int,
    address: u64,
    bytes: c_int,
    _: i64,
    given: *mut c_void,
) {
    /// Unicorn's number of a load; a store is 17.
    const LOAD: c_int = 16;
    // SAFETY: as above.
    let record = unsafe { &mut *given.cast::<Record>() };
    let store = if kind == LOAD { 0 } else { STORE };
    record.event(address | ACCESS | store | (bytes as u64) << 40);
    record.accesses += 1;
}

unsafe extern "C" fn on_instruction(_: *mut c_void, address: u64, _: u32, given: *mut c_void) {
    // SAFETY: as above.
    let record = unsafe { &mut *given.cast::<Record>() };
    let (Some(reader), Some(variable)) = (record.reader, record.variable.get(&address)) else {
        return;
    };
    let [left, right] = variable.operands.map(|number| u64::from(reader.register(number)));
    let (times, hash) = record.operands.entry(address).or_default();
    *times += 1;
    *hash = mix(*hash, left << 32 | right);
}
