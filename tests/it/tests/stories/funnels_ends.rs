//! What ends a way through a funnel, or makes it wait: a channel that lets nothing out, a block, a unite, an erase.

use domain::{HOUR_MS, MINUTE_MS};
use serde_json::{Value, json};
use support::{TestInbox, engines, eventually};

use crate::{
    channel_life::pauses,
    export::exported,
    funnels::{becomes, id, keeps, runs, starts, wrote},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_makes_it_wait_and_a_block_ends_it() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Welcome", &[(0, "Hello"), (60, "Later")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
        let channel = owner.channels().await.remove(0);
        pauses(&owner, &channel, true).await;

        starts(&owner, &chat, &funnel).await;
        let waits = eventually("it waits", async || {
            let run = runs(&owner, &chat).await.remove(0);
            (run["state"]["waits"]["why"] == "channel").then_some(run)
        })
        .await;
        assert_eq!(waits["done"], 0);
        pauses(&owner, &channel, false).await;
        clock.skips(10 * MINUTE_MS);
        anna.reads("Hello").await;
        inbox.quiet().await;

        anna.blocks(true).await;
        inbox.quiet().await;
        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        let stopped = becomes(&owner, &chat, "stopped").await;
        inbox.quiet().await;
        assert_eq!(stopped["state"]["why"], "blocked");
        assert_eq!(anna.answers().await, ["Hello"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_chat_stays_closed() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let funnel = keeps(&owner, "Welcome", &[(0, "Hello")]).await;
    let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
    owner.closes(&chat).await;

    starts(&owner, &chat, &funnel).await;
    anna.reads("Hello").await;
    becomes(&owner, &chat, "finished").await;

    assert_eq!(owner.chat(&chat).await["state"]["is"], "closed");
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_are_one_the_left_ones_run_goes_on_alone_and_each_keeps_its_own() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let both = keeps(&owner, "Both", &[(60, "Both")]).await;
        let theirs = keeps(&owner, "Theirs", &[(90, "Theirs")]).await;
        let (anna, left) = wrote(&inbox, &owner, "Anna").await;
        let (ann, right) = wrote(&inbox, &owner, "Ann").await;
        starts(&owner, &left, &both).await;
        starts(&owner, &right, &both).await;
        starts(&owner, &right, &theirs).await;
        let body = json!({ "right": id(&right), "choose": {} });
        let unite = format!("/api/contacts/{}/unite", id(&left));
        let united = owner.web.post(&unite, &body).await.ok();

        let shown = runs(&owner, &left).await;
        let states: Vec<_> = shown
            .iter()
            .map(|run| {
                (
                    run["name"].as_str().expect("a name"),
                    run["state"]["is"].as_str().expect("is"),
                )
            })
            .collect();
        assert_eq!(
            states,
            [("Both", "running"), ("Theirs", "running"), ("Both", "stopped")]
        );
        assert_eq!(shown[2]["state"]["why"], "united");
        // Whoever asks for one that is under way for the person gets that one.
        assert_eq!(starts(&owner, &right, &theirs).await["contact"], right["id"]);

        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        eventually("the one step", async || {
            let all = [anna.answers().await, ann.answers().await].concat();
            (all == ["Both"]).then_some(())
        })
        .await;
        let undo = format!("{unite}/{}/undo", united["unite"]);
        owner.web.post(&undo, &Value::Null).await.ok();
        clock.skips(HOUR_MS);
        let owner = inbox.operator().await;
        ann.reads("Theirs").await;
        inbox.quiet().await;
        assert!(
            !anna.answers().await.contains(&"Theirs".to_owned()),
            "it went on where it was started"
        );
        assert_eq!(runs(&owner, &left).await.len(), 1);
        assert_eq!(runs(&owner, &right).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_in_the_export_and_goes_with_who_is_erased() {
    for engine in engines() {
        let (inbox, clock) = TestInbox::start_at(&engine).await;
        // Sessions end while the clock is put forward, also that of who watches.
        let inbox = inbox.unwatched();
        let owner = inbox.operator().await;
        let funnel = keeps(&owner, "Welcome", &[(60, "Hello")]).await;
        let (anna, chat) = wrote(&inbox, &owner, "Anna").await;
        let run = starts(&owner, &chat, &funnel).await;
        inbox.quiet().await;
        let (file, _) = exported(&owner, &json!({ "contact": id(&chat) })).await;
        let kept = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
        let mut lines = file.lines().map(kept).filter(|line| line["kind"] == "funnel_run");
        assert_eq!(lines.next().expect("it is in the export")["row"], run);
        owner.web.delete(&format!("/api/contacts/{}", id(&chat))).await.ok();
        inbox.quiet().await;

        clock.skips(2 * HOUR_MS);
        inbox.quiet().await;

        let contact = id(&chat).parse().expect("an id");
        let left = inbox.store().funnel_runs(&[contact]).await.expect("read");
        assert!(left.is_empty(), "{left:?}");
        assert!(anna.answers().await.is_empty());
    }
}
