//! A messenger nobody heard of goes the whole way: added by its token, written in, shown, answered, refused as its data says.

use serde_json::{Value, json};
use support::{TestInbox, engines, eventually, files::PNG};

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_messenger_goes_the_whole_way() {
    third::add();
    for engine in engines() {
        let mut inbox = TestInbox::start_on(&engine).await;
        inbox.messenger = "pager".to_owned();
        let owner = inbox.operator().await;
        let socket = owner.socket().await;

        let found = inbox
            .web()
            .post("/pretend/pager/businesses", &json!({ "name": "Second" }))
            .await
            .ok();
        let channel = owner
            .adds_channel("pager", found["token"].as_str().expect("a token"))
            .await;
        eventually("the channel is connected", async || {
            let channels = owner.channels().await;
            let known = channels.into_iter().find(|known| known["id"] == channel["id"])?;
            (known["state"]["is"] == "active" && known["name"] == "Second").then_some(())
        })
        .await;

        let anna = inbox.contact("Anna Berg").await;
        anna.writes("hello from afar").await;
        let event = socket.sees_text("hello from afar").await;
        assert_eq!(event["chat"]["name"], "Anna Berg");
        let chat = owner.chat_with(&anna).await;
        assert_eq!(chat["identities"][0]["messenger"], "pager");

        let sent = owner.sends(&chat, &"ы".repeat(300)).await;
        anna.reads(&"ы".repeat(300)).await;
        inbox.quiet().await;
        let newest = owner.messages(&chat).await.pop().expect("the answer");
        assert_eq!(
            (&newest["id"], &newest["origin"]["delivery"]["state"]),
            (&sent["id"], &json!("accepted"))
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_is_refused_before_it_is_asked() {
    third::add();
    let mut inbox = TestInbox::start().await;
    inbox.messenger = "pager".to_owned();
    let owner = inbox.operator().await;
    let anna = inbox.contact("Anna").await;
    anna.writes("hello").await;
    let chat = owner.chat_with(&anna).await;
    let sent = owner.sends(&chat, "hi").await;
    anna.reads("hi").await;
    inbox.quiet().await;

    let long = owner
        .sends_content(&chat, &json!({ "type": "text", "text": "a".repeat(301) }))
        .await;
    assert_eq!(long.code(), "text_too_long");
    assert_eq!(
        long.body["details"],
        json!({ "code_points": 301, "code_points_max": 300 })
    );
    let place = json!({ "type": "location", "location": { "latitude_e6": 1, "longitude_e6": 1 } });
    assert_eq!(owner.sends_content(&chat, &place).await.code(), "not_offered");
    let upload = owner.brings_file("a.png", PNG).await;
    assert_eq!(
        owner.sends_files(&chat, &[(&upload, "photo")], None).await.code(),
        "not_offered"
    );
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/chats/{}/messages/{}", id(&chat), id(&sent));
    let edit = json!({ "content": { "type": "text", "text": "ho" } });
    assert_eq!(owner.web.patch(&path, &edit).await.code(), "not_editable");
    assert_eq!(owner.web.delete(&path).await.code(), "not_deletable");

    anna.blocks(true).await;
    inbox.quiet().await;
    let blocked = owner
        .sends_content(&chat, &json!({ "type": "text", "text": "still there?" }))
        .await;
    assert_eq!(blocked.code(), "identity_blocked");
    assert_eq!(anna.answers().await, ["hi"], "nothing else arrived");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_learn_of_it_as_data() {
    third::add();
    let inbox = TestInbox::start().await;

    let all = inbox.operator().await.web.get("/api/messengers").await.ok();

    let all = all["messengers"].as_array().expect("a list").clone();
    let pager = all.iter().find(|one| one["name"] == "pager").expect("it is there");
    assert_eq!((&pager["label"], &pager["badge"]), (&json!("Pager"), &json!("PG")));
    assert_eq!(pager["capabilities"]["text_code_points_max"], 300);
    assert_eq!(
        (&pager["capabilities"]["files"], &pager["capabilities"]["edit"]),
        (&json!([]), &Value::Null)
    );
}
