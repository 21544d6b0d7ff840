//! The suite on every engine, and the shape of the table that `store::schema` creates.

use std::sync::Arc;

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ProjectionType, StreamViewType, TableDescription,
        TimeToLiveStatus,
    },
};
use contract::holds_on;
use platform::{SystemClock, dynamo};
use store::{
    dynamo::Dynamo,
    keys, schema,
    schema::{Carries, INDEXES},
    table::Index,
};
use support::{Engine, engines};

/// A client of each engine there is, with what keeps the engine alive.
fn clients() -> Vec<(&'static str, Client, Option<switchboard::engine::Engine>)> {
    let start = |engine| match engine {
        Engine::Embedded => {
            let embedded =
                switchboard::engine::Engine::start(None, Arc::new(SystemClock)).expect("the embedded engine starts");
            ("embedded engine", dynamo::client(Some(&embedded.url)), Some(embedded))
        }
        Engine::DynamoDbLocal(url) => ("DynamoDB Local", dynamo::client(Some(&url)), None),
    };
    engines().into_iter().map(start).collect()
}

#[tokio::test]
async fn the_simulated_table_holds_the_contract() {
    holds_on("simulated table", Arc::new(sim::table::MemTable::default())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_engine_holds_the_contract() {
    for (name, client, _engine) in clients() {
        schema::create(&client, "contract")
            .await
            .expect("the table can be created");

        holds_on(name, Arc::new(Dynamo::new(client, "contract"))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_created_table_has_the_shape_of_the_keys() {
    for (name, client, _engine) in clients() {
        schema::create(&client, "shape")
            .await
            .expect("the table can be created");
        schema::create(&client, "shape")
            .await
            .expect("creating it again is fine");

        let table = client
            .describe_table()
            .table_name("shape")
            .send()
            .await
            .expect("described")
            .table;
        let table = table.expect("it is there");
        assert_eq!(key(table.key_schema()), pair("PK", "SK"), "{name}");

        let mut attributes: Vec<&str> = table
            .attribute_definitions()
            .iter()
            .map(AttributeDefinition::attribute_name)
            .collect();
        attributes.sort_unstable();
        assert_eq!(
            attributes,
            [
                "PK",
                "SK",
                "closed_day",
                "closed_order",
                "due",
                "due_order",
                "list",
                "list_order",
                "owned",
                "waiting",
                "waiting_order"
            ],
            "{name}"
        );

        has_the_indexes(name, &table);

        let billing = table
            .billing_mode_summary()
            .and_then(|billing| billing.billing_mode())
            .cloned();
        assert_eq!(billing, Some(BillingMode::PayPerRequest), "{name}");
        let stream = table.stream_specification().expect("a stream");
        assert!(stream.stream_enabled(), "{name}");
        assert_eq!(stream.stream_view_type(), Some(&StreamViewType::NewImage), "{name}");
        sweeps(name, &client).await;
    }
}

fn key(schema: &[KeySchemaElement]) -> Vec<(String, KeyType)> {
    schema
        .iter()
        .map(|key| (key.attribute_name().to_owned(), key.key_type().clone()))
        .collect()
}

fn pair(pk: &str, sk: &str) -> Vec<(String, KeyType)> {
    vec![(pk.to_owned(), KeyType::Hash), (sk.to_owned(), KeyType::Range)]
}

fn has_the_indexes(name: &str, table: &TableDescription) {
    let mut indexes = table.global_secondary_indexes().to_vec();
    indexes.sort_by(|a, b| a.index_name().cmp(&b.index_name()));
    let names: Vec<_> = indexes.iter().filter_map(|index| index.index_name()).collect();
    assert_eq!(names, ["closed", "due", "lists", "owned", "waiting"], "{name}");
    for (built, (index, carries)) in indexes.iter().zip(by_name()) {
        assert_eq!(key(built.key_schema()), pair(index.pk, index.sk), "{name}");
        let projection = built.projection().expect("a projection");
        let mut names = projection.non_key_attributes().to_vec();
        names.sort_unstable();
        let (kind, mut wanted) = match carries {
            Carries::KeysOnly => (ProjectionType::KeysOnly, Vec::new()),
            Carries::All => (ProjectionType::All, Vec::new()),
            Carries::Include(names) => (ProjectionType::Include, names.to_vec()),
        };
        wanted.sort_unstable();
        let wanted = wanted.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!((projection.projection_type(), names), (Some(&kind), wanted), "{name}");
    }
}

/// Switching is asynchronous: DynamoDB says it within an hour, an engine on this machine within seconds.
async fn sweeps(name: &str, client: &Client) {
    let mut described = None;
    for _ in 0..100 {
        let answer = client
            .describe_time_to_live()
            .table_name("shape")
            .send()
            .await
            .expect("described");
        described = answer.time_to_live_description;
        if described.as_ref().is_some_and(|sweep| sweep.attribute_name().is_some()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let sweep = described.expect("expired rows are swept");
    assert_eq!(sweep.attribute_name(), Some(keys::EXPIRES_S), "{name}");
    let status = sweep.time_to_live_status().expect("a status");
    assert!(
        matches!(status, TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling),
        "{name}: {status:?}"
    );
}

/// The table's indexes in order of their names.
fn by_name() -> Vec<(Index, Carries)> {
    let mut indexes = INDEXES.to_vec();
    indexes.sort_by_key(|(index, _)| index.name);
    indexes
}
