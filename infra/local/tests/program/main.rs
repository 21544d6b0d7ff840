//! The real program as a process of its own: a file a subject.

mod asking;
mod memory;
mod process;
mod restart;
