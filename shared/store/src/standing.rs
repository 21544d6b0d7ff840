//! What stands where a contact's chat stands or would stand.

use domain::{Chat, ContactId, IdentityId, LinkMark, OperatorId, Tombstone};

use crate::{
    Store, StoreError,
    chats::{ChatRow, POINTER_STEPS_MAX},
};

/// What stands for a contact, whoever they were united with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: nobody by this id has ever written.
    Nothing,
    /// The mark of an address where an operator is told of the desk's news.
    Mark(LinkMark),
    /// The chat: their own, or that of whom they were united with.
    Chat(Box<Chat>),
    /// They were erased.
    Erased(Box<Tombstone>),
}

impl Standing {
    /// The operator who may be told at `identity`: ask their notifications whether it still is linked.
    #[must_use]
    pub fn notifies(&self, identity: &IdentityId) -> Option<&OperatorId> {
        match self {
            Self::Nothing => None,
            Self::Mark(mark) => Some(&mark.notifies),
            Self::Chat(chat) => chat.identity(identity)?.notifies.as_ref(),
            Self::Erased(tombstone) => tombstone.notifies.as_ref(),
        }
    }

    /// The number up to which everything at `identity` was said before an erase; 0: nobody was erased there.
    #[must_use]
    pub fn erased(&self, identity: &IdentityId) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Mark(mark) => mark.erased,
            Self::Chat(chat) => chat.identity(identity).map_or(0, |identity| identity.erased),
            Self::Erased(tombstone) => tombstone.position,
        }
    }
}

impl Store {
    /// What stands for a contact. Access pattern A01, as [`Store::chat`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn standing(&self, contact: &ContactId) -> Result<Standing, StoreError> {
        let mut at = contact.clone();
        // One step where nobody unites at this very moment; a reader between two commits may need one more.
        for _ in 0..POINTER_STEPS_MAX {
            match self.chat_row(&at).await? {
                Some(ChatRow::Chat(chat)) if at == *contact || chat.united.contains(contact) => {
                    return Ok(Standing::Chat(chat));
                }
                // Separated between the two reads: it stands for itself again.
                Some(ChatRow::Chat(_)) => at = contact.clone(),
                Some(ChatRow::Mark(mark)) => return Ok(Standing::Mark(mark)),
                Some(ChatRow::Erased(tombstone)) => return Ok(Standing::Erased(tombstone)),
                Some(ChatRow::Pointer(pointer)) => at = pointer.united_into,
                None => return Ok(Standing::Nothing),
            }
        }
        Err(StoreError::Rejected(format!("the pointers of {contact} lead nowhere")))
    }
}
