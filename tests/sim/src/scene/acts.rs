//! What people do in a scene, through the same doors as anybody.

use domain::{Chat, UnixMs};
use messengers::pretend::WebhookPost;
use serde_json::{Value, json};

use super::{OTHER, PERSON};
use crate::{browser, mail::to_request, people::chat_of, stage::Stage};

pub(super) fn post(stage: &Stage, call: &WebhookPost) -> bool {
    let (desk, request) = (stage.desk.clone(), to_request(call));
    let told = request.clone();
    let answer = stage.play(async move { desk.webhook(request).await }).flatten();
    let is_taken = answer.is_some_and(|answer| answer.status().is_success());
    if let (true, Ok(channel)) = (is_taken, stage.channel.parse()) {
        stage.verdict.was_taken(&stage.desk.table.engine(), &channel, &told);
    }
    is_taken
}

pub(super) fn ask(stage: &Stage, method: &'static str, path: &str, body: &Value) -> Option<Value> {
    let (client, path, body) = (stage.owner.clone(), path.to_owned(), body.clone());
    let answer = stage.play(async move { client.ask(method, &path, Some(&body)).await });
    let (status, answer) = answer.flatten()?;
    (status < 300).then_some(answer)
}

pub(super) fn verb(stage: &Stage, verb: &str) -> bool {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    let body = if verb == "read" {
        stage.verdict.will_read(&stage.owner.operator, &chat, 1);
        json!({ "inbound": 1 })
    } else {
        json!({})
    };
    ask(stage, "PUT", &format!("/api/chats/{chat}/{verb}"), &body).is_some()
}

pub(super) fn send(stage: &Stage, text: &str) -> bool {
    let (path, body) = stage.answer(PERSON, text);
    ask(stage, "POST", &path, &body).is_some()
}

/// The path of the operator's answer with this number, in order.
fn answer_path(stage: &Stage, number: usize) -> Option<String> {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    stage.verdict.follow(&stage.desk.table.engine());
    let seen = stage.verdict.seen();
    let answers = (seen.history.messages.iter())
        .filter(|(_, states)| states.last().is_some_and(|message| message.delivery().is_some()));
    let (id, _) = answers.map(|(id, _)| (id, ())).nth(number)?;
    Some(format!("/api/chats/{chat}/messages/{id}"))
}

pub(super) fn change(stage: &Stage, number: usize) -> bool {
    let edit = json!({ "content": { "type": "text", "text": "one, changed 1" } });
    let path = answer_path(stage, number);
    path.is_some_and(|path| ask(stage, "PATCH", &path, &edit).is_some())
}

pub(super) fn withdraw(stage: &Stage, number: usize) -> bool {
    let path = answer_path(stage, number);
    path.is_some_and(|path| ask(stage, "DELETE", &path, &json!({})).is_some())
}

pub(super) fn forward(stage: &Stage, holder: Option<&str>, to: Option<&str>) -> bool {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    let body = json!({ "to": to, "holder": holder });
    ask(stage, "PUT", &format!("/api/chats/{chat}/forward"), &body).is_some()
}

pub(super) fn snooze(stage: &Stage, until: UnixMs) -> bool {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    ask(
        stage,
        "PUT",
        &format!("/api/chats/{chat}/snooze"),
        &json!({ "until": until }),
    )
    .is_some()
}

pub(super) fn comment(stage: &Stage, text: &str) -> bool {
    let (path, body) = stage.remark(PERSON, text);
    ask(stage, "POST", &path, &body).is_some()
}

pub(super) fn unite(stage: &Stage) -> bool {
    let [(left, _), (right, _)] = [PERSON, OTHER].map(|person| chat_of(&stage.channel, person));
    ask(
        stage,
        "POST",
        &format!("/api/contacts/{left}/unite"),
        &json!({ "right": right }),
    )
    .is_some()
}

pub(super) fn separate(stage: &Stage) -> bool {
    let (left, _) = chat_of(&stage.channel, PERSON);
    let rows = stage.desk.table.engine().partition(&store::keys::of_chat(&left));
    let record = rows.iter().find(|row| row.contains_key("united_card"));
    let Some(unite) = record.and_then(|row| row.get("version").cloned()) else {
        return false;
    };
    ask(
        stage,
        "POST",
        &format!("/api/contacts/{left}/unite/{unite}/undo"),
        &json!({}),
    )
    .is_some()
}

/// The chat as it stands in the table.
pub(super) fn chat(stage: &Stage) -> Option<Chat> {
    let (id, _) = chat_of(&stage.channel, PERSON);
    let row = stage.desk.table.engine().get(&store::keys::chat(&id))?;
    serde_json::from_value(Value::Object((*row).clone())).ok()
}

/// A browser asks for a ticket and connects with it; the connection, if it was let in.
pub(super) fn connect(stage: &Stage) -> Option<String> {
    let owner = stage.owner.clone();
    let ticket = stage
        .play(async move { owner.ask("POST", "/api/socket-ticket", None).await })
        .flatten()?;
    let event = {
        let (connection, _) = stage.desk.sockets.open();
        let ticket = ticket.1["ticket"].as_str()?.to_owned();
        (connection.clone(), browser::event("$connect", &connection, &ticket))
    };
    let desk = stage.desk.clone();
    let answer = stage.play(async move { desk.socket(event.1).await })??.ok()?;
    stage.desk.sockets.connected(&event.0);
    (answer.status_code == 200).then_some(event.0)
}
