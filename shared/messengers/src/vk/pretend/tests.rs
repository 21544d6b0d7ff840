//! The pretend VK: what it answers, what it refuses, and how it brings events.

use domain::{MINUTE_MS, SECOND_MS};
use http::{HeaderMap, HeaderValue, header};

use super::*;
use crate::pretend::{Presence, Trial};

const NOON: UnixMs = UnixMs(1_795_348_800_000);
const URL: &str = "http://desk/x";

fn call(vk: &mut PretendVk, now: UnixMs, token: &str, method: &str, fields: &[(&str, &str)]) -> Value {
    let mut headers = HeaderMap::new();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(header::CONTENT_TYPE, form);
    let bearer = format!("Bearer {token}").parse().expect("a header");
    headers.insert(header::AUTHORIZATION, bearer);
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .append_pair("v", "5.199")
        .finish();
    let call = ApiCall {
        path: &format!("/method/{method}"),
        headers: &headers,
        body: body.as_bytes(),
    };
    let answer = vk.call(now, &call);
    assert_eq!(answer.status, 200, "whatever it says");
    answer.body
}

fn code(answer: &Value) -> Option<i64> {
    answer["error"]["error_code"].as_i64()
}

fn group(vk: &PretendVk) -> String {
    vk.groups[0].id.to_string()
}

fn answered(body: &str) -> WebhookAnswer {
    WebhookAnswer::Answered {
        status: 200,
        retry_after_s: None,
        body: body.into(),
    }
}

/// A community whose Callback server is confirmed.
fn connected() -> (PretendVk, String) {
    let mut vk = PretendVk::default();
    let token = vk.found_business("Acme");
    let group = group(&vk);
    let fields = [
        ("group_id", group.as_str()),
        ("url", URL),
        ("title", "desk"),
        ("secret_key", "s"),
    ];
    let added = call(&mut vk, NOON, &token, "groups.addCallbackServer", &fields);
    assert_eq!(added, json!({ "response": { "server_id": 1 } }));
    let handshake = vk.posts(NOON).remove(0);
    let event: Value = serde_json::from_slice(&handshake.body).expect("JSON");
    assert_eq!(
        (&event["type"], &event["group_id"]),
        (&json!("confirmation"), &json!(vk.groups[0].id))
    );
    let code = vk.groups[0].delivery.code.clone();
    vk.answered(NOON, handshake.attempt, answered(&code));
    let fields = [
        ("group_id", group.as_str()),
        ("server_id", "1"),
        ("api_version", "5.199"),
        ("message_new", "1"),
        ("message_reply", "1"),
        ("message_allow", "1"),
        ("message_deny", "1"),
    ];
    let set = call(&mut vk, NOON, &token, "groups.setCallbackSettings", &fields);
    assert_eq!(set, json!({ "response": 1 }));
    (vk, token)
}

/// What is left to tell at `now`, every event taken: its kind and object.
fn drain(vk: &mut PretendVk, now: UnixMs) -> Vec<(String, Value)> {
    let posts = vk.posts(now);
    let told = posts.into_iter().map(|post| {
        vk.answered(now, post.attempt, answered("ok"));
        let mut event: Value = serde_json::from_slice(&post.body).expect("JSON");
        assert_eq!(event["secret"], "s");
        (
            event["type"].as_str().unwrap_or_default().to_owned(),
            event["object"].take(),
        )
    });
    told.collect()
}

fn send(vk: &mut PretendVk, now: UnixMs, token: &str, random_id: &str, text: &str) -> Value {
    let fields = [("peer_ids", "77"), ("random_id", random_id), ("message", text)];
    call(vk, now, token, "messages.send", &fields)["response"][0].take()
}

/// A method, its fields, and the code it is refused with.
type Refused<'a> = (&'a str, &'a [(&'a str, &'a str)], i64);

