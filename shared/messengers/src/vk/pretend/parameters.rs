//! What each method takes, from VK's own description of its API: <https://github.com/VKCOM/vk-api-schema>, 5.199.
//!
//! Stricter in one point on purpose: a parameter the method does not have is refused. The real server ignores it, and a
//! misspelt name would go unseen.

use std::collections::BTreeMap;

use super::api::No;
use crate::registry::vk::limits::EVENTS;

/// What a parameter holds.
#[derive(Clone, Copy)]
enum Kind {
    /// A whole number from here to there.
    Number(i64, i64),
    /// At most this many characters.
    Text(usize),
    /// 0 or 1.
    Flag,
    /// Items with commas between them, at most this many, each a whole number or, if said so, a word.
    List(usize, bool),
}

const ID: Kind = Kind::Number(1, i64::MAX);
const INT32: Kind = Kind::Number(i32::MIN as i64, i32::MAX as i64);
const ANY: Kind = Kind::Number(i64::MIN, i64::MAX);

/// A parameter: its name, what it holds, whether it must be there.
type Parameter = (&'static str, Kind, bool);

const SEND: [Parameter; 22] = [
    ("user_id", ANY, false),
    // Required since 5.90, says its description in words.
    ("random_id", INT32, true),
    ("peer_id", ANY, false),
    ("peer_ids", Kind::List(100, false), false),
    ("domain", Kind::Text(255), false),
    ("chat_id", Kind::Number(0, 100_000_000), false),
    ("message", Kind::Text(9_000), false),
    ("lat", Kind::Text(32), false),
    ("long", Kind::Text(32), false),
    ("attachment", Kind::Text(9_000), false),
    ("reply_to", ANY, false),
    ("forward_messages", Kind::List(1_000, false), false),
    ("forward", Kind::Text(usize::MAX), false),
    ("sticker_id", Kind::Number(0, i64::MAX), false),
    ("group_id", Kind::Number(0, i64::MAX), false),
    ("keyboard", Kind::Text(usize::MAX), false),
    ("template", Kind::Text(usize::MAX), false),
    ("payload", Kind::Text(1_000), false),
    ("dont_parse_links", Kind::Flag, false),
    ("disable_mentions", Kind::Flag, false),
    ("intent", Kind::Text(64), false),
    ("subscribe_id", Kind::Number(0, 100), false),
];
const EDIT: [Parameter; 13] = [
    ("peer_id", ANY, true),
    ("message", Kind::Text(9_000), false),
    ("lat", Kind::Text(32), false),
    ("long", Kind::Text(32), false),
    ("attachment", Kind::Text(9_000), false),
    ("keep_forward_messages", Kind::Flag, false),
    ("keep_snippets", Kind::Flag, false),
    ("group_id", Kind::Number(0, i64::MAX), false),
    ("dont_parse_links", Kind::Flag, false),
    ("disable_mentions", Kind::Flag, false),
    ("message_id", Kind::Number(0, i32::MAX as i64), false),
    ("cmid", Kind::Number(0, i32::MAX as i64), false),
    ("keyboard", Kind::Text(usize::MAX), false),
];
const DELETE: [Parameter; 7] = [
    ("message_ids", Kind::List(1_000, false), false),
    ("spam", Kind::Flag, false),
    ("reason", Kind::Number(0, i64::MAX), false),
    ("group_id", Kind::Number(0, i64::MAX), false),
    ("delete_for_all", Kind::Flag, false),
    ("peer_id", ANY, false),
    ("cmids", Kind::List(100, false), false),
];
const PHOTO_SERVER: [Parameter; 1] = [("peer_id", ANY, false)];
const SAVE_PHOTO: [Parameter; 3] = [
    ("photo", Kind::Text(usize::MAX), true),
    ("server", ANY, false),
    ("hash", Kind::Text(usize::MAX), false),
];
const DOC_SERVER: [Parameter; 2] = [("type", Kind::Text(32), false), ("peer_id", ANY, false)];
const SAVE_DOC: [Parameter; 4] = [
    ("file", Kind::Text(usize::MAX), true),
    ("title", Kind::Text(usize::MAX), false),
    ("tags", Kind::Text(usize::MAX), false),
    ("return_tags", Kind::Flag, false),
];
const OWN_GROUP: [Parameter; 1] = [("group_id", ID, true)];
const GROUPS: [Parameter; 3] = [
    ("group_ids", Kind::List(500, true), false),
    ("group_id", Kind::Text(255), false),
    ("fields", Kind::List(100, true), false),
];
const SERVERS: [Parameter; 2] = [("group_id", ID, true), ("server_ids", Kind::List(100, false), false)];
const ADD_SERVER: [Parameter; 4] = [
    ("group_id", ID, true),
    ("url", Kind::Text(usize::MAX), true),
    ("title", Kind::Text(14), true),
    ("secret_key", Kind::Text(50), false),
];
const EDIT_SERVER: [Parameter; 5] = [
    ("group_id", ID, true),
    ("server_id", Kind::Number(0, i64::MAX), true),
    ("url", Kind::Text(usize::MAX), true),
    ("title", Kind::Text(14), true),
    ("secret_key", Kind::Text(50), false),
];
const DELETE_SERVER: [Parameter; 2] = [("group_id", ID, true), ("server_id", Kind::Number(0, i64::MAX), true)];
const GET_SETTINGS: [Parameter; 2] = [("group_id", ID, true), ("server_id", Kind::Number(0, i64::MAX), false)];
const SETTINGS: [Parameter; 3] = [
    ("group_id", ID, true),
    ("server_id", Kind::Number(0, i64::MAX), false),
    ("api_version", Kind::Text(16), false),
];
const LONG_POLL: [Parameter; 3] = [
    ("group_id", ID, true),
    ("enabled", Kind::Flag, false),
    ("api_version", Kind::Text(16), false),
];
const USERS: [Parameter; 4] = [
    ("user_ids", Kind::List(1_000, true), false),
    ("fields", Kind::List(100, true), false),
    ("name_case", Kind::Text(16), false),
    ("from_group_id", ID, false),
];

/// What every method takes.
const COMMON: [Parameter; 3] = [
    ("v", Kind::Text(16), true),
    ("lang", Kind::Text(16), false),
    ("test_mode", Kind::Flag, false),
];

/// The parameters of a call, each as its method takes it.
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads the fields of a form and holds them against what `method` takes.
    pub fn read(method: &str, fields: BTreeMap<String, String>) -> Result<Self, No> {
        let (known, takes_events): (&[Parameter], bool) = match method {
            "messages.send" => (&SEND, false),
            "messages.edit" => (&EDIT, false),
            "messages.delete" => (&DELETE, false),
            "groups.getTokenPermissions" => (&[], false),
            "groups.getById" => (&GROUPS, false),
            "groups.getCallbackConfirmationCode" => (&OWN_GROUP, false),
            "groups.getCallbackServers" => (&SERVERS, false),
            "groups.addCallbackServer" => (&ADD_SERVER, false),
            "groups.editCallbackServer" => (&EDIT_SERVER, false),
            "groups.deleteCallbackServer" => (&DELETE_SERVER, false),
            "groups.getCallbackSettings" => (&GET_SETTINGS, false),
            "groups.setCallbackSettings" => (&SETTINGS, true),
            "groups.getLongPollServer" => (&OWN_GROUP, false),
            "groups.setLongPollSettings" => (&LONG_POLL, true),
            "users.get" => (&USERS, false),
            "photos.getMessagesUploadServer" => (&PHOTO_SERVER, false),
            "photos.saveMessagesPhoto" => (&SAVE_PHOTO, false),
            "docs.getMessagesUploadServer" => (&DOC_SERVER, false),
            "docs.save" => (&SAVE_DOC, false),
            _ => return Err(No::new(3, "Unknown method passed.")),
        };
        let all: Vec<Parameter> = known.iter().chain(&COMMON).copied().collect();
        for (name, value) in &fields {
            let kind = all.iter().find(|(known, ..)| known == name).map(|(_, kind, _)| *kind);
            let kind = kind.or_else(|| (takes_events && EVENTS.contains(&name.as_str())).then_some(Kind::Flag));
            let kind = kind.ok_or_else(|| No::parameter(&format!("there is no parameter {name}")))?;
            check(name, value, kind)?;
        }
        for (name, _, is_required) in &all {
            if *is_required && !fields.contains_key(*name) {
                return Err(No::parameter(&format!("{name} is undefined")));
            }
        }
        Ok(Self(fields))
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The number of a parameter.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The items of a list.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.text(name)?.split(',').map(str::trim).collect())
    }

    /// Events that are switched on, and those that are switched off.
    pub fn events(&self) -> impl Iterator<Item = (&'static str, bool)> {
        EVENTS
            .into_iter()
            .filter_map(|event| Some((event, self.text(event)? == "1")))
    }
}

fn check(name: &str, value: &str, kind: Kind) -> Result<(), No> {
    let is_number =
        |text: &str, from: i64, to: i64| text.parse().is_ok_and(|number: i64| (from..=to).contains(&number));
    let no = |words: &str| Err(No::parameter(&format!("{name} {words}")));
    match kind {
        Kind::Number(from, to) if !is_number(value, from, to) => no("not integer"),
        Kind::Flag if !matches!(value, "0" | "1") => no("not boolean"),
        Kind::Text(max) if value.chars().count() > max => no("is too long"),
        Kind::List(max, _) if value.split(',').count() > max => no("has too many items"),
        Kind::List(_, false) if !value.split(',').all(|item| is_number(item.trim(), i64::MIN, i64::MAX)) => {
            no("not a list of integers")
        }
        _ => Ok(()),
    }
}
