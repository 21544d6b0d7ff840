//! The real program: killed and started again, stopped politely, started where it cannot.

use std::{
    process::{Command, Output},
    time::Duration,
};

use http::Method;
use serde_json::{Value, json};
use support::{Contact, OWNER_EMAIL, OWNER_PASSWORD, Operator, Web, eventually, new_intent};

use crate::process::{Program, command, free_port, fresh, with_owner};

/// How often the program is killed.
const KILLS: usize = 4;

/// Pretend messengers and nobody who has written.
const EMPTY: &[&str] = &["--no-demo-data"];

/// The first chat, and the contact it is with.
async fn contact(desk: &str) -> Contact {
    let people = Web::new(desk).get("/pretend/people").await.ok();
    let messenger = people["messengers"][0]["name"].as_str().expect("a pretend messenger");
    Contact::appears(desk, messenger, "1001", "Anna").await
}

fn texts(history: &[Value], from: &str) -> Vec<String> {
    let of = history.iter().filter(|message| message["origin"]["from"] == from);
    of.map(|message| message["content"]["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_it_has_lost_nothing() {
    let (data, port) = (fresh("kill"), free_port());
    let (mut written, mut answered) = (Vec::new(), Vec::new());
    let mut first: Option<Operator> = None;
    for round in 0..KILLS {
        let program = Program::start(with_owner(command(EMPTY, &data, port)));
        let operator = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
        let earliest = first.get_or_insert_with(|| operator.clone());
        assert!(
            earliest.web.get("/api/session").await.status.is_success(),
            "a session outlives the process"
        );
        let anna = contact(&program.desk).await;
        let (question, answer) = (format!("question {round}"), format!("answer {round}"));
        anna.writes(&question).await;
        written.push(question.clone());
        let chat = operator.chat_with(&anna).await;
        eventually("the question arrives", async || {
            texts(&operator.messages(&chat).await, "contact")
                .contains(&question)
                .then_some(())
        })
        .await;
        let chat = operator.chat(&chat).await;
        let intent = format!("{}{round}", new_intent());
        let sent = operator.sends_as(&intent, &chat, &answer).await;
        assert!(sent.status.is_success());
        answered.push(answer);
        // In the middle of things: the answer is promised, and perhaps on its way.
        program.kill();
    }

    let program = Program::start(with_owner(command(EMPTY, &data, port)));
    let operator = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
    let anna = contact(&program.desk).await;
    let chat = operator.chat_with(&anna).await;
    // Every answer ends; one whose courier was killed between claim and report waits for its lease.
    let settled = eventually("no answer waits that could go", async || {
        let history = operator.messages(&chat).await;
        let has = |state: &str| {
            history
                .iter()
                .any(|message| message["origin"]["delivery"]["state"] == state)
        };
        (!has("queued") || has("in_flight")).then_some(history)
    })
    .await;
    assert_eq!(texts(&settled, "contact"), written, "every message, once, in order");
    assert_eq!(texts(&settled, "operator"), answered, "every answer, once, in order");
    let arrived = anna.answers().await;
    let copies = |text: &str| arrived.iter().filter(|arrived| *arrived == text).count();
    for message in settled.iter().filter(|message| message["origin"]["from"] == "operator") {
        let (text, state) = (&message["content"]["text"], &message["origin"]["delivery"]["state"]);
        let copies = copies(text.as_str().expect("text"));
        assert!(copies <= 1, "{text} arrived {copies} times");
        assert!(state != "accepted" || copies == 1, "{text} is told to have arrived");
    }
    everything_is_found(&operator).await;
    program.kill();
    let _ = std::fs::remove_dir_all(&data);
}

/// Also what nobody had read when the program was killed.
async fn everything_is_found(operator: &Operator) {
    let found = async |term: &str| {
        let path = format!("/api/messages?term={term}");
        operator.web.get(&path).await.ok()["messages"].as_array().map(Vec::len)
    };
    eventually("everything said is found", async || {
        (found("question").await == Some(KILLS) && found("answer").await == Some(KILLS)).then_some(())
    })
    .await;
}

/// Writes without pause until the program is killed; the texts it acknowledged.
async fn writes_until_killed(desk: String, path: String, person: usize, round: usize) -> Vec<String> {
    let (web, mut acknowledged) = (Web::new(&desk), Vec::new());
    for number in 0.. {
        let text = format!("{person}: {round}/{number}");
        let path = format!("{path}/{person}/messages");
        match web.tries(Method::POST, &path, &json!({ "text": text })).await {
            Some(reply) if reply.status.is_success() => acknowledged.push(text),
            _ => break,
        }
    }
    acknowledged
}

/// Four people write without pause while the program is killed again and again: whatever they were told was taken
/// arrives, once and in order.
#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_it_has_lost_nothing_it_acknowledged() {
    const PEOPLE: std::ops::Range<usize> = 2_001..2_005;
    let (data, port) = (fresh("load"), free_port());
    let mut acknowledged: Vec<Vec<String>> = vec![Vec::new(); PEOPLE.len()];
    for round in 0..KILLS {
        let program = Program::start(with_owner(command(EMPTY, &data, port)));
        let people = Web::new(&program.desk).get("/pretend/people").await.ok();
        let path = format!(
            "/pretend/{}",
            people["messengers"][0]["name"].as_str().expect("a pretend messenger")
        );
        let write = |person| tokio::spawn(writes_until_killed(program.desk.clone(), path.clone(), person, round));
        let writers: Vec<_> = PEOPLE.map(write).collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        program.kill();
        for (all, writer) in acknowledged.iter_mut().zip(writers) {
            all.extend(writer.await.expect("it ended by itself"));
        }
    }

    let program = Program::start(with_owner(command(EMPTY, &data, port)));
    let operator = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
    for (person, wanted) in PEOPLE.zip(&acknowledged) {
        assert!(!wanted.is_empty(), "{person} was heard before the kill");
        let name = format!("Person {person}");
        let chat = eventually(&name, async || {
            operator
                .chats("open")
                .await
                .into_iter()
                .find(|chat| chat["name"] == name.as_str())
        })
        .await;
        let arrived = eventually("the last acknowledged text", async || {
            let arrived = texts(&operator.history(&chat).await, "contact");
            wanted
                .last()
                .is_some_and(|last| arrived.contains(last))
                .then_some(arrived)
        })
        .await;
        // A text that was taken but not acknowledged may be there too.
        let known: Vec<&String> = arrived.iter().filter(|text| wanted.contains(text)).collect();
        assert_eq!(
            known,
            wanted.iter().collect::<Vec<_>>(),
            "every acknowledged text of {person}, once, in order"
        );
    }
    program.kill();
    let _ = std::fs::remove_dir_all(&data);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_sign_in_is_shown_once_and_stays_the_same() {
    let (data, port) = (fresh("owner"), free_port());
    let program = Program::start(command(EMPTY, &data, port));
    let sign_in = program.line("Sign in:").expect("the sign-in");
    let password = sign_in.rsplit(" / ").next().expect("a password").to_owned();
    Operator::signs_in(&program.desk, "owner@example.com", &password).await;
    program.kill();

    let again = Program::start(command(EMPTY, &data, port));

    let sign_in = again.line("Sign in:").expect("the sign-in");
    assert!(!sign_in.contains(&password) && sign_in.contains("owner.txt"));
    Operator::signs_in(&again.desk, "owner@example.com", &password).await;
    again.kill();
    let _ = std::fs::remove_dir_all(&data);
}

#[cfg(unix)]
#[test]
fn it_ends_politely_when_asked_to() {
    let (data, port) = (fresh("polite"), free_port());
    let mut program = Program::start(command(EMPTY, &data, port));

    let asked = Command::new("kill").arg(program.id().to_string()).status();

    assert!(asked.expect("there is a kill").success());
    assert!(program.ends().success());
    let _ = std::fs::remove_dir_all(&data);
}

#[test]
fn it_says_plainly_why_it_cannot_start() {
    let (data, port) = (fresh("plain"), free_port());
    let running = Program::start(command(EMPTY, &data, port));
    let why = |command: &mut Command| -> String {
        let Output { status, stderr, .. } = command.output().expect("it runs");
        assert_eq!(status.code(), Some(1));
        String::from_utf8(stderr).expect("text")
    };

    let other = fresh("plain-2");
    let taken = why(&mut command(EMPTY, &other, port));
    let in_use = why(&mut command(EMPTY, &data, free_port()));
    let unknown = why(command(EMPTY, &data, port).arg("--frobnicate"));

    assert!(taken.contains("cannot listen") && taken.contains("PORT="), "{taken}");
    assert!(
        in_use.contains("another switchboard") && in_use.contains("SWITCHBOARD_DATA="),
        "{in_use}"
    );
    assert!(unknown.contains("--frobnicate"), "{unknown}");
    running.kill();
    let _ = std::fs::remove_dir_all(&data);
}
