//! motetls against real peers: see `tests/`.
