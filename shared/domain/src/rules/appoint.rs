//! Changing a colleague, or what colleagues see of oneself.

use serde_json::{Value, json};

use crate::{
    AuditEntry, Operator, OperatorId, Refusal, Role, Roster, Status, StatusInterval, StatusReason, UnixMs,
    invitation::name,
    operator::CHATS_MAX_MAX,
    rules::choose_status,
    settings::time_zone,
    wire::{ChangeOperator, ChangeProfile},
};

/// A colleague as they shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointed {
    /// The operator, with the next version.
    pub operator: Operator,
    /// The status that ended, where somebody was sent home.
    pub interval: Option<StatusInterval>,
    /// The entry of the audit log.
    pub audit: AuditEntry,
    /// Whether their sessions end: what they may do has changed.
    pub ends_sessions: bool,
    /// Another owner, who must stay as they are for this to happen.
    pub relies_on: Option<Operator>,
}

/// Changes what `request` names of a colleague. `None`: all of it is so already.
///
/// # Errors
/// [`Refusal::NotAllowed`]: admins change operators, only the owner changes admins and owners;
/// [`Refusal::StaleVersion`]; [`Refusal::BadRequest`]; [`Refusal::LastOwner`].
pub fn appoint(
    operator: &Operator,
    request: &ChangeOperator,
    by: (&OperatorId, Role),
    roster: &Roster,
    now: UnixMs,
) -> Result<Option<Appointed>, Refusal> {
    let (by, role) = by;
    let next_role = request.role.unwrap_or(operator.role);
    if !role.may_appoint(operator.role) || !role.may_appoint(next_role) {
        return Err(Refusal::NotAllowed);
    }
    if request.version.is_some_and(|version| version != operator.version) {
        return Err(Refusal::StaleVersion {
            what: "operator",
            newer: Box::new(serde_json::to_value(operator).unwrap_or_default()),
        });
    }
    let mut after = changed(operator, request)?;
    if after == *operator {
        return Ok(None);
    }
    let is_sent_home = operator.is_active && !after.is_active;
    let left = is_sent_home
        .then(|| choose_status(&after, Status::Offline, StatusReason::Deactivated, now))
        .flatten();
    let interval = left.map(|left| {
        after = left.operator;
        left.interval
    });
    after.version = operator.version + 1;
    let relies_on = other_owner(operator, &after, roster)?;
    let entry = AuditEntry::new(
        now,
        Some(by),
        "operator_changed",
        format!("operator/{}", after.id),
        after.version,
    );
    Ok(Some(Appointed {
        audit: entry.with_changes(&told(operator), &told(&after)),
        ends_sessions: is_sent_home || operator.role != after.role,
        operator: after,
        interval,
        relies_on,
    }))
}

fn changed(operator: &Operator, request: &ChangeOperator) -> Result<Operator, Refusal> {
    let mut after = operator.clone();
    if let Some(text) = &request.name {
        after.name = name(text)?;
    }
    if let Some(chats_max) = request.chats_max {
        if !(1..=CHATS_MAX_MAX).contains(&chats_max) {
            return Err(Refusal::BadRequest {
                detail: format!("chats_max is 1 to {CHATS_MAX_MAX}"),
            });
        }
        after.chats_max = chats_max;
    }
    after.role = request.role.unwrap_or(after.role);
    after.is_involved = request.is_involved.unwrap_or(after.is_involved);
    after.is_active = request.is_active.unwrap_or(after.is_active);
    if !after.is_active {
        after.unconnected_since = None;
    }
    Ok(after)
}

/// What of an operator the audit log tells; what changes by itself all day is left out.
fn told(operator: &Operator) -> Value {
    json!({
        "name": operator.name, "role": operator.role, "chats_max": operator.chats_max,
        "is_involved": operator.is_involved, "is_active": operator.is_active,
        "language": operator.language, "time_zone": operator.time_zone,
    })
}

/// The owner who remains, where one is lost.
fn other_owner(before: &Operator, after: &Operator, roster: &Roster) -> Result<Option<Operator>, Refusal> {
    let is_owner = |operator: &Operator| operator.is_active && operator.role == Role::Owner;
    if !is_owner(before) || is_owner(after) {
        return Ok(None);
    }
    let other = roster.0.iter().find(|other| is_owner(other) && other.id != before.id);
    other.cloned().map(Some).ok_or(Refusal::LastOwner)
}

