//! A child process whose output is kept and that ends with its owner.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::PeerError;

/// A running process. Killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    output: Arc<Output>,
}

/// What a process printed so far, both streams in the order of arrival.
#[derive(Debug, Default)]
struct Output {
    bytes: Mutex<Vec<u8>>,
    more: Condvar,
    /// Streams that ended; two when the process is gone.
    ended: AtomicU8,
}

impl Output {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock()).into_owned()
    }
}

impl Process {
    /// Starts `command` with all three streams piped.
    ///
    /// # Errors
    /// [`PeerError`] when it cannot be started.
    pub fn start(mut command: Command) -> Result<Self, PeerError> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| PeerError::new(format!("cannot start {command:?}: {error}")))?;
        let output = Arc::new(Output::default());
        if let Some(stdout) = child.stdout.take() {
            keep(stdout, &output);
        }
        if let Some(stderr) = child.stderr.take() {
            keep(stderr, &output);
        }
        let stdin = child.stdin.take();
        Ok(Process { child, stdin, output })
    }

    /// What it printed so far.
    #[must_use]
    pub fn output(&self) -> String {
        self.output.text()
    }

    /// Waits until its output satisfies `seen`, at most `patience` and not past its end; yields the
    /// output and whether it did.
    pub fn wait_until(&self, patience: Duration, seen: impl Fn(&str) -> bool) -> (String, bool) {
        let end = Instant::now() + patience;
        loop {
            let over = self.output.ended.load(Ordering::SeqCst) == 2;
            let bytes = self.output.lock();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let left = end.saturating_duration_since(Instant::now());
            if seen(&text) {
                return (text, true);
            }
            if over || left.is_zero() {
                return (text, false);
            }
            drop(self.output.more.wait_timeout(bytes, left.min(Duration::from_millis(100))));
        }
    }

    /// Types `text` into its standard input.
    ///
    /// # Errors
    /// [`PeerError`] when the process is gone.
    pub fn type_in(&mut self, text: &str) -> Result<(), PeerError> {
        let stdin =
            self.stdin.as_mut().ok_or_else(|| PeerError::new("the standard input is closed"))?;
        stdin.write_all(text.as_bytes())?;
        Ok(stdin.flush()?)
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a stream to its end, in a thread of its own.
fn keep(mut stream: impl Read + Send + 'static, output: &Arc<Output>) {
    let output = Arc::clone(output);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = stream.read(&mut buffer) {
            output.lock().extend(buffer.iter().take(n));
            output.more.notify_all();
        }
        output.ended.fetch_add(1, Ordering::SeqCst);
        output.more.notify_all();
    });
}
