//! Exports of one contact and of all, and a list brought in.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, new_intent};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

/// Reads an export to its end: the file, and how many pages it had.
pub async fn exported(operator: &Operator, of: &Value) -> (String, usize) {
    let begun = operator.web.post("/api/exports", of).await.ok();
    let path = format!("/api/exports/{}", begun["export"].as_str().expect("a name"));
    let (mut file, mut pages, mut cursor) = (String::new(), 0, None::<String>);
    loop {
        let at = cursor.map_or_else(|| path.clone(), |cursor| format!("{path}?cursor={cursor}"));
        let page = operator.web.get(&at).await.ok();
        file.push_str(page["text"].as_str().expect("text"));
        pages += 1;
        cursor = page["cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return (file, pages);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_of_a_contact_has_everything_of_everybody_united_in_them() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [one, other] = [inbox.contact("Anna").await, inbox.contact("Ann").await];
        let first = one.writes("the first").await;
        let chat = owner.chat_with(&one).await;
        one.edits(&first, "the first, better").await;
        for number in 0..30 {
            one.writes(&format!("message {number}")).await;
        }
        other.writes("from elsewhere").await;
        let right = owner.chat_with(&other).await;
        let path = format!("/api/contacts/{}", id(&chat));
        let note = json!({ "intent_id": new_intent(), "text": "likes blue" });
        let _ = owner.web.post(&format!("{path}/notes"), &note).await.ok();
        let comment = json!({ "intent_id": new_intent(), "comment": { "text": "be kind" } });
        let comments = format!("/api/chats/{}/comments", id(&chat));
        let _ = owner.web.post(&comments, &comment).await.ok();
        inbox.quiet().await;
        owner.closes(&chat).await;
        let unite = json!({ "right": id(&right), "choose": {} });
        let _ = owner.web.post(&format!("{path}/unite"), &unite).await.ok();

        let (file, pages) = exported(&owner, &json!({ "contact": id(&right) })).await;

        let lines: Vec<Value> = file
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &lines {
            *kinds.entry(line["kind"].as_str().expect("a kind")).or_default() += 1;
        }
        for (kind, count) in [
            ("card", 2),
            ("chat", 2),
            ("note", 1),
            ("episode", 1),
            ("unite", 1),
            ("earlier_text", 1),
        ] {
            assert_eq!(kinds.get(kind), Some(&count), "{kind}: {kinds:?}");
        }
        assert!(pages >= 5, "page by page: {pages}");
        for text in [
            "the first",
            "the first, better",
            "message 29",
            "from elsewhere",
            "be kind",
            "likes blue",
        ] {
            assert!(file.contains(&format!("\"{text}\"")), "{text}");
        }
        let actions: Vec<&str> = lines.iter().filter_map(|line| line["row"]["action"].as_str()).collect();
        for action in ["contacts_united", "chat_closed", "note_added", "contact_exported"] {
            assert!(actions.contains(&action), "{action} in {actions:?}");
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_its_own_and_written_down_and_a_strange_cursor_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let ada = owner.brings("ada", "admin").await;
    let begun = ada.web.post("/api/exports", &json!({})).await.ok();
    let path = format!("/api/exports/{}", begun["export"].as_str().expect("a name"));

    assert_eq!(owner.web.get(&path).await.code(), "no_such_export", "somebody else's");
    assert_eq!(ada.web.get("/api/exports/none").await.code(), "no_such_export");
    for strange in ["%25", "a'b", "../x"] {
        let reply = ada.web.get(&format!("{path}?cursor={strange}")).await;
        assert_eq!(reply.code(), "bad_request", "{strange}");
    }
    let log = owner.web.get("/api/audit").await.ok();
    assert_eq!(log["entries"][0]["action"], "contacts_exported");
    assert_eq!(begun["media_type"], "text/csv");
}

/// Three who wrote: one with a formula for a name, one with a card, one whose chat is closed.
async fn three(inbox: &TestInbox, owner: &Operator) -> Vec<Value> {
    let mut chats = Vec::new();
    for name in ["=Anna", "Berta", "Clara"] {
        let person = inbox.contact(name).await;
        person.writes("hello").await;
        chats.push(owner.chat_with(&person).await);
    }
    let path = format!("/api/contacts/{}", id(&chats[1]));
    let card = json!({ "version": 1, "phones": ["+79161234567"], "user_id": "shop-7" });
    let _ = owner.web.call(Method::PATCH, &path, &card).await.ok();
    owner.closes(&chats[2]).await;
    inbox.quiet().await;
    chats
}

/// Brings a list in: each row's line, outcome and code.
async fn imports(owner: &Operator, list: &str, dry_run: bool) -> Vec<String> {
    let body = json!({ "csv": list, "dry_run": dry_run });
    let reply = owner.web.post("/api/contacts/import", &body).await.ok();
    let rows = reply["rows"].as_array().expect("rows").iter();
    rows.map(|row| {
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        format!("{} {} {}", row["line"], text("outcome"), text("code"))
            .trim_end()
            .to_owned()
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_all_contacts_goes_out_and_comes_in_again() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        three(&inbox, &owner).await;

        let (file, _) = exported(&owner, &json!({})).await;
        let again = imports(&owner, &file, false).await;

        let head = "\u{feff}\"contact\",";
        assert!(file.starts_with(head) && file.contains("\"'=Anna\""), "{file}");
        let lines = file.matches("\r\n").count();
        assert_eq!(lines, 4, "the names of the columns, and all three");
        let has_all = file.contains("\"'+79161234567\"") && file.contains("\"closed\"");
        assert!(has_all, "{file}");
        assert_eq!(again, ["2 unchanged", "3 unchanged", "4 unchanged"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_of_a_list_says_what_became_of_it() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let chats = three(&inbox, &owner).await;
        let path = format!("/api/contacts/{}", id(&chats[1]));
        let list =
            "user_id,phones,last_name,tags\r\nshop-7,,Berg,VIP\r\n,+7 916 123-45-67,,\r\nshop-8,,Nobody,\r\n,12,,\r\n";

        let planned = imports(&owner, list, true).await;
        let before = owner.web.get(&path).await.ok();
        let done = imports(&owner, list, false).await;
        let after = owner.web.get(&path).await.ok();
        let twice = imports(&owner, list, false).await;

        let expected = [
            "2 changed",
            "3 unchanged",
            "4 refused no_such_contact",
            "5 refused phone_without_country",
        ];
        assert_eq!(planned, expected);
        assert_eq!(done, expected);
        assert_eq!(before["card"]["last_name"], Value::Null, "only planned");
        let card = &after["card"];
        assert_eq!((&card["last_name"], &card["tags"]), (&json!("Berg"), &json!(["VIP"])));
        assert_eq!(twice[0], "2 unchanged", "the same again");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_list_is_refused_whole() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    for (csv, code) in [
        ("surname,user_id\nx,7".to_owned(), "unknown_column"),
        ("first_name\nAnna".to_owned(), "no_key_column"),
        ("user_id,tags\n7\n".to_owned(), "broken_row"),
        ("user_id\n".to_owned() + &"7\n".repeat(101), "too_many"),
    ] {
        let reply = owner.web.post("/api/contacts/import", &json!({ "csv": csv })).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, code));
    }
}
