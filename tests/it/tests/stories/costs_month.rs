//! What a month's messages cost: the units it is reckoned with, and what is counted.

use domain::{Outcome, costs, rules, wire::Forward};
use http::StatusCode;
use store::Committed;
use support::{TestInbox, engines};

use crate::table::{CAPABILITIES, Engine, NOON, inbound, request};

/// What is shown to those who pay is never less than what the table takes.
#[tokio::test]
async fn what_a_month_is_reckoned_with() {
    let (engine, store) = Engine::store().await;
    let priced = async |change: &domain::Change| {
        engine.meter.take();
        match store.commit(change, NOON).await.expect("committed") {
            Committed::Stored(chat) => (*chat, engine.meter.take().write_units),
            other => panic!("{other:?}"),
        }
    };
    let operator = domain::Operator {
        status: domain::Status::Online,
        ..domain::Operator::new(
            "anna".parse().expect("id"),
            "anna".into(),
            "anna@example.com".into(),
            domain::Role::Operator,
            NOON,
        )
    };
    assert!(store.add_operator(&operator, "phc", None).await.expect("added"));
    let (chat, _) = priced(&rules::receive(None, &inbound(1, 1, "hello"), None, None, NOON)).await;
    let roster = store.roster().await.expect("read");
    let forward = Forward {
        to: Some(operator.id.clone()),
        holder: None,
        comment: None,
    };
    let given = rules::forward(&chat, &forward, &operator.id, &roster, NOON).expect("forwarded");
    let (chat, _) = priced(&given).await;

    // The first of its minute: the lists' keys change.
    let later = NOON.plus(domain::MINUTE_MS);
    let asked = rules::receive(Some(&chat), &inbound(1, 2, "Is it in stock?"), None, None, later);
    let (chat, message) = priced(&asked).await;

    let said = request(&chat, "one", "It is, and waits for you.");
    let sending = rules::Sending::new(&said, &CAPABILITIES, &operator.id);
    let queued = rules::send(&chat, sending, later.plus(domain::MINUTE_MS)).expect("queued");
    let answer = queued.messages[0].message().clone();
    let (chat, said) = priced(&queued).await;
    let now = later.plus(2 * domain::MINUTE_MS);
    let (claimed, fence) = rules::claim(&answer, now).expect("due");
    engine.meter.take();
    assert!(store.claim(&answer, &claimed).await.expect("claimed"));
    let claim = engine.meter.take().write_units;
    let outcome = Outcome::Accepted {
        parts: vec!["8".into()],
        position: Some(8),
        at: None,
    };
    let taken = rules::deliver(&chat, &claimed, fence, &outcome, &CAPABILITIES, now);
    let (chat, taken) = priced(&taken).await;

    let mut change = rules::close(&chat, &operator.id, None, now);
    rules::account(&mut change, Some(&chat), &store.roster().await.expect("read"), now);
    let (_, closing) = priced(&change).await;

    println!("in {message}; out {said} + {claim} + {taken}; closing {closing}");
    assert_eq!(message, f64::from(costs::INBOUND.writes));
    assert_eq!(said + claim + taken, f64::from(costs::OUTBOUND.writes));
    assert_eq!(closing, f64::from(costs::CLOSING.writes));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_what_was_closed_and_what_goes_on_page_by_page() {
    for engine in engines() {
        // Chats of one minute are in order on a page, not across pages, which whoever watches would object to.
        let inbox = TestInbox::start_on(&engine).await.unwatched();
        let owner = inbox.operator().await;
        for person in 0..52 {
            inbox
                .contact(&format!("Person {person:02}"))
                .await
                .writes("hello")
                .await;
        }
        let anna = inbox.contact("Anna").await;
        anna.writes("hello").await;
        let chat = owner.chat_with(&anna).await;
        owner.sends(&chat, "Hello Anna").await;
        owner.closes(&chat).await;
        anna.writes("one more thing").await;
        inbox.quiet().await;

        let (mut counted, mut chats, mut pages) = ([0, 0, 0], 0, 0);
        let mut at = "/api/costs".to_owned();
        loop {
            let page = owner.web.get(&at).await.ok();
            for (sum, name) in counted.iter_mut().zip(["inbound", "outbound", "closed"]) {
                *sum += page["counted"][name].as_u64().expect("a number");
            }
            chats += page["chats"].as_u64().expect("a number");
            pages += 1;
            assert_eq!(page["inbound"]["writes"], costs::INBOUND.writes);
            let Some(cursor) = page["cursor"].as_str() else { break };
            at = format!("/api/costs?cursor={cursor}");
        }

        assert_eq!((counted, chats, pages), ([54, 1, 1], 53, 2));
        assert_eq!(owner.web.get("/api/costs?cursor=x").await.code(), "bad_request");
        let olga = owner.brings("olga", "operator").await;
        assert_eq!(olga.web.get("/api/costs").await.status, StatusCode::FORBIDDEN);
    }
}
