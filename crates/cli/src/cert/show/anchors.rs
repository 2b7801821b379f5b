//! `motetls cert anchors`: the trust anchors of a device, as Rust, C or bytes, with what it costs
//! and how long it lasts.
//!
//! | module | purpose |
//! |---|---|
//! | `store` | certificates from files, directories, the system |
//! | `server` | the authority that closes the chain of a live server |
//! | `rotation` | what still verifies when an anchor is gone |
//! | `write` | the three formats |

mod rotation;
mod server;
mod store;
mod write;

use motetls::UnixTime;
use motetls::pki::time::Calendar;
use serde_json::{Value, json};

use super::arguments::Anchors;
use super::form::{distance, thousands};
use crate::anchors;
use crate::cert::output::{self, Draft, Readers, Replace};
use crate::cert::wiped::Wiped;
use crate::describe::rfc3339;
use crate::failure::{Exit, Failure};
use crate::say;
use crate::session;
use rotation::Rotation;
use store::Root;

/// An anchor that expires within this many seconds is told of: two years.
const SOON: u64 = 2 * 365 * 86_400;

/// Runs the command.
pub(crate) fn run(options: &Anchors) -> Result<(), Failure> {
    if options.json && options.output.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        return Err(Failure::local(
            "--json and the anchors would both go to standard output: name a file with --output",
        ));
    }
    let now = session::now()?;
    let store = store::read(&options.sources, options.system)?;
    let chosen = choose(options, &store, now)?;
    let rotations: Vec<Rotation> =
        chosen.iter().map(|root| Rotation::of(root, &chosen, &store, now)).collect();
    let set = write::set(&chosen).len();
    if let Some(path) = &options.output {
        let contents = Wiped(write::contents(path, &chosen)?);
        let draft = Draft { path, contents, readers: Readers::All };
        output::write(vec![draft], Replace::of(options.force))?;
    }
    if options.json {
        say::out(format!("{}\n", object(&chosen, &rotations, set, now)))?;
    } else if options.output.as_ref().is_none_or(|path| path.as_os_str() != "-") {
        say::out(table(&chosen, &rotations, set, now))?;
    }
    anchors::warn_of_name_constraints(chosen.iter().map(|root| root.der()));
    refuse_unusable(&chosen)
}

/// Ends with exit code 4 when nothing can verify below one of the anchors.
fn refuse_unusable(chosen: &[&Root]) -> Result<(), Failure> {
    let unusable: Vec<String> = chosen
        .iter()
        .filter_map(|root| root.unusable().map(|why| format!("{}: {why}", root.name())))
        .collect();
    if unusable.is_empty() {
        return Ok(());
    }
    Err(Failure {
        exit: Exit::Certificate,
        sentence: format!(
            "nothing can be verified below {} of {} anchors: {}; leave out what is not needed, with --only",
            unusable.len(),
            chosen.len(),
            unusable.join("; ")
        ),
        error: None,
    })
}

/// The anchors asked for.
fn choose<'a>(
    options: &Anchors,
    store: &'a [Root],
    now: UnixTime,
) -> Result<Vec<&'a Root>, Failure> {
    if let Some(target) = &options.from {
        let closing = server::closing(target, store, now)?;
        let mut chosen = vec![closing];
        if !options.no_backup {
            chosen.extend(rotation::backups(closing, store, now));
        }
        return Ok(chosen);
    }
    let requested = |root: &Root| {
        let subject = root.subject().to_lowercase();
        options.only.is_empty()
            || options.only.iter().any(|part| subject.contains(&part.to_lowercase()))
    };
    let chosen: Vec<&Root> = store.iter().filter(|root| requested(root)).collect();
    if chosen.is_empty() {
        let parts = options.only.join(", ");
        return Err(Failure::local(format!(
            "none of {} certificates is called {parts}: `motetls cert anchors` without --only lists them",
            store.len()
        )));
    }
    Ok(chosen)
}

/// As text.
fn table(chosen: &[&Root], rotations: &[Rotation], set: usize, now: UnixTime) -> String {
    let mut lines = Vec::new();
    let width = chosen.iter().map(|root| root.name().chars().count()).max().unwrap_or(0).max(4);
    lines.push(format!("{:<width$}  {:>5}  {:<10}  valid to", "name", "bytes", "key"));
    for root in chosen {
        let not_after = root.not_after();
        let date = Calendar::of(not_after).to_string();
        let day = date.split(' ').next().unwrap_or_default().to_owned();
        let warning = match not_after.0.checked_sub(now.0) {
            None => format!(", EXPIRED {}", distance(not_after, now)),
            Some(left) if left < SOON => {
                format!(", {}: plan its successor", distance(not_after, now))
            }
            Some(_) => String::new(),
        };
        lines.push(format!(
            "{:<width$}  {:>5}  {:<10}  {day}{warning}",
            root.name(),
            root.bytes(),
            root.key()
        ));
    }
    let bytes: usize = chosen.iter().map(|root| root.bytes()).sum();
    lines.push(format!(
        "{} anchor{}, {} bytes as subject and key, {} bytes as a set (.bin)",
        chosen.len(),
        if chosen.len() == 1 { "" } else { "s" },
        thousands(bytes),
        thousands(set)
    ));
    lines.push("if an anchor is rotated:".to_owned());
    lines.extend(
        chosen
            .iter()
            .zip(rotations)
            .map(|(root, rotation)| format!("  {}: {}", root.name(), rotation.text())),
    );
    lines.join("\n") + "\n"
}

/// As JSON.
fn object(chosen: &[&Root], rotations: &[Rotation], set: usize, now: UnixTime) -> Value {
    let anchors = chosen.iter().zip(rotations).map(|(root, rotation)| {
        json!({
            "name": root.name(), "subject": root.subject(), "key": root.key(), "bytes": root.bytes(),
            "not_after": rfc3339(root.not_after()), "expired": root.not_after() < now,
            "unusable": root.unusable(), "rotation": rotation.json(),
        })
    });
    let bytes: usize = chosen.iter().map(|root| root.bytes()).sum();
    json!({ "anchors": anchors.collect::<Vec<_>>(), "count": chosen.len(), "bytes": bytes, "set_bytes": set })
}
