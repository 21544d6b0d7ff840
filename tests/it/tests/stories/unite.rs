//! Two contacts who are one person: one card and one talk, and two again.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Contact, Operator, TestInbox, engines, eventually};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

async fn contact(operator: &Operator, chat: &Value) -> Value {
    operator.web.get(&format!("/api/contacts/{}", id(chat))).await.ok()
}

async fn unites(operator: &Operator, left: &Value, right: &Value, choose: Value) -> support::Reply {
    let body = json!({ "right": id(right), "choose": choose });
    operator
        .web
        .post(&format!("/api/contacts/{}/unite", id(left)), &body)
        .await
}

async fn undoes(operator: &Operator, left: &Value, unite: &Value) -> support::Reply {
    let path = format!("/api/contacts/{}/unite/{unite}/undo", id(left));
    operator.web.post(&path, &Value::Null).await
}

async fn edits(operator: &Operator, chat: &Value, mut fields: Value) -> Value {
    let known = contact(operator, chat).await;
    fields["version"] = known["card"]["version"].clone();
    let path = format!("/api/contacts/{}", id(chat));
    operator.web.call(http::Method::PATCH, &path, &fields).await.ok()
}

fn texts(messages: &[Value]) -> Vec<String> {
    let said = messages
        .iter()
        .filter_map(|message| message["content"]["text"].as_str());
    said.map(str::to_owned).collect()
}

async fn two(inbox: &TestInbox, operator: &Operator) -> ([Contact; 2], [Value; 2]) {
    let people = [inbox.contact("Anna").await, inbox.contact("Ann").await];
    people[0].writes("one").await;
    let left = operator.chat_with(&people[0]).await;
    people[1].writes("two").await;
    let right = operator.chat_with(&people[1]).await;
    people[0].writes("three").await;
    inbox.quiet().await;
    (people, [left, right])
}

