//! What was said is found by its words, as it is now, and leads back to its place in the talk.

use http::Method;
use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, new_intent};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A page of what is found.
async fn page(operator: &Operator, term: &str, cursor: Option<&str>) -> Value {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    let path = format!("/api/messages?term={}{cursor}", encoded(term));
    operator.web.get(&path).await.ok()
}

async fn finds(operator: &Operator, term: &str) -> Vec<Value> {
    let page = page(operator, term, None).await;
    assert_eq!(page["cursor"], Value::Null, "all of it");
    page["messages"].as_array().expect("a list").clone()
}

fn snippet(message: &Value) -> &str {
    message["snippet"]["text"].as_str().unwrap_or_default()
}

fn shown(found: &[Value]) -> Vec<&str> {
    found.iter().map(snippet).collect()
}

async fn comments(operator: &Operator, chat: &Value, text: &str) {
    let body = json!({ "intent_id": new_intent(), "comment": { "text": text } });
    let path = format!("/api/chats/{}/comments", id(chat));
    let _ = operator.web.post(&path, &body).await.ok();
}

async fn switches(operator: &Operator, is_on: bool) {
    let settings = operator.web.get("/api/settings").await.ok();
    let change = json!({ "version": settings["version"], "is_message_search_on": is_on });
    let _ = operator.web.call(Method::PATCH, "/api/settings", &change).await.ok();
}

/// A page of a chat's history, as asked.
async fn history(operator: &Operator, chat: &Value, query: &str) -> Value {
    let path = format!("/api/chats/{}/messages?{query}", id(chat));
    operator.web.get(&path).await.ok()
}

