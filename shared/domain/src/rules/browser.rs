//! Browsers that are told of news by their push services, although the desk is not open in them.

use sha2::{Digest as _, Sha256};

use super::{
    link::{entry, next},
    ring::Digest,
};
use crate::{
    AuditEntry, Heard, Notifications, UnixMs,
    notification::{BROWSERS_MAX, Browser},
    wire::{PushNotice, PushedChat},
};

/// Chats one notice names; of the others it says how many there are. Each is a notice of its own on a screen.
const NAMED_MAX: usize = 6;

/// Longest name and longest beginning of a message in a notice, in characters.
const NAME_CHARS_MAX: usize = 60;
const TEXT_CHARS_MAX: usize = 120;

/// Longest notice, in bytes: what every push service takes of a sealed text (`TEXT_BYTES_MAX` of `webpush`).
const NOTICE_BYTES_MAX: usize = 3_993;

/// Digits of a browser's id.
const ID_CHARS: usize = 16;

/// What the browser with this endpoint is called among its operator's.
#[must_use]
pub fn id_of(endpoint: &str) -> String {
    let digest = Sha256::digest(endpoint.as_bytes());
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    digits.take(ID_CHARS).collect()
}

/// Has a browser told from now on. `None`: it is, in just this way.
///
/// A session's browser has one endpoint: a new one takes the place of the one it had, and one too many that of the oldest.
#[must_use]
pub fn add(before: &Notifications, browser: &Browser, now: UnixMs) -> Option<(Notifications, AuditEntry)> {
    let known = before.browsers.iter().find(|known| known.id == browser.id);
    if known.is_some_and(|known| {
        Browser {
            since: known.since,
            ..browser.clone()
        } == *known
    }) {
        return None;
    }
    let after = next(before, |after| {
        after
            .browsers
            .retain(|known| known.id != browser.id && known.session != browser.session);
        after.browsers.push(browser.clone());
        let surplus = after.browsers.len().saturating_sub(BROWSERS_MAX);
        after.browsers.drain(..surplus);
    });
    let audit = entry(&after, "notifications_browser_added", now).with(&(), &browser.name);
    Some((after, audit))
}

/// Has a browser told no longer. `None`: it was not.
#[must_use]
pub fn remove(before: &Notifications, id: &str, now: UnixMs) -> Option<(Notifications, AuditEntry)> {
    let browser = before.browsers.iter().find(|known| known.id == id)?;
    let after = next(before, |after| after.browsers.retain(|known| known.id != id));
    let audit = entry(&after, "notifications_browser_removed", now).with(&browser.name, &());
    Some((after, audit))
}

/// Forgets browsers nothing can be sent to any more, each by id and endpoint's keys as they were. `None`: none of them is
/// there.
#[must_use]
pub fn forget(before: &Notifications, gone: &[Browser]) -> Option<Notifications> {
    let is_gone = |known: &Browser| gone.contains(known);
    before.browsers.iter().any(is_gone).then(|| {
        next(before, |after| {
            after.browsers.retain(|known| !is_gone(known));
        })
    })
}

/// What a browser in this language is told; `None`: there is nothing to tell.
#[must_use]
pub fn notice(digest: &Digest, language: &str) -> Option<PushNotice> {
    if digest.chats.is_empty() && digest.waiting == 0 && !digest.is_test {
        return None;
    }
    let newest_first = digest.chats.iter().rev();
    let more = digest.chats.len().saturating_sub(NAMED_MAX);
    Some(fitting(PushNotice {
        language: language.to_owned(),
        chats: newest_first.take(NAMED_MAX).map(of_chat).collect(),
        more: u32::try_from(more).unwrap_or(u32::MAX),
        waiting: digest.waiting,
        is_test: digest.is_test,
        over: digest.over.clone(),
    }))
}

/// Wide letters, and those that JSON writes in six, may be too much: then the beginnings go, and then the oldest chats.
fn fitting(mut notice: PushNotice) -> PushNotice {
    let fits = |notice: &PushNotice| serde_json::to_string(notice).is_ok_and(|json| json.len() <= NOTICE_BYTES_MAX);
    if !fits(&notice) {
        notice.chats.iter_mut().for_each(|chat| chat.text = None);
    }
    while !fits(&notice) && notice.chats.pop().is_some() {
        notice.more += 1;
    }
    notice
}

