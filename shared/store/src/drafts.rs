//! What operators have begun to write.

use domain::{
    ContactId, Draft, DraftKind, HOUR_MS, OperatorId,
    draft::{DRAFT_KEPT_MS, DRAFTS_MAX},
};

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::is_known,
    keys,
    table::{Condition, Consistency, Key, Query, Write, Written},
};

/// How long it is kept that a draft was emptied, for the stream's sake and so that a save that was under way does not bring it
/// back: longer than any network holds one.
const EMPTIED_KEPT_MS: i64 = HOUR_MS;

impl Store {
    /// Everything an operator has begun to write, in order of the chat. Access pattern A110. Strongly consistent: a device
    /// that is told of a later one knows the earlier ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drafts(&self, operator: &OperatorId) -> Result<Vec<Draft>, StoreError> {
        let mut query = Query::partition(keys::drafts(operator), DRAFTS_MAX);
        let mut drafts = Vec::new();
        loop {
            let page = self.table.query(&query).await?;
            for item in page.items {
                drafts.push(read(item)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(drafts),
            }
        }
    }

    /// One draft; if there is none, the one that was emptied within the last hour, or else nothing. Access pattern A111. One
    /// read, two where there is none. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn draft(&self, operator: &OperatorId, chat: &ContactId, kind: DraftKind) -> Result<Draft, StoreError> {
        let key = keys::draft(operator, chat, kind);
        if let Some(found) = self.table.get(&key, Consistency::Strong).await? {
            return read(found);
        }
        let nothing = Draft::nothing(operator, chat, kind);
        let key = keys::emptied_draft(&nothing);
        let emptied = self.table.get(&key, Consistency::Strong).await?;
        emptied.map_or(Ok(nothing), read)
    }

    /// How many drafts an operator has, counted up to as many as they may have. Access pattern A112. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn draft_count(&self, operator: &OperatorId) -> Result<usize, StoreError> {
        let query = Query::partition(keys::drafts(operator), DRAFTS_MAX);
        Ok(self.table.count(&query).await?.count)
    }

    /// Writes a draft, or empties it, where `known` still stands. `false`: it was changed meanwhile, or the contact is no
    /// more. A kept one costs four write units, by the look at the contact: it must not come back after an erase.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_draft(&self, draft: &Draft, known: &Draft) -> Result<bool, StoreError> {
        let writes = if draft.is_empty() {
            emptying(draft, known)?.to_vec()
        } else {
            vec![keeping(draft, known)?, is_known(&draft.chat)]
        };
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Writes the draft `moved`, where `known` stands, in place of `from`, of which `emptied` stays, in one transaction.
    /// `false`: one of the two was changed meanwhile, or the contact is no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn move_draft(
        &self,
        (moved, known): (&Draft, &Draft),
        (emptied, from): (&Draft, &Draft),
    ) -> Result<bool, StoreError> {
        let [gone, told] = emptying(emptied, from)?;
        let writes = [keeping(moved, known)?, is_known(&moved.chat), gone, told];
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// Deletes what this operator has begun to write to a contact who is erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_drafts(&self, operator: &OperatorId, contact: &ContactId) -> Result<(), StoreError> {
        for kind in DraftKind::ALL {
            let key = keys::draft(operator, contact, kind);
            // Looking costs half of what deleting nothing would.
            if self.table.get(&key, Consistency::Strong).await?.is_some() {
                let condition = Condition::Always;
                self.table.write(&[Write::Delete { key, condition }]).await?;
            }
        }
        Ok(())
    }
}

fn key(draft: &Draft) -> Key {
    keys::draft(&draft.operator, &draft.chat, draft.kind)
}

fn keeping(draft: &Draft, known: &Draft) -> Result<Write, StoreError> {
    let mut item = row(&key(draft), draft)?;
    item.insert(keys::EXPIRES_S.into(), draft.at.plus(DRAFT_KEPT_MS).seconds().into());
    let condition = if known.is_empty() {
        Condition::Absent
    } else {
        at_revision(known)
    };
    Ok(Write::Put { item, condition })
}

fn emptying(draft: &Draft, known: &Draft) -> Result<[Write; 2], StoreError> {
    let mut item = row(&keys::emptied_draft(draft), draft)?;
    item.insert(keys::EXPIRES_S.into(), draft.at.plus(EMPTIED_KEPT_MS).seconds().into());
    let gone = Write::Delete {
        key: key(draft),
        condition: at_revision(known),
    };
    let told = Write::Put {
        item,
        condition: Condition::Always,
    };
    Ok([gone, told])
}

fn at_revision(draft: &Draft) -> Condition {
    Condition::Equal(vec![("revision".to_owned(), draft.revision.into())])
}
