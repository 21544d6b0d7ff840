//! The engine in use: DynamoDB, or whatever speaks its protocol, through the AWS SDK.

mod speech;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::{
        delete_item::DeleteItemError, put_item::PutItemError, query::builders::QueryFluentBuilder,
        transact_write_items::TransactWriteItemsError,
    },
    types::{
        AttributeValue, ConditionCheck, ConsumedCapacity, Delete, Put, ReturnConsumedCapacity,
        ReturnValuesOnConditionCheckFailure, Select, TransactWriteItem,
    },
};
use speech::{
    Attributes, expression, fault, from_attributes, key_attributes, kilobytes, our_bug, service_fault, to_attributes,
    unmet,
};

use crate::{
    StoreError,
    meter::Meter,
    table::{Consistency, Count, Item, Key, PK, Query, Rows, SK, Span, Table, Unmet, Write, Written},
};

/// One table of DynamoDB.
#[derive(Clone)]
pub struct Dynamo {
    client: Client,
    table: String,
    meter: Option<Arc<Meter>>,
}

impl Dynamo {
    /// The table called `table`.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
            meter: None,
        }
    }

    /// Reports consumed units to `meter`.
    #[must_use]
    pub fn with_meter(mut self, meter: Arc<Meter>) -> Self {
        self.meter = Some(meter);
        self
    }

    fn wanted_capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Total)
    }

    fn count_read(&self, consumed: Option<&ConsumedCapacity>) {
        if let (Some(meter), Some(consumed)) = (&self.meter, consumed) {
            meter.add(consumed.capacity_units().unwrap_or_default(), 0.0);
        }
    }

    fn count_write(&self, consumed: &[ConsumedCapacity]) {
        if let Some(meter) = &self.meter {
            meter.add(0.0, consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum());
        }
    }

    /// A refused write is charged like a done one, without indexes; the engine's error does not say how much.
    fn count_refused(&self, writes: &[Write]) {
        if let Some(meter) = &self.meter {
            let factor = if writes.len() == 1 { 1.0 } else { 2.0 };
            meter.add(0.0, writes.iter().map(|write| factor * kilobytes(write)).sum());
        }
    }

    async fn write_one(&self, write: &Write) -> Result<Written, StoreError> {
        let (expression, names, values) = expression(write.condition())?;
        match write {
            Write::Put { item, .. } => {
                let sent = self
                    .client
                    .put_item()
                    .table_name(&self.table)
                    .set_item(Some(to_attributes(item)?))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                    .set_return_consumed_capacity(self.wanted_capacity())
                    .send()
                    .await;
                match sent {
                    Ok(done) => Ok(self.done(done.consumed_capacity.as_slice())),
                    Err(SdkError::ServiceError(error)) => match error.into_err() {
                        PutItemError::ConditionalCheckFailedException(failed) => {
                            self.refused_one(write, failed.item().cloned())
                        }
                        other => Err(service_fault(other)),
                    },
                    Err(other) => Err(fault(other)),
                }
            }
            Write::Check { .. } => self.transact(std::slice::from_ref(write)).await,
            Write::Delete { key, .. } => {
                let sent = self
                    .client
                    .delete_item()
                    .table_name(&self.table)
                    .set_key(Some(key_attributes(key)))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .set_return_consumed_capacity(self.wanted_capacity())
                    .send()
                    .await;
                match sent {
                    Ok(done) => Ok(self.done(done.consumed_capacity.as_slice())),
                    Err(SdkError::ServiceError(error)) => match error.into_err() {
                        DeleteItemError::ConditionalCheckFailedException(failed) => {
                            self.refused_one(write, failed.item().cloned())
                        }
                        other => Err(service_fault(other)),
                    },
                    Err(other) => Err(fault(other)),
                }
            }
        }
    }

    fn done(&self, consumed: &[ConsumedCapacity]) -> Written {
        self.count_write(consumed);
        Written::Done
    }

    fn refused_one(&self, write: &Write, existing: Option<Attributes>) -> Result<Written, StoreError> {
        self.count_refused(std::slice::from_ref(write));
        let existing = existing.map(from_attributes).transpose()?;
        Ok(Written::Refused(vec![Unmet {
            index: 0,
            existing,
            is_contention: false,
        }]))
    }

    async fn transact(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let items = writes
            .iter()
            .map(|write| self.transact_item(write))
            .collect::<Result<_, _>>()?;
        let sent = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .set_return_consumed_capacity(self.wanted_capacity())
            .send()
            .await;
        match sent {
            Ok(done) => Ok(self.done(done.consumed_capacity())),
            Err(SdkError::ServiceError(error)) => match error.into_err() {
                TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                    self.count_refused(writes);
                    unmet(cancelled.cancellation_reasons())
                }
                TransactWriteItemsError::TransactionInProgressException(_) => Err(StoreError::Throttled),
                other => Err(service_fault(other)),
            },
            Err(other) => Err(fault(other)),
        }
    }

    fn transact_item(&self, write: &Write) -> Result<TransactWriteItem, StoreError> {
        let (expression, names, values) = expression(write.condition())?;
        let on_failure = ReturnValuesOnConditionCheckFailure::AllOld;
        Ok(match write {
            Write::Put { item, .. } => {
                let put = Put::builder()
                    .table_name(&self.table)
                    .set_item(Some(to_attributes(item)?))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(on_failure);
                TransactWriteItem::builder().put(put.build().map_err(our_bug)?).build()
            }
            Write::Delete { key, .. } => {
                let delete = Delete::builder()
                    .table_name(&self.table)
                    .set_key(Some(key_attributes(key)))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values);
                TransactWriteItem::builder()
                    .delete(delete.build().map_err(our_bug)?)
                    .build()
            }
            Write::Check { key, .. } => {
                let check = ConditionCheck::builder()
                    .table_name(&self.table)
                    .set_key(Some(key_attributes(key)))
                    .set_condition_expression(expression)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values);
                TransactWriteItem::builder()
                    .condition_check(check.build().map_err(our_bug)?)
                    .build()
            }
        })
    }
}

