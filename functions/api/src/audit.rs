//! Reading the audit log.

use domain::{AuditEntry, OperatorId, Refusal, wire};
use platform::{Answer, App, Problem, Request, answer::json};
use store::keys;

use crate::body;

/// `GET /api/audit`: who changed what, newest first; `subject` as `operator/…`, `chat/…`, `settings`, or its beginning.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/audit",
    params(("before" = Option<String>, Query), ("subject" = Option<String>, Query), ("by" = Option<String>, Query)),
    responses((status = 200, body = wire::AuditPage), (status = 400, body = wire::ErrorBody),
        (status = 403, body = wire::ErrorBody))))]
pub async fn page(app: &App, request: &Request) -> Result<Answer, Problem> {
    let subject = body::query(request, "subject").map(|text| text.replace("%2F", "/"));
    let by = body::query(request, "by").map(|text| body::id::<OperatorId>(&text, Refusal::NoSuchOperator));
    let by = by.transpose()?;
    let place = match body::query(request, "before") {
        Some(cursor) => from_hex(&cursor).filter(|place| keys::audit_instant(place).is_some()),
        None => Some(keys::audit_until(app.clock.now())),
    };
    let place = place.ok_or_else(|| Refusal::BadRequest {
        detail: "the cursor is not of this list".into(),
    })?;

    let is_wanted = |entry: &AuditEntry| {
        let is_subject = subject.as_ref().is_none_or(|wanted| entry.subject.starts_with(wanted));
        is_subject && by.as_ref().is_none_or(|wanted| entry.by.as_ref() == Some(wanted))
    };
    let page = app.store.audit_page(&place, is_wanted).await?;

    Ok(json(&wire::AuditPage {
        entries: page.entries,
        cursor: page.next.map(|place| to_hex(&place)),
    }))
}

fn to_hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Option<String> {
    let pairs = (0..hex.len()).step_by(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = "1795348800000#chat/x#000000000003#chat_closed";

        assert_eq!(from_hex(&to_hex(place)).as_deref(), Some(place));
        for strange in ["1", "zz", "ff", "é"] {
            assert_eq!(from_hex(strange), None, "{strange}");
        }
    }
}
