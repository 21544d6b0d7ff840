//! What is shown of the past of united contacts: all of it, from whichever side it came, and whatever was missed.

use http::Method;
use serde_json::{Value, json};
use support::{Contact, Operator, TestInbox, engines, eventually, new_intent};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

async fn posts(operator: &Operator, path: &str, body: Value) -> Value {
    operator.web.post(&format!("/api/contacts/{path}"), &body).await.ok()
}

async fn unites(operator: &Operator, left: &Value, right: &Value) -> Value {
    posts(operator, &format!("{}/unite", id(left)), json!({ "right": id(right) })).await
}

async fn undoes(operator: &Operator, left: &Value, united: &Value) -> Value {
    let path = format!("{}/unite/{}/undo", id(left), united["unite"]);
    posts(operator, &path, Value::Null).await
}

fn texts(messages: &[Value]) -> Vec<&str> {
    messages
        .iter()
        .filter_map(|message| message["content"]["text"].as_str())
        .collect()
}

/// Somebody writes so many messages, and all have come.
async fn talks(operator: &Operator, person: &Contact, count: usize) -> Value {
    for number in 0..count {
        person.writes(&format!("{} {number}", person.name)).await;
    }
    let chat = operator.chat_with(person).await;
    eventually("all have come", async || {
        let now = operator.chat(&chat).await;
        (now["inbound"] == count).then_some(now)
    })
    .await
}

async fn changed(operator: &Operator, chat: &Value, after: &Value) -> Vec<Value> {
    let path = format!("/api/chats/{}/messages?after_version={after}", id(chat));
    let page = operator.web.get(&path).await.ok();
    page["messages"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_united_talk_is_paged_to_its_very_beginning() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (one, other) = (inbox.contact("Anna").await, inbox.contact("Ann").await);
        let left = talks(&anna, &one, 70).await;
        let right = talks(&anna, &other, 60).await;
        unites(&anna, &left, &right).await;
        one.writes("Anna 70").await;
        eventually("the last one has come", async || {
            (anna.chat(&left).await["inbound"] == 131).then_some(())
        })
        .await;

        let history = anna.history(&left).await;

        for (name, count) in [("Anna", 71), ("Ann", 60)] {
            let own = texts(&history)
                .into_iter()
                .filter(|text| text.starts_with(&format!("{name} ")));
            let wanted: Vec<String> = (0..count).map(|number| format!("{name} {number}")).collect();
            assert_eq!(own.collect::<Vec<_>>(), wanted, "each once, in order");
        }
        assert!(history.iter().all(|message| message["chat"] == left["id"]), "one talk");
        let line = |message: &&Value| message["content"]["line"]["is"] == "united";
        assert_eq!(history.iter().filter(line).count(), 1);
        assert_eq!(anna.history(&right).await, history, "whichever address is asked for");
        inbox.stop().await;
    }
}

/// A browser that missed a unite, or its undoing, and asks for what changed since what it holds.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_missed_a_unite_or_its_undoing_catches_up() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (one, other) = (inbox.contact("Anna").await, inbox.contact("Ann").await);
        let right = talks(&anna, &other, 5).await;
        let left = talks(&anna, &one, 2).await;
        inbox.quiet().await;
        let (left, right) = (anna.chat(&left).await, anna.chat(&right).await);

        let united = unites(&anna, &left, &right).await;

        let caught_up = changed(&anna, &left, &left["version"]).await;
        assert_eq!(
            texts(&caught_up).len(),
            5,
            "what came along is new, however old: {caught_up:?}"
        );
        let united_version = &united["contact"]["chat"]["version"];
        assert!(
            changed(&anna, &left, united_version).await.is_empty(),
            "who saw the unite missed nothing"
        );
        other.writes("Ann 5").await;
        eventually("it has come", async || {
            (anna.chat(&left).await["inbound"] == 8).then_some(())
        })
        .await;
        assert_eq!(texts(&changed(&anna, &left, united_version).await), ["Ann 5"]);

        let apart = undoes(&anna, &left, &united).await;

        let left_only = changed(&anna, &left, united_version).await;
        assert!(
            texts(&left_only).is_empty(),
            "it went with whom it came by: {left_only:?}"
        );
        assert_eq!(texts(&changed(&anna, &right, &right["version"]).await), ["Ann 5"]);
        assert_eq!(apart["left"]["chat"]["version"], apart["right"]["chat"]["version"]);
        assert!(apart["right"]["chat"]["version"].as_u64() > united_version.as_u64());
        inbox.stop().await;
    }
}