fn of_chat(heard: &Heard) -> PushedChat {
    let short = |text: &str, max: usize| text.chars().take(max).collect::<String>();
    PushedChat {
        chat: heard.chat.clone(),
        version: heard.version,
        name: short(&heard.name, NAME_CHARS_MAX),
        is_given: heard.is_given,
        messages: heard.messages,
        mentioned_by: heard.mentioned_by.as_deref().map(|name| short(name, NAME_CHARS_MAX)),
        is_reminder: heard.is_reminder,
        text: heard.text.as_deref().map(|text| short(text, TEXT_CHARS_MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna, held_by};

    fn browser(endpoint: &str, session: &str) -> Browser {
        Browser {
            id: id_of(endpoint),
            endpoint: endpoint.into(),
            p256dh: "key".into(),
            auth: "secret".into(),
            language: "en".into(),
            session: session.into(),
            name: "Chrome on Linux".into(),
            since: NOON,
        }
    }

    fn told(browsers: &[Browser]) -> Notifications {
        browsers.iter().fold(Notifications::none(&anna()), |before, browser| {
            add(&before, browser, NOON).expect("new").0
        })
    }

    #[test]
    fn a_browser_is_there_once_and_its_new_endpoint_replaces_the_old_one() {
        let first = told(&[browser("https://a", "one")]);

        let later = Browser {
            since: NOON.plus(1),
            ..browser("https://a", "one")
        };
        assert_eq!(add(&first, &later, NOON), None, "it is told already");
        let in_russian = Browser {
            language: "ru".into(),
            ..browser("https://a", "one")
        };
        let (changed, _) = add(&first, &in_russian, NOON).expect("another language");
        assert_eq!((changed.browsers.len(), changed.version), (1, 2));
        let (renewed, _) = add(&first, &browser("https://b", "one"), NOON).expect("another endpoint");
        assert_eq!(renewed.browsers, [browser("https://b", "one")]);
        let (both, audit) = add(&first, &browser("https://b", "two"), NOON).expect("another session");
        assert_eq!((both.browsers.len(), both.shown().browsers.len()), (2, 2));
        assert_eq!(audit.action, "notifications_browser_added");
        assert!(
            !serde_json::to_string(&audit).expect("JSON").contains("https://b"),
            "an endpoint is a secret"
        );
    }

    #[test]
    fn the_oldest_browser_gives_way_and_one_that_is_removed_is_gone() {
        let many: Vec<Browser> = (0..=BROWSERS_MAX)
            .map(|at| browser(&format!("https://{at}"), &at.to_string()))
            .collect();
        let all = told(&many);

        assert_eq!(all.browsers, many[1..]);
        assert!(all.is_told() && all.pause_ms() < crate::bell::PAUSE_MS);
        assert_eq!(remove(&all, &many[0].id, NOON), None);
        let (without, _) = remove(&all, &many[1].id, NOON).expect("it was there");
        assert_eq!(without.browsers, many[2..]);
        let other_key = Browser {
            p256dh: "newer".into(),
            ..many[2].clone()
        };
        assert_eq!(forget(&without, &[other_key]), None, "it has agreed anew meanwhile");
        assert_eq!(forget(&without, &many[2..]).expect("they were there").browsers, []);
    }

    /// A digest of twenty chats where everything there is to say is said in this letter.
    fn said_in(letter: &str) -> Digest {
        let chat = held_by("anna");
        let heard = Heard {
            is_given: true,
            messages: u32::MAX,
            mentioned_by: Some(letter.repeat(200)),
            text: Some(letter.repeat(400)),
            ..Heard::of(&chat.id, &letter.repeat(200))
        };
        Digest {
            chats: vec![heard; 20],
            waiting: u32::MAX,
            is_test: true,
            over: vec![chat.id; 20],
        }
    }

    #[test]
    fn the_longest_notice_fits_into_what_every_push_service_takes() {
        for letter in ["a", "я", "\u{1f600}", "\u{1}", "\""] {
            let notice = notice(&said_in(letter), "en").expect("something to tell");

            let bytes = serde_json::to_string(&notice).expect("JSON").len();
            assert!(bytes <= NOTICE_BYTES_MAX, "{letter:?}: {bytes}");
            let named = u32::try_from(notice.chats.len()).expect("a few");
            assert!(named > 0 && named + notice.more == 20, "{letter:?}: {named}");
        }
        let latin = notice(&said_in("a"), "en").expect("something to tell");
        assert_eq!((latin.chats.len(), latin.more), (NAMED_MAX, 14));
        assert!(latin.chats.iter().all(|chat| chat.text.is_some()));
        assert_eq!(notice(&Digest::default(), "en"), None);
    }
}
