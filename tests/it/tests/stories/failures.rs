//! Everything an operator can do at the contact's side, against everything that can go wrong there, in every messenger: what
//! the operator is told, and what the contact has of it.

use std::{sync::Arc, time::Duration};

use domain::{Capabilities, MINUTE_MS, SECOND_MS};
use futures_util::{StreamExt, future::join_all, stream};
use http::Method;
use messengers::{Messenger, registry};
use serde_json::{Value, json};
use support::{Contact, Engine, Operator, TestClock, TestInbox, engines, eventually, files::PNG, new_intent};
use switchboard::LocalConfig;

/// What can go wrong with a try, and what it means: the state in the end where a repetition is seen once and where it is not,
/// the reason, and whether the contact has it although nobody knows.
struct Class {
    fault: &'static str,
    end: End,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It waits and arrives.
    Arrives,
    /// Nobody knows, until it is repeated where that is harmless; whether it was carried out.
    Unknown { is_done: bool },
    /// The messenger's no, of this kind.
    Refused(&'static str),
}

const CLASSES: [Class; 10] = [
    Class {
        fault: "too_many",
        end: End::Arrives,
    },
    Class {
        fault: "server_error",
        end: End::Unknown { is_done: false },
    },
    Class {
        fault: "broken_before",
        end: End::Unknown { is_done: false },
    },
    Class {
        fault: "broken_after",
        end: End::Unknown { is_done: true },
    },
    Class {
        fault: "silent_before",
        end: End::Unknown { is_done: false },
    },
    Class {
        fault: "silent_after",
        end: End::Unknown { is_done: true },
    },
    Class {
        fault: "blocked",
        end: End::Refused("blocked"),
    },
    Class {
        fault: "no_such_person",
        end: End::Refused("unreachable"),
    },
    Class {
        fault: "bad_content",
        end: End::Refused("content"),
    },
    Class {
        fault: "too_large",
        end: End::Refused("content"),
    },
];

/// How long the desk waits for a messenger that says nothing: long enough for one that answers, even on a busy machine.
const CALL_TIMEOUT: Duration = Duration::from_millis(700);

/// Failures looked at side by side, each at a desk of its own: most of the time of each is waiting.
const AT_ONCE: usize = 5;

/// One thing done at one contact's side, by its own talk: so nothing waits for anything else.
struct Act {
    what: String,
    contact: Contact,
    chat: Value,
    /// What is sent, if it is sent.
    content: Option<Value>,
    /// What it is about: the answer to be changed, the question to be answered.
    about: Value,
    /// The message it became.
    message: Value,
}

/// Everything there is to do with this messenger.
fn acts(can: &Capabilities) -> Vec<String> {
    let mut acts = vec!["text".to_owned()];
    let word = |kind| {
        serde_json::to_value(kind)
            .expect("a word")
            .as_str()
            .expect("a word")
            .to_owned()
    };
    acts.extend(can.files.iter().map(|rule| word(rule.kind)));
    let others = [
        ("album", can.files_max > 1),
        ("location", can.has_places),
        ("shared_contact", can.has_contacts),
        ("reply", can.has_replies),
        ("edit", can.edit.is_some()),
        ("delete", can.delete_own.is_some()),
    ];
    acts.extend(
        others
            .iter()
            .filter(|(_, is_possible)| *is_possible)
            .map(|(act, _)| (*act).to_owned()),
    );
    acts
}

fn id(noun: &Value) -> &str {
    noun["id"].as_str().expect("an id")
}

impl Act {
    /// Everything there is to do, each with somebody who has written and waits.
    async fn prepare_all(inbox: &TestInbox, anna: &Operator, can: &Capabilities) -> Vec<Self> {
        let words = acts(can);
        let mut contacts = Vec::new();
        for what in &words {
            let contact = inbox.contact(what).await;
            contact.writes("hello").await;
            contacts.push(contact);
        }
        inbox.quiet().await;
        let chats = anna.chats("open").await;
        let mut all = Vec::new();
        for (what, contact) in words.into_iter().zip(contacts) {
            // By the address: where a messenger is asked for names, one that takes too long to answer leaves a chat without.
            let address = format!(":{}", contact.person);
            let is_theirs = |chat: &&Value| {
                chat["identities"][0]["id"]
                    .as_str()
                    .is_some_and(|id| id.ends_with(&address))
            };
            let chat = chats.iter().find(is_theirs).expect("a page holds them all").clone();
            if matches!(what.as_str(), "edit" | "delete") {
                anna.sends(&chat, "before").await;
            }
            all.push(Self {
                content: content(anna, &what).await,
                what,
                contact,
                chat,
                message: Value::Null,
                about: Value::Null,
            });
        }
        inbox.quiet().await;
        for act in &mut all {
            act.about = anna.messages(&act.chat).await.pop().expect("the newest");
            act.message = act.about.clone();
        }
        all
    }

