//! Collecting what an operator is to be told, and telling it: at once, then at most once per pause.

use std::collections::BTreeMap;

use super::notice::{News, wanted};
use crate::{
    Bell, Chat, ContactId, Heard, MINUTE_MS, NoticeRules, Notifications, Operator, OperatorId, Roster, UnixMs, When,
    bell::{HEARD_MAX, TRIES_MAX},
};

/// Chats a digest names one by one; of the others it says how many there are.
const NAMED_MAX: usize = 6;

/// Longest name in a notice, in characters: a digest fits into one message of any messenger.
const NAME_CHARS_MAX: usize = 60;

/// An operator is told that chats wait at most this often while the queue does not become empty.
const QUEUE_PAUSE_MS: i64 = 30 * MINUTE_MS;

/// Adds the news of one commit of `chat` to the operator's bell. `None`: they do not want to be told, or are told already.
///
/// `is_at_desk` is whether they see it in their browser anyway; `roster` names colleagues.
#[must_use]
pub fn hear(
    bell: &Bell,
    chat: &Chat,
    news: &[News],
    listener: &Notifications,
    is_at_desk: bool,
    roster: &Roster,
    now: UnixMs,
) -> Option<Bell> {
    let rules = &listener.rules;
    let is_wanted = |what: &&News| match wanted(rules, what) {
        When::Never => false,
        When::Away => !is_at_desk,
        When::Always => true,
    };
    let news: Vec<&News> = news.iter().filter(is_wanted).collect();
    let known = bell.chats.iter().find(|heard| heard.chat == chat.id);
    if news.is_empty() || known.is_some_and(|heard| heard.version >= chat.version) {
        return None;
    }
    let mut heard = known.cloned().unwrap_or_else(|| Heard::of(&chat.id, &chat.name));
    heard.version = chat.version;
    heard.name.clone_from(&chat.name);
    for what in news {
        add(&mut heard, what, rules.has_previews, roster);
    }
    let mut after = next(bell);
    after.chats.retain(|other| other.chat != chat.id);
    after.chats.push(heard);
    let surplus = after.chats.len().saturating_sub(HEARD_MAX);
    after.chats.drain(..surplus);
    ring_soon(&mut after, listener.pause_ms(), now);
    Some(after)
}

fn add(heard: &mut Heard, what: &News, has_previews: bool, roster: &Roster) {
    let mut shows = |text: &str| {
        if has_previews && !text.is_empty() {
            heard.text = Some(text.to_owned());
        }
    };
    match what {
        News::Given { text } => {
            shows(text.as_deref().unwrap_or_default());
            heard.is_given = true;
        }
        News::Message { text } => {
            shows(text);
            heard.messages = heard.messages.saturating_add(1);
        }
        News::Mention { by, text } => {
            shows(text);
            let name = roster
                .find(by)
                .map_or_else(|| by.to_string(), |colleague| colleague.name.clone());
            heard.mentioned_by = Some(name);
        }
        News::Reminder => heard.is_reminder = true,
    }
}

/// Tells the bell how many chats wait while nobody can take them; 0: none. `None`: that changes nothing.
#[must_use]
pub fn hear_queue(bell: &Bell, waiting: u32, listener: &Notifications, is_at_desk: bool, now: UnixMs) -> Option<Bell> {
    if waiting == 0 {
        bell.queue_told?;
        let mut after = next(bell);
        after.queue_told = None;
        after.queue = 0;
        return Some(after);
    }
    let when = listener.rules.queue;
    let is_wanted = when == When::Always || when == When::Away && !is_at_desk;
    let is_told = bell.queue_told.is_some_and(|told| told.plus(QUEUE_PAUSE_MS) > now);
    if !is_wanted || is_told {
        return None;
    }
    let mut after = next(bell);
    after.queue_told = Some(now);
    after.queue = waiting;
    ring_soon(&mut after, listener.pause_ms(), now);
    Some(after)
}

/// Asks for a notice, to see whether it arrives. It does not wait for the pause.
#[must_use]
pub fn test(bell: &Bell, now: UnixMs) -> Bell {
    let mut after = next(bell);
    after.is_test = true;
    after.rings_at = Some(now);
    after
}

/// What became of a digest's chats while it waited.
#[derive(Clone, Copy, Debug)]
pub struct Meanwhile<'a> {
    /// The chats it speaks of, as they are now.
    pub chats: &'a BTreeMap<ContactId, Chat>,
    /// Of what the operator wants to be told.
    pub rules: &'a NoticeRules,
    /// The operator as they are now.
    pub operator: &'a Operator,
    /// Whether they see it all in their browser.
    pub is_at_desk: bool,
}

/// A digest that goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Chats with news, the newest last.
    pub chats: Vec<Heard>,
    /// Chats that wait for somebody; 0: not to be told.
    pub waiting: u32,
    /// Whether a test was asked for.
    pub is_test: bool,
    /// Chats the operator was told of before, of which nothing is new any more, as far as they were looked up.
    pub over: Vec<ContactId>,
}

/// Rings a bell whose time has come: it is empty afterwards, and what it held is in the digest, without what was read
/// meanwhile. `None`: it is not time. Whoever commits the bell may send the digest, nobody else.
#[must_use]
pub fn ring(bell: &Bell, meanwhile: &Meanwhile<'_>, now: UnixMs) -> Option<(Bell, Digest)> {
    bell.rings_at.filter(|due| *due <= now)?;
    let is_wanted = |when: When| when == When::Always || when == When::Away && !meanwhile.is_at_desk;
    let is_news = |heard: &Heard| remaining(heard, meanwhile, &is_wanted);
    let digest = Digest {
        chats: bell.pending().filter_map(is_news).collect(),
        waiting: if is_wanted(meanwhile.rules.queue) {
            bell.queue
        } else {
            0
        },
        is_test: bell.is_test,
        over: over(bell, meanwhile),
    };
    let mut after = next(bell);
    after.chats = bell.chats.iter().map(Heard::told).collect();
    after.queue = 0;
    after.is_test = false;
    after.rings_at = None;
    if !digest.chats.is_empty() || digest.waiting > 0 {
        after.rung = now;
    }
    Some((after, digest))
}

