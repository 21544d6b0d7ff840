//! Claims at the table itself: of two couriers one goes on, and only the newest may report.

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};
use domain::{Delivery, MessageWrite, Origin, Outcome, rules};
use store::Committed;

#[tokio::test]
async fn of_two_claims_one_holds_and_only_it_may_report() {
    let (_engine, store) = Engine::store().await;
    let received = rules::receive(None, &inbound(1, 1, "hello"), None, None, NOON);
    store.commit(&received, NOON).await.expect("committed");
    let request = request(&received.chat, "one", "hi");
    let by = "anna".parse().expect("id");
    let sending = rules::Sending {
        request: &request,
        capabilities: &CAPABILITIES,
        by: &by,
    };
    let sent = rules::send(&received.chat, sending, NOON).expect("sent");
    store.commit(&sent, NOON).await.expect("committed");
    let queued = sent.messages[0].message().clone();
    let (claimed, fence) = rules::claim(&queued, NOON).expect("due");

    let (one, two) = futures_util::future::join(store.claim(&queued, &claimed), store.claim(&queued, &claimed)).await;
    assert!(one.expect("answered") != two.expect("answered"));

    let stored = store.message(&queued.id).await.expect("read").expect("there");
    assert!(matches!(
        &stored.origin,
        Origin::Operator {
            delivery: Delivery::InFlight { fence: 1, .. },
            ..
        }
    ));
    let outcome = Outcome::Accepted {
        parts: vec!["9".into()],
        position: Some(9),
        at: Some(NOON),
    };
    let mut foreign = rules::deliver(&sent.chat, &stored, fence, &outcome, &CAPABILITIES, NOON);
    for write in &mut foreign.messages {
        if let MessageWrite::Replace { fence, .. } = write {
            *fence = Some(7);
        }
    }
    assert_eq!(store.commit(&foreign, NOON).await.expect("answered"), Committed::Stale);

    let change = rules::deliver(&sent.chat, &stored, fence, &outcome, &CAPABILITIES, NOON);
    let committed = store.commit(&change, NOON).await.expect("answered");
    assert!(matches!(committed, Committed::Stored(chat) if chat.outbox.is_empty()));
}
