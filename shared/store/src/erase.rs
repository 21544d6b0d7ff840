//! Erasing a contact: the tombstone, then everything else, step by step.
//!
//! [`Store::commit_erasure`] is the decision. The other functions only take away: each does one bounded piece, may be
//! repeated, and finds what is left by looking for it, so that whoever is interrupted anywhere begins again from the start.
//! What leads to other rows goes last: a message after its earlier texts, the card after its words.

use std::collections::BTreeSet;

use domain::{
    Card, ChannelId, Chat, ClosedEpisode, ContactId, Content, Erasure, Fetch, IdentityId, Message, Suggestions,
    Tombstone, UnixMs, card::tag_key, search,
};
use futures_util::future::try_join_all;
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::{before, is_known},
    keys,
    operators::interval_write,
    reports::episode_item,
    said::said_keys,
    suggestions::comparison_item,
    table::{Condition, Item, Key, Query, Write, Written, key_of},
};

/// Rows deleted at once, each by itself: half the price of a transaction, and none of them waits for another.
const AT_ONCE: usize = 25;

/// Tries to delete a card that somebody changes meanwhile; nobody can for long, since the chat is gone for them.
const CARD_TRIES_MAX: usize = 8;

impl Store {
    /// Writes the decision to erase: one transaction. `false`: a chat changed since it was loaded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_erasure(&self, erasure: &Erasure) -> Result<bool, StoreError> {
        let put = |item, condition| Write::Put { item, condition };
        let mut writes = Vec::new();
        for (at, (expected, tombstone)) in erasure.tombstones.iter().enumerate() {
            let mut item = row(&keys::chat(&tombstone.contact), tombstone)?;
            if at == 0 {
                // Found every minute until nothing is left.
                let shard = keys::due_shard(&tombstone.contact);
                item.insert(keys::DUE.pk.into(), keys::outbox(shard).into());
                let order = keys::due_order(tombstone.erased, &tombstone.contact);
                item.insert(keys::DUE.sk.into(), order.into());
            }
            writes.push(put(item, at_version(*expected)));
        }
        for operator in &erasure.operators {
            writes.push(put(
                row(&keys::operator(&operator.id), operator)?,
                before(operator.version),
            ));
        }
        for interval in &erasure.intervals {
            writes.push(interval_write(interval)?);
        }
        let audit = row(&keys::audit(&erasure.audit), &erasure.audit)?;
        writes.push(put(audit, Condition::Always));
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Leaves the bare tombstones: nothing else is left of these contacts. Done twice, it changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_erasure(&self, tombstones: &[Tombstone]) -> Result<(), StoreError> {
        let mut writes = Vec::new();
        for tombstone in tombstones {
            writes.push(Write::Put {
                item: row(&keys::chat(&tombstone.contact), &tombstone.finished())?,
                condition: at_version(tombstone.version),
            });
        }
        self.table.write(&writes).await?;
        Ok(())
    }

