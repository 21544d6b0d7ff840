//! Files of contacts, in every messenger.

use domain::SECOND_MS;
use http::{Method, StatusCode};
use messengers::registry;
use serde_json::{Value, json};
use support::{
    Contact, Operator, Reply, TestClock, TestInbox, engines,
    files::{PNG, base64, file_path},
};

/// Every messenger's name, on each engine.
pub async fn desks() -> Vec<(TestInbox, TestClock)> {
    let mut desks = Vec::new();
    for engine in engines() {
        for messenger in registry::all() {
            let (mut inbox, clock) = TestInbox::start_at(&engine).await;
            inbox.messenger = messenger.info().name.to_string();
            desks.push((inbox, clock));
        }
    }
    desks
}

async fn sends(customer: &Contact, file: &Value) {
    let _ = customer.shares(&json!({ "file": file })).await.ok();
}

fn png(name: &str) -> Value {
    json!({ "kind": "photo", "name": name, "base64": base64(PNG) })
}

/// The newest message once everything has come.
pub async fn newest(inbox: &TestInbox, anna: &Operator, chat: &Value) -> Value {
    inbox.quiet().await;
    anna.messages(chat).await.pop().expect("a message")
}

pub fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply
        .headers
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_shown_at_once_and_its_bytes_come_from_an_origin_of_their_own() {
    for (inbox, clock) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("look at this").await;
        let chat = anna.chat_with(&customer).await;

        let mut photo = png("a.png");
        photo["caption"] = json!("my door");
        sends(&customer, &photo).await;
        let message = newest(&inbox, &anna, &chat).await;

        let media = &message["content"]["media"];
        assert_eq!(
            (&message["content"]["type"], &media["caption"]),
            (&json!("media"), &json!("my door"))
        );
        let file = &media["files"][0];
        assert_eq!(file["state"], json!({ "is": "ready", "shown": "image/png" }));
        assert_eq!((&file["kind"], &file["size"]), (&json!("photo"), &json!(PNG.len())));
        assert_eq!(anna.chat(&chat).await["preview"]["text"], "📷 my door");

        let opened = anna.opens(&chat, &message, 0, "file").await;
        assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, PNG));
        assert_eq!(header(&opened, "content-type"), "image/png");
        assert!(header(&opened, "content-disposition").starts_with("inline;"));
        for (name, value) in blobs::HEADERS {
            assert_eq!(header(&opened, name), value);
        }
        let saved = anna.opens(&chat, &message, 0, "download").await;
        assert_eq!(header(&saved, "content-type"), blobs::DOWNLOAD);
        assert!(header(&saved, "content-disposition").starts_with("attachment;"));
        for way in ["preview", "thumbnail"] {
            assert_eq!(anna.opens(&chat, &message, 0, way).await.code(), "no_such_file");
        }
        assert_eq!(anna.opens(&chat, &message, 1, "file").await.code(), "no_such_file");
        let _ = clock;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_for_who_is_signed_in_and_passes() {
    for (inbox, clock) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        sends(&customer, &png("a.png")).await;
        let chat = anna.chat_with(&customer).await;
        let message = newest(&inbox, &anna, &chat).await;
        let path = file_path(&chat, &message, 0, "file");

        assert_eq!(inbox.web().get(&path).await.code(), "signed_out");
        let link = anna.web.leads_to(&path).await;
        let follow = async |url: &str| support::Web::new("").sends_bytes(Method::GET, url, Vec::new()).await;
        assert_eq!(follow(&link).await.bytes, PNG, "whoever has the link has the file");
        let pushed = format!("{link}x");
        assert_eq!(follow(&pushed).await.status, StatusCode::FORBIDDEN);
        let part = support::Web::new("").with("range", "bytes=1-3");
        let part = part.sends_bytes(Method::GET, &link, Vec::new()).await;
        assert_eq!((part.status, part.text.as_str()), (StatusCode::PARTIAL_CONTENT, "PNG"));

        clock.skips(blobs::LINK_MS + SECOND_MS);
        assert_eq!(follow(&link).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            anna.opens(&chat, &message, 0, "file").await.bytes,
            PNG,
            "the next link is good again"
        );

        let stranger = inbox.contact("Stranger").await;
        stranger.writes("hi").await;
        let other = anna.chat_with(&stranger).await;
        assert_eq!(anna.opens(&other, &message, 0, "file").await.code(), "no_such_message");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_run_is_only_downloaded_whatever_it_is_called() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        for (name, bytes) in [
            ("page.html", b"<script>alert(1)</script>".as_slice()),
            (
                "drawing.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            ),
            ("../../etc/passwd", b"root"),
            ("invoice\u{202e}gpj.exe", b"MZ"),
        ] {
            let file = json!({ "kind": "document", "name": name, "base64": base64(bytes) });
            sends(&customer, &file).await;
            let chat = anna.chat_with(&customer).await;
            let message = newest(&inbox, &anna, &chat).await;

            let file = &message["content"]["media"]["files"][0];
            assert_eq!(file["state"], json!({ "is": "ready" }), "{name}");
            let shown = file["name"].as_str().expect("a name");
            assert!(!shown.contains(['/', '\u{202e}']), "{shown}");
            let opened = anna.opens(&chat, &message, 0, "file").await;
            assert_eq!(header(&opened, "content-type"), blobs::DOWNLOAD, "{name}");
            assert!(header(&opened, "content-disposition").starts_with("attachment; filename*=UTF-8''"));
            assert_eq!(opened.bytes, bytes);
        }
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_file_is_shown_as_what_it_is() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        let voice = json!({ "kind": "voice", "base64": base64(b"OggS\0\x02") });
        sends(&customer, &voice).await;
        let chat = anna.chat_with(&customer).await;
        let message = newest(&inbox, &anna, &chat).await;
        let file = &message["content"]["media"]["files"][0];
        assert_eq!((&file["kind"], &file["duration_s"]), (&json!("voice"), &json!(7)));
        assert_eq!(file["state"]["shown"], "audio/ogg");

        sends(
            &customer,
            &json!({ "kind": "sticker", "name": "s.png", "base64": base64(PNG) }),
        )
        .await;
        let message = newest(&inbox, &anna, &chat).await;
        assert_eq!(message["content"]["media"]["files"][0]["kind"], "sticker");

        let film = json!({ "kind": "video", "name": "f.mp4", "base64": base64(b"\0\0\0\x18ftypmp42") });
        sends(&customer, &film).await;
        let message = newest(&inbox, &anna, &chat).await;
        let file = &message["content"]["media"]["files"][0];
        assert_eq!(file["kind"], "video");
        // One messenger hands films out, the other only says where they can be looked at.
        let is_shown = file["state"]["shown"] == "video/mp4";
        let is_there = file["state"]["url"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://"));
        assert!(is_shown || is_there, "{file}");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_had_says_so_and_the_message_stays() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        let huge = json!({ "kind": "document", "name": "huge.bin", "size": 60 * 1024 * 1024 });
        sends(&customer, &huge).await;
        let chat = anna.chat_with(&customer).await;
        let message = newest(&inbox, &anna, &chat).await;

        let file = &message["content"]["media"]["files"][0];
        assert_eq!(file["state"], json!({ "is": "failed", "why": "too_large" }));
        assert_eq!(anna.opens(&chat, &message, 0, "file").await.code(), "no_such_file");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_contact_leaves_no_file() {
    for (inbox, _) in desks().await {
        let anna = inbox.operator().await;
        let customer = inbox.contact("Customer").await;
        sends(&customer, &png("a.png")).await;
        let chat = anna.chat_with(&customer).await;
        let message = newest(&inbox, &anna, &chat).await;
        let upload = anna.brings_file("map.png", PNG).await;
        let _ = anna.sends_files(&chat, &[(&upload, "photo")], None).await.ok();
        let answer = newest(&inbox, &anna, &chat).await;
        let links = [
            anna.web.leads_to(&file_path(&chat, &message, 0, "file")).await,
            anna.web.leads_to(&file_path(&chat, &answer, 0, "file")).await,
        ];

        let id = chat["id"].as_str().expect("an id");
        let _ = anna.web.delete(&format!("/api/contacts/{id}")).await.ok();
        inbox.quiet().await;

        assert_eq!(anna.opens(&chat, &message, 0, "file").await.code(), "no_such_chat");
        for link in links {
            let gone = support::Web::new("").sends_bytes(Method::GET, &link, Vec::new()).await;
            assert_eq!(gone.status, StatusCode::NOT_FOUND);
        }
        inbox.stop().await;
    }
}
