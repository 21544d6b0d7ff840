//! What is asked of the Bot API, and what its answers mean.

use super::*;

fn access() -> Access {
    Access {
        token: "1:secret".into(),
        api_url: "http://api".into(),
    }
}

fn answered(status: u16, body: &Value) -> ProviderAnswer {
    ProviderAnswer::Answered {
        status,
        body: body.to_string().into_bytes(),
    }
}

fn send_task() -> Task {
    Task::Send {
        recipient: "77".into(),
        content: Outgoing::Text { text: "hi".into() },
        files: Vec::new(),
        reply: None,
        key: "a wish".into(),
    }
}

fn outcome(answer: &ProviderAnswer) -> Outcome {
    match next(&access(), &send_task(), Progress::default(), answer) {
        Step::Sent(outcome) => outcome,
        step => panic!("{step:?}"),
    }
}

#[test]
fn a_text_becomes_one_call() {
    let Step::Call(call, _) = begin(&access(), &send_task()) else {
        panic!("a call")
    };

    assert_eq!(call.url, "http://api/bot1:secret/sendMessage");
    assert_eq!(call.body, CallBody::Json(json!({ "chat_id": 77, "text": "hi" })));
    assert!(!format!("{call:?}").contains("secret"), "the token is never printed");
}

#[test]
fn an_accepted_send_names_its_part() {
    let yes = answered(
        200,
        &json!({ "ok": true, "result": { "message_id": 12, "date": 1_795_348_800 } }),
    );

    let accepted = Outcome::Accepted {
        parts: vec!["12".into()],
        position: Some(12),
        at: Some(UnixMs(1_795_348_800_000)),
    };
    assert_eq!(outcome(&yes), accepted);
}

#[test]
fn only_what_never_left_is_tried_again() {
    assert_eq!(
        outcome(&ProviderAnswer::NotSent),
        Outcome::NotTaken { retry_after_ms: None }
    );
    assert_eq!(outcome(&ProviderAnswer::NoAnswer), Outcome::Uncertain);
    let page = ProviderAnswer::Answered {
        status: 502,
        body: b"<html>".to_vec(),
    };
    assert_eq!(outcome(&page), Outcome::Uncertain);
    let odd = ProviderAnswer::Answered {
        status: 200,
        body: b"<html>".to_vec(),
    };
    assert_eq!(outcome(&odd), Outcome::Uncertain);
}

#[test]
fn connecting_checks_the_token_then_registers_the_webhook() {
    let task = Task::Connect {
        webhook_url: Some("https://desk/webhooks/x".into()),
        secret: "s".into(),
    };
    let Step::Call(first, progress) = begin(&access(), &task) else {
        panic!("a call")
    };
    assert_eq!(first.method, "getMe");

    let me = answered(
        200,
        &json!({ "ok": true, "result": { "id": 1, "username": "acme_bot" } }),
    );
    let Step::Remember(registration, next_step) = next(&access(), &task, progress, &me) else {
        panic!("who the bot is")
    };
    assert_eq!(registration.account, "1");
    let Step::Call(second, progress) = *next_step else {
        panic!("a call")
    };
    assert_eq!(second.method, "setWebhook");
    let CallBody::Json(body) = second.body else {
        panic!("JSON")
    };
    assert_eq!(body["secret_token"], "s");

    let yes = answered(200, &json!({ "ok": true, "result": true }));
    let done = next(&access(), &task, progress, &yes);
    assert_eq!(
        done,
        Step::Connected {
            name: "@acme_bot".into()
        }
    );
}

#[test]
fn without_an_address_the_webhook_goes_and_what_waits_stays() {
    let task = Task::Connect {
        webhook_url: None,
        secret: "s".into(),
    };
    let progress = Progress {
        step: ASKED_WHO,
        ..Progress::default()
    };
    let me = answered(
        200,
        &json!({ "ok": true, "result": { "id": 1, "username": "acme_bot" } }),
    );

    let Step::Remember(_, next_step) = next(&access(), &task, progress, &me) else {
        panic!("who the bot is")
    };

    let Step::Call(second, progress) = *next_step else {
        panic!("a call")
    };
    assert_eq!(
        (second.method, second.body),
        ("deleteWebhook", CallBody::Json(json!({})))
    );
    let yes = answered(200, &json!({ "ok": true, "result": true }));
    assert!(matches!(next(&access(), &task, progress, &yes), Step::Connected { .. }));
}

#[test]
fn a_bad_token_needs_attention_and_a_lost_answer_may_pass() {
    let task = Task::Connect {
        webhook_url: Some("https://desk/x".into()),
        secret: "s".into(),
    };
    let no = answered(
        401,
        &json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }),
    );

    let refused = next(&access(), &task, Progress::default(), &no);
    let lost = next(&access(), &task, Progress::default(), &ProviderAnswer::NoAnswer);

    assert_eq!(
        refused,
        Step::NotConnected {
            reason: "401 Unauthorized".into(),
            may_pass: false
        }
    );
    assert!(matches!(lost, Step::NotConnected { may_pass: true, .. }));
}
