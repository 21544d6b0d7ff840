//! A table on the embedded engine, whose costs are counted, and messages to put there.

use std::{path::Path, sync::Arc};

use domain::{Capabilities, Chat, Content, InboundMessage, Outgoing, Sender, UnixMs, wire::SendMessage};
use store::{
    Store,
    dynamo::Dynamo,
    meter::{Meter, Metered},
    schema,
};

/// 2026-11-22T12:00:00Z.
pub const NOON: UnixMs = UnixMs(1_795_348_800_000);

pub static CAPABILITIES: Capabilities = Capabilities::TEXTS;

/// An engine that lives as long as the test.
pub struct Engine {
    engine: switchboard::engine::Engine,
    pub meter: Arc<Meter>,
}

impl Engine {
    /// A fresh table.
    pub async fn store() -> (Self, Store) {
        Self::store_in(None).await
    }

    /// A fresh table in a file, or in memory.
    pub async fn store_in(file: Option<&Path>) -> (Self, Store) {
        let engine =
            switchboard::engine::Engine::start(file, Arc::new(platform::SystemClock)).expect("the engine starts");
        let client = platform::dynamo::client(Some(&engine.url));
        schema::create(&client, "desk").await.expect("the table is made");
        let meter = Arc::new(Meter::default());
        let table = Dynamo::new(client, "desk").with_meter(Arc::clone(&meter));
        let store = Store::new(Arc::new(Metered {
            table,
            meter: Arc::clone(&meter),
        }));
        (Self { engine, meter }, store)
    }

    /// A client of its own on the table, which is called `desk`.
    pub fn client(&self) -> aws_sdk_dynamodb::Client {
        platform::dynamo::client(Some(&self.engine.url))
    }
}

/// Message `position` of person `person`.
pub fn inbound(person: u64, position: u64, text: &str) -> InboundMessage {
    let sender = Sender {
        identity: format!("Zq3vT8yLr0mWc5XbN1sKfg:{person}").parse().expect("id"),
        messenger: "pigeon".parse().expect("name"),
        name: "Анна Петрова".into(),
        username: Some("anna_petrova".into()),
    };
    InboundMessage::new(sender, position, NOON, Content::Text { text: text.into() })
}

/// An answer to `chat`.
pub fn request(chat: &Chat, intent: &str, text: &str) -> SendMessage {
    SendMessage {
        intent_id: intent.parse().expect("id"),
        identity: chat.identities[0].id.clone(),
        content: Outgoing::Text { text: text.into() },
        reply_to: None,
        seen_version: None,
    }
}
