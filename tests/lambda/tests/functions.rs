//! Each function's real binary does its work when called as the cloud calls it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::{ChannelState, ContactId, IdentityId, OperatorId};
use lambda_tests::{CONNECTION, Cloud, Function, event};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use store::{sessions::digest, sockets::Socket};
use support::{OWNER_EMAIL, OWNER_PASSWORD};

/// Calls a function that answers HTTP: status, body, the whole answer.
async fn http(function: &Function, event: &Value) -> (u64, Value, Value) {
    let answer = function.invoke(event).await.expect("an answer, not an error");
    let body = answer["body"].as_str().unwrap_or_default();
    let status = answer["statusCode"].as_u64().expect("a status");
    (
        status,
        serde_json::from_str(body).unwrap_or_else(|_| body.into()),
        answer,
    )
}

/// Signs the owner in; the session's token.
async fn sign_in(api: &Function) -> String {
    let words = [("email", OWNER_EMAIL), ("password", OWNER_PASSWORD)];
    let (status, body, answer) = http(api, &event("http-sign-in", &words)).await;
    assert_eq!(
        (status, &body["operator"]["email"]),
        (200, &json!(OWNER_EMAIL)),
        "{body}"
    );
    let cookie = answer["cookies"][0].as_str().expect("a cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure"), "{cookie}");
    let token = cookie
        .strip_prefix("__Host-sid=")
        .and_then(|rest| rest.split(';').next());
    token.expect("our cookie").to_owned()
}

/// The row of a socket open for a while, as `$connect` left it.
fn socket(connection: &str, session: &str) -> Socket {
    let operator: OperatorId = "anna".parse().expect("id");
    let (connection, session) = (connection.to_owned(), session.to_owned());
    let opened = SystemClock.now().plus(-300_000);
    Socket {
        connection,
        operator,
        session,
        opened,
        expires: opened.plus(3_600_000),
    }
}

