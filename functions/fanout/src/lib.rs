//! Something changed: tell the open browsers.
//!
//! Reads the table's stream and posts one frame per commit to every open socket. A frame is a hint: a lost one shows as
//! a gap in the versions, and the browser fetches. So nothing here is repeated but what could not be read.

pub mod gateway;

use std::sync::Arc;

use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::{Chat, Content, Event, Frame, Line, Message, MessageId, OperatorId, SECOND_MS, event::FRAME_BYTES_MAX};
use futures_util::future::join_all;
use platform::{App, Fault};
use push::{Push, PushError};
use store::{
    records::{Happened, happened},
    sockets::Socket,
};
use tracing::{debug, error, info};

/// How long a connection counts as being opened: the longest an integration of API Gateway's may take.
const YOUNG_MS: i64 = 30 * SECOND_MS;

/// What this function holds between batches.
pub struct Fanout {
    app: App,
    push: Arc<dyn Push>,
}

impl Fanout {
    /// A fan-out that posts through `push`.
    #[must_use]
    pub fn new(app: App, push: Arc<dyn Push>) -> Self {
        Self { app, push }
    }
}

/// Tells of one batch of stream records. A record that could not be told of is named; the stream brings it again.
pub async fn handle(fanout: &Fanout, event: StreamEvent) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    if let Some(number) = tell_all(fanout, &event).await {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = number;
        response.batch_item_failures.push(failure);
    }
    response
}

/// Tells in order; the sequence number of the first record that failed.
async fn tell_all(fanout: &Fanout, event: &StreamEvent) -> Option<Option<String>> {
    let first = || {
        event
            .records
            .first()
            .and_then(|record| record.change.sequence_number.clone())
    };
    // Read once per batch: a socket opened later takes its snapshot later, and finds these commits in it.
    let mut sockets = match fanout.app.store.sockets(fanout.app.clock.now()).await {
        Ok(sockets) => sockets,
        Err(fault) => {
            error!(
                error = &fault as &dyn std::error::Error,
                "Could not read the open sockets"
            );
            return Some(first());
        }
    };
    for record in &event.records {
        let told = match happened(record) {
            Ok(None) => Ok(()),
            Ok(Some(happened)) => tell(fanout, &mut sockets, happened).await,
            Err(fault) => Err(fault.into()),
        };
        if let Err(fault) = told {
            error!(error = &fault as &dyn std::error::Error, "Could not tell of a change");
            return Some(record.change.sequence_number.clone());
        }
    }
    None
}

async fn tell(fanout: &Fanout, sockets: &mut Vec<Socket>, happened: Happened) -> Result<(), Fault> {
    if sockets.is_empty() {
        return Ok(());
    }
    let event = match happened {
        Happened::SessionEnded(session) => return close(fanout, sockets, &session).await,
        Happened::Card(card) => Event::CardCommitted { card },
        Happened::Suggestions(suggestions) => Event::SuggestionsCommitted {
            suggestions: *suggestions,
        },
        Happened::MustCompare(_) => return Ok(()),
        Happened::Note(note) => Event::NoteCommitted { note: *note },
        Happened::FunnelRun(run) => Event::FunnelRunCommitted { run: *run },
        Happened::Order(order) => Event::OrderCommitted { order: *order },
        Happened::Spent(spent) => Event::SpentCommitted { spent: *spent },
        Happened::United(pointer) => Event::ChatUnited {
            chat: pointer.id.clone(),
            into: pointer.united_into.clone(),
            version: pointer.version,
        },
        Happened::Erased(tombstone) if tombstone.work.is_none() => return Ok(()),
        Happened::Erased(tombstone) => Event::ContactErased {
            contact: tombstone.contact.clone(),
            version: tombstone.version,
        },
        Happened::Channel(channel) => Event::ChannelCommitted { channel },
        Happened::Operator(operator) => Event::OperatorCommitted { operator: *operator },
        Happened::Settings(settings) => Event::SettingsCommitted { settings },
        Happened::Typing(typing) if !typing.is_fresh(fanout.app.clock.now()) => return Ok(()),
        Happened::Typing(typing) => Event::Typing {
            chat: typing.chat,
            by: typing.by,
        },
        Happened::Looking(looking) if !looking.is_fresh(fanout.app.clock.now()) => return Ok(()),
        Happened::Looking(looking) => Event::Looking {
            chat: looking.chat,
            by: looking.by,
            is_there: looking.is_there,
        },
        Happened::Bell(_) | Happened::Fetch(_) | Happened::Health(_) => return Ok(()),
        Happened::Notifications(notifications) => {
            let event = Event::NotificationsCommitted {
                notifications: Box::new(notifications.shown()),
            };
            return tell_own(fanout, sockets, &notifications.operator, event).await;
        }
        Happened::Draft(draft) => {
            let operator = draft.operator.clone();
            return tell_own(fanout, sockets, &operator, Event::DraftCommitted { draft }).await;
        }
        Happened::Chat { chat, touched } => chat_event(fanout, chat, &touched).await?,
    };
    let up = came_up(&event);
    tell_each(fanout, sockets, event).await?;
    match up {
        Some(up) => tell_each(fanout, sockets, up).await,
        None => Ok(()),
    }
}

