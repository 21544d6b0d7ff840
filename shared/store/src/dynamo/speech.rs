//! Between our words and the SDK's: conditions, rows, and what an answer means.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::{BuildError, ProvideErrorMetadata, SdkError},
    types::{AttributeValue, CancellationReason},
};
use serde_json::Value;

use crate::{
    StoreError,
    table::{Condition, Item, Key, PK, SK, Unmet, Write, Written},
};

/// A row as the SDK speaks of it.
pub(super) type Attributes = HashMap<String, AttributeValue>;

pub(super) type Expression = (Option<String>, Option<HashMap<String, String>>, Option<Attributes>);

/// Placeholders everywhere: a name or a value from outside can never become part of the expression.
pub(super) fn expression(condition: &Condition) -> Result<Expression, StoreError> {
    let whole = |text: &str| {
        let names = HashMap::from([("#pk".to_owned(), PK.to_owned())]);
        Ok((Some(text.to_owned()), Some(names), None))
    };
    let equal = match condition {
        Condition::Always => return Ok((None, None, None)),
        Condition::Absent => return whole("attribute_not_exists(#pk)"),
        Condition::Present => return whole("attribute_exists(#pk)"),
        Condition::Equal(equal) => equal,
    };
    let (mut names, mut values, mut terms) = (HashMap::new(), HashMap::new(), Vec::new());
    for (number, (path, value)) in equal.iter().enumerate() {
        let mut steps = Vec::new();
        for (depth, step) in path.split('.').enumerate() {
            let placeholder = format!("#n{number}_{depth}");
            names.insert(placeholder.clone(), step.to_owned());
            steps.push(placeholder);
        }
        terms.push(format!("{} = :v{number}", steps.join(".")));
        values.insert(format!(":v{number}"), to_value(value)?);
    }
    Ok((Some(terms.join(" AND ")), Some(names), Some(values)))
}

/// Cancellation reasons, one per write, as what they mean: a condition, contention, or a fault.
pub(super) fn unmet(reasons: &[CancellationReason]) -> Result<Written, StoreError> {
    let mut found = Vec::new();
    for (index, reason) in reasons.iter().enumerate() {
        match reason.code().unwrap_or("None") {
            "None" => {}
            "ConditionalCheckFailed" => {
                let existing = reason.item().cloned().map(from_attributes).transpose()?;
                found.push(Unmet {
                    index,
                    existing,
                    is_contention: false,
                });
            }
            "TransactionConflict" => found.push(Unmet {
                index,
                existing: None,
                is_contention: true,
            }),
            "ThrottlingError" | "ProvisionedThroughputExceeded" => return Err(StoreError::Throttled),
            code => {
                return Err(StoreError::Rejected(format!(
                    "{code}: {}",
                    reason.message().unwrap_or_default()
                )));
            }
        }
    }
    if found.is_empty() {
        return Err(StoreError::Rejected(
            "a transaction was cancelled without a reason".into(),
        ));
    }
    Ok(Written::Refused(found))
}

pub(super) fn fault<E>(error: SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match error {
        SdkError::ServiceError(error) => service_fault(error.into_err()),
        other => StoreError::Unavailable {
            source: Box::new(other),
        },
    }
}

pub(super) fn service_fault<E>(error: E) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match error.code() {
        Some("ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded") => {
            StoreError::Throttled
        }
        Some("ValidationException") => StoreError::Rejected(error.message().unwrap_or_default().to_owned()),
        _ => StoreError::Unavailable {
            source: Box::new(error),
        },
    }
}

pub(super) fn our_bug(error: BuildError) -> StoreError {
    StoreError::Rejected(error.to_string())
}

pub(super) fn kilobytes(write: &Write) -> f64 {
    let bytes = match write {
        Write::Put { item, .. } => serde_json::to_vec(item).map_or(0, |bytes| bytes.len()),
        Write::Delete { .. } | Write::Check { .. } => 1,
    };
    f64::from(u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX))
}

pub(super) fn key_attributes(key: &Key) -> Attributes {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    HashMap::from([(PK.to_owned(), text(&key.pk)), (SK.to_owned(), text(&key.sk))])
}

pub(super) fn to_value(value: &Value) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(|error| StoreError::Rejected(error.to_string()))
}

pub(super) fn to_attributes(item: &Item) -> Result<Attributes, StoreError> {
    serde_dynamo::to_item(item).map_err(|error| StoreError::Rejected(error.to_string()))
}

pub(super) fn from_attributes(attributes: Attributes) -> Result<Item, StoreError> {
    serde_dynamo::from_item(attributes).map_err(|error| StoreError::Rejected(error.to_string()))
}
