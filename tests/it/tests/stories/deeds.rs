//! What contacts do besides writing, in every messenger that offers it: pressing buttons, putting signs under messages,
//! reading, coming by a link, writing more than an event holds.

use http::StatusCode;
use messengers::{
    pretend::{Deed, WebhookPost},
    registry,
};
use serde_json::{Value, json};
use support::{Contact, Line, Operator, TestInbox, engines, eventually};

use crate::files::{desks, newest};

fn press() -> Value {
    json!({ "press": { "label": "Yes, please", "data": "yes" } })
}

/// Does it, and tells whether the messenger offers that.
async fn tries(customer: &Contact, deed: &Value) -> bool {
    let reply = customer.acts(deed).await;
    assert!(
        reply.status == StatusCode::OK || reply.code() == "not_offered",
        "{reply:?}"
    );
    reply.status == StatusCode::OK
}

async fn message_with(anna: &Operator, chat: &Value, text: &str) -> Value {
    let messages = anna.messages(chat).await;
    let found = messages.into_iter().find(|message| message["content"]["text"] == text);
    found.unwrap_or_else(|| panic!("no message says {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pressed_button_is_the_contact_s_word_and_is_heard_at_once() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        anna.sends(&chat, "Shall we send it again?").await;
        customer.reads("Shall we send it again?").await;
        inbox.quiet().await;
        anna.closes(&chat).await;
        let before = anna.chat(&chat).await;

        let _ = customer.acts(&press()).await.ok();
        let message = newest(&inbox, &anna, &chat).await;

        let pressed = &message["content"]["press"];
        assert_eq!(message["content"]["type"], "press");
        assert!(
            ["Yes, please", "yes"].map(Value::from).contains(&pressed["label"]),
            "{pressed}"
        );
        assert_eq!(
            (&pressed["data"], &message["origin"]["from"]),
            (&json!("yes"), &json!("contact"))
        );
        let after = anna.chat(&chat).await;
        assert_eq!(after["state"]["is"], "open", "it opens the chat as any word does");
        assert_eq!(
            after["inbound"].as_u64(),
            before["inbound"].as_u64().map(|count| count + 1)
        );
        assert_eq!(after["preview"]["text"], pressed["label"]);
        let waits = async || customer.talk().await.iter().any(|said| said["waits"] == true);
        eventually("the messenger learns that it was heard", async || {
            (!waits().await).then_some(())
        })
        .await;
        inbox.stop().await;
    }
}

/// The messenger's own call after somebody did something.
fn told(line: &Line, deed: &Deed) -> WebhookPost {
    line.with(|machine, now| machine.act(now, "77", deed))
        .expect("it is offered");
    line.calls().pop().expect("the messenger tells of it")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_told_again_and_again_is_one_message() {
    for engine in engines() {
        for messenger in registry::all() {
            let name = messenger.info().name.to_string();
            let (inbox, line) = TestInbox::start_on_line(&engine, Line::of(&name).await).await;
            let anna = inbox.operator().await;
            assert_eq!(line.deliver(&line.letter("77", "hello")).await, StatusCode::OK);
            let chat = anna.chats("open").await.remove(0);
            anna.sends(&chat, "Well?").await;
            eventually("the question is there", async || {
                let talk = line.with(|machine, _| machine.messages("77"));
                (talk.len() == 2).then_some(())
            })
            .await;
            for call in line.calls() {
                line.deliver(&call).await;
            }
            let deed = Deed::Press {
                label: "Yes".into(),
                data: "yes".into(),
            };

            let call = told(&line, &deed);
            for _ in 0..3 {
                assert_eq!(line.make(&call).await.status, StatusCode::OK);
            }
            line.deliver(&call).await;
            let second = told(&line, &deed);
            line.deliver(&second).await;

            let count = |messages: &[Value]| {
                messages
                    .iter()
                    .filter(|message| message["content"]["type"] == "press")
                    .count()
            };
            assert_eq!(
                count(&anna.messages(&chat).await),
                2,
                "{name}: twice pressed, told five times"
            );
            assert_eq!(anna.chat(&chat).await["inbound"], 3, "{name}");
            inbox.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_stands_under_its_message_and_wakes_nobody() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        let own = customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        anna.sends(&chat, "It is on its way").await;
        customer.reads("It is on its way").await;
        inbox.quiet().await;
        anna.closes(&chat).await;
        let before = anna.chat(&chat).await;
        let talk = customer.talk().await;
        let ours = talk.iter().find(|said| said["from"] == "business").expect("the answer");
        let id = |id: &str| id.parse::<u64>().expect("a number");
        let react = |message: u64, sign: &str| json!({ "react": { "message": message, "sign": sign } });
        let ours = id(ours["id"].as_str().expect("an id"));

        for (message, sign) in [(ours, "👍"), (id(&own), "🔥"), (ours, "🙏"), (id(&own), "")] {
            let _ = customer.acts(&react(message, sign)).await.ok();
            inbox.quiet().await;
        }

        let signs = |message: &Value| message["reactions"]["signs"].clone();
        assert_eq!(
            signs(&message_with(&anna, &chat, "It is on its way").await),
            json!(["🙏"])
        );
        assert_eq!(
            signs(&message_with(&anna, &chat, "hello").await),
            json!([]),
            "taken away"
        );
        let after = anna.chat(&chat).await;
        for stays in ["state", "inbound", "read", "activity", "preview"] {
            assert_eq!(after[stays], before[stays], "{stays}");
        }
        assert_eq!(
            after["version"].as_u64(),
            before["version"].as_u64().map(|version| version + 4)
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_contact_has_read_is_known_where_the_messenger_tells_it() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        anna.sends(&chat, "It is on its way").await;
        customer.reads("It is on its way").await;
        inbox.quiet().await;
        let before = anna.chat(&chat).await;
        let infos = anna.web.get("/api/messengers").await.ok();
        let infos = infos["messengers"].as_array().expect("a list").clone();
        let info = infos
            .iter()
            .find(|info| info["name"] == inbox.messenger.as_str())
            .expect("known");

        let is_offered = tries(&customer, &json!({ "read": {} })).await;
        inbox.quiet().await;

        assert_eq!(info["capabilities"]["has_read_marks"], is_offered);
        let message = message_with(&anna, &chat, "It is on its way").await;
        let part = message["origin"]["delivery"]["parts"][0].as_str().expect("a number");
        let part: u64 = part.parse().expect("a number");
        let chat = anna.chat(&chat).await;
        let read = chat["identities"][0]["read_up_to"].as_u64().unwrap_or_default();
        assert_eq!(read, if is_offered { part } else { 0 });
        assert_eq!(chat["activity"], before["activity"]);
        // The same again is no news.
        tries(&customer, &json!({ "read": {} })).await;
        inbox.quiet().await;
        assert_eq!(anna.chat(&chat).await["version"], chat["version"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_says_which_link_or_button_brought_it() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        let come = json!({ "come": { "payload": "spring-sale", "source": "poster", "text": "hello" } });
        let _ = customer.acts(&come).await.ok();
        let chat = anna.chat_with(&customer).await;
        let first = newest(&inbox, &anna, &chat).await;
        let tap = json!({ "tap": { "label": "Opening hours", "data": "{\"menu\":2}" } });
        let _ = customer.acts(&tap).await.ok();
        let second = newest(&inbox, &anna, &chat).await;

        assert_eq!(first["came_by"]["link"], "spring-sale");
        // Where the link stood one messenger tells, the other has no such thing.
        assert!([json!("poster"), Value::Null].contains(&first["came_by"]["source"]));
        assert_eq!(second["content"]["text"], "Opening hours");
        assert!([json!({ "button": "{\"menu\":2}" }), Value::Null].contains(&second["came_by"]));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_shortened_is_shown_and_then_whole() {
    let mut offered = 0;
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        let long = "A long story. ".repeat(20);
        let long = long.trim();

        if tries(&customer, &json!({ "write_much": { "text": long } })).await {
            offered += 1;
            let message = newest(&inbox, &anna, &chat).await;
            assert_eq!(message["content"]["text"], long);
            assert_eq!((&message["cropped"], &message["edited"]), (&Value::Null, &Value::Null));
            let after = anna.chat(&chat).await;
            assert_eq!(after["inbound"], 2, "the rest of it is no new message");
        }
        inbox.stop().await;
    }
    assert!(offered > 0, "some messenger shortens");
}

/// What nobody gives out stays as it came, and says that it is not all.
#[tokio::test(flavor = "multi_thread")]
async fn what_stays_shortened_says_so() {
    let mut offered = 0;
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        let chat = anna.chat_with(&customer).await;
        let long = "A long story. ".repeat(20);

        if tries(
            &customer,
            &json!({ "write_much": { "text": long, "is_taken_back": true } }),
        )
        .await
        {
            offered += 1;
            let message = newest(&inbox, &anna, &chat).await;
            let text = message["content"]["text"].as_str().unwrap_or_default();
            assert!(!text.is_empty() && text.len() < long.len(), "{text}");
            assert_eq!(message["cropped"], "lost");
        }
        inbox.stop().await;
    }
    assert!(offered > 0, "some messenger shortens");
}
