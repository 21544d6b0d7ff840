//! Files at the table: what each read finds, who of two couriers fetches, and what it costs.

use domain::{
    Content, Fetch, FetchWrite, Fetched, File, FileKind, FileSource, Media, Upload, rules,
    rules::fetch::{FETCH_LEASE_MS, try_later},
};
use store::{Committed, Store};

use crate::table::{Engine, NOON, inbound};

/// A message with so many photos.
fn with_photos(person: u64, position: u64, count: u32) -> domain::InboundMessage {
    let source = |number| FileSource {
        number,
        main: format!("AgACAgIAAxkBAAIBY2Zx{number}"),
        preview: Some(format!("AgACAgIAAxkBAAIBY2Zy{number}")),
    };
    domain::InboundMessage {
        content: Content::Media {
            media: Media {
                files: (0..count)
                    .map(|number| File::pending(number, FileKind::Photo))
                    .collect(),
                caption: None,
                album: None,
            },
        },
        sources: (0..count).map(source).collect(),
        ..inbound(person, position, "")
    }
}

fn only(change: &domain::Change) -> Fetch {
    let [FetchWrite::Insert(fetch)] = change.fetches.as_slice() else {
        panic!("one file to fetch")
    };
    fetch.clone()
}

/// A message with one photo is stored: the decision, and what is to be fetched.
async fn stored(store: &Store) -> (domain::Change, Fetch) {
    let received = rules::receive(None, &with_photos(1, 1, 1), None, None, NOON);
    store.commit(&received, NOON).await.expect("committed");
    let known = only(&received);
    (received, known)
}

#[tokio::test]
async fn a36_a_file_is_found_by_its_message_and_number() {
    let (_engine, store) = Engine::store().await;
    let (_, known) = stored(&store).await;

    assert_eq!(
        store.fetch(&known.message, 0).await.expect("read").as_ref(),
        Some(&known)
    );
    assert_eq!(store.fetch(&known.message, 1).await.expect("read"), None);
}

#[tokio::test]
async fn a37_a_file_is_found_while_it_is_due_and_fetched_by_one() {
    let (_engine, store) = Engine::store().await;
    let (received, known) = stored(&store).await;
    assert_eq!(
        store.fetches_due(NOON).await.expect("read"),
        std::slice::from_ref(&known)
    );
    assert!(store.fetches_due(NOON.plus(-1)).await.expect("read").is_empty());

    let claimed = rules::claim_fetch(&known, "key", NOON).expect("due");
    assert!(store.write_fetch(&claimed, known.attempts).await.expect("written"));
    assert!(
        !store.write_fetch(&claimed, known.attempts).await.expect("answered"),
        "once"
    );
    assert!(store.fetches_due(NOON).await.expect("read").is_empty(), "claimed");
    let over = NOON.plus(FETCH_LEASE_MS);
    assert_eq!(store.fetches_due(over).await.expect("read").len(), 1);

    let came = Fetched::Stored {
        size: 7,
        shown: Some("image/jpeg"),
        preview: None,
    };
    let done = rules::fetched(&received.chat, received.messages[0].message(), &claimed, &came);
    assert!(matches!(store.commit(&done, NOON).await, Ok(Committed::Stored(_))));
    assert!(store.fetches_due(over).await.expect("read").is_empty());
    let kept = store.fetch(&known.message, 0).await.expect("read").expect("kept");
    assert_eq!((kept.key.as_deref(), kept.source), (Some("key"), None));
}

