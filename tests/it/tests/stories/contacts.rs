//! The card: what the desk knows of a contact, who changed it, and that everybody learns of it.

use futures_util::future::join;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Contact, Operator, Reply, TestInbox, engines};

/// Somebody who has written, as `GET /api/contacts/{contact}` shows them.
async fn met(inbox: &TestInbox, owner: &Operator, name: &str) -> (Contact, Value) {
    let person = inbox.contact(name).await;
    person.writes("hello").await;
    let chat = owner.chat_with(&person).await;
    let contact = owner.web.get(&path(&chat)).await.ok();
    (person, contact)
}

fn path(chat: &Value) -> String {
    format!("/api/contacts/{}", chat["id"].as_str().expect("an id"))
}

async fn patch(owner: &Operator, chat: &Value, body: &Value) -> Reply {
    owner.web.call(Method::PATCH, &path(chat), body).await
}

async fn delete(owner: &Operator, path: &str) -> Reply {
    owner.web.call(Method::DELETE, path, &Value::Null).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_s_first_message_brings_the_card_and_everybody_learns_of_its_changes() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let socket = owner.socket().await;
        let (anna, contact) = met(&inbox, &owner, "Анна Берг").await;
        assert_eq!(
            (&contact["card"]["first_name"], &contact["card"]["last_name"]),
            (&json!("Анна"), &json!("Берг"))
        );
        assert_eq!(contact["card"]["version"], 1);
        assert_eq!(
            contact["chat"]["identities"][0]["id"]
                .as_str()
                .and_then(|id| id.split(':').next_back()),
            Some(anna.person.as_str())
        );

        let edit = json!({
            "version": 1, "first_name": "Анна-Мария", "phones": ["+7 916 123-45-67", "00380441234567"],
            "emails": ["Anna@Example.com"], "user_id": "shop-42",
        });
        let edited = patch(&owner, &contact["chat"], &edit).await.ok();

        let card = &edited["card"];
        assert_eq!(card["phones"], json!(["+79161234567", "+380441234567"]));
        assert_eq!(
            (&card["emails"], &card["user_id"]),
            (&json!(["anna@example.com"]), &json!("shop-42"))
        );
        assert_eq!(edited["chat"]["name"], "Анна-Мария Берг");
        let event = socket
            .sees("the card", |event| {
                event["type"] == "card_committed" && event["card"]["version"] == 2
            })
            .await;
        assert_eq!(&event["card"], card, "snapshot and event agree");
        assert_eq!(owner.web.get(&path(&edited["chat"])).await.ok(), edited);
        let chat_event = socket
            .sees("the name", |event| event["chat"]["name"] == "Анна-Мария Берг")
            .await;
        assert_eq!(chat_event["chat"], edited["chat"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_an_operator_chose_outlives_the_messenger_s() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (anna, contact) = met(&inbox, &owner, "Anna").await;
        let renamed = Contact::appears(inbox.url(), &inbox.messenger, &anna.person, "Anna Petrova").await;
        renamed.writes("married").await;
        inbox.quiet().await;
        let followed = owner.web.get(&path(&contact["chat"])).await.ok();
        assert_eq!(
            (&followed["card"]["last_name"], &followed["card"]["version"]),
            (&json!("Petrova"), &json!(2))
        );

        let edit = json!({ "version": 2, "first_name": "Vera", "last_name": "" });
        let _ = patch(&owner, &contact["chat"], &edit).await.ok();
        let again = Contact::appears(inbox.url(), &inbox.messenger, &anna.person, "Anna Berg").await;
        again.writes("me again").await;
        inbox.quiet().await;

        let shown = owner.web.get(&path(&contact["chat"])).await.ok();
        assert_eq!(
            (&shown["chat"]["name"], &shown["chat"]["is_named"]),
            (&json!("Vera"), &json!(true))
        );
        assert_eq!(
            (&shown["chat"]["inbound"], &shown["card"]["version"]),
            (&json!(3), &json!(3))
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_edits_at_once_one_is_shown_the_newer_card() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (_, contact) = met(&inbox, &owner, "Anna").await;

        let edit = |name: &str| json!({ "version": 1, "last_name": name });
        let (one, two) = (edit("Berg"), edit("Stein"));
        let (one, two) = join(
            patch(&owner, &contact["chat"], &one),
            patch(&owner, &contact["chat"], &two),
        )
        .await;

        let (done, refused) = if one.status.is_success() {
            (one, two)
        } else {
            (two, one)
        };
        let done = done.ok();
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::CONFLICT, "stale_version")
        );
        assert_eq!(refused.body["details"]["card"], done["card"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_variables_are_made_on_the_fly_and_every_change_is_in_the_history() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (_, contact) = met(&inbox, &owner, "Anna").await;
        let base = path(&contact["chat"]);
        let web = &owner.web;

        let _ = web
            .put(&format!("{base}/tags/%D0%9E%D0%BF%D1%82%20%2B"), &Value::Null)
            .await
            .ok();
        let _ = web.put(&format!("{base}/tags/vip"), &Value::Null).await.ok();
        let _ = web.put(&format!("{base}/tags/VIP"), &Value::Null).await.ok();
        let birthday = json!({ "value": { "type": "date", "value": "1990-02-28" } });
        let _ = web.put(&format!("{base}/variables/birthday"), &birthday).await.ok();
        let debt = json!({ "value": { "type": "number", "value": 0.5 } });
        let _ = web.put(&format!("{base}/variables/debt"), &debt).await.ok();
        let _ = delete(&owner, &format!("{base}/variables/debt")).await.ok();
        let _ = delete(&owner, &format!("{base}/tags/Vip")).await.ok();

        let card = web.get(&base).await.ok()["card"].clone();
        assert_eq!(card["tags"], json!(["Опт +"]));
        assert_eq!(card["variables"], json!({ "birthday": birthday["value"] }));
        let history = web.get(&format!("{base}/history")).await.ok();
        let changes = history["changes"].as_array().expect("a list");
        let fields: Vec<&str> = changes
            .iter()
            .filter_map(|change| change["changes"][0]["field"].as_str())
            .collect();
        assert_eq!(
            fields,
            [
                "tags",
                "variables.debt",
                "variables.debt",
                "variables.birthday",
                "tags",
                "tags"
            ]
        );
        assert_eq!(changes[0]["changes"], json!([{ "field": "tags", "from": "vip" }]));
        assert!(
            changes
                .iter()
                .all(|change| change["by"].is_string() && change["at"].is_number())
        );
        let tags = web.get("/api/tags").await.ok();
        assert_eq!(tags["tags"], json!(["vip", "Опт +"]), "also one nobody has any more");
        let have = web.get("/api/tags/%D0%BE%D0%BF%D1%82%20%2B/contacts").await.ok();
        assert_eq!(have["contacts"][0]["card"]["id"], card["id"]);
        assert_eq!(web.get("/api/tags/vip/contacts").await.ok()["contacts"], json!([]));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_contacts_are_tagged_at_once() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let mut ids = Vec::new();
        for name in ["Anna", "Boris", "Vera", "Gleb"] {
            ids.push(met(&inbox, &owner, name).await.1["card"]["id"].clone());
        }

        let mut chats = ids.clone();
        chats.insert(1, json!("nobody"));
        let bulk = json!({ "chats": chats, "action": { "do": "tag", "tag": "sale" } });
        let done = owner.web.post("/api/chats/bulk", &bulk).await.ok();

        let results = done["results"].as_array().expect("a list");
        let codes: Vec<Option<&str>> = results.iter().map(|result| result["error"]["code"].as_str()).collect();
        assert_eq!(codes, [None, Some("no_such_contact"), None, None, None]);
        let mut have = owner.web.get("/api/tags/sale/contacts").await.ok()["contacts"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(have, 4);
        let bulk = json!({ "chats": ids, "action": { "do": "untag", "tag": "Sale" } });
        let _ = owner.web.post("/api/chats/bulk", &bulk).await.ok();
        have = owner.web.get("/api/tags/sale/contacts").await.ok()["contacts"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(have, 0);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_by_name_and_changes_nothing() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let (_, contact) = met(&inbox, &owner, "Anna").await;
    let base = path(&contact["chat"]);

    let many: Vec<String> = (0..11).map(|at| format!("+791612345{at:02}")).collect();
    for (edit, code) in [
        (json!({ "version": 7 }), "stale_version"),
        (json!({ "version": 1, "first_name": "x".repeat(65) }), "field_too_long"),
        (json!({ "version": 1, "phones": many }), "too_many"),
        (json!({ "version": 1, "phones": ["+7 916"] }), "bad_phone"),
        (
            json!({ "version": 1, "phones": ["8 916 123-45-67"] }),
            "phone_without_country",
        ),
        (json!({ "version": 1, "emails": ["nobody"] }), "bad_email"),
        (json!({ "version": 1, "tags": ["x"] }), "bad_request"),
        (json!({ "first_name": "x" }), "bad_request"),
    ] {
        assert_eq!(patch(&owner, &contact["chat"], &edit).await.code(), code, "{edit}");
    }
    let web = &owner.web;
    for (value, code) in [
        (json!({ "type": "date", "value": "2026-02-30" }), "bad_value"),
        (json!({ "type": "number", "value": 1e300 }), "bad_value"),
        (json!({ "type": "number", "value": "7" }), "bad_request"),
        (json!({ "type": "colour", "value": "red" }), "bad_request"),
        (json!({ "type": "text", "value": "x".repeat(201) }), "field_too_long"),
    ] {
        let reply = web
            .put(&format!("{base}/variables/v"), &json!({ "value": value }))
            .await;
        assert_eq!(reply.code(), code, "{value}");
    }
    let long = format!("{base}/tags/{}", "x".repeat(41));
    assert_eq!(web.put(&long, &Value::Null).await.code(), "field_too_long");
    assert_eq!(
        web.put(&format!("{base}/tags/%20"), &Value::Null).await.code(),
        "bad_label"
    );
    for unknown in [
        "/api/contacts/nobody",
        "/api/contacts/nobody/history",
        "/api/contacts/a%2Fb",
    ] {
        assert_eq!(web.get(unknown).await.code(), "no_such_contact", "{unknown}");
    }
    assert_eq!(web.get(&format!("{base}/history?cursor=x")).await.code(), "bad_request");
    assert_eq!(
        web.get("/api/tags/x/contacts?cursor=%D0%B0").await.code(),
        "bad_request"
    );

    assert_eq!(web.get(&base).await.ok(), contact, "nothing changed");
}
