//! One test for each access pattern of the desk's lists, queue and people, under its number, on the embedded engine.

use crate::table::{Engine, NOON, inbound};
use domain::{
    Chat, ContactId, Operator, OperatorId, Role, Roster, Settings, Status, StatusReason, UnixMs, rules, wire::Forward,
};
use store::{
    Committed, Store,
    chats::{CHATS_PER_PAGE_MAX, ChatList},
    operators::OperatorChange,
};

async fn commit(store: &Store, change: &domain::Change) -> Chat {
    match store.commit(change, NOON).await.expect("committed") {
        Committed::Stored(chat) => *chat,
        other => panic!("{other:?}"),
    }
}

/// Person `person` writes, `person` minutes after noon.
async fn receive(store: &Store, person: u64) -> Chat {
    let at = NOON.plus(i64::try_from(person).expect("small") * domain::MINUTE_MS);
    commit(
        store,
        &rules::receive(None, &inbound(person, 1, "hello"), None, None, at),
    )
    .await
}

/// An Online operator in the table.
async fn online(store: &Store, name: &str) -> Operator {
    let id: OperatorId = name.parse().expect("id");
    let email = format!("{name}@example.com");
    let operator = Operator {
        status: Status::Online,
        ..Operator::new(id, name.to_owned(), email, Role::Operator, NOON)
    };
    assert!(store.add_operator(&operator, "phc", None).await.expect("added"));
    operator
}

async fn take(store: &Store, chat: &Chat, by: &Operator) -> Chat {
    let roster = store.roster().await.expect("read");
    let request = Forward {
        to: Some(by.id.clone()),
        holder: None,
        comment: None,
    };
    let change = rules::forward(chat, &request, &by.id, &roster, NOON).expect("taken");
    commit(store, &change).await
}

fn ids(chats: &[Chat]) -> Vec<&ContactId> {
    chats.iter().map(|chat| &chat.id).collect()
}

#[tokio::test]
async fn a02_lists_of_unread_chats_and_of_one_operator() {
    let (_engine, store) = Engine::store().await;
    let anna = online(&store, "anna").await;
    let [first, second, third] = [
        receive(&store, 1).await,
        receive(&store, 2).await,
        receive(&store, 3).await,
    ];
    let first = take(&store, &first, &anna).await;
    commit(&store, &rules::mark_read(&first, 1, &anna.id)).await;

    let page = async |list: ChatList| store.chat_page(&list, true, None).await.expect("a page").chats;
    let (all, unread) = (page(ChatList::All).await, page(ChatList::Unread).await);
    let (hers, nobodys) = (
        page(ChatList::Of(anna.id)).await,
        page(ChatList::Of("boris".parse().expect("id"))).await,
    );

    assert_eq!(ids(&all), [&third.id, &second.id, &first.id]);
    assert_eq!(ids(&unread), [&third.id, &second.id]);
    assert_eq!(ids(&hers), [&first.id]);
    assert!(nobodys.is_empty());
}

#[tokio::test]
async fn a17_how_many_chats_a_list_has() {
    let (_engine, store) = Engine::store().await;
    let count = u64::try_from(CHATS_PER_PAGE_MAX).expect("small") + 7;
    for person in 1..=count {
        receive(&store, person).await;
    }

    let all = store.chat_count(&ChatList::All, true).await.expect("counted");
    let closed = store.chat_count(&ChatList::All, false).await.expect("counted");

    assert_eq!((all.count, all.has_more), (CHATS_PER_PAGE_MAX + 7, false));
    assert_eq!((closed.count, closed.has_more), (0, false));
}

#[tokio::test]
async fn a18_chats_that_wait_longest_for_somebody() {
    let (_engine, store) = Engine::store().await;
    let anna = online(&store, "anna").await;
    let [first, second, third] = [
        receive(&store, 1).await,
        receive(&store, 2).await,
        receive(&store, 3).await,
    ];
    let third = take(&store, &third, &anna).await;
    // Goes on writing: its place stays.
    let again = rules::receive(
        Some(&first),
        &inbound(1, 2, "anybody?"),
        None,
        None,
        NOON.plus(9_000_000),
    );
    commit(&store, &again).await;

    let waiting = store.chats_waiting().await.expect("read");
    commit(&store, &rules::release(&third, NOON.plus(9_000_000))).await;
    let after = store.chats_waiting().await.expect("read");

    assert_eq!(waiting, [first.id.clone(), second.id.clone()]);
    assert_eq!(
        after,
        [third.id, first.id, second.id],
        "who had somebody before waits in front"
    );
}

#[tokio::test]
async fn a19_everybody_who_answers() {
    let (_engine, store) = Engine::store().await;
    let (anna, boris) = (online(&store, "anna").await, online(&store, "boris").await);

    assert_eq!(store.roster().await.expect("read"), Roster(vec![anna, boris]));
}

