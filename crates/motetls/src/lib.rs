//! (floor plan follows)
#![no_std]
