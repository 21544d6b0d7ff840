//! Bodies about funnels and the contacts who walk through them.

use serde::{Deserialize, Serialize};

use crate::{Funnel, FunnelRun, FunnelStep, IntentId};

/// The answer of `GET /api/funnels`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Funnels {
    /// By name, at most 50.
    pub funnels: Vec<Funnel>,
}

/// `PUT /api/funnels/{funnel}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveFunnel {
    /// The version that was changed; 0: it is new. If there is a newer one, the answer is 409 `stale_version` with it.
    pub version: u64,
    /// One line of at most 80 code points.
    pub name: String,
    /// 1 to 30, in order; the texts 32 KB together.
    pub steps: Vec<FunnelStep>,
}

/// `PUT /api/contacts/{contact}/funnels/{funnel}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartFunnel {
    /// The client's idempotency key (a ULID); becomes the run's name.
    pub intent_id: IntentId,
}

/// The answer of `GET /api/contacts/{contact}/funnels`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct FunnelRuns {
    /// Those under way in the order they were started, then those that ended, the latest first; none that was removed.
    pub runs: Vec<FunnelRun>,
}
