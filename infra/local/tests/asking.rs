//! The real program on a machine nobody can reach, with a messenger elsewhere: killed and started again, it asks on.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use support::{Line, OWNER_EMAIL, OWNER_PASSWORD, Operator, eventually};

/// How often the program is killed.
const KILLS: usize = 3;

/// Messages between two kills.
const MESSAGES: usize = 5;

struct Program {
    process: Child,
    printed: Vec<String>,
}

impl Program {
    fn start(data: &Path, port: u16, line: &Line) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
        command
            .arg("serve")
            .env("PORT", port.to_string())
            .env("SWITCHBOARD_DATA", data)
            .env("SWITCHBOARD_OWNER_EMAIL", OWNER_EMAIL)
            .env("SWITCHBOARD_OWNER_PASSWORD", OWNER_PASSWORD)
            .env(line.variable(), &line.url)
            .env("RUST_LOG", "error");
        for name in ["PUBLIC_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"] {
            command.env_remove(name);
        }
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the program runs");
        let mut lines = BufReader::new(process.stdout.take().expect("its output is ours")).lines();
        let mut printed = Vec::new();
        while !printed.iter().any(|line: &String| line.starts_with("Data:")) {
            printed.push(lines.next().expect("it says where it is").expect("text"));
        }
        Self { process, printed }
    }

    fn desk(&self) -> &str {
        let desk = self.printed.iter().find_map(|line| line.strip_prefix("Desk:"));
        desk.expect("an address").trim()
    }

    fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}

fn fresh() -> PathBuf {
    let data = std::env::temp_dir().join(format!("switchboard-asking-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    data
}

fn said(history: &[Value]) -> Vec<&str> {
    let theirs = history.iter().filter(|message| message["origin"]["from"] == "contact");
    theirs
        .filter_map(|message| message["content"]["text"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_it_has_lost_and_doubled_nothing() {
    let (data, line) = (fresh(), Line::open().await);
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("it has an address").port();
    drop(listener);
    let token = line.found("Acme");
    let write = |text: &str| {
        line.with(|machine, now| machine.write(now, "77", text))
            .expect("written")
    };
    let mut written = Vec::new();
    for round in 0..KILLS {
        let program = Program::start(&data, port, &line);
        assert!(
            program.printed.iter().any(|line| line.starts_with("News:")),
            "{:?}",
            program.printed
        );
        let owner = Operator::signs_in(program.desk(), OWNER_EMAIL, OWNER_PASSWORD).await;
        if round == 0 {
            owner.adds_channel(&line.messenger(), &token).await;
        }
        eventually("the channel works", async || {
            (owner.channels().await.first()?["state"]["is"] == "active").then_some(())
        })
        .await;
        for number in 0..MESSAGES {
            let text = format!("{round}/{number}");
            write(&text);
            written.push(text);
        }
        eventually("some of it is heard", async || {
            (!owner.chats("open").await.is_empty()).then_some(())
        })
        .await;
        program.kill();
        // While nobody asks, it waits.
        let text = format!("{round}/meanwhile");
        write(&text);
        written.push(text);
    }

    let program = Program::start(&data, port, &line);
    let owner = Operator::signs_in(program.desk(), OWNER_EMAIL, OWNER_PASSWORD).await;
    let chat = eventually("everything is heard", async || {
        let chat = owner.chats("open").await.into_iter().next()?;
        (chat["inbound"] == written.len()).then_some(chat)
    })
    .await;
    let history = owner.history(&chat).await;
    assert_eq!(said(&history), written, "each once, in order");
    owner.sends(&chat, "here I am").await;
    eventually("the answer is there", async || {
        let talk = line.with(|machine, _| machine.messages("77"));
        talk.iter().any(|said| said.text == "here I am").then_some(())
    })
    .await;
    program.kill();
    let _ = std::fs::remove_dir_all(&data);
}
