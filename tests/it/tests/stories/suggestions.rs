//! The desk says by itself that two contacts may be one person, and takes it back.

use http::Method;
use serde_json::{Value, json};
use support::{Operator, Socket, TestInbox, engines, eventually};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

async fn contact(operator: &Operator, chat: &Value) -> Value {
    operator.web.get(&format!("/api/contacts/{}", id(chat))).await.ok()
}

async fn has_phones(operator: &Operator, chat: &Value, phones: &[&str]) {
    let known = contact(operator, chat).await;
    let edit = json!({ "version": known["card"]["version"], "phones": phones });
    let path = format!("/api/contacts/{}", id(chat));
    let _ = operator.web.call(Method::PATCH, &path, &edit).await.ok();
}

/// Waits until exactly these are suggested to the contact of `chat`, as somebody sees who has just loaded it.
async fn is_suggested(operator: &Operator, chat: &Value, others: &[&Value]) {
    let mut wanted: Vec<&str> = others.iter().map(|other| id(other)).collect();
    wanted.sort_unstable();
    eventually(&format!("{} suggestions to {}", others.len(), id(chat)), async || {
        let known = contact(operator, chat).await;
        let similar = known["suggestions"]["similar"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<&str> = similar.iter().filter_map(|other| other["contact"].as_str()).collect();
        found.sort_unstable();
        (found == wanted).then_some(())
    })
    .await;
}

/// Waits until the socket told of suggestions to the contact of `chat`, and how many.
async fn is_told(socket: &Socket, chat: &Value, count: usize) -> Value {
    let is_it = |event: &Value| {
        let told = &event["suggestions"];
        event["type"] == "suggestions_committed"
            && told["contact"] == chat["id"]
            && told["similar"].as_array().map(Vec::len) == Some(count)
    };
    socket.sees(&format!("{count} suggestions"), is_it).await
}

async fn posts(operator: &Operator, path: &str, body: Value) -> Value {
    operator.web.post(&format!("/api/contacts/{path}"), &body).await.ok()
}

async fn met<const COUNT: usize>(inbox: &TestInbox, anna: &Operator, names: [&str; COUNT]) -> [Value; COUNT] {
    let mut chats = Vec::new();
    for name in names {
        let person = inbox.contact(name).await;
        person.writes("hello").await;
        chats.push(anna.chat_with(&person).await);
    }
    inbox.quiet().await;
    chats.try_into().expect("one for each name")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_number_is_said_by_itself_and_taken_back_when_it_is_no_more() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let [left, right] = met(&inbox, &anna, ["Anna", "Ann"]).await;
        let socket = anna.socket().await;
        has_phones(&anna, &left, &["+79161234567"]).await;
        inbox.quiet().await;
        assert!(
            contact(&anna, &left).await["suggestions"].is_null(),
            "there is nobody like them"
        );

        has_phones(&anna, &right, &["+380441234567", "+7 916 123-45-67"]).await;

        let told = is_told(&socket, &left, 1).await;
        let other = &told["suggestions"]["similar"][0];
        assert_eq!(
            (&other["contact"], &other["because"]),
            (&right["id"], &json!(["same_phone"]))
        );
        is_told(&socket, &right, 1).await;
        is_suggested(&anna, &left, &[&right]).await;
        is_suggested(&anna, &right, &[&left]).await;
        assert_eq!(anna.chats("open").await.len(), 2, "nobody is united by it");
        has_phones(&anna, &right, &["+380441234567"]).await;
        is_told(&socket, &left, 0).await;
        is_suggested(&anna, &left, &[]).await;
        is_suggested(&anna, &right, &[]).await;
        inbox.quiet().await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_known_to_be_somebody_else_is_not_said_again() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let [left, right, third] = met(&inbox, &anna, ["Anna", "Ann", "Vera"]).await;
        for chat in [&left, &right] {
            has_phones(&anna, chat, &["+79161234567"]).await;
        }
        is_suggested(&anna, &left, &[&right]).await;

        let not_same = format!("/api/contacts/{}/not-same/{}", id(&right), id(&left));
        assert!(anna.web.post(&not_same, &Value::Null).await.status.is_success());

        is_suggested(&anna, &left, &[]).await;
        is_suggested(&anna, &right, &[]).await;
        has_phones(&anna, &left, &["+79161234567", "+380441234567"]).await;
        has_phones(&anna, &third, &["+380441234567"]).await;
        is_suggested(&anna, &left, &[&third]).await;
        is_suggested(&anna, &right, &[]).await;
        // Whoever is united with somebody who is not the right one is not the right one either.
        posts(&anna, &format!("{}/unite", id(&third)), json!({ "right": id(&left) })).await;
        inbox.quiet().await;
        is_suggested(&anna, &third, &[]).await;
        is_suggested(&anna, &right, &[]).await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unite_settles_a_suggestion_and_its_undoing_brings_it_back() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let [left, right, third] = met(&inbox, &anna, ["Anna", "Ann", "Vera"]).await;
        for chat in [&left, &right, &third] {
            has_phones(&anna, chat, &["+79161234567"]).await;
            inbox.quiet().await;
        }
        is_suggested(&anna, &third, &[&left, &right]).await;

        let united = posts(&anna, &format!("{}/unite", id(&left)), json!({ "right": id(&right) })).await;

        let similar = &united["contact"]["suggestions"]["similar"];
        assert_eq!(similar.as_array().map(Vec::len), Some(1), "not themselves: {similar}");
        is_suggested(&anna, &left, &[&third]).await;
        is_suggested(&anna, &third, &[&left]).await;
        posts(
            &anna,
            &format!("{}/unite/{}/undo", id(&left), united["unite"]),
            Value::Null,
        )
        .await;
        is_suggested(&anna, &third, &[&left, &right]).await;
        is_suggested(&anna, &right, &[&third, &left]).await;
        inbox.quiet().await;
        inbox.stop().await;
    }
}

/// Two cards get the same number at the same instant: whichever is compared first, both are told.
#[tokio::test(flavor = "multi_thread")]
async fn two_cards_that_change_at_once_find_each_other() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let [left, right] = met(&inbox, &anna, ["Anna", "Ann"]).await;

        tokio::join!(
            has_phones(&anna, &left, &["+79161234567"]),
            has_phones(&boris, &right, &["+79161234567"])
        );

        is_suggested(&anna, &left, &[&right]).await;
        is_suggested(&anna, &right, &[&left]).await;
        inbox.quiet().await;
        inbox.stop().await;
    }
}
