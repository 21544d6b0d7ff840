//! `switchboard`: the whole system on one machine.

use std::process::ExitCode;

fn main() -> ExitCode {
    switchboard::cli::main()
}
