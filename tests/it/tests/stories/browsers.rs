//! Operators who are told of the desk's news by a browser's push service, although the desk is not open in it.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Engine, Operator, PushMessage, PushService, TestInbox, engines, eventually};

const MINE: &str = "/api/operators/me/notifications";

async fn desk(engine: &Engine) -> (TestInbox, PushService) {
    let service = PushService::open().await;
    let mut config = TestInbox::config(engine);
    config.settings.push_services.push(service.origin.clone());
    (TestInbox::start_with(config).await, service)
}

async fn tells(operator: &Operator, browser: &Value) -> Value {
    operator.web.put(&format!("{MINE}/browser"), browser).await.ok()
}

/// Waits for so many messages for a browser; the last.
async fn hears(service: &PushService, browser: &str, count: usize) -> PushMessage {
    let messages = eventually("a message for the browser", async || {
        let messages = service.messages(browser);
        (messages.len() >= count).then_some(messages)
    })
    .await;
    assert_eq!(messages.len(), count);
    messages.into_iter().next_back().expect("there is one")
}

async fn is(operator: &Operator, status: &str) {
    operator
        .web
        .put("/api/operators/me/status", &json!({ "status": status }))
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_told_of_a_new_chat_and_only_it_can_read_that() {
    for engine in engines() {
        let (inbox, service) = desk(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let browser = service.subscribes("laptop", "ru");

        let mine = tells(&anna, &browser.body).await;

        assert_eq!(mine["browsers"].as_array().map(Vec::len), Some(1));
        assert!(
            !mine.to_string().contains(&service.origin),
            "its address is a secret: {mine}"
        );
        is(&anna, "online").await;
        let customer = inbox.contact("Customer").await;
        customer.writes("my secret question").await;
        let message = hears(&service, "laptop", 1).await;
        let header = |name: &str| message.headers[name].to_str().expect("text").to_owned();
        assert_eq!(
            (header("content-encoding"), header("urgency")),
            ("aes128gcm".into(), "high".into())
        );
        let key = anna.web.get(&format!("{MINE}/push-key")).await.ok()["key"].clone();
        let signed = header("authorization");
        assert!(
            signed.starts_with("vapid t=") && signed.ends_with(key.as_str().expect("a key")),
            "{signed}"
        );
        let notice = browser.opens(&message);
        let chat = anna.chat_with(&customer).await;
        assert_eq!(
            (
                &notice["language"],
                &notice["chats"][0]["chat"],
                &notice["chats"][0]["name"]
            ),
            (&json!("ru"), &chat["id"], &json!("Customer"))
        );
        assert_eq!(
            (&notice["chats"][0]["is_given"], &notice["chats"][0]["text"]),
            (&json!(true), &Value::Null)
        );
        inbox.quiet().await;
        assert_eq!(service.messages("laptop").len(), 1, "told once");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_where_the_desk_is_seen_or_the_session_has_ended() {
    for engine in engines() {
        let (inbox, service) = desk(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let elsewhere = Operator::signs_in(inbox.url(), "anna@example.com", support::PASSWORD).await;
        tells(&anna, &service.subscribes("laptop", "en").body).await;
        tells(&elsewhere, &service.subscribes("phone", "en").body).await;
        is(&anna, "online").await;

        let socket = anna.socket().await;
        let customer = inbox.contact("Customer").await;
        customer.writes("hello").await;
        anna.chat_with(&customer).await;
        inbox.quiet().await;
        assert!(service.messages("laptop").is_empty(), "she sees it at the desk");

        drop(socket);
        elsewhere.web.delete("/api/session").await.ok();
        anna.web.post(&format!("{MINE}/test"), &json!({})).await.ok();
        hears(&service, "laptop", 1).await;
        inbox.quiet().await;
        assert!(service.messages("phone").is_empty(), "nobody is signed in there");
        let mine = anna.web.get(MINE).await.ok();
        let browsers = &mine["notifications"]["browsers"];
        assert_eq!(
            browsers.as_array().map(Vec::len),
            Some(1),
            "it is forgotten: {browsers}"
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_takes_nothing_any_more_is_forgotten_and_one_that_was_not_reached_is_tried_again() {
    for engine in engines() {
        let (inbox, service) = desk(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        let id = tells(&anna, &service.subscribes("laptop", "en").body).await["browsers"][0]["id"].clone();
        let test = async || anna.web.post(&format!("{MINE}/test"), &json!({})).await;

        service.answers(StatusCode::SERVICE_UNAVAILABLE);
        test().await.ok();
        hears(&service, "laptop", 1).await;
        let bell = eventually("the bell is to be rung again", async || {
            inbox
                .store()
                .bell(&anna.id.parse().expect("id"))
                .await
                .ok()
                .filter(|bell| bell.rings_at.is_some())
        })
        .await;
        assert!(bell.is_test && bell.tries == 1, "{bell:?}");

        service.answers(StatusCode::GONE);
        test().await.ok();
        hears(&service, "laptop", 2).await;
        eventually("the browser is forgotten", async || {
            let mine = anna.web.get(MINE).await.ok();
            (mine["notifications"]["browsers"] == json!([])).then_some(())
        })
        .await;
        assert_eq!(test().await.code(), "not_linked");
        let path = format!("{MINE}/browsers/{}", id.as_str().expect("an id"));
        assert_eq!(anna.web.delete(&path).await.status, StatusCode::OK, "it was not there");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_push_service_is_ever_called() {
    let engine = engines().remove(0);
    let (inbox, service) = desk(&engine).await;
    let [anna] = inbox.operators(["anna"]).await;
    let path = format!("{MINE}/browser");
    let with = |field: &str, value: &str| {
        let mut body = service.subscribes("laptop", "en").body;
        body[field] = value.into();
        body
    };

    for endpoint in [
        "http://169.254.169.254/latest",
        "https://desk.example/x",
        "file:///etc/passwd",
        "",
    ] {
        let refused = anna.web.put(&path, &with("endpoint", endpoint)).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::BAD_REQUEST, "no_such_push_service"),
            "{endpoint}"
        );
    }
    for (field, value) in [
        ("p256dh", "AAAA"),
        ("auth", "?"),
        ("language", "en\n"),
        ("language", "a-very-long-name"),
    ] {
        let refused = anna.web.put(&path, &with(field, value)).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::BAD_REQUEST, "bad_request"),
            "{field}"
        );
    }
    let mine = anna.web.get(MINE).await.ok();
    assert_eq!(mine["notifications"]["browsers"], json!([]));
    inbox.stop().await;
}
