//! An operator answers.
//!
//! The message row is its own outbox entry: storing it is the promise to send it. The client's intent id makes a double
//! click, a retry and a resend after hours the same one message.

use sha2::{Digest, Sha256};

use super::compose;
use crate::{
    Assignment, Capabilities, Change, Chat, ChatState, Content, Delivery, Handover, Identity, IntentRow, Message,
    MessageId, MessageWrite, OperatorId, Order, Origin, Refusal, SECOND_MS, Speaker, UnixMs, Upload, chat::OUTBOX_MAX,
    rules, wire::SendMessage,
};

/// How long the sweep leaves a new answer to the courier that the commit itself woke.
pub const HEAD_START_MS: i64 = 10 * SECOND_MS;

/// One wish to send, with what it is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The request.
    pub request: &'a SendMessage,
    /// What the messenger of the chosen address can do.
    pub capabilities: &'a Capabilities,
    /// Who sends.
    pub by: &'a OperatorId,
    /// The uploads the request names, as far as they are there.
    pub uploads: &'a [Upload],
    /// The message the request answers, as far as it is there.
    pub reply: Option<&'a Message>,
}

impl<'a> Sending<'a> {
    /// A wish that names no uploads and no other message.
    #[must_use]
    pub fn new(request: &'a SendMessage, capabilities: &'a Capabilities, by: &'a OperatorId) -> Self {
        Self {
            request,
            capabilities,
            by,
            uploads: &[],
            reply: None,
        }
    }
}

/// Queues the answer; a chat nobody holds is then held by its sender, and a closed one is open again.
///
/// # Errors
/// [`Refusal::NoSuchIdentity`], [`Refusal::IdentityBlocked`], [`Refusal::NewerMessage`], [`Refusal::TextEmpty`],
/// [`Refusal::TextTooLong`], [`Refusal::OutboxFull`], [`Refusal::NoSuchMessage`] (to answer), and what
/// [`super::compose::content`] refuses.
pub fn send(chat: &Chat, sending: Sending<'_>, now: UnixMs) -> Result<Change, Refusal> {
    let Sending {
        request,
        capabilities,
        by,
        uploads,
        reply,
    } = sending;
    let identity = chat.identity(&request.identity).ok_or(Refusal::NoSuchIdentity)?;
    if let Some(since) = identity.blocked {
        return Err(Refusal::IdentityBlocked { since });
    }
    check_fresh(chat, request, by)?;
    let content = compose::content(&request.content, uploads, by, capabilities)?;
    let reply = compose::reply(request, reply, capabilities)?;
    if chat.outbox.len() >= OUTBOX_MAX {
        return Err(Refusal::OutboxFull {
            waiting: chat.outbox.len(),
        });
    }

    let message = Message {
        content,
        reply,
        ..queued(chat, identity, &sending, now)
    };
    let mut change = Change::next(chat, |chat| {
        chat.outbox.push(message.id.clone());
        let due = now.plus(HEAD_START_MS);
        // What waits already may wait for longer.
        chat.outbox_due = Some(chat.outbox_due.map_or(due, |known| known.min(due)));
        chat.preview = super::receive::preview(&message, Speaker::Operator { id: by.clone() });
        chat.activity = chat.activity.max(now);
        if !chat.is_open() || chat.holder().is_none() {
            take(chat, by, now);
        }
        if chat.holder() == Some(by) {
            chat.read = chat.inbound;
        }
        if let Some(episode) = &mut chat.episode {
            episode.answers(now);
        }
    });
    change.episode = rules::opened_again(chat, &change.chat);
    change.intent = Some(IntentRow {
        intent: request.intent_id.clone(),
        message: message.id.clone(),
        digest: digest(request),
    });
    change.uploads = message
        .content
        .files()
        .iter()
        .filter_map(|file| file.upload.clone())
        .collect();
    change.messages.push(MessageWrite::Insert(message));
    Ok(change)
}

/// The answer as its own entry of the outbox.
fn queued(chat: &Chat, identity: &Identity, sending: &Sending<'_>, now: UnixMs) -> Message {
    let version = chat.version + 1;
    Message {
        id: MessageId {
            identity: identity.id.clone(),
            order: Order::outgoing(identity.position, version),
        },
        chat: chat.id.clone(),
        version,
        at: now,
        origin: Origin::Operator {
            by: sending.by.clone(),
            intent: sending.request.intent_id.clone(),
            delivery: Delivery::Queued {
                not_before: now,
                attempts: 0,
                unsure_since: None,
            },
        },
        // Both are put in by who composed them.
        content: Content::Text { text: String::new() },
        edited: None,
        reply: None,
        forwarded: None,
        came_by: None,
        cropped: None,
        reactions: None,
        revision: None,
        deleted: None,
    }
}

