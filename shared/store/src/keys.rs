//! The whole table on one page. Every key is built here; those of people and their sessions in `accounts`.
//!
//! Instants are Unix milliseconds, zero-padded to 13 digits inside keys. Indexes are sparse: a row without the index's
//! attributes is not in it. Rows whose `expires_s` has passed are swept by the table; readers check it themselves.
//!
//! | Entity         | PK                         | SK              | Index                                      |
//! |----------------|----------------------------|-----------------|--------------------------------------------|
//! | Chat           | CHAT#{contact}             | CHAT            | lists: CHATS#{state}#{read?} / {activity}  |
//! |                |                            |                 | owned: OWNED#{operator}#{state} / the same |
//! |                |                            |                 | waiting: QUEUE / {since} while in it       |
//! |                |                            |                 | due: OUTBOX#{shard} / {due} while due      |
//! | Intent         | CHAT#{contact}             | INTENT#{intent} |                                            |
//! | Pointer        | CHAT#{contact}             | CHAT            | none: where a united contact's chat stood  |
//! | Tombstone      | CHAT#{contact}             | CHAT            | due: while something is left to erase      |
//! | Hold           | CHAT#{contact}             | HELD#{channel}  | due: HELD#{channel} / {since}              |
//! | Unite          | CHAT#{contact}             | UNITED#{version}|                                            |
//! | Not the same   | CHAT#{contact}             | NOTSAME#{other} |                                            |
//! | Episode        | CHAT#{contact}             | EPISODE#{opened}| closed: EPISODES#{day} / {closed}#{contact}|
//! | Its figures    | EPISODES#{day}             | {closed}#{name} | the same; of an erased contact, not told   |
//! | Typing         | TYPING#{contact}           | {who}           | none: swept after a minute                 |
//! | Looking        | LOOKING#{contact}          | {operator}      | none: swept after a minute                 |
//! | Explanation    | CHAT#{contact}             | GIVEN#{version} |                                            |
//! | Card           | CHAT#{contact}             | CARD            |                                            |
//! | Suggestions    | CHAT#{contact}             | CARD_SUGGESTIONS|                                            |
//! | Comparison     | CHAT#{contact}             | COMPARISON      | due: COMPARISONS / {due} while due         |
//! | Card's history | CHAT#{contact}             | HIST#{version}  |                                            |
//! | Note           | CHAT#{contact}             | NOTE#{intent}   |                                            |
//! | Order          | CHAT#{contact}             | ORDER#{placed}#…|                                            |
//! | Spent          | CHAT#{contact}             | ORDERS          |                                            |
//! | Order's place  | ORDER#{order}              | ROOT            |                                            |
//! | Search word    | WORD#{first two letters}   | {word}#{contact}|                                            |
//! | Known tag      | TAGS                       | {tag}           |                                            |
//! | Tagged contact | TAG#{tag}                  | {contact}       |                                            |
//! | Message        | THREAD#{identity}          | {order}         |                                            |
//! | Earlier text   | EARLIER#{message}          | {number}        |                                            |
//! | Word of one    | SAID#{first four letters}  | {at}#{message}… |                                            |
//! | File           | FILES#{message}            | {number}        | due: FETCHES / {due} while to be fetched   |
//! | Upload         | UPLOAD#{upload}            | ROOT            | due: UPLOADS / {due} until it is sent      |
//! | Channel        | CHANNELS                   | {channel}       |                                            |
//! | Channel access | ACCESS#{channel}           | ROOT            |                                            |
//! | Channel health | HEALTH#{channel}           | ROOT            |                                            |
//! | Quarantine     | QUARANTINE#{channel}       | {digest}        |                                            |
//! | Export         | EXPORT#{export}            | ROOT            |                                            |
//! | Operator       | OPERATORS                  | {operator}      |                                            |
//! | Status interval| OPERATOR#{operator}        | STATUS#{from}   |                                            |
//! | Password       | OPERATOR#{operator}        | PASSWORD        |                                            |
//! | E-mail         | EMAIL#{address}            | ROOT            |                                            |
//! | Sessions       | OPERATOR#{operator}        | SESSIONS        |                                            |
//! | New password   | OPERATOR#{operator}        | RESET           |                                            |
//! | Invitation     | INVITATIONS                | {invitation}    |                                            |
//! | Session        | SESSION#{sha256 of token}  | ROOT            |                                            |
//! | Picture        | OPERATOR#{operator}        | AVATAR          |                                            |
//! | Session's end  | OVER#{sha256 of token}     | ROOT            |                                            |
//! | Second factor  | OPERATOR#{operator}        | SECOND          |                                            |
//! | Half session   | HALF#{sha256 of token}     | ROOT            |                                            |
//! | API key        | API_KEYS                   | {sha256 of key} |                                            |
//! | Tries          | TRIES#{guard}#{digest}     | ROOT            |                                            |
//! | Socket ticket  | TICKET#{sha256 of token}   | ROOT            |                                            |
//! | Socket         | SOCKETS                    | {connection}    |                                            |
//! | Notifications  | NOTIFICATIONS              | {operator}      |                                            |
//! | Bell           | OPERATOR#{operator}        | BELL            | due: BELLS / {due} while there is news     |
//! | Key of browsers| PUSH_KEY                   | ROOT            |                                            |
//! | Activity       | ACTIVITIES                 | {operator}      |                                            |
//! | Link's mark    | CHAT#{contact}             | CHAT            | none: of an address where nobody chats     |
//! | Settings       | SETTINGS                   | ROOT            |                                            |
//! | Saved reply    | SAVED_REPLIES              | {saved reply}   |                                            |
//! | Funnel         | FUNNELS                    | {funnel}        |                                            |
//! | As it was      | FUNNEL#{funnel}            | {version}       |                                            |
//! | Way through it | CHAT#{contact}             | FUNNEL#{funnel} | due: FUNNEL_STEPS / {due} while under way  |
//! | Audit entry    | AUDIT#{day}                | {at}#{subject}… |                                            |
//! | Draft          | DRAFTS#{operator}          | {contact}#{kind}| none: swept after a month                  |
//! | Emptied draft  | DRAFTS_EMPTIED#{operator}  | {contact}#{kind}| none: nobody reads it, the stream tells it |
//!
//! | #   | Question                              | Operation                         | Consistency | Function             |
//! |-----|---------------------------------------|-----------------------------------|-------------|----------------------|
//! | A01 | the chat of a contact                 | Get                               | strong      | chat                 |
//! | A02 | newest chats: all, unread, one's own  | Query lists or owned, desc., 50   | eventual    | chat_page            |
//! | A03 | chats with an answer due              | Query due per shard, 25           | eventual    | chats_due            |
//! | A04 | what an intent became                 | Get                               | strong      | intent               |
//! | A05 | one message                           | Get                               | strong      | message              |
//! | A06 | newest messages before a place        | Query, descending, 50             | strong      | message_page         |
//! | A07 | messages changed after a version      | Query, descending, 200            | strong      | messages_changed     |
//! | A08 | earlier texts of a message            | Query, descending, 50             | eventual    | earlier_texts        |
//! | A09 | one channel                           | Get                               | strong      | channel              |
//! | A10 | all channels                          | Query, all pages                  | strong      | channels             |
//! | A11 | what is needed to speak for a channel | Get                               | strong      | channel_access       |
//! | A12 | who has this e-mail                   | Get, Get                          | strong      | operator_by_email    |
//! | A13 | one operator                          | Get                               | strong      | operator             |
//! | A14 | the session of a cookie               | Get                               | strong      | session              |
//! | A15 | all open sockets                      | Query, all pages                  | strong      | sockets              |
//! | A16 | what was not understood               | Query, 50                         | eventual    | quarantined          |
//! | A17 | how many chats a list has             | Query lists or owned, count       | eventual    | chat_count           |
//! | A18 | chats that wait longest for somebody  | Query waiting, 25                 | eventual    | chats_waiting        |
//! | A19 | everybody who answers                 | Query, all pages                  | strong      | roster               |
//! | A20 | why a chat was given to whom          | Query, descending, 20             | eventual    | explanations         |
//! | A21 | an operator's past statuses           | Query, descending, 100            | eventual    | status_intervals     |
//! | A22 | a chat's finished episodes            | Query, descending, 50             | eventual    | episodes             |
//! | A23 | what the workspace decided for itself | Get                               | strong      | settings             |
//! | A24 | for which channels a chat waits       | Query, 20                         | strong      | holds                |
//! | A25 | chats that wait for a channel         | Query due, 25                     | eventual    | chats_held           |
//! | A26 | how a messenger calls us for a channel| Get                               | strong      | channel_health       |
//! | A27 | when a picture was looked at          | Get                               | eventual    | looked               |
//! | A28 | the picture of a contact              | Get                               | strong      | portrait             |
//! | A29 | texts kept for sending again          | Query, all pages                  | strong      | saved_replies        |
//! | A30 | who was pulled into a contact         | Query, descending, 20             | strong      | unites               |
//! | A31 | who a contact is known not to be      | Query, 100                        | strong      | not_same             |
//! | A32 | who has exactly this phone or address | Query, 25                         | strong      | with_word            |
//! | A33 | contacts who are due to be compared   | Query due, 25                     | eventual    | comparisons_due      |
//! | A34 | whether a contact must be compared    | Get                               | strong      | comparison           |
//! | A35 | who may be the same as a contact      | Get                               | strong      | suggestions          |
//! | A36 | one file of a message                 | Get                               | strong      | fetch                |
//! | A37 | files to fetch                        | Query due, 25                     | eventual    | fetches_due          |
//! | A38 | a message's files                     | Query, 100                        | strong      | fetches_of           |
//! | A39 | what an operator brought              | Get                               | strong      | upload               |
//! | A94 | what was brought and never sent       | Query due, 25                     | eventual    | uploads_due          |
//! | A40 | who is invited                        | Query, 100                        | strong      | invitations          |
//! | A41 | one invitation                        | Get                               | strong      | invitation           |
//! | A42 | which sessions an operator has        | Get                               | strong      | session_list         |
//! | A43 | who changed what                      | Query per day, descending, 100    | eventual    | audit_page           |
//! | A44 | a link for a new password             | Get                               | strong      | password_reset       |
//! | A45 | what proves an operator               | Get                               | strong      | credentials          |
//! | A46 | how often somebody tried a secret     | Get                               | strong      | tries                |
//! | A47 | an operator's second factor           | Get                               | strong      | second_factor        |
//! | A48 | a sign-in that waits for a code       | Get                               | strong      | half_session         |
//! | A49 | the picture of an operator            | Get                               | strong      | avatar               |
//! | A50 | all API keys                          | Query, all pages                  | strong      | api_keys             |
//! | A51 | one API key                           | Get                               | strong      | api_key              |
//! | A52 | the order the business calls so       | Get, Get                          | strong      | order                |
//! | A53 | what a person spent                   | Get                               | strong      | spent                |
//! | A54 | a contact's orders and what they spent| Query, descending, 21             | strong      | orders               |
//! | A55 | sequences of automatic messages       | Query, all pages                  | strong      | funnels              |
//! | A56 | one funnel                            | Get                               | strong      | funnel               |
//! | A57 | a funnel as it was                    | Get                               | strong      | funnel_version       |
//! | A58 | a contact's ways through funnels      | Query, all pages                  | strong      | funnel_runs          |
//! | A59 | a contact's way through one           | Get                               | strong      | funnel_run           |
//! | A60 | a contact: card, chat, suggestions    | Query, neighbouring rows          | strong      | contact              |
//! | A61 | what became of a card                 | Query, descending, 50             | eventual    | card_history         |
//! | A62 | all tags ever used                    | Query, 200                        | eventual    | tags                 |
//! | A63 | contacts with a tag                   | Query, 50, then each, side by side| eventual    | tagged               |
//! | A64 | whose words begin like a term         | Queries, 100 each; then each, 40  | eventual    | find_contacts        |
//! | A65 | one note                              | Get                               | strong      | note                 |
//! | A66 | a contact's notes                     | Query, descending, 50             | strong      | notes                |
//! | A67 | ways through funnels with a step due  | Query due, 25                     | eventual    | steps_due            |
//! | A69 | episodes closed within a time         | Query closed per UTC day, all     | eventual    | episodes_closed      |
//! | A80 | the same, newest first                | Query closed, descending, 100     | eventual    | episodes_before      |
//! | A81 | ids of contacts with a tag            | Query, all pages                  | eventual    | tagged_ids           |
//! | A70 | messages that say words               | Queries, then each, side by side  | both        | find_messages        |
//! | A71 | whether a message's words are kept    | Get                               | eventual    | is_said_kept         |
//! | A72 | messages from a place on              | Query, ascending, 50              | strong      | messages_from        |
//! | A73 | an address's place at a time          | Queries of one row, bisecting     | strong      | place_at             |
//! | A68 | the key browsers know              | Get                               | strong      | push_key             |
//! | A75 | what one operator is told, and where  | Get                               | strong      | notifications        |
//! | A76 | the same of everybody                 | Query, all pages                  | eventual    | all_notifications    |
//! | A77 | what an operator will be told next    | Get                               | strong      | bell                 |
//! | A78 | whose bell is to be rung              | Query due, 100                    | eventual    | bells_due            |
//! | A79 | when everybody last did something     | Query, all pages                  | eventual    | activities           |
//! | A82 | an operator's time in a period        | Query, descending, 2,000 at once  | strong      | operator_time        |
//! | A83 | everything that lies with a contact   | Query, 50                         | strong      | contact_rows         |
//! | A84 | a talk from its beginning             | Query, 25                         | strong      | thread_rows          |
//! | A85 | all earlier texts of a message        | Query, all pages                  | strong      | all_earlier_texts    |
//! | A86 | what was not understood of a person   | Query, 25                         | strong      | quarantined_of       |
//! | A87 | an export that was begun              | Get                               | strong      | export               |
//! | A88 | whether anybody has a tag             | Query, 1                          | strong      | is_tag_used          |
//! | A97 | the message with a provider's number  | Query, descending, 50             | strong      | message_numbered     |
//! | A89 | everybody, by activity                | Query lists, ascending, 50 each   | eventual    | chats_listed         |
//! | A110| what an operator has begun to write   | Query, all pages                  | strong      | drafts               |
//! | A111| one draft                             | Get                               | strong      | draft                |
//! | A112| how many drafts an operator has       | Query, count, 100                 | strong      | draft_count          |
//! | A113| one text kept for sending again       | Get                               | strong      | saved_reply          |

