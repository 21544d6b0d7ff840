//! Erasing a contact: nothing of the person stays, and nothing old brings them back.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Contact, Engine, Operator, TestInbox, engines, eventually, new_intent};

use crate::notifications;

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

/// Words that stand nowhere but where the person left them.
const CANARIES: [&str; 6] = [
    "canary",
    "Kanar",
    "79161230001",
    "9161230001",
    "880000000000001",
    "880000000000002",
];

/// Every row of the desk's table that holds one of the words.
async fn rows_with_canaries(inbox: &TestInbox, table: &str) -> Vec<String> {
    let client = platform::dynamo::client(Some(inbox.engine_url()));
    let mut found = Vec::new();
    let mut from = None;
    loop {
        let page = client
            .scan()
            .table_name(table)
            .set_exclusive_start_key(from)
            .send()
            .await;
        let page = page.expect("the engine answers");
        for item in page.items() {
            let row = format!("{item:?}");
            found.extend(CANARIES.iter().any(|word| row.contains(word)).then_some(row));
        }
        from = page.last_evaluated_key;
        if from.is_none() {
            return found;
        }
    }
}

/// Gives both a card with one phone, so that each is said to be like the other.
async fn same_phone(operator: &Operator, chat: &Value, third: &Value) {
    let web = &operator.web;
    let path = |chat: &Value, rest: &str| format!("/api/contacts/{}{rest}", id(chat));
    for (chat, card) in [
        (
            chat,
            json!({ "phones": ["+79161230001"], "emails": ["canary@example.com"], "user_id": "canary-1" }),
        ),
        (third, json!({ "phones": ["+79161230001"] })),
    ] {
        let mut card = card;
        card["version"] = web.get(&path(chat, "")).await.ok()["card"]["version"].clone();
        let _ = web.call(Method::PATCH, &path(chat, ""), &card).await.ok();
    }
    eventually("the likeness is seen", async || {
        let known = web.get(&path(third, "")).await.ok();
        (known["suggestions"]["similar"].as_array()?.len() == 1).then_some(())
    })
    .await;
}

/// Leaves the person's words wherever words can be left.
async fn leaves_words(inbox: &TestInbox, operator: &Operator) -> (Contact, Value, Value) {
    // A digest in the making names who wrote, and what.
    let phone = notifications::phone_of(inbox, operator).await;
    let rules = json!({ "new_message": "always", "new_chat": "always", "has_previews": true });
    notifications::chooses(operator, rules).await;
    let appears = async |person: &str, name: &str| Contact::appears(inbox.url(), &inbox.messenger, person, name).await;
    let person = appears("880000000000001", "Kanarina Kanarova").await;
    let message = person.writes("the canary sings").await;
    let chat = operator.chat_with(&person).await;
    person.edits(&message, "the canary sang").await;
    let other = appears("880000000000002", "Kanari").await;
    other.writes("me, the canary").await;
    let right = operator.chat_with(&other).await;
    let third = inbox.contact("Berta").await;
    third.writes("hello").await;
    let third = operator.chat_with(&third).await;

    let web = &operator.web;
    let path = |chat: &Value, rest: &str| format!("/api/contacts/{}{rest}", id(chat));
    same_phone(operator, &chat, &third).await;
    let _ = web.put(&path(&chat, "/tags/canary%20friend"), &Value::Null).await.ok();
    let value = json!({ "value": { "type": "text", "value": "canary" } });
    let _ = web.put(&path(&chat, "/variables/pet"), &value).await.ok();
    for chat in [&chat, &right] {
        let note = json!({ "intent_id": new_intent(), "text": "has a canary" });
        let _ = web.post(&path(chat, "/notes"), &note).await.ok();
    }
    let comment = json!({ "intent_id": new_intent(), "comment": { "text": "what a canary" } });
    let _ = web
        .post(&format!("/api/chats/{}/comments", id(&chat)), &comment)
        .await
        .ok();
    operator.sends(&chat, "a nice canary").await;
    person.reads("a nice canary").await;
    person.writes("I thank you, says the canary").await;
    inbox.quiet().await;
    let apart = web
        .post(&path(&chat, &format!("/not-same/{}", id(&third))), &Value::Null)
        .await;
    assert_eq!(apart.status, StatusCode::NO_CONTENT);
    operator.closes(&chat).await;
    let _ = web
        .put(&format!("/api/chats/{}/reopen", id(&chat)), &Value::Null)
        .await
        .ok();
    let unite = json!({ "right": id(&right), "choose": {} });
    let _ = web.post(&path(&chat, "/unite"), &unite).await.ok();
    eventually("the operator is told in their messenger", async || {
        let notices = phone.answers().await;
        notices.iter().any(|notice| notice.contains("Kanarina")).then_some(())
    })
    .await;
    inbox.quiet().await;
    (person, operator.chat(&chat).await, third)
}

