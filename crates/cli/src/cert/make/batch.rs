//! `motetls cert new device`: one device, or ten thousand.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use motetls::pki::der::Read;
use motetls::pki::x509::Certificate;
use serde_json::{Value, json};

use super::arguments::NewDevice;
use super::authority::Authority;
use super::devices;
use super::files::{self, Places, Report};
use super::issue::Role;
use super::new::{self, Job};
use super::options::Output;
use super::validity::Usual;
use crate::cert::output;
use crate::cert::random::generator;
use crate::failure::Failure;

/// How often the progress of a batch is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Runs the command.
pub(crate) fn run(options: &NewDevice) -> Result<(), Failure> {
    let random = &mut generator()?;
    let devices = devices::of(options)?;
    let single = options.list.is_none() && options.count.is_none();
    if devices.len() > 1 && options.key.from_key.is_some() {
        return Err(Failure::local("--from-key would give all devices one key: leave it out"));
    }
    let authority = Authority::of(&options.issuer, random)?;
    let role = if options.idevid { Role::Idevid } else { Role::Device(options.role) };
    let usual = if options.idevid { Usual::Forever } else { Usual::Days(3650) };
    let der = files::device_in_der(options);
    // the stem is that of each device here
    let output = Output { stem: None, ..options.output.clone() };
    let places: Vec<Places> =
        devices.iter().map(|device| Places::new(&output, &device.stem, der, options.key.from_key.is_none())).collect();
    let done = |places: &Places| options.resume && places.certificate.exists();
    let force = options.output.writing.force;
    files::make_folder(&output.out_dir)?;
    for places in places.iter().filter(|_| !options.resume) {
        output::must_be_free(&places.all(), force)?;
    }
    let passphrase = new::passphrase(&options.key)?;
    let mut progress = Progress::new(devices.len());
    let mut report = Report::default();
    let mut table = Vec::new();
    let mut sizes = Vec::new();
    for (device, places) in devices.iter().zip(&places) {
        if done(places) {
            progress.skip();
            continue;
        }
        let job = Job {
            role: &role,
            subject: &device.subject,
            names: &device.names,
            authority: Some(&authority),
            key: &options.key,
            shape: &options.shape,
            output: &output,
            der,
        };
        let validity = job.validity(usual)?;
        if sizes.is_empty() {
            authority.warn_of(validity);
        }
        // a key without its certificate is what an interruption leaves behind
        let made = job.make(places, validity, passphrase.as_ref(), force || options.resume, random);
        let (subject, certificate) = made.map_err(|failure| progress.interrupted(failure, single))?;
        sizes.push(certificate.len());
        if single {
            let about = subject.about();
            let about = about.as_ref().map(|(about, bytes)| (about.as_str(), *bytes));
            report.certificate(places, &certificate, about, &job.above());
        } else {
            table.push(entry(places, &certificate));
            progress.made();
        }
    }
    let writing = &options.output.writing;
    if single {
        let next = places.first().map(|places| files::next(places, &options.shape));
        report.tell(writing.json, &next.unwrap_or_default());
        return Ok(());
    }
    let (least, most) = (sizes.iter().min().copied().unwrap_or(0), sizes.iter().max().copied().unwrap_or(0));
    report.line(format!(
        "{} devices in {}: certificates of {least} to {most} bytes in DER, {}{}",
        sizes.len(),
        output.out_dir.display(),
        if passphrase.is_some() { "keys encrypted" } else { "keys not encrypted, readable by their owner only" },
        progress.summary()
    ));
    report.fact("devices", table);
    report.tell(writing.json, "flash each device with its certificate and its key, then delete the keys here");
    Ok(())
}

/// What programs want to know of one of many.
fn entry(places: &Places, der: &[u8]) -> Value {
    let mut entry = json!({ "certificate": places.certificate.display().to_string(), "bytes": der.len() });
    if let Some(key) = &places.key {
        entry["private_key"] = key.display().to_string().into();
    }
    if let Ok(certificate) = Certificate::from_der(der) {
        for (name, value) in files::facts(&certificate) {
            entry[name] = value;
        }
    }
    entry
}

/// How far a batch is, told on standard error.
struct Progress {
    total: usize,
    made: usize,
    skipped: usize,
    begun: Instant,
    told: Instant,
    terminal: bool,
}

impl Progress {
    fn new(total: usize) -> Self {
        let now = Instant::now();
        Progress { total, made: 0, skipped: 0, begun: now, told: now, terminal: std::io::stderr().is_terminal() }
    }

    fn skip(&mut self) {
        self.skipped = self.skipped.saturating_add(1);
    }

    fn made(&mut self) {
        self.made = self.made.saturating_add(1);
        if self.told.elapsed() < TOLD_EVERY {
            return;
        }
        self.told = Instant::now();
        let rate = self.rate();
        let left = self.total.saturating_sub(self.skipped).saturating_sub(self.made);
        let seconds = left as f64 / rate.max(0.001);
        let line = format!("{} of {} devices, {rate:.0} each second, {seconds:.0} s left", self.made, self.total);
        // on a terminal, one line that changes; in a log, one line after another
        let (start, end) = if self.terminal { ("\r\x1b[K", "") } else { ("", "\n") };
        eprint!("{start}{line}{end}");
        let _ = std::io::stderr().flush();
    }

    fn rate(&self) -> f64 {
        self.made as f64 / self.begun.elapsed().as_secs_f64().max(0.000_001)
    }

    /// Ends the line that changes.
    fn clear(&self) {
        if self.terminal && self.told != self.begun {
            eprint!("\r\x1b[K");
        }
    }

    fn summary(&self) -> String {
        self.clear();
        let skipped = match self.skipped {
            0 => String::new(),
            skipped => format!("; {skipped} were there already"),
        };
        format!(" ({:.1} s, {:.0} each second){skipped}", self.begun.elapsed().as_secs_f64(), self.rate())
    }

    /// Says how far a batch came that ends early.
    fn interrupted(&self, failure: Failure, single: bool) -> Failure {
        self.clear();
        match single {
            true => failure,
            false => Failure::local(format!(
                "{failure} ({} of {} devices were made; go on from there with --resume)",
                self.made, self.total
            )),
        }
    }
}