use domain::{ContactId, IdentityId, IntentId, MINUTE_MS, MessageId, OperatorId, UnixMs};

use crate::table::{Index, Key};

mod accounts;
mod channels;
mod contacts;
mod drafts;
mod episodes;
mod files;
mod funnels;
mod notifications;
mod said;
mod workspace;

pub use accounts::*;
pub use channels::*;
pub use contacts::*;
pub use drafts::*;
pub use episodes::*;
pub use files::*;
pub use funnels::*;
pub use notifications::*;
pub use said::*;
pub use workspace::*;

/// Lists of chats.
pub const LISTS: Index = Index {
    name: "lists",
    pk: "list",
    sk: "list_order",
};

/// Chats by who has them. Shares its sort key with [`LISTS`].
pub const OWNED: Index = Index {
    name: "owned",
    pk: "owned",
    sk: "list_order",
};

/// Open chats nobody has. Keys only, and a key that stays while the contact goes on writing: such a message costs
/// nothing here.
pub const WAITING: Index = Index {
    name: "waiting",
    pk: "waiting",
    sk: "waiting_order",
};

/// What is due for the courier.
pub const DUE: Index = Index {
    name: "due",
    pk: "due",
    sk: "due_order",
};

/// Seconds since 1970 after which a row may be swept.
pub const EXPIRES_S: &str = "expires_s";