/// Looks through the whole table.
async fn no_canary_is_left(inbox: &TestInbox, owner: &Operator, third: &Value) {
    // The third one's own phone is the same number: take it away before looking.
    let mut card = json!({ "phones": [] });
    let path = format!("/api/contacts/{}", id(third));
    card["version"] = owner.web.get(&path).await.ok()["card"]["version"].clone();
    let _ = owner.web.call(Method::PATCH, &path, &card).await.ok();
    inbox.quiet().await;
    let rows = rows_with_canaries(inbox, &platform::Config::default().table).await;
    let others: Vec<&String> = rows.iter().filter(|row| !row.contains(id(third))).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_contact_nothing_is_left_anywhere() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (_, chat, third) = leaves_words(&inbox, &owner).await;
        let socket = owner.socket().await;
        let open_chats = async || {
            let operators = owner.web.get("/api/operators").await.ok();
            let all = operators["operators"].as_array().expect("a list").clone();
            let me = all.into_iter().find(|operator| operator["id"] == owner.id.as_str());
            me.expect("the owner")["open_chats"].clone()
        };
        let held = open_chats().await.as_u64().unwrap_or_default();
        let is_held = u64::from(chat["assignment"]["is"] == "assigned");
        let path = format!("/api/contacts/{}", id(&chat));

        let erased = owner.web.delete(&path).await;

        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        for of in [&chat["id"], &chat["united"][0]] {
            let told = |event: &Value| event["type"] == "contact_erased" && &event["contact"] == of;
            socket.sees("the erase", told).await;
        }
        assert_eq!(owner.web.delete(&path).await.status, StatusCode::NO_CONTENT, "again");
        inbox.quiet().await;
        assert_eq!(open_chats().await, held - is_held);
        for gone in [
            path.clone(),
            format!("{path}/unites"),
            format!("/api/chats/{}/messages", id(&chat)),
        ] {
            assert_eq!(owner.web.get(&gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
        let left: Vec<Value> = [owner.chats("open").await, owner.chats("closed").await].concat();
        assert_eq!(left.iter().map(id).collect::<Vec<_>>(), [id(&third)]);
        for term in ["kanar", "canary", "880000000000001"] {
            let found = owner.web.get(&format!("/api/contacts?term={term}")).await.ok();
            assert_eq!(found["contacts"], json!([]), "{term}");
        }
        let tags = owner.web.get("/api/tags").await.ok();
        assert_eq!(tags["tags"], json!([]));
        eventually("nobody is said to be like them", async || {
            let known = owner.web.get(&format!("/api/contacts/{}", id(&third))).await.ok();
            let similar = known["suggestions"]["similar"].as_array().map_or(0, Vec::len);
            (similar == 0).then_some(())
        })
        .await;
        let log = owner.web.get("/api/audit").await.ok();
        let entry = log["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .find(|entry| entry["action"] == "contact_erased");
        assert_eq!(entry.expect("the fact stays")["by"], owner.id.as_str());

        if engine == Engine::Embedded {
            no_canary_is_left(&inbox, &owner, &third).await;
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_update_revives_nobody_and_a_new_message_is_somebody_new() {
    for engine in engines() {
        let (inbox, line) = TestInbox::start_by_hand(&engine).await;
        let owner = inbox.operator().await;
        line.with(|machine, _| machine.introduce("77", "Anna")).expect("a name");
        let mut old = Vec::new();
        for text in ["one", "two"] {
            let call = line.letter("77", text);
            assert_eq!(line.deliver(&call).await, StatusCode::OK);
            old.push(call);
        }
        let chat = owner.chats("open").await.remove(0);
        let erased = owner.web.delete(&format!("/api/contacts/{}", id(&chat))).await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT);
        inbox.quiet().await;

        for call in &old {
            assert_eq!(line.make(call).await.status, StatusCode::OK, "taken, and forgotten");
        }
        let after_replay = owner.chats("open").await;
        let new = line.letter("77", "hello again");
        assert_eq!(line.deliver(&new).await, StatusCode::OK);
        assert_eq!(line.make(&old[1]).await.status, StatusCode::OK);
        inbox.quiet().await;

        assert_eq!(after_replay, Vec::<Value>::new());
        let begun = owner.chat(&chat).await;
        assert_eq!(
            (&begun["inbound"], &begun["preview"]["text"]),
            (&json!(1), &json!("hello again"))
        );
        assert!(begun["version"].as_u64() > chat["version"].as_u64(), "versions go on");
        assert_eq!(owner.history(&begun).await.len(), 1);
        let again = owner.web.delete(&format!("/api/contacts/{}", id(&chat))).await;
        assert_eq!(again.status, StatusCode::NO_CONTENT, "and is erased like anybody");
        inbox.quiet().await;
        assert_eq!(line.make(&new).await.status, StatusCode::OK);
        assert_eq!(owner.chats("open").await, Vec::<Value>::new());
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_handle_personal_data_and_only_of_whom_there_is() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let olga = owner.brings("olga", "operator").await;
    let anna = inbox.contact("Anna").await;
    anna.writes("hello").await;
    let path = format!("/api/contacts/{}", id(&owner.chat_with(&anna).await));

    assert_eq!(olga.web.delete(&path).await.code(), "not_allowed");
    assert_eq!(olga.web.post("/api/exports", &json!({})).await.code(), "not_allowed");
    let import = json!({ "csv": "user_id\n7" });
    assert_eq!(
        olga.web.post("/api/contacts/import", &import).await.code(),
        "not_allowed"
    );
    assert_eq!(owner.web.get(&path).await.status, StatusCode::OK);
    assert_eq!(owner.web.delete("/api/contacts/nobody").await.code(), "no_such_contact");
    let nobody = json!({ "contact": "nobody" });
    assert_eq!(owner.web.post("/api/exports", &nobody).await.code(), "no_such_contact");
}