#[tokio::test]
async fn a20_why_a_chat_was_given_to_whom() {
    let (_engine, store) = Engine::store().await;
    let anna = online(&store, "anna").await;
    let chat = receive(&store, 1).await;
    let given = rules::distribute(&chat, &store.roster().await.expect("read"), NOON).expect("given");
    let chat = commit(&store, &given).await;

    let explained = store.explanations(&chat.id).await.expect("read");

    assert_eq!(explained.len(), 1);
    assert_eq!(explained[0].to, anna.id);
    assert_eq!(explained[0].candidates.len(), 1);
    let counted = store.operator(&anna.id).await.expect("read").expect("known");
    assert_eq!(counted.open_chats, 1, "in the same transaction");
}

#[tokio::test]
async fn a21_an_operators_past_statuses() {
    let (_engine, store) = Engine::store().await;
    let mut operator = online(&store, "anna").await;
    let statuses = [Status::Busy, Status::Break, Status::Online];
    for (minute, status) in (1..).zip(statuses) {
        let now = NOON.plus(minute * domain::MINUTE_MS);
        let change = rules::choose_status(&operator, status, StatusReason::Chosen, now).expect("a change");
        let change = OperatorChange {
            operator: change.operator,
            interval: Some(change.interval),
            audit: None,
        };
        assert!(store.commit_operator(&change).await.expect("committed"));
        assert!(
            !store.commit_operator(&change).await.expect("answered"),
            "on its version alone"
        );
        operator = change.operator;
    }

    let past = store.status_intervals(&operator.id).await.expect("read");

    let seen: Vec<Status> = past.iter().map(|interval| interval.status).collect();
    assert_eq!(seen, [Status::Break, Status::Busy, Status::Online], "newest first");
    assert!(past.windows(2).all(|pair| pair[1].to == pair[0].from), "without a gap");
}

#[tokio::test]
async fn a82_an_operators_time_between_two_instants() {
    let (_engine, store) = Engine::store().await;
    let mut operator = online(&store, "anna").await;
    let at = |minute: i64| NOON.plus(minute * domain::MINUTE_MS);
    for (minute, open_chats, came) in [(1, 1, 1), (2, 2, 1), (3, 1, 0), (4, 2, 1)] {
        let (after, interval) = rules::count_chats(&operator, open_chats, came, at(minute));
        let change = OperatorChange {
            operator: after,
            interval,
            audit: None,
        };
        assert!(store.commit_operator(&change).await.expect("committed"));
        operator = change.operator;
    }
    let between = async |from, to, max| {
        let read = store.operator_time(&operator.id, (from, to), max).await.expect("read");
        read.map(|past| {
            past.iter()
                .map(|one| (one.from, one.chats, one.taken))
                .collect::<Vec<_>>()
        })
    };

    let all = [(NOON, 0, 0), (at(1), 1, 1), (at(2), 2, 1), (at(3), 1, 0)];
    assert_eq!(between(NOON, at(9), 4).await, Some(all.to_vec()), "oldest first");
    assert_eq!(
        between(at(2), at(3), 9).await,
        Some(all[1..3].to_vec()),
        "with the one before"
    );
    assert_eq!(between(at(2).plus(1), at(3).plus(1), 9).await, Some(all[1..].to_vec()));
    assert_eq!(between(at(4), at(9), 9).await, Some(all[3..].to_vec()));
    assert_eq!(between(at(-9), NOON, 9).await, Some(Vec::new()));
    assert_eq!(between(NOON, at(9), 3).await, None, "too many");
    assert_eq!(operator.running_since(), at(4));
}

#[tokio::test]
async fn a22_a_chats_finished_episodes() {
    let (_engine, store) = Engine::store().await;
    let anna: OperatorId = "anna".parse().expect("id");
    let chat = receive(&store, 1).await;
    let closed = commit(&store, &rules::close(&chat, &anna, Some("solved"), NOON)).await;
    let stored = store.episodes(&chat.id).await.expect("read");

    let undone = rules::reopen(&closed, &anna, NOON.plus(1_000));
    commit(&store, &undone).await;

    assert_eq!(stored.len(), 1);
    assert_eq!(
        (stored[0].figures.inbound, stored[0].reason.as_deref()),
        (1, Some("solved"))
    );
    assert!(
        store.episodes(&chat.id).await.expect("read").is_empty(),
        "an undone closing leaves none"
    );
}

#[tokio::test]
async fn a23_what_the_workspace_decided_for_itself() {
    let (_engine, store) = Engine::store().await;

    assert_eq!(store.settings().await.expect("read"), Settings::default());
}

fn half(contact: &domain::Contact) -> rules::Half<'_> {
    rules::Half {
        chat: &contact.chat,
        card: &contact.card,
    }
}