#[test]
fn calls_the_description_calls_invalid_are_refused() {
    let (mut vk, token) = connected();
    let group = group(&vk);
    let table: [Refused<'_>; 12] = [
        ("messages.sing", &[], 3),
        ("messages.send", &[("peer_ids", "77"), ("message", "x")], 100),
        ("messages.send", &[("random_id", "1"), ("message", "x")], 100),
        (
            "messages.send",
            &[("peer_ids", "77"), ("random_id", "1"), ("message", " ")],
            100,
        ),
        (
            "messages.send",
            &[("peer_ids", "77"), ("random_id", "2147483648"), ("message", "x")],
            100,
        ),
        (
            "messages.send",
            &[("peer_ids", "a"), ("random_id", "1"), ("message", "x")],
            100,
        ),
        (
            "messages.send",
            &[("peer_ids", "77"), ("random_id", "1"), ("massage", "x")],
            100,
        ),
        (
            "messages.send",
            &[("peer_id", "77"), ("random_id", "1"), ("message", "x")],
            901,
        ),
        ("groups.getCallbackServers", &[], 100),
        ("groups.getCallbackServers", &[("group_id", "5")], 15),
        (
            "groups.addCallbackServer",
            &[("group_id", &group), ("url", URL), ("title", "longer than fourteen")],
            100,
        ),
        (
            "groups.setCallbackSettings",
            &[("group_id", &group), ("server_id", "1"), ("message_new", "yes")],
            100,
        ),
    ];
    for (method, fields, expected) in table {
        let answer = call(&mut vk, NOON.plus(SECOND_MS), &token, method, fields);
        assert_eq!(code(&answer), Some(expected), "{method} {fields:?}: {answer}");
    }
    let nobody = call(&mut vk, NOON, "nobody", "groups.getById", &[]);
    assert_eq!(code(&nobody), Some(5));
    let json = ApiCall {
        path: "/method/groups.getById",
        headers: &HeaderMap::new(),
        body: b"{}",
    };
    assert_eq!(
        code(&vk.call(NOON, &json).body),
        Some(5),
        "the token travels in a header"
    );
}

#[test]
fn a_person_writes_is_answered_and_vk_tells_of_both() {
    let (mut vk, token) = connected();
    vk.introduce("77", "Anna Berg").expect("a person");
    vk.write(NOON, "77", "hi").expect("written");

    let sent = send(&mut vk, NOON, &token, "5", "hello");

    assert_eq!(
        (&sent["peer_id"], &sent["conversation_message_id"]),
        (&json!(77), &json!(2))
    );
    let told = drain(&mut vk, NOON);
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["message_allow", "message_new", "message_reply"]);
    assert_eq!(told[1].1["message"]["conversation_message_id"], 1);
    assert_eq!(
        (&told[2].1["random_id"], &told[2].1["admin_author_id"]),
        (&json!(5), &Value::Null)
    );
    let users = call(
        &mut vk,
        NOON,
        &token,
        "users.get",
        &[("user_ids", "77,78"), ("fields", "screen_name")],
    );
    assert_eq!(users["response"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&users["response"][0]["first_name"], &users["response"][0]["last_name"]),
        (&json!("Anna"), &json!("Berg"))
    );
}

#[test]
fn a_repeated_random_id_is_one_message_for_an_hour() {
    let (mut vk, token) = connected();
    vk.write(NOON, "77", "hi").expect("written");

    let first = send(&mut vk, NOON, &token, "5", "hello");
    let again = send(&mut vk, NOON.plus(REPEAT_MS - 1), &token, "5", "hello");
    let other = send(&mut vk, NOON, &token, "6", "hello");
    let late = send(&mut vk, NOON.plus(REPEAT_MS), &token, "5", "hello");

    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_ne!(first, late);
    assert_eq!(vk.messages("77").len(), 4);
}

#[test]
fn who_takes_the_permission_back_is_not_written_to_until_they_give_it() {
    let (mut vk, token) = connected();
    vk.write(NOON, "77", "hi").expect("written");
    vk.block("77", true).expect("blocked");

    let denied = send(&mut vk, NOON, &token, "5", "hello");
    vk.write(NOON, "77", "sorry").expect("written");
    let allowed = send(&mut vk, NOON, &token, "6", "hello");

    assert_eq!(denied["error"]["code"], 901);
    assert!(allowed["error"].is_null());
    let kinds: Vec<String> = drain(&mut vk, NOON).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[2..5], ["message_deny", "message_allow", "message_new"]);
}

