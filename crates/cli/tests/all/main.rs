//! The command line as a process: output, exit codes, files; other programs read what it makes.
//! `cargo test -p motetls-cli --test all cert_show::` runs a file of it.
//!
//! | files | what is tested |
//! |---|---|
//! | `connect`, `connect_cert`, `connect_choices`, `connect_wide`, `explain`, `guide` | connections to real servers; codes explained; the commands of the guide |
//! | `cert_make`, `cert_files`, `cert_keys`, `cert_lists`, `cert_convert`, `cert_bounds` | what is made |
//! | `cert_show`, `cert_lint`, `cert_verify`, `cert_verify_told`, `cert_anchors` | what is shown and judged |
//! | `cert_reading`, `cert_writing`, `cert_mistakes` | files as they come, files that are there, mistakes |
//! | `common`, `folder`, `faulty` | runs of the command, folders it works in, faulty certificates |

#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere

mod common;
mod faulty;
mod folder;

mod cert_anchors;
mod cert_bounds;
mod cert_convert;
mod cert_files;
mod cert_keys;
mod cert_lint;
mod cert_lists;
mod cert_make;
mod cert_mistakes;
mod cert_reading;
mod cert_show;
mod cert_verify;
mod cert_verify_told;
mod cert_writing;
mod connect;
mod connect_auth;
mod connect_cert;
mod connect_choices;
mod connect_keys;
mod connect_session;
mod connect_wide;
mod explain;
mod guide;