/// What `lists` and `owned` carry besides their keys: a whole chat, so that a page is one read.
pub const LISTS_CARRY: [&str; 17] = [
    "id",
    "version",
    "state",
    "assignment",
    "name",
    "is_named",
    "avatar",
    "identities",
    "united",
    "activity",
    "preview",
    "inbound",
    "read",
    "episode",
    "snoozed_until",
    "outbox",
    "outbox_due",
];

/// Partitions of the `due` index: each takes 1,000 writes a second, so four carry more answers than messengers allow.
pub const DUE_SHARDS: u8 = 4;

/// The sort key of rows that are alone in their partition.
pub const ROOT: &str = "ROOT";

const CHAT: &str = "CHAT";
const SOCKETS: &str = "SOCKETS";

/// A chat's root.
#[must_use]
pub fn chat(contact: &ContactId) -> Key {
    Key::new(format!("CHAT#{contact}"), CHAT)
}

/// What an intent became.
#[must_use]
pub fn intent(contact: &ContactId, intent: &IntentId) -> Key {
    Key::new(format!("CHAT#{contact}"), format!("INTENT#{intent}"))
}

/// The partition of an identity's messages.
#[must_use]
pub fn thread(identity: &IdentityId) -> String {
    format!("THREAD#{identity}")
}

