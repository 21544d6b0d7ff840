//! Contacts are found by whatever is known of them, as soon as it is known, and no longer than it is.

use http::Method;
use serde_json::{Value, json};
use support::{Contact, Operator, TestInbox, engines};

/// The names of who is found, best first.
async fn finds(owner: &Operator, term: &str) -> Vec<String> {
    let encoded: String = term.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = owner.web.get(&format!("/api/contacts?term={encoded}")).await.ok();
    let contacts = found["contacts"].as_array().expect("a list");
    let name = |contact: &Value| contact["chat"]["name"].as_str().unwrap_or_default().to_owned();
    contacts.iter().map(name).collect()
}

async fn met(inbox: &TestInbox, owner: &Operator, name: &str) -> (Contact, Value) {
    let person = inbox.contact(name).await;
    person.writes("hello").await;
    (person.clone(), owner.chat_with(&person).await)
}

async fn edits(owner: &Operator, chat: &Value, edit: &Value) {
    let path = format!("/api/contacts/{}", chat["id"].as_str().expect("an id"));
    let _ = owner.web.call(Method::PATCH, &path, edit).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_is_found_by_any_word_of_theirs_in_any_spelling_open_or_closed() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (anna, chat) = met(&inbox, &owner, "Анна Ёлкина").await;
        let _ = met(&inbox, &owner, "Zoë Müller").await;
        let _ = met(&inbox, &owner, "Annabel Lee").await;
        let edit = json!({
            "version": 1, "phones": ["+7 916 555-01-23"], "emails": ["Elka@Example.com"], "user_id": "shop-42",
        });
        edits(&owner, &chat, &edit).await;
        let _ = owner.closes(&chat).await;

        let id = chat["id"].as_str().expect("an id");
        for term in [
            "анна",
            "АНН",
            "елк",
            "Ёлкина анна",
            "анна ёл",
            "ёл анн",
            "+7 916 555",
            "79165550123",
            "8 916 555",
            "916555",
            "elka@",
            "example.com",
            "ELKA@EXAMPLE.COM",
            "shop-42",
            "анна shop",
            &anna.person,
            id,
        ] {
            assert_eq!(finds(&owner, term).await, ["Анна Ёлкина"], "{term}");
        }
        assert_eq!(finds(&owner, "zoe").await, ["Zoë Müller"]);
        assert_eq!(finds(&owner, "muller z").await, ["Zoë Müller"]);
        for term in ["нна", "анна lee", "+7 917", "555-01-23", "example.org"] {
            assert!(finds(&owner, term).await.is_empty(), "{term}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_words_come_first_and_then_who_wrote_last() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        for name in ["Annabel", "Anna Berg", "Anna Stein"] {
            let _ = met(&inbox, &owner, name).await;
        }

        assert_eq!(finds(&owner, "anna").await, ["Anna Stein", "Anna Berg", "Annabel"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_changed_is_found_and_the_old_one_no_longer() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (anna, chat) = met(&inbox, &owner, "Anna Petrova").await;

        let married = Contact::appears(inbox.url(), &inbox.messenger, &anna.person, "Anna Berg").await;
        married.writes("married").await;
        inbox.quiet().await;
        assert_eq!(finds(&owner, "berg").await, ["Anna Berg"]);
        assert!(finds(&owner, "petrova").await.is_empty());

        edits(&owner, &chat, &json!({ "version": 2, "last_name": "Stein" })).await;
        assert_eq!(finds(&owner, "anna st").await, ["Anna Stein"]);
        assert!(finds(&owner, "berg").await.is_empty());
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_little_to_look_for_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;

    for path in [
        "/api/contacts",
        "/api/contacts?term=",
        "/api/contacts?term=a",
        "/api/contacts?term=%2B7",
        "/api/contacts?term=%FF",
    ] {
        let reply = owner.web.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (400, "bad_request"), "{path}");
    }
    assert!(finds(&owner, &"x".repeat(5_000)).await.is_empty());
}
