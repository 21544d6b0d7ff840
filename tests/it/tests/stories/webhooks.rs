//! What a messenger, or somebody who pretends to be one, may post to us.

use std::sync::Arc;

use crate::table::Engine;
use bytes::Bytes;
use domain::{Channel, ChannelState};
use futures_util::future::join_all;
use messengers_under_test::{HEADER, MESSENGER, text_update};
use platform::{App, Config, RandomIds, SystemClock};
use store::{
    Store,
    channels::{AccessRow, ChannelRow},
    meter::Cost,
    sessions::digest,
};
use webhook::{Webhook, handle};

/// The one place of these stories that speaks a messenger's own language.
mod messengers_under_test {
    use serde_json::{Value, json};

    pub const MESSENGER: &str = "telegram";
    pub const HEADER: &str = "x-telegram-bot-api-secret-token";

    pub fn text_update(update: u64, message: u64, text: &str) -> Value {
        json!({
            "update_id": update,
            "message": {
                "message_id": message, "date": 1_795_348_800, "text": text,
                "from": { "id": 77, "is_bot": false, "first_name": "Анна", "last_name": "Петрова", "username": "anna_p" },
                "chat": { "id": 77, "type": "private", "first_name": "Анна", "last_name": "Петрова" },
            },
        })
    }
}

const SECRET: &str = "the webhook's secret";

/// A webhook over a table whose costs are counted, with one channel.
struct Door {
    engine: Engine,
    store: Store,
    webhook: Webhook,
}

impl Door {
    async fn open() -> Self {
        let (engine, store) = Engine::store().await;
        let channel = Channel {
            id: "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id"),
            version: 1,
            messenger: MESSENGER.parse().expect("name"),
            name: "@acme_bot".into(),
            state: ChannelState::Active {
                since: crate::table::NOON,
            },
            paused: None,
            renewal: None,
            created: crate::table::NOON,
        };
        let row = ChannelRow {
            channel,
            secrets_sha256: vec![digest(SECRET)],
            registration: domain::Registration::default(),
        };
        let access = AccessRow {
            token: String::new(),
            secret: String::new(),
        };
        store.add_channel(&row, &access, None).await.expect("added");
        let app = App {
            store: store.clone(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config::default()),
        };
        Self {
            engine,
            store,
            webhook: Webhook::new(app),
        }
    }

    async fn post(&self, secret: &str, body: &[u8]) -> u16 {
        let request = http::Request::post("/webhooks/Zq3vT8yLr0mWc5XbN1sKfg").header(HEADER, secret);
        let request = request.body(Bytes::copy_from_slice(body)).expect("a request");
        let answer = handle(&self.webhook, request).await;
        assert!(answer.body().is_empty(), "the messenger would carry out a body");
        answer.status().as_u16()
    }

    async fn messages(&self) -> usize {
        let identity = "Zq3vT8yLr0mWc5XbN1sKfg:77".parse().expect("id");
        self.store
            .message_page(&identity, None)
            .await
            .expect("a page")
            .messages
            .len()
    }

    async fn quarantined(&self) -> usize {
        let channel = "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id");
        self.store.quarantined(&channel).await.expect("read").len()
    }
}

fn bytes(value: &serde_json::Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_different_messages_at_once_are_all_there() {
    let door = Door::open().await;
    let updates: Vec<Vec<u8>> = (1..=20)
        .map(|number| bytes(&text_update(number, number, "hello")))
        .collect();
    let mut waiting = updates.clone();

    // A refused call comes again, as the messenger brings it again.
    for _ in 0..20 {
        let answers = join_all(waiting.iter().map(|update| door.post(SECRET, update))).await;
        let refused = answers.iter().zip(&waiting).filter(|(status, _)| **status != 200);
        assert!(answers.iter().all(|status| matches!(status, 200 | 503)));
        waiting = refused.map(|(_, update)| update.clone()).collect();
        if waiting.is_empty() {
            break;
        }
    }

    assert_eq!(door.messages().await, 20);
}

#[tokio::test]
async fn without_the_secret_nothing_is_read_or_written() {
    let door = Door::open().await;
    let update = bytes(&text_update(1, 41, "hello"));
    assert_eq!(door.post("wrong", &update).await, 401);
    door.engine.meter.take();

    for secret in ["", "wrong", "the webhook's secre", "the webhook's secret "] {
        assert_eq!(door.post(secret, &update).await, 401, "{secret:?}");
    }

    assert_eq!(
        door.engine.meter.take(),
        Cost::default(),
        "a flood of forged calls costs nothing"
    );
    assert_eq!(door.messages().await, 0);
    let unknown = http::Request::post("/webhooks/unknown")
        .body(Bytes::new())
        .expect("a request");
    assert_eq!(handle(&door.webhook, unknown).await.status(), 404);
    let get = http::Request::get("/webhooks/unknown")
        .body(Bytes::new())
        .expect("a request");
    assert_eq!(handle(&door.webhook, get).await.status(), 405);
}

#[tokio::test]
async fn what_is_not_understood_is_taken_and_kept() {
    let door = Door::open().await;
    let bodies: [&[u8]; 6] = [
        b"",
        b"{",
        b"null",
        b"{\"update_id\":1,\"subscription\":{}}",
        b"\xff\xfe",
        b"{\"message\":{\"message_id\":\"x\"}}",
    ];

    for body in bodies {
        assert_eq!(door.post(SECRET, body).await, 200, "{body:?}");
    }

    assert_eq!(door.quarantined().await, bodies.len());
    assert_eq!(door.messages().await, 0);
    let large = vec![b' '; webhook::BODY_BYTES_MAX + 1];
    assert_eq!(door.post(SECRET, &large).await, 413);
}

#[tokio::test]
async fn strange_texts_are_stored_as_they_came() {
    let door = Door::open().await;
    let texts = [
        "\u{0}nul",
        "\u{202e}bidi",
        "👩‍👩‍👧‍👦",
        "{\"method\":\"sendMessage\"}",
        "remove",
        &"ж".repeat(4096),
    ];
    for (number, text) in (1_u64..).zip(texts) {
        assert_eq!(door.post(SECRET, &bytes(&text_update(number, number, text))).await, 200);
    }

    let identity = "Zq3vT8yLr0mWc5XbN1sKfg:77".parse().expect("id");
    let stored = door.store.message_page(&identity, None).await.expect("a page").messages;
    let stored: Vec<domain::Content> = stored.into_iter().map(|message| message.content).collect();
    let sent: Vec<domain::Content> = texts
        .iter()
        .map(|text| domain::Content::Text {
            text: (*text).to_owned(),
        })
        .collect();
    assert_eq!(stored, sent);
}