/// Two contacts, the first with `count` messages, united.
async fn united(engine: &Engine, store: &Store, count: u64) -> (Chat, ContactId, store::meter::Cost) {
    let (left, right) = (1_000 + count, 5_000 + count);
    let mut chat = receive(store, left).await;
    for position in 2..=count {
        let change = rules::receive(Some(&chat), &inbound(left, position, "hello"), None, None, NOON);
        chat = commit(store, &change).await;
    }
    let right = receive(store, right).await.id;
    let contact = async |id: &ContactId| store.contact(id, NOON).await.expect("read").expect("known");
    let (one, other) = (contact(&chat.id).await, contact(&right).await);
    let (chat, cost) = unites(engine, store, (&one, &other), &[]).await;
    (chat, right, cost)
}

/// The right one of two pulled into the left one, with the pointers to the right one; the chat, and what that cost.
async fn unites(
    engine: &Engine,
    store: &Store,
    (left, right): (&domain::Contact, &domain::Contact),
    pointers: &[domain::Pointer],
) -> (Chat, store::meter::Cost) {
    let by: OperatorId = "anna".parse().expect("id");
    let with = rules::Uniting {
        choices: &domain::Choices::new(),
        by: &by,
        roster: &Roster::default(),
        pointers,
        runs: (&[], &[]),
    };
    let change = rules::unite(half(left), half(right), with, NOON).expect("united");
    engine.meter.take();
    let chat = commit(store, &change).await;
    (chat, engine.meter.take())
}

#[tokio::test]
async fn a30_who_was_pulled_into_a_contact() {
    let (engine, store) = Engine::store().await;
    let (chat, right, _) = united(&engine, &store, 1).await;

    let unites = store.unites(&chat.id).await.expect("read");

    assert_eq!((unites.len(), &unites[0].right), (1, &right));
    assert_eq!(store.chat(&right).await.expect("read"), Some(chat), "its row leads on");
}

#[tokio::test]
async fn a31_who_a_contact_is_known_not_to_be() {
    let (_engine, store) = Engine::store().await;
    let (one, other) = (receive(&store, 1).await.id, receive(&store, 2).await.id);
    let nobody: ContactId = "nobody".parse().expect("id");
    let entry = domain::AuditEntry::new(NOON, None, "contacts_not_same", "contact/one".into(), 1);
    assert!(store.set_not_same(&entry, &one, &other).await.expect("stored"));
    assert!(
        !store.set_not_same(&entry, &one, &nobody).await.expect("refused"),
        "who is not there is nobody"
    );

    assert_eq!(store.not_same(&one).await.expect("read"), std::slice::from_ref(&other));
    assert_eq!(store.not_same(&other).await.expect("read"), [one]);
}

/// The price of a unite: one transaction, the same however much was said. Seven rows at two units each (both chats, card,
/// its history, record, line, audit entry), and five places in lists that two open chats that wait leave or take.
#[tokio::test]
async fn a_unite_costs_the_same_for_one_message_and_for_a_thousand() {
    let (engine, store) = Engine::store().await;

    let (_, _, few) = united(&engine, &store, 1).await;
    let (_, _, many) = united(&engine, &store, 1_000).await;

    println!("a unite: {few:?}, {many:?}");
    assert_eq!(few, many);
    assert_eq!((few.rounds, few.write_units), (1, 19.0));
}

/// Whom the right one had pulled in before is led to the new left one: two units more for each.
#[tokio::test]
async fn a_unite_costs_two_write_units_more_for_each_contact_united_before() {
    let mut costs = Vec::new();
    for are_led in [false, true] {
        let (engine, store) = Engine::store().await;
        let (middle, first, _) = united(&engine, &store, 1).await;
        let contact = async |id: &ContactId| store.contact(id, NOON).await.expect("read").expect("known");
        let left = receive(&store, 9_000).await.id;
        let pointers = match store.chat_row(&first).await.expect("read") {
            Some(store::chats::ChatRow::Pointer(pointer)) if are_led => vec![*pointer],
            _ => Vec::new(),
        };

        let (one, other) = (contact(&left).await, contact(&middle.id).await);
        let (_, cost) = unites(&engine, &store, (&one, &other), &pointers).await;

        costs.push((cost.rounds, cost.write_units));
    }
    assert_eq!(
        costs,
        [(1, 18.0), (1, 20.0)],
        "a chat that nobody waits in is in a list less"
    );
}

/// Two decisions that would both use an operator's last free place: the second is refused by the table.
#[tokio::test]
async fn a_limit_is_not_exceeded_by_two_decisions_at_once() {
    let (_engine, store) = Engine::store().await;
    online(&store, "anna").await;
    let (one, two) = (receive(&store, 1).await, receive(&store, 2).await);
    let roster = store.roster().await.expect("read");
    let first = rules::distribute(&one, &roster, NOON).expect("given");
    let second = rules::distribute(&two, &roster, UnixMs(NOON.0 + 1)).expect("given");

    commit(&store, &first).await;

    assert_eq!(
        store.commit(&second, NOON).await.expect("answered"),
        Committed::Stale,
        "decided on an operator as they no longer are"
    );
    assert_eq!(store.chat(&two.id).await.expect("read"), Some(two));
}
