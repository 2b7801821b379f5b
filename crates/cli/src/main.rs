//! The motetls command line.
fn main() {}
