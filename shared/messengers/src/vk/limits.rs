//! VK's numbers, each with its source.

/// The version every call asks for and every event is sent in; the newest one.
/// Source: <https://dev.vk.com/ru/reference/versions>.
pub const API_VERSION: &str = "5.199";

/// Longest text of one message, in Unicode code points. The schema would take 9,000; the documentation promises 4,096.
/// Source: <https://dev.vk.com/ru/method/messages.send>, `message`.
pub const TEXT_CODE_POINTS_MAX: usize = 4096;

/// For how long a `random_id` is remembered within a dialog, in seconds.
/// Source: <https://dev.vk.com/ru/method/messages.send>, `random_id`: "the last hour".
pub const REPEAT_S: u32 = 3_600;

/// Longest payload of a link we make; VK names no limit, and ours are shorter.
/// Source: <https://dev.vk.com/ru/api/community-messages/getting-started>, `ref`.
pub const PAYLOAD_CHARS_MAX: usize = 64;

/// Dialogs above this number are group chats.
/// Source: <https://dev.vk.com/ru/method/messages.send>, `peer_id`.
pub const GROUP_CHATS_ABOVE: i64 = 2_000_000_000;

/// The name of our server in the community's settings; 14 characters at most.
/// Source: <https://dev.vk.com/ru/method/groups.addCallbackServer>, `title`.
pub const SERVER_TITLE: &str = "Switchboard";

/// What the community's token must allow, besides knowing whose it is.
/// Source: <https://dev.vk.com/ru/reference/access-rights>.
pub const RIGHTS: [&str; 2] = ["manage", "messages"];

/// The events we ask for.
/// Source: <https://dev.vk.com/ru/method/groups.setCallbackSettings>.
pub const EVENTS: [&str; 11] = [
    "message_new",
    "message_reply",
    "message_edit",
    "message_event",
    "message_allow",
    "message_deny",
    "message_read",
    "message_typing_state",
    "message_reaction_event",
    "user_block",
    "user_unblock",
];

/// For how long a message of the community can be edited or deleted for everybody, in seconds; VK's answer decides.
/// Source: <https://dev.vk.com/ru/method/messages.delete>, `delete_for_all`; the same for <https://dev.vk.com/ru/method/messages.edit>.
pub const CHANGE_S: u32 = 24 * 3_600;

/// Most attachments of one message.
/// Source: <https://dev.vk.com/ru/method/messages.send>, `attachment`; the number is not documented, the clients take ten.
pub const ATTACHMENTS_MAX: usize = 10;

/// Largest file an answer brings, in bytes. VK takes 50 MB of a photo and 200 MB of a document; this desk takes 50 of either.
/// Source: <https://dev.vk.com/ru/api/upload/overview>.
pub const UPLOAD_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// The signs people put under messages, by their numbers from 1 on, as VK's own apps show them. The numbers go up to 64 and their
/// looks are nowhere described but in pictures.
/// Source: <https://dev.vk.com/ru/method/messages.sendReaction>, `reaction_id`; <https://dev.vk.com/ru/method/messages.getReactionsAssets>.
pub const REACTIONS: [&str; 16] = [
    "❤️", "🔥", "😂", "👍", "💩", "❓", "😭", "😡", "👎", "👌", "😃", "🤔", "🙏", "😘", "😍", "🎉",
];

/// Most messages of a dialog's history in one answer.
/// Source: <https://dev.vk.com/ru/method/messages.getHistory>, `count`.
pub const HISTORY_MAX: u32 = 200;

/// The smallest of a photo's sizes that is good enough to be shown in a talk: twice the width of a bubble's picture.
pub const PREVIEW_PIXELS: u32 = 320;

/// How long an activity is shown. Source: <https://dev.vk.com/en/method/messages.setActivity>.
pub const TYPING_S: u8 = 10;
