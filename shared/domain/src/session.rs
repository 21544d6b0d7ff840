//! Signed-in browsers.

use serde::{Deserialize, Serialize};

use crate::{DAY_MS, HOUR_MS, MINUTE_MS, OperatorId, Role, UnixMs};

/// How long a session lasts whatever happens, in ms: an operator's; that of somebody who manages the desk.
const LASTS_MS: (i64, i64) = (7 * DAY_MS, 12 * HOUR_MS);

/// How long a session may lie idle, in ms: an operator's; that of somebody who manages the desk.
const IDLE_MS: (i64, i64) = (60 * MINUTE_MS, 30 * MINUTE_MS);

/// How long it counts that somebody showed who they are, in ms: what opens other people's data or gives power asks for a
/// fresh proof, so that a browser left alone gives away no more than the chats it shows.
pub const PROOF_MS: i64 = 10 * MINUTE_MS;

/// Longest description of a browser that is kept, in characters.
pub const BROWSER_CHARS_MAX: usize = 160;

/// A signed-in browser. The actor of every request comes from here, never from what the caller sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who signed in.
    pub operator: OperatorId,
    /// Their role when the session was made; a change of it ends the session.
    pub role: Role,
    /// When they signed in.
    pub created: UnixMs,
    /// When it ends, whatever happens.
    pub expires: UnixMs,
    /// When it was last used, to about a minute.
    #[serde(default)]
    pub seen: UnixMs,
    /// How long it may lie idle, in ms.
    #[serde(default)]
    pub idle_ms: i64,
    /// What the browser calls itself; says nothing reliable, but helps to recognise one's own.
    #[serde(default)]
    pub browser: String,
    /// The network address they signed in from; absent: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whether they must set up a second factor before anything else.
    #[serde(default)]
    pub lacks_second_factor: bool,
    /// When they last showed who they are: by signing in, or by a password or a code given again. 0: long ago.
    #[serde(default)]
    pub proved: UnixMs,
}

impl Session {
    /// A session that begins now and lasts as long as `role` allows.
    #[must_use]
    pub fn new(operator: OperatorId, role: Role, browser: &str, now: UnixMs) -> Self {
        let of_role = |(operators, admins)| if role == Role::Operator { operators } else { admins };
        Self {
            operator,
            role,
            created: now,
            expires: now.plus(of_role(LASTS_MS)),
            seen: now,
            idle_ms: of_role(IDLE_MS),
            browser: browser
                .chars()
                .filter(|letter| !letter.is_control())
                .take(BROWSER_CHARS_MAX)
                .collect(),
            address: None,
            lacks_second_factor: false,
            proved: now,
        }
    }

    /// When it ends unless it is used before.
    #[must_use]
    pub fn ends(&self) -> UnixMs {
        self.expires.min(self.seen.plus(self.idle_ms))
    }

    /// Whether it has ended: its time is over, or it lay idle for too long.
    #[must_use]
    pub fn is_over(&self, now: UnixMs) -> bool {
        self.ends() <= now
    }

    /// Whether they showed who they are at most [`PROOF_MS`] ago.
    #[must_use]
    pub fn is_proved(&self, now: UnixMs) -> bool {
        now < self.proved.plus(PROOF_MS)
    }

    /// The session of somebody who has just shown who they are.
    #[must_use]
    pub fn proved_at(&self, now: UnixMs) -> Self {
        Self {
            seen: now,
            proved: now,
            ..self.clone()
        }
    }

    /// The session as just used; `None`: that is known well enough. A sixtieth of the idle time is, at least a minute.
    #[must_use]
    pub fn used(&self, now: UnixMs) -> Option<Self> {
        let is_known = self.seen.plus(MINUTE_MS.max(self.idle_ms / 60)) > now;
        (!is_known).then(|| Self {
            seen: now,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna};

    #[test]
    fn who_manages_the_desk_is_signed_out_sooner() {
        let of = |role| Session::new(anna(), role, "", NOON);
        let (operator, admin) = (of(Role::Operator), of(Role::Admin));

        assert!(!operator.is_over(NOON.plus(60 * MINUTE_MS - 1)) && operator.is_over(NOON.plus(60 * MINUTE_MS)));
        assert!(!admin.is_over(NOON.plus(30 * MINUTE_MS - 1)) && admin.is_over(NOON.plus(30 * MINUTE_MS)));
    }

    #[test]
    fn a_proof_lasts_ten_minutes_and_use_does_not_prolong_it() {
        let session = Session::new(anna(), Role::Admin, "", NOON);
        let (before, late) = (NOON.plus(PROOF_MS - 1), NOON.plus(PROOF_MS));

        assert!(session.is_proved(before) && !session.is_proved(late));
        let used = session.used(before).expect("used");
        assert!(!used.is_proved(late));
        assert!(used.proved_at(late).is_proved(late.plus(PROOF_MS - 1)));
        let row = serde_json::json!({ "operator": "anna", "role": "operator", "created": 1, "expires": 2 });
        let old: Session = serde_json::from_value(row).expect("a row from before");
        assert!(!old.is_proved(NOON));
    }

    #[test]
    fn use_prolongs_it_but_not_for_ever() {
        let mut session = Session::new(anna(), Role::Operator, "", NOON);
        assert_eq!(session.used(NOON.plus(MINUTE_MS - 1)), None, "noted once a minute");

        let mut now = NOON;
        while let Some(used) = session.used(now.plus(50 * MINUTE_MS)).filter(|_| !session.is_over(now)) {
            now = used.seen;
            session = used;
        }

        assert_eq!(session.expires, NOON.plus(7 * DAY_MS));
        assert!(now >= session.expires);
    }
}