/// A message.
#[must_use]
pub fn message(id: &MessageId) -> Key {
    Key::new(thread(&id.identity), id.order.as_str())
}

/// The partition of a message's earlier texts.
#[must_use]
pub fn earlier_texts(id: &MessageId) -> String {
    format!("EARLIER#{id}")
}

/// One earlier text.
#[must_use]
pub fn earlier_text(id: &MessageId, number: u32) -> Key {
    Key::new(earlier_texts(id), format!("{number:05}"))
}

/// The part of `lists` a chat stands in. Read and unread ones lie apart, so that the unread ones are a list of their own
/// and all of them are two parts read side by side.
#[must_use]
pub fn chat_list(is_open: bool, is_unread: bool) -> &'static str {
    match (is_open, is_unread) {
        (true, true) => "CHATS#open#unread",
        (true, false) => "CHATS#open#read",
        (false, true) => "CHATS#closed#unread",
        (false, false) => "CHATS#closed#read",
    }
}

/// The part of `owned` with an operator's chats.
#[must_use]
pub fn owned(operator: &OperatorId, is_open: bool) -> String {
    format!("OWNED#{operator}#{}", if is_open { "open" } else { "closed" })
}

/// A chat's place in its lists: by the minute of its activity. While a talk goes on within a minute the place stays, and
/// an index whose keys stay costs half; a page is put in its exact order when it is read. Of the contact's id only as
/// much is there as tells the chats of one minute apart: the place stands in every row of every page.
#[must_use]
pub fn chat_list_order(activity: UnixMs, contact: &ContactId) -> String {
    let minute = activity.0.div_euclid(MINUTE_MS) * MINUTE_MS;
    let start = contact.as_str().get(..LIST_ID_LETTERS).unwrap_or(contact.as_str());
    format!("{:013}#{start}", minute.max(0))
}

