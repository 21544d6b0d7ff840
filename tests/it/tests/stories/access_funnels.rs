//! One test for each access pattern of `keys.rs` about funnels, under its number, on the embedded engine; what they cost; and
//! couriers who meet at one step or die there.

use domain::{
    Card, Contact, ContactId, Funnel, FunnelRun, FunnelStep, HOUR_MS, IntentId, MINUTE_MS, Passage, UnixMs,
    fill::Values, rules, wire::SaveFunnel,
};
use store::{Committed, Store, meter::Cost};

use crate::table::{Engine, NOON, inbound};

fn id(text: &str) -> IntentId {
    text.parse().expect("an id")
}

fn by() -> domain::OperatorId {
    "anna".parse().expect("id")
}

/// A funnel as it stands after `store` was asked to save it with these texts, one an hour, at version `version`.
async fn saved(store: &Store, name: &str, version: u64, texts: &[&str]) -> Funnel {
    let step = |(at, text): (usize, &&str)| FunnelStep {
        after_min: if at == 0 { 0 } else { 60 },
        text: (*text).to_owned(),
    };
    let request = SaveFunnel {
        version,
        name: name.into(),
        steps: texts.iter().enumerate().map(step).collect(),
    };
    let all = store.funnels().await.expect("read");
    let saved = rules::save_funnel(&all, &id(name), &request, &by(), NOON).expect("fine");
    let (funnel, audit) = saved.expect("new");
    let known = all.iter().find(|known| known.id == funnel.id);
    assert!(store.commit_funnel(&funnel, known, &audit).await.expect("answered"));
    funnel
}

async fn contact(store: &Store, person: u64) -> Contact {
    let message = inbound(person, 1, "hello");
    let change = rules::receive(None, &message, None, None, NOON);
    let id = ContactId::first_seen(&message.sender.identity);
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));
    loaded(store, &id).await
}

async fn loaded(store: &Store, id: &ContactId) -> Contact {
    store.contact(id, NOON).await.expect("read").expect("there")
}

async fn started(store: &Store, contact: &Contact, funnel: &Funnel, intent: &str) -> FunnelRun {
    let starting = rules::Starting {
        funnel,
        intent: &id(intent),
        by: &by(),
        runs: &[],
    };
    let change = rules::start_run(contact, starting, NOON).expect("started");
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));
    change.runs[0].clone()
}

/// What a courier decides about the next step.
fn stepped(contact: &Contact, funnel: &Funnel, run: &FunnelRun, passage: Passage, now: UnixMs) -> domain::Change {
    let ways = [rules::Way {
        channel: contact.chat.identities[0].id.channel.clone(),
        passage,
        text_code_points_max: 4_096,
    }];
    let with = rules::Stepping {
        steps: Some(&funnel.steps),
        values: &Values::of(&contact.chat, &Card::of(&contact.chat, NOON), "Anna"),
        ways: &ways,
    };
    rules::step_run(&contact.chat, run, with, now)
}

#[tokio::test]
async fn a55_sequences_of_automatic_messages() {
    let (_engine, store) = Engine::store().await;
    let one = saved(&store, "one", 0, &["Hello"]).await;
    let two = saved(&store, "two", 0, &["Hello", "Bye"]).await;
    assert_eq!(store.funnels().await.expect("read"), [one, two]);
}

#[tokio::test]
async fn a56_one_funnel_until_it_is_removed() {
    let (_engine, store) = Engine::store().await;
    let one = saved(&store, "one", 0, &["Hello"]).await;
    assert_eq!(store.funnel(&one.id).await.expect("read"), Some(one.clone()));

    let audit = rules::remove_funnel(&one, &by(), NOON);
    let other = store.remove_funnel(&one.id, 2, &audit).await.expect("answered");
    assert!(!other, "of another version");
    assert!(store.remove_funnel(&one.id, 1, &audit).await.expect("answered"));
    assert_eq!(store.funnel(&one.id).await.expect("read"), None);
}

#[tokio::test]
async fn a57_a_funnel_as_it_was() {
    let (_engine, store) = Engine::store().await;
    let first = saved(&store, "one", 0, &["Hello"]).await;
    assert_eq!(store.funnel_version(&first.id, 1).await.expect("read"), None);

    let second = saved(&store, "one", 1, &["Good day"]).await;

    assert_eq!(store.funnel_version(&first.id, 1).await.expect("read"), Some(first));
    assert_eq!(store.funnel(&second.id).await.expect("read"), Some(second));
}

#[tokio::test]
async fn a58_a_contacts_ways_through_funnels() {
    let (_engine, store) = Engine::store().await;
    let one = saved(&store, "one", 0, &["Hello"]).await;
    let two = saved(&store, "two", 0, &["Hello"]).await;
    let (anna, boris) = (contact(&store, 1).await, contact(&store, 2).await);
    let first = started(&store, &anna, &one, "run-1").await;
    let second = started(&store, &loaded(&store, &anna.chat.id).await, &two, "run-2").await;
    let theirs = started(&store, &boris, &one, "run-3").await;

    let of = async |contacts: &[ContactId]| store.funnel_runs(contacts).await.expect("read");

    let annas = [first.clone(), second.clone()];
    assert_eq!(of(std::slice::from_ref(&anna.chat.id)).await, annas);
    assert_eq!(of(&[anna.chat.id, boris.chat.id]).await, [first, second, theirs]);
}

#[tokio::test]
async fn a59_a_contacts_way_through_one_funnel() {
    let (_engine, store) = Engine::store().await;
    let one = saved(&store, "one", 0, &["Hello"]).await;
    let anna = contact(&store, 1).await;
    let of = async || store.funnel_run(&anna.chat.id, &one.id).await.expect("read");
    assert_eq!(of().await, None);

    let run = started(&store, &anna, &one, "run-1").await;

    assert_eq!(of().await, Some(run));
}