fn no_failures() -> Value {
    json!({ "batchItemFailures": [] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_is_well_and_signs_the_owner_in() {
    let cloud = Cloud::start().await;
    let api = cloud.function("api").await;

    assert_eq!(http(&api, &event("http-healthz", &[])).await.0, 200);
    let wrong = [("email", OWNER_EMAIL), ("password", "not the password")];
    let (status, body, _) = http(&api, &event("http-sign-in", &wrong)).await;
    assert_eq!((status, &body["code"]), (401, &json!("wrong_credentials")));
    let token = sign_in(&api).await;

    // The cookie comes in an array of its own, beside another site's.
    let (status, body, _) = http(&api, &event("http-session", &[("token", &token)])).await;
    assert_eq!((status, &body["operator"]["email"]), (200, &json!(OWNER_EMAIL)));
    let (status, body, _) = http(&api, &event("http-session", &[("token", "guessed")])).await;
    assert_eq!((status, &body["code"]), (401, &json!("signed_out")));
    let (status, body, _) = http(&api, &event("http-chats", &[("token", &token)])).await;
    assert_eq!((status, &body["chats"]), (200, &json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_may_come_as_base64() {
    let cloud = Cloud::start().await;
    let api = cloud.function("api").await;
    let body = json!({ "email": OWNER_EMAIL, "password": OWNER_PASSWORD }).to_string();

    let (status, ..) = http(
        &api,
        &event("http-sign-in-base64", &[("body", &BASE64_STANDARD.encode(body))]),
    )
    .await;

    assert_eq!(status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_webhook_knows_nobody_by_an_unknown_path() {
    let cloud = Cloud::start().await;
    let webhook = cloud.function("webhook").await;
    let call = |path| {
        event(
            "http-webhook",
            &[("path", path), ("body", "e30="), ("header", "x"), ("secret", "y")],
        )
    };

    for path in ["/webhooks/nobody", "/webhooks/", "/webhooks/a/b", "/"] {
        let (status, body, _) = http(&webhook, &call(path)).await;
        assert_eq!((status, body), (404, json!("")), "{path}");
    }
}

/// Adds a channel, which the courier connects when the stream wakes it; the channel's id.
async fn connect_channel(cloud: &Cloud, api: &Function, token: &str) -> String {
    let (bot, messenger) = (cloud.line.found("Acme"), cloud.line.messenger());
    let body = json!({ "messenger": messenger, "token": bot }).to_string();
    let (status, channel, _) = http(api, &event("http-add-channel", &[("token", token), ("body", &body)])).await;
    assert_eq!(status, 202, "{channel}");
    let id = channel["id"].as_str().expect("an id").to_owned();

    let courier = cloud.function("courier").await;
    let added = event("stream-channel", &[("channel", &id), ("messenger", &messenger)]);
    assert_eq!(courier.invoke(&added).await, Ok(no_failures()));

    let stored = cloud
        .store
        .channel(&id.parse().expect("id"))
        .await
        .expect("read")
        .expect("there");
    assert!(
        matches!(stored.channel.state, ChannelState::Active { .. }),
        "{stored:?}"
    );
    id
}

/// Person 77 writes; the messenger's webhook calls with its own secret and with a guessed one.
fn person_writes(cloud: &Cloud) -> (Value, Value) {
    let call = cloud.line.letter("77", "hello");
    let (header, secret) = call.headers.first().expect("the messenger proves itself");
    let header = header.to_lowercase();
    let path = call.url.strip_prefix("https://desk.example").expect("our address");
    let body = BASE64_STANDARD.encode(&call.body);
    let webhook = |secret: &str| {
        let words = [("path", path), ("body", &body), ("header", &header), ("secret", secret)];
        event("http-webhook", &words)
    };
    (webhook(secret), webhook("guessed"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_travels_from_the_messenger_to_the_browser() {
    let cloud = Cloud::start().await;
    let (api, webhook) = (cloud.function("api").await, cloud.function("webhook").await);
    let token = sign_in(&api).await;
    let channel = connect_channel(&cloud, &api, &token).await;

    let (genuine, forged) = person_writes(&cloud);
    assert_eq!(http(&webhook, &forged).await.0, 401);
    for _ in 0..2 {
        assert_eq!(http(&webhook, &genuine).await.0, 200);
    }
    let (status, body, _) = http(&api, &event("http-chats", &[("token", &token)])).await;
    assert_eq!((status, &body["chats"][0]["preview"]["text"]), (200, &json!("hello")));
    assert_eq!(body["chats"][0]["inbound"], 1, "a repeated call is one message");

    cloud
        .store
        .add_socket(&socket(CONNECTION, "session"))
        .await
        .expect("stored");
    cloud
        .store
        .add_socket(&socket("gone=", "session"))
        .await
        .expect("stored");
    let identity = IdentityId::new(channel.parse().expect("id"), "77").expect("an address");
    let contact = ContactId::first_seen(&identity).to_string();
    let words = [
        ("channel", channel.as_str()),
        ("contact", contact.as_str()),
        ("ended", "another"),
    ];
    let fanout = cloud.function("fanout").await;
    assert_eq!(fanout.invoke(&event("stream-chat", &words)).await, Ok(no_failures()));

    let frames = cloud.frames();
    let [(connection, frame)] = frames.as_slice() else {
        panic!("one frame: {frames:?}")
    };
    let frame: Value = serde_json::from_str(frame).expect("a frame");
    assert_eq!(connection, CONNECTION);
    assert_eq!(frame["events"][0]["type"], "chat_committed");
    assert_eq!(frame["events"][0]["chat"]["id"], json!(contact));
    assert_eq!(frame["events"][0]["messages"][0]["content"]["text"], "hello");
    let left = cloud.store.sockets(SystemClock.now()).await.expect("read");
    assert_eq!(left.len(), 1, "a browser that left is forgotten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_socket_lets_in_who_has_a_ticket() {
    let cloud = Cloud::start().await;
    let (api, socket) = (cloud.function("api").await, cloud.function("socket").await);
    let token = sign_in(&api).await;
    let connect = |protocols: &str| {
        event(
            "websocket-connect",
            &[("connection", CONNECTION), ("protocols", protocols)],
        )
    };

    for protocols in ["switchboard", "switchboard, guessed", "other", ""] {
        let refused = socket.invoke(&connect(protocols)).await.expect("an answer");
        assert_eq!(refused["statusCode"], 401, "{protocols}");
    }
    assert_eq!(cloud.store.sockets(SystemClock.now()).await.expect("read"), []);

    let (_, ticket, _) = http(&api, &event("http-socket-ticket", &[("token", &token)])).await;
    let protocols = format!("switchboard, {}", ticket["ticket"].as_str().expect("a ticket"));
    let welcome = socket.invoke(&connect(&protocols)).await.expect("an answer");
    assert_eq!(welcome["statusCode"], 200);
    let names = welcome["headers"].as_object().expect("headers");
    let protocol = names
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-protocol"));
    assert_eq!(protocol.map(|(_, value)| value), Some(&json!("switchboard")));
    let open = cloud.store.sockets(SystemClock.now()).await.expect("read");
    assert_eq!((open.len(), open[0].session.as_str()), (1, digest(&token).as_str()));
    let again = socket.invoke(&connect(&protocols)).await.expect("an answer");
    assert_eq!(again["statusCode"], 401, "a ticket is good once");

    let pong = socket
        .invoke(&event("websocket-ping", &[("connection", CONNECTION)]))
        .await
        .expect("an answer");
    assert_eq!(pong["body"], r#"{"type":"pong"}"#);
    let bye = socket
        .invoke(&event("websocket-disconnect", &[("connection", CONNECTION)]))
        .await
        .expect("an answer");
    assert_eq!(bye["statusCode"], 200);
    assert_eq!(cloud.store.sockets(SystemClock.now()).await.expect("read"), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_courier_takes_the_minute() {
    let cloud = Cloud::start().await;
    let courier = cloud.function("courier").await;

    assert_eq!(courier.invoke(&event("schedule", &[])).await, Ok(no_failures()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_does_not_read_is_named_so_that_it_comes_again() {
    let cloud = Cloud::start().await;
    cloud
        .store
        .add_socket(&socket(CONNECTION, "session"))
        .await
        .expect("stored");
    let corrupt = event("stream-corrupt", &[("contact", "0123456789abcdef")]);
    let number = &corrupt["Records"][0]["dynamodb"]["SequenceNumber"];

    for name in ["courier", "fanout"] {
        let answer = cloud.function(name).await.invoke(&corrupt).await;

        assert_eq!(
            answer,
            Ok(json!({ "batchItemFailures": [{ "itemIdentifier": number }] })),
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_malformed_event_is_an_error_and_no_crash() {
    let cloud = Cloud::start().await;
    let fine = [
        (
            "webhook",
            event(
                "http-webhook",
                &[("path", "/webhooks/x"), ("body", ""), ("header", "x"), ("secret", "y")],
            ),
        ),
        ("api", event("http-healthz", &[])),
        ("socket", event("websocket-ping", &[("connection", CONNECTION)])),
        ("fanout", json!({ "Records": [] })),
    ];
    for (name, fine) in fine {
        let function = cloud.function(name).await;
        for malformed in [
            json!(null),
            json!([1]),
            json!("text"),
            json!({ "Records": 5, "requestContext": 7 }),
        ] {
            let error = function.invoke(&malformed).await.expect_err(name);
            assert!(error.body.contains("errorType"), "{name} to {malformed}: {error}");
        }
        function
            .invoke(&fine)
            .await
            .unwrap_or_else(|error| panic!("{name} is broken: {error}"));
        assert_eq!(function.starts(), 1, "{name} runs on in the same process");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_batch_that_does_not_parse_is_never_taken_for_the_minute() {
    let cloud = Cloud::start().await;
    let courier = cloud.function("courier").await;
    let mut broken = event("stream-channel", &[("channel", "x"), ("messenger", "pigeon")]);
    broken["Records"][0]["dynamodb"]["NewImage"] = json!(5);

    let answer = courier.invoke(&broken).await;

    assert!(answer.is_err(), "the records would be lost: {answer:?}");
    assert_eq!(courier.starts(), 1);
}
