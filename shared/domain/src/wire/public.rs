//! Bodies of the API for programs.

use serde::{Deserialize, Serialize};

use crate::{Card, ContactId, IdentityId};

/// How a program says whom it means: one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// The desk's own id.
    Id(ContactId),
    /// An address in a channel, `{channel}:{id in the messenger}`.
    Identity(IdentityId),
    /// An e-mail address that exactly one contact has.
    Email(String),
    /// A phone that exactly one contact has, with `+` or `00` and the code of the country.
    Phone(String),
}

/// The answer of `GET /api/v1/contacts`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct PublicContact {
    /// Who stands for the person now, whoever they were united with.
    pub id: ContactId,
    /// Their addresses.
    pub identities: Vec<IdentityId>,
    /// What is known of them.
    pub card: Card,
}