/// Rules for what is known: lists go together, the history of both cards is one, what an operator sees of the past is
/// the same before and after.
#[tokio::test(flavor = "multi_thread")]
async fn tags_notes_variables_phones_addresses_and_history_go_together_and_apart_again() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (one, other) = (inbox.contact("Anna").await, inbox.contact("Ann").await);
        let both = [talks(&anna, &one, 1).await, talks(&anna, &other, 1).await];
        for (chat, phone, tag, size) in [
            (&both[0], "+79161234567", "VIP", "M"),
            (&both[1], "+380441234567", "vip", "L"),
        ] {
            let path = format!("/api/contacts/{}", id(chat));
            let address = format!("{size}@example.com");
            let edit = json!({ "version": 1, "phones": [phone], "emails": [address] });
            let _ = anna.web.call(Method::PATCH, &path, &edit).await.ok();
            let _ = anna.web.put(&format!("{path}/tags/{tag}"), &Value::Null).await.ok();
            let variable = json!({ "value": { "type": "text", "value": size } });
            let _ = anna.web.put(&format!("{path}/variables/size"), &variable).await.ok();
            let note = json!({ "intent_id": new_intent(), "text": format!("wears {size}") });
            let _ = anna.web.post(&format!("{path}/notes"), &note).await.ok();
        }
        let of = async |chat: &Value, what: &str| {
            let page = anna.web.get(&format!("/api/contacts/{}/{what}", id(chat))).await.ok();
            page[if what == "notes" { "notes" } else { "changes" }]
                .as_array()
                .expect("a list")
                .clone()
        };
        let before = [of(&both[0], "history").await, of(&both[1], "history").await];

        let united = unites(&anna, &both[0], &both[1]).await;

        let card = &united["contact"]["card"];
        assert_eq!(card["phones"], json!(["+79161234567", "+380441234567"]));
        assert_eq!(card["emails"], json!(["m@example.com", "l@example.com"]));
        assert_eq!(card["tags"], json!(["VIP"]), "a tag is the same in any case of letters");
        assert_eq!(
            card["variables"]["size"]["value"], "M",
            "of two values the left one's, unless chosen"
        );
        assert_eq!(of(&both[0], "notes").await.len(), 2);
        let history = of(&both[0], "history").await;
        for past in before.iter().flatten() {
            assert!(history.contains(past), "{past} is missing in {history:?}");
        }
        assert_eq!(
            history.len(),
            before[0].len() + before[1].len() + 1,
            "and what the unite changed"
        );
        assert_eq!(history[0]["contact"], both[0]["id"]);
        undoes(&anna, &both[0], &united).await;
        assert_eq!(of(&both[1], "history").await, before[1]);
        assert_eq!(of(&both[1], "notes").await.len(), 1);
        inbox.stop().await;
    }
}

/// Two were pulled into one: the later one goes first, since what is kept of the left one is from then.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_unites_of_one_contact_the_later_is_undone_first() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let people = [
        inbox.contact("Anna").await,
        inbox.contact("Ann").await,
        inbox.contact("Nan").await,
    ];
    let mut chats = Vec::new();
    for (count, person) in people.iter().enumerate() {
        chats.push(talks(&anna, person, count + 1).await);
    }
    let first = unites(&anna, &chats[0], &chats[1]).await;
    people[0].writes("between").await;
    eventually("it has come", async || {
        (anna.chat(&chats[0]).await["inbound"] == 4).then_some(())
    })
    .await;
    let second = unites(&anna, &chats[0], &chats[2]).await;

    let path = format!("/api/contacts/{}/unite/{}/undo", id(&chats[0]), first["unite"]);
    let too_early = anna.web.post(&path, &Value::Null).await;
    assert_eq!(too_early.code(), "undo_later_first");
    undoes(&anna, &chats[0], &second).await;
    undoes(&anna, &chats[0], &first).await;

    for (chat, inbound) in chats.iter().zip([2, 2, 3]) {
        assert_eq!(anna.chat(chat).await["inbound"], inbound);
    }
}
