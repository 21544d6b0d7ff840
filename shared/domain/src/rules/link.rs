//! Linking an operator to an address in a messenger, where notices shall go.
//!
//! The operator's browser asks for a code; the messenger hands it to us when the operator presses Start there. The code is
//! good once, for a short time, at one channel, for one operator: all of that stands in the operator's own row, whose
//! version the commit is conditional on.

use sha2::{Digest, Sha256};

use crate::{
    AuditEntry, ChannelId, DeliveryReason, HOUR_MS, IdentityId, MINUTE_MS, Notifications, OperatorId, Refusal, UnixMs,
    inbound::Sender,
    notification::{Broken, Link, Offer},
    wire::ChangeNotifications,
};

/// How long a code is good for.
pub const OFFER_MS: i64 = 10 * MINUTE_MS;

/// Characters of a code: 128 random bits.
const CODE_CHARS: usize = 22;

/// Longest text a messenger carries in a deep link, in characters; the strictest one's limit.
pub const PAYLOAD_CHARS_MAX: usize = 64;

/// A linked person who goes on writing is answered at most this often.
const ANSWER_PAUSE_MS: i64 = HOUR_MS;

/// What a deep link carries: the code, and whose it is, so that it is found without a look-up of its own.
#[must_use]
pub fn payload(code: &str, operator: &OperatorId) -> String {
    format!("{code}{operator}")
}

/// Code and operator of what a deep link carried. `None`: no link of ours ever carried that.
#[must_use]
pub fn read_payload(payload: &str) -> Option<(&str, OperatorId)> {
    let (code, operator) = payload.split_at_checked(CODE_CHARS)?;
    let is_ours = payload.len() <= PAYLOAD_CHARS_MAX;
    operator
        .parse()
        .ok()
        .filter(|_| is_ours)
        .map(|operator| (code, operator))
}

/// Offers to link the address in `channel` that brings `code`. An earlier code is worthless from then on.
#[must_use]
pub fn offer(before: &Notifications, channel: &ChannelId, code: &str, now: UnixMs) -> (Notifications, AuditEntry) {
    let offer = Offer {
        code_sha256: digest(code),
        channel: channel.clone(),
        expires: now.plus(OFFER_MS),
    };
    let after = next(before, |after| after.offer = Some(offer));
    let audit = entry(&after, "notifications_link_offered", now);
    (after, audit)
}

/// Links the address of `sender`, who brought `code`. `None`: it is used up, too old, or not of this operator or channel.
#[must_use]
pub fn take(before: &Notifications, code: &str, sender: &Sender, now: UnixMs) -> Option<(Notifications, AuditEntry)> {
    let offer = before.offer.as_ref()?;
    let is_good = offer.expires > now && offer.channel == sender.identity.channel && offer.code_sha256 == digest(code);
    if !is_good {
        return None;
    }
    let name = match (sender.name.trim(), &sender.username) {
        ("", Some(username)) => username.clone(),
        (name, _) => name.to_owned(),
    };
    let link = Link {
        identity: sender.identity.clone(),
        messenger: sender.messenger.clone(),
        name,
        since: now,
        broken: None,
        asked: now,
        answered: UnixMs(0),
    };
    let after = next(before, |after| {
        after.offer = None;
        after.link = Some(link);
    });
    let audit = entry(&after, "notifications_linked", now).with(
        &before.link.as_ref().map(|link| &link.identity),
        &after.link.as_ref().map(|link| &link.identity),
    );
    Some((after, audit))
}

/// Takes the link away, and the code that could make another. `None`: there is neither. `by`: absent, a rule.
#[must_use]
pub fn unlink(before: &Notifications, by: Option<&OperatorId>, now: UnixMs) -> Option<(Notifications, AuditEntry)> {
    if before.link.is_none() && before.offer.is_none() {
        return None;
    }
    let after = next(before, |after| {
        after.link = None;
        after.offer = None;
    });
    let mut audit = entry(&after, "notifications_unlinked", now);
    audit.by = by.cloned();
    Some((after, audit.with(&before.link.as_ref().map(|link| &link.identity), &())))
}

