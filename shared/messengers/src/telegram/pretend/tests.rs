//! The pretend Bot API: what it answers and what it refuses.

use domain::{HOUR_MS, MINUTE_MS, SECOND_MS};
use http::HeaderMap;

use super::*;
use crate::pretend::{Presence, PretendAuthor};

mod deliveries;
mod description;

const NOON: UnixMs = UnixMs(1_795_348_800_000);

fn telegram() -> (PretendTelegram, String) {
    let mut telegram = PretendTelegram::default();
    let token = telegram.found_business("Acme");
    (telegram, token)
}

fn connected() -> (PretendTelegram, String) {
    let (mut telegram, token) = telegram();
    let set = call(
        &mut telegram,
        NOON,
        &token,
        "setWebhook",
        &webhook("http://desk/x", "s"),
    );
    assert_eq!(set.status, 200);
    (telegram, token)
}

fn webhook(url: &str, secret: &str) -> Value {
    json!({ "url": url, "secret_token": secret })
}

fn call(telegram: &mut PretendTelegram, now: UnixMs, token: &str, method: &str, body: &Value) -> ApiAnswer {
    let path = format!("/bot{token}/{method}");
    telegram.call(
        now,
        &ApiCall {
            path: &path,
            headers: &HeaderMap::new(),
            body: body.to_string().as_bytes(),
        },
    )
}

fn send(telegram: &mut PretendTelegram, token: &str, body: &Value) -> (u16, String) {
    let answer = call(telegram, NOON, token, "sendMessage", body);
    (
        answer.status,
        answer.body["description"].as_str().unwrap_or_default().to_owned(),
    )
}

fn update(post: &WebhookPost) -> Value {
    serde_json::from_slice(&post.body).expect("JSON")
}

fn taken() -> WebhookAnswer {
    WebhookAnswer::Answered {
        status: 200,
        retry_after_s: None,
        body: String::new(),
    }
}

fn failed(retry_after_s: Option<u64>) -> WebhookAnswer {
    WebhookAnswer::Answered {
        status: 503,
        retry_after_s,
        body: String::new(),
    }
}

/// What is left to deliver at `now`, every call taken.
fn drain(telegram: &mut PretendTelegram, now: UnixMs) -> Vec<Value> {
    let mut updates = Vec::new();
    loop {
        let posts = telegram.posts(now);
        if posts.is_empty() {
            return updates;
        }
        for post in posts {
            updates.push(update(&post));
            telegram.answered(now, post.attempt, taken());
        }
    }
}

#[test]
fn a_wrong_path_or_method_is_not_found_and_a_wrong_token_not_authorized() {
    let (mut telegram, token) = telegram();
    let mut status = |path: &str| {
        let answer = telegram.call(
            NOON,
            &ApiCall {
                path,
                headers: &HeaderMap::new(),
                body: b"",
            },
        );
        (
            answer.status,
            answer.body["description"].as_str().unwrap_or_default().to_owned(),
        )
    };

    assert_eq!(status("/"), (404, "Not Found".into()));
    assert_eq!(status("/bot"), (404, "Not Found".into()));
    assert_eq!(
        status(&format!("/bot{token}/sing")),
        (404, "Not Found: method not found".into())
    );
    assert_eq!(status("/bot1:nobody/getMe"), (401, "Unauthorized".into()));
    assert_eq!(
        status("/botnonsense/getMe"),
        (401, "Unauthorized: invalid token specified".into())
    );
    assert_eq!(
        status(&format!("/bot{token}/getme")).0,
        200,
        "the case of a method's name does not matter"
    );
}

#[test]
fn a_bot_says_who_it_is() {
    let (mut telegram, token) = telegram();

    let me = call(&mut telegram, NOON, &token, "getMe", &json!({}));

    assert_eq!(me.body["result"]["username"], "acme_bot");
    assert_eq!(me.body["result"]["is_bot"], true);
}

#[test]
fn the_webhook_is_set_once_a_second_and_the_same_one_as_often_as_one_likes() {
    let (mut telegram, token) = connected();
    let mut set = |now, url: &str| call(&mut telegram, now, &token, "setWebhook", &webhook(url, "s"));

    let same = set(NOON, "http://desk/x");
    let hasty = set(NOON.plus(999), "http://desk/y");
    let patient = set(NOON.plus(SECOND_MS), "http://desk/y");

    assert_eq!(same.body["description"], "Webhook is already set");
    assert_eq!(
        (hasty.status, &hasty.body["parameters"]["retry_after"]),
        (429, &json!(1))
    );
    assert_eq!(
        (patient.status, &patient.body["description"]),
        (200, &json!("Webhook was set"))
    );
}

#[test]
fn a_webhook_that_makes_no_sense_is_refused() {
    let (mut telegram, token) = telegram();
    let long = "s".repeat(257);
    for body in [
        webhook("desk/x", "s"),
        webhook("http://desk", "a b"),
        webhook("http://desk", &long),
        json!({"uri": 1}),
    ] {
        assert_eq!(
            call(&mut telegram, NOON, &token, "setWebhook", &body).status,
            400,
            "{body}"
        );
    }
}

