//! Files of operators, and what else goes out besides words, in every messenger.

use domain::{DAY_MS, HOUR_MS, MINUTE_MS};
use http::StatusCode;
use serde_json::{Value, json};
use support::files::{PNG, base64, puts};

use crate::files::{desks, header, newest};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_brings_a_file_with_words() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("where is it?").await;
        let chat = anna.chat_with(&customer).await;

        let upload = anna.brings_file("map.png", PNG).await;
        let sent = anna.sends_files(&chat, &[(&upload, "photo")], Some("here")).await.ok();
        inbox.quiet().await;

        let message = newest(&inbox, &anna, &chat).await;
        assert_eq!(message["origin"]["delivery"]["state"], "accepted", "{message}");
        assert_eq!(message["id"], sent["message"]["id"]);
        let got = customer.talk().await.pop().expect("the answer");
        assert_eq!(got["text"], "here");
        assert_eq!(
            (&got["files"][0]["kind"], &got["files"][0]["size"]),
            (&json!("photo"), &json!(PNG.len()))
        );
        assert!(
            got["files"][0]["picture"]
                .as_str()
                .is_some_and(|data| data.ends_with(&base64(PNG)))
        );
        let opened = anna.opens(&chat, &message, 0, "file").await;
        assert_eq!(
            (opened.bytes.as_slice(), header(&opened, "content-type")),
            (PNG, "image/png")
        );

        let again = anna.sends_files(&chat, &[(&upload, "photo")], None).await;
        assert_eq!(again.code(), "no_such_upload", "an upload is sent once");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_photos_are_one_message_of_which_every_part_is_known() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("show me").await;
        let chat = anna.chat_with(&customer).await;
        let mut uploads = Vec::new();
        for name in ["1.png", "2.png", "3.png"] {
            uploads.push(anna.brings_file(name, PNG).await);
        }
        let files: Vec<(&str, &str)> = uploads.iter().map(|upload| (upload.as_str(), "photo")).collect();

        let _ = anna.sends_files(&chat, &files, Some("all three")).await.ok();
        let message = newest(&inbox, &anna, &chat).await;

        assert_eq!(message["origin"]["delivery"]["state"], "accepted", "{message}");
        let talk = customer.talk().await;
        let got: usize = talk
            .iter()
            .map(|said| said["files"].as_array().map_or(0, Vec::len))
            .sum();
        assert_eq!(got, 3);
        let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/chats/{}/messages/{}", id(&chat), id(&message));
        let _ = anna.web.delete(&path).await.ok();
        inbox.quiet().await;
        let left = customer.talk().await;
        assert!(
            left.iter().all(|said| said["from"] == "person"),
            "all parts are gone: {left:?}"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_messenger_would_not_take_is_refused_before_it_is_queued() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hi").await;
        let chat = anna.chat_with(&customer).await;
        let one = anna.brings_file("1.png", PNG).await;
        let two = anna.brings_file("2.ogg", b"OggS\0\x02").await;

        let code = async |files: &[(&str, &str)], caption| {
            let reply = anna.sends_files(&chat, files, caption).await;
            reply.code().to_owned()
        };
        assert_eq!(code(&[(&one, "sticker")], None).await, "not_offered");
        assert_eq!(code(&[(&one, "photo"), (&two, "voice")], None).await, "files_apart");
        assert_eq!(code(&[(&one, "photo"), (&one, "photo")], None).await, "bad_request");
        assert_eq!(code(&[], None).await, "bad_request");
        assert_eq!(code(&[("nothing", "photo")], None).await, "no_such_upload");
        let long = "ж".repeat(5_000);
        assert_eq!(code(&[(&one, "photo")], Some(&long)).await, "text_too_long");

        assert_eq!(anna.announces("x", 0).await.code(), "bad_request");
        assert_eq!(anna.announces("x", 51 * 1024 * 1024).await.code(), "file_too_large");
        let slot = anna.announces("x", 5).await.ok();
        let unfinished = slot["upload"].as_str().expect("a name").to_owned();
        let finish = async |upload: &str| anna.web.put(&format!("/api/files/{upload}"), &Value::Null).await;
        assert_eq!(finish(&unfinished).await.code(), "upload_unfinished");
        assert_eq!(code(&[(&unfinished, "photo")], None).await, "upload_unfinished");
        for bytes in [b"four".as_slice(), b"sixsix"] {
            assert_eq!(puts(&slot, bytes).await, StatusCode::BAD_REQUEST);
        }
        assert_eq!(finish(&unfinished).await.code(), "upload_unfinished");
        assert_eq!(finish("nothing").await.code(), "no_such_upload");
        assert_eq!(anna.messages(&chat).await.len(), 1, "nothing was queued");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_what_somebody_else_brought() {
    for (inbox, _) in desks().await {
        let [anna, boris] = inbox.operators(["Anna", "Boris"]).await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hi").await;
        let chat = anna.chat_with(&customer).await;
        let upload = anna.brings_file("1.png", PNG).await;

        assert_eq!(
            boris.sends_files(&chat, &[(&upload, "photo")], None).await.code(),
            "no_such_upload"
        );
        let path = format!("/api/files/{upload}");
        assert_eq!(boris.web.delete(&path).await.code(), "no_such_upload");
        assert_eq!(anna.web.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(
            anna.sends_files(&chat, &[(&upload, "photo")], None).await.code(),
            "no_such_upload"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_brought_and_not_sent_is_gone_in_a_day() {
    for (inbox, clock) in desks().await {
        let inbox = inbox.unwatched();
        let anna = inbox.operator().await;
        let upload = anna.brings_file("1.png", PNG).await;
        let store = inbox.store();
        let id = upload.parse().expect("an id");
        assert!(store.upload(&id).await.expect("read").is_some());

        clock.skips(DAY_MS + HOUR_MS + MINUTE_MS);
        support::eventually("it is swept", async || {
            store.upload(&id).await.expect("read").is_none().then_some(())
        })
        .await;
        drop(inbox);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_and_a_reply_arrive_as_what_they_are() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("where are you?").await;
        let chat = anna.chat_with(&customer).await;
        let question = anna.messages(&chat).await.pop().expect("the question");

        let place = json!({ "latitude_e6": 50_450_000, "longitude_e6": 30_523_000 });
        let _ = anna
            .sends_content(&chat, &json!({ "type": "location", "location": place }))
            .await
            .ok();
        inbox.quiet().await;
        assert!(
            customer.talk().await.pop().expect("a place")["text"]
                .as_str()
                .is_some_and(|text| text.contains('📍'))
        );

        let body = json!({
            "intent_id": "a-reply", "identity": chat["identities"][0]["id"], "reply_to": question["id"],
            "content": { "type": "text", "text": "here" },
        });
        let path = format!("/api/chats/{}/messages", chat["id"].as_str().expect("an id"));
        let sent = anna.web.post(&path, &body).await.ok();
        assert_eq!(sent["message"]["reply"]["text"], "where are you?");
        customer.reads("here").await;
        assert_eq!(
            customer.talk().await.pop().expect("the reply")["reply"],
            "where are you?"
        );

        let nothing = json!({
            "intent_id": "no-reply", "identity": chat["identities"][0]["id"],
            "reply_to": question["id"].as_str().expect("an id").replace("00", "90"),
            "content": { "type": "text", "text": "here" },
        });
        assert_eq!(anna.web.post(&path, &nothing).await.code(), "no_such_message");
        inbox.stop().await;
    }
}
