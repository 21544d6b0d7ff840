//! Files of saved replies: kept once, sent again and again, gone with the reply.

use domain::{DAY_MS, HOUR_MS, MINUTE_MS};
use http::StatusCode;
use serde_json::{Value, json};
use support::{
    Operator, Reply, TestInbox, engines, eventually,
    files::{PNG, base64},
    new_intent,
};

use crate::files::{desks, newest};

async fn saves(who: &Operator, path: &str, version: u64, text: &str, files: &[&str]) -> Reply {
    let body = json!({ "version": version, "name": "Map", "text": text, "files": files });
    who.web.put(path, &body).await
}

async fn copies(who: &Operator, path: &str, file: &str) -> Reply {
    who.web.post(&format!("{path}/files/{file}"), &Value::Null).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_file_is_sent_by_everybody_again_and_again_without_being_brought_again() {
    for (inbox, _) in desks().await {
        let owner = inbox.operator().await;
        let olga = owner.brings("olga", "operator").await;
        let path = format!("/api/saved-replies/{}", new_intent());
        let file = owner.brings_file("map.png", PNG).await;

        let saved = saves(&owner, &path, 0, "Here we are", &[&file]).await.ok();
        let again = saves(&owner, &path, 0, "Here we are", &[&file]).await.ok();

        assert_eq!(again, saved, "once, however often");
        let kept = json!([{ "id": file, "name": "map.png", "size": PNG.len(), "media_type": "image/png" }]);
        assert_eq!(saved["files"], kept);
        for name in ["Greta", "Hans"] {
            let contact = inbox.contact(name).await;
            contact.writes("where are you?").await;
            let chat = olga.chat_with(&contact).await;
            let copied = copies(&olga, &path, &file).await;
            assert_eq!(copied.status, StatusCode::CREATED);
            let upload = copied.body["upload"].as_str().expect("a name").to_owned();
            assert_ne!(upload, file);
            let _ = olga
                .sends_files(&chat, &[(&upload, "photo")], Some("Here we are"))
                .await
                .ok();
            let message = newest(&inbox, &olga, &chat).await;
            assert_eq!(message["origin"]["delivery"]["state"], "accepted", "{message}");
            let got = contact.talk().await.pop().expect("the answer");
            let picture = got["files"][0]["picture"].as_str().expect("a picture");
            assert!(picture.ends_with(&base64(PNG)));
        }
        // What is the reply's own is nobody's upload any more.
        let contact = inbox.contact("Ina").await;
        contact.writes("and me?").await;
        let chat = owner.chat_with(&contact).await;
        let stolen = owner.sends_files(&chat, &[(&file, "photo")], None).await;
        assert_eq!(stolen.code(), "no_such_upload");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_when_the_reply_carries_it_no_more_and_what_was_sent_stays() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let contact = inbox.contact("Greta").await;
        contact.writes("where are you?").await;
        let chat = owner.chat_with(&contact).await;
        let path = format!("/api/saved-replies/{}", new_intent());
        let [one, two] = [
            owner.brings_file("1.png", PNG).await,
            owner.brings_file("2.png", PNG).await,
        ];
        saves(&owner, &path, 0, "", &[&one, &two]).await.ok();
        let copied = copies(&owner, &path, &one).await.ok();
        let upload = copied["upload"].as_str().expect("a name");
        let _ = owner.sends_files(&chat, &[(upload, "photo")], None).await.ok();

        let changed = saves(&owner, &path, 1, "", &[&two]).await.ok();

        assert_eq!(changed["files"].as_array().map(Vec::len), Some(1));
        assert_eq!(copies(&owner, &path, &one).await.code(), "no_such_file");
        assert_eq!(copies(&owner, &path, &two).await.status, StatusCode::CREATED);
        let store = inbox.store();
        let is_due = async |file: &str| {
            let id = file.parse().expect("an id");
            store.upload(&id).await.expect("read").is_some()
        };
        assert!(is_due(&one).await && !is_due(&two).await);
        owner.web.delete(&path).await.ok();
        assert!(is_due(&two).await);
        assert_eq!(copies(&owner, &path, &two).await.code(), "no_such_saved_reply");

        clock.skips(DAY_MS + HOUR_MS + MINUTE_MS);
        eventually("both are swept", async || {
            (!is_due(&one).await && !is_due(&two).await).then_some(())
        })
        .await;
        // A day later one signs in anew.
        let owner = inbox.operator().await;
        let message = owner.messages(&chat).await.pop().expect("the answer");
        let opened = owner.opens(&chat, &message, 0, "file").await;
        assert_eq!(opened.bytes.as_slice(), PNG, "the message has its own");
        drop(inbox);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_replys_file_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let ada = owner.brings("ada", "admin").await;
    let path = format!("/api/saved-replies/{}", new_intent());
    let others = ada.brings_file("1.png", PNG).await;
    let announced = owner.announces("2.png", PNG.len()).await.ok();
    let announced = announced["upload"].as_str().expect("a name");
    let own = owner.brings_file("3.png", PNG).await;

    let code = async |files: &[&str]| saves(&owner, &path, 0, "x", files).await.code().to_owned();

    assert_eq!(code(&[&others]).await, "no_such_upload");
    assert_eq!(code(&[announced]).await, "upload_unfinished");
    assert_eq!(code(&[&own, &own]).await, "bad_request");
    assert_eq!(code(&["a"; 11]).await, "too_many");
    assert_eq!(saves(&owner, &path, 0, " ", &[]).await.code(), "text_empty");
    assert_eq!(copies(&owner, &path, &own).await.code(), "no_such_saved_reply");
    inbox.stop().await;
}
