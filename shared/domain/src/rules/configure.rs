//! Changing the workspace's settings.

use crate::{
    AuditEntry, OpenHours, OperatorId, Refusal, Settings, UnixMs,
    chat::REASON_CHARS_MAX,
    invitation::name,
    operator::CHATS_MAX_MAX,
    settings::{
        AWAY_CODE_POINTS_MAX, CLOSING_REASONS_MAX, CONNECTION_GRACE_S, OPEN_HOURS_PER_DAY_MAX, WAIT_MIN_MAX, time_zone,
    },
    wire::ChangeSettings,
};

/// Changes what `request` names. `None`: all of it is so already.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the settings as they are; [`Refusal::BadName`]; [`Refusal::TooMany`], [`Refusal::FieldTooLong`] for
/// the closing reasons; [`Refusal::BadRequest`] names any other field.
pub fn configure(
    settings: &Settings,
    request: &ChangeSettings,
    by: &OperatorId,
    now: UnixMs,
) -> Result<Option<(Settings, AuditEntry)>, Refusal> {
    if request.version != settings.version {
        let newer = serde_json::to_value(settings).unwrap_or_default();
        return Err(Refusal::StaleVersion {
            what: "settings",
            newer: Box::new(newer),
        });
    }
    let mut after = applied(settings, request);
    check(&mut after)?;
    if after == *settings {
        return Ok(None);
    }
    after.version += 1;
    let entry = AuditEntry::new(now, Some(by), "settings_changed", "settings".into(), after.version);
    let audit = entry.with_changes(settings, &after);
    Ok(Some((after, audit)))
}

fn applied(settings: &Settings, request: &ChangeSettings) -> Settings {
    let request = request.clone();
    let mut after = settings.clone();
    macro_rules! take {
        ($($field:ident)*) => { $( if let Some(value) = request.$field { after.$field = value; } )* };
    }
    take!(name time_zone chats_max connection_grace_s release_after_min rescue_after_min idle_busy_min);
    take!(closing_reasons is_closing_reason_required working_hours away_message is_message_search_on);
    take!(is_second_factor_required);
    after
}

/// Brings texts into the form they are kept in, and refuses what makes no sense.
fn check(settings: &mut Settings) -> Result<(), Refusal> {
    let bad = |detail: String| Refusal::BadRequest { detail };
    settings.name = name(&settings.name)?;
    if time_zone(&settings.time_zone).is_none() {
        return Err(bad("time_zone is none of the IANA's names".into()));
    }
    if !(1..=CHATS_MAX_MAX).contains(&settings.chats_max) {
        return Err(bad(format!("chats_max is 1 to {CHATS_MAX_MAX}")));
    }
    let (least, most) = CONNECTION_GRACE_S;
    if !(least..=most).contains(&settings.connection_grace_s) {
        return Err(bad(format!("connection_grace_s is {least} to {most}")));
    }
    let waits = [
        ("release_after_min", settings.release_after_min),
        ("rescue_after_min", settings.rescue_after_min),
        ("idle_busy_min", settings.idle_busy_min),
    ];
    for (field, wait) in waits {
        if wait.is_some_and(|minutes| !(1..=WAIT_MIN_MAX).contains(&minutes)) {
            return Err(bad(format!("{field} is 1 to {WAIT_MIN_MAX}")));
        }
    }
    settings.away_message = settings.away_message.take().filter(|text| !text.trim().is_empty());
    let away = settings.away_message.as_ref().map_or(0, |text| text.chars().count());
    if away > AWAY_CODE_POINTS_MAX {
        return Err(bad(format!(
            "away_message has at most {AWAY_CODE_POINTS_MAX} code points"
        )));
    }
    check_reasons(settings)?;
    let days = &settings.working_hours;
    if !(days.is_empty() || days.len() == 7 && days.iter().all(|day| is_day(day))) {
        return Err(bad(
            "working_hours are seven days of stretches in order, within 0 to 1440".into(),
        ));
    }
    Ok(())
}

