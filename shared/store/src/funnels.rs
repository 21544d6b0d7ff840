//! Funnels, and the contacts who walk through them.

use domain::{AuditEntry, ContactId, Funnel, FunnelRun, IntentId, UnixMs};
use futures_util::future::try_join_all;

use crate::{
    Store, StoreError,
    codec::{read, row},
    commit::before,
    keys,
    table::{Condition, Consistency, Item, Query, Span, Write, Written, key_of},
};

/// Rows asked for at once; the table answers with at most a megabyte whatever stands here.
const PER_PAGE: usize = 100;

/// Runs one look takes; whoever looks goes on until there are none.
pub const STEPS_PER_PAGE_MAX: usize = 25;

/// Runs whose next step is due.
#[derive(Clone, Debug, PartialEq)]
pub struct StepsDue {
    /// Whose, and of which funnel; the longest due first.
    pub runs: Vec<(ContactId, IntentId)>,
    /// Present if there may be more: where this ended.
    pub next: Option<Item>,
}

impl Store {
    /// All funnels, in order of id. Access pattern A55. Strongly consistent: who has just added one sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn funnels(&self) -> Result<Vec<Funnel>, StoreError> {
        let mut query = Query::partition(keys::funnels(), PER_PAGE);
        query.consistency = Consistency::Strong;
        let mut funnels = Vec::new();
        loop {
            let page = self.table.query(&query).await?;
            for item in page.items {
                funnels.push(read(item)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(funnels),
            }
        }
    }

    /// One funnel as it is; `None`: it was removed. Access pattern A56. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn funnel(&self, id: &IntentId) -> Result<Option<Funnel>, StoreError> {
        let found = self.table.get(&keys::funnel(id), Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// A funnel as it was before it was changed. Access pattern A57. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn funnel_version(&self, id: &IntentId, version: u64) -> Result<Option<Funnel>, StoreError> {
        let key = keys::funnel_version(id, version);
        let found = self.table.get(&key, Consistency::Strong).await?;
        found.map(read).transpose()
    }

    /// Writes a funnel with its entry in the audit log, and keeps it as it was `known` for those under way. `false`: it has
    /// another version by now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn commit_funnel(
        &self,
        funnel: &Funnel,
        known: Option<&Funnel>,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut writes = vec![Write::Put {
            item: row(&keys::funnel(&funnel.id), funnel)?,
            condition: before(funnel.version),
        }];
        if let Some(known) = known {
            writes.push(Write::Put {
                item: row(&keys::funnel_version(&known.id, known.version), known)?,
                condition: Condition::Always,
            });
        }
        self.all_with(writes, audit).await
    }

    /// Removes a funnel of this version, at least 1. `false`: it has another version by now, or is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_funnel(&self, id: &IntentId, version: u64, audit: &AuditEntry) -> Result<bool, StoreError> {
        let delete = Write::Delete {
            key: keys::funnel(id),
            condition: before(version + 1),
        };
        self.all_with(vec![delete], audit).await
    }

    async fn all_with(&self, mut writes: Vec<Write>, audit: &AuditEntry) -> Result<bool, StoreError> {
        writes.push(Write::Put {
            item: row(&keys::audit(audit), audit)?,
            condition: Condition::Always,
        });
        Ok(self.table.write(&writes).await? == Written::Done)
    }

    /// The ways of several contacts through funnels, also those that ended or were removed: one for each funnel they ever
    /// were in. Access pattern A58. Once per contact, side by side; all pages; strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn funnel_runs(&self, contacts: &[ContactId]) -> Result<Vec<FunnelRun>, StoreError> {
        let all = contacts.iter().map(|contact| async move {
            let mut query = Query::partition(keys::of_chat(contact), PER_PAGE);
            query.span = Span::Starting(keys::RUNS.to_owned());
            query.consistency = Consistency::Strong;
            let mut runs: Vec<FunnelRun> = Vec::new();
            loop {
                let page = self.table.query(&query).await?;
                for item in page.items {
                    runs.push(read(item)?);
                }
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => return Ok::<_, StoreError>(runs),
                }
            }
        });
        Ok(try_join_all(all).await?.into_iter().flatten().collect())
    }

    /// A contact's way through a funnel. Access pattern A59. Strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn funnel_run(&self, contact: &ContactId, funnel: &IntentId) -> Result<Option<FunnelRun>, StoreError> {
        let key = keys::funnel_run(contact, funnel);
        self.table.get(&key, Consistency::Strong).await?.map(read).transpose()
    }

    /// Runs whose next step is due. Access pattern A67.
    ///
    /// Shape: at most [`STEPS_PER_PAGE_MAX`] after where the page before ended, the longest due first. Eventually consistent:
    /// load the run before deciding.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn steps_due(&self, now: UnixMs, after: Option<Item>) -> Result<StepsDue, StoreError> {
        let mut query = Query::partition(keys::STEPS.to_owned(), STEPS_PER_PAGE_MAX).on(keys::DUE);
        query.span = Span::UpTo(keys::due_until(now));
        query.after = after;
        let rows = self.table.query(&query).await?;
        let run = |item: &Item| keys::funnel_run_of(&key_of(item));
        Ok(StepsDue {
            runs: rows.items.iter().filter_map(run).collect(),
            next: rows.next,
        })
    }
}

/// A run as it shall be, on condition that it is the next version of the one that is there.
pub(crate) fn run_write(run: &FunnelRun) -> Result<Write, StoreError> {
    let mut item = row(&keys::funnel_run(&run.contact, &run.funnel), run)?;
    if let Some(due) = run.due() {
        item.insert(keys::DUE.pk.into(), keys::STEPS.into());
        let order = keys::step_order(due, &run.contact, &run.funnel);
        item.insert(keys::DUE.sk.into(), order.into());
    }
    Ok(Write::Put {
        item,
        condition: before(run.version),
    })
}
