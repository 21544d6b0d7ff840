//! Where simulated files lie.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use blobs::{BlobError, Blobs, ByteStream, Handed, UploadSlot};
use bytes::Bytes;
use domain::UnixMs;
use futures_util::{StreamExt, stream};

use crate::{
    mutant::Mutant,
    weather::{Fate, Port, Ports},
};

/// Files by key. Copies are one store.
#[derive(Clone)]
pub struct MemBlobs {
    ports: Ports,
    files: Arc<Mutex<BTreeMap<String, Bytes>>>,
}

impl MemBlobs {
    /// An empty store behind `ports`.
    #[must_use]
    pub fn on(ports: Ports) -> Self {
        let files = Arc::default();
        Self { ports, files }
    }

    /// Everything stored, by key.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, Bytes> {
        self.look(|files| files.clone())
    }

    /// A browser brings a file to the origin of files, where the table's weather is none of its business.
    pub fn take(&self, key: &str, bytes: &[u8]) {
        self.look(|files| files.insert(key.to_owned(), Bytes::copy_from_slice(bytes)));
    }

    fn look<T>(&self, look: impl FnOnce(&mut BTreeMap<String, Bytes>) -> T) -> T {
        look(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn reach<T>(
        &self,
        what: &'static str,
        act: impl FnOnce(&mut BTreeMap<String, Bytes>) -> T,
    ) -> Result<T, BlobError> {
        let fate = self.ports.enter(Port::Files, what).await;
        let lost = || BlobError::Unavailable("no answer".into());
        let done = match fate {
            Fate::Lost => Err(lost()),
            Fate::AnswerLost => {
                self.look(act);
                Err(lost())
            }
            _ => Ok(self.look(act)),
        };
        self.ports.leave(fate).await;
        done
    }
}

#[async_trait]
impl Blobs for MemBlobs {
    async fn put(&self, key: &str, size: u64, bytes: ByteStream, _: UnixMs) -> Result<(), BlobError> {
        let mut parts = Vec::new();
        let mut bytes = bytes;
        let broken = loop {
            match bytes.next().await {
                Some(Ok(part)) => parts.push(part),
                Some(Err(error)) => break Some(error),
                None => break None,
            }
        };
        let is_unseen = self.ports.is(Mutant::HalfFileKept);
        if let Some(error) = broken.filter(|_| !is_unseen) {
            return Err(BlobError::Unavailable(error.to_string()));
        }
        let whole = Bytes::from(parts.concat());
        if whole.len() as u64 != size && !is_unseen {
            return Err(BlobError::Rejected("another size than announced".into()));
        }
        let key = key.to_owned();
        self.reach("store a file", move |files| {
            files.insert(key, whole);
        })
        .await
    }

    async fn get(&self, key: &str, _: UnixMs) -> Result<Option<(u64, ByteStream)>, BlobError> {
        let found = self.reach("read a file", |files| files.get(key).cloned()).await?;
        Ok(found.map(|whole| {
            let size = whole.len() as u64;
            let bytes: ByteStream = Box::pin(stream::iter([Ok(whole)]));
            (size, bytes)
        }))
    }

    async fn delete(&self, key: &str, _: UnixMs) -> Result<(), BlobError> {
        let is_left = self.ports.is(Mutant::BytesLeft);
        self.reach("delete a file", |files| {
            if !is_left {
                files.remove(key);
            }
        })
        .await
    }

    fn link(&self, key: &str, _: &Handed, _: UnixMs) -> Result<String, BlobError> {
        Ok(format!("https://files.example/{key}"))
    }

    fn slot(&self, key: &str, _: u64, _: UnixMs) -> Result<UploadSlot, BlobError> {
        Ok(UploadSlot {
            url: format!("https://files.example/{key}"),
            headers: Vec::new(),
        })
    }
}
