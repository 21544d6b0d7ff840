//! The audit log: entries of what was read out, and reading it, newest first, day by day.

use domain::{AuditEntry, DAY_MS, UnixMs};

use crate::{
    Store, StoreError,
    codec::read,
    keys,
    operators::audit_write,
    table::{Consistency, Query, SK, Span},
};

/// Entries of one page.
pub const ENTRIES_PER_PAGE_MAX: usize = 50;

/// Entries read at once: more than a page, since a filter leaves some out.
const ENTRIES_PER_READ: usize = 100;

/// Reads for one page: a month of quiet days, or 3,100 entries of which none is wanted. Then the page ends, and the next
/// one goes on from there.
const READS_MAX: usize = 31;

/// 2026-01-01T00:00:00Z: no desk has older entries.
const FIRST: UnixMs = UnixMs(1_767_225_600_000);

/// One page of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins; `None`: there are no older entries.
    pub next: Option<String>,
}

impl Store {
    /// Writes down what changes no other row, as a table of contacts that was read out. Once, however often.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        self.table.write(&[audit_write(entry)?]).await?;
        Ok(())
    }

    /// Who changed what before `place`, as far as it `is_wanted`. Access pattern A43. Eventually consistent.
    ///
    /// `place` is [`AuditPage::next`] of the page before, or `keys::audit_until(now)`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_page(
        &self,
        place: &str,
        is_wanted: impl Fn(&AuditEntry) -> bool,
    ) -> Result<AuditPage, StoreError> {
        let mut place = place.to_owned();
        let mut entries = Vec::new();
        for _ in 0..READS_MAX {
            let Some(at) = keys::audit_instant(&place).filter(|at| *at >= FIRST) else {
                return Ok(AuditPage { entries, next: None });
            };
            let mut query = Query::partition(keys::audit_day(at), ENTRIES_PER_READ);
            query.span = Span::Before(place.clone());
            query.descending = true;
            query.consistency = Consistency::Eventual;
            let rows = self.table.query(&query).await?;
            for item in rows.items {
                item[SK].as_str().unwrap_or_default().clone_into(&mut place);
                entries.extend(Some(read(item)?).filter(&is_wanted));
                if entries.len() == ENTRIES_PER_PAGE_MAX {
                    return Ok(AuditPage {
                        entries,
                        next: Some(place),
                    });
                }
            }
            if rows.next.is_none() {
                // The day is read: on with the last millisecond of the day before.
                let midnight = at.0.div_euclid(DAY_MS) * DAY_MS;
                place = keys::audit_until(UnixMs(midnight - 1));
            }
        }
        Ok(AuditPage {
            entries,
            next: Some(place),
        })
    }
}