/// Greater than the place of every chat whose activity ended before `from`, the beginning of a minute; smaller than the others.
#[must_use]
pub fn activity_place(from: UnixMs) -> String {
    format!("{:013}", from.0.max(0))
}

/// Letters of a contact's id in its place in a list: 64 bits of its digest.
const LIST_ID_LETTERS: usize = 16;

/// The one partition of chats that wait for somebody.
pub const QUEUE: &str = "QUEUE";

/// A chat's place in the queue: those that had somebody before come first, then by the time they wait.
#[must_use]
pub fn waiting_order(since: UnixMs, is_returned: bool, contact: &ContactId) -> String {
    format!("{}#{:013}#{contact}", if is_returned { 0 } else { 1 }, since.0.max(0))
}

/// The partition of what belongs to a chat.
#[must_use]
pub fn of_chat(contact: &ContactId) -> String {
    format!("CHAT#{contact}")
}

/// What the sort keys of a chat's explanations begin with.
pub const EXPLANATIONS: &str = "GIVEN#";

/// Why a chat was given to somebody by the commit of `version`.
#[must_use]
pub fn explanation(contact: &ContactId, version: u64) -> Key {
    Key::new(of_chat(contact), format!("{EXPLANATIONS}{version:012}"))
}

/// The shard of the `due` index that `contact` belongs to.
#[must_use]
pub fn due_shard(contact: &ContactId) -> u8 {
    contact.as_str().bytes().fold(0_u8, u8::wrapping_add) % DUE_SHARDS
}

/// A partition of the `due` index.
#[must_use]
pub fn outbox(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

/// A place in the `due` index; every place up to `at` is smaller than `due_order(at + 1, ..)`.
#[must_use]
pub fn due_order(at: UnixMs, contact: &ContactId) -> String {
    format!("{:013}#{contact}", at.0.max(0))
}

/// Larger than every place due at or before `now`.
#[must_use]
pub fn due_until(now: UnixMs) -> String {
    format!("{:013}#~", now.0.max(0))
}

/// Whether `key` is a chat's root.
#[must_use]
pub fn is_chat(key: &Key) -> bool {
    key.sk == CHAT && key.pk.starts_with("CHAT#")
}

/// The partition of all open sockets. One partition, so that a socket is seen by the very next fan-out.
#[must_use]
pub fn sockets() -> String {
    SOCKETS.to_owned()
}

/// One open socket.
#[must_use]
pub fn socket(connection: &str) -> Key {
    Key::new(SOCKETS, connection)
}
