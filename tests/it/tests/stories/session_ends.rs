//! However a session ends, its sockets end with it.

use domain::{HOUR_MS, OperatorId};
use platform::{Clock, SystemClock};
use serde_json::json;
use store::sockets::Socket;
use support::{TestInbox, engines, eventually};

use super::proofs::{session_of, time_passes};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_lay_idle_or_reached_its_end_closes_its_sockets_by_the_minutes_round() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [idle, old, other] = inbox.operators(["anna", "boris", "vera"]).await;
        let (idles, olds, mut others) = (idle.socket().await, old.socket().await, other.socket().await);

        time_passes(&inbox, &idle, |session| session.seen = session.seen.plus(-HOUR_MS)).await;
        time_passes(&inbox, &old, |session| session.expires = session.seen).await;

        idles.ends().await;
        olds.ends().await;
        assert_eq!(idle.web.get("/api/session").await.code(), "signed_out");
        others.says(r#"{"type":"ping"}"#).await;
        others.hears("pong").await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn being_sent_home_closes_sockets_at_once() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        let socket = anna.socket().await;

        let path = format!("/api/operators/{}", anna.id);
        owner.web.patch(&path, &json!({ "is_active": false })).await.ok();

        socket.ends().await;
        inbox.stop().await;
    }
}

/// A socket that was opened while its session ended: nothing else would ever close it.
#[tokio::test(flavor = "multi_thread")]
async fn a_socket_whose_session_is_gone_is_forgotten_by_the_minutes_round() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let (store, now) = (inbox.store(), SystemClock.now());
    let operator: OperatorId = anna.id.parse().expect("an id");
    let orphan = Socket {
        connection: "nobody=".into(),
        operator,
        session: session_of(&anna).await.replace(char::is_numeric, "0"),
        opened: now.plus(-HOUR_MS),
        expires: now.plus(HOUR_MS),
    };

    store.add_socket(&orphan).await.expect("written");

    eventually("it is forgotten", async || {
        let sockets = store.sockets(SystemClock.now()).await.expect("read");
        sockets
            .iter()
            .all(|socket| socket.connection != orphan.connection)
            .then_some(())
    })
    .await;
}