fn check_reasons(settings: &mut Settings) -> Result<(), Refusal> {
    let reasons = &mut settings.closing_reasons;
    for reason in reasons.iter_mut() {
        *reason = reason.trim().to_owned();
    }
    if reasons.len() > CLOSING_REASONS_MAX {
        return Err(Refusal::TooMany {
            field: "closing reasons",
            max: CLOSING_REASONS_MAX,
        });
    }
    if reasons.iter().any(|reason| reason.chars().count() > REASON_CHARS_MAX) {
        return Err(Refusal::FieldTooLong {
            field: "closing reason",
            chars_max: REASON_CHARS_MAX,
        });
    }
    let is_once = (1..reasons.len()).all(|at| !reasons[..at].contains(&reasons[at]));
    if reasons.iter().any(String::is_empty) || !is_once {
        return Err(Refusal::BadRequest {
            detail: "closing_reasons are not empty, and none stands twice".into(),
        });
    }
    if settings.is_closing_reason_required && reasons.is_empty() {
        return Err(Refusal::BadRequest {
            detail: "a closing reason cannot be required where there is none".into(),
        });
    }
    Ok(())
}

/// Whether these are stretches of one day, in order, none touching another.
fn is_day(day: &[OpenHours]) -> bool {
    let is_stretch = |hours: &OpenHours| hours.from_min < hours.to_min && hours.to_min <= 24 * 60;
    let in_order = day.windows(2).all(|pair| pair[0].to_min < pair[1].from_min);
    day.len() <= OPEN_HOURS_PER_DAY_MAX && day.iter().all(is_stretch) && in_order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna};

    fn asked(body: serde_json::Value) -> Result<Option<(Settings, AuditEntry)>, Refusal> {
        let request: ChangeSettings = serde_json::from_value(body).expect("a request");
        configure(&Settings::default(), &request, &anna(), NOON)
    }

    #[test]
    fn only_what_is_named_changes_and_the_entry_says_what() {
        let body = serde_json::json!({ "version": 0, "time_zone": "Europe/Kyiv", "release_after_min": 5 });

        let (after, audit) = asked(body).expect("fine").expect("a change");

        assert_eq!(
            (after.version, after.time_zone.as_str(), after.release_after_min),
            (1, "Europe/Kyiv", Some(5))
        );
        assert_eq!(after.name, Settings::default().name);
        assert_eq!(audit.before, Some(serde_json::json!({ "time_zone": "UTC" })));
        assert_eq!(
            audit.after,
            Some(serde_json::json!({ "time_zone": "Europe/Kyiv", "release_after_min": 5 }))
        );
    }

    #[test]
    fn null_takes_away_and_the_same_again_is_no_change() {
        let body = serde_json::json!({ "version": 0, "release_after_min": null, "name": " Switchboard " });

        assert_eq!(asked(body), Ok(None));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let hours = |from: u16, to: u16| serde_json::json!({ "from_min": from, "to_min": to });
        let week = |day: serde_json::Value| serde_json::json!([day, [], [], [], [], [], []]);
        for (field, value) in [
            ("time_zone", "Europe/Atlantis".into()),
            ("time_zone", "europe/kyiv".into()),
            ("chats_max", 0.into()),
            ("chats_max", 201.into()),
            ("connection_grace_s", 9.into()),
            ("rescue_after_min", 0.into()),
            ("release_after_min", 99_999.into()),
            ("closing_reasons", serde_json::json!(["done", " done"])),
            ("closing_reasons", serde_json::json!([""])),
            ("is_closing_reason_required", true.into()),
            ("away_message", "x".repeat(1_001).into()),
            ("working_hours", serde_json::json!([[]])),
            ("working_hours", week(serde_json::json!([hours(60, 60)]))),
            ("working_hours", week(serde_json::json!([hours(60, 1_441)]))),
            (
                "working_hours",
                week(serde_json::json!([hours(60, 120), hours(90, 180)])),
            ),
        ] {
            let refused = asked(serde_json::json!({ "version": 0, field: value }));
            assert!(matches!(refused, Err(Refusal::BadRequest { .. })), "{field} {value}");
        }
        for (field, value, code) in [
            ("name", "".into(), "bad_name"),
            ("closing_reasons", serde_json::json!(vec!["x"; 31]), "too_many"),
            (
                "closing_reasons",
                serde_json::json!(["x".repeat(REASON_CHARS_MAX + 1)]),
                "field_too_long",
            ),
        ] {
            let refused = asked(serde_json::json!({ "version": 0, field: value }));
            assert_eq!(refused.map_err(|refusal| refusal.code()).err(), Some(code), "{field}");
        }
        let fine = week(serde_json::json!([hours(540, 780), hours(840, 1_440)]));
        assert!(asked(serde_json::json!({ "version": 0, "working_hours": fine })).is_ok());
    }

    #[test]
    fn an_older_view_gets_the_newer_settings() {
        let refused = asked(serde_json::json!({ "version": 3, "name": "x" }));

        assert!(matches!(refused, Err(Refusal::StaleVersion { what: "settings", .. })));
    }
}
