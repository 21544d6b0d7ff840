//! Chats whose answers wait for a channel that lets nothing out, found by the channel.

use domain::{ChannelId, Chat, ContactId, Hold, UnixMs};
use serde_json::json;

use crate::{
    Store, StoreError,
    codec::row,
    commit::Plan,
    keys,
    table::{Condition, Item, Query, Span, Write, key_of},
};

/// Waiting chats looked at in one go.
pub const HELD_PER_PAGE_MAX: usize = 25;

/// Channels one chat may wait for at once: as many as it has addresses.
const HOLDS_MAX: usize = domain::chat::IDENTITIES_MAX;

/// Some chats that wait for a channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// Under whom each was found, the longest waiting first.
    pub contacts: Vec<ContactId>,
    /// Present if there may be more: where to go on.
    pub next: Option<Item>,
}

/// Writes or takes away what leads from a channel to `chat`. The chat's own version guards the row.
pub(crate) fn add(hold: &Hold, chat: &Chat, now: UnixMs, plan: &mut Plan) -> Result<(), StoreError> {
    match hold {
        Hold::Put { channel, version } => {
            let mut item = row(&keys::held(&chat.id, channel), &json!({}))?;
            item.insert(keys::DUE.pk.into(), keys::held_by(channel).into());
            item.insert(keys::DUE.sk.into(), keys::due_order(now, &chat.id).into());
            let condition = Condition::Always;
            plan.along(Write::Put { item, condition });
            plan.along(Write::Check {
                key: keys::channel(channel),
                condition: Condition::Equal(vec![("version".to_owned(), (*version).into())]),
            });
        }
        Hold::Take { channel, contact } => {
            let (key, condition) = (keys::held(contact, channel), Condition::Always);
            plan.along(Write::Delete { key, condition });
        }
    }
    Ok(())
}

impl Store {
    /// For which channels a chat is known to wait. Access pattern A24. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn holds(&self, contact: &ContactId) -> Result<Vec<ChannelId>, StoreError> {
        let mut query = Query::partition(keys::of_chat(contact), HOLDS_MAX);
        query.span = Span::Starting(keys::HELD.to_owned());
        let rows = self.table.query(&query).await?;
        let channel = |item: &Item| key_of(item).sk.strip_prefix(keys::HELD)?.parse().ok();
        Ok(rows.items.iter().filter_map(channel).collect())
    }

    /// Chats that wait for a channel, the longest waiting first. Access pattern A25. Eventually consistent: load the chat
    /// before deciding.
    ///
    /// Shape: at most [`HELD_PER_PAGE_MAX`], and where to go on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn chats_held(&self, channel: &ChannelId, after: Option<Item>) -> Result<Held, StoreError> {
        let mut query = Query::partition(keys::held_by(channel), HELD_PER_PAGE_MAX).on(keys::DUE);
        query.after = after;
        let rows = self.table.query(&query).await?;
        let contact = |item: &Item| item.get(keys::DUE.sk)?.as_str()?.split_once('#')?.1.parse().ok();
        Ok(Held {
            contacts: rows.items.iter().filter_map(contact).collect(),
            next: rows.next,
        })
    }

    /// Takes away what leads from a channel to a chat that is not there any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_hold(&self, channel: &ChannelId, contact: &ContactId) -> Result<(), StoreError> {
        let (key, condition) = (keys::held(contact, channel), Condition::Always);
        self.table.write(&[Write::Delete { key, condition }]).await?;
        Ok(())
    }
}
