//! One test for each access pattern of `keys.rs` about what was said, under its number, on the embedded engine.

use domain::{Chat, Content, Edited, Identity, Message, MessageId, Order, Origin, UnixMs, rules, said::Sought};
use store::{
    Committed, Store,
    messages::{MESSAGES_PER_PAGE_MAX, Places},
    said::{FOUND_MESSAGES_MAX, said_keys},
};

use crate::table::{Engine, NOON, inbound};

/// Person `person` says something, second `second` after noon; the chat since then.
async fn says(store: &Store, chat: Option<&Chat>, person: u64, position: u64, second: i64, text: &str) -> Chat {
    let mut message = inbound(person, position, text);
    message.at = NOON.plus(second * 1_000);
    let change = rules::receive(chat, &message, None, None, NOON);
    let committed = store.commit(&change, NOON).await.expect("committed");
    assert!(matches!(committed, Committed::Stored(_)), "{committed:?}");
    store.keep_said(change.messages[0].message()).await.expect("kept");
    change.chat
}

/// A message that only the index knows.
fn rumour(second: i64, text: &str) -> Message {
    let position = u64::try_from(second + 1_000_000).expect("a number");
    Message {
        id: MessageId {
            identity: inbound(9, 1, "").sender.identity,
            order: Order::inbound(position),
        },
        chat: "nobody".parse().expect("id"),
        version: 1,
        at: NOON.plus(second * 1_000),
        origin: Origin::Contact,
        content: Content::Text { text: text.into() },
        edited: None,
        reply: None,
        forwarded: None,
        came_by: None,
        cropped: None,
        reactions: None,
        revision: None,
        deleted: None,
    }
}

fn sought(term: &str) -> Sought {
    Sought::parse(term).expect("enough")
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().filter_map(|message| message.content.said()).collect()
}

#[tokio::test]
async fn a70_what_was_said_is_found_newest_first_at_a_cost_that_does_not_grow() {
    let (engine, store) = Engine::store().await;
    let mut chat = None;
    for number in 1..=25_u32 {
        let text = format!("The blue lamp number {number}");
        chat = Some(says(&store, chat.as_ref(), 1, number.into(), number.into(), &text).await);
    }
    engine.meter.take();

    let early = store.find_messages(&sought("lamp"), None).await.expect("read");
    let cost = engine.meter.take();
    for second in 1..=700 {
        store.keep_said(&rumour(-second, "a lamp")).await.expect("kept");
    }
    engine.meter.take();
    let late = store.find_messages(&sought("lamp"), None).await.expect("read");

    println!("twenty messages that say a word: {cost:?}");
    assert_eq!(early, late);
    assert_eq!(engine.meter.take(), cost, "flat");
    assert!(cost.rounds <= 2 && cost.read_units <= 20.5, "{cost:?}");
    assert_eq!(late.messages.len(), FOUND_MESSAGES_MAX);
    assert_eq!(texts(&late.messages)[0], "The blue lamp number 25");
    let rest = store.find_messages(&sought("LAMPS blu"), late.before.clone()).await;
    assert!(rest.expect("read").messages.is_empty(), "lamps were never said");
    let rest = store
        .find_messages(&sought("number lamp"), late.before)
        .await
        .expect("read");
    assert_eq!(texts(&rest.messages).last(), Some(&"The blue lamp number 1"));
    assert_eq!((rest.messages.len(), rest.before), (5, None));
}