fn ids(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_anybody_said_is_found_newest_first_in_any_spelling_also_in_closed_chats() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Анна").await;
        anna.writes("Где мой ЗАКАЗ №4512? Жду, ёлка!").await;
        let chat = owner.chat_with(&anna).await;
        owner.sends(&chat, "Ваш заказ едет").await;
        comments(&owner, &chat, "Заказчик ждёт").await;
        let zoe = inbox.contact("Zoë").await;
        zoe.writes("Is the Crème brûlée sold out?").await;
        inbox.quiet().await;
        let _ = owner.closes(&chat).await;
        inbox.quiet().await;

        let found = finds(&owner, "заказ").await;
        assert_eq!(
            shown(&found),
            ["Заказчик ждёт", "Ваш заказ едет", "Где мой ЗАКАЗ №4512? Жду, ёлка!"]
        );
        let said: Vec<&Value> = found.iter().map(|message| &message["said"]["from"]).collect();
        assert_eq!(said, ["comment", "operator", "contact"]);
        assert_eq!(found[0]["said"]["by"], owner.id.as_str());
        assert!(
            found
                .iter()
                .all(|message| message["chat"] == chat["id"] && message["name"] == "Анна")
        );
        assert_eq!(found[2]["snippet"]["hits"], json!([{ "from": 8, "to": 13 }]));
        assert_eq!(ids(&found)[2], id(&owner.messages(&chat).await[0]));

        for term in ["заказ 4512", "ЁЛКА", "елка", "№4512", "жду где", "4512 заказ ёлка мой"]
        {
            assert_eq!(finds(&owner, term).await.len(), 1, "{term}");
        }
        assert_eq!(
            shown(&finds(&owner, "creme BRUL").await),
            ["Is the Crème brûlée sold out?"]
        );
        assert_eq!(finds(&owner, "заказчик").await.len(), 1);
        for term in ["зак", "аказ", "заказ brulee", "4513", "анна", "closed"] {
            assert!(finds(&owner, term).await.is_empty(), "{term}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_message_is_found_by_what_it_says_now() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Anna").await;
        let message = anna.writes("a green table").await;
        inbox.quiet().await;
        assert_eq!(finds(&owner, "green").await.len(), 1);

        anna.edits(&message, "a brown table").await;
        inbox.quiet().await;

        assert!(finds(&owner, "green").await.is_empty());
        assert_eq!(shown(&finds(&owner, "brown table").await), ["a brown table"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_hold_every_message_once() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        for name in ["Anna", "Boris", "Vera"] {
            let person = inbox.contact(name).await;
            for number in 0..15 {
                person.writes(&format!("{name} wants lamp {number}")).await;
            }
        }
        inbox.quiet().await;

        let (mut found, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
        loop {
            let page = page(&owner, "lamp want", cursor.as_deref()).await;
            found.extend(page["messages"].as_array().expect("a list").clone());
            pages += 1;
            match page["cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }

        assert_eq!((found.len(), pages), (45, 3));
        let mut once = ids(&found);
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 45);
        let times: Vec<i64> = found.iter().filter_map(|message| message["at"].as_i64()).collect();
        assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");

        let foreign = format!("/api/messages?term=vera&cursor={}", cursor.expect("there were pages"));
        for path in [foreign.as_str(), "/api/messages?term=vera&cursor=x"] {
            let reply = owner.web.get(path).await;
            assert_eq!((reply.status.as_u16(), reply.code()), (400, "bad_request"), "{path}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_searching_is_switched_off_nothing_is_kept_and_nobody_searches() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Anna").await;
        switches(&owner, false).await;
        anna.writes("a secret lamp").await;
        inbox.quiet().await;

        let refused = owner.web.get("/api/messages?term=lamp").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "search_off"));

        switches(&owner, true).await;
        anna.writes("another lamp").await;
        inbox.quiet().await;
        assert_eq!(shown(&finds(&owner, "lamp").await), ["another lamp"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_to_look_for_in_messages_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;

    for query in ["", "?term=", "?term=a", "?term=%3F%21", "?term=7+8", "?term=%FF"] {
        let reply = owner.web.get(&format!("/api/messages{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (400, "bad_request"), "{query}");
    }
    assert!(finds(&owner, &"x".repeat(5_000)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_found_message_leads_to_its_place_and_on_from_there() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let anna = inbox.contact("Anna").await;
        for number in 0..80 {
            let text = if number == 40 {
                "the needle".to_owned()
            } else {
                format!("straw {number}")
            };
            anna.writes(&text).await;
        }
        inbox.quiet().await;
        let chat = owner.chat_with(&anna).await;
        let whole = owner.history(&chat).await;
        let found = finds(&owner, "needle").await;

        let around = history(&owner, &chat, &format!("around={}", id(&found[0]))).await;
        let mut walked = around["messages"].as_array().expect("a list").clone();
        assert_eq!(walked.len(), 50);
        assert!(ids(&walked)[20..30].contains(&id(&found[0])), "in the middle");
        assert_eq!(around["has_older"], true);
        let place = id(&walked[0]).rsplit(':').next().unwrap_or_default().to_owned();
        let older = history(&owner, &chat, &format!("before={place}")).await;
        walked.splice(0..0, older["messages"].as_array().expect("a list").clone());
        let mut after = around["after"].as_str().map(str::to_owned);
        while let Some(cursor) = after {
            let newer = history(&owner, &chat, &format!("after={cursor}")).await;
            walked.extend(newer["messages"].as_array().expect("a list").clone());
            after = newer["after"].as_str().map(str::to_owned);
        }
        assert_eq!(ids(&walked), ids(&whole));

        for (query, refusal) in [
            ("around=x", (404, "no_such_message")),
            ("around=strange:1:00000000000000000001", (404, "no_such_message")),
            ("after=x", (400, "bad_request")),
        ] {
            let path = format!("/api/chats/{}/messages?{query}", id(&chat));
            let reply = owner.web.get(&path).await;
            assert_eq!((reply.status.as_u16(), reply.code()), refusal, "{query}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_united_contact_said_leads_into_the_one_chat_and_back_out_when_undone() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let people = [inbox.contact("Anna").await, inbox.contact("Ann").await];
        let mut chats = Vec::new();
        for person in &people {
            person.writes(&format!("hello from {}", person.name)).await;
            chats.push(owner.chat_with(person).await);
        }
        for number in 0..40 {
            people[number % 2].writes(&format!("lamp {number:02}")).await;
            inbox.quiet().await;
        }
        let body = json!({ "right": id(&chats[1]), "choose": {} });
        let path = format!("/api/contacts/{}/unite", id(&chats[0]));
        let united = owner.web.post(&path, &body).await.ok();
        inbox.quiet().await;

        let found = finds(&owner, "lamp 21").await;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0]["chat"], &found[0]["name"]),
            (&chats[0]["id"], &json!("Anna"))
        );

        let newest = history(&owner, &chats[0], "").await;
        let around = history(&owner, &chats[0], &format!("around={}", id(&found[0]))).await;
        let mut walked = around["messages"].as_array().expect("a list").clone();
        assert!(ids(&walked).contains(&id(&found[0])));
        let mut after = around["after"].as_str().map(str::to_owned);
        while let Some(cursor) = after {
            let newer = history(&owner, &chats[0], &format!("after={cursor}")).await;
            walked.extend(newer["messages"].as_array().expect("a list").clone());
            after = newer["after"].as_str().map(str::to_owned);
        }
        if let Some(cursor) = around["cursor"].as_str() {
            let older = history(&owner, &chats[0], &format!("cursor={cursor}")).await;
            walked.splice(0..0, older["messages"].as_array().expect("a list").clone());
        }
        let newest = newest["messages"].as_array().expect("a list");
        assert_eq!(
            ids(&walked[walked.len() - newest.len()..]),
            ids(newest),
            "the same talk"
        );
        let mut once = ids(&walked);
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), walked.len());

        let path = format!("/api/contacts/{}/unite/{}/undo", id(&chats[0]), united["unite"]);
        let _ = owner.web.post(&path, &Value::Null).await.ok();
        inbox.quiet().await;
        let found = finds(&owner, "lamp 21").await;
        assert_eq!((&found[0]["chat"], &found[0]["name"]), (&chats[1]["id"], &json!("Ann")));
        inbox.stop().await;
    }
}
