//! Messages by the numbers their providers gave them, at the table: what is found, and what it costs.

use domain::{Change, Chat, Message, Order, Outcome, rules};
use store::{Committed, Store};

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};

async fn commit(store: &Store, change: &Change) -> Chat {
    match store.commit(change, NOON).await.expect("committed") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// Person 1 writes.
async fn hears(store: &Store, chat: Option<&Chat>, position: u64) -> Chat {
    let change = rules::receive(chat, &inbound(1, position, "hello"), None, None, NOON);
    commit(store, &change).await
}

/// An answer is written, and waits.
async fn answers(store: &Store, chat: &Chat) -> (Chat, Message) {
    let (request, by) = (request(chat, "i1", "hi"), "anna".parse().expect("id"));
    let change = rules::send(chat, rules::Sending::new(&request, &CAPABILITIES, &by), NOON).expect("sent");
    let message = change.messages[0].message().clone();
    (commit(store, &change).await, message)
}

/// The number may be the contact's, or have been given to an answer that was written before others came.
#[tokio::test]
async fn a97_the_message_with_a_number_of_the_provider() {
    let (engine, store) = Engine::store().await;
    let chat = hears(&store, None, 1).await;
    let chat = hears(&store, Some(&chat), 2).await;
    let (chat, answer) = answers(&store, &chat).await;
    let chat = hears(&store, Some(&chat), 4).await;
    let (claimed, fence) = rules::claim(&answer, NOON).expect("due");
    assert!(store.claim(&answer, &claimed).await.expect("claimed"));
    let outcome = Outcome::Accepted {
        parts: vec!["5".into(), "6".into()],
        position: Some(6),
        at: None,
    };
    let change = rules::deliver(&chat, &claimed, fence, &outcome, &CAPABILITIES, NOON);
    let chat = commit(&store, &change).await;
    let identity = &chat.identities[0].id;
    let numbered = async |number: u64| {
        let found = store.message_numbered(identity, number).await.expect("read");
        found.map(|message| message.id)
    };

    assert_eq!(numbered(4).await.map(|id| id.order), Some(Order::inbound(4)));
    assert_eq!(numbered(2).await.map(|id| id.order), Some(Order::inbound(2)));
    engine.meter.take();
    assert_eq!(numbered(6).await.as_ref(), Some(&answer.id));
    let cost = engine.meter.take();
    assert!(cost.rounds == 1 && cost.read_units <= 1.0, "{cost:?}");
    assert_eq!(numbered(7).await, None);
}
