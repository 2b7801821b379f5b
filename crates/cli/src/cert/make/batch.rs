//! `motetls cert new device`: one device, or ten thousand.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use motetls::pki::der::Read;
use motetls::pki::x509::CertificateView;
use serde_json::{Value, json};

use super::arguments::NewDevice;
use super::authority::Authority;
use super::devices::{self, Device};
use super::files::{self, Places, Report};
use super::issue::Role;
use super::job::{Job, Leftover, Subject};
use super::options::Output;
use super::resume::{self, Left};
use super::validity::Usual;
use crate::cert::output;
use crate::cert::random::{Generator, generator};
use crate::cert::wiped::Wiped;
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
    // the stem is that of each device here
    let output = Output { stem: None, ..options.output.clone() };
    let der = files::device_in_der(options);
    let with_key = options.key.from_key.is_none();
    let places = devices
        .iter()
        .map(|device| Places::new(&output, &device.stem, der, with_key))
        .collect::<Vec<_>>();
    apart(&places, options.count.is_some())?;
    files::make_folder(&output.out_dir)?;
    for places in places.iter().filter(|_| !options.resume) {
        output::must_be_free(&places.all(), output.writing.force)?;
    }
    let passphrase = options.key.passphrase()?;
    let role = if options.idevid { Role::Idevid } else { Role::Device(options.role) };
    let line = Line { options, authority: &authority, output: &output, passphrase, role };
    match (devices.first(), places.first()) {
        (Some(device), Some(places)) if single && !options.resume => {
            let mut report = Report::default();
            authority.check_validity(line.job(device).validity(line.usual())?)?;
            let (subject, certificate) = line.make(device, places, Leftover::default(), random)?;
            let about = subject.about();
            let about = about.as_ref().map(|(about, bytes)| (about.as_str(), *bytes));
            report.certificate(places, &certificate, about, &line.job(device).above());
            report.tell(options.output.writing.json, &files::next(places, &options.shape))
        }
        _ => many(&line, &devices, &places, random),
    }
}

/// Refuses devices of which two would share a file, be it the key of one and the certificate of
/// another.
fn apart(places: &[Places], numbered: bool) -> Result<(), Failure> {
    let mut taken = HashMap::new();
    for (place, files) in (1_usize..).zip(places) {
        for path in files.all() {
            if let Some(earlier) = taken.insert(path, place) {
                return Err(Failure::local(format!(
                    "device {earlier} and device {place} would both be written to {}: names must \
                     tell them apart{}",
                    path.display(),
                    if numbered { ", by {} in them" } else { "" },
                )));
            }
        }
    }
    Ok(())
}

/// Makes many devices, and tells of them as it goes.
fn many(
    line: &Line<'_>,
    devices: &[Device],
    places: &[Places],
    random: &mut Generator,
) -> Result<(), Failure> {
    if let Some(device) = devices.first() {
        line.authority.check_validity(line.job(device).validity(line.usual())?)?;
    }
    let mut progress = Progress::new(devices.len());
    let (mut table, mut sizes) = (Vec::new(), Vec::new());
    for (device, places) in devices.iter().zip(places) {
        let kept =
            match line.left(places, random).map_err(|failure| progress.interrupted(&failure))? {
                Left::Certificate => {
                    progress.skip();
                    continue;
                }
                Left::Part(kept) => kept,
            };
        progress.kept(kept.key.is_some());
        let made = line.make(device, places, kept, random);
        let (_, certificate) = made.map_err(|failure| progress.interrupted(&failure))?;
        sizes.push(certificate.len());
        table.push(entry(places, &certificate));
        progress.made();
    }
    let mut report = Report::default();
    report.line(summary(line, &sizes, &progress));
    report.fact("devices", table);
    let next = "flash each device with its certificate and its key, then delete the keys here";
    report.tell(line.output.writing.json, next)
}

