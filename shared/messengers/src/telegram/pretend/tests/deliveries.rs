//! When and in which order the pretend Bot API calls our webhook.

use super::*;

#[test]
fn an_update_carries_the_secret_the_person_and_the_next_number() {
    let (mut telegram, _) = connected();
    telegram.introduce("77", "Anna").expect("a person");
    let id = telegram.write(NOON, "77", "hi").expect("written");
    telegram.write(NOON, "78", "ho").expect("written");

    let posts = telegram.posts(NOON);

    assert_eq!(posts.len(), 2, "two chats are served side by side");
    assert_eq!(posts[0].url, "http://desk/x");
    assert_eq!(
        posts[0].headers,
        [("X-Telegram-Bot-Api-Secret-Token".to_owned(), "s".to_owned())]
    );
    let (first, second) = (update(&posts[0]), update(&posts[1]));
    assert_eq!(first["message"]["message_id"], id);
    assert_eq!(
        first["message"]["chat"],
        json!({ "id": 77, "type": "private", "first_name": "Anna" })
    );
    assert_eq!(first["message"]["from"]["is_bot"], false);
    let number = |update: &Value| update["update_id"].as_u64().expect("a number");
    assert_eq!(number(&second), number(&first) + 1);
}

#[test]
fn a_failing_head_blocks_its_chat_and_no_other() {
    let (mut telegram, _) = connected();
    let id = telegram.write(NOON, "77", "one").expect("written");
    telegram.edit(NOON, "77", id, "one!").expect("edited");
    let head = telegram.posts(NOON).remove(0);
    telegram.answered(NOON, head.attempt, failed(None));
    telegram.write(NOON, "78", "two").expect("written");

    let now = drain(&mut telegram, NOON.plus(SECOND_MS));
    let later = drain(&mut telegram, NOON.plus(2 * SECOND_MS));

    assert_eq!(now.len(), 1);
    assert_eq!(now[0]["message"]["text"], "two");
    assert_eq!(later.len(), 2);
    assert_eq!(later[0]["message"]["text"], "one");
    assert_eq!(later[1]["edited_message"]["text"], "one!");
    assert_eq!(later[1]["edited_message"]["edit_date"], NOON.seconds());
}

#[test]
fn a_failed_call_is_repeated_on_the_real_schedule() {
    let (mut telegram, _) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    let (mut now, mut pauses) = (NOON, Vec::new());
    for _ in 0..8 {
        let post = telegram.posts(now).remove(0);
        assert!(telegram.posts(now).is_empty(), "one call at a time");
        telegram.answered(now, post.attempt, failed(None));
        let next = telegram.next_post().expect("it is tried again");
        pauses.push((next.0 - now.0) / SECOND_MS);
        now = next;
    }

    assert_eq!(pauses[..5], [2, 4, 8, 16, 32]);
    assert!(pauses[5..].iter().all(|pause| (60..=120).contains(pause)), "{pauses:?}");
}

#[test]
fn a_wished_pause_is_kept_up_to_an_hour() {
    for (wish, kept) in [(5, 5), (90_000, 3_600)] {
        let (mut telegram, _) = connected();
        telegram.write(NOON, "77", "hi").expect("written");
        let post = telegram.posts(NOON).remove(0);

        telegram.answered(NOON, post.attempt, failed(Some(wish)));

        assert_eq!(telegram.next_post(), Some(NOON.plus(kept * SECOND_MS)));
    }
}

#[test]
fn an_update_is_dropped_after_a_day() {
    let (mut telegram, _) = connected();
    telegram.write(NOON, "77", "hi").expect("written");

    assert!(telegram.posts(NOON.plus(24 * HOUR_MS)).is_empty());
    assert_eq!(telegram.next_post(), None);
}

#[test]
fn a_lost_answer_brings_the_same_update_again_and_shows_in_the_webhook_info() {
    let (mut telegram, token) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    let first = telegram.posts(NOON).remove(0);
    let after = NOON.plus(MINUTE_MS);
    telegram.answered(after, first.attempt, WebhookAnswer::NoAnswer);

    let info = call(&mut telegram, after, &token, "getWebhookInfo", &json!({})).body["result"].clone();
    let again = telegram.posts(after.plus(2 * SECOND_MS)).remove(0);

    assert_eq!(again.body, first.body);
    assert_ne!(again.attempt, first.attempt);
    assert_eq!(info["pending_update_count"], 1);
    assert_eq!(info["last_error_message"], "Read timeout expired");
    assert_eq!(info["last_error_date"], after.seconds());
}

#[test]
fn what_is_written_before_the_webhook_is_set_waits_for_it() {
    let (mut telegram, token) = telegram();
    telegram.write(NOON, "77", "early").expect("written");
    assert!(telegram.posts(NOON).is_empty());

    call(
        &mut telegram,
        NOON.plus(MINUTE_MS),
        &token,
        "setWebhook",
        &webhook("http://desk/x", "s"),
    );

    assert_eq!(
        drain(&mut telegram, NOON.plus(MINUTE_MS))[0]["message"]["text"],
        "early"
    );
}

#[test]
fn only_the_wanted_kinds_are_delivered() {
    let (mut telegram, token) = telegram();
    let body = json!({ "url": "http://desk/x", "allowed_updates": ["message"] });
    call(&mut telegram, NOON, &token, "setWebhook", &body);
    let id = telegram.write(NOON, "77", "hi").expect("written");

    telegram.edit(NOON, "77", id, "ho").expect("edited");
    telegram.block("77", true).expect("blocked");

    assert_eq!(drain(&mut telegram, NOON).len(), 1);
}

#[test]
fn blocking_is_reported_once() {
    let (mut telegram, _) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    drain(&mut telegram, NOON);

    telegram.block("77", true).expect("blocked");
    telegram.block("77", true).expect("blocked");

    let updates = drain(&mut telegram, NOON);
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
}
