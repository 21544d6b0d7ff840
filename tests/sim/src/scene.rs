//! One handler in one situation: how the stage is set for it, and what makes it run.

use domain::{MINUTE_MS, Settings, UnixMs, rules::deliver::LEASE_MS, rules::reopen::UNDO_MS};
use messengers::pretend::WebhookPost;
use serde_json::json;

use crate::{desk::Desk, people::chat_of, staff, stage::Stage, stream};

mod acts;

use acts::{ask, change, chat, comment, connect, forward, post, send, separate, snooze, unite, verb, withdraw};

/// The person of all scenes.
pub(crate) const PERSON: &str = "1001";

/// Somebody else, who may be the same.
const OTHER: &str = "1002";

/// One handler in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// A person writes for the first time.
    FirstMessage,
    /// The contact of a closed chat writes.
    MessageToClosed,
    /// A contact edits a message.
    Edit,
    /// A contact edits a message we never got.
    EditFirst,
    /// The messenger says what nobody understands.
    Strange,
    /// An operator answers.
    Send,
    /// An operator changes an answer that has arrived.
    Change,
    /// The courier changes one answer and deletes another.
    Revise,
    /// An operator closes a chat.
    Close,
    /// An operator reopens a chat.
    Reopen,
    /// An operator has seen the messages.
    Read,
    /// The courier brings two answers.
    Drain,
    /// The courier keeps the words of a message.
    Keep,
    /// The courier connects a channel.
    Connect,
    /// The fan-out tells a browser.
    Fanout,
    /// A browser opens a socket.
    Socket,
    /// An operator thinks again about closing.
    Undo,
    /// An operator gives a chat to a colleague.
    Forward,
    /// An operator gives a chat back to the queue.
    ForwardBack,
    /// An operator remarks something.
    Comment,
    /// An operator puts a chat aside.
    Snooze,
    /// The time of a chat that was put aside is over.
    Wake,
    /// An operator is busy.
    Status,
    /// An operator wants no new chats.
    Involve,
    /// The courier gives a waiting chat to somebody.
    Give,
    /// The minute's round takes a chat from who is away.
    Release,
    /// An operator closes what they see.
    Bulk,
    /// An operator finds two contacts to be one person.
    Unite,
    /// An operator finds that they are two, after both wrote.
    Separate,
    /// The courier compares two contacts with the same phone.
    Compare,
}

impl Scene {
    /// All of them.
    pub const ALL: [Self; 30] = [
        Self::FirstMessage,
        Self::MessageToClosed,
        Self::Edit,
        Self::EditFirst,
        Self::Strange,
        Self::Send,
        Self::Change,
        Self::Revise,
        Self::Close,
        Self::Reopen,
        Self::Read,
        Self::Drain,
        Self::Keep,
        Self::Connect,
        Self::Fanout,
        Self::Socket,
        Self::Undo,
        Self::Forward,
        Self::ForwardBack,
        Self::Comment,
        Self::Snooze,
        Self::Wake,
        Self::Status,
        Self::Involve,
        Self::Give,
        Self::Release,
        Self::Bulk,
        Self::Unite,
        Self::Separate,
        Self::Compare,
    ];
}

/// What a scene acts with.
#[derive(Default)]
pub(crate) struct Props {
    post: Option<WebhookPost>,
    from: usize,
    until: UnixMs,
    /// The socket of the browser.
    pub connection: String,
}

/// Brings the stage to the situation.
pub(crate) fn prepare(scene: Scene, stage: &Stage) -> Props {
    let mut props = Props::default();
    if matches!(scene, Scene::FirstMessage | Scene::Connect | Scene::Socket) {
        if scene == Scene::FirstMessage {
            props.post = Some(stage.write(PERSON, "hello"));
        }
        if scene == Scene::Connect {
            let token = stage.desk.provider.pretend().found_business("Second");
            let messenger = stage.desk.provider.pretend().info().name;
            props.from = stage.written();
            let body = json!({ "messenger": messenger, "token": token });
            ask(stage, "POST", "/api/channels", &body);
        }
        return props;
    }
    let first = stage.write(PERSON, "hello");
    props.from = stage.written();
    if scene != Scene::EditFirst {
        post(stage, &first);
    }
    match scene {
        Scene::MessageToClosed => {
            verb(stage, "close");
            props.post = Some(stage.write(PERSON, "again"));
        }
        Scene::Edit | Scene::EditFirst => {
            stage.wait(1_000);
            props.post = Some(stage.edit(PERSON, "hello!"));
        }
        Scene::Strange => props.post = Some(stage.desk.provider.pretend().strange(&first, "{")),
        Scene::Drain => {
            props.from = stage.written();
            send(stage, "one");
            send(stage, "two");
        }
        Scene::Keep => {
            stage.wait(1_000);
            props.from = stage.written();
            post(stage, &stage.write(PERSON, "Is the blue desk lamp in stock?"));
            post(stage, &stage.edit(PERSON, "Is the green desk lamp 4512 in stock?"));
        }
        Scene::Fanout => {
            props.connection = connect(stage).unwrap_or_default();
            stage.wait(1_000);
            props.from = stage.written();
            post(stage, &stage.write(PERSON, "again"));
        }
        _ => prepare_desk(scene, stage, &mut props),
    }
    props
}

