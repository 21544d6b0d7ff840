//! How browsers fare, told to the desk's log.

use http::StatusCode;
use serde_json::{Value, json};
use support::TestInbox;

fn told() -> Value {
    json!({
        "release": "assets/index-Bx_3-9.js",
        "input_ms": 48,
        "lag": { "count": 3, "median_ms": 80, "max_ms": 400 },
        "faults": [{ "code": "E-7K3PA", "kind": "TypeError", "place": "assets/desk-1a.js:1:2345", "times": 2 }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_places_are_heard() {
    let inbox = TestInbox::start().await;
    let anna = inbox.operator().await;

    let heard = anna.web.post("/api/telemetry", &told()).await;
    let nothing = json!({ "release": "unbuilt" });
    let bare = anna.web.post("/api/telemetry", &nothing).await;

    assert_eq!(heard.status, StatusCode::NO_CONTENT);
    assert_eq!(bare.status, StatusCode::NO_CONTENT);
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_been_written_by_somebody_is_refused() {
    let inbox = TestInbox::start().await;
    let anna = inbox.operator().await;

    let spoilt = [
        ("/release", json!("Vera wrote hello")),
        ("/input_ms", json!("fast")),
        ("/faults/0/kind", json!("Cannot read +380501234567")),
        ("/faults/0/message", json!("hello")),
        ("/faults", Value::Array(vec![told()["faults"][0].clone(); 21])),
    ];
    for (place, value) in spoilt {
        let mut body = told();
        match body.pointer_mut(place) {
            Some(field) => *field = value,
            None => body["faults"][0]["message"] = value,
        }
        let refused = anna.web.post("/api/telemetry", &body).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::BAD_REQUEST, "bad_request"),
            "{place}"
        );
    }
    inbox.stop().await;
}
