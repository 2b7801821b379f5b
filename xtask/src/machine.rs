//! The emulated boards.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A target the images are built for and the board that runs it.
pub(crate) struct Board {
    /// The compiler's name of the target.
    pub(crate) target: &'static str,
    /// QEMU's name of the board.
    pub(crate) machine: &'static str,
    /// The core on it.
    pub(crate) core: &'static str,
}

/// Every board known, the measured one first.
pub(crate) const BOARDS: &[Board] = &[
    Board { target: "thumbv7m-none-eabi", machine: "mps2-an385", core: "Cortex-M3" },
    Board { target: "thumbv7em-none-eabi", machine: "mps2-an386", core: "Cortex-M4" },
];

/// Finds the board of `target`, which may be shortened as in `thumbv7m`.
pub(crate) fn board(target: &str) -> Result<&'static Board> {
    let known = |board: &&Board| {
        board.target == target || board.target.strip_suffix("-none-eabi") == Some(target)
    };
    BOARDS.iter().find(known).with_context(|| {
        let names: Vec<_> = BOARDS.iter().map(|board| board.target).collect();
        format!("no board runs {target}; known are {}", names.join(", "))
    })
}

/// What is needed to run an image.
pub(crate) const PROGRAMS: &[(&str, &str)] = &[("qemu-system-arm", "qemu-system-arm")];

/// How an image ended.
pub(crate) struct Run {
    /// Its exit code; none when it had to be stopped.
    pub(crate) code: Option<i32>,
    /// What it printed by semihosting.
    pub(crate) printed: String,
    /// What QEMU complained about.
    pub(crate) complaint: String,
}

/// Runs the image `elf` until it ends or `limit` is over. `port` is the TCP port on loopback its
/// UART 0 is connected to. One instruction takes one emulated nanosecond.
pub(crate) fn run(board: &Board, elf: &Path, port: Option<u16>, limit: Duration) -> Result<Run> {
    let serial = port.map_or_else(|| "null".to_owned(), |port| format!("tcp:127.0.0.1:{port}"));
    run_with(board, elf, &["-serial", &serial], limit)
}

/// As [`run`], with these arguments of QEMU for what the board is connected to.
pub(crate) fn run_with(
    board: &Board,
    elf: &Path,
    connections: &[&str],
    limit: Duration,
) -> Result<Run> {
    let mut child = Command::new("qemu-system-arm")
        .args(["-M", board.machine, "-display", "none", "-monitor", "none", "-icount", "shift=0"])
        .args(["-chardev", "stdio,id=results,signal=off"])
        .args(["-semihosting-config", "enable=on,target=native,chardev=results"])
        .args(connections)
        .arg("-kernel")
        .arg(elf)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start qemu-system-arm")?;
    let code = wait(&mut child, limit)?;
    let (mut printed, mut complaint) = (String::new(), String::new());
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut printed)?;
    }
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut complaint)?;
    }
    Ok(Run { code, printed, complaint })
}

impl Run {
    /// What was printed, of an image that ended with code 0.
    pub(crate) fn success(self) -> Result<String> {
        match self.code {
            Some(0) => Ok(self.printed),
            Some(code) => bail!(
                "the image ended with code {code}: {} {}",
                self.printed.trim(),
                self.complaint.trim()
            ),
            None => bail!(
                "the image was stopped as it did not end: {} {}",
                self.printed.trim(),
                self.complaint.trim()
            ),
        }
    }
}

/// Waits for the child's exit code; after `limit` it is stopped and there is none.
fn wait(child: &mut Child, limit: Duration) -> Result<Option<i32>> {
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.code().unwrap_or(-1)));
        }
        if begin.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