/// The same for what operators do among themselves.
fn prepare_desk(scene: Scene, stage: &Stage, props: &mut Props) {
    match scene {
        Scene::Reopen => {
            verb(stage, "close");
            stage.wait(UNDO_MS + 1);
        }
        Scene::Change | Scene::Revise => {
            send(stage, "one");
            send(stage, "two");
            stage.wait(LEASE_MS);
            stage.tick();
            props.from = stage.written();
            if scene == Scene::Revise {
                change(stage, 0);
                withdraw(stage, 1);
            }
        }
        Scene::Undo => drop(verb(stage, "close")),
        Scene::Unite | Scene::Separate | Scene::Compare => {
            post(stage, &stage.write(OTHER, "me too"));
            if scene == Scene::Separate {
                unite(stage);
                post(stage, &stage.write(OTHER, "and again"));
                send(stage, "one");
            }
            if scene == Scene::Compare {
                props.from = stage.written();
                for person in [PERSON, OTHER] {
                    let (contact, _) = chat_of(&stage.channel, person);
                    let edit = json!({ "version": 1, "phones": ["+79161234567"] });
                    ask(stage, "PATCH", &format!("/api/contacts/{contact}"), &edit);
                }
            }
        }
        Scene::ForwardBack => drop(forward(stage, None, Some("anna"))),
        Scene::Snooze => props.until = stage.executor.now().plus(MINUTE_MS),
        Scene::Wake => {
            props.until = stage.executor.now().plus(MINUTE_MS);
            snooze(stage, props.until);
            stage.wait(MINUTE_MS + 1);
        }
        Scene::Release => {
            let settings = Settings {
                release_after_min: Some(1),
                ..Settings::default()
            };
            staff::put(&stage.desk, store::keys::settings(), &settings);
            forward(stage, None, Some("vera"));
            stage.wait(MINUTE_MS + 1);
        }
        _ => {}
    }
}

/// One invocation; whether it says that it is done.
pub(crate) fn act(scene: Scene, stage: &Stage, props: &mut Props) -> bool {
    let desk: Desk = stage.desk.clone();
    match scene {
        Scene::FirstMessage | Scene::MessageToClosed | Scene::Edit | Scene::EditFirst | Scene::Strange => {
            props.post.as_ref().is_some_and(|call| post(stage, call))
        }
        Scene::Send => send(stage, "one"),
        Scene::Change => change(stage, 0),
        Scene::Close => verb(stage, "close"),
        Scene::Reopen | Scene::Undo => verb(stage, "reopen"),
        Scene::Forward => forward(stage, None, Some("vera")),
        Scene::ForwardBack => forward(stage, Some("anna"), None),
        Scene::Comment => comment(stage, "between us"),
        Scene::Snooze => snooze(stage, props.until),
        Scene::Wake => {
            stage.tick();
            chat(stage).is_some_and(|chat| chat.snoozed_until.is_none())
        }
        Scene::Release => {
            stage.tick();
            chat(stage).is_some_and(|chat| chat.holder().is_some_and(|holder| holder.as_str() != "vera"))
        }
        Scene::Status => ask(stage, "PUT", "/api/operators/me/status", &json!({ "status": "busy" })).is_some(),
        Scene::Involve => ask(stage, "PUT", "/api/operators/me/involved", &json!({ "involved": true })).is_some(),
        Scene::Bulk => {
            let (chat, _) = chat_of(&stage.channel, PERSON);
            let body = json!({ "chats": [chat], "action": { "do": "close" } });
            ask(stage, "POST", "/api/chats/bulk", &body).is_some_and(|done| done["results"][0]["chat"].is_object())
        }
        Scene::Read => verb(stage, "read"),
        Scene::Unite => unite(stage),
        Scene::Separate => separate(stage),
        Scene::Drain | Scene::Revise | Scene::Keep | Scene::Connect | Scene::Give | Scene::Compare => {
            let event = stream::event(props.from, desk.table.engine().log(props.from));
            let done = stage.play(async move { desk.courier(courier::Wake::Stream(event)).await });
            done.flatten()
                .is_some_and(|response| response.batch_item_failures.is_empty())
        }
        Scene::Fanout => {
            let event = stream::event(props.from, desk.table.engine().log(props.from));
            let done = stage.play(async move { desk.fanout(event).await });
            done.flatten()
                .is_some_and(|response| response.batch_item_failures.is_empty())
        }
        Scene::Socket => {
            let connection = connect(stage);
            let is_done = connection.is_some();
            props.connection = connection.unwrap_or_default();
            is_done
        }
    }
}
