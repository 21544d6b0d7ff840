//! The digest's promises: at once, then at most once per pause, nothing twice, nothing that was read.

use proptest::prelude::*;

use super::*;
use crate::{
    bell::PAUSE_MS,
    rules,
    rules::samples::{NOON, anna, held_by, inbound, online},
};

const ALWAYS: NoticeRules = NoticeRules {
    new_chat: When::Always,
    new_message: When::Always,
    mention: When::Always,
    reminder: When::Always,
    queue: When::Always,
    has_previews: false,
};

/// Somebody who wants to be told by these rules, in a messenger.
fn listener(rules: NoticeRules) -> Notifications {
    Notifications {
        rules,
        ..Notifications::none(&anna())
    }
}

fn wrote(text: &str) -> Vec<News> {
    vec![News::Message { text: text.into() }]
}

/// The chat after one more message of the contact.
fn goes_on(chat: &Chat, now: UnixMs) -> Chat {
    let position = chat.identities[0].position + 1;
    rules::receive(Some(chat), &inbound(position, "and?"), None, None, now).chat
}

fn hears(bell: &Bell, chat: &Chat, rules: &NoticeRules, is_at_desk: bool, now: UnixMs) -> Option<Bell> {
    hear(
        bell,
        chat,
        &wrote("and?"),
        &listener(*rules),
        is_at_desk,
        &Roster::default(),
        now,
    )
}

fn rings(bell: &Bell, chats: &[&Chat], now: UnixMs) -> Option<(Bell, Digest)> {
    let chats = chats.iter().map(|chat| (chat.id.clone(), (*chat).clone())).collect();
    let meanwhile = Meanwhile {
        chats: &chats,
        rules: &ALWAYS,
        operator: &online("anna"),
        is_at_desk: false,
    };
    ring(bell, &meanwhile, now)
}

#[test]
fn the_first_notice_goes_out_at_once_and_the_next_ones_together_after_the_pause() {
    let first = goes_on(&held_by("anna"), NOON);
    let bell = hears(&Bell::silent(&anna()), &first, &ALWAYS, false, NOON).expect("wanted");

    let (bell, digest) = rings(&bell, &[&first], NOON).expect("due");
    assert_eq!((digest.chats.len(), digest.chats[0].messages), (1, 1));

    let second = goes_on(&first, NOON.plus(1_000));
    let bell = hears(&bell, &second, &ALWAYS, false, NOON.plus(1_000)).expect("wanted");
    let third = goes_on(&second, NOON.plus(2_000));
    let bell = hears(&bell, &third, &ALWAYS, false, NOON.plus(2_000)).expect("wanted");
    assert_eq!(rings(&bell, &[&third], NOON.plus(PAUSE_MS - 1)), None, "not yet");

    let (bell, digest) = rings(&bell, &[&third], NOON.plus(PAUSE_MS)).expect("due");
    assert_eq!(digest.chats[0].messages, 2);
    assert_eq!(bell.rings_at, None);
}

#[test]
fn a_commit_learned_of_twice_is_told_once() {
    let chat = goes_on(&held_by("anna"), NOON);
    let bell = hears(&Bell::silent(&anna()), &chat, &ALWAYS, false, NOON).expect("wanted");
    assert_eq!(hears(&bell, &chat, &ALWAYS, false, NOON), None);

    let (rung, _) = rings(&bell, &[&chat], NOON).expect("due");

    assert_eq!(
        hears(&rung, &chat, &ALWAYS, false, NOON),
        None,
        "not after it was rung either"
    );
}

#[test]
fn what_was_read_or_given_away_meanwhile_is_not_told() {
    let chat = goes_on(&held_by("anna"), NOON);
    let bell = hears(&Bell::silent(&anna()), &chat, &ALWAYS, false, NOON).expect("wanted");
    let read = rules::mark_read(&chat, chat.inbound, &anna()).chat;
    let closed = rules::close(&chat, &anna(), None, NOON).chat;
    let theirs = Chat {
        assignment: held_by("boris").assignment,
        ..chat.clone()
    };

    for other in [&read, &closed, &theirs] {
        let (after, digest) = rings(&bell, &[other], NOON).expect("due");
        assert_eq!(words(&digest, &anna(), "https://desk"), "");
        assert_eq!(
            (after.rings_at, after.rung),
            (None, UnixMs(0)),
            "the next one need not wait"
        );
    }
    let (_, digest) = rings(&bell, &[], NOON).expect("due");
    assert!(digest.chats.is_empty(), "gone altogether");
}

#[test]
fn who_is_at_the_desk_is_told_only_what_they_always_want() {
    let chat = goes_on(&held_by("anna"), NOON);
    let silent = Bell::silent(&anna());
    let away = NoticeRules::default();
    let never = NoticeRules {
        new_message: When::Never,
        ..ALWAYS
    };

    assert!(hears(&silent, &chat, &away, false, NOON).is_some());
    assert_eq!(hears(&silent, &chat, &away, true, NOON), None);
    assert!(hears(&silent, &chat, &ALWAYS, true, NOON).is_some());
    assert_eq!(hears(&silent, &chat, &never, false, NOON), None);
}

