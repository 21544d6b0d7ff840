//! Between structs and rows.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    StoreError,
    table::{Item, Key, PK, SK, key_of},
};

/// The row of `value` at `key`.
///
/// # Errors
/// [`StoreError::Rejected`]: `value` is no JSON object; a bug.
pub fn row<T: Serialize>(key: &Key, value: &T) -> Result<Item, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::Object(mut item)) => {
            item.insert(PK.into(), key.pk.clone().into());
            item.insert(SK.into(), key.sk.clone().into());
            Ok(item)
        }
        Ok(_) => Err(StoreError::Rejected("a row must be an object".into())),
        Err(error) => Err(StoreError::Rejected(error.to_string())),
    }
}

/// What the row holds; attributes the struct does not know are left aside, so that older code reads newer rows.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let key = key_of(&item);
    serde_json::from_value(Value::Object(item)).map_err(|source| StoreError::Corrupt {
        pk: key.pk,
        sk: key.sk,
        source,
    })
}
