//! One test for each access pattern of orders, under its number, on the embedded engine.

use domain::{
    ContactId, OrderStatus, Spent, UnixMs, rules,
    rules::Told,
    wire::{PutOrder, Whom},
};
use store::{Committed, Store, orders::ORDERS_PER_PAGE_MAX};

use crate::table::{Engine, NOON, inbound};

async fn met(store: &Store) -> ContactId {
    let change = rules::receive(None, &inbound(1, 1, "hello"), None, None, NOON);
    let committed = store.commit(&change, NOON).await.expect("committed");
    assert!(matches!(committed, Committed::Stored(_)), "{committed:?}");
    change.chat.id
}

/// Tells of an order of `person`, on what is known of it and of what they spent; whether it was written.
async fn tells(store: &Store, person: &ContactId, id: &str, amount: u64, placed: i64) -> bool {
    let known = store.order(id).await.expect("read");
    let spent = store.spent(person).await.expect("read");
    let body = PutOrder {
        contact: Whom::Id(person.clone()),
        title: "Kettle".into(),
        amount,
        currency: "EUR".into(),
        status: OrderStatus::Paid {},
        placed: UnixMs(placed),
        updated: known.as_ref().map_or(UnixMs(1), |known| known.updated.plus(1)),
        url: None,
    };
    let people = std::slice::from_ref(person);
    let (body, person) = (&body, person);
    let told = Told {
        id,
        person,
        people,
        body,
    };
    let write = rules::order(known.as_ref(), &spent, told, NOON).expect("fine");
    store.commit_order(&write.expect("a change")).await.expect("answered")
}

#[tokio::test]
async fn a52_the_order_the_business_calls_so() {
    let (_engine, store) = Engine::store().await;
    let anna = met(&store).await;
    assert_eq!(store.order("1").await.expect("read"), None);

    assert!(tells(&store, &anna, "1", 100, 5).await);
    assert!(tells(&store, &anna, "1", 200, 5).await, "changed in its place");
    assert!(tells(&store, &anna, "1", 300, 4).await, "moved to another");

    let found = store.order("1").await.expect("read").expect("there");
    assert_eq!((found.version, found.amount, found.placed), (3, 300, UnixMs(4)));
    let page = store.orders(&[anna], None).await.expect("read");
    assert_eq!(page.orders, [found], "and nowhere else");
    let nobody = "nobody".parse().expect("id");
    assert!(!tells(&store, &nobody, "2", 100, 5).await, "of nobody there");
}

#[tokio::test]
async fn a53_what_a_person_spent() {
    let (_engine, store) = Engine::store().await;
    let anna = met(&store).await;
    assert_eq!(store.spent(&anna).await.expect("read"), Spent::nothing(&anna));

    tells(&store, &anna, "1", 100, 5).await;
    tells(&store, &anna, "2", 20, 5).await;

    let spent = store.spent(&anna).await.expect("read");
    assert_eq!((spent.version, spent.sums[0].amount, spent.sums[0].orders), (2, 120, 2));
}

#[tokio::test]
async fn a54_a_contacts_orders_and_what_they_spent() {
    let (_engine, store) = Engine::store().await;
    let anna = met(&store).await;
    for at in 0..ORDERS_PER_PAGE_MAX + 2 {
        let placed = i64::try_from(at).expect("few");
        assert!(tells(&store, &anna, &format!("{at}"), 1, placed).await);
    }
    let people = [anna, "nobody".parse().expect("id")];

    let first = store.orders(&people, None).await.expect("read");
    let second = store.orders(&people, first.next.as_ref()).await.expect("read");

    assert_eq!((first.orders.len(), second.orders.len()), (ORDERS_PER_PAGE_MAX, 2));
    assert_eq!((first.orders[0].id.as_str(), second.orders[1].id.as_str()), ("21", "0"));
    assert_eq!((first.spent.len(), second.spent.len()), (1, 0));
    assert_eq!(second.next, None);
}
