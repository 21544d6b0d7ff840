//! What stands in for API Gateway and the content delivery network keeps their rules.

use std::{path::PathBuf, sync::Arc, time::Duration};

use http::{HeaderMap, StatusCode};
use platform::{Clock, Config, SystemClock};
use push::{Gateway, Push, PushError};
use store::{Store, dynamo::Dynamo};
use support::{OWNER_EMAIL, OWNER_PASSWORD, Operator, Socket, TestInbox, Web, eventually};
use switchboard::{Limits, LocalConfig, Pretending, Running, start};

fn owned() -> LocalConfig {
    LocalConfig::default().owned_by(OWNER_EMAIL, OWNER_PASSWORD)
}

async fn socket(running: &Running) -> Socket {
    Operator::signs_in(&running.desk_url, OWNER_EMAIL, OWNER_PASSWORD)
        .await
        .socket()
        .await
}

/// The connection id of the one open socket.
async fn connection(running: &Running) -> String {
    let client = platform::dynamo::client(Some(&running.engine_url));
    let store = Store::new(Arc::new(Dynamo::new(client, Config::default().table)));
    let sockets = store.sockets(SystemClock.now()).await.expect("read");
    assert_eq!(sockets.len(), 1);
    sockets[0].connection.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_push_to_a_socket_until_it_is_closed() {
    let running = start(owned()).await.expect("starts");
    let socket = socket(&running).await;
    let connection = connection(&running).await;
    let push = Gateway::new(fanout::gateway::client(&running.connections_url));

    assert!(
        connection.ends_with('='),
        "like API Gateway's, which must be encoded in a path"
    );
    push.post(&connection, br#"{"type":"news"}"#).await.expect("taken");
    socket.hears("news").await;
    let too_large = push.post(&connection, &vec![b'x'; 128 * 1024 + 1]).await;
    assert!(matches!(too_large, Err(PushError::Failed(_))));
    let shown = Web::new(&running.connections_url)
        .get(&format!("/@connections/{connection}"))
        .await
        .ok();
    assert!(shown["connectedAt"].as_str().expect("a time").ends_with('Z'), "{shown}");
    push.close(&connection).await.expect("closed");
    assert_eq!(socket.ends().await, 1000);

    eventually("the connection is gone", async || {
        matches!(push.post(&connection, b"{}").await, Err(PushError::Gone)).then_some(())
    })
    .await;
    push.close(&connection).await.expect("closing what is gone is no error");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_when_it_is_idle_or_old_or_the_desk_stops() {
    let short = Duration::from_millis(300);
    let idle = Limits {
        idle: short,
        ..Limits::default()
    };
    let old = Limits {
        lifetime: short,
        ..Limits::default()
    };
    for limits in [idle, old] {
        let running = start(LocalConfig { limits, ..owned() }).await.expect("starts");
        assert_eq!(socket(&running).await.ends().await, 1001);
        running.stop().await;
    }
    let running = start(owned()).await.expect("starts");
    let socket = socket(&running).await;
    running.stop().await;
    assert_eq!(socket.ends().await, 1001);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_s_files_are_served_as_the_network_serves_them() {
    let web = std::env::temp_dir().join(format!("switchboard-web-{}", std::process::id()));
    std::fs::create_dir_all(web.join("assets")).expect("a folder");
    for (name, text) in [
        ("index.html", "the desk"),
        ("pretend.html", "customers"),
        ("assets/a-1.js", "1"),
    ] {
        std::fs::write(web.join(name), text).expect("written");
    }
    let running = start(LocalConfig {
        web: web.clone(),
        ..owned()
    })
    .await
    .expect("starts");
    let desk = Web::new(&running.desk_url);
    let header = |headers: &HeaderMap, name: &str| headers[name].to_str().expect("text").to_owned();

    let page = desk.get("/chats/abc").await;
    let script = desk.get("/assets/a-1.js").await;

    assert!(running.has_pages);
    assert_eq!((page.status, script.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(header(&page.headers, "cache-control"), "no-cache");
    assert!(header(&script.headers, "cache-control").contains("immutable"));
    assert!(header(&page.headers, "content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(header(&page.headers, name), value);
    }
    assert_eq!(desk.get("/pretend").await.status, StatusCode::OK);
    assert_eq!(desk.get("/assets/no-such.js").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        desk.post("/", &serde_json::Value::Null).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(desk.get("/healthz").await.status, StatusCode::OK);
    running.stop().await;
    std::fs::remove_dir_all(web).expect("removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_without_its_pages_says_so() {
    let running = start(LocalConfig {
        web: PathBuf::from("no-such-folder"),
        ..owned()
    })
    .await
    .expect("starts");

    assert!(!running.has_pages);
    assert_eq!(
        Web::new(&running.desk_url).get("/").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_demo_mode_nothing_is_pretended() {
    let running = start(LocalConfig {
        pretend: Pretending::No,
        ..owned()
    })
    .await
    .expect("starts");
    let desk = Web::new(&running.desk_url).with("x-switchboard", "1");

    assert!(running.pretend_url.is_none());
    for path in ["/pretend", "/pretend.html", "/pretend/people"] {
        assert_eq!(desk.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_s_first_screen_is_alive() {
    let running = start(LocalConfig {
        pretend: Pretending::Demo,
        ..owned()
    })
    .await
    .expect("starts");
    assert!(running.quiet(support::PATIENCE).await);
    let owner = Operator::signs_in(&running.desk_url, OWNER_EMAIL, OWNER_PASSWORD).await;

    let chats = owner.chats("open").await;

    assert_eq!(chats.len(), 3);
    assert!(chats.iter().any(|chat| chat["name"] == "Мария Орлова"));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_page_api_refuses_what_a_messenger_s_app_does_not_offer() {
    let inbox = TestInbox::start().await;
    let web = inbox.web();
    let path = |rest: &str| format!("/pretend/{}/{rest}", inbox.messenger);
    let say = serde_json::json!({ "text": "hi" });

    assert_eq!(web.post(&path("nobody/messages"), &say).await.code(), "no_such_person");
    assert_eq!(
        web.post(&path("77/messages"), &serde_json::json!({ "text": " " }))
            .await
            .code(),
        "bad_text"
    );
    assert_eq!(
        web.post(&path("77/messages"), &serde_json::json!({})).await.code(),
        "bad_request"
    );
    assert_eq!(
        web.post("/pretend/pigeon/77/messages", &say).await.code(),
        "no_such_messenger"
    );
    assert_eq!(web.get(&path("77")).await.code(), "no_such_route");
    let foreign = web.with("origin", "http://evil.example");
    assert_eq!(foreign.post(&path("77/messages"), &say).await.code(), "foreign_origin");
    inbox.stop().await;
}