/// The message at the end of a batch.
fn summary(line: &Line<'_>, sizes: &[usize], progress: &Progress) -> String {
    let keys = match line.passphrase {
        Some(_) => "keys encrypted",
        None => "keys not encrypted, readable by their owner only",
    };
    let folder = line.output.out_dir.display();
    match (sizes.iter().min(), sizes.iter().max()) {
        (Some(least), Some(most)) => format!(
            "{} devices in {folder}: certificates of {least} to {most} bytes in DER, {keys}{}",
            sizes.len(),
            progress.summary()
        ),
        _ => format!("no device in {folder} was left to be made{}", progress.summary()),
    }
}

/// What all devices have in common.
struct Line<'a> {
    options: &'a NewDevice,
    authority: &'a Authority,
    output: &'a Output,
    passphrase: Option<Wiped>,
    role: Role,
}

impl Line<'_> {
    const fn usual(&self) -> Usual {
        if self.options.idevid { Usual::Forever } else { Usual::Days(3650) }
    }

    fn job<'j>(&'j self, device: &'j Device) -> Job<'j> {
        Job {
            role: &self.role,
            subject: &device.subject,
            names: &device.names,
            authority: Some(self.authority),
            key: &self.options.key,
            shape: &self.options.shape,
            output: self.output,
            der: files::device_in_der(self.options),
        }
    }

    /// What is there of a device already.
    fn left(&self, places: &Places, random: &mut Generator) -> Result<Left, Failure> {
        if !self.options.resume {
            return Ok(Left::Part(Leftover::default()));
        }
        resume::left(places, self.authority, &self.options.key, random)
    }

    /// Makes and writes what a device gets.
    fn make(
        &self,
        device: &Device,
        places: &Places,
        kept: Leftover,
        random: &mut Generator,
    ) -> Result<(Subject, Vec<u8>), Failure> {
        let job = self.job(device);
        let validity = job.validity(self.usual())?;
        job.make(places, validity, self.passphrase.as_ref(), kept, random)
    }
}

/// What programs want to know of one of many.
fn entry(places: &Places, der: &[u8]) -> Value {
    let mut entry =
        json!({ "certificate": places.certificate.display().to_string(), "bytes": der.len() });
    if let Some(key) = &places.key {
        entry["private_key"] = key.display().to_string().into();
    }
    if let Ok(certificate) = CertificateView::from_der(der) {
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
    /// Keys that were there and were certified.
    kept: usize,
    begun: Instant,
    told: Instant,
    terminal: bool,
}

impl Progress {
    fn new(total: usize) -> Self {
        let now = Instant::now();
        Progress {
            total,
            made: 0,
            skipped: 0,
            kept: 0,
            begun: now,
            told: now,
            terminal: std::io::stderr().is_terminal(),
        }
    }

    fn skip(&mut self) {
        self.skipped = self.skipped.saturating_add(1);
    }

    fn kept(&mut self, kept: bool) {
        self.kept = self.kept.saturating_add(usize::from(kept));
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
        let line = format!(
            "{} of {} devices, {rate:.0} each second, {seconds:.0} s left",
            self.made, self.total
        );
        // on a terminal, one line that changes; in a log, one line after another
        let (start, end) = if self.terminal { ("\r\x1b[K", "") } else { ("", "\n") };
        // standard error may be closed by now: that does not stop a batch
        let mut watched = std::io::stderr().lock();
        let _ = write!(watched, "{start}{line}{end}").and_then(|()| watched.flush());
    }

    fn rate(&self) -> f64 {
        self.made as f64 / self.begun.elapsed().as_secs_f64().max(0.000_001)
    }

    /// Ends the line that changes.
    fn clear(&self) {
        if self.terminal && self.told != self.begun {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    fn summary(&self) -> String {
        self.clear();
        let skipped = match self.skipped {
            0 => String::new(),
            skipped => format!("; {skipped} were there already"),
        };
        let kept = match self.kept {
            0 => String::new(),
            kept => format!("; {kept} keys were there and were kept"),
        };
        format!(
            " ({:.1} s, {:.0} each second){skipped}{kept}",
            self.begun.elapsed().as_secs_f64(),
            self.rate()
        )
    }

    /// Says how far a batch came that ends early.
    fn interrupted(&self, failure: &Failure) -> Failure {
        self.clear();
        let (made, total) = (self.made, self.total);
        Failure::local(format!(
            "{failure} ({made} of {total} devices were made; go on from there with --resume)"
        ))
    }
}
