//! Making, revoking and showing API keys.

use crate::{
    ApiKey, AuditEntry, DAY_MS, OperatorId, Refusal, UnixMs,
    api_key::{KEYS_MAX, Scope},
    invitation::name,
    wire::MakeKey,
};

/// Days after which a key may expire, besides never.
const EXPIRES_DAYS: [u32; 3] = [30, 90, 365];

/// A key that was just made, before anybody has seen it.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// Its SHA-256, in hex.
    pub digest: &'a str,
    /// Its last four characters.
    pub ends: &'a str,
}

/// Adds a key to `all` that there are.
///
/// # Errors
/// [`Refusal::TooMany`], [`Refusal::BadName`]; [`Refusal::BadRequest`] for the scopes or the time.
pub fn make_key(
    all: &[ApiKey],
    new: NewKey<'_>,
    request: &MakeKey,
    by: &OperatorId,
    now: UnixMs,
) -> Result<(ApiKey, AuditEntry), Refusal> {
    let bad = |detail: &str| Refusal::BadRequest { detail: detail.into() };
    let mut scopes = request.scopes.clone();
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() || scopes.len() != request.scopes.len() {
        return Err(bad("scopes are one or more, none twice"));
    }
    if request.expires_days.is_some_and(|days| !EXPIRES_DAYS.contains(&days)) {
        return Err(bad("expires_days is 30, 90 or 365, or absent"));
    }
    if all.iter().filter(|key| key.revoked.is_none()).count() >= KEYS_MAX {
        return Err(Refusal::TooMany {
            field: "API keys",
            max: KEYS_MAX,
        });
    }
    let key = ApiKey {
        id: new.digest.to_owned(),
        version: 1,
        name: name(&request.name)?,
        ends: new.ends.to_owned(),
        scopes,
        by: by.clone(),
        created: now,
        expires: request.expires_days.map(|days| now.plus(i64::from(days) * DAY_MS)),
        used: None,
        revoked: None,
    };
    let audit = entry(&key, "key_made", by, now);
    Ok((key, audit))
}

/// Revokes a key: from the commit on it is good no more. `None`: it was revoked before.
#[must_use]
pub fn revoke_key(key: &ApiKey, by: &OperatorId, now: UnixMs) -> Option<(ApiKey, AuditEntry)> {
    if key.revoked.is_some() {
        return None;
    }
    let after = ApiKey {
        version: key.version + 1,
        revoked: Some(now),
        ..key.clone()
    };
    let audit = entry(&after, "key_revoked", by, now);
    Some((after, audit))
}

/// Whether a program that shows `key` may do what takes `scope`.
///
/// # Errors
/// [`Refusal::KeyRevoked`], [`Refusal::KeyExpired`], [`Refusal::KeyScope`].
pub fn may_use(key: &ApiKey, scope: Scope, now: UnixMs) -> Result<(), Refusal> {
    if key.revoked.is_some() {
        return Err(Refusal::KeyRevoked);
    }
    if key.expires.is_some_and(|expires| expires <= now) {
        return Err(Refusal::KeyExpired);
    }
    if !key.scopes.contains(&scope) {
        return Err(Refusal::KeyScope { scope });
    }
    Ok(())
}