/// Changes what one says of oneself. `None`: all of it is so already.
///
/// # Errors
/// [`Refusal::BadRequest`] names the field.
pub fn describe(
    operator: &Operator,
    request: &ChangeProfile,
    now: UnixMs,
) -> Result<Option<(Operator, AuditEntry)>, Refusal> {
    let bad = |detail: &str| Refusal::BadRequest { detail: detail.into() };
    let mut after = operator.clone();
    if let Some(text) = &request.name {
        after.name = name(text)?;
    }
    if let Some(language) = &request.language {
        if language.as_deref().is_some_and(|tag| !is_language(tag)) {
            return Err(bad("language is a tag like ru or pt-BR"));
        }
        after.language.clone_from(language);
    }
    if let Some(zone) = &request.time_zone {
        if zone.as_deref().is_some_and(|zone| time_zone(zone).is_none()) {
            return Err(bad("time_zone is none of the IANA's names"));
        }
        after.time_zone.clone_from(zone);
    }
    if after == *operator {
        return Ok(None);
    }
    after.version += 1;
    let subject = format!("operator/{}", after.id);
    let entry = AuditEntry::new(now, Some(&operator.id), "profile_changed", subject, after.version);
    let audit = entry.with_changes(&told(operator), &told(&after));
    Ok(Some((after, audit)))
}

/// Whether this looks like a language tag: a language, then parts of 2 to 8 letters or digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_first = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let is_part = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_first && tag.len() <= 35 && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, online};

    fn person(name: &str, role: Role) -> Operator {
        Operator { role, ..online(name) }
    }

    fn ask(body: Value) -> ChangeOperator {
        serde_json::from_value(body).expect("a request")
    }

    #[test]
    fn the_last_owner_stays() {
        let owner = person("olga", Role::Owner);
        let by = (&owner.id, Role::Owner);
        let alone = Roster(vec![owner.clone(), person("ada", Role::Admin)]);
        let second = Roster(vec![owner.clone(), person("oleg", Role::Owner)]);
        for body in [json!({ "role": "admin" }), json!({ "is_active": false })] {
            assert_eq!(
                appoint(&owner, &ask(body.clone()), by, &alone, NOON),
                Err(Refusal::LastOwner)
            );
            let appointed = appoint(&owner, &ask(body), by, &second, NOON)
                .expect("fine")
                .expect("a change");
            assert_eq!(appointed.relies_on.map(|other| other.name), Some("oleg".into()));
            assert!(appointed.ends_sessions);
        }
    }

    #[test]
    fn who_is_sent_home_is_offline_and_signed_out() {
        let (anna, admin) = (online("anna"), person("ada", Role::Admin));
        let by = (&admin.id, Role::Admin);

        let appointed = appoint(&anna, &ask(json!({ "is_active": false })), by, &Roster::default(), NOON);

        let appointed = appointed.expect("fine").expect("a change");
        assert_eq!(appointed.operator.status, Status::Offline);
        assert_eq!(appointed.operator.status_reason, StatusReason::Deactivated);
        assert_eq!(appointed.operator.version, anna.version + 1);
        assert_eq!(appointed.interval.expect("ended").to, NOON.max(anna.status_since));
        assert!(appointed.ends_sessions && !appointed.operator.can_take());
    }

    #[test]
    fn admins_change_operators_and_nobody_above() {
        let (anna, admin, owner) = (online("anna"), person("ada", Role::Admin), person("olga", Role::Owner));
        let try_it = |target: &Operator, body: Value, role| {
            appoint(target, &ask(body), (&admin.id, role), &Roster::default(), NOON).map(|change| change.is_some())
        };

        assert_eq!(try_it(&anna, json!({ "chats_max": 3 }), Role::Admin), Ok(true));
        assert_eq!(
            try_it(&anna, json!({ "chats_max": anna.chats_max }), Role::Admin),
            Ok(false)
        );
        assert_eq!(
            try_it(&anna, json!({ "role": "admin" }), Role::Admin),
            Err(Refusal::NotAllowed)
        );
        assert_eq!(
            try_it(&admin, json!({ "name": "x" }), Role::Admin),
            Err(Refusal::NotAllowed)
        );
        assert_eq!(
            try_it(&owner, json!({ "is_active": false }), Role::Admin),
            Err(Refusal::NotAllowed)
        );
        assert_eq!(
            try_it(&anna, json!({ "name": "x" }), Role::Operator),
            Err(Refusal::NotAllowed)
        );
        assert!(try_it(&anna, json!({ "chats_max": 0 }), Role::Owner).is_err());
        assert!(try_it(&anna, json!({ "version": 99, "name": "x" }), Role::Owner).is_err());
    }

    #[test]
    fn a_profile_speaks_a_language_of_some_zone() {
        let ask = |body| describe(&online("anna"), &serde_json::from_value(body).expect("a request"), NOON);
        let (after, _) = ask(json!({ "language": "ru", "time_zone": "Asia/Tashkent" }))
            .expect("fine")
            .expect("a change");

        assert_eq!(
            (after.language.as_deref(), after.time_zone.as_deref()),
            (Some("ru"), Some("Asia/Tashkent"))
        );
        assert_eq!(ask(json!({ "language": null })), Ok(None));
        for bad in [
            json!({ "language": "Russian" }),
            json!({ "language": "" }),
            json!({ "time_zone": "x" }),
            json!({ "name": "" }),
        ] {
            assert!(ask(bad.clone()).is_err(), "{bad}");
        }
    }
}
