//! Pictures of contacts at the table: what each read finds, what is refused, and what it costs.

use domain::{
    Chat, ContactId,
    picture::PictureType,
    rules::{
        self,
        portray::{Looked, Portrait, portray},
    },
};
use store::Store;

use crate::table::{Engine, NOON, inbound};

/// As large as a messenger's small picture is.
const PICTURE_BYTES: usize = 8 * 1024;

fn portrait() -> Portrait {
    Portrait {
        media_type: PictureType::Jpeg,
        base64: "A".repeat(PICTURE_BYTES / 3 * 4),
    }
}

fn looked(name: Option<&str>) -> Looked {
    Looked {
        at: NOON,
        name: name.map(str::to_owned),
    }
}

/// Somebody who has written, with a card.
async fn met(store: &Store) -> (Chat, ContactId) {
    let received = rules::receive(None, &inbound(1, 1, "hello"), None, None, NOON);
    store.commit(&received, NOON).await.expect("committed");
    let person = received.chat.id.clone();
    (received.chat, person)
}

async fn shown(store: &Store, chat: &Chat, person: &ContactId, portrait: Option<&Portrait>) -> bool {
    let contact = store.contact(&chat.id, NOON).await.expect("read");
    let card = contact.as_ref().map(|contact| &contact.card);
    let change = portray(chat, card, &chat.identities[0].id, portrait.is_some(), NOON);
    let looked = looked(portrait.map(|_| "U1"));
    let committed = store.commit_portrait(person, (&looked, portrait), &change, NOON);
    committed.await.expect("answered")
}

#[tokio::test]
async fn a27_when_a_picture_was_looked_at_is_remembered_of_whoever_is_known() {
    let (_engine, store) = Engine::store().await;
    let (_, person) = met(&store).await;
    assert_eq!(store.looked(&person).await.expect("read"), None);

    store.note_look(&person, &looked(None)).await.expect("written");
    let stranger: ContactId = "0".repeat(32).parse().expect("an id");
    store.note_look(&stranger, &looked(None)).await.expect("answered");

    assert_eq!(store.looked(&person).await.expect("read"), Some(looked(None)));
    assert_eq!(store.looked(&stranger).await.expect("read"), None, "of nobody nothing");
}

#[tokio::test]
async fn a28_a_picture_comes_and_goes_with_the_chat_that_shows_it() {
    let (_engine, store) = Engine::store().await;
    let (chat, person) = met(&store).await;
    assert_eq!(store.portrait(&person).await.expect("read"), None);

    assert!(shown(&store, &chat, &person, Some(&portrait())).await);
    assert_eq!(store.portrait(&person).await.expect("read"), Some(portrait()));
    assert!(
        !shown(&store, &chat, &person, Some(&portrait())).await,
        "decided on what was"
    );
    let now = store.chat(&chat.id).await.expect("read").expect("a chat");
    assert!(now.avatar.is_some());

    assert!(shown(&store, &now, &person, None).await);
    assert_eq!(store.portrait(&person).await.expect("read"), None);
    let now = store.chat(&chat.id).await.expect("read").expect("a chat");
    assert_eq!(now.avatar, None);
}

#[tokio::test]
async fn a_look_costs_half_a_read_unit_a_day_four_write_units_and_a_new_picture_its_size() {
    let (engine, store) = Engine::store().await;
    let (chat, person) = met(&store).await;

    engine.meter.take();
    store.looked(&person).await.expect("read");
    let fresh = engine.meter.take();
    store.note_look(&person, &looked(None)).await.expect("written");
    let same = engine.meter.take();
    let contact = store.contact(&chat.id, NOON).await.expect("read");
    let card = contact.as_ref().map(|contact| &contact.card);
    let change = portray(&chat, card, &chat.identities[0].id, true, NOON);
    let (looked, portrait) = (looked(Some("U1")), portrait());
    engine.meter.take();
    let committed = store.commit_portrait(&person, (&looked, Some(&portrait)), &change, NOON);
    assert!(committed.await.expect("answered"));
    let new = engine.meter.take();

    println!("fresh {fresh:?}, same {same:?}, new {new:?}");
    assert_eq!((fresh.read_units, fresh.write_units), (0.5, 0.0));
    assert_eq!(same.write_units, 4.0);
    assert_eq!(new.write_units, 31.0);
}