    /// Deletes some of what was said by an address, with earlier texts. `true`: there may be more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_messages(&self, identity: &IdentityId) -> Result<bool, StoreError> {
        let page = self.thread_rows(identity, None).await?;
        let all = page.rows.iter().map(|message| self.erase_message(message));
        try_join_all(all).await?;
        Ok(page.next.is_some())
    }

    /// What the next messages that [`Store::erase_messages`] deletes have stored elsewhere, by the names it is stored under.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn stored_by(&self, identity: &IdentityId) -> Result<Vec<String>, StoreError> {
        let page = self.thread_rows(identity, None).await?;
        let mut stored = Vec::new();
        for message in page.rows.iter().filter(|message| has_files(message)) {
            stored.extend(
                message
                    .content
                    .files()
                    .iter()
                    .filter_map(|file| Some(file.upload.as_ref()?.to_string())),
            );
            let fetches = self.fetches_of(&message.id).await?;
            for key in fetches.into_iter().filter_map(|fetch| fetch.key) {
                stored.push(Fetch::preview_key(&key));
                stored.push(key);
            }
        }
        Ok(stored)
    }

    async fn erase_message(&self, message: &Message) -> Result<(), StoreError> {
        let earlier = match message.edited {
            Some(_) => self.all_earlier_texts(&message.id).await?,
            None => Vec::new(),
        };
        let contents = earlier.iter().map(|text| &text.content).chain([&message.content]);
        let said = said_keys(message.at, &message.id, contents.filter_map(Content::said));
        let texts = earlier.iter().map(|text| keys::earlier_text(&message.id, text.number));
        // A message without files has such a row too, if it came shortened.
        let files = self.fetches_of(&message.id).await?;
        let files = files.iter().map(|file| keys::file(&file.message, file.number));
        self.delete_all(texts.chain(said).chain(files)).await?;
        self.delete_all([keys::message(&message.id)]).await
    }

    /// Deletes what a channel sent of a person and we did not understand.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_quarantined(&self, channel: &ChannelId, person: &str) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self.quarantined_of(channel, person, after.as_deref()).await?;
            self.delete_all(page.rows.into_iter().map(|(key, _)| key)).await?;
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Deletes a card with all it is found by. `chats` know the addresses it was found by too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_card(&self, contact: &ContactId, chats: &[&Chat]) -> Result<(), StoreError> {
        for _ in 0..CARD_TRIES_MAX {
            let Some(card) = self.card(contact).await? else {
                return Ok(());
            };
            self.delete_all(found_by(&card, chats)).await?;
            for tag in &card.tags {
                self.forget_tag(tag, contact).await?;
            }
            let delete = Write::Delete {
                key: keys::card(contact),
                condition: at_version(card.version),
            };
            if self.table.write(&[delete]).await? == Written::Done {
                return Ok(());
            }
        }
        Err(StoreError::Throttled)
    }

    /// Takes a contact off a tag, and the tag off the list of known ones where nobody else has it: it may name them.
    async fn forget_tag(&self, tag: &str, contact: &ContactId) -> Result<(), StoreError> {
        self.delete_all([keys::tagged_contact(&tag_key(tag), contact)]).await?;
        if !self.is_tag_used(tag).await? {
            self.delete_all([keys::tag(&tag_key(tag))]).await?;
        }
        Ok(())
    }

    /// Whether anybody has a tag. Access pattern A88. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_tag_used(&self, tag: &str) -> Result<bool, StoreError> {
        let query = Query::partition(keys::tagged(&tag_key(tag)), 1);
        Ok(!self.table.query(&query).await?.items.is_empty())
    }

    /// Deletes some of what lies with a contact, but for the root and, as long as it is there, the card; finished episodes
    /// keep their figures without saying whose they were. `true`: there may be more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_rows(&self, contact: &ContactId, salt: &str) -> Result<bool, StoreError> {
        let page = self.contact_rows(contact, None).await?;
        let (mut places, mut gone) = (Vec::new(), Vec::new());
        for item in page.rows {
            let key = key_of(&item);
            if keys::is_chat(&key) || keys::is_card(&key) {
                continue;
            }
            if let Some(id) = keys::order_id(&key) {
                places.push(keys::order_place(id));
            }
            if let Some(other) = keys::known_other(&key) {
                gone.push(keys::not_same(&other, contact));
            }
            if keys::is_suggestions(&key) {
                let suggestions: Suggestions = read(item.clone())?;
                self.compare_others(&suggestions, salt).await?;
            }
            if key.sk.starts_with(keys::EPISODES) {
                self.make_anonymous(&key, item, salt).await?;
            } else {
                gone.push(key);
            }
        }
        // An order alone tells where its place lies.
        self.delete_all(places).await?;
        self.delete_all(gone).await?;
        Ok(page.next.is_some())
    }

    /// Has those compared anew who were told that they may be the same person: what is not there is nobody's likeness.
    async fn compare_others(&self, suggestions: &Suggestions, occasion: &str) -> Result<(), StoreError> {
        for other in &suggestions.similar {
            let item = comparison_item(&other.contact, &format!("erased {occasion}"), UnixMs(0))?;
            let condition = Condition::Always;
            let writes = [is_known(&other.contact), Write::Put { item, condition }];
            // Refused: they are erased as well.
            self.table.write(&writes).await?;
        }
        Ok(())
    }

    /// Moves a finished episode to where it has no contact.
    async fn make_anonymous(&self, key: &Key, item: Item, salt: &str) -> Result<(), StoreError> {
        let mut episode: ClosedEpisode = read(item)?;
        let digest = Sha256::digest(format!("{salt}#{}#{}", key.pk, key.sk).as_bytes());
        let name = digest
            .iter()
            .take(16)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        episode.chat = ContactId::erased();
        let writes = [
            Write::Put {
                item: episode_item(&keys::anonymous_episode(episode.closed, &name), &episode, &name)?,
                condition: Condition::Always,
            },
            Write::Delete {
                key: key.clone(),
                condition: Condition::Always,
            },
        ];
        self.table.write(&writes).await?;
        Ok(())
    }

    /// Deletes rows, some at once. What is not there is gone already.
    async fn delete_all(&self, gone: impl IntoIterator<Item = Key>) -> Result<(), StoreError> {
        let gone: Vec<Key> = gone.into_iter().collect();
        for some in gone.chunks(AT_ONCE) {
            let deletes = some.iter().map(|key| async move {
                let condition = Condition::Always;
                let key = key.clone();
                self.table.write(&[Write::Delete { key, condition }]).await
            });
            try_join_all(deletes).await?;
        }
        Ok(())
    }
}

/// Whether there may be bytes of a message: it has files, or had some before it was edited.
fn has_files(message: &Message) -> bool {
    message.edited.is_some() || !message.content.files().is_empty()
}

fn at_version(version: u64) -> Condition {
    Condition::Equal(vec![("version".to_owned(), version.into())])
}

/// Every word a card may be found by: with each of the chats it had.
fn found_by(card: &Card, chats: &[&Chat]) -> BTreeSet<Key> {
    let words = chats.iter().flat_map(|chat| search::words(card, chat));
    words.map(|word| keys::word(&word, &card.id)).collect()
}
