//! What things cost at the table: sequential round trips and consumed units, whatever the history.
//!
//! Handlers are called directly, on the embedded engine behind a meter: prices cannot be seen from outside.

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use messengers::pretend::{Deed, WebhookPost};
use platform::{App, Config, RandomIds, SystemClock};
use store::{
    Store,
    chats::ChatList,
    dynamo::Dynamo,
    meter::{Cost, Meter, Metered},
};
use support::{Engine, Line, TestInbox};
use webhook::Webhook;

/// A webhook function on a desk's table, with a meter.
struct Priced {
    inbox: TestInbox,
    line: Line,
    webhook: Webhook,
    store: Store,
    meter: Arc<Meter>,
}

impl Priced {
    async fn start() -> Self {
        let (inbox, line) = TestInbox::start_by_hand(&Engine::Embedded).await;
        let inbox = inbox.unwatched();
        let meter = Arc::new(Meter::default());
        let client = platform::dynamo::client(Some(inbox.engine_url()));
        let table = Dynamo::new(client, Config::default().table).with_meter(Arc::clone(&meter));
        let store = Store::new(Arc::new(Metered {
            table,
            meter: Arc::clone(&meter),
        }));
        let app = App {
            store: store.clone(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            blobs: Arc::new(blobs::Nowhere),
            config: Arc::new(Config::default()),
        };
        Self {
            inbox,
            line,
            webhook: Webhook::new(app),
            store,
            meter,
        }
    }

    /// What taking this call costs.
    async fn takes(&self, call: &WebhookPost) -> Cost {
        let mut request = http::Request::post(&call.url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Bytes::from(call.body.clone())).expect("a request");
        self.meter.take();
        let answer = webhook::handle(&self.webhook, request).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let cost = self.meter.take();
        let answer = messengers::pretend::WebhookAnswer::Answered {
            status: 200,
            retry_after_s: None,
            body: String::new(),
        };
        self.line
            .with(|machine, now| machine.answered(now, call.attempt, answer));
        cost
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_contact_s_text_costs_two_round_trips_and_six_write_units() {
    let priced = Priced::start().await;
    priced.takes(&priced.line.letter("77", "hello")).await;

    let cost = priced
        .takes(&priced.line.letter("77", "Is the blue desk lamp still in stock?"))
        .await;

    println!("a known contact's text: {cost:?}");
    assert!(
        cost.rounds <= 2 && cost.write_units <= 6.0 && cost.read_units <= 1.0,
        "{cost:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_costs_four_write_units() {
    let priced = Priced::start().await;
    priced.takes(&priced.line.letter("77", "hello")).await;
    let letter = priced.line.letter("77", "again");
    priced.takes(&letter).await;

    let cost = priced.takes(&letter).await;

    println!("a duplicate: {cost:?}");
    assert!(
        cost.rounds <= 2 && cost.write_units <= 4.0 && cost.read_units <= 1.0,
        "{cost:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_costs_the_same_after_a_long_talk() {
    let priced = Priced::start().await;
    priced.takes(&priced.line.letter("77", "hello")).await;
    let early = priced.takes(&priced.line.letter("77", "hello")).await;
    for _ in 0..300 {
        priced.takes(&priced.line.letter("77", "hello")).await;
    }

    let late = priced.takes(&priced.line.letter("77", "hello")).await;

    assert_eq!(early, late);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_fifty_chats_costs_one_round_trip_and_seven_read_units() {
    let priced = Priced::start().await;
    for person in 100..151 {
        priced
            .takes(
                &priced
                    .line
                    .letter(&person.to_string(), "Is the blue desk lamp still in stock?"),
            )
            .await;
    }
    priced.meter.take();

    let page = priced.store.chat_page(&ChatList::All, true, None).await.expect("read");

    let cost = priced.meter.take();
    println!("a page of fifty chats: {cost:?}");
    assert_eq!(page.chats.len(), 50);
    assert!(page.cursor.is_some());
    assert!(cost.rounds <= 1 && cost.read_units <= 7.0, "{cost:?}");
}

/// Only a linked address costs a second look, and a write at most once an hour; everybody else's messages cost what they did.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_writes_where_they_are_told_costs_two_reads() {
    let priced = Priced::start().await;
    let owner = priced.inbox.operator().await;
    let payload = owner.asks_for_a_link(&priced.inbox.messenger).await;

    let linking = priced
        .takes(&priced.line.letter("77", &format!("/start {payload}")))
        .await;
    let writing = priced.takes(&priced.line.letter("77", "hello")).await;
    let strange = priced.takes(&priced.line.letter("78", "/start campaign7")).await;
    let known = priced.takes(&priced.line.letter("78", "/start campaign7")).await;

    println!("linking {linking:?}, writing there {writing:?}, a start of others {strange:?} {known:?}");
    assert!(linking.rounds <= 5 && linking.write_units <= 8.0, "{linking:?}");
    assert!(
        writing.rounds == 2 && writing.write_units == 0.0 && writing.read_units <= 2.0,
        "{writing:?}"
    );
    assert!(
        known.rounds <= 2 && known.write_units <= 6.0 && known.read_units <= 1.0,
        "{known:?}"
    );
}

/// What a contact does besides writing, in a chat that somebody has, where a text costs seven write units.
#[tokio::test(flavor = "multi_thread")]
async fn a_press_costs_two_units_more_than_a_text_and_a_sign_one_less() {
    let priced = Priced::start().await;
    let owner = priced.inbox.operator().await;
    priced.takes(&priced.line.letter("77", "hello")).await;
    let chat = owner.chats("open").await.remove(0);
    owner.sends(&chat, "Shall we?").await;
    let told = |deed: &Deed| {
        priced
            .line
            .with(|machine, now| machine.act(now, "77", deed))
            .expect("offered");
        priced.line.calls().pop().expect("told")
    };
    support::eventually("the question is there", async || {
        let talk = priced.line.with(|machine, _| machine.messages("77"));
        let messages = owner.messages(&chat).await;
        let is_known = messages
            .iter()
            .any(|message| message["origin"]["delivery"]["state"] == "accepted");
        (talk.len() == 2 && is_known).then_some(())
    })
    .await;
    let answer = priced.line.with(|machine, _| machine.messages("77"))[1].id;
    let react = |sign: &str| Deed::React {
        message: answer,
        sign: sign.into(),
    };
    let press = Deed::Press {
        label: "Yes".into(),
        data: "yes".into(),
    };

    let pressing = priced.takes(&told(&press)).await;
    let sign = told(&react("👍"));
    let reacting = priced.takes(&sign).await;
    let again = priced.takes(&sign).await;

    // A press: two more than a text in a chat somebody has, since it is remembered by its own name.
    println!("a press {pressing:?}, a sign {reacting:?}, the same again {again:?}");
    assert!(
        pressing.rounds == 2 && pressing.write_units <= 9.0 && pressing.read_units <= 1.0,
        "{pressing:?}"
    );
    assert!(
        reacting.rounds == 3 && reacting.write_units <= 6.0 && reacting.read_units <= 2.0,
        "{reacting:?}"
    );
    assert!(again.rounds == 2 && again.write_units == 0.0, "{again:?}");
}