#[test]
fn a_queue_is_told_once_while_it_waits() {
    let silent = Bell::silent(&anna());
    let told = hear_queue(&silent, 3, &listener(ALWAYS), true, NOON).expect("wanted");

    assert_eq!(
        hear_queue(&told, 4, &listener(ALWAYS), true, NOON.plus(MINUTE_MS)),
        None
    );
    let (rung, digest) = rings(&told, &[], NOON).expect("due");
    assert!(words(&digest, &anna(), "https://desk").starts_with("3 chats wait"));
    assert!(
        hear_queue(&rung, 4, &listener(ALWAYS), true, NOON.plus(QUEUE_PAUSE_MS)).is_some(),
        "again"
    );
    let over = hear_queue(&rung, 0, &listener(ALWAYS), true, NOON.plus(1)).expect("forgotten");
    assert_eq!(hear_queue(&over, 0, &listener(ALWAYS), true, NOON.plus(1)), None);
    assert!(
        hear_queue(&over, 1, &listener(ALWAYS), true, NOON.plus(1)).is_some(),
        "another queue"
    );
    let away = NoticeRules {
        queue: When::Away,
        ..ALWAYS
    };
    assert_eq!(hear_queue(&silent, 1, &listener(away), true, NOON), None);
}

#[test]
fn a_digest_that_was_not_taken_rings_again_a_few_times() {
    let chat = goes_on(&held_by("anna"), NOON);
    let bell = hears(&Bell::silent(&anna()), &chat, &ALWAYS, false, NOON).expect("wanted");
    let (mut bell, mut digest) = rings(&bell, &[&chat], NOON).expect("due");
    for attempt in 1_i64..i64::from(TRIES_MAX) {
        let now = NOON.plus(attempt * MINUTE_MS);
        bell = ring_again(&bell, &digest, MINUTE_MS, now.plus(-MINUTE_MS)).expect("again");
        (bell, digest) = rings(&bell, &[&chat], now).expect("due");
        assert_eq!(digest.chats[0].messages, 1);
    }
    assert_eq!(ring_again(&bell, &digest, MINUTE_MS, NOON), None, "let go");
}

#[test]
fn notices_hold_names_and_links_and_words_only_where_wanted() {
    let chat = goes_on(&held_by("anna"), NOON);
    let silent = Bell::silent(&anna());
    let previews = NoticeRules {
        has_previews: true,
        ..ALWAYS
    };
    let text = |rules: &NoticeRules| {
        let bell = hears(&silent, &chat, rules, false, NOON).expect("wanted");
        let (_, digest) = rings(&bell, &[&chat], NOON).expect("due");
        words(&digest, &anna(), "https://desk")
    };

    let link = format!("https://desk/chats/{}", chat.id);
    assert_eq!(text(&ALWAYS), format!("New message from Anna Petrova\n{link}"));
    assert_eq!(
        text(&previews),
        format!("New message from Anna Petrova\n“and?”\n{link}")
    );
}

#[test]
fn the_longest_digest_fits_into_one_message() {
    let heard = Heard {
        version: 1,
        is_given: true,
        messages: u32::MAX,
        mentioned_by: Some("x".repeat(80)),
        is_reminder: true,
        text: Some("x".repeat(crate::chat::PREVIEW_CHARS_MAX)),
        ..Heard::of(&held_by("anna").id, &"x".repeat(150))
    };
    let digest = Digest {
        chats: vec![heard; HEARD_MAX],
        waiting: 25,
        is_test: true,
        over: Vec::new(),
    };

    let text = words(&digest, &anna(), &format!("https://{}", "x".repeat(60)));

    assert!(text.chars().count() <= 4_096, "{}", text.chars().count());
    assert!(text.contains("And news in 14 more"));
}

proptest! {
    /// Whatever is written whenever to whom: digests keep the pause, and each message is told exactly once.
    #[test]
    fn nobody_is_flooded_and_nothing_is_told_twice(steps in prop::collection::vec((0..3_usize, 0..200_000_i64, any::<bool>()), 1..60)) {
        let mut chats: Vec<Chat> = (0..3).map(|number| Chat {
            id: format!("chat{number}").parse().expect("id"),
            ..held_by("anna")
        }).collect();
        let (mut bell, mut now, mut rung) = (Bell::silent(&anna()), NOON, Vec::new());
        let (mut written, mut told) = (0, 0);
        let mut look = |bell: &mut Bell, chats: &[Chat], now: UnixMs, told: &mut u32| {
            let all: Vec<&Chat> = chats.iter().collect();
            if let Some((after, digest)) = rings(bell, &all, now) {
                *told += digest.chats.iter().map(|heard| heard.messages).sum::<u32>();
                rung.push(now);
                *bell = after;
            }
        };
        for (which, pause, is_repeated) in steps {
            now = now.plus(pause);
            chats[which] = goes_on(&chats[which], now);
            written += 1;
            for _ in 0..=usize::from(is_repeated) {
                bell = hears(&bell, &chats[which], &ALWAYS, false, now).unwrap_or(bell);
            }
            look(&mut bell, &chats, now, &mut told);
        }
        look(&mut bell, &chats, now.plus(PAUSE_MS), &mut told);

        prop_assert_eq!(told, written);
        prop_assert!(rung.windows(2).all(|pair| pair[1].0 - pair[0].0 >= PAUSE_MS));
    }
}