/// The person at a linked address wrote: a short answer is owed, at most once an hour. `None`: it was given just now, or
/// the address is not linked.
#[must_use]
pub fn ask(before: &Notifications, identity: &IdentityId, now: UnixMs) -> Option<Notifications> {
    let link = before.link.as_ref().filter(|link| &link.identity == identity)?;
    (link.asked.plus(ANSWER_PAUSE_MS) <= now).then(|| with_link(before, |link| link.asked = now))
}

/// Takes the short answer that is owed, so that nobody else gives it. `None`: none is. Besides: whether it is the first.
#[must_use]
pub fn answer(before: &Notifications) -> Option<(Notifications, bool)> {
    let link = before.outlet().filter(|link| link.asked > link.answered)?;
    let is_first = link.answered == UnixMs(0);
    Some((with_link(before, |link| link.answered = link.asked), is_first))
}

/// Notes that nothing arrives at `identity` any more. `None`: it is known, or another address is linked by now.
#[must_use]
pub fn sever(
    before: &Notifications,
    identity: &IdentityId,
    reason: &DeliveryReason,
    now: UnixMs,
) -> Option<Notifications> {
    before.outlet().filter(|link| &link.identity == identity)?;
    Some(with_link(before, |link| {
        link.broken = Some(Broken {
            reason: reason.clone(),
            at: now,
        });
    }))
}

/// Changes of what an operator is told. `None`: all of it is so already.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the notifications as they are.
pub fn choose(
    before: &Notifications,
    request: &ChangeNotifications,
    now: UnixMs,
) -> Result<Option<(Notifications, AuditEntry)>, Refusal> {
    if request.version != before.version {
        return Err(Refusal::StaleVersion {
            what: "notifications",
            newer: Box::new(serde_json::to_value(before.shown()).unwrap_or_default()),
        });
    }
    let mut rules = before.rules;
    macro_rules! take {
        ($($field:ident)*) => { $( if let Some(value) = request.$field { rules.$field = value; } )* };
    }
    take!(new_chat new_message mention reminder queue has_previews);
    if rules == before.rules {
        return Ok(None);
    }
    let after = next(before, |after| after.rules = rules);
    let audit = entry(&after, "notifications_changed", now).with_changes(&before.rules, &after.rules);
    Ok(Some((after, audit)))
}

/// The short answer at a linked address, first as a greeting.
#[must_use]
pub fn words(is_first: bool, desk_url: &str) -> String {
    if is_first {
        format!("Linked: from now on you are told here of news at your desk.\n{desk_url}")
    } else {
        format!(
            "This chat only brings you news from your desk; nobody reads what is written here. Customers are answered, \
             and this messenger is unlinked, at\n{desk_url}"
        )
    }
}

pub(super) fn next(before: &Notifications, edit: impl FnOnce(&mut Notifications)) -> Notifications {
    let mut after = before.clone();
    after.version += 1;
    edit(&mut after);
    after
}

fn with_link(before: &Notifications, edit: impl FnOnce(&mut Link)) -> Notifications {
    next(before, |after| {
        if let Some(link) = &mut after.link {
            edit(link);
        }
    })
}

pub(super) fn entry(after: &Notifications, action: &str, now: UnixMs) -> AuditEntry {
    let subject = format!("operator/{}", after.operator);
    AuditEntry::new(now, Some(&after.operator), action, subject, after.version)
}

