//! What an image prints: a line per step, of a step with a price per byte two lines.

use anyhow::{Context, Result, ensure};
use serde::Serialize;

/// The two lengths a price per byte is measured with, as `firmware/crypto` has them.
const SHORT: (&str, u64) = ("@1024", 1024);
const LONG: (&str, u64) = ("@8192", 8192);

/// One thing an image does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Step {
    pub(super) name: String,
    /// Instructions per byte, of what has a price per byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) per_byte: Option<f64>,
    /// Instructions: of the step, or of a message besides its bytes.
    pub(super) instructions: i64,
    /// Peak of the stack in bytes.
    pub(super) stack: u64,
}

impl Step {
    /// What a budget and a target are held against: instructions per byte, or instructions.
    pub(super) fn cost(&self) -> f64 {
        self.per_byte.unwrap_or(self.instructions as f64)
    }
}

/// Reads what an image printed.
pub(super) fn parse(printed: &str) -> Result<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    for line in printed.lines() {
        let value = |name| {
            let (_, rest) = line.split_once(name)?;
            rest.split(' ').next()?.parse::<u64>().ok()
        };
        let (Some(instructions), Some(stack)) = (value(" instructions="), value(" stack=")) else {
            continue;
        };
        let (name, _) = line.split_once(" instructions=").context("no name")?;
        let plain = Step {
            name: name.to_owned(),
            per_byte: None,
            instructions: instructions as i64,
            stack,
        };
        if let Some(name) = name.strip_suffix(SHORT.0) {
            steps.push(Step { name: name.to_owned(), ..plain });
        } else if let Some(name) = name.strip_suffix(LONG.0) {
            let short =
                steps.iter_mut().rev().find(|step| step.name == name && step.per_byte.is_none());
            let short = short.with_context(|| format!("{name} lacks a short message"))?;
            let slope =
                (plain.instructions - short.instructions) as f64 / (LONG.1 - SHORT.1) as f64;
            short.per_byte = Some((slope * 10.0).round() / 10.0);
            short.instructions -= (slope * SHORT.1 as f64).round() as i64;
            short.stack = short.stack.max(stack);
        } else {
            steps.push(plain);
        }
    }
    ensure!(!steps.is_empty(), "the image printed no step");
    for (place, step) in steps.iter().enumerate() {
        ensure!(
            steps.iter().take(place).all(|other| other.name != step.name),
            "two steps are called {}",
            step.name
        );
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_what_an_image_prints() {
        let printed = "new instructions=80 stack=12\nseal@1024 instructions=11240 stack=7\n\
                       open@1024 instructions=40 stack=1\nseal@8192 instructions=82920 stack=8\n\
                       open@8192 instructions=40 stack=1\n2 verify instructions=9 stack=2\n";
        let steps = parse(printed).unwrap();
        let seal = Step { name: "seal".into(), per_byte: Some(10.0), instructions: 1000, stack: 8 };
        assert_eq!(steps[1], seal);
        assert_eq!((steps[0].cost(), steps[1].cost()), (80.0, 10.0));
        assert_eq!(
            steps.iter().map(|step| &*step.name).collect::<Vec<_>>(),
            ["new", "seal", "open", "2 verify"]
        );
        assert!(parse("seal@8192 instructions=1 stack=1\n").is_err());
        assert!(parse("a instructions=1 stack=1\na instructions=1 stack=1\n").is_err());
        assert!(parse("nothing").is_err());
    }
}
