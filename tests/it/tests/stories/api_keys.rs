//! API keys: made once, shown once, good for what they say and until they are taken back.

use api::routes::{Entrance, ROUTES};
use domain::{DAY_MS, MINUTE_MS, SECOND_MS, api_key::Scope, rules::throttle::Guard};
use http::{Method, StatusCode, header};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use store::{
    sessions::digest,
    tries::{Tried, Try},
};
use support::{Operator, TestInbox, Web, engines};

/// Makes a key with these scopes; what is kept of it, and the key.
pub async fn made(owner: &Operator, name: &str, scopes: &[&str], expires_days: Option<u32>) -> (Value, String) {
    let mut body = json!({ "name": name, "scopes": scopes });
    if let Some(days) = expires_days {
        body["expires_days"] = days.into();
    }
    let made = owner.web.post("/api/keys", &body).await.ok();
    let token = made["token"].as_str().expect("a key").to_owned();
    (made["key"].clone(), token)
}

/// A program that shows this key.
pub fn program(inbox: &TestInbox, key: &str) -> Web {
    inbox.web().with("authorization", &format!("Bearer {key}"))
}

const ANYBODY: &str = "/api/v1/contacts?id=nobody";

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_used_and_revoked_at_once() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;

        let (key, token) = made(&owner, "Shop", &["contacts:read"], Some(90)).await;

        assert!(
            token.starts_with("sk_") && token.len() == 46,
            "256 bits: {}",
            token.len()
        );
        assert_eq!(key["id"], digest(&token));
        assert!(token.ends_with(key["ends"].as_str().expect("text")));
        assert_eq!(key.get("used"), None);
        let shop = program(&inbox, &token);
        assert_eq!(shop.get(ANYBODY).await.code(), "no_such_contact", "it comes through");
        let list = owner.web.get("/api/keys").await;
        assert!(!list.text.contains(&token), "never again");
        let list = list.ok();
        let today = SystemClock.now().0 / DAY_MS * DAY_MS;
        assert_eq!(
            (&list["keys"][0]["name"], &list["keys"][0]["used"]),
            (&json!("Shop"), &json!(today))
        );

        let path = format!("/api/keys/{}", key["id"].as_str().expect("an id"));
        let revoked = owner.web.delete(&path).await.ok();
        assert!(revoked["revoked"].is_i64());
        assert_eq!(owner.web.delete(&path).await.ok(), revoked, "the same again");
        let refused = shop.get(ANYBODY).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNAUTHORIZED, "key_revoked")
        );
        assert_eq!(owner.web.delete("/api/keys/none").await.code(), "no_such_key");

        let log = owner.web.get("/api/audit?subject=key/").await;
        assert!(!log.text.contains(&token) && !log.text.contains(&digest(&token)));
        let log = log.ok();
        let actions = log["entries"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|entry| &entry["action"]);
        assert_eq!(actions.collect::<Vec<_>>(), ["key_revoked", "key_made"]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_takes_a_key_of_its_scope_or_a_session_and_never_the_other() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let mut keys = Vec::new();
    for scope in Scope::ALL {
        let (_, token) = made(&owner, scope.name(), &[scope.name()], None).await;
        keys.push((scope, program(&inbox, &token)));
    }

    let mut asked = 0;
    for route in ROUTES {
        let steps = route.path.split('/');
        let path: Vec<&str> = steps
            .map(|step| if step.starts_with('{') { "none" } else { step })
            .collect();
        let (path, method): (String, Method) = (path.join("/"), route.method.parse().expect("a method"));
        let body = if method == Method::GET { Value::Null } else { json!({}) };
        for (scope, program) in &keys {
            let marked = program.with("x-switchboard", "1");
            let reply = marked.call(method.clone(), &path, &body).await;
            let name = format!("{} {} with {}: {}", route.method, route.path, scope.name(), reply.body);
            match route.entrance {
                Entrance::ForKey(wanted) if wanted == *scope => {
                    assert!(
                        !reply.code().starts_with("key_") && reply.code() != "no_such_route",
                        "{name}"
                    );
                    // No page has to be told from another: no browser adds a key by itself.
                    let plain = program.call(method.clone(), &path, &body).await;
                    assert_eq!(plain.code(), reply.code(), "{name}");
                    asked += 1;
                }
                Entrance::ForKey(_) => {
                    assert_eq!(
                        (reply.status, reply.code()),
                        (StatusCode::FORBIDDEN, "key_scope"),
                        "{name}"
                    );
                }
                Entrance::Open => {}
                Entrance::For(_) | Entrance::ForProven(_) => assert_eq!(reply.code(), "signed_out", "{name}"),
            }
        }
        if let Entrance::ForKey(_) = route.entrance {
            let reply = owner.web.call(method, &path, &body).await;
            assert_eq!(
                (reply.status, reply.code()),
                (StatusCode::UNAUTHORIZED, "key_missing"),
                "a cookie"
            );
        }
    }
    assert!(asked >= Scope::ALL.len(), "each scope opens something: {asked}");
    assert_eq!(owner.web.get("/api/v1/none").await.code(), "no_such_route");
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_good_key_is_told_why() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let owner = inbox.operator().await;
        let (_, token) = made(&owner, "Shop", &["contacts:read"], Some(30)).await;
        let unknown = format!("sk_{}", "A".repeat(43));

        for (value, code) in [
            (String::new(), "key_missing"),
            ("Bearer".into(), "key_missing"),
            ("Bearer ".into(), "key_missing"),
            (format!("Basic {token}"), "key_missing"),
            (token.clone(), "key_missing"),
            (format!("Bearer {}", "sk_".repeat(99)), "key_missing"),
            (format!("Bearer {unknown}"), "key_unknown"),
            (format!("Bearer {}", token.to_lowercase()), "key_unknown"),
            (format!("bearer {token}"), "no_such_contact"),
        ] {
            let reply = inbox.web().with("authorization", &value).get(ANYBODY).await;
            assert_eq!(reply.code(), code, "{value:.10}");
        }
        assert_eq!(inbox.web().get(ANYBODY).await.code(), "key_missing");

        clock.skips(30 * DAY_MS - MINUTE_MS);
        assert_eq!(program(&inbox, &token).get(ANYBODY).await.code(), "no_such_contact");
        clock.skips(MINUTE_MS);
        assert_eq!(program(&inbox, &token).get(ANYBODY).await.code(), "key_expired");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_asks_too_fast_waits_and_no_other_does() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        let owner = inbox.operator().await;
        let (key, token) = made(&owner, "Shop", &["contacts:read"], None).await;
        let (_, other) = made(&owner, "Mailer", &["contacts:read"], None).await;
        let tried = [Tried::new(Guard::Key, key["id"].as_str().expect("an id"))];
        // As many as are free, a little ahead of the clock: whatever a busy machine does meanwhile forgives none.
        let ahead = SystemClock.now().plus(30 * SECOND_MS);
        while let Try::Taken(_) = inbox.store().take_try(&tried, ahead).await.expect("answered") {}

        let early = program(&inbox, &token).get(ANYBODY).await;

        assert_eq!(
            (early.status, early.code()),
            (StatusCode::TOO_MANY_REQUESTS, "too_many_tries")
        );
        let wait_s = early.body["details"]["retry_after_s"].as_i64().expect("seconds");
        assert_eq!(early.headers[header::RETRY_AFTER], wait_s.to_string());
        assert_eq!(program(&inbox, &other).get(ANYBODY).await.code(), "no_such_contact");
        clock.skips(wait_s * SECOND_MS);
        assert_eq!(program(&inbox, &token).get(ANYBODY).await.code(), "no_such_contact");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_nobody_knows_are_counted_by_network() {
    for engine in engines() {
        let inbox = TestInbox::start_behind_proxy(&engine).await;
        let from = |address: &str, number: usize| {
            let web = program(&inbox, &format!("sk_{number:043}"));
            web.with("x-forwarded-for", address)
        };
        let mut codes = Vec::new();
        for number in 0..30 {
            codes.push(from("203.0.113.9", number).get(ANYBODY).await.code().to_owned());
        }
        let looked_at = codes.iter().filter(|code| *code == "key_unknown").count();

        // A minute forgives one, and the first wait is a second.
        assert!((20..29).contains(&looked_at), "{codes:?}");
        assert_eq!(codes.last().map(String::as_str), Some("too_many_tries"));
        assert_eq!(from("198.51.100.1", 1).get(ANYBODY).await.code(), "key_unknown");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_key_is_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    for (body, code) in [
        (json!({ "name": "", "scopes": ["orders:write"] }), "bad_name"),
        (json!({ "name": "Shop", "scopes": [] }), "bad_request"),
        (json!({ "name": "Shop", "scopes": ["chats:write"] }), "bad_request"),
        (
            json!({ "name": "Shop", "scopes": ["orders:write"], "expires_days": 7 }),
            "bad_request",
        ),
        (
            json!({ "name": "Shop", "scopes": ["orders:write"], "token": "sk_mine" }),
            "bad_request",
        ),
    ] {
        assert_eq!(owner.web.post("/api/keys", &body).await.code(), code, "{body}");
    }
    assert_eq!(owner.web.get("/api/keys").await.ok()["keys"], json!([]));
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_finds_a_contact_in_four_ways_and_is_told_where_several_fit() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let (anna, boris) = (inbox.contact("Anna").await, inbox.contact("Boris").await);
        anna.writes("hello").await;
        boris.writes("hello").await;
        let (anna, boris) = (owner.chat_with(&anna).await, owner.chat_with(&boris).await);
        let card = |chat: &Value| format!("/api/contacts/{}", chat["id"].as_str().expect("an id"));
        let version = owner.web.get(&card(&anna)).await.ok()["card"]["version"].clone();
        let says = json!({ "version": version, "emails": ["anna@example.com"], "phones": ["+77275550142"] });
        owner.web.patch(&card(&anna), &says).await.ok();
        let (_, token) = made(&owner, "Shop", &["contacts:read"], None).await;
        let shop = program(&inbox, &token);
        let identity = anna["identities"][0]["id"].as_str().expect("an id");

        for query in [
            format!("id={}", anna["id"].as_str().expect("an id")),
            format!("identity={identity}"),
            "email=Anna%40Example.com".into(),
            "phone=%2B7%20727%20555-01-42".into(),
            "phone=+77275550142".into(),
        ] {
            let found = shop.get(&format!("/api/v1/contacts?{query}")).await.ok();
            assert_eq!(
                (&found["id"], &found["identities"][0]),
                (&anna["id"], &json!(identity)),
                "{query}"
            );
            assert_eq!(found["card"]["emails"], json!(["anna@example.com"]));
            assert_eq!(found.get("chat"), None, "what was said is not told");
        }
        for (query, code) in [
            ("", "bad_request"),
            ("email=a%40b.example&id=x", "bad_request"),
            ("email=nobody%40example.com", "no_such_contact"),
            ("email=nobody", "bad_email"),
            ("phone=12", "phone_without_country"),
            ("identity=none:1", "no_such_contact"),
        ] {
            assert_eq!(
                shop.get(&format!("/api/v1/contacts?{query}")).await.code(),
                code,
                "{query}"
            );
        }
        let version = owner.web.get(&card(&boris)).await.ok()["card"]["version"].clone();
        let same = json!({ "version": version, "emails": ["anna@example.com"] });
        owner.web.patch(&card(&boris), &same).await.ok();
        let both = shop.get("/api/v1/contacts?email=anna%40example.com").await;
        assert_eq!((both.status, both.code()), (StatusCode::CONFLICT, "several_contacts"));
        inbox.stop().await;
    }
}
