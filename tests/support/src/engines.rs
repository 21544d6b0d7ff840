//! Which engines a story runs on: the embedded one, and Amazon's own emulator where it can be had.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// An engine to run a story on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The desk's own, in memory.
    Embedded,
    /// DynamoDB Local at this address.
    DynamoDbLocal(String),
}

/// Exit status of the start script where the engine cannot be had.
const SKIPPED: i32 = 3;

/// The engines to run on; `SWITCHBOARD_TEST_ENGINE=embedded` or `dynamodb-local` chooses one.
///
/// # Panics
/// `SWITCHBOARD_TEST_ENGINE` names another engine; DynamoDB Local is missing where everything is required.
#[must_use]
pub fn engines() -> Vec<Engine> {
    let local = || dynamodb_local().map(|url| Engine::DynamoDbLocal(url.to_owned()));
    match variable("SWITCHBOARD_TEST_ENGINE").as_deref() {
        None => [Some(Engine::Embedded), local()].into_iter().flatten().collect(),
        Some("embedded") => vec![Engine::Embedded],
        Some("dynamodb-local") => vec![local().expect("the engine asked for can be had")],
        Some(other) => panic!("SWITCHBOARD_TEST_ENGINE={other} is no engine"),
    }
}

#[expect(clippy::disallowed_methods, reason = "what the test run was asked for")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether a missing tool fails the run instead of skipping what needs it.
pub(crate) fn everything_is_required() -> bool {
    variable("CI").as_deref() == Some("true") || variable("SWITCHBOARD_REQUIRE_ALL").is_some()
}

/// DynamoDB Local's address: started once per process, and ended with it.
fn dynamodb_local() -> Option<&'static str> {
    // The child is kept: it ends when its standard input closes, which is when this process ends, however it ends.
    static STARTED: OnceLock<Option<(Child, String)>> = OnceLock::new();
    let started = STARTED.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/dynamodb-local/start.sh");
        let mut command = Command::new(script);
        command
            .args(["0", "attached"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the start script runs");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output is ours");
        BufReader::new(output).read_line(&mut line).expect("its output is text");
        let url = line.trim().to_owned();
        if url.starts_with("http://") {
            return Some((child, url));
        }
        let status = child.wait().expect("it ended");
        let may_be_missing = status.code() == Some(SKIPPED) && !everything_is_required();
        assert!(may_be_missing, "DynamoDB Local did not start: {status}");
        None
    });
    started.as_ref().map(|(_, url)| url.as_str())
}
