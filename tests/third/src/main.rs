//! The desk of one machine with one messenger more, for browsers.

use std::process::ExitCode;

fn main() -> ExitCode {
    third::add();
    switchboard::cli::main()
}
