//! Operators who do nothing, on a clock of the test's own.

use std::sync::Arc;

use courier::{Courier, Wake};
use domain::{MINUTE_MS, Operator, OperatorId, Role, Settings, Status, StatusReason};
use platform::{App, Config, RandomIds};
use serde_json::{Value, json};
use store::{Store, notifications::Activity, sockets::Socket};
use support::{TestInbox, engines};

use crate::{
    handmade::{Hand, Nobody},
    table::{Engine, NOON},
};

/// The minute's round of a desk where anna is Online and connected.
struct Rounds {
    _engine: Engine,
    store: Store,
    clock: Arc<Hand>,
    courier: Courier,
}

fn anna() -> OperatorId {
    "anna".parse().expect("id")
}

impl Rounds {
    async fn begin() -> Self {
        let (engine, store) = Engine::store().await;
        let clock = Hand::at(NOON);
        let operator = Operator {
            status: Status::Online,
            ..Operator::new(anna(), "Anna".into(), "anna@example.com".into(), Role::Operator, NOON)
        };
        assert!(store.add_operator(&operator, "phc", None).await.expect("added"));
        let socket = Socket {
            connection: "c".into(),
            operator: anna(),
            session: "s".into(),
            opened: NOON,
            expires: NOON.plus(domain::DAY_MS),
        };
        store.add_socket(&socket).await.expect("open");
        let settings = Settings {
            version: 1,
            idle_busy_min: Some(5),
            ..Settings::default()
        };
        let audit = domain::AuditEntry::new(NOON, None, "settings_changed", "settings".into(), 1);
        assert!(store.commit_settings(&settings, &audit).await.expect("set"));
        let app = App {
            store: store.clone(),
            clock: clock.clone(),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config::default()),
        };
        Self {
            _engine: engine,
            store,
            clock,
            courier: Courier::new(app, Arc::new(Nobody)),
        }
    }

    /// What anna is after the round `minutes` after noon.
    async fn at(&self, minutes: i64) -> (Status, StatusReason) {
        self.clock.is_at(NOON.plus(minutes * MINUTE_MS));
        courier::handle(&self.courier, Wake::Tick).await;
        let anna = self.store.operator(&anna()).await.expect("read").expect("anna");
        (anna.status, anna.status_reason)
    }

    async fn does_something(&self, minutes: i64) {
        let activity = Activity {
            operator: anna(),
            at: NOON.plus(minutes * MINUTE_MS),
        };
        self.store.set_activity(&activity).await.expect("noted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_nothing_for_five_minutes_is_busy_and_online_again_when_they_do() {
    let rounds = Rounds::begin().await;
    assert_eq!(rounds.at(4).await.0, Status::Online);
    rounds.does_something(4).await;
    assert_eq!(rounds.at(8).await.0, Status::Online);

    assert_eq!(rounds.at(9).await, (Status::Busy, StatusReason::Idle));
    rounds.does_something(10).await;
    assert_eq!(rounds.at(10).await, (Status::Online, StatusReason::Active));

    let past = rounds.store.status_intervals(&anna()).await.expect("read");
    let past: Vec<(Status, i64, i64)> = past
        .iter()
        .map(|interval| (interval.status, interval.from.0 - NOON.0, interval.to.0 - NOON.0))
        .collect();
    assert_eq!(
        past,
        [
            (Status::Busy, 9 * MINUTE_MS, 10 * MINUTE_MS),
            (Status::Online, 0, 9 * MINUTE_MS)
        ]
    );
}

/// What a browser reports is answered with the operator as they are; whoever chose Busy stays Busy.
#[tokio::test(flavor = "multi_thread")]
async fn doing_something_changes_no_chosen_status() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        for status in ["busy", "break", "online", "offline"] {
            let choice = json!({ "status": status });
            anna.web.put("/api/operators/me/status", &choice).await.ok();
            let after = anna.web.put("/api/operators/me/activity", &Value::Null).await.ok();
            assert_eq!(
                (&after["status"], &after["status_reason"]),
                (&json!(status), &json!("chosen"))
            );
        }
        inbox.stop().await;
    }
}
