//! Telegram's numbers, each with its source.

/// Longest text of one message, in Unicode code points after formatting is parsed.
///
/// Longer drafts are refused before queueing: splitting would break edit, delete and reply for the second half.
/// Source: <https://core.telegram.org/bots/api#sendmessage>, `text`.
pub const TEXT_CODE_POINTS_MAX: usize = 4096;

/// Longest payload of a deep link, of letters, digits, `-` and `_`.
/// Source: <https://core.telegram.org/bots/features#deep-linking>.
pub const PAYLOAD_CHARS_MAX: usize = 64;

/// Parallel webhook calls Telegram may make to us; its default. Different chats run in parallel, one chat never does.
/// Source: <https://core.telegram.org/bots/api#setwebhook>, `max_connections`.
pub const MAX_CONNECTIONS: u32 = 40;

/// The kinds of update we ask for. Others would only be acknowledged.
pub const ALLOWED_UPDATES: [&str; 5] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "message_reaction",
];

/// Updates asked for at once; 100 at most. Each may have 512 KB, and all of them must fit into what is read of an answer.
/// Source: <https://core.telegram.org/bots/api#getupdates>, `limit`.
pub const UPDATES_PER_POLL: u32 = 20;

/// For how long a message can be deleted for both sides, in seconds.
/// Source: <https://core.telegram.org/bots/api#deletemessage>: "less than 48 hours ago".
pub const DELETE_S: u32 = 48 * 3_600;

/// How old a thrown die must be to be deleted, in seconds.
/// Source: <https://core.telegram.org/bots/api#deletemessage>: "more than 24 hours ago".
pub const DICE_S: u32 = 24 * 3_600;
