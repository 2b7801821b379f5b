//! `cargo xtask footprint`: what a profile costs, measured.
//!
//! For each profile an image of `firmware/client` is built and run in QEMU against a real
//! `openssl s_server`.
//!
//! | module | purpose |
//! |---|---|
//! | [`additions`] | what each line of a profile adds |
//! | [`budgets`] | what a profile may take at most |
//! | [`peer`] | a throw-away PKI and the server |
//! | [`profiles`] | the profiles, and what must not be in their images |
//! | [`report`] | the table, for people and for programs |
//! | [`rivals`] | what other libraries measure |

mod additions;
mod budgets;
mod peer;
mod profiles;
mod report;
mod rivals;

use crate::firmware;
use crate::image::Image;
use crate::machine::{self, BOARDS, Board};
use crate::toolchain::{self, Toolchain};
use anyhow::{Context, Result, bail, ensure};
use motetls_peers::Server;
use peer::Identities;
use profiles::{Authentication, Key, PROFILES, Profile, misplaced};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The optimization level of the images unless told otherwise.
const OPT: &str = "z";
/// Longest time an image may take.
const LIMIT: Duration = Duration::from_secs(180);

/// What narrows a measurement; nothing means everything.
#[derive(Default)]
pub(crate) struct Options {
    /// One profile.
    pub(crate) profile: Option<String>,
    /// One target.
    pub(crate) target: Option<String>,
    /// Another length of the receive buffer.
    pub(crate) rx: Option<usize>,
    /// Another length of the send buffer.
    pub(crate) tx: Option<usize>,
    /// Another optimization level.
    pub(crate) opt: Option<String>,
    /// Lists the largest functions too.
    pub(crate) symbols: bool,
    /// Only JSON on standard output.
    pub(crate) json: bool,
    /// What each line of a profile adds, instead of what profiles take.
    pub(crate) additions: bool,
}

impl Options {
    fn narrowed(&self) -> bool {
        let given = [&self.profile, &self.target, &self.opt];
        given.iter().any(|option| option.is_some()) || self.rx.is_some() || self.tx.is_some()
    }
}

/// One image run. Bytes and instructions.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Record {
    profile: String,
    target: String,
    opt: String,
    /// Everything the library brings, see [`report`].
    flash: u64,
    /// Its statics, the connection, the scratch and the generator.
    static_ram: u64,
    /// Of that, the connection: what it holds as long as it is open, beside its buffers.
    connection: u64,
    rx: u64,
    tx: u64,
    /// The peak while seeding, shaking hands and exchanging data.
    stack: u64,
    /// Of the handshake, waiting left out.
    instructions: u64,
    /// Of the longest single call into the library during the handshake, where that is bounded.
    longest: Option<u64>,
    handshake_ok: bool,
}

impl Record {
    /// RAM total.
    fn ram(&self) -> u64 {
        self.static_ram + self.rx + self.tx + self.stack
    }
}

/// A record and what stands behind it.
pub(super) struct Measured {
    record: Record,
    image: Image,
    /// Flash by subtracting the shell's image: the application's own loops included.
    subtracted: u64,
    printed: String,
}

/// Everything one measurement needs.
struct Bench<'a> {
    root: &'a Path,
    /// Where the identities are kept.
    folder: PathBuf,
    opt: &'a str,
}

/// Measures, prints, and fails when a budget is exceeded, a handshake fails or an image holds what
/// it must not.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let profiles = select(options)?;
    let boards = boards(&profiles, options)?;
    check_tools(boards.first().map_or("", |board| board.target))?;
    let opt = options.opt.as_deref().unwrap_or(OPT);
    let folder = firmware::target_folder(root).with_file_name("footprint-peer");
    let bench = Bench { root, folder, opt };
    if options.additions {
        return additions::run(root, &bench);
    }
    let (mut measured, mut faults, mut version) = (Vec::new(), Vec::new(), String::new());
    for (place, board) in boards.into_iter().enumerate() {
        let toolchain = match Toolchain::find(board.target) {
            Ok(toolchain) => toolchain,
            Err(missing) if place > 0 => {
                eprintln!("left out: {missing}");
                continue;
            }
            Err(missing) => return Err(missing),
        };
        if place == 0 {
            version = toolchain.version();
        }
        let shell = Image::read(&bench.build(
            &toolchain,
            board,
            ("shell", false),
            (1, 1),
            &bench.identities(Key::P256)?,
            None,
        )?)?;
        for profile in profiles.iter().filter(|profile| profile.is_for(board)) {
            for buffers in buffers(profile, options) {
                eprintln!("{} on {}, {} + {}", profile.name, board.core, buffers.0, buffers.1);
                measured.push(bench.measure(
                    &toolchain,
                    board,
                    profile,
                    buffers,
                    &shell,
                    &mut faults,
                )?);
            }
        }
    }
    let budgets = budgets::Budgets::read(&root.join("firmware/budgets.toml"))?;
    if opt == OPT {
        faults.extend(measured.iter().flat_map(|one| budgets.exceeded(&one.record)));
    }
    let json = report::json(&measured)?;
    let table = report::table(&measured);
    if options.json {
        print!("{json}");
    } else {
        print!("{table}\n{}", report::whereabouts(&measured, options.symbols));
    }
    if !options.narrowed() {
        std::fs::create_dir_all(root.join("docs"))?;
        std::fs::write(root.join("docs/footprint.json"), json)?;
        std::fs::write(
            root.join("docs/footprint.md"),
            report::page(&measured, &table, &budgets.missed(), &version),
        )?;
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n       "));
    Ok(())
}

