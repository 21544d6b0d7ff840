//! One test for each access pattern of `keys.rs`, under its number, on the embedded engine. That all engines behave alike
//! is the business of the contract suite.

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};
use domain::{Change, Chat, MINUTE_MS, Message, Order, Role, Session, UnixMs, rules};
use store::{
    Committed, Store,
    channels::{AccessRow, ChannelRow},
    chats::{CHATS_PER_PAGE_MAX, ChatList, Cursor},
    messages::MESSAGES_PER_PAGE_MAX,
    sessions::Ticket,
    sockets::Socket,
};

async fn commit(store: &Store, change: &Change) -> Chat {
    match store.commit(change, NOON).await.expect("committed") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// The chat of person `person` after messages 1 to `count`.
async fn receive(store: &Store, person: u64, count: u64) -> Chat {
    let mut chat = None;
    for position in 1..=count {
        // Lists are kept by the minute: people who write a minute apart stand in exact order.
        let at = NOON.plus(i64::try_from(person * 60_000 + position).expect("small"));
        let change = rules::receive(chat.as_ref(), &inbound(person, position, "hello"), None, None, at);
        chat = Some(commit(store, &change).await);
    }
    chat.expect("at least one message")
}

async fn answer(store: &Store, chat: &Chat, intent: &str) -> (Chat, Message) {
    let request = request(chat, intent, "hi");
    let by = "anna".parse().expect("id");
    let sending = rules::Sending::new(&request, &CAPABILITIES, &by);
    let change = rules::send(chat, sending, NOON).expect("sent");
    let message = change.messages[0].message().clone();
    (commit(store, &change).await, message)
}

#[tokio::test]
async fn a01_the_chat_of_a_contact() {
    let (_engine, store) = Engine::store().await;
    let chat = receive(&store, 1, 2).await;

    assert_eq!(store.chat(&chat.id).await.expect("read"), Some(chat));
    assert_eq!(store.chat(&"nobody".parse().expect("id")).await.expect("read"), None);
}

#[tokio::test]
async fn a02_newest_chats_open_or_closed_page_by_page() {
    let (_engine, store) = Engine::store().await;
    let count = u64::try_from(CHATS_PER_PAGE_MAX).expect("small") + 3;
    for person in 1..=count {
        let chat = receive(&store, person, 1).await;
        if person == 1 {
            commit(&store, &rules::close(&chat, &"anna".parse().expect("id"), None, NOON)).await;
        }
    }

    let page = async |is_open, after| {
        let page = store.chat_page(&ChatList::All, is_open, after).await;
        page.expect("a page")
    };
    let first = page(true, None).await;
    let cursor = Cursor::parse(&first.cursor.clone().expect("there is more"), &ChatList::All, true).expect("ours");
    let second = page(true, Some(cursor)).await;
    let closed = page(false, None).await;

    assert_eq!(
        (first.chats.len(), second.chats.len(), closed.chats.len()),
        (CHATS_PER_PAGE_MAX, 2, 1)
    );
    assert_eq!(second.cursor, None);
    let times: Vec<UnixMs> = first
        .chats
        .iter()
        .chain(&second.chats)
        .map(|chat| chat.activity)
        .collect();
    assert!(
        times.is_sorted_by(|newer, older| newer > older),
        "newest first, none twice"
    );
}

#[tokio::test]
async fn a03_chats_with_an_answer_due() {
    let (_engine, store) = Engine::store().await;
    let chat = receive(&store, 1, 1).await;
    receive(&store, 2, 1).await;
    let (chat, _) = answer(&store, &chat, "one").await;
    let due = chat.outbox_due.expect("an answer waits");

    assert!(store.chats_due(due.plus(-1)).await.expect("read").is_empty());
    assert_eq!(store.chats_due(due).await.expect("read"), [chat.id]);
}

#[tokio::test]
async fn a04_what_an_intent_became() {
    let (_engine, store) = Engine::store().await;
    let chat = receive(&store, 1, 1).await;
    let (chat, message) = answer(&store, &chat, "one").await;

    let known = store
        .intent(&chat.id, &"one".parse().expect("id"))
        .await
        .expect("read")
        .expect("known");
    let other = store.intent(&chat.id, &"two".parse().expect("id")).await.expect("read");

    assert_eq!(known.message, message.id);
    assert_eq!(other, None);
}

#[tokio::test]
async fn a05_one_message() {
    let (_engine, store) = Engine::store().await;
    let chat = receive(&store, 1, 1).await;
    let (_, message) = answer(&store, &chat, "one").await;

    assert_eq!(store.message(&message.id).await.expect("read"), Some(message));
}

#[tokio::test]
async fn a06_newest_messages_before_a_place() {
    let (_engine, store) = Engine::store().await;
    let count = u64::try_from(MESSAGES_PER_PAGE_MAX).expect("small") + 3;
    let chat = receive(&store, 1, count).await;
    let identity = &chat.identities[0].id;

    let newest = store.message_page(identity, None).await.expect("a page");
    let older = store
        .message_page(identity, newest.from.as_ref())
        .await
        .expect("a page");

    assert_eq!((newest.messages.len(), newest.has_older), (MESSAGES_PER_PAGE_MAX, true));
    assert_eq!((older.messages.len(), older.has_older), (3, false));
    assert_eq!(older.messages[0].id.order, Order::inbound(1));
    assert!(
        newest.messages.is_sorted_by(|older, newer| older.id < newer.id),
        "oldest first"
    );
}

#[tokio::test]
async fn a07_messages_changed_after_a_version() {
    let (_engine, store) = Engine::store().await;
    let chat = receive(&store, 1, 4).await;

    let changed = store.messages_changed(&chat.identities[0].id, 2).await.expect("read");

    let versions: Vec<u64> = changed.messages.iter().map(|message| message.version).collect();
    assert_eq!(versions, [3, 4]);
    assert!(!changed.has_older);
}

#[tokio::test]
async fn a08_earlier_texts_of_a_message() {
    let (_engine, store) = Engine::store().await;
    let mut chat = receive(&store, 1, 1).await;
    let identity = chat.identities[0].id.clone();
    for (after_ms, text) in [(1, "one"), (2, "two")] {
        let message = store
            .message_page(&identity, None)
            .await
            .expect("a page")
            .messages
            .remove(0);
        let edit = domain::InboundEdit {
            message: inbound(1, 1, text),
            edited_at: NOON.plus(after_ms),
        };
        chat = commit(&store, &rules::edit(Some(&chat), Some(&message), &edit, None, NOON)).await;
    }
    let id = domain::MessageId {
        identity,
        order: Order::inbound(1),
    };

    let earlier = store.earlier_texts(&id).await.expect("read");

    let texts: Vec<String> = earlier.iter().map(|earlier| earlier.content.preview()).collect();
    assert_eq!(texts, ["hello", "one"]);
}

fn channel(id: &str, created: i64) -> (ChannelRow, AccessRow) {
    let channel = domain::Channel {
        id: id.parse().expect("id"),
        version: 1,
        messenger: "pigeon".parse().expect("name"),
        name: String::new(),
        state: domain::ChannelState::Connecting,
        paused: None,
        renewal: None,
        created: UnixMs(created),
    };
    let access = AccessRow {
        token: "sealed".into(),
        secret: "sealed".into(),
    };
    (
        ChannelRow {
            channel,
            secrets_sha256: vec!["00".repeat(32)],
            registration: domain::Registration::default(),
        },
        access,
    )
}

#[tokio::test]
async fn a09_one_channel() {
    let (_engine, store) = Engine::store().await;
    let (row, access) = channel("one", 1);
    assert!(store.add_channel(&row, &access, None).await.expect("added"));
    assert!(
        !store.add_channel(&row, &access, None).await.expect("answered"),
        "the id is taken"
    );

    assert_eq!(store.channel(&row.channel.id).await.expect("read"), Some(row.clone()));
    assert!(
        !store.update_channel(&row, 7).await.expect("answered"),
        "another version"
    );
    assert!(store.update_channel(&row, 1).await.expect("updated"));
}

#[tokio::test]
async fn a10_all_channels_oldest_first() {
    let (_engine, store) = Engine::store().await;
    for (id, created) in [("a", 2), ("b", 1)] {
        let (row, access) = channel(id, created);
        store.add_channel(&row, &access, None).await.expect("added");
    }

    let ids: Vec<String> = store
        .channels()
        .await
        .expect("read")
        .iter()
        .map(|row| row.channel.id.to_string())
        .collect();

    assert_eq!(ids, ["b", "a"], "and none of their secrets");
}

#[tokio::test]
async fn a11_what_is_needed_to_speak_for_a_channel() {
    let (_engine, store) = Engine::store().await;
    let (row, access) = channel("one", 1);
    store.add_channel(&row, &access, None).await.expect("added");

    assert!(store.channel_access(&row.channel.id).await.expect("read") == Some(access));
}

fn operator(email: &str) -> domain::Operator {
    let id = format!("op-{}", email.len()).parse().expect("id");
    domain::Operator::new(id, "Anna".into(), email.into(), Role::Operator, NOON)
}

#[tokio::test]
async fn a12_who_has_this_e_mail() {
    let (_engine, store) = Engine::store().await;
    let anna = operator("anna@example.com");
    assert!(store.add_operator(&anna, "phc", None).await.expect("added"));
    assert!(
        !store.add_operator(&anna, "other", None).await.expect("answered"),
        "the e-mail is taken"
    );

    let found = store
        .operator_by_email(" ANNA@example.com ")
        .await
        .expect("read")
        .expect("known");

    assert_eq!((found.operator, found.password_phc), (anna.id, "phc".to_owned()));
    assert!(
        store
            .operator_by_email("boris@example.com")
            .await
            .expect("read")
            .is_none()
    );
}

#[tokio::test]
async fn a13_one_operator() {
    let (_engine, store) = Engine::store().await;
    let anna = operator("anna@example.com");
    store.add_operator(&anna, "phc", None).await.expect("added");

    assert_eq!(store.operator(&anna.id).await.expect("read"), Some(anna));
}

#[tokio::test]
async fn a14_the_session_of_a_cookie_and_its_ticket() {
    let (_engine, store) = Engine::store().await;
    let expires = NOON.plus(MINUTE_MS);
    let session = Session {
        expires,
        idle_ms: MINUTE_MS,
        ..Session::new("anna".parse().expect("id"), Role::Operator, "", NOON)
    };
    store.add_session("digest", &session).await.expect("added");
    store
        .add_ticket(
            "ticket",
            &Ticket {
                session: "digest".into(),
                expires,
            },
        )
        .await
        .expect("added");

    assert_eq!(store.session("digest", NOON).await.expect("read"), Some(session));
    assert_eq!(
        store.session("digest", expires).await.expect("read"),
        None,
        "over, though not swept yet"
    );
    let (one, two) =
        futures_util::future::join(store.redeem_ticket("ticket", NOON), store.redeem_ticket("ticket", NOON)).await;
    assert!(
        one.expect("answered").is_some() != two.expect("answered").is_some(),
        "good once"
    );
    store.end_session("digest").await.expect("ended");
    assert_eq!(store.session("digest", NOON).await.expect("read"), None);
}

#[tokio::test]
async fn a15_all_open_sockets() {
    let (_engine, store) = Engine::store().await;
    for (connection, lasts) in [("a=", 10), ("b=", 20)] {
        let operator = "anna".parse().expect("id");
        let expires = NOON.plus(lasts);
        let socket = Socket {
            connection: connection.into(),
            operator,
            session: "digest".into(),
            opened: NOON,
            expires,
        };
        store.add_socket(&socket).await.expect("added");
    }

    assert_eq!(store.sockets(NOON).await.expect("read").len(), 2);
    assert_eq!(store.sockets(NOON.plus(10)).await.expect("read")[0].connection, "b=");
    store.remove_socket("b=").await.expect("removed");
    assert!(store.sockets(NOON.plus(10)).await.expect("read").is_empty());
}

#[tokio::test]
async fn a16_what_was_not_understood() {
    let (_engine, store) = Engine::store().await;
    let channel = "one".parse().expect("id");
    for _ in 0..2 {
        store
            .quarantine(&channel, "kind: strange", b"{\"strange\":\"\\u0000\"}", NOON)
            .await
            .expect("kept");
    }

    let kept = store.quarantined(&channel).await.expect("read");

    assert_eq!(kept.len(), 1, "the same body is the same row");
    assert_eq!(kept[0].raw, "{\"strange\":\"\\u0000\"}");
}