#[tokio::test]
async fn a38_all_files_of_a_message_are_found_and_nobody_elses() {
    let (_engine, store) = Engine::store().await;
    for person in [1, 2] {
        let received = rules::receive(None, &with_photos(person, 1, 3), None, None, NOON);
        store.commit(&received, NOON).await.expect("committed");
    }
    let message = rules::receive(None, &with_photos(1, 1, 3), None, None, NOON).messages[0]
        .message()
        .id
        .clone();

    let found = store.fetches_of(&message).await.expect("read");

    assert_eq!(found.iter().map(|fetch| fetch.number).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(found.iter().all(|fetch| fetch.message == message));
}

#[tokio::test]
async fn whoever_was_slower_than_the_next_try_reports_nothing() {
    let (_engine, store) = Engine::store().await;
    let (received, known) = stored(&store).await;
    let slow = rules::claim_fetch(&known, "key", NOON).expect("due");
    store.write_fetch(&slow, known.attempts).await.expect("written");
    let later = NOON.plus(FETCH_LEASE_MS);
    let next = rules::claim_fetch(&slow, "other", later).expect("the lease is over");
    assert!(store.write_fetch(&next, slow.attempts).await.expect("written"));

    assert!(
        !store
            .write_fetch(&try_later(&slow, None, later), slow.attempts)
            .await
            .expect("answered")
    );
    let lost = Fetched::Lost(domain::FileTrouble::Gone);
    let message = received.messages[0].message();
    let report = rules::fetched(&received.chat, message, &slow, &lost);
    assert!(matches!(store.commit(&report, later).await, Ok(Committed::Stale)));
}

#[tokio::test]
async fn a_file_costs_three_write_units_three_for_a_claim_and_eight_when_it_comes() {
    let (engine, store) = Engine::store().await;
    let mut costs = Vec::new();
    for (person, count) in [(1, 0), (2, 1), (3, 10)] {
        let received = rules::receive(None, &with_photos(person, 1, count), None, None, NOON);
        engine.meter.take();
        store.commit(&received, NOON).await.expect("committed");
        costs.push(engine.meter.take().write_units);
    }
    println!("a first message with 0, 1, 10 files: {costs:?}");
    let [none, one, ten] = costs.try_into().expect("three");
    let per_file = one - none;
    assert!(
        (ten - none - 10.0 * per_file).abs() < f64::EPSILON,
        "each costs the same"
    );

    let received = rules::receive(None, &with_photos(4, 1, 1), None, None, NOON);
    store.commit(&received, NOON).await.expect("committed");
    let known = only(&received);
    engine.meter.take();
    let claimed = rules::claim_fetch(&known, "Zq3vT8yLr0mWc5XbN1sKfg", NOON).expect("due");
    store.write_fetch(&claimed, 0).await.expect("written");
    let claim = engine.meter.take().write_units;
    let stored = Fetched::Stored {
        size: 7,
        shown: Some("image/jpeg"),
        preview: Some("image/jpeg"),
    };
    let done = rules::fetched(&received.chat, received.messages[0].message(), &claimed, &stored);
    store.commit(&done, NOON).await.expect("committed");
    let coming = engine.meter.take().write_units;

    println!("a file {per_file}, a claim {claim}, its coming {coming}");
    assert_eq!([per_file, claim, coming], [3.0, 3.0, 8.0]);
}

#[tokio::test]
async fn a39_an_upload_is_there_until_it_is_sent_or_forgotten() {
    let (_engine, store) = Engine::store().await;
    let upload = upload();
    assert!(
        !store.write_upload(&upload, false).await.expect("answered"),
        "nothing to confirm"
    );
    assert!(store.write_upload(&upload, true).await.expect("written"));
    assert!(
        !store.write_upload(&upload, true).await.expect("answered"),
        "known already"
    );
    assert_eq!(store.upload(&upload.id).await.expect("read"), Some(upload.clone()));
    assert!(store.forget_upload(&upload.id).await.expect("deleted"));
    assert!(!store.forget_upload(&upload.id).await.expect("answered"), "once");
    assert!(
        !store.write_upload(&upload, false).await.expect("answered"),
        "it does not come back"
    );
}

#[tokio::test]
async fn a94_what_nobody_sent_is_found_when_its_time_is_over() {
    let (_engine, store) = Engine::store().await;
    let upload = upload();
    store.write_upload(&upload, true).await.expect("written");

    assert!(store.uploads_due(NOON).await.expect("read").is_empty());
    let due = store.uploads_due(upload.until).await.expect("read");
    assert_eq!(due, std::slice::from_ref(&upload));
}

fn upload() -> Upload {
    Upload {
        id: "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id"),
        by: "anna".parse().expect("id"),
        name: "a.png".into(),
        size: 7,
        head: None,
        until: NOON.plus(1_000),
    }
}