/// The reminder that goes with the commit that took a chat back from where it was put aside.
fn came_up(event: &Event) -> Option<Event> {
    let Event::ChatCommitted { chat, messages } = event else {
        return None;
    };
    let is_reminder = |message: &Message| {
        let line = Line::Snoozed { by: None, until: None };
        message.content == Content::Line { line }
    };
    messages.iter().any(is_reminder).then(|| Event::ChatCameUp {
        chat: chat.id.clone(),
        version: chat.version,
        to: chat.holder().cloned(),
    })
}

/// Posts one event to these sockets, and forgets those that are gone.
async fn tell_each(fanout: &Fanout, sockets: &mut Vec<Socket>, event: Event) -> Result<(), Fault> {
    let frame = frame(event)?;
    let posts = sockets.iter().map(|socket| post(fanout, socket, &frame));
    let kept: Vec<bool> = join_all(posts).await.into_iter().collect::<Result<_, _>>()?;
    let mut kept = kept.into_iter();
    sockets.retain(|_| kept.next().unwrap_or(true));
    Ok(())
}

/// The same to the sockets of one operator: it is nobody else's business.
async fn tell_own(
    fanout: &Fanout,
    sockets: &mut Vec<Socket>,
    operator: &OperatorId,
    event: Event,
) -> Result<(), Fault> {
    let mut own: Vec<Socket> = sockets.extract_if(.., |socket| socket.operator == *operator).collect();
    let told = tell_each(fanout, &mut own, event).await;
    sockets.append(&mut own);
    told
}

async fn chat_event(fanout: &Fanout, chat: Box<Chat>, touched: &[MessageId]) -> Result<Event, Fault> {
    let mut messages = fanout.app.store.messages_of(touched).await?;
    for message in &mut messages {
        // What was said before two contacts were found to be one belongs to the one they are now.
        message.chat = chat.id.clone();
    }
    Ok(Event::ChatCommitted { chat, messages })
}

/// The event's bytes; for a chat whose commit is too large for one frame, only the word that it changed.
fn frame(event: Event) -> Result<Vec<u8>, Fault> {
    let bytes = |event| {
        serde_json::to_vec(&Frame { events: vec![event] }).map_err(|error| Fault::Bug(format!("a frame: {error}")))
    };
    let small = match &event {
        Event::ChatCommitted { chat, .. } => Some(Event::ChatOutgrewFrame {
            chat: chat.id.clone(),
            version: chat.version,
        }),
        _ => None,
    };
    let whole = bytes(event)?;
    match small {
        Some(small) if whole.len() > FRAME_BYTES_MAX => bytes(small),
        _ => Ok(whole),
    }
}

/// Posts to one socket. `false`: it is gone, and forgotten.
async fn post(fanout: &Fanout, socket: &Socket, frame: &[u8]) -> Result<bool, Fault> {
    match fanout.push.post(&socket.connection, frame).await {
        Ok(()) => Ok(true),
        // API Gateway knows a connection only when its `$connect` has returned: a young one may yet appear.
        Err(PushError::Gone) if socket.opened.plus(YOUNG_MS) > fanout.app.clock.now() => Ok(true),
        Err(PushError::Gone) => {
            fanout.app.store.remove_socket(&socket.connection).await?;
            Ok(false)
        }
        Err(error @ PushError::Failed(_)) => {
            debug!(
                error = &error as &dyn std::error::Error,
                "A push was lost; the browser will notice the gap"
            );
            Ok(true)
        }
    }
}

/// Closes the sockets of a session that ended.
async fn close(fanout: &Fanout, sockets: &mut Vec<Socket>, session: &str) -> Result<(), Fault> {
    for socket in sockets.extract_if(.., |socket| socket.session == session) {
        info!(operator.id = %socket.operator, "Closing a socket whose session ended");
        if let Err(error) = fanout.push.close(&socket.connection).await {
            return Err(Fault::Bug(format!("a socket did not close: {error}")));
        }
        fanout.app.store.remove_socket(&socket.connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::{InboundMessage, Sender, UnixMs, rules};

    use super::*;

    fn committed(text: String) -> Event {
        let sender = Sender {
            identity: "channel:7".parse().expect("id"),
            messenger: "pigeon".parse().expect("name"),
            name: "Anna".into(),
            username: None,
        };
        let inbound = InboundMessage::new(sender, 1, UnixMs(1), Content::Text { text });
        let change = rules::receive(None, &inbound, None, None, UnixMs(1));
        let messages = change.messages.iter().map(|write| write.message().clone()).collect();
        Event::ChatCommitted {
            chat: Box::new(change.chat),
            messages,
        }
    }

    #[test]
    fn a_commit_too_large_for_a_frame_is_only_named() {
        let small = String::from_utf8(frame(committed("hello".into())).expect("frame")).expect("text");
        let large = frame(committed("\u{1}".repeat(8_000))).expect("frame");

        assert!(small.contains("chat_committed") && small.contains("hello"));
        assert!(large.len() < 200);
        assert!(String::from_utf8(large).expect("text").contains("chat_outgrew_frame"));
    }
}
