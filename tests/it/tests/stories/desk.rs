//! What operators do with chats: lists, status and distribution, forwarding, comments, closing and its undoing.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, TestInbox, engines, eventually, new_intent};

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("it has an id")
}

async fn put(operator: &Operator, chat: &Value, verb: &str, body: &Value) -> support::Reply {
    operator.web.put(&format!("/api/chats/{}/{verb}", id(chat)), body).await
}

async fn chooses(operator: &Operator, status: &str) -> Value {
    let chosen = json!({ "status": status });
    operator.web.put("/api/operators/me/status", &chosen).await.ok()
}

async fn me(operator: &Operator) -> Value {
    let mine = operator.web.get("/api/session").await.ok()["operator"].clone();
    let all = operator.web.get("/api/operators").await.ok();
    let all = all["operators"].as_array().expect("a list").clone();
    all.into_iter()
        .find(|known| known["id"] == mine["id"])
        .expect("I am among them")
}

async fn list(operator: &Operator, query: &str) -> Vec<String> {
    let page = operator.web.get(&format!("/api/chats?{query}")).await.ok();
    let chats = page["chats"].as_array().expect("a list").iter();
    chats
        .map(|chat| chat["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn held(operator: &Operator, chat: &Value, by: &Value) -> Value {
    eventually("the chat is held", async || {
        let chat = operator.chat(chat).await;
        (chat["assignment"]["to"] == by["id"]).then_some(chat)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_waits_until_somebody_is_online_and_goes_to_the_one_with_the_fewest() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let [first, second, third] = [
            inbox.contact("First").await,
            inbox.contact("Second").await,
            inbox.contact("Third").await,
        ];
        first.writes("hello").await;
        let waiting = anna.chat_with(&first).await;
        assert_eq!(waiting["assignment"]["is"], "unassigned");

        chooses(&anna, "online").await;
        held(&anna, &waiting, &me(&anna).await).await;
        chooses(&boris, "online").await;
        second.writes("hello").await;
        let second = anna.chat_with(&second).await;
        held(&anna, &second, &me(&boris).await).await;
        chooses(&boris, "busy").await;
        third.writes("hello").await;
        let third = anna.chat_with(&third).await;
        held(&anna, &third, &me(&anna).await).await;

        assert_eq!(
            (&me(&anna).await["open_chats"], &me(&boris).await["open_chats"]),
            (&json!(2), &json!(1))
        );
        let why = anna.web.get(&format!("/api/chats/{}/explain", id(&second))).await.ok();
        assert_eq!(why["assignments"][0]["how"], "distributed");
        assert_eq!(why["assignments"][0]["candidates"][0]["open_chats"], 0);
        assert_eq!(why["next"][0]["operator"], me(&anna).await["id"], "boris is busy");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_involved_or_offline_is_given_nothing() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let not = json!({ "involved": false });
    let involved = anna.web.put("/api/operators/me/involved", &not).await.ok();
    assert_eq!(involved["is_involved"], false);
    chooses(&anna, "online").await;
    let contact = inbox.contact("Carl").await;

    contact.writes("hello").await;
    let chat = anna.chat_with(&contact).await;
    inbox.quiet().await;

    assert_eq!(anna.chat(&chat).await["assignment"]["is"], "unassigned");
    let again = json!({ "involved": true });
    let _ = anna.web.put("/api/operators/me/involved", &again).await.ok();
    held(&anna, &chat, &me(&anna).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_counters_tell_mine_from_others_and_read_from_unread() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let [carl, dora] = [inbox.contact("Carl").await, inbox.contact("Dora").await];
        carl.writes("hello").await;
        dora.writes("hello").await;
        let (carls, doras) = (anna.chat_with(&carl).await, anna.chat_with(&dora).await);
        anna.sends(&carls, "hi").await;
        let doras = anna.chat(&doras).await;
        anna.reads(&doras).await;
        dora.writes("again").await;
        inbox.quiet().await;

        let boris_id = id(&me(&boris).await).to_owned();
        let anna_id = id(&me(&anna).await).to_owned();
        assert_eq!(list(&anna, "selector=my").await, ["Carl"]);
        assert_eq!(list(&boris, "selector=my").await, Vec::<String>::new());
        assert_eq!(
            list(&boris, &format!("selector=operator&operator={anna_id}")).await,
            ["Carl"]
        );
        assert_eq!(
            list(&anna, &format!("selector=operator&operator={boris_id}")).await,
            Vec::<String>::new()
        );
        assert_eq!(list(&anna, "selector=unread").await, ["Dora"]);
        let counters = anna.web.get("/api/counters").await.ok();
        assert_eq!(counters["open"]["all"], json!({ "count": 2, "has_more": false }));
        assert_eq!(counters["open"]["unread"]["count"], 1);
        assert_eq!(counters["open"]["my"]["count"], 1);
        anna.closes(&anna.chat(&carls).await).await;
        let counters = anna.web.get("/api/counters").await.ok();
        assert_eq!(
            (&counters["open"]["my"]["count"], &counters["closed"]["my"]["count"]),
            (&json!(0), &json!(1))
        );
        for bad in ["selector=mine", "selector=operator", "state=ajar", "cursor=x"] {
            let reply = anna.web.get(&format!("/api/chats?{bad}")).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
        }
        inbox.stop().await;
    }
}

/// Two operators forward one chat at once: one wins, the other learns who has it and since when.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_simultaneous_forwards_wins() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris, vera, gleb] = inbox.operators(["anna", "boris", "vera", "gleb"]).await;
        let contact = inbox.contact("Carl").await;
        contact.writes("hello").await;
        let chat = anna.chat_with(&contact).await;
        let (to_vera, to_gleb) = (me(&vera).await, me(&gleb).await);
        let forward = |to: &Value| json!({ "to": to["id"], "holder": null, "comment": "knows the case" });

        let (one, two) = (forward(&to_vera), forward(&to_gleb));
        let (first, second) = tokio::join!(put(&anna, &chat, "forward", &one), put(&boris, &chat, "forward", &two));

        let (won, lost) = if first.status.is_success() {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!((won.status, lost.status), (StatusCode::OK, StatusCode::CONFLICT));
        assert_eq!(lost.body["code"], "held_by_other");
        let chat = anna.chat(&chat).await;
        assert_eq!(lost.body["details"]["by"], chat["assignment"]["to"]);
        assert_eq!(lost.body["details"]["since"], chat["assignment"]["at"]);
        let history = anna.messages(&chat).await;
        let is_line = |message: &&Value| message["origin"]["from"] == "desk";
        let lines: Vec<&Value> = history.iter().filter(is_line).collect();
        assert_eq!(lines.len(), 1, "{history:?}");
        assert_eq!(lines[0]["content"]["line"]["comment"], "knows the case");
        inbox.quiet().await;
        assert!(contact.answers().await.is_empty(), "the contact sees none of it");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_for_colleagues_alone_and_a_double_click_is_one_comment() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let socket = boris.socket().await;
        let contact = inbox.contact("Carl").await;
        contact.writes("hello").await;
        let chat = anna.chat_with(&contact).await;
        let comment = json!({ "text": "a difficult one", "mentions": [me(&boris).await["id"]] });
        let body = json!({ "intent_id": new_intent(), "comment": comment });
        let path = format!("/api/chats/{}/comments", id(&chat));

        let (one, two) = tokio::join!(anna.web.post(&path, &body), anna.web.post(&path, &body));

        assert_eq!(one.ok()["message"]["id"], two.ok()["message"]["id"]);
        socket
            .sees("the comment", |event| {
                let messages = event["messages"].as_array();
                messages.is_some_and(|all| {
                    all.iter()
                        .any(|one| one["content"]["comment"]["text"] == "a difficult one")
                })
            })
            .await;
        inbox.quiet().await;
        assert!(contact.answers().await.is_empty());
        let history = anna.messages(&chat).await;
        assert_eq!(
            history
                .iter()
                .filter(|message| message["content"]["type"] == "comment")
                .count(),
            1
        );
        let stranger = json!({ "intent_id": new_intent(), "comment": { "text": "x", "mentions": ["zoe"] } });
        assert_eq!(anna.web.post(&path, &stranger).await.body["code"], "no_such_operator");
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_into_a_colleague_s_chat_does_not_mark_it_read() {
    let inbox = TestInbox::start().await;
    let [anna, boris] = inbox.operators(["anna", "boris"]).await;
    chooses(&anna, "online").await;
    let contact = inbox.contact("Carl").await;
    contact.writes("hello").await;
    let chat = anna.chat_with(&contact).await;
    let chat = held(&anna, &chat, &me(&anna).await).await;

    let seen_by_boris = boris.reads(&chat).await;
    let seen_by_anna = anna.reads(&chat).await;

    assert_eq!((&seen_by_boris["read"], &seen_by_anna["read"]), (&json!(0), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_can_be_undone_and_a_written_to_chat_comes_back_to_its_operator() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let [anna] = inbox.operators(["anna"]).await;
        chooses(&anna, "online").await;
        let contact = inbox.contact("Carl").await;
        contact.writes("hello").await;
        let chat = anna.chat_with(&contact).await;
        let chat = held(&anna, &chat, &me(&anna).await).await;

        anna.closes(&chat).await;
        assert_eq!(me(&anna).await["open_chats"], 0);
        let episodes = format!("/api/chats/{}/episodes", id(&chat));
        assert_eq!(
            anna.web.get(&episodes).await.ok()["episodes"].as_array().map(Vec::len),
            Some(1)
        );
        let undone = put(&anna, &chat, "reopen", &Value::Null).await.ok();
        assert_eq!(
            undone["episode"]["opened"], chat["episode"]["opened"],
            "the episode runs on"
        );
        assert_eq!(
            anna.web.get(&episodes).await.ok()["episodes"].as_array().map(Vec::len),
            Some(0)
        );
        assert_eq!(me(&anna).await["open_chats"], 1);

        anna.closes(&chat).await;
        contact.writes("one more thing").await;
        let back = eventually("the chat is open again", async || {
            let chat = anna.chat(&chat).await;
            (chat["state"]["is"] == "open").then_some(chat)
        })
        .await;
        assert_eq!(back["assignment"]["how"], "returned");
        assert_eq!(back["assignment"]["to"], me(&anna).await["id"]);
        assert_eq!(me(&anna).await["open_chats"], 1);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_chats_are_closed_at_once_each_with_its_result() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let [carl, dora] = [inbox.contact("Carl").await, inbox.contact("Dora").await];
    carl.writes("hello").await;
    dora.writes("hello").await;
    let (carls, doras) = (anna.chat_with(&carl).await, anna.chat_with(&dora).await);
    let chats = [id(&carls), "nobody", id(&doras)];

    let body = json!({ "chats": chats, "action": { "do": "close" } });
    let done = anna.web.post("/api/chats/bulk", &body).await.ok();

    let results = done["results"].as_array().expect("results");
    assert_eq!(results[0]["chat"]["state"]["is"], "closed");
    assert_eq!(results[1]["error"]["code"], "no_such_chat");
    assert_eq!(results[2]["chat"]["state"]["is"], "closed");
    let twice = json!({ "chats": [id(&carls), id(&carls)], "action": { "do": "read" } });
    assert_eq!(
        anna.web.post("/api/chats/bulk", &twice).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_put_aside_is_given_to_nobody_until_it_comes_back() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;
    let contact = inbox.contact("Carl").await;
    contact.writes("hello").await;
    let chat = anna.chat_with(&contact).await;
    let now = chat["activity"].as_i64().expect("an instant");
    assert_eq!(
        put(&anna, &chat, "snooze", &json!({ "until": now - 1 })).await.status,
        StatusCode::BAD_REQUEST
    );

    let until = json!({ "until": now + 4_000 });
    let _ = put(&anna, &chat, "snooze", &until).await.ok();
    chooses(&anna, "online").await;
    inbox.quiet().await;
    assert_eq!(
        anna.chat(&chat).await["assignment"]["is"],
        "unassigned",
        "while it is put aside"
    );

    let back = held(&anna, &chat, &me(&anna).await).await;
    assert_eq!(back["snoozed_until"], Value::Null);
}