#[tokio::test(flavor = "multi_thread")]
async fn united_contacts_are_one_card_and_one_talk_and_each_gets_the_answer_meant_for_them() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (people, [left, right]) = two(&inbox, &anna).await;
        edits(&anna, &left, json!({ "phones": ["+79161234567"] })).await;
        edits(
            &anna,
            &right,
            json!({ "emails": ["ann@example.com"], "phones": ["+79161234568"] }),
        )
        .await;
        for (chat, text) in [(&left, "likes blue"), (&right, "likes red")] {
            let note = json!({ "intent_id": support::new_intent(), "text": text });
            let path = format!("/api/contacts/{}/notes", id(chat));
            let _ = anna.web.post(&path, &note).await.ok();
        }
        let socket = anna.socket().await;

        let united = unites(&anna, &left, &right, json!({ "first_name": "right" }))
            .await
            .ok();

        let card = &united["contact"]["card"];
        assert_eq!(
            (&card["first_name"], &card["emails"]),
            (&json!("Ann"), &json!(["ann@example.com"]))
        );
        assert_eq!(card["phones"], json!(["+79161234567", "+79161234568"]));
        let chat = &united["contact"]["chat"];
        assert_eq!(chat["identities"].as_array().map(Vec::len), Some(2));
        assert_eq!((&chat["inbound"], &chat["read"]), (&json!(3), &json!(0)));
        assert_eq!(texts(&anna.history(chat).await).len(), 3, "nothing is lost");
        let notes = anna.web.get(&format!("/api/contacts/{}/notes", id(&left))).await.ok();
        assert_eq!(notes["notes"].as_array().map(Vec::len), Some(2), "the notes of both");
        assert_eq!(anna.chats("open").await.len(), 1);
        let gone = socket
            .sees("the right chat going", |event| event["type"] == "chat_united")
            .await;
        assert_eq!((&gone["chat"], &gone["into"]), (&right["id"], &left["id"]));
        assert_eq!(anna.chat(&right).await["id"], left["id"], "its old address leads on");

        people[1].writes("four").await;
        let now = eventually("the message arrives in the one chat", async || {
            let now = anna.chat(&left).await;
            (now["inbound"] == 4).then_some(now)
        })
        .await;
        assert_eq!(
            now["identities"][0]["id"], right["identities"][0]["id"],
            "who wrote last stands first"
        );
        anna.sends(&now, "to the right one").await;
        people[1].reads("to the right one").await;
        inbox.quiet().await;
        assert!(people[0].answers().await.is_empty(), "and to nobody else");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_unite_gives_both_back_and_what_came_meanwhile_to_whom_it_came() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (people, [left, right]) = two(&inbox, &anna).await;
        edits(&anna, &right, json!({ "emails": ["ann@example.com"] })).await;
        let before = [contact(&anna, &left).await, contact(&anna, &right).await];
        let united = unites(&anna, &left, &right, json!({})).await.ok();

        let at_once = undoes(&anna, &left, &united["unite"]).await.ok();

        for (side, was) in ["left", "right"].into_iter().zip(&before) {
            let same =
                |what: &str, field: &str| assert_eq!(at_once[side][what][field], was[what][field], "{side} {field}");
            for field in ["first_name", "emails", "phones", "tags", "created"] {
                same("card", field);
            }
            for field in [
                "name",
                "state",
                "assignment",
                "identities",
                "inbound",
                "read",
                "activity",
                "episode",
            ] {
                same("chat", field);
            }
        }
        let again = unites(&anna, &left, &right, json!({})).await.ok();
        people[1].writes("four").await;
        eventually("four arrives", async || {
            (anna.chat(&left).await["inbound"] == 4).then_some(())
        })
        .await;

        let later = undoes(&anna, &left, &again["unite"]).await.ok();

        assert_eq!(
            (&later["left"]["chat"]["inbound"], &later["right"]["chat"]["inbound"]),
            (&json!(2), &json!(2))
        );
        assert_eq!(texts(&anna.history(&right).await), ["two", "four"]);
        assert_eq!(texts(&anna.history(&left).await), ["one", "three"]);
        assert_eq!(later["right"]["chat"]["preview"]["text"], "four");
        assert_eq!(later["right"]["card"]["emails"], json!(["ann@example.com"]));
        let twice = undoes(&anna, &left, &again["unite"]).await;
        assert_eq!(twice.status, StatusCode::OK, "undoing twice is done already");
        people[1].writes("five").await;
        eventually("five arrives where it belongs", async || {
            (anna.chat(&right).await["inbound"] == 3).then_some(())
        })
        .await;
        inbox.quiet().await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_same_number_is_suggested_until_known_to_be_somebody_else() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (_, [left, right]) = two(&inbox, &anna).await;
        let path = format!("/api/contacts/{}/similar", id(&left));
        let similar = async || {
            let found = anna.web.get(&path).await.ok();
            found["similar"].as_array().expect("a list").clone()
        };
        edits(&anna, &left, json!({ "phones": ["+79161234567"] })).await;
        assert!(similar().await.is_empty());

        edits(&anna, &right, json!({ "phones": ["+7 916 123-45-67"] })).await;

        let found = eventually("the other is suggested", async || similar().await.into_iter().next()).await;
        assert_eq!(found["because"], json!(["same_phone"]));
        assert_eq!(found["contact"]["card"]["id"], right["id"]);
        let not_same = format!("/api/contacts/{}/not-same/{}", id(&right), id(&left));
        assert_eq!(
            anna.web.post(&not_same, &Value::Null).await.status,
            StatusCode::NO_CONTENT
        );
        assert!(similar().await.is_empty(), "whichever of the two was asked about");
        inbox.stop().await;
    }
}

/// What an operator takes off a united card is gone from search and tags; after the undo the right contact is found again
/// by all of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_off_a_united_card_comes_back_with_whom_it_belongs_to() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (_, [left, right]) = two(&inbox, &anna).await;
    edits(&anna, &right, json!({ "emails": ["ann@example.com"] })).await;
    let tag = |chat: &Value| format!("/api/contacts/{}/tags/late", id(chat));
    let _ = anna.web.put(&tag(&right), &Value::Null).await.ok();
    let found = async |path: &str| -> Vec<Value> {
        let page = anna.web.get(path).await.ok();
        let contacts = page["contacts"].as_array().expect("a list").iter();
        contacts.map(|contact| contact["card"]["id"].clone()).collect()
    };
    let (by_address, by_tag) = ("/api/contacts?term=ann%40example.com", "/api/tags/late/contacts");
    let united = unites(&anna, &left, &right, json!({})).await.ok();
    assert_eq!(
        [found(by_address).await, found(by_tag).await],
        [[left["id"].clone()], [left["id"].clone()]]
    );

    edits(&anna, &left, json!({ "emails": [] })).await;
    let _ = anna
        .web
        .call(http::Method::DELETE, &tag(&left), &Value::Null)
        .await
        .ok();
    let gone = [found(by_address).await, found(by_tag).await];
    let _ = undoes(&anna, &left, &united["unite"]).await.ok();

    assert_eq!(gone, [Vec::<Value>::new(), Vec::new()]);
    assert_eq!(
        [found(by_address).await, found(by_tag).await],
        [[right["id"].clone()], [right["id"].clone()]]
    );
}