/// Chats heard of that were closed meanwhile, or read by the operator.
fn over(bell: &Bell, meanwhile: &Meanwhile<'_>) -> Vec<ContactId> {
    let is_over = |chat: &&Chat| {
        let is_theirs = chat.holder() == Some(&meanwhile.operator.id);
        !chat.is_open() || is_theirs && chat.unread() == 0
    };
    let known = bell.chats.iter().filter_map(|heard| meanwhile.chats.get(&heard.chat));
    known.filter(is_over).map(|chat| chat.id.clone()).collect()
}

/// What of a chat's news still is news.
fn remaining(heard: &Heard, meanwhile: &Meanwhile<'_>, is_wanted: &dyn Fn(When) -> bool) -> Option<Heard> {
    let chat = meanwhile.chats.get(&heard.chat);
    let rules = meanwhile.rules;
    let is_theirs = |chat: &&Chat| chat.open_holder() == Some(&meanwhile.operator.id);
    let theirs = chat.filter(is_theirs);
    let is_unread = theirs.is_some_and(|chat| chat.unread() > 0);
    // Whoever was given a chat without anything unread has seen it when something happened there since.
    let is_new = is_unread || theirs.is_some_and(|chat| chat.version <= heard.version);
    let mut left = heard.clone();
    left.is_given &= is_new && is_wanted(rules.new_chat);
    left.is_reminder &= theirs.is_some() && is_wanted(rules.reminder);
    if !is_unread || !is_wanted(rules.new_message) {
        left.messages = 0;
    }
    if chat.is_none() || !is_wanted(rules.mention) {
        left.mentioned_by = None;
    }
    left.is_pending().then_some(left)
}

/// Takes back a digest that the messenger provably did not take: it is rung again after `pause_ms`. `None`: it was tried
/// often enough.
#[must_use]
pub fn ring_again(rung: &Bell, digest: &Digest, pause_ms: i64, now: UnixMs) -> Option<Bell> {
    if rung.tries + 1 >= TRIES_MAX {
        return None;
    }
    let mut after = next(rung);
    for heard in &digest.chats {
        after.chats.retain(|other| other.chat != heard.chat);
        after.chats.push(heard.clone());
    }
    after.queue = digest.waiting;
    after.is_test = digest.is_test;
    after.tries += 1;
    after.rings_at = Some(now.plus(pause_ms));
    Some(after)
}

/// The bell of somebody who cannot be told any more. `None`: it is silent.
#[must_use]
pub fn silence(bell: &Bell) -> Option<Bell> {
    bell.rings_at?;
    let mut after = next(bell);
    after.chats = bell.chats.iter().map(Heard::told).collect();
    after.queue = 0;
    after.is_test = false;
    after.rings_at = None;
    Some(after)
}

fn next(bell: &Bell) -> Bell {
    Bell {
        version: bell.version + 1,
        ..bell.clone()
    }
}

/// At once, unless it rang within the pause.
fn ring_soon(bell: &mut Bell, pause_ms: i64, now: UnixMs) {
    let due = now.max(bell.rung.plus(pause_ms));
    bell.rings_at = Some(bell.rings_at.map_or(due, |known| known.min(due)));
    bell.tries = 0;
}

/// The digest in words, with links into the desk at `desk_url`; empty: there is nothing to tell. Names only, unless the
/// operator wants to see what was written.
#[must_use]
pub fn words(digest: &Digest, operator: &OperatorId, desk_url: &str) -> String {
    let mut parts = Vec::new();
    if digest.is_test {
        parts.push("This is a test: your notices arrive here.".to_owned());
    }
    let newest_first = digest.chats.iter().rev();
    parts.extend(newest_first.take(NAMED_MAX).map(|heard| of_chat(heard, desk_url)));
    let more = digest.chats.len().saturating_sub(NAMED_MAX);
    if more > 0 {
        let my = format!("{desk_url}/chats?state=open&show=operator&operator={operator}");
        parts.push(format!("And news in {more} more of your chats\n{my}"));
    }
    if digest.waiting > 0 {
        let waiting = if digest.waiting == 1 {
            "A chat waits".to_owned()
        } else {
            format!("{} chats wait", digest.waiting)
        };
        parts.push(format!("{waiting} and nobody can take it\n{desk_url}/chats?state=open"));
    }
    parts.join("\n\n")
}

fn of_chat(heard: &Heard, desk_url: &str) -> String {
    let name: String = heard.name.chars().take(NAME_CHARS_MAX).collect();
    let mut lines = Vec::new();
    if let Some(by) = &heard.mentioned_by {
        lines.push(format!("{by} mentioned you in the chat with {name}"));
    }
    if heard.is_reminder {
        lines.push(format!("Reminder: the chat with {name} is up again"));
    }
    match (heard.is_given, heard.messages) {
        (true, 0 | 1) => lines.push(format!("New chat for you: {name}")),
        (true, count) => lines.push(format!("New chat for you: {name}, {count} messages")),
        (false, 0) => {}
        (false, 1) => lines.push(format!("New message from {name}")),
        (false, count) => lines.push(format!("{count} new messages from {name}")),
    }
    if let Some(text) = &heard.text {
        lines.push(format!("“{text}”"));
    }
    lines.push(format!("{desk_url}/chats/{}", heard.chat));
    lines.join("\n")
}

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
