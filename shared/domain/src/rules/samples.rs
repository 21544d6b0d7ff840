//! The people and things the rules' tests speak of.

use crate::{
    Capabilities, Chat, Content, IdentityId, Operator, OperatorId, Outgoing, Role, Roster, Sender, Status, UnixMs,
    Window, inbound::InboundMessage, rules, wire::SendMessage,
};

/// 2026-11-22T12:00:00Z.
pub const NOON: UnixMs = UnixMs(1_795_348_800_000);

pub static CAPABILITIES: Capabilities = Capabilities {
    text_code_points_max: 4096,
    caption_code_points_max: 1024,
    files: Vec::new(),
    files_max: 10,
    has_places: true,
    has_contacts: false,
    has_replies: true,
    has_caption_edits: true,
    safe_repeat_s: 0,
    has_read_marks: false,
    names_by_call: false,
    has_pictures: false,
    typing_s: 0,
    counts_without_gaps: false,
    edit: Some(Window::ALWAYS),
    delete_own: Some(Window::of_seconds(3_600)),
    delete_theirs: Some(Window::of_seconds(3_600)),
};

pub fn anna() -> OperatorId {
    "anna".parse().expect("id")
}

pub fn boris() -> OperatorId {
    "boris".parse().expect("id")
}

pub fn identity() -> IdentityId {
    "channel:77".parse().expect("id")
}

pub fn inbound(position: u64, text: &str) -> InboundMessage {
    let sender = Sender {
        identity: identity(),
        messenger: "pigeon".parse().expect("name"),
        name: "Anna Petrova".into(),
        username: Some("anna_p".into()),
    };
    InboundMessage::new(sender, position, NOON, Content::Text { text: text.into() })
}

/// A chat with one unread message, version 1.
pub fn open_chat() -> Chat {
    rules::receive(None, &inbound(7, "hello"), None, None, NOON).chat
}

/// That chat, given to somebody.
pub fn held_by(name: &str) -> Chat {
    let given = rules::distribute(&open_chat(), &Roster(vec![online(name)]), NOON);
    given.expect("somebody can take it").chat
}

/// An operator who can take chats.
pub fn online(name: &str) -> Operator {
    let id = name.parse().expect("id");
    Operator {
        status: Status::Online,
        ..Operator::new(id, name.to_owned(), format!("{name}@example.com"), Role::Operator, NOON)
    }
}

pub fn request(chat: &Chat, text: &str) -> SendMessage {
    SendMessage {
        intent_id: format!("intent-{}", chat.version).parse().expect("id"),
        identity: identity(),
        content: Outgoing::Text { text: text.into() },
        reply_to: None,
        seen_version: None,
    }
}
