//! What each messenger can do, as data.

use domain::wire;
use messengers::registry;
use platform::{Answer, answer::json};

/// `GET /api/messengers`.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/messengers",
    responses((status = 200, body = wire::Messengers))))]
pub fn list() -> Answer {
    json(&wire::Messengers {
        messengers: registry::all().map(|messenger| messenger.info()).collect(),
    })
}