/// Names everything that is missing at once, with the lines that install it.
fn check_tools(target: &str) -> Result<()> {
    let programs = toolchain::require(&[machine::PROGRAMS, &[("openssl", "openssl")]].concat());
    let missing: Vec<String> = [programs.err(), Toolchain::find(target).err()]
        .into_iter()
        .flatten()
        .map(|error| error.to_string())
        .collect();
    ensure!(missing.is_empty(), "{}", missing.join("\n"));
    Ok(())
}

/// The profiles asked for.
fn select(options: &Options) -> Result<Vec<&'static Profile>> {
    let requested =
        |profile: &&Profile| options.profile.as_deref().is_none_or(|name| name == profile.name);
    let profiles: Vec<_> = PROFILES.iter().filter(requested).collect();
    if profiles.is_empty() {
        let names: Vec<_> = PROFILES.iter().map(|profile| profile.name).collect();
        bail!("no such profile; known are {}", names.join(", "));
    }
    Ok(profiles)
}

/// The boards asked for that one of `profiles` is for. All but the first may lack a toolchain.
fn boards(profiles: &[&Profile], options: &Options) -> Result<Vec<&'static Board>> {
    let mut boards = match &options.target {
        Some(target) => vec![machine::board(target)?],
        None => BOARDS.iter().collect(),
    };
    boards.retain(|board| profiles.iter().any(|profile| profile.is_for(board)));
    ensure!(!boards.is_empty(), "the profile is not for this target");
    Ok(boards)
}

/// The buffer lengths asked for; one given length goes with the other's shortest.
fn buffers(profile: &Profile, options: &Options) -> Vec<(usize, usize)> {
    if options.rx.is_none() && options.tx.is_none() {
        return profile.buffers.to_vec();
    }
    vec![(options.rx.unwrap_or(2048), options.tx.unwrap_or(512))]
}

