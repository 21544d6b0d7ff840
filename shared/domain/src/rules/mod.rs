//! The desk's decisions, one per file: state, actor, input and `now` in; a `Change` or a `Refusal` out.
//!
//! Repeating a decision yields an empty change.

pub mod account;
pub mod appoint;
pub mod away;
pub mod block;
pub mod card_edit;
pub mod card_follow;
pub mod card_import;
pub mod card_tag;
pub mod card_variable;
pub mod channel;
pub mod close;
pub mod comment;
pub mod configure;
pub mod deliver;
pub mod distribute;
pub mod edit;
pub mod erase;
pub mod forward;
pub mod hold;
pub mod idle;
pub mod introduce;
pub mod invite;
pub mod link;
pub mod mark_read;
pub mod note;
pub mod notice;
pub mod outside;
pub mod presence;
pub mod receive;
pub mod release;
pub mod reopen;
pub mod rescue;
pub mod revise;
pub mod ring;
pub mod send;
pub mod separate;
pub mod snooze;
pub mod status;
pub mod suggest;
pub mod throttle;
pub mod unite;

pub use account::account;
pub use appoint::{Appointed, appoint, describe};
pub use away::away;
pub use block::block;
pub use card_edit::{card_edit, card_write, email};
pub use card_follow::{card_follow, card_meet, is_introduced};
pub use card_import::{ImportRow, card_import};
pub use card_tag::{card_tag, card_untag, tag_name};
pub use card_variable::{card_clear, card_set};
pub use close::close;
pub use comment::comment;
pub use configure::configure;
pub use deliver::{claim, deliver, lease_over};
pub use distribute::distribute;
pub use edit::edit;
pub use erase::{Erasing, erase, receive_anew};
pub use forward::forward;
pub use hold::{give_up, hold, release as release_hold};
pub use idle::idle;
pub use introduce::{introduce, unknown};
pub use invite::{accept, invite};
pub use mark_read::mark_read;
pub use note::{note_add, note_again, note_edit, note_remove};
pub use outside::outside;
pub use presence::{Presence, presence};
pub use receive::{receive, returns_to};
pub use release::release;
pub use reopen::reopen;
pub use rescue::rescue;
pub use revise::{claim_revision, revise, revised};
pub use send::{Sending, send};
pub use separate::{Separating, separate};
pub use snooze::{snooze, wake};
pub use status::{StatusChange, choose_status};
pub use suggest::{Pair, suggest};
pub use unite::{Half, Uniting, unite};

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;
