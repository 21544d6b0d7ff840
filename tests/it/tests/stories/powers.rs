//! What a function asks of the table must be what its role in the template allows: here it is refused the rest.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use bytes::Bytes;
use courier::{Courier, Https, Wake};
use http::StatusCode;
use messengers::pretend::WebhookPost;
use platform::{App, Config, RandomIds, SystemClock};
use store::{
    Store, StoreError,
    dynamo::Dynamo,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Write, Written},
};
use support::{Engine, Line, TestInbox};
use webhook::Webhook;

/// A table that lets nothing be deleted, and counts who wants to.
struct KeepsAll(Dynamo, Arc<AtomicUsize>);

#[async_trait]
impl Table for KeepsAll {
    async fn get(&self, key: &Key, consistency: Consistency) -> Result<Option<Item>, StoreError> {
        self.0.get(key, consistency).await
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        self.0.query(query).await
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        self.0.count(query).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        match writes.iter().find(|write| matches!(write, Write::Delete { .. })) {
            Some(delete) => {
                self.1.fetch_add(1, Ordering::SeqCst);
                Err(StoreError::Rejected(format!("may not delete {:?}", delete.key())))
            }
            None => self.0.write(writes).await,
        }
    }
}

async fn take(webhook: &Webhook, call: &WebhookPost) -> StatusCode {
    let mut request = http::Request::post(&call.url);
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let request = request.body(Bytes::from(call.body.clone())).expect("a request");
    webhook::handle(webhook, request).await.status()
}

fn keeping_all(inbox: &TestInbox) -> Webhook {
    Webhook::new(app_over(inbox, &Arc::default()))
}

/// A function's parts over a table that lets nothing be deleted; `wanted` counts who tried.
fn app_over(inbox: &TestInbox, wanted: &Arc<AtomicUsize>) -> App {
    let client = platform::dynamo::client(Some(inbox.engine_url()));
    let table = KeepsAll(Dynamo::new(client, Config::default().table), Arc::clone(wanted));
    App {
        store: Store::new(Arc::new(table)),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
        blobs: Arc::new(blobs::Nowhere),
        config: Arc::new(Config::default()),
    }
}

/// Person 77 writes, and it is taken.
async fn writes(webhook: &Webhook, line: &Line, text: &str) {
    let letter = line.letter("77", text);
    assert_eq!(take(webhook, &letter).await, StatusCode::OK, "{text}");
    let answer = messengers::pretend::WebhookAnswer::Answered {
        status: 200,
        retry_after_s: None,
        body: String::new(),
    };
    line.with(|machine, now| machine.answered(now, letter.attempt, answer));
}

/// Nor when an operator links a messenger, writes there, and lets go of it.
#[tokio::test(flavor = "multi_thread")]
async fn linking_a_messenger_deletes_nothing() {
    let (inbox, line) = TestInbox::start_by_hand(&Engine::Embedded).await;
    let inbox = inbox.unwatched();
    let webhook = keeping_all(&inbox);
    let owner = inbox.operator().await;
    let mine = "/api/operators/me/notifications";
    let payload = owner.asks_for_a_link(&inbox.messenger).await;

    writes(&webhook, &line, &format!("/start {payload}")).await;
    writes(&webhook, &line, "hello from my phone").await;
    assert!(!owner.web.get(mine).await.ok()["notifications"]["link"].is_null());
    assert!(owner.chats("open").await.is_empty());
    owner.web.delete(&format!("{mine}/link")).await.ok();
    writes(&webhook, &line, "hello as a customer").await;

    assert_eq!(owner.chats("open").await[0]["preview"]["text"], "hello as a customer");
}

/// The function anybody on the internet can reach deletes nothing: not for a new contact, nor for one with a new name.
#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_function_deletes_nothing() {
    let (inbox, line) = TestInbox::start_by_hand(&Engine::Embedded).await;
    let inbox = inbox.unwatched();
    let webhook = keeping_all(&inbox);
    let owner = inbox.operator().await;

    for name in ["Anna", "Anna Petrova", "Berta"] {
        line.with(|machine, _| machine.introduce("77", name)).expect("a name");
        writes(&webhook, &line, "hello").await;
    }

    let chats = owner.chats("open").await;
    assert_eq!(chats.len(), 1);
    assert_eq!((&chats[0]["name"], &chats[0]["inbound"]), (&"Berta".into(), &3.into()));
}

/// The courier may delete, for one reason alone: what it does for contacts who are there, it does without.
#[tokio::test(flavor = "multi_thread")]
async fn the_courier_deletes_nothing_but_what_was_erased() {
    let (inbox, line) = TestInbox::start_by_hand(&Engine::Embedded).await;
    let owner = inbox.operator().await;
    assert_eq!(line.deliver(&line.letter("77", "hello")).await, StatusCode::OK);
    let chat = owner.chats("open").await.remove(0);
    owner.sends(&chat, "an answer").await;
    inbox.quiet().await;
    let wanted = Arc::new(AtomicUsize::new(0));
    let app = app_over(&inbox, &wanted);
    let store = app.store.clone();
    let courier = Courier::new(app, Arc::new(Https::new().expect("a client")));

    courier::handle(&courier, Wake::Tick).await;
    let of_who_is_there = wanted.load(Ordering::SeqCst);
    let id = domain::ContactId::first_seen(
        &chat["identities"][0]["id"]
            .as_str()
            .expect("an id")
            .parse()
            .expect("an id"),
    );
    let erased = store.erase_rows(&id, "salt").await;

    assert_eq!(of_who_is_there, 0);
    assert!(erased.is_err() && wanted.load(Ordering::SeqCst) > 0, "erasing needs it");
}