#[async_trait]
impl Table for Dynamo {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_attributes(key)))
            .consistent_read(consistency == Consistency::Strong)
            .set_return_consumed_capacity(self.wanted_capacity())
            .send()
            .await
            .map_err(fault)?;
        self.count_read(found.consumed_capacity());
        found.item.map(from_attributes).transpose()
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        let found = self.find(query)?.send().await.map_err(fault)?;
        self.count_read(found.consumed_capacity());
        Ok(Rows {
            items: found
                .items
                .unwrap_or_default()
                .into_iter()
                .map(from_attributes)
                .collect::<Result<_, _>>()?,
            next: found.last_evaluated_key.map(from_attributes).transpose()?,
        })
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        let mut query = query.clone();
        let mut count = 0;
        loop {
            let found = self.find(&query)?.select(Select::Count).send().await.map_err(fault)?;
            self.count_read(found.consumed_capacity());
            let page = usize::try_from(found.count()).unwrap_or_default();
            count += page;
            query.limit = query.limit.saturating_sub(page);
            query.after = found.last_evaluated_key.map(from_attributes).transpose()?;
            if query.limit == 0 || query.after.is_none() {
                let has_more = query.after.is_some();
                return Ok(Count { count, has_more });
            }
        }
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        match writes {
            [one] => self.write_one(one).await,
            several => self.transact(several).await,
        }
    }
}

impl Dynamo {
    fn find(&self, query: &Query) -> Result<QueryFluentBuilder, StoreError> {
        let (pk, sk) = query.index.map_or((PK, SK), |index| (index.pk, index.sk));
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(query.index.map(|index| index.name.to_owned()))
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", text(&query.pk))
            .scan_index_forward(!query.descending)
            .limit(i32::try_from(query.limit).unwrap_or(i32::MAX))
            .consistent_read(query.consistency == Consistency::Strong)
            .set_return_consumed_capacity(self.wanted_capacity());
        let (condition, ends): (&str, &[&String]) = match &query.span {
            Span::All => ("#pk = :pk", &[]),
            Span::Before(end) => ("#pk = :pk AND #sk < :sk0", &[end]),
            Span::UpTo(end) => ("#pk = :pk AND #sk <= :sk0", &[end]),
            Span::Starting(start) => ("#pk = :pk AND begins_with(#sk, :sk0)", &[start]),
            Span::Between(first, last) => ("#pk = :pk AND #sk BETWEEN :sk0 AND :sk1", &[first, last]),
        };
        let mut request = request.key_condition_expression(condition);
        if !ends.is_empty() {
            request = request.expression_attribute_names("#sk", sk);
        }
        for (number, end) in ends.iter().enumerate() {
            request = request.expression_attribute_values(format!(":sk{number}"), text(end));
        }
        let after = query.after.as_ref().map(to_attributes).transpose()?;
        Ok(request.set_exclusive_start_key(after))
    }
}