#[test]
fn an_answer_in_vk_itself_names_its_author_and_an_edit_is_told_to_nobody() {
    let (mut vk, _) = connected();
    let number = vk.write(NOON, "77", "hi").expect("written");
    drain(&mut vk, NOON);

    vk.answer_outside(NOON, "77", "from the phone").expect("answered");
    vk.edit(NOON, "77", number, "hi!").expect("edited");

    let told = drain(&mut vk, NOON);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1["admin_author_id"], ADMIN);
    assert!(vk.messages("77")[0].edited);
}

#[test]
fn only_ok_is_taken_and_everything_else_repeated_on_the_real_schedule() {
    let (mut vk, _) = connected();
    vk.write(NOON, "77", "hi").expect("written");
    drain(&mut vk, NOON);
    vk.write(NOON, "77", "ho").expect("written");
    let (mut now, mut pauses) = (NOON, Vec::new());
    for round in 0..6 {
        let post = vk.posts(now).remove(0);
        let counter = post.headers.iter().find(|(name, _)| name == "X-Retry-Counter");
        assert_eq!(
            counter.map(|(_, value)| value.clone()),
            (round > 0).then(|| round.to_string())
        );
        assert!(vk.posts(now).is_empty(), "one try at a time");
        let answer = [answered("OK"), answered(""), WebhookAnswer::NoAnswer];
        vk.answered(now, post.attempt, answer[round % 3].clone());
        if let Some(next) = vk.next_post() {
            pauses.push((next.0 - now.0) / SECOND_MS);
            now = next;
        }
    }

    assert_eq!(pauses, [10, 180, 600, 1_800, 3_600]);
    assert_eq!(vk.next_post(), None, "then it is lost");
    assert!(vk.gave_up("77", 2) && !vk.gave_up("77", 1));
}

#[test]
fn a_wished_pause_is_kept_and_an_echoed_command_carried_out() {
    let (mut vk, _) = connected();
    vk.write(NOON, "77", "remove").expect("written");
    let posts = vk.posts(NOON);
    let later = WebhookAnswer::Answered {
        status: 503,
        retry_after_s: Some(60),
        body: String::new(),
    };
    vk.answered(NOON, posts[0].attempt, later);
    assert_eq!(vk.next_post(), Some(NOON.plus(MINUTE_MS)));

    vk.answered(NOON, posts[1].attempt, answered("remove"));

    assert!(vk.groups[0].delivery.servers.is_empty());
}

#[test]
fn a_server_that_answers_the_handshake_wrong_hears_nothing() {
    let mut vk = PretendVk::default();
    let token = vk.found_business("Acme");
    let group = group(&vk);
    let fields = [("group_id", group.as_str()), ("url", URL), ("title", "desk")];
    call(&mut vk, NOON, &token, "groups.addCallbackServer", &fields);
    let handshake = vk.posts(NOON).remove(0);
    vk.answered(NOON, handshake.attempt, answered("ok"));
    let fields = [("group_id", group.as_str()), ("server_id", "1"), ("message_new", "1")];
    call(&mut vk, NOON, &token, "groups.setCallbackSettings", &fields);

    vk.write(NOON, "77", "hi").expect("written");

    assert!(vk.posts(NOON).is_empty());
    let known = call(
        &mut vk,
        NOON,
        &token,
        "groups.getCallbackServers",
        &[("group_id", &group)],
    );
    assert_eq!(known["response"]["items"][0]["status"], "failed");
}

#[test]
fn a_restart_keeps_everything_and_repeats_what_was_under_way() {
    let (mut vk, token) = connected();
    vk.write(NOON, "77", "hi").expect("written");
    let under_way = vk.posts(NOON);

    let mut again = PretendVk::default();
    again.load(vk.save()).expect("its own state");

    assert_eq!(again.messages("77"), vk.messages("77"));
    assert_eq!(again.posts(NOON)[0].body, under_way[0].body);
    assert!(send(&mut again, NOON, &token, "5", "hello")["error"].is_null());
    assert!(again.load(json!({ "groups": 5 })).is_err());
}

#[test]
fn twenty_calls_a_second_are_enough() {
    let (mut vk, token) = connected();
    let later = NOON.plus(SECOND_MS);
    let answers: Vec<Value> = (0..21)
        .map(|_| call(&mut vk, later, &token, "groups.getById", &[]))
        .collect();

    assert!(answers[..20].iter().all(|answer| code(answer).is_none()));
    assert_eq!(code(&answers[20]), Some(6));
}
