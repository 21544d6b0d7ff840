//! Who gets in: signing in, being somebody, opening a socket.

use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use support::{Engine, OWNER_EMAIL, OWNER_PASSWORD, Operator, Socket, TestInbox, engines, eventually};

async fn desks() -> Vec<TestInbox> {
    let mut desks = Vec::new();
    for engine in engines() {
        desks.push(TestInbox::start_on(&engine).await);
    }
    desks
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_signs_in_and_is_who_they_are() {
    for inbox in desks().await {
        let owner = inbox.operator().await;

        let shown = owner.web.get("/api/session").await.ok();

        assert_eq!(shown["operator"]["email"], OWNER_EMAIL);
        assert_eq!(shown["operator"]["role"], "owner");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_for_this_host_and_no_script() {
    let inbox = TestInbox::start().await;

    let reply = Operator::tries_to_sign_in(inbox.url(), "OWNER@example.com", OWNER_PASSWORD).await;

    let cookie = reply
        .headers
        .get(header::SET_COOKIE)
        .expect("a cookie")
        .to_str()
        .expect("text");
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let inbox = TestInbox::start().await;

    let wrong = Operator::tries_to_sign_in(inbox.url(), OWNER_EMAIL, "wrong horse battery").await;
    let unknown = Operator::tries_to_sign_in(inbox.url(), "nobody@example.com", OWNER_PASSWORD).await;

    for reply in [&wrong, &unknown] {
        assert_eq!(
            (reply.status, reply.code()),
            (StatusCode::UNAUTHORIZED, "wrong_credentials")
        );
        assert!(!reply.headers.contains_key(header::SET_COOKIE));
    }
    assert_eq!(wrong.body["message"], unknown.body["message"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_cookie_there_is_nothing_to_see_and_nothing_to_do() {
    let inbox = TestInbox::start().await;
    let nobody = inbox.web().with("x-switchboard", "1");
    let forged = nobody.with("cookie", "__Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let doors = [
        (Method::GET, "/api/session"),
        (Method::GET, "/api/chats"),
        (Method::GET, "/api/channels"),
        (Method::GET, "/api/messengers"),
        (Method::POST, "/api/socket-ticket"),
        (Method::POST, "/api/channels"),
        (Method::PUT, "/api/chats/x/close"),
        (Method::GET, "/api/no-such-thing"),
    ];
    for web in [nobody, forged] {
        for (method, path) in &doors {
            let reply = web.call(method.clone(), path, &Value::Null).await;
            assert_eq!(
                (reply.status, reply.code()),
                (StatusCode::UNAUTHORIZED, "signed_out"),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_s_page_changes_nothing() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let contact = inbox.contact("Anna").await;
    contact.writes("hello").await;
    let chat = owner.chat_with(&contact).await;
    let close = format!("/api/chats/{}/close", chat["id"].as_str().expect("id"));

    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let reply = owner.web.with(name, value).put(&close, &Value::Null).await;
        assert_eq!(
            (reply.status, reply.code()),
            (StatusCode::FORBIDDEN, "foreign_origin"),
            "{name}: {value}"
        );
    }
    let own = owner.web.with("origin", inbox.url()).put(&close, &Value::Null).await;

    assert_eq!(own.ok()["state"]["is"], "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_its_sockets() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let other = inbox.operator().await;
        let (socket, others) = (owner.socket().await, other.socket().await);

        let reply = owner.web.call(Method::DELETE, "/api/session", &Value::Null).await;

        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        assert_eq!(owner.web.get("/api/session").await.code(), "signed_out");
        socket.ends().await;
        let contact = inbox.contact("Anna").await;
        contact.writes("still there?").await;
        others.sees_text("still there?").await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let ticket = owner.ticket().await;

        let first = Socket::open(inbox.url(), &ticket, Some(inbox.url()))
            .await
            .expect("opens");
        let again = Socket::open(inbox.url(), &ticket, Some(inbox.url())).await;

        assert_eq!(
            first.protocol.as_deref(),
            Some("switchboard"),
            "the ticket is not sent back"
        );
        assert_eq!(again.err(), Some(401));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_present_one_ticket_one_gets_in() {
    for inbox in desks().await {
        let ticket = inbox.operator().await.ticket().await;

        let all = (0..10).map(|_| Socket::open(inbox.url(), &ticket, None));
        let opened = futures_util::future::join_all(all)
            .await
            .into_iter()
            .filter(Result::is_ok)
            .count();

        assert_eq!(opened, 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_ticket_a_wrong_one_and_a_foreign_page_open_no_socket() {
    let inbox = TestInbox::start().await;
    let ticket = inbox.operator().await.ticket().await;

    assert_eq!(Socket::open(inbox.url(), "", None).await.err(), Some(401));
    assert_eq!(Socket::open(inbox.url(), &"A".repeat(43), None).await.err(), Some(401));
    assert_eq!(
        Socket::open(inbox.url(), &ticket, Some("http://evil.example"))
            .await
            .err(),
        Some(403)
    );
    assert!(
        Socket::open(inbox.url(), &ticket, None).await.is_ok(),
        "a refused page did not use the ticket up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_answers_pings_and_bears_no_nonsense() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let mut socket = owner.socket().await;
    let (mut binary, mut large) = (owner.socket().await, owner.socket().await);

    socket.says(r#"{"type":"ping"}"#).await;
    socket.hears("pong").await;
    binary.says_bytes(b"\x00").await;
    large.says(&"x".repeat(33 * 1024)).await;

    assert_eq!(binary.ends().await, 1003);
    assert_eq!(large.ends().await, 1009);
    socket.says("nonsense").await;
    socket.says(r#"{"type":"ping"}"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_the_messenger_does_not_know_leaves_the_channel_in_need_of_attention() {
    let inbox = TestInbox::start_on(&Engine::Embedded).await;
    let owner = inbox.operator().await;
    let socket = owner.socket().await;

    let added = owner.adds_channel(&inbox.messenger, "1:nobody-knows-this").await;

    assert_eq!(added["state"]["is"], "connecting");
    assert!(
        !added.to_string().contains("nobody-knows-this"),
        "the token is never shown"
    );
    let is_it = |event: &Value| event["channel"]["id"] == added["id"] && event["channel"]["version"] == 2;
    let event = socket.sees("the channel's new state", is_it).await;
    assert_eq!(event["channel"]["state"]["is"], "needs_attention");
    assert!(
        event["channel"]["state"]["reason"]
            .as_str()
            .expect("words")
            .contains("401")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_added_by_token_brings_its_contacts() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let business = json!({ "name": "Second Shop" });
        let founded = inbox
            .web()
            .post(&format!("/pretend/{}/businesses", inbox.messenger), &business)
            .await
            .ok();

        let added = owner
            .adds_channel(&inbox.messenger, founded["token"].as_str().expect("a token"))
            .await;
        inbox.quiet().await;
        let contact = inbox.contact("Vera").await;
        contact.writes("hello, second shop").await;

        let chat = owner.chat_with(&contact).await;
        let through = chat["identities"][0]["id"].as_str().expect("an address");
        assert!(through.starts_with(added["id"].as_str().expect("id")), "{through}");
        let channel = eventually("the channel's name", async || {
            let channels = owner.channels().await;
            channels
                .into_iter()
                .find(|channel| channel["id"] == added["id"] && channel["state"]["is"] == "active")
        });
        assert_eq!(channel.await["name"], "@secondshop2_bot");
        inbox.stop().await;
    }
}
