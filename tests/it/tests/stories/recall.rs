//! Messages that no call told us of are asked for, where the messenger's numbers show that they are missing; and calls that
//! do not get through are noticed where they do not.

use messengers::{pretend::WebhookPost, registry};
use serde_json::{Value, json};
use support::{Line, Mishap, Operator, TestInbox, engines, eventually};

/// The messengers whose numbers show what is missing.
fn counting() -> Vec<String> {
    let all = registry::all().map(|messenger| messenger.info());
    let counting = all.filter(|info| info.capabilities.counts_without_gaps);
    counting.map(|info| info.name.to_string()).collect()
}

/// What was said, oldest first.
async fn texts(anna: &Operator, chat: &Value) -> Vec<String> {
    let messages = anna.messages(chat).await;
    let text = |message: &Value| message["content"]["text"].as_str().unwrap_or_default().to_owned();
    messages.iter().map(text).collect()
}

/// A talk of which the first word has arrived.
async fn talk(inbox: &TestInbox, line: &Line) -> (Operator, Value) {
    line.deliver(&line.letter("77", "one")).await;
    let anna = inbox.operator().await;
    inbox.quiet().await;
    let chat = anna.chats("open").await.into_iter().next().expect("a chat");
    (anna, chat)
}

/// The calls the messenger wants to make, none of which gets through.
fn lost(line: &Line) -> Vec<WebhookPost> {
    line.calls()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_call_told_of_is_asked_for_and_comes_once_in_order() {
    for engine in engines() {
        for messenger in counting() {
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&messenger).await).await;
            let (anna, chat) = talk(&inbox, &line).await;
            let late = line.letter("77", "two");
            let _ = line
                .with(|machine, now| machine.answer_outside(now, "77", "three, from outside"))
                .expect("said");
            let _ = lost(&line);

            line.deliver(&line.letter("77", "four")).await;
            let all = ["one", "two", "three, from outside", "four"];
            eventually("nothing is missing", async || {
                (texts(&anna, &chat).await == all).then_some(())
            })
            .await;
            inbox.quiet().await;

            let known = anna.chat(&chat).await;
            assert_eq!(known["identities"][0]["missing"], Value::Null, "{known}");
            assert_eq!(
                (&known["inbound"], &known["preview"]["text"]),
                (&json!(3), &json!("four"))
            );
            line.make(&late).await;
            inbox.quiet().await;
            assert_eq!(texts(&anna, &chat).await, all, "a late call brings nothing twice");
            assert_eq!(anna.chat(&chat).await["version"], known["version"]);
            inbox.stop().await;
        }
    }
}

/// Our own answers have numbers too: they hide nothing, and nothing is taken for missing because of them.
#[tokio::test(flavor = "multi_thread")]
async fn our_own_answers_neither_hide_a_gap_nor_make_one() {
    for engine in engines() {
        for messenger in counting() {
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&messenger).await).await;
            let (anna, chat) = talk(&inbox, &line).await;
            let _ = line.letter("77", "two, lost");

            anna.sends(&chat, "three").await;
            let all = ["one", "two, lost", "three"];
            eventually("nothing is missing", async || {
                (sorted(texts(&anna, &chat).await) == sorted(all)).then_some(())
            })
            .await;
            inbox.quiet().await;
            let known = anna.chat(&chat).await;
            assert_eq!(
                (&known["identities"][0]["missing"], &known["inbound"]),
                (&Value::Null, &json!(2))
            );

            line.deliver(&line.letter("77", "four")).await;
            inbox.quiet().await;
            let known = anna.chat(&chat).await;
            assert_eq!(
                (&known["identities"][0]["missing"], &known["inbound"]),
                (&Value::Null, &json!(3))
            );
            inbox.stop().await;
        }
    }
}

fn sorted<T: Ord>(texts: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut texts: Vec<T> = texts.into_iter().collect();
    texts.sort();
    texts
}

/// A messenger that does not answer is asked again with the chat's next change.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_had_is_asked_for_again() {
    for messenger in counting() {
        let (inbox, line) = TestInbox::start_on_line(&support::Engine::Embedded, Line::of(&messenger).await).await;
        let (anna, chat) = talk(&inbox, &line).await;
        let _ = line.letter("77", "two");
        line.next_call(Mishap::Answered(502, Value::Null));

        line.deliver(&line.letter("77", "three")).await;
        inbox.quiet().await;
        assert_eq!(texts(&anna, &chat).await, ["one", "three"]);
        assert!(anna.chat(&chat).await["identities"][0]["missing"].is_object());

        line.deliver(&line.letter("77", "four")).await;
        inbox.quiet().await;
        assert_eq!(texts(&anna, &chat).await, ["one", "two", "three", "four"]);
        inbox.stop().await;
    }
}

/// Where numbers show nothing, the messenger's own count of what waits does: too many raise the alarm.
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_pile_up_at_the_messenger_are_noticed() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_by_hand(&engine).await;
        let owner = inbox.operator().await;
        let channels = owner.channels().await;
        let channel = channels
            .iter()
            .find(|channel| channel["messenger"] == inbox.messenger.as_str());
        let path = format!(
            "/api/channels/{}/health",
            channel.expect("a channel")["id"].as_str().expect("an id")
        );
        for number in 0..101 {
            line.with(|machine, now| machine.write(now, "77", &format!("unheard {number}")))
                .expect("written");
        }

        let _ = owner.web.post(&path, &Value::Null).await.ok();

        let seen = eventually("looked", async || {
            let health = owner.web.get(&path).await.ok();
            health["pending"].is_number().then_some(health)
        })
        .await;
        assert_eq!(seen["troubles"], json!([{ "is": "backlog", "pending": 101 }]), "{seen}");
        inbox.stop().await;
    }
}