impl Bench<'_> {
    fn identities(&self, kind: Key) -> Result<Identities> {
        Identities::open(&self.folder, kind)
    }

    fn build(
        &self,
        toolchain: &Toolchain,
        board: &Board,
        (name, is_echoed): (&str, bool),
        buffers: (usize, usize),
        identities: &Identities,
        session: Option<&Path>,
    ) -> Result<PathBuf> {
        let settings = self.settings(buffers, is_echoed, identities, session, "");
        firmware::build(self.root, toolchain, board, name, &settings)
    }

    /// What `firmware/client/build.rs` reads.
    fn settings(
        &self,
        buffers: (usize, usize),
        is_echoed: bool,
        identities: &Identities,
        session: Option<&Path>,
        addition: &str,
    ) -> [(&'static str, String); 8] {
        [
            ("MOTETLS_RX", buffers.0.to_string()),
            ("MOTETLS_TX", buffers.1.to_string()),
            ("MOTETLS_NOW", peer::NOW.to_string()),
            ("MOTETLS_ECHO", is_echoed.to_string()),
            ("MOTETLS_ANCHOR", identities.anchor().display().to_string()),
            ("MOTETLS_SESSION", session.map_or(String::new(), |file| file.display().to_string())),
            ("MOTETLS_ADDITION", addition.to_owned()),
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt.to_owned()),
        ]
    }

    /// Runs an image whose session with `server` is to be resumed, and keeps the session in a file.
    fn session(&self, board: &Board, elf: &Path, server: &Server) -> Result<PathBuf> {
        let outcome = machine::run(board, elf, Some(server.address().port()), LIMIT)?;
        let printed = outcome.success()?;
        let hex =
            printed.lines().find_map(|line| line.strip_prefix("session")?.split_once("bytes="));
        let bytes = hex.and_then(|(_, hex)| from_hex(hex)).filter(|bytes| !bytes.is_empty());
        let bytes = bytes.context("the image has printed no session")?;
        let file = self.folder.join("session.bin");
        std::fs::write(&file, bytes)?;
        Ok(file)
    }

    /// Builds one image, looks into it and runs it. What is wrong with it goes to `faults`.
    fn measure(
        &self,
        toolchain: &Toolchain,
        board: &Board,
        profile: &Profile,
        buffers: (usize, usize),
        shell: &Image,
        faults: &mut Vec<String>,
    ) -> Result<Measured> {
        let identities = self.identities(profile.key)?;
        let build = |session: Option<&Path>| {
            let image = (profile.image, profile.is_echoed());
            self.build(toolchain, board, image, buffers, &identities, session)
        };
        let server = identities.server(profile, false)?;
        let mut elf = build(None)?;
        if profile.resumes {
            elf = build(Some(&self.session(board, &elf, &server)?))?;
        }
        let image = Image::read(&elf)?;
        faults.extend(misplaced(profile, &image));
        let outcome = machine::run(board, &elf, Some(server.address().port()), LIMIT)?;
        let printed = outcome.printed.clone();
        let handshake_ok = match outcome.success() {
            Ok(_) => true,
            Err(error) => {
                faults.push(format!("{} on {}: {error}", profile.name, board.target));
                false
            }
        };
        if profile.resumes && field(&printed, "session", "resumed") != Some(1) {
            faults.push(format!("{} did not resume its session", profile.name));
        }
        let named = [Authentication::Certificates, Authentication::RawPublicKey];
        if handshake_ok && named.contains(&profile.authentication) {
            faults.extend(refuses_strangers(board, profile, &elf, &identities)?);
        }
        let stack = ["seed", "handshake", "exchange"]
            .map(|step| field(&printed, step, "stack").unwrap_or(0));
        let objects = ["connection", "scratch", "generator"]
            .map(|name| field(&printed, "sizes", name).unwrap_or(0));
        let record = Record {
            profile: profile.name.to_owned(),
            target: board.target.to_owned(),
            opt: self.opt.to_owned(),
            flash: flash(&image, shell),
            connection: objects.first().copied().unwrap_or(0),
            static_ram: image.statics + objects.iter().sum::<u64>(),
            rx: buffers.0 as u64,
            tx: buffers.1 as u64,
            stack: stack.into_iter().max().unwrap_or(0),
            instructions: field(&printed, "handshake", "instructions").unwrap_or(0),
            longest: field(&printed, "calls", "longest"),
            handshake_ok,
        };
        let weight = |image: &Image| image.whole - image.application;
        let subtracted = weight(&image).saturating_sub(weight(shell));
        Ok(Measured { record, image, subtracted, printed })
    }
}

/// Bytes of flash of the library in an image; `shell` is the image without it.
fn flash(image: &Image, shell: &Image) -> u64 {
    image.library() + image.nameless().saturating_sub(shell.nameless())
}

/// A sentence if an image takes a server with another name or key.
fn refuses_strangers(
    board: &Board,
    profile: &Profile,
    elf: &Path,
    identities: &Identities,
) -> Result<Option<String>> {
    let server = identities.server(profile, true)?;
    let outcome = machine::run(board, elf, Some(server.address().port()), LIMIT)?;
    let refused = outcome.code == Some(1) && outcome.printed.contains("refused");
    Ok((!refused).then(|| {
        let name = profile.name;
        format!("{name} did not refuse a server with another name or key: {}", outcome.printed)
    }))
}

/// The bytes that two hexadecimal digits each stand for.
fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let octet = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(octet).collect()
}

/// The value of `name=` on the line that begins with `step`.
fn field(printed: &str, step: &str, name: &str) -> Option<u64> {
    let line = printed.lines().find(|line| line.split(' ').next() == Some(step))?;
    line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_what_an_image_prints() {
        let printed = "sizes connection=12 scratch=7\nseed instructions=40 stack=1\nhandshake instructions=80 stack=2\n";
        assert_eq!(field(printed, "handshake", "instructions"), Some(80));
        assert_eq!(field(printed, "sizes", "scratch"), Some(7));
        assert_eq!(field(printed, "exchange", "stack"), None);
    }

    #[test]
    fn bytes_as_hex() {
        assert_eq!(from_hex("00ff7a"), Some(vec![0, 255, 122]));
        assert_eq!(from_hex(""), Some(vec![]));
        assert_eq!(from_hex("0g"), None);
        assert_eq!(from_hex("123"), None);
    }
}
