//! Contacts who write outside the working hours.

use serde_json::{Value, json};
use support::{Operator, TestInbox, engines};

/// Changes the desk's hours; by the time this returns, everybody knows.
async fn keeps_hours(inbox: &TestInbox, owner: &Operator, day: Value) {
    let version = owner.web.get("/api/settings").await.ok()["version"].clone();
    let week = vec![day; 7];
    let change = json!({
        "version": version, "time_zone": "Asia/Kathmandu", "working_hours": week, "away_message": "We are asleep",
    });
    owner.web.patch("/api/settings", &change).await.ok();
    inbox.quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_writes_at_night_is_told_once_that_nobody_is_there() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        keeps_hours(&inbox, &owner, json!([])).await;
        let contact = inbox.contact("Customer").await;

        contact.writes("anybody there?").await;
        contact.reads("We are asleep").await;
        contact.writes("hello?").await;
        contact.writes("please").await;
        inbox.quiet().await;

        assert_eq!(contact.answers().await, ["We are asleep"]);
        let chat = owner.chat_with(&contact).await;
        assert_eq!(
            (&chat["preview"]["text"], &chat["read"]),
            (&json!("please"), &json!(0)),
            "still unread"
        );
        assert_eq!(chat["assignment"]["is"], "unassigned", "nobody took it");
        let episode = &chat["episode"];
        assert_eq!(
            (&episode["outbound"], &episode["first_answer_ms"]),
            (&Value::Null, &Value::Null)
        );
        let messages = owner.messages(&chat).await;
        let automatic = messages
            .iter()
            .filter(|message| message["origin"]["from"] == "automatic");
        let automatic: Vec<&Value> = automatic.collect();
        assert_eq!(automatic.len(), 1);
        assert_eq!(
            (
                &automatic[0]["origin"]["why"],
                &automatic[0]["origin"]["delivery"]["state"]
            ),
            (&json!("away"), &json!("accepted"))
        );

        owner.closes(&chat).await;
        contact.writes("one more thing").await;
        inbox.quiet().await;
        assert_eq!(contact.answers().await.len(), 1, "not again in the same night");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_so_while_the_desk_is_open() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        keeps_hours(&inbox, &owner, json!([{ "from_min": 0, "to_min": 1_440 }])).await;
        let contact = inbox.contact("Customer").await;

        contact.writes("hello").await;
        let chat = owner.chat_with(&contact).await;
        owner.sends(&chat, "good day").await;
        contact.reads("good day").await;
        inbox.quiet().await;

        assert_eq!(contact.answers().await, ["good day"]);
        assert_eq!(owner.chat(&chat).await["episode"]["away"], Value::Null);
        inbox.stop().await;
    }
}
