//! What the courier reads for words that are kept already: what a stream that repeats itself costs.

use std::sync::Arc;

use async_trait::async_trait;
use courier::{Body, Courier, Loaded, Provider, Wake};
use domain::{Chat, rules};
use messengers::{ProviderAnswer, ProviderCall};
use platform::{App, Config, RandomIds, SystemClock};
use serde_json::json;
use store::{
    Store,
    dynamo::Dynamo,
    keys,
    table::{Consistency, PK, SK, Table},
};

use crate::table::{Engine, NOON, inbound};

/// Nobody to call.
struct Nobody;

#[async_trait]
impl Provider for Nobody {
    async fn call(&self, _: &ProviderCall, _: Body) -> ProviderAnswer {
        ProviderAnswer::NotSent
    }

    async fn load(&self, _: &str, _: std::time::Duration) -> Loaded {
        Loaded::Broken
    }
}

/// The record that tells of each of these chats as its row is now.
async fn told(engine: &Engine, chats: &[&Chat]) -> Wake {
    let table = Dynamo::new(engine.client(), "desk");
    let mut records = Vec::new();
    for (number, chat) in chats.iter().enumerate() {
        let key = keys::chat(&chat.id);
        let row = table
            .get(&key, Consistency::Strong)
            .await
            .expect("read")
            .expect("a row");
        let image: serde_dynamo::Item = serde_dynamo::to_item(row).expect("an item");
        records.push(json!({
            "eventID": number.to_string(),
            "eventName": "MODIFY",
            "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1",
            "dynamodb": {
                "ApproximateCreationDateTime": NOON.seconds(),
                "Keys": { PK: { "S": key.pk }, SK: { "S": key.sk } },
                "NewImage": image,
                "SequenceNumber": number.to_string(),
                "SizeBytes": 100,
                "StreamViewType": "NEW_IMAGE",
            },
        }));
    }
    serde_json::from_value(json!({ "Records": records })).expect("a batch of the stream")
}

/// A second message of person `person`, whose chat everybody has heard of.
async fn says(store: &Store, person: u64) -> Chat {
    let first = rules::receive(None, &inbound(person, 1, "hello"), None, None, NOON);
    store.commit(&first, NOON).await.expect("committed");
    let second = inbound(person, 2, "Is the blue lamp in stock?");
    let change = rules::receive(Some(&first.chat), &second, None, None, NOON);
    store.commit(&change, NOON).await.expect("committed");
    change.chat
}

/// A message costs two and a half read units until its words are kept, and one and a half when the stream repeats itself;
/// the settings are read once for each batch. What else a chat asks for is told by the same batch without words.
#[tokio::test]
async fn keeping_words_costs_read_units_for_each_message_and_one_for_each_batch() {
    let (engine, store) = Engine::store().await;
    let app = App {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
        blobs: Arc::new(blobs::Nowhere),
        config: Arc::new(Config::default()),
    };
    let courier = Courier::new(app, Arc::new(Nobody));
    let costs = async |chats: &[&Chat]| {
        let wake = told(&engine, chats).await;
        engine.meter.take();
        let answer = courier::handle(&courier, wake).await;
        assert!(answer.batch_item_failures.is_empty());
        let cost = engine.meter.take();
        (cost.read_units, cost.write_units)
    };
    let (one, other) = (says(&store, 1).await, says(&store, 2).await);
    costs(&[&one]).await;

    let (first, again) = (costs(&[&other]).await, costs(&[&other]).await);
    let both = costs(&[&one, &other]).await;
    let mut settings = store.settings().await.expect("read");
    settings.version += 1;
    settings.is_message_search_on = false;
    let audit = domain::AuditEntry::new(NOON, None, "settings_changed", "settings".into(), 1);
    assert!(store.commit_settings(&settings, &audit).await.expect("set"));
    let (without, both_without) = (costs(&[&other]).await, costs(&[&one, &other]).await);

    println!("kept now {first:?}, before {again:?}, two {both:?}; without {without:?}, {both_without:?}");
    // The settings are read to see that there is nothing to do, too.
    assert_eq!((first.0 - without.0, first.1), (2.5, 6.0));
    assert_eq!((again.0 - without.0, again.1), (1.5, 0.0));
    assert_eq!((both.0 - both_without.0, both.1), (3.0, 0.0));
}
