//! Every peer with every suite, group and way to authenticate: a real handshake to a cell.
//!
//! | module | purpose |
//! |---|---|
//! | [`client`] | one connection with one suite: handshake, data both ways, close |
//! | [`featured`] | a connection for a feature: whether it took effect, as both ends see it |
//! | [`cells`] | which connections there are, and what a peer's abilities say of each |
//! | [`world`] | keys, certificates, and the servers of a peer |
//! | [`run`] | makes the connections, and compares them with what was promised |
//! | [`page`] | the tables of `docs/interop.md` |

pub mod cells;
pub mod client;
pub mod featured;
pub mod page;
pub mod run;
pub mod world;
