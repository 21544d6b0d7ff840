//! The program, running.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::Duration,
};

use support::{OWNER_EMAIL, OWNER_PASSWORD};

/// Longest time from start to the first lines, on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// A process that has said where it is.
pub struct Program {
    process: Child,
    /// Where the desk is.
    pub desk: String,
    /// What it printed up to where its data lies.
    pub printed: Vec<String>,
}

impl Program {
    /// Starts it and waits for its first lines.
    pub fn start(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the program runs");
        let output = BufReader::new(process.stdout.take().expect("its output is ours"));
        let (line, lines) = mpsc::channel();
        // Read to the end, so that the program never waits for us.
        std::thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|text| line.send(text))
        });
        let mut printed = Vec::new();
        while !printed.iter().any(|line: &String| line.starts_with("Data:")) {
            printed.push(lines.recv_timeout(START_PATIENCE).expect("it says where it is"));
        }
        let mut program = Self {
            process,
            desk: String::new(),
            printed,
        };
        let desk = program.line("Desk:").expect("an address");
        program.desk = desk.trim().to_owned();
        program
    }

    /// What stands behind this word in what it printed.
    pub fn line(&self, word: &str) -> Option<&str> {
        self.printed.iter().find_map(|line| line.strip_prefix(word))
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for its end.
    pub fn ends(&mut self) -> ExitStatus {
        self.process.wait().expect("gone")
    }

    /// The hard way: no farewell, no flush.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Program {
    /// Also where a test failed: nothing of it runs on.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How it is started with these words, on this port, with this folder; nothing of the test's own surroundings goes along.
pub fn command(words: &[&str], data: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command
        .args(words)
        .env("PORT", port.to_string())
        .env("SWITCHBOARD_DATA", data)
        .env("RUST_LOG", "error");
    for name in [
        "SWITCHBOARD_OWNER_EMAIL",
        "SWITCHBOARD_OWNER_PASSWORD",
        "PUBLIC_URL",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL",
    ] {
        command.env_remove(name);
    }
    command
}

/// The same with the owner that the actors sign in as.
pub fn with_owner(mut command: Command) -> Command {
    command
        .env("SWITCHBOARD_OWNER_EMAIL", OWNER_EMAIL)
        .env("SWITCHBOARD_OWNER_PASSWORD", OWNER_PASSWORD);
    command
}

/// A data folder that is not there yet.
pub fn fresh(name: &str) -> PathBuf {
    let data = std::env::temp_dir().join(format!("switchboard-program-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    data
}

/// A port nobody listens at.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("it has an address").port()
}
