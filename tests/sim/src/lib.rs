//! The whole desk in virtual time, from one seed.
//!
//! The five functions run unchanged; their ports are simulated: table, push, messenger, clock, ids. One thread polls
//! everything, and the seed decides who goes next, what is slow, what fails, whether a failed write was done after all,
//! and which process dies at which call. An oracle judges the end by what the pretend messenger saw.
//!
//! `cargo run --profile fast -p sim -- --seed 7` replays a run line by line.

pub mod browser;
pub mod campaign;
pub mod cast;
pub mod client;
pub mod deeds;
pub mod desk;
pub mod ends;
pub mod engine;
pub mod executor;
pub mod exhaustive;
pub mod farewell;
pub mod files;
pub mod history;
pub mod invoke;
pub mod kept;
pub mod ledger;
pub mod likeness;
pub mod lists;
pub mod log;
pub mod mail;
pub mod mutant;
pub mod oracle;
pub mod people;
pub mod provider;
pub mod races;
pub mod random;
pub mod revise;
pub mod scene;
pub mod sockets;
pub mod staff;
pub mod stage;
pub mod stream;
pub mod table;
pub mod trace;
pub mod unions;
pub mod uploads;
pub mod verdict;
pub mod walks;
pub mod weather;
pub mod work;
pub mod world;

/// A browser's copy of the desk: what it makes of frames and answers.
pub use replica as reducer;