    async fn carry_out(&mut self, anna: &Operator) {
        let chat = format!("/api/chats/{}/messages", id(&self.chat));
        let changed = format!("{chat}/{}", id(&self.about));
        let Some(content) = &self.content else {
            let _ = match self.what.as_str() {
                "edit" => {
                    let body = json!({ "content": { "type": "text", "text": "after" } });
                    anna.web.patch(&changed, &body).await.ok()
                }
                _ => anna.web.delete(&changed).await.ok(),
            };
            return;
        };
        let identity = &self.chat["identities"][0]["id"];
        let mut body = json!({ "intent_id": new_intent(), "identity": identity, "content": content });
        if self.what == "reply" {
            body["reply_to"] = self.about["id"].clone();
        }
        self.message = anna.web.post(&chat, &body).await.ok()["message"].clone();
    }

    async fn now(&self, anna: &Operator) -> Value {
        let messages = anna.messages(&self.chat).await;
        let found = messages.into_iter().find(|known| known["id"] == self.message["id"]);
        found.expect("it is there")
    }

    /// Whether the failure struck: a try may fail for another reason too, as where a messenger takes only so many calls a second.
    fn is_struck(&self, message: &Value, end: End) -> bool {
        let (delivery, progress) = (&message["origin"]["delivery"], &message["revision"]["progress"]);
        let is_change = self.content.is_none();
        let (state, tries) = if is_change {
            (&progress["is"], &progress["attempts"])
        } else {
            (&delivery["state"], &delivery["attempts"])
        };
        match end {
            End::Refused(_) => state == "refused",
            End::Unknown { .. } if !is_change => state == "uncertain" || delivery["unsure_since"].is_number(),
            _ => tries.as_u64().is_some_and(|tries| tries > 0) || state.is_null() || state == "accepted",
        }
    }

    /// How often the contact has it.
    async fn copies(&self) -> usize {
        let talk = self.contact.talk().await;
        let ours: Vec<&Value> = talk.iter().filter(|said| said["from"] == "business").collect();
        match self.what.as_str() {
            "edit" => ours.iter().filter(|said| said["text"] == "after").count(),
            "delete" => 1 - ours.len(),
            // Each part of an album may be a message of its own.
            "album" => {
                ours.iter()
                    .map(|said| said["files"].as_array().map_or(0, Vec::len))
                    .sum::<usize>()
                    / 2
            }
            _ => ours.len(),
        }
    }

    /// What is wrong with how it ended; nothing, if nothing is.
    async fn verdict(&self, anna: &Operator, class: &Class, is_repeated: bool) -> Option<String> {
        let message = self.now(anna).await;
        let (delivery, revision) = (&message["origin"]["delivery"], &message["revision"]);
        // A change may be asked for twice in every messenger.
        let is_repeated = is_repeated || self.content.is_none();
        let (state, reason, copies) = match class.end {
            End::Arrives => ("accepted", None, 1),
            End::Unknown { .. } if is_repeated => ("accepted", None, 1),
            End::Unknown { is_done } => ("uncertain", None, usize::from(is_done)),
            End::Refused(reason) => ("refused", Some(reason), 0),
        };
        let (state_now, reason_now) = match (self.what.as_str(), &revision["progress"]["is"]) {
            ("edit" | "delete", Value::Null) => (&json!("accepted"), &Value::Null),
            ("edit" | "delete", is) => (is, &revision["progress"]["reason"]["kind"]),
            _ => (&delivery["state"], &delivery["reason"]["kind"]),
        };
        let found = (state_now.as_str(), reason_now.as_str(), self.copies().await);
        (found != (Some(state), reason, copies)).then(|| {
            format!(
                "{} x {}: {found:?} instead of {:?}",
                self.what,
                class.fault,
                (state, reason, copies)
            )
        })
    }
}

/// What is sent, if something is.
async fn content(anna: &Operator, what: &str) -> Option<Value> {
    Some(match what {
        "edit" | "delete" => return None,
        "text" | "reply" => json!({ "type": "text", "text": "words" }),
        "location" => json!({ "type": "location", "location": { "latitude_e6": 5, "longitude_e6": 7 } }),
        "shared_contact" => json!({ "type": "shared_contact", "shared": { "name": "Ira", "phone": "+380501234567" } }),
        "album" => media(anna, &["photo", "photo"]).await,
        kind => media(anna, &[kind]).await,
    })
}

/// Files of these kinds, brought to the desk.
async fn media(anna: &Operator, kinds: &[&str]) -> Value {
    let mut files = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        let name = if *kind == "photo" {
            format!("{number}.png")
        } else {
            format!("{number}.{kind}")
        };
        files.push(json!({ "upload": anna.brings_file(&name, PNG).await, "kind": kind }));
    }
    json!({ "type": "media", "files": files })
}

