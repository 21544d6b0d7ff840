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
    let sending = rules::Sending::new(&request, &CAPABILITIES, &by);
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
        if let MessageWrite::Replace { before, .. } = write {
            **before = rules::claim(&queued, NOON.plus(1)).expect("due").0;
        }
    }
    assert_eq!(store.commit(&foreign, NOON).await.expect("answered"), Committed::Stale);

    let change = rules::deliver(&sent.chat, &stored, fence, &outcome, &CAPABILITIES, NOON);
    let committed = store.commit(&change, NOON).await.expect("answered");
    assert!(matches!(committed, Committed::Stored(chat) if chat.outbox.is_empty()));
}

/// A change of an answer that has arrived: the wish, its claim, the report; and with it the earlier text.
#[tokio::test]
async fn a_change_costs_seven_write_units_one_and_nine() {
    let (engine, store) = Engine::store().await;
    let capabilities = domain::Capabilities {
        edit: Some(domain::Window::ALWAYS),
        ..CAPABILITIES.clone()
    };
    let received = rules::receive(None, &inbound(1, 1, "hello"), None, None, NOON);
    store.commit(&received, NOON).await.expect("committed");
    let by = "anna".parse().expect("id");
    let asked = request(&received.chat, "one", "hi");
    let sending = rules::Sending::new(&asked, &capabilities, &by);
    let sent = rules::send(&received.chat, sending, NOON).expect("sent");
    store.commit(&sent, NOON).await.expect("committed");
    let queued = sent.messages[0].message();
    let (claimed, fence) = rules::claim(queued, NOON).expect("due");
    assert!(store.claim(queued, &claimed).await.expect("claimed"));
    let accepted = Outcome::Accepted {
        parts: vec!["9".into()],
        position: Some(9),
        at: Some(NOON),
    };
    let arrived = rules::deliver(&sent.chat, &claimed, fence, &accepted, &capabilities, NOON);
    store.commit(&arrived, NOON).await.expect("committed");
    engine.meter.take();
    let mut costs = Vec::new();
    let mut took = || costs.push(engine.meter.take().write_units);

    let content = domain::Outgoing::Text {
        text: "hi there".into(),
    };
    let message = arrived.messages[0].message();
    let wish = domain::Wish::Edit { content };
    let wished = rules::revise(&arrived.chat, message, wish, &by, &capabilities, NOON).expect("wished");
    store.commit(&wished, NOON).await.expect("committed");
    took();
    let (claimed, fence) = rules::claim_revision(wished.messages[0].message(), NOON).expect("due");
    let before = wished.messages[0].message();
    assert!(store.claim(before, &claimed).await.expect("claimed"));
    assert!(!store.claim(before, &claimed).await.expect("answered"), "once");
    took();
    let done = rules::revised(&wished.chat, &claimed, fence, &accepted, NOON);
    assert!(matches!(
        store.commit(&done, NOON).await.expect("committed"),
        Committed::Stored(_)
    ));
    took();

    println!("a wish, two claims, a report: {costs:?}");
    // Two claims: a refused one costs as much.
    assert_eq!(costs, [7.0, 2.0, 9.0]);
}
