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

/// Longest words beside files, in Unicode code points.
/// Source: <https://core.telegram.org/bots/api#sendphoto>, `caption`.
pub const CAPTION_CODE_POINTS_MAX: usize = 1024;

/// Largest file handed to a bot, in bytes.
/// Source: <https://core.telegram.org/bots/api#getfile>: "up to 20MB in size".
pub const DOWNLOAD_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// Largest file taken from a bot, in bytes.
/// Source: <https://core.telegram.org/bots/api#sending-files>: "10 MB max size for photos, 50 MB for other files".
pub const UPLOAD_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// Largest photo taken from a bot, in bytes; likewise.
pub const PHOTO_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Most files of an album.
/// Source: <https://core.telegram.org/bots/api#sendmediagroup>: "2-10 items".
pub const ALBUM_MAX: usize = 10;

/// The smallest of a photo's sizes that is good enough to be shown in a talk: twice the width of a bubble's picture.
pub const PREVIEW_PIXELS: u32 = 320;
/// Updates asked for at once; 100 at most. Each may have 512 KB, and all of them must fit into what is read of an answer.
/// Source: <https://core.telegram.org/bots/api#getupdates>, `limit`.
pub const UPDATES_PER_POLL: u32 = 20;

/// For how long a message can be deleted for both sides, in seconds.
/// Source: <https://core.telegram.org/bots/api#deletemessage>: "less than 48 hours ago".
pub const DELETE_S: u32 = 48 * 3_600;

/// How old a thrown die must be to be deleted, in seconds.
/// Source: <https://core.telegram.org/bots/api#deletemessage>: "more than 24 hours ago".
pub const DICE_S: u32 = 24 * 3_600;

/// How long an action is shown. Source: <https://core.telegram.org/bots/api#sendchataction>, "5 seconds or less".
pub const TYPING_S: u8 = 5;
