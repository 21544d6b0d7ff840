//! The pretend Bot API refuses what its description calls invalid.

use super::*;

/// Calls that make no sense, and what is said to each.
fn invalid() -> Vec<(&'static str, Value, &'static str)> {
    let reply = |reply: Value| json!({ "chat_id": 77, "text": "x", "reply_parameters": reply });
    vec![
        ("sing", json!({}), "Not Found: method not found"),
        ("sendPol", json!({}), "Not Found: method not found"),
        ("getMe", json!({ "x": 1 }), "Bad Request: there is no parameter \"x\""),
        (
            "deleteMessage",
            json!({ "chat_id": 77 }),
            "Bad Request: parameter \"message_id\" is required",
        ),
        ("getFile", json!({}), "Bad Request: parameter \"file_id\" is required"),
        (
            "sendPhoto",
            json!({ "chat_id": 77 }),
            "Bad Request: there is no photo in the request",
        ),
        (
            "deleteMessages",
            json!({ "chat_id": 77, "message_ids": ["a"] }),
            "Bad Request: field \"message_ids\" must be of type Array of Integer",
        ),
        (
            "sendLocation",
            json!({ "chat_id": 77, "latitude": "north", "longitude": 1 }),
            "Bad Request: field \"latitude\" must be of type Float",
        ),
        (
            "setWebhook",
            json!({ "url": "http://desk/x", "drop_pending_updates": 1 }),
            "Bad Request: field \"drop_pending_updates\" must be of type Boolean",
        ),
        (
            "sendMessage",
            reply(json!({ "massage_id": 5 })),
            "Bad Request: there is no parameter \"massage_id\"",
        ),
        (
            "sendMessage",
            reply(json!({})),
            "Bad Request: parameter \"message_id\" is required",
        ),
        (
            "sendMessage",
            reply(json!(5)),
            "Bad Request: field \"reply_parameters\" must be of type Object",
        ),
        (
            "sendMediaGroup",
            json!({ "chat_id": 77, "media": [{ "type": "photo" }] }),
            "Bad Request: parameter \"media\" is required",
        ),
        (
            "sendPoll",
            json!({ "chat_id": 77, "question": "?", "options": [] }),
            "Internal Server Error: this method is not pretended",
        ),
    ]
}

/// What the description of the API calls invalid is refused, of every method and inside of what it is sent.
#[test]
fn calls_the_description_calls_invalid_are_refused() {
    let (mut telegram, token) = connected();
    telegram.write(NOON, "77", "hi").expect("written");
    for (method, body, words) in invalid() {
        let answer = call(&mut telegram, NOON, &token, method, &body);
        assert_eq!(
            (&answer.body["description"], &answer.body["ok"]),
            (&json!(words), &json!(false)),
            "{method}"
        );
        assert_eq!(answer.body["error_code"], answer.status, "{method}");
    }
    assert_eq!(telegram.messages("77").len(), 1, "nothing refused reaches the person");
}