#[test]
fn a_person_can_be_answered_only_after_writing() {
    let (mut telegram, token) = connected();
    telegram.introduce("77", "Anna Berg").expect("a person");
    let hello = json!({ "chat_id": 77, "text": "hello" });

    assert_eq!(
        send(&mut telegram, &token, &hello),
        (400, "Bad Request: chat not found".into())
    );
    telegram.write(NOON, "77", "hi").expect("written");
    let sent = call(&mut telegram, NOON, &token, "sendMessage", &hello);

    assert_eq!(
        sent.body["result"]["chat"],
        json!({ "id": 77, "type": "private", "first_name": "Anna", "last_name": "Berg" })
    );
    assert_eq!(sent.body["result"]["date"], NOON.seconds());
    let talk: Vec<_> = telegram
        .messages("77")
        .into_iter()
        .map(|said| (said.from, said.text))
        .collect();
    assert_eq!(
        talk,
        [
            (PretendAuthor::Person, "hi".into()),
            (PretendAuthor::Business, "hello".into())
        ]
    );
}

#[test]
fn sends_are_refused_in_the_real_words() {
    let (mut telegram, token) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    let longest = "é".repeat(TEXT_CODE_POINTS_MAX);
    let table = [
        (json!({}), "Bad Request: message text is empty"),
        (
            json!({ "chat_id": 77, "text": "  \n" }),
            "Bad Request: message text is empty",
        ),
        (json!({ "text": "x" }), "Bad Request: chat_id is empty"),
        (json!({ "chat_id": -5, "text": "x" }), "Bad Request: chat not found"),
        (
            json!({ "chat_id": "@news", "text": "x" }),
            "Bad Request: chat not found",
        ),
        (
            json!({ "chat_id": 77, "text": format!("{longest}e") }),
            "Bad Request: message is too long",
        ),
        (
            json!({ "chat_id": 77, "text": 5 }),
            "Bad Request: field \"text\" must be of type String",
        ),
        (
            json!({ "chat_id": [], "text": "x" }),
            "Bad Request: field \"chat_id\" must be of type Number or String",
        ),
        (
            json!({ "chat_id": 77, "text": "x", "txet": "y" }),
            "Bad Request: there is no parameter \"txet\"",
        ),
    ];
    for (body, words) in table {
        assert_eq!(send(&mut telegram, &token, &body), (400, words.into()));
    }
    assert_eq!(telegram.messages("77").len(), 1, "nothing refused reaches the person");
    assert_eq!(
        send(&mut telegram, &token, &json!({ "chat_id": "77", "text": longest })).0,
        200
    );
    telegram.block("77", true).expect("blocked");
    let blocked = (403, "Forbidden: bot was blocked by the user".into());
    assert_eq!(
        send(&mut telegram, &token, &json!({ "chat_id": 77, "text": "x" })),
        blocked
    );
}

#[test]
fn writing_again_takes_a_block_back() {
    let (mut telegram, token) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    telegram.block("77", true).expect("blocked");

    telegram.write(NOON, "77", "sorry").expect("written");

    assert_eq!(
        send(&mut telegram, &token, &json!({ "chat_id": 77, "text": "welcome" })).0,
        200
    );
}

#[test]
fn a_person_stays_with_the_bot_they_know_and_a_new_one_meets_the_newest() {
    let (mut telegram, _) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    let second = telegram.found_business("Other");
    assert_eq!(
        telegram.bot_of(78),
        Ok(0),
        "a bot without webhook is not shown to anybody yet"
    );
    call(
        &mut telegram,
        NOON,
        &second,
        "setWebhook",
        &webhook("http://desk/y", "t"),
    );

    telegram.write(NOON, "77", "still here").expect("written");
    telegram.write(NOON, "78", "new").expect("written");

    let urls: Vec<_> = telegram.posts(NOON).into_iter().map(|post| post.url).collect();
    assert_eq!(urls, ["http://desk/x", "http://desk/y"]);
}

#[test]
fn people_cannot_do_what_the_apps_do_not_offer() {
    let mut telegram = PretendTelegram::default();
    assert_eq!(telegram.write(NOON, "77", "hi"), Err(CannotPretend::NobodyToWriteTo));
    telegram.found_business("Acme");
    for strange in ["", "anna", "-5", "077", "9007199254740993"] {
        assert_eq!(
            telegram.write(NOON, strange, "hi"),
            Err(CannotPretend::NoSuchPerson),
            "{strange}"
        );
    }
    for strange in ["", " ", &"x".repeat(TEXT_CODE_POINTS_MAX + 1)] {
        assert_eq!(telegram.write(NOON, "77", strange), Err(CannotPretend::BadText));
    }
    assert_eq!(telegram.edit(NOON, "77", 101, "ho"), Err(CannotPretend::NoSuchMessage));
}

#[test]
fn a_restart_keeps_everything_and_repeats_what_was_under_way() {
    let (mut telegram, token) = connected();
    telegram.introduce("77", "Anna").expect("a person");
    telegram.write(NOON, "77", "hi").expect("written");
    let under_way = telegram.posts(NOON);

    let mut again = PretendTelegram::default();
    again.load(telegram.save()).expect("its own state");

    assert_eq!(again.people(), telegram.people());
    assert_eq!(again.messages("77"), telegram.messages("77"));
    assert_eq!(again.posts(NOON)[0].body, under_way[0].body);
    assert_eq!(
        send(&mut again, &token, &json!({ "chat_id": 77, "text": "hello" })).0,
        200
    );
    assert!(again.load(json!({ "bots": 5 })).is_err());
}