/// Which key, by what it is called and how it ends; nothing it could be used by.
fn entry(key: &ApiKey, action: &str, by: &OperatorId, now: UnixMs) -> AuditEntry {
    let short = key.id.get(..12).unwrap_or(&key.id);
    let told = serde_json::json!({ "name": key.name, "ends": key.ends, "scopes": key.scopes, "expires": key.expires });
    let entry = AuditEntry::new(now, Some(by), action, format!("key/{short}"), key.version);
    match key.revoked {
        Some(_) => entry.with(&told, &()),
        None => entry.with(&(), &told),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna};

    const NEW: NewKey<'_> = NewKey {
        digest: "00ff",
        ends: "x7Qa",
    };

    fn asked(scopes: &[Scope], expires_days: Option<u32>) -> MakeKey {
        MakeKey {
            name: " Shop ".into(),
            scopes: scopes.to_vec(),
            expires_days,
        }
    }

    fn made(scopes: &[Scope], expires_days: Option<u32>) -> Result<ApiKey, Refusal> {
        make_key(&[], NEW, &asked(scopes, expires_days), &anna(), NOON).map(|(key, _)| key)
    }

    #[test]
    fn a_key_does_what_its_scopes_say_until_it_expires_or_is_revoked() {
        let key = made(&[Scope::OrdersWrite], Some(30)).expect("made");
        let last = NOON.plus(30 * DAY_MS - 1);

        assert_eq!((key.name.as_str(), key.ends.as_str()), ("Shop", "x7Qa"));
        assert_eq!(may_use(&key, Scope::OrdersWrite, last), Ok(()));
        let scope = Scope::ContactsRead;
        assert_eq!(may_use(&key, scope, last), Err(Refusal::KeyScope { scope }));
        assert_eq!(
            may_use(&key, Scope::OrdersWrite, last.plus(1)),
            Err(Refusal::KeyExpired)
        );
        let (revoked, _) = revoke_key(&key, &anna(), NOON).expect("revoked");
        assert_eq!(may_use(&revoked, Scope::OrdersWrite, NOON), Err(Refusal::KeyRevoked));
        assert_eq!(revoke_key(&revoked, &anna(), NOON), None, "once");
        let lasting = made(&[Scope::OrdersWrite], None).expect("made");
        assert_eq!(may_use(&lasting, Scope::OrdersWrite, NOON.plus(9_999 * DAY_MS)), Ok(()));
    }

    #[test]
    fn what_makes_no_key_is_refused() {
        let code = |key: Result<ApiKey, Refusal>| key.expect_err("refused").code();
        assert_eq!(code(made(&[], None)), "bad_request");
        assert_eq!(
            code(made(&[Scope::OrdersWrite, Scope::OrdersWrite], None)),
            "bad_request"
        );
        assert_eq!(code(made(&[Scope::OrdersWrite], Some(31))), "bad_request");

        let one = made(&[Scope::OrdersWrite], None).expect("made");
        let (gone, _) = revoke_key(&one, &anna(), NOON).expect("revoked");
        let make = |all: &[ApiKey]| {
            let request = asked(&[Scope::OrdersWrite], None);
            make_key(all, NEW, &request, &anna(), NOON).map(|(key, _)| key)
        };
        assert_eq!(code(make(&vec![one; KEYS_MAX])), "too_many");
        assert!(make(&vec![gone; KEYS_MAX]).is_ok(), "revoked ones do not count");
    }

    #[test]
    fn the_log_tells_of_a_key_without_what_it_is_found_by() {
        let (key, entry) = make_key(&[], NEW, &asked(&Scope::ALL, Some(90)), &anna(), NOON).expect("made");

        assert_eq!(entry.action, "key_made");
        let told = entry.after.expect("told");
        assert_eq!(told["scopes"], serde_json::json!(["orders:write", "contacts:read"]));
        assert_eq!(told.get("id"), None);
        let (_, entry) = revoke_key(&key, &anna(), NOON).expect("revoked");
        assert_eq!((entry.version, entry.action.as_str()), (2, "key_revoked"));
        assert_eq!(entry.before.expect("told")["name"], "Shop");
    }

    #[test]
    fn use_is_noted_once_a_day() {
        let key = made(&[Scope::OrdersWrite], None).expect("made");

        let used = key.used_at(NOON).expect("the first time");

        assert_eq!((used.version, used.used.map(|day| day.0 % DAY_MS)), (2, Some(0)));
        assert_eq!(used.used_at(NOON.plus(1)), None);
        assert!(used.used_at(NOON.plus(DAY_MS)).is_some());
    }
}