fn digest(code: &str) -> String {
    Sha256::digest(code.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ReasonKind,
        rules::samples::{NOON, anna, boris, identity, inbound},
    };

    const CODE: &str = "0123456789abcdefABCDEF";

    fn offered() -> Notifications {
        offer(&Notifications::none(&anna()), &identity().channel, CODE, NOON).0
    }

    fn sender() -> Sender {
        inbound(7, "").sender
    }

    fn linked() -> Notifications {
        take(&offered(), CODE, &sender(), NOON).expect("good").0
    }

    #[test]
    fn a_payload_says_code_and_operator_and_nothing_else_is_one() {
        let text = payload(CODE, &anna());

        assert_eq!(read_payload(&text), Some((CODE, anna())));
        let long = format!("{CODE}{}", "x".repeat(PAYLOAD_CHARS_MAX));
        for strange in [
            "",
            "campaign7",
            CODE,
            "0123456789abcdefABCDEé",
            &format!("{CODE} x"),
            &long,
        ] {
            assert_eq!(read_payload(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_code_links_once_in_time_at_its_channel() {
        assert_eq!(linked().outlet().map(|link| &link.identity), Some(&identity()));
        let elsewhere = Sender {
            identity: "other:77".parse().expect("id"),
            ..sender()
        };

        assert_eq!(take(&linked(), CODE, &sender(), NOON), None, "used up");
        assert_eq!(take(&offered(), CODE, &sender(), NOON.plus(OFFER_MS)), None, "too old");
        assert_eq!(take(&offered(), "0123456789abcdefABCDEf", &sender(), NOON), None);
        assert_eq!(take(&offered(), CODE, &elsewhere, NOON), None, "another channel");
        assert_eq!(take(&Notifications::none(&boris()), CODE, &sender(), NOON), None);
        let (newer, _) = offer(&offered(), &identity().channel, "another", NOON);
        assert_eq!(take(&newer, CODE, &sender(), NOON), None, "replaced");
        let (gone, _) = unlink(&offered(), Some(&anna()), NOON).expect("taken back");
        assert_eq!(take(&gone, CODE, &sender(), NOON), None, "taken back");
    }

    #[test]
    fn a_linked_person_is_greeted_once_and_answered_once_an_hour() {
        let (greeted, is_first) = answer(&linked()).expect("owed");
        assert!(is_first);
        assert_eq!(answer(&greeted), None);
        assert_eq!(ask(&greeted, &identity(), NOON.plus(ANSWER_PAUSE_MS - 1)), None);

        let asked = ask(&greeted, &identity(), NOON.plus(ANSWER_PAUSE_MS)).expect("owed again");

        assert!(matches!(answer(&asked), Some((_, false))));
        assert_eq!(ask(&greeted, &"other:1".parse().expect("id"), NOON.plus(HOUR_MS)), None);
    }

    #[test]
    fn a_broken_link_says_nothing_more_and_a_new_one_mends_it() {
        let reason = DeliveryReason {
            kind: ReasonKind::Blocked,
            code: "403".into(),
            text: "blocked".into(),
        };
        let broken = sever(&linked(), &identity(), &reason, NOON).expect("noted");

        assert_eq!(broken.outlet(), None);
        assert_eq!(
            broken.shown().link.and_then(|link| link.broken).map(|b| b.reason),
            Some(reason.clone())
        );
        assert_eq!(sever(&broken, &identity(), &reason, NOON), None, "known");
        assert_eq!(answer(&broken), None);
        let (again, _) = offer(&broken, &identity().channel, CODE, NOON);
        let (again, _) = take(&again, CODE, &sender(), NOON).expect("good");
        assert!(again.outlet().is_some());
    }

    #[test]
    fn rules_change_by_version_and_the_same_again_is_no_change() {
        let ask = |body: serde_json::Value| {
            let request: ChangeNotifications = serde_json::from_value(body).expect("a request");
            choose(&linked(), &request, NOON)
        };
        let version = linked().version;

        let (after, audit) = ask(serde_json::json!({ "version": version, "queue": "always" }))
            .expect("fine")
            .expect("new");

        assert_eq!(after.rules.queue, crate::When::Always);
        assert_eq!(audit.after, Some(serde_json::json!({ "queue": "always" })));
        assert_eq!(
            ask(serde_json::json!({ "version": version, "mention": "away" })),
            Ok(None)
        );
        assert!(ask(serde_json::json!({ "version": version + 1 })).is_err());
    }
}