/// Whoever answers in a chat nobody has, or a closed one, has it from then on.
fn take(chat: &mut Chat, by: &OperatorId, now: UnixMs) {
    if chat.holder() != Some(by) {
        chat.assignment = Assignment::Assigned {
            to: by.clone(),
            at: now,
            how: Handover::Taken,
        };
    }
    if !chat.is_open() {
        let episode = chat.next_episode(now);
        chat.state = ChatState::Open { since: episode.opened };
        chat.episode = Some(episode);
    }
}

/// What a repeated intent id is compared by: the address and the content, not the version in view.
#[must_use]
pub fn digest(request: &SendMessage) -> String {
    match &request.reply_to {
        None => digest_of(&serde_json::json!([request.identity, request.content])),
        Some(reply) => digest_of(&serde_json::json!([request.identity, request.content, reply])),
    }
}

/// The digest of what a request says.
pub(super) fn digest_of(body: &serde_json::Value) -> String {
    Sha256::digest(body.to_string().as_bytes())
        .iter()
        .take(16)
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn check_fresh(chat: &Chat, request: &SendMessage, by: &OperatorId) -> Result<(), Refusal> {
    let is_stale = request.seen_version.is_some_and(|seen| seen < chat.preview.version);
    match &chat.preview.from {
        Speaker::Contact if is_stale => Err(Refusal::NewerMessage {
            by: None,
            version: chat.version,
        }),
        Speaker::Operator { id } if is_stale && id != by => Err(Refusal::NewerMessage {
            by: Some(id.clone()),
            version: chat.version,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        receive,
        samples::{CAPABILITIES, NOON, anna, boris, inbound, open_chat, request},
    };

    fn sent(chat: &Chat, request: &SendMessage) -> Result<Change, Refusal> {
        send(chat, Sending::new(request, &CAPABILITIES, &anna()), NOON)
    }

    #[test]
    fn an_answer_is_queued_and_takes_a_chat_nobody_holds() {
        let chat = open_chat();

        let change = sent(&chat, &request(&chat, "hello")).expect("sent");

        let message = change.messages[0].message();
        assert_eq!(
            message.delivery(),
            Some(&Delivery::Queued {
                not_before: NOON,
                attempts: 0,
                unsure_since: None,
            })
        );
        assert_eq!(change.chat.outbox, std::slice::from_ref(&message.id));
        assert_eq!(
            change.chat.assignment,
            Assignment::Assigned {
                to: anna(),
                at: NOON,
                how: Handover::Taken
            }
        );
        assert_eq!(change.chat.unread(), 0);
        change.chat.check().expect("sound");
    }

    #[test]
    fn an_answer_written_before_a_newer_message_is_held_back() {
        let before = open_chat();
        let chat = receive(Some(&before), &inbound(8, "wait"), None, None, NOON).chat;
        let mut request = request(&chat, "hello");
        request.seen_version = Some(before.version);

        let refusal = sent(&chat, &request).expect_err("stale");

        assert_eq!(
            refusal,
            Refusal::NewerMessage {
                by: None,
                version: chat.version
            }
        );
        request.seen_version = Some(chat.version);
        sent(&chat, &request).expect("confirmed");
    }

    #[test]
    fn ones_own_newer_message_holds_nothing_back() {
        let chat = open_chat();
        let first = sent(&chat, &request(&chat, "one")).expect("sent").chat;
        let mut second = request(&chat, "two");
        second.seen_version = Some(chat.version);

        assert!(sent(&first, &second).is_ok());
        let by_boris = send(&first, Sending::new(&second, &CAPABILITIES, &boris()), NOON);
        assert_eq!(
            by_boris,
            Err(Refusal::NewerMessage {
                by: Some(anna()),
                version: first.version
            })
        );
    }

    #[test]
    fn what_the_messenger_would_refuse_is_refused_before_queueing() {
        let chat = open_chat();
        let long = "ж".repeat(CAPABILITIES.text_code_points_max + 1);

        assert_eq!(sent(&chat, &request(&chat, " \n ")), Err(Refusal::TextEmpty));
        assert_eq!(
            sent(&chat, &request(&chat, &long)),
            Err(Refusal::TextTooLong {
                code_points: 4097,
                code_points_max: 4096
            })
        );
        let mut foreign = request(&chat, "x");
        foreign.identity = "other:1".parse().expect("id");
        assert_eq!(sent(&chat, &foreign), Err(Refusal::NoSuchIdentity));
    }

    #[test]
    fn whoever_blocked_us_is_not_written_to() {
        let mut chat = open_chat();
        chat.identities[0].blocked = Some(NOON);

        assert_eq!(
            sent(&chat, &request(&chat, "hello")),
            Err(Refusal::IdentityBlocked { since: NOON })
        );
    }

    #[test]
    fn a_full_outbox_refuses_instead_of_dropping() {
        let mut chat = open_chat();
        for _ in 0..OUTBOX_MAX {
            chat = sent(&chat, &request(&chat, "x")).expect("sent").chat;
        }

        assert_eq!(
            sent(&chat, &request(&chat, "x")),
            Err(Refusal::OutboxFull { waiting: OUTBOX_MAX })
        );
    }
}
