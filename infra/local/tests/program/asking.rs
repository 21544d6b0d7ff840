//! The real program on a machine nobody can reach, with a messenger elsewhere: killed and started again, it asks on.

use serde_json::Value;
use support::{Line, OWNER_EMAIL, OWNER_PASSWORD, Operator, eventually};

use crate::process::{Program, command, free_port, fresh, with_owner};

/// How often the program is killed.
const KILLS: usize = 3;

/// Messages between two kills.
const MESSAGES: usize = 5;

fn said(history: &[Value]) -> Vec<&str> {
    let theirs = history.iter().filter(|message| message["origin"]["from"] == "contact");
    theirs
        .filter_map(|message| message["content"]["text"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_it_has_lost_and_doubled_nothing() {
    let (data, line, port) = (fresh("asking"), Line::open().await, free_port());
    let start = || {
        let mut command = with_owner(command(&["serve"], &data, port));
        command.env(line.variable(), &line.url);
        Program::start(command)
    };
    let token = line.found("Acme");
    let write = |text: &str| {
        line.with(|machine, now| machine.write(now, "77", text))
            .expect("written")
    };
    let mut written = Vec::new();
    for round in 0..KILLS {
        let program = start();
        assert!(program.line("News:").is_some(), "{:?}", program.printed);
        let owner = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
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

    let program = start();
    let owner = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
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
