//! What the desk's decisions cost at the table, on the embedded engine behind a meter: consumed units with all indexes.
//!
//! A row stands in up to three indexes, and an index whose keys change costs two units, one whose keys stay costs one.
//! Lists are kept by the minute, so that a talk in full swing costs less than its first message.

use crate::table::{Engine, NOON, inbound};
use domain::{
    Change, Chat, Comment, MINUTE_MS, Operator, OperatorId, Role, Roster, Status, UnixMs, rules,
    wire::{AddComment, Forward},
};
use store::{Committed, Store, chats::ChatList, meter::Cost};

struct Desk {
    engine: Engine,
    store: Store,
}

impl Desk {
    async fn open() -> Self {
        let (engine, store) = Engine::store().await;
        for name in ["anna", "boris"] {
            let id: OperatorId = name.parse().expect("id");
            let email = format!("{name}@example.com");
            let operator = Operator {
                status: Status::Online,
                chats_max: 200,
                ..Operator::new(id, name.to_owned(), email, Role::Operator, NOON)
            };
            assert!(store.add_operator(&operator, "phc", None).await.expect("added"));
        }
        Self { engine, store }
    }

    async fn roster(&self) -> Roster {
        self.store.roster().await.expect("read")
    }

    /// The chat afterwards, and what the commit cost.
    async fn commits(&self, change: &Change) -> (Chat, Cost) {
        self.engine.meter.take();
        match self.store.commit(change, NOON).await.expect("committed") {
            Committed::Stored(chat) => (*chat, self.engine.meter.take()),
            other => panic!("{other:?}"),
        }
    }

    /// Person `person` writes message `position` at `now`.
    async fn receives(&self, chat: Option<&Chat>, person: u64, position: u64, now: UnixMs) -> (Chat, Cost) {
        let message = inbound(person, position, "Is the blue desk lamp still in stock?");
        self.commits(&rules::receive(chat, &message, None, None, now)).await
    }

    /// A chat that anna has.
    async fn held(&self, person: u64) -> Chat {
        let (chat, _) = self.receives(None, person, 1, NOON).await;
        let change = rules::forward(&chat, &forward("anna", None), &anna(), &self.roster().await, NOON);
        self.commits(&change.expect("forwarded")).await.0
    }
}

fn anna() -> OperatorId {
    "anna".parse().expect("id")
}

fn forward(to: &str, holder: Option<&str>) -> Forward {
    let id = |name: &str| name.parse().expect("id");
    Forward {
        to: Some(id(to)),
        holder: holder.map(id),
        comment: None,
    }
}

#[tokio::test]
async fn a_message_in_a_held_chat_costs_six_units_in_the_swing_of_a_talk_and_eight_at_its_start() {
    let desk = Desk::open().await;
    let chat = desk.held(1).await;

    let (chat, same_minute) = desk.receives(Some(&chat), 1, 2, NOON.plus(1_000)).await;
    let (_, next_minute) = desk.receives(Some(&chat), 1, 3, NOON.plus(MINUTE_MS)).await;

    println!("in a held chat: {same_minute:?}, {next_minute:?}");
    assert_eq!((same_minute.write_units, next_minute.write_units), (6.0, 8.0));
    assert_eq!(same_minute.rounds, 1);
}

#[tokio::test]
async fn what_decisions_about_a_chat_cost() {
    let desk = Desk::open().await;
    let (waiting, _) = desk.receives(None, 1, 1, NOON).await;
    // Each a second after the one before: a stretch of somebody's time ends.
    let at = |second: i64| NOON.plus(second * domain::SECOND_MS);
    let given = rules::distribute(&waiting, &desk.roster().await, at(1)).expect("given");
    let (chat, distribution) = desk.commits(&given).await;
    let holder = chat.holder().map(|id| id.as_str().to_owned());
    let to = if holder.as_deref() == Some("anna") {
        "boris"
    } else {
        "anna"
    };

    let change = rules::forward(
        &chat,
        &forward(to, holder.as_deref()),
        &anna(),
        &desk.roster().await,
        at(2),
    );
    let (chat, forwarding) = desk.commits(&change.expect("forwarded")).await;
    let remark = AddComment {
        intent_id: "one".parse().expect("id"),
        comment: Comment {
            text: "a difficult one".into(),
            mentions: Vec::new(),
        },
    };
    let change = rules::comment(&chat, &remark, &anna(), &desk.roster().await, NOON);
    let (chat, comment) = desk.commits(&change.expect("added")).await;
    let by = chat.holder().expect("held").clone();
    let (chat, reading) = desk.commits(&rules::mark_read(&chat, 1, &by)).await;
    let seen = domain::InboundRead {
        identity: chat.identities[0].id.clone(),
        number: 7,
    };
    let (chat, seeing) = desk.commits(&rules::read_up_to(&chat, &seen)).await;
    assert!(
        rules::read_up_to(&chat, &seen).is_empty(),
        "the same again is not written"
    );
    let mut change = rules::close(&chat, &by, None, at(3));
    rules::account(&mut change, Some(&chat), &desk.roster().await, at(3));
    let (_, closing) = desk.commits(&change).await;

    println!(
        "distribution {distribution:?}\nforwarding {forwarding:?}\ncomment {comment:?}\nreading {reading:?}\nseeing {seeing:?}\nclosing {closing:?}"
    );
    assert_eq!(
        [distribution, forwarding, comment, reading, seeing, closing].map(|cost| (cost.rounds, cost.write_units)),
        [(1, 13.0), (1, 19.0), (1, 8.0), (1, 4.0), (1, 3.0), (1, 17.0)]
    );
}

/// The same page from a hundred and from a thousand chats.
#[tokio::test]
async fn a_page_of_any_list_is_one_round_trip_however_many_chats_there_are() {
    let desk = Desk::open().await;
    let lists = [ChatList::All, ChatList::Unread, ChatList::Of(anna())];
    let mut costs = Vec::new();
    let mut person = 0;
    for count in [100, 1_000] {
        while person < count {
            person += 1;
            let (chat, _) = desk.receives(None, person, 1, NOON).await;
            if person % 2 == 0 {
                let roster = desk.roster().await;
                let change = rules::forward(&chat, &forward("anna", None), &anna(), &roster, NOON).expect("taken");
                let (chat, _) = desk.commits(&change).await;
                if person % 4 == 0 {
                    desk.commits(&rules::mark_read(&chat, 1, &anna())).await;
                }
            }
        }
        for list in &lists {
            desk.engine.meter.take();
            let page = desk.store.chat_page(list, true, None).await.expect("a page");
            let cost = desk.engine.meter.take();
            assert!(!page.chats.is_empty());
            let bytes: usize = page
                .chats
                .iter()
                .map(|chat| serde_json::to_string(chat).expect("text").len())
                .sum();
            println!("{bytes} bytes as JSON: {cost:?}");
            assert!(
                cost.rounds == 1 && cost.read_units <= 7.0,
                "{count} chats, {list:?}: {cost:?}"
            );
            costs.push((count, cost));
        }
    }
    println!("pages: {costs:?}");
    let counted = desk.store.chat_count(&ChatList::All, true).await.expect("counted");
    assert_eq!((counted.count, counted.has_more), (1_000, false));
}
