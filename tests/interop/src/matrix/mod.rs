//! Every peer with every suite, group and way to authenticate: a real handshake to a cell.
//!
//! | module | purpose |
//! |---|---|
//! | [`client`] | one connection with one suite: handshake, data both ways, close |
//! | [`cells`] | which connections there are, and what a peer's abilities say of each |
//! | [`world`] | keys, certificates, and the servers of a peer |
//! | [`run`] | makes the connections, and compares them with what was promised |
//! | [`page`] | the tables of `docs/interop.md` |

pub mod cells;
pub mod client;
pub mod page;
pub mod run;
pub mod world;