/// A desk with a channel whose token the story knows.
pub async fn desk(engine: &Engine, messenger: &str) -> (TestInbox, TestClock, Value, Value) {
    desk_with(TestInbox::config(engine), messenger).await
}

/// The same, as `config` says.
async fn desk_with(mut config: LocalConfig, messenger: &str) -> (TestInbox, TestClock, Value, Value) {
    let clock = TestClock::default();
    config.clock = Arc::new(clock.clone());
    let mut inbox = TestInbox::start_with(config).await;
    messenger.clone_into(&mut inbox.messenger);
    let owner = inbox.operator().await;
    let path = format!("/pretend/{messenger}/businesses");
    let token = inbox.web().post(&path, &json!({ "name": "Second" })).await.ok()["token"].clone();
    let channel = owner.adds_channel(messenger, token.as_str().expect("a token")).await;
    is_in(&owner, &channel, "active").await;
    inbox.quiet().await;
    (inbox, clock, channel, token)
}

async fn is_in(owner: &Operator, channel: &Value, state: &str) {
    eventually(state, async || {
        let channels = owner.channels().await;
        let known = channels.into_iter().find(|known| known["id"] == channel["id"])?;
        (known["state"]["is"] == state).then_some(())
    })
    .await;
}

pub async fn goes_wrong(inbox: &TestInbox, fault: Option<Value>) {
    let path = format!("/pretend/{}/fault", inbox.messenger);
    let web = inbox.web();
    let _ = match fault {
        Some(fault) => web.put(&path, &fault).await.ok(),
        None => web.call(Method::DELETE, &path, &Value::Null).await.ok(),
    };
}

/// On the embedded engine alone: what is told of here is decided before anything is stored.
#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_everything_that_can_be_done_is_told_as_it_is() {
    let cells = registry::all().flat_map(|messenger| CLASSES.iter().map(move |class| mistold(messenger, class)));
    let wrong = stream::iter(cells).buffer_unordered(AT_ONCE).concat().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a desk with this messenger tells wrongly of this failure.
async fn mistold(messenger: &dyn Messenger, class: &Class) -> Vec<String> {
    let can = messenger.info().capabilities;
    let mut config = TestInbox::config(&Engine::Embedded);
    if class.fault.starts_with("silent") {
        config.call_timeout = CALL_TIMEOUT;
    }
    let (inbox, clock, ..) = desk_with(config, messenger.info().name.as_str()).await;
    let anna = inbox.operator().await;
    let mut all = Act::prepare_all(&inbox, &anna, &can).await;

    goes_wrong(&inbox, Some(json!({ "fault": class.fault, "retry_after_s": 5 }))).await;
    join_all(all.iter_mut().map(|act| act.carry_out(&anna))).await;
    for act in &all {
        eventually(&format!("{} x {} was tried", act.what, class.fault), async || {
            act.is_struck(&act.now(&anna).await, class.end).then_some(())
        })
        .await;
    }
    goes_wrong(&inbox, None).await;
    // Past the pauses between tries, and before any claim would have run out.
    clock.skips(20 * SECOND_MS);
    inbox.quiet().await;

    let verdicts = all.iter().map(|act| act.verdict(&anna, class, can.safe_repeat_s > 0));
    let verdicts = join_all(verdicts).await.into_iter().flatten();
    let wrong = verdicts
        .map(|verdict| format!("{}: {verdict}", inbox.messenger))
        .collect();
    inbox.stop().await;
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_meets_a_revoked_token_waits_and_arrives_once_with_the_next() {
    for engine in engines() {
        for messenger in registry::all() {
            let can = messenger.info().capabilities;
            let (inbox, clock, channel, token) = desk(&engine, messenger.info().name.as_str()).await;
            let anna = inbox.operator().await;
            let mut all = Act::prepare_all(&inbox, &anna, &can).await;

            goes_wrong(&inbox, Some(json!({ "fault": "token_revoked" }))).await;
            for act in &mut all {
                act.carry_out(&anna).await;
            }
            is_in(&anna, &channel, "needs_attention").await;
            for act in &all {
                assert_eq!(act.copies().await, 0, "{}", act.what);
            }
            goes_wrong(&inbox, None).await;
            let path = format!("/api/channels/{}/token", id(&channel));
            anna.web.put(&path, &json!({ "token": token })).await.ok();
            is_in(&anna, &channel, "active").await;
            clock.skips(2 * MINUTE_MS);
            inbox.quiet().await;

            let class = Class {
                fault: "token_revoked",
                end: End::Arrives,
            };
            let mut wrong = Vec::new();
            for act in &all {
                wrong.extend(act.verdict(&anna, &class, true).await);
            }
            assert!(wrong.is_empty(), "{}:\n{}", inbox.messenger, wrong.join("\n"));
            inbox.stop().await;
        }
    }
}