/// Two common words that are never said together: the worst there is.
#[tokio::test]
async fn a70_a_search_that_finds_nothing_yet_says_how_far_it_looked_and_what_it_cost() {
    let (engine, store) = Engine::store().await;
    says(&store, None, 1, 1, -5_000, "a blue desk").await;
    for second in 1..=900 {
        store.keep_said(&rumour(-2 * second, "blue")).await.expect("kept");
        store.keep_said(&rumour(-2 * second - 1, "desk")).await.expect("kept");
    }
    engine.meter.take();

    let first = store.find_messages(&sought("blue desk"), None).await.expect("read");

    let cost = engine.meter.take();
    println!("two words that do not meet: {cost:?}");
    assert!(first.messages.is_empty() && first.before.is_some());
    assert!(cost.rounds <= 8 && cost.read_units <= 20.0, "{cost:?}");
    let (mut before, mut found) = (first.before, Vec::new());
    for _ in 0..4 {
        let page = store.find_messages(&sought("blue desk"), before).await.expect("read");
        found.extend(page.messages);
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(texts(&found), ["a blue desk"]);
    assert_eq!(before, None, "looked through to the end");
}

#[tokio::test]
async fn a71_words_cost_a_unit_each_and_are_seen_to_be_kept() {
    let (engine, store) = Engine::store().await;
    let message = rumour(1, "Is the blue lamp in stock? The lamp!");
    assert!(!store.is_said_kept(&message).await.expect("read"));
    engine.meter.take();

    store.keep_said(&message).await.expect("kept");

    let cost = engine.meter.take();
    println!("six words: {cost:?}");
    assert!(cost.rounds <= 2 && (cost.write_units - 6.0).abs() < 0.1, "{cost:?}");
    assert!(store.is_said_kept(&message).await.expect("read"));
    let cost = engine.meter.take();
    assert!(
        cost.rounds == 1 && cost.read_units <= 0.5 && cost.write_units < 0.1,
        "{cost:?}"
    );
    let edited = Message {
        edited: Some(Edited { at: NOON, times: 1 }),
        ..message.clone()
    };
    assert!(
        !store.is_said_kept(&edited).await.expect("read"),
        "of an edited one nobody is sure"
    );
    assert_eq!(said_keys(message.at, &message.id, ["blue lamp", "lamp, desk"]).len(), 3);

    store.let_go_said(&message, NOON).await.expect("let go");
    let gone = store.find_messages(&sought("blue"), None).await.expect("read");
    assert!(gone.messages.is_empty());
}

/// Two people, by turns: one every second, the other every third, and answers of neither.
async fn two(store: &Store) -> Vec<Identity> {
    let mut identities = Vec::new();
    for (person, step) in [(1, 2), (2, 3)] {
        let mut chat = None;
        for number in 1..=60_u32 {
            let second = i64::from(number * step);
            // Numbers of a provider have gaps.
            let position = u64::from(number) * 7 + 1;
            let text = format!("{person} at {second}");
            chat = Some(says(store, chat.as_ref(), person, position, second, &text).await);
        }
        identities.extend(chat.expect("met").identities);
    }
    identities
}

#[tokio::test]
async fn a72_a_talk_goes_on_from_any_place_to_the_newest_message() {
    let (_engine, store) = Engine::store().await;
    let identities = two(&store).await;
    let mut whole = Vec::new();
    let mut before = Some(Places::new());
    while let Some(places) = before {
        let page = store.timeline(&identities, &places).await.expect("read");
        whole.splice(0..0, page.messages);
        before = page.before;
    }
    assert_eq!(whole.len(), 120);

    for at in [0, 1, 57, 88, 118, 119] {
        let target = &whole[at];
        let page = store.messages_around(&identities, target).await.expect("read");
        assert!(page.messages.contains(target) && page.messages.len() <= MESSAGES_PER_PAGE_MAX);
        let mut walked = page.messages;
        let (mut before, mut from) = (page.before, page.from);
        while let Some(places) = before {
            let page = store.timeline(&identities, &places).await.expect("read");
            walked.splice(0..0, page.messages);
            before = page.before;
        }
        while let Some(places) = from {
            let page = store.messages_from(&identities, &places).await.expect("read");
            walked.extend(page.messages);
            from = page.from;
        }
        assert_eq!(texts(&walked), texts(&whole), "from {at}");
    }
}

#[tokio::test]
async fn a73_where_an_address_stood_is_found_in_as_many_reads_as_its_number_has_digits() {
    let (engine, store) = Engine::store().await;
    let identities = two(&store).await;
    let place = async |second: i64| {
        store
            .place_at(&identities[0], NOON.plus(second * 1_000))
            .await
            .expect("read")
    };
    let number = |number: u64| Order::inbound(number * 7 + 1);
    engine.meter.take();

    // Numbers go up to 421: nine binary digits, the newest one and the place itself.
    for (second, last) in [(2, 1), (3, 1), (60, 30), (61, 30), (119, 59)] {
        let place = place(second).await;
        assert!(
            number(last) < place && place <= number(last + 1),
            "at {second}: {place}"
        );
        let cost = engine.meter.take();
        assert!(cost.rounds <= 11 && cost.read_units <= 16.0, "{cost:?}");
    }
    assert!(place(1).await <= Order::inbound(8), "before the first one");
    engine.meter.take();
    assert_eq!(place(10_000).await, number(60).next());
    assert_eq!(engine.meter.take().rounds, 1);
    let stranger = Identity {
        id: inbound(7, 1, "").sender.identity,
        ..identities[0].clone()
    };
    assert_eq!(
        store.place_at(&stranger, UnixMs(0)).await.expect("read"),
        Order::inbound(0)
    );
}
