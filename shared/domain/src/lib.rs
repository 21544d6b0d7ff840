//! The desk's nouns and rules.
//!
//! Pure: no clock, no storage, no network. A rule takes the state as loaded, the actor, the input and `now`; it
//! answers with a [`Change`] to commit or a [`Refusal`]. The structs here serve the rule, the table's row and the wire
//! alike, so each is described once.

pub mod api_key;
pub mod audit;
pub mod bell;
pub mod beside;
pub mod capabilities;
pub mod card;
pub mod change;
pub mod channel;
pub mod chat;
pub mod content;
pub mod costs;
pub mod currency;
pub mod delivery;
pub mod episode;
pub mod event;
pub mod fetch;
pub mod file;
pub mod fill;
pub mod funnel;
pub mod health;
pub mod hours;
pub mod ids;
pub mod inbound;
pub mod invitation;
pub mod media_type;
pub mod message;
pub mod note;
pub mod notification;
pub mod operator;
pub mod order;
pub mod permission;
pub mod phone;
pub mod picture;
pub mod refusal;
pub mod report;
pub mod revision;
pub mod roster;
pub mod rules;
pub mod said;
pub mod saved_reply;
pub mod search;
pub mod second_factor;
pub mod session;
pub mod settings;
pub mod similar;
pub mod thing;
pub mod time;
pub mod tombstone;
pub mod typing;
pub mod unite;
pub mod wire;

pub use api_key::ApiKey;
pub use audit::AuditEntry;
pub use bell::{Bell, Heard};
pub use beside::{CameBy, Completed, Cropped, Press, Reactions, Whole};
pub use capabilities::{Capabilities, FileRule, MessengerInfo};
pub use card::{Card, CardChange, CardWrite, Contact, FieldChange, Variable};
pub use change::{Change, EpisodeWrite, Hold, IntentRow, MessageWrite, Partner};
pub use channel::{Channel, ChannelState, Passage, Registration, SecretRenewal};
pub use chat::{Assignment, Chat, ChatState, Handover, Identity, Missing, Preview, Speaker};
pub use content::{Comment, Content, Outgoing};
pub use delivery::{Delivery, DeliveryEnd, DeliveryReason, Outcome, ReasonKind};
pub use episode::{ClosedEpisode, Episode};
pub use event::{Event, Frame};
pub use fetch::{Fetch, FetchWrite, Fetched, FileSource};
pub use file::{File, FileKind, FileState, FileTrouble, Media, OutgoingFile, Upload};
pub use funnel::{Funnel, FunnelNews, FunnelRun, FunnelStep, RunState, RunStop, RunWait, WaitsFor};
pub use health::{ChannelHealth, HealthTrouble, WebhookPlace, WebhookReport};
pub use ids::{
    ChannelId, ContactId, IdentityId, IntentId, InvitationId, MessageId, MessengerName, OperatorId, Order, UploadId,
};
pub use inbound::{
    InboundBlock, InboundEdit, InboundMessage, InboundReaction, InboundRead, PictureSource, Profile, Sender,
};
pub use invitation::Invitation;
pub use message::{EarlierText, Edited, Line, Message, Origin, Reply};
pub use note::Note;
pub use notification::{LinkMark, MyNotifications, NoticeRules, Notifications, When};
pub use operator::{Operator, Role, Status, StatusInterval, StatusReason};
pub use order::{OrderStatus, OrderWrite, ShopOrder, Spent};
pub use permission::Action;
pub use refusal::Refusal;
pub use revision::{Deleted, OutOfTime, Revision, RevisionProgress, Window, Wish};
pub use roster::{Candidate, Explanation, Roster};
pub use saved_reply::SavedReply;
pub use second_factor::{FactorState, SecondFactor};
pub use session::Session;
pub use settings::{OpenHours, Settings};
pub use similar::{Because, Suggestion, Suggestions};
pub use thing::{Dice, Location, Poll, SharedContact};
pub use time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMs};
pub use tombstone::{Erasure, Place, Tombstone};
pub use unite::{Choices, Pointer, Side, Undone, UniteRecord};