#[tokio::test]
async fn a67_ways_with_a_step_due_a_page_at_a_time_until_they_end() {
    let (_engine, store) = Engine::store().await;
    let one = saved(&store, "one", 0, &["Hello"]).await;
    for person in 0..30 {
        let contact = contact(&store, person).await;
        started(&store, &contact, &one, &format!("run-{person}")).await;
    }
    let first = store.steps_due(NOON, None).await.expect("read");
    let rest = store.steps_due(NOON, first.next.clone()).await.expect("read");
    assert_eq!((first.runs.len(), rest.runs.len(), rest.next), (25, 5, None));
    let before = store.steps_due(NOON.plus(-1), None).await.expect("read");
    assert!(before.runs.is_empty(), "not before their time");

    let anna = loaded(&store, &first.runs[0].0).await;
    let run = store
        .funnel_run(&anna.chat.id, &one.id)
        .await
        .expect("read")
        .expect("there");
    let change = rules::remove_runs(&anna, &[run], &by(), NOON);
    assert!(matches!(store.commit(&change, NOON).await, Ok(Committed::Stored(_))));
    let left = store.steps_due(NOON, None).await.expect("read");
    assert!(!left.runs.iter().any(|(contact, _)| contact == &anna.chat.id));
}

/// Two couriers decide about the same step, and one of them was killed after its commit: the other's decision is refused, and
/// whoever looks again finds the run past it.
#[tokio::test]
async fn a_step_goes_out_once_whoever_meets_there_or_dies() {
    let (_engine, store) = Engine::store().await;
    let funnel = saved(&store, "one", 0, &["Hello", "Bye"]).await;
    let anna = contact(&store, 1).await;
    let run = started(&store, &anna, &funnel, "run-1").await;
    let anna = loaded(&store, &anna.chat.id).await;
    let one = stepped(&anna, &funnel, &run, Passage::Open, NOON);
    let other = stepped(&anna, &funnel, &run, Passage::Open, NOON.plus(1));

    assert!(matches!(store.commit(&one, NOON).await, Ok(Committed::Stored(_))));
    let late = store.commit(&other, NOON).await.expect("answered");
    assert!(matches!(late, Committed::Stale | Committed::Duplicate(_)), "{late:?}");

    let anna = loaded(&store, &anna.chat.id).await;
    let run = store
        .funnel_run(&anna.chat.id, &funnel.id)
        .await
        .expect("read")
        .expect("there");
    assert!(stepped(&anna, &funnel, &run, Passage::Open, NOON.plus(1)).is_empty());
    assert_eq!((run.done, anna.chat.outbox.len()), (1, 1));
    let later = NOON.plus(HOUR_MS);
    assert!(
        !stepped(&anna, &funnel, &run, Passage::Open, later).is_empty(),
        "nor is one left out"
    );
}

/// An operator takes the contact out while a courier decides about the step.
#[tokio::test]
async fn no_step_goes_out_that_was_decided_before_the_contact_was_taken_out() {
    let (_engine, store) = Engine::store().await;
    let funnel = saved(&store, "one", 0, &["Hello"]).await;
    let anna = contact(&store, 1).await;
    let run = started(&store, &anna, &funnel, "run-1").await;
    let anna = loaded(&store, &anna.chat.id).await;
    let step = stepped(&anna, &funnel, &run, Passage::Open, NOON);
    let held = stepped(&anna, &funnel, &run, Passage::Held("paused".into()), NOON);

    let out = rules::remove_runs(&anna, &[run], &by(), NOON);
    assert!(matches!(store.commit(&out, NOON).await, Ok(Committed::Stored(_))));

    for late in [step, held] {
        let answer = store.commit(&late, NOON).await.expect("answered");
        assert!(
            matches!(answer, Committed::Stale | Committed::Duplicate(_)),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn what_a_way_through_a_funnel_costs() {
    let (engine, store) = Engine::store().await;
    let funnel = saved(&store, "one", 0, &["Hello", "Bye"]).await;
    let met = contact(&store, 1).await;
    let paid = async |change: &domain::Change, now: UnixMs| -> Cost {
        engine.meter.take();
        assert!(matches!(store.commit(change, now).await, Ok(Committed::Stored(_))));
        engine.meter.take()
    };
    let starting = rules::Starting {
        funnel: &funnel,
        intent: &id("run-1"),
        by: &by(),
        runs: &[],
    };

    let start = rules::start_run(&met, starting, NOON).expect("started");
    let starting = paid(&start, NOON).await;
    let anna = loaded(&store, &met.chat.id).await;
    let held = stepped(&anna, &funnel, &start.runs[0], Passage::Held("paused".into()), NOON);
    let waiting = paid(&held, NOON).await;
    let now = NOON.plus(10 * MINUTE_MS);
    let step = stepped(&anna, &funnel, &held.runs[0], Passage::Open, now);
    let stepping = paid(&step, now).await;
    let later = now.plus(HOUR_MS);
    let anna = loaded(&store, &met.chat.id).await;
    let last = stepped(&anna, &funnel, &step.runs[0], Passage::Open, later);
    paid(&last, later).await;
    let anna = loaded(&store, &met.chat.id).await;
    let end = stepped(&anna, &funnel, &last.runs[0], Passage::Open, later);
    let ending = paid(&end, later).await;

    assert_eq!(
        starting.write_units, 16.0,
        "chat, line, card, its history, audit, intent, run and its place"
    );
    assert_eq!(waiting.write_units, 3.0, "the run and its place");
    assert_eq!(
        stepping.write_units, 10.0,
        "chat and its place, message, run and its place"
    );
    assert_eq!(ending.write_units, 8.0, "chat, line, run out of its place");
}
