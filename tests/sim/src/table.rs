//! The simulated table: the engine in memory behind the same port as `DynamoDB`, with its faults.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use store::{
    StoreError,
    table::{Consistency, Count, Item, Key, Query, Rows, Table, Unmet, Write, Written},
};

use crate::{
    engine::{Engine, LAG_MS_MAX},
    invoke::Bell,
    mutant,
    weather::{Fate, Port, Ports},
};

/// A table in memory. Without ports every call succeeds at once, on any executor. Cheap to clone.
#[derive(Clone, Default)]
pub struct MemTable {
    engine: Arc<Mutex<Engine>>,
    ports: Option<Ports>,
    listeners: Arc<Mutex<Vec<Bell>>>,
}

impl MemTable {
    /// A table on which every call is a choice of the executor and may go wrong.
    #[must_use]
    pub fn on(ports: Ports) -> Self {
        Self {
            ports: Some(ports),
            ..Self::default()
        }
    }

    /// The rows themselves, for whoever must know the truth.
    pub fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A bell that rings whenever something was written through the port.
    #[must_use]
    pub fn listen(&self) -> Bell {
        let bell = Bell::default();
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(bell.clone());
        bell
    }

    async fn enter(&self, port: Port, what: &'static str) -> Result<Fate, StoreError> {
        let Some(ports) = &self.ports else {
            return Ok(Fate::Fine);
        };
        match ports.enter(port, what).await {
            Fate::Throttled => Err(StoreError::Throttled),
            Fate::Lost => Err(lost()),
            fate => Ok(fate),
        }
    }

    async fn leave(&self, fate: Fate) -> Result<(), StoreError> {
        if let Some(ports) = &self.ports {
            ports.leave(fate).await;
        }
        if fate == Fate::AnswerLost { Err(lost()) } else { Ok(()) }
    }

    /// Carries out `writes`, as the mutant of this run would have them.
    fn apply(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let mut engine = self.engine();
        let Some(ports) = &self.ports else {
            return engine.write(writes, domain::UnixMs(0));
        };
        let now = ports.executor.now();
        let written = match mutant::writes(ports, &engine, writes) {
            None => engine.write(writes, now)?,
            Some(writes) if writes.is_empty() => Written::Done,
            Some(writes) => engine.write(&writes, now)?,
        };
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .for_each(Bell::ring);
        if let Some(first) = writes.first().map(Write::key) {
            let (pk, sk) = (short(&first.pk), short(&first.sk));
            let outcome = match &written {
                Written::Done => "done".to_owned(),
                Written::Refused(unmet) => format!("refused {:?}", unmet.iter().map(|u| u.index).collect::<Vec<_>>()),
            };
            ports
                .executor
                .note(format_args!("write {pk}/{sk} and {} more: {outcome}", writes.len() - 1));
        }
        Ok(written)
    }

    fn later(&self, ms: i64, writes: &[Write]) {
        let Some(ports) = &self.ports else { return };
        let (table, executor, writes) = (self.clone(), ports.executor.clone(), writes.to_vec());
        let own = executor.clone();
        executor.spawn("a late write", async move {
            own.pause(ms).await;
            // Nobody waits for this answer any more.
            let _ = table.apply(&writes);
        });
    }
}

/// Long keys are cut in the log.
fn short(text: &str) -> String {
    text.chars().take(44).collect()
}

fn lost() -> StoreError {
    StoreError::Unavailable {
        source: "no answer from the simulated table".into(),
    }
}

#[async_trait]
impl Table for MemTable {
    async fn get(&self, key: &Key, _: Consistency) -> Result<Option<Item>, StoreError> {
        let fate = self.enter(Port::Read, "get").await?;
        let is_hidden = self.ports.as_ref().is_some_and(|ports| mutant::hides(ports, key));
        let found = self
            .engine()
            .get(key)
            .filter(|_| !is_hidden)
            .map(|row| Item::clone(&row));
        self.leave(fate).await?;
        Ok(found)
    }

    async fn query(&self, query: &Query) -> Result<Rows, StoreError> {
        let fate = self.enter(Port::Read, "query").await?;
        let as_of = match &self.ports {
            Some(ports) => {
                let lags = query.index.is_some() && ports.strikes("index lagged", |_| 300);
                let lag = if lags { ports.within(1, LAG_MS_MAX - 1) } else { 0 };
                ports.executor.now().plus(-lag)
            }
            None => domain::UnixMs(i64::MAX),
        };
        let rows = self.engine().query(query, as_of);
        let rows = match &self.ports {
            Some(ports) => mutant::rows(ports, query, rows),
            None => rows,
        };
        self.leave(fate).await?;
        Ok(rows)
    }

    async fn count(&self, query: &Query) -> Result<Count, StoreError> {
        let rows = self.query(query).await?;
        Ok(Count {
            count: rows.items.len(),
            has_more: rows.next.is_some(),
        })
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, StoreError> {
        let fate = match self.enter(Port::Write, "write").await? {
            Fate::Contended if writes.len() == 1 => return Err(lost()),
            Fate::Contended => {
                return Ok(Written::Refused(vec![Unmet {
                    index: 0,
                    existing: None,
                    is_contention: true,
                }]));
            }
            Fate::Late(ms) => {
                self.later(ms, writes);
                return Err(lost());
            }
            fate => fate,
        };
        let written = self.apply(writes)?;
        self.leave(fate).await?;
        Ok(written)
    }
}