/// Left into right and right into left at once: one wins, nothing goes round in a circle.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_opposite_unites_at_once_one_wins() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let (_, [left, right]) = two(&inbox, &anna).await;

        let (one, other) = tokio::join!(
            unites(&anna, &left, &right, json!({})),
            unites(&boris, &right, &left, json!({}))
        );

        let (won, lost) = if one.status.is_success() {
            (one, other)
        } else {
            (other, one)
        };
        assert_eq!((won.status, lost.status), (StatusCode::OK, StatusCode::CONFLICT));
        assert_eq!(lost.body["code"], "united_meanwhile");
        let survivor = &won.body["contact"]["chat"];
        assert_eq!(lost.body["details"]["into"], survivor["id"]);
        assert_eq!(texts(&anna.history(survivor).await).len(), 3);
        assert_eq!(anna.chats("open").await.len(), 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_of_unites_is_undone_from_its_end() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (_, [left, right]) = two(&inbox, &anna).await;
    let third = inbox.contact("Third").await;
    third.writes("three hundred").await;
    let first = anna.chat_with(&third).await;
    let inner = unites(&anna, &left, &right, json!({})).await.ok();
    let outer = unites(&anna, &first, &left, json!({})).await.ok();
    assert_eq!(outer["contact"]["chat"]["identities"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        anna.chat(&right).await["id"],
        first["id"],
        "pointers lead to the end at once"
    );

    let too_early = undoes(&anna, &left, &inner["unite"]).await;
    assert_eq!(
        (too_early.status, too_early.code()),
        (StatusCode::CONFLICT, "united_meanwhile")
    );
    let _ = undoes(&anna, &first, &outer["unite"]).await.ok();
    assert_eq!(anna.chat(&right).await["id"], left["id"]);
    let _ = undoes(&anna, &left, &inner["unite"]).await.ok();

    assert_eq!(anna.chat(&right).await["id"], right["id"]);
    assert_eq!(anna.chats("open").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_by_name() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (_, [left, right]) = two(&inbox, &anna).await;
    let nobody = json!({ "id": "nobody" });

    let refused = [
        (unites(&anna, &left, &left, json!({})).await, "same_contact"),
        (unites(&anna, &left, &nobody, json!({})).await, "no_such_contact"),
        (unites(&anna, &nobody, &left, json!({})).await, "no_such_contact"),
        (
            unites(&anna, &left, &right, json!({ "shoe_size": "right" })).await,
            "bad_request",
        ),
        (
            unites(&anna, &left, &right, json!({ "first_name": "up" })).await,
            "bad_request",
        ),
        (undoes(&anna, &left, &json!(7)).await, "no_such_unite"),
    ];

    for (reply, code) in refused {
        assert_eq!(reply.code(), code, "{}", reply.body);
    }
    assert_eq!(anna.chats("open").await.len(), 2, "nothing happened");
    let not_same = format!("/api/contacts/{}/not-same/{}", id(&left), id(&right));
    assert_eq!(
        anna.web.post(&not_same, &Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_wish_is_found_whatever_was_united_meanwhile() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let (_, [left, right]) = two(&inbox, &anna).await;
        let [before, during] = [support::new_intent(), support::new_intent()];
        let first = anna.sends_as(&before, &right, "hello").await.ok();

        let united = unites(&anna, &left, &right, json!({})).await.ok();
        let again = unites(&anna, &left, &right, json!({})).await.ok();
        assert_eq!(
            again["unite"], united["unite"],
            "what is united already is answered as it is"
        );
        let repeated = anna.sends_as(&before, &right, "hello").await.ok();
        assert_eq!(repeated["message"]["id"], first["message"]["id"]);
        assert_eq!(
            repeated["message"]["chat"], left["id"],
            "told with the chat it belongs to now"
        );
        let second = anna.sends_as(&during, &right, "hello again").await.ok();

        let _ = undoes(&anna, &left, &united["unite"]).await.ok();
        for (intent, text, sent) in [(&before, "hello", &first), (&during, "hello again", &second)] {
            let repeated = anna.sends_as(intent, &right, text).await.ok();
            assert_eq!(repeated["message"]["id"], sent["message"]["id"], "{text} is sent once");
        }
        inbox.stop().await;
    }
}
