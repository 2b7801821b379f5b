//! The few calls of the emulator unicorn that are needed, from the library its Python package
//! brings.

use crate::thumb::Core;
use anyhow::{Context, Result, ensure};
use libloading::Library;
use std::ffi::{c_int, c_void};
use std::path::Path;
use std::rc::Rc;

type Engine = *mut c_void;
type Status = c_int;

/// Numbers of `unicorn.h` and `arm.h`, version 2.
const ARCH_ARM: c_int = 1;
const MODE_THUMB_MCLASS: c_int = 16 | 32;
const CONTROL_CPU_MODEL: c_int = 7 | 1 << 26 | 1 << 30;
const CORTEX_M3: c_int = 8;
const CORTEX_M4: c_int = 9;
const ALL: u32 = 7;
const HOOK_CODE: c_int = 4;
const HOOK_BLOCK: c_int = 8;
const HOOK_MEMORY: c_int = 1024 | 2048;
const REGISTER_LR: c_int = 10;
const REGISTER_SP: c_int = 12;
const REGISTER_R0: c_int = 66;

/// A hook on blocks or instructions: engine, address, bytes, what was given with it.
pub(crate) type OnCode = unsafe extern "C" fn(Engine, u64, u32, *mut c_void);
/// A hook on loads and stores: engine, kind, address, bytes, value, what was given with it.
pub(crate) type OnMemory = unsafe extern "C" fn(Engine, c_int, u64, c_int, i64, *mut c_void);

/// One emulated core.
pub(crate) struct Emulator {
    library: Rc<Library>,
    engine: Engine,
}

/// Loads the library.
pub(crate) fn load(path: &Path) -> Result<Rc<Library>> {
    // SAFETY: the library is the emulator; its initialisers do nothing beyond setting it up.
    let library =
        unsafe { Library::new(path) }.with_context(|| format!("cannot load {}", path.display()))?;
    Ok(Rc::new(library))
}

/// Calls a function of the library by its name.
macro_rules! call {
    ($library:expr, $name:literal, $type:ty, $($argument:expr),*) => {{
        // SAFETY: the type is that of the function's declaration in unicorn.h, and so are the
        // arguments.
        let status = unsafe { ($library.get::<$type>($name)?)($($argument),*) };
        ensure!(status == 0, "{} fails with {status}", String::from_utf8_lossy($name));
    }};
}

impl Emulator {
    /// A core without memory.
    pub(crate) fn new(library: &Rc<Library>, core: Core) -> Result<Self> {
        let mut engine: Engine = std::ptr::null_mut();
        call!(
            library,
            b"uc_open",
            unsafe extern "C" fn(c_int, c_int, *mut Engine) -> Status,
            ARCH_ARM,
            MODE_THUMB_MCLASS,
            &raw mut engine
        );
        let emulator = Emulator { library: Rc::clone(library), engine };
        let model = if core == Core::M3 { CORTEX_M3 } else { CORTEX_M4 };
        call!(
            library,
            b"uc_ctl",
            unsafe extern "C" fn(Engine, c_int, ...) -> Status,
            engine,
            CONTROL_CPU_MODEL,
            model
        );
        Ok(emulator)
    }

    /// Gives it memory: whole pages.
    pub(crate) fn map(&self, address: u64, bytes: usize) -> Result<()> {
        call!(
            self.library,
            b"uc_mem_map",
            unsafe extern "C" fn(Engine, u64, usize, u32) -> Status,
            self.engine,
            address,
            bytes,
            ALL
        );
        Ok(())
    }

    /// Writes into memory.
    pub(crate) fn write(&self, address: u64, bytes: &[u8]) -> Result<()> {
        call!(
            self.library,
            b"uc_mem_write",
            unsafe extern "C" fn(Engine, u64, *const u8, usize) -> Status,
            self.engine,
            address,
            bytes.as_ptr(),
            bytes.len()
        );
        Ok(())
    }

    /// Hooks `first..=last`; an empty range is everything.
    pub(crate) fn on_blocks(&self, callback: OnCode, given: *mut c_void) -> Result<()> {
        self.hook(HOOK_BLOCK, callback as *mut c_void, given, 1, 0)
    }

    /// Hooks loads and stores.
    pub(crate) fn on_memory(&self, callback: OnMemory, given: *mut c_void) -> Result<()> {
        self.hook(HOOK_MEMORY, callback as *mut c_void, given, 1, 0)
    }

    /// Hooks the instruction at `address`.
    pub(crate) fn on_instruction(
        &self,
        callback: OnCode,
        given: *mut c_void,
        address: u64,
    ) -> Result<()> {
        self.hook(HOOK_CODE, callback as *mut c_void, given, address, address)
    }

    fn hook(
        &self,
        kind: c_int,
        callback: *mut c_void,
        given: *mut c_void,
        first: u64,
        last: u64,
    ) -> Result<()> {
        let mut handle = 0usize;
        call!(
            self.library,
            b"uc_hook_add",
            unsafe extern "C" fn(
                Engine,
                *mut usize,
                c_int,
                *mut c_void,
                *mut c_void,
                u64,
                u64,
                ...
            ) -> Status,
            self.engine,
            &raw mut handle,
            kind,
            callback,
            given,
            first,
            last
        );
        Ok(())
    }

    fn set(&self, register: c_int, value: u32) -> Result<()> {
        call!(
            self.library,
            b"uc_reg_write",
            unsafe extern "C" fn(Engine, c_int, *const u32) -> Status,
            self.engine,
            register,
            &raw const value
        );
        Ok(())
    }

    /// Calls the Thumb function at `address` with a stack that ends at `stack`, until it returns to
    /// `back`.
    pub(crate) fn call(
        &self,
        address: u64,
        arguments: [u32; 3],
        stack: u32,
        back: u32,
    ) -> Result<()> {
        for (register, argument) in (REGISTER_R0..).zip(arguments) {
            self.set(register, argument)?;
        }
        self.set(REGISTER_SP, stack)?;
        self.set(REGISTER_LR, back | 1)?;
        call!(
            self.library,
            b"uc_emu_start",
            unsafe extern "C" fn(Engine, u64, u64, u64, usize) -> Status,
            self.engine,
            address | 1,
            u64::from(back),
            0,
            0
        );
        Ok(())
    }

    /// A way to read registers from within a hook.
    pub(crate) fn reader(&self) -> Result<Reader> {
        // SAFETY: the type is that of the function's declaration in unicorn.h.
        let read = *unsafe { self.library.get::<ReadRegister>(b"uc_reg_read")? };
        Ok(Reader { read, engine: self.engine })
    }
}

type ReadRegister = unsafe extern "C" fn(Engine, c_int, *mut u32) -> Status;

/// Reads registers. Valid as long as its emulator lives.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    read: ReadRegister,
    engine: Engine,
}

impl Reader {
    /// Register `r0` to `r12` by its number.
    pub(crate) fn register(&self, number: u8) -> u32 {
        let mut value = 0;
        // SAFETY: hooks run while the engine lives, and `value` has the four bytes of a register.
        unsafe { (self.read)(self.engine, REGISTER_R0 + c_int::from(number), &raw mut value) };
        value
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // SAFETY: the engine was opened and is closed once.
        let close =
            unsafe { self.library.get::<unsafe extern "C" fn(Engine) -> Status>(b"uc_close") };
        if let Ok(close) = close {
            // SAFETY: as above.
            unsafe { close(self.engine) };
        }
    }
}
