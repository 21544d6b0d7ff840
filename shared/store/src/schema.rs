//! The table's shape, made from `keys`: created from here on one machine and in tests, compared with the template.

use std::{collections::BTreeSet, error::Error, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    config::{self, timeout::TimeoutConfig},
    error::{BuildError, DisplayErrorContext, ProvideErrorMetadata},
    types::{
        AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
        GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType, Projection, ProjectionType, ScalarAttributeType,
        StreamSpecification, StreamViewType, TableDescription, TimeToLiveSpecification,
    },
};

use crate::{
    StoreError,
    keys::{CLOSED, DUE, EXPIRES_S, LISTS, LISTS_CARRY, OWNED, WAITING},
    table::{Index, PK, SK},
};

/// How long an engine may take to make a table: the one on a machine writes files, or starts a database.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an index carries besides its keys and the table's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// Nothing more.
    KeysOnly,
    /// These attributes.
    Include(&'static [&'static str]),
    /// All of the row.
    All,
}

/// Every index with what it carries.
pub const INDEXES: [(Index, Carries); 5] = [
    (LISTS, Carries::Include(&LISTS_CARRY)),
    (OWNED, Carries::Include(&LISTS_CARRY)),
    (DUE, Carries::KeysOnly),
    (WAITING, Carries::KeysOnly),
    (CLOSED, Carries::All),
];

/// Creates the table unless it is there: on demand, with its stream and sweeping.
///
/// # Errors
/// [`StoreError::Rejected`] with the engine's words.
pub async fn create(client: &Client, table: &str) -> Result<(), StoreError> {
    let rejected = |error: BuildError| StoreError::Rejected(error.to_string());
    let mut request = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest);
    let of_indexes = INDEXES.iter().flat_map(|(index, _)| [index.pk, index.sk]);
    // Two indexes may share a key attribute; it is defined once.
    let names: BTreeSet<&str> = [PK, SK].into_iter().chain(of_indexes).collect();
    for name in names {
        request = request.attribute_definitions(definition(name).map_err(rejected)?);
    }
    for element in key_schema(PK, SK).map_err(rejected)? {
        request = request.key_schema(element);
    }
    for (index, carries) in INDEXES {
        let schema = key_schema(index.pk, index.sk).map_err(rejected)?;
        let built = GlobalSecondaryIndex::builder()
            .index_name(index.name)
            .set_key_schema(Some(schema))
            .projection(projection(carries))
            .build();
        request = request.global_secondary_indexes(built.map_err(rejected)?);
    }
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewImage)
        .build();
    let request = request.stream_specification(stream.map_err(rejected)?);
    match request.customize().config_override(patient()).send().await {
        Ok(_) => {}
        // There already: from an earlier start, or from a try of this very call whose answer came too late.
        Err(error) if error.code() == Some("ResourceInUseException") => complete(client, table).await?,
        Err(error) => return Err(StoreError::Rejected(words(&error))),
    }
    sweep(client, table).await
}

/// Adds the indexes a table from an earlier version of the desk lacks, one after the other, as the service wants it. Rows from
/// before have no place in them.
async fn complete(client: &Client, table: &str) -> Result<(), StoreError> {
    let rejected = |error: BuildError| StoreError::Rejected(error.to_string());
    let known = client.describe_table().table_name(table).send().await;
    let known = known.map_err(|error| StoreError::Rejected(words(&error)))?;
    let known = known.table.unwrap_or_else(|| TableDescription::builder().build());
    let is_known = |index: &Index| {
        let mut indexes = known.global_secondary_indexes().iter();
        indexes.any(|known| known.index_name() == Some(index.name))
    };
    for (index, carries) in INDEXES.iter().filter(|(index, _)| !is_known(index)) {
        let create = CreateGlobalSecondaryIndexAction::builder()
            .index_name(index.name)
            .set_key_schema(Some(key_schema(index.pk, index.sk).map_err(rejected)?))
            .projection(projection(*carries))
            .build();
        let update = GlobalSecondaryIndexUpdate::builder().create(create.map_err(rejected)?);
        let added = client
            .update_table()
            .table_name(table)
            .attribute_definitions(definition(PK).map_err(rejected)?)
            .attribute_definitions(definition(SK).map_err(rejected)?)
            .attribute_definitions(definition(index.pk).map_err(rejected)?)
            .attribute_definitions(definition(index.sk).map_err(rejected)?)
            .global_secondary_index_updates(update.build())
            .send()
            .await;
        added.map_err(|error| StoreError::Rejected(words(&error)))?;
    }
    Ok(())
}

fn definition(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
}

/// Switches sweeping on unless it is: an earlier start may have ended between the table and this.
async fn sweep(client: &Client, table: &str) -> Result<(), StoreError> {
    let asked = client.describe_time_to_live().table_name(table);
    let known = asked.customize().config_override(patient()).send().await;
    let known = known.map_err(|error| StoreError::Rejected(words(&error)))?;
    if known
        .time_to_live_description
        .is_some_and(|known| known.attribute_name.is_some())
    {
        return Ok(());
    }
    let sweep = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name(EXPIRES_S)
        .build();
    let sweep = sweep.map_err(|error| StoreError::Rejected(error.to_string()))?;
    let done = client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(sweep)
        .customize()
        .config_override(patient())
        .send()
        .await;
    done.map(|_| ()).map_err(|error| StoreError::Rejected(words(&error)))
}

fn key_schema(pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    Ok(vec![element(pk, KeyType::Hash)?, element(sk, KeyType::Range)?])
}

fn projection(carries: Carries) -> Projection {
    match carries {
        Carries::KeysOnly => Projection::builder().projection_type(ProjectionType::KeysOnly).build(),
        Carries::All => Projection::builder().projection_type(ProjectionType::All).build(),
        Carries::Include(names) => {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            Projection::builder()
                .projection_type(ProjectionType::Include)
                .set_non_key_attributes(Some(names))
                .build()
        }
    }
}

/// A table is made once, and nobody waits for it at a desk.
fn patient() -> config::Builder {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(PATIENCE)
        .operation_attempt_timeout(PATIENCE)
        .operation_timeout(PATIENCE);
    config::Builder::new().timeout_config(timeouts.build())
}

/// What the engine said; without an answer, why there is none.
fn words(error: &(impl ProvideErrorMetadata + Error)) -> String {
    match error.code() {
        Some(code) => format!("{code}: {}", error.message().unwrap_or_default()),
        None => DisplayErrorContext(error).to_string(),
    }
}
