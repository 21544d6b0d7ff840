//! Hearing how browsers fare.

use domain::wire::Telemetry;
use http::StatusCode;
use platform::{Answer, Problem, Request, answer::plain};
use tracing::{info, warn};

use crate::body;

/// `POST /api/telemetry`: how the asking browser fared since it last told. Written to the log and nowhere else; no line says
/// who told it.
#[cfg_attr(feature = "schema", utoipa::path(post, path = "/api/telemetry", request_body = Telemetry,
    responses((status = 204), (status = 400, body = domain::wire::ErrorBody))))]
pub fn hear(request: &Request) -> Result<Answer, Problem> {
    let told: Telemetry = body::json(request)?;
    told.check()?;
    let faults: u32 = told.faults.iter().map(|fault| fault.times).fold(0, u32::saturating_add);
    let release = &told.release;
    info!(
        client.release = release,
        client.input_ms = told.input_ms,
        client.lag_ms = told.lag.map(|lag| lag.median_ms),
        client.lag_max_ms = told.lag.map(|lag| lag.max_ms),
        client.lags = told.lag.map(|lag| lag.count),
        client.faults = faults,
        "A browser told how it fares"
    );
    for fault in &told.faults {
        let (kind, place) = (&fault.kind, &fault.place);
        // The template counts these lines.
        warn!(
            metric = "client_fault",
            client.release = release,
            fault.code,
            fault.kind = kind,
            fault.place = place,
            fault.times,
            "Something went wrong in a browser"
        );
    }
    Ok(plain(StatusCode::NO_CONTENT, ""))
}
