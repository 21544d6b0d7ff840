//! Fetching the files of contacts' messages: found out where at the messenger, then stored as the bytes come.

use std::time::Duration;

use blobs::ByteStream;
use bytes::{Bytes, BytesMut};
use domain::{
    ContactId, Fetch, Fetched, FileKind, FileTrouble, MessageId,
    fetch::WHOLE,
    file::FILE_BYTES_MAX,
    media_type::{HEAD_BYTES, shown},
    rules::{self, fetch::FETCH_MS_MAX},
};
use futures_util::{StreamExt, stream};
use messengers::{Messenger, Step, Task};
use platform::Fault;
use tracing::{info, warn};

use crate::{Courier, Opened, complete, drain, provider::Loaded};

/// How long a file may hold up a batch of the stream, whose answers to contacts wait for it. One that takes longer is tried
/// again by the minute's round, which nobody waits for.
const PROMPT: Duration = Duration::from_secs(15);

/// Tries after which a file that the server refuses is believed to be gone: an address may pass between two calls.
const REFUSALS_MAX: u32 = 4;

/// Largest smaller picture, in bytes; messengers' have some ten thousand.
const PREVIEW_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Who waits for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Others in the same batch.
    Prompt,
    /// Nobody.
    Patient,
}

impl Pace {
    /// How long.
    pub fn limit(self) -> Duration {
        match self {
            Self::Prompt => PROMPT,
            Self::Patient => Duration::from_millis(FETCH_MS_MAX.unsigned_abs()),
        }
    }
}

/// One try to fetch a file, if it is its time.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn fetch(courier: &Courier, message: &MessageId, number: u32, pace: Pace) -> Result<(), Fault> {
    let app = &courier.app;
    let Some(known) = app.store.fetch(message, number).await? else {
        return Ok(());
    };
    let Some(claimed) = rules::claim_fetch(&known, &app.ids.id(), app.clock.now()) else {
        return Ok(());
    };
    let Some(chat) = app.store.chat(&ContactId::first_seen(&message.identity)).await? else {
        return Ok(());
    };
    let Some(shown) = app.store.message(message).await? else {
        return Ok(());
    };
    let messenger = drain::messenger(&chat, message)?;
    let opened = courier.access(&message.identity.channel, messenger).await?;
    if !app.store.write_fetch(&claimed, known.attempts).await? {
        return Ok(());
    }

    if number == WHOLE {
        return complete::complete(courier, messenger, opened.as_ref(), &claimed).await;
    }
    let mut files = shown.content.files().iter();
    let kind = files.find(|file| file.number == number).map(|file| file.kind);
    let outcome = match (opened, kind) {
        (Some(opened), Some(kind)) => load(courier, messenger, &opened, &claimed, (kind, pace)).await?,
        // The channel was removed, or the message is another one by now.
        _ => Fetched::Lost(FileTrouble::Gone),
    };
    info!(message.id = %message, number, attempts = claimed.attempts, ?outcome, "Tried to fetch a file");
    settle(courier, &claimed, &outcome).await
}

async fn settle(courier: &Courier, claimed: &Fetch, outcome: &Fetched) -> Result<(), Fault> {
    let (app, now) = (&courier.app, courier.app.clock.now());
    let Some(end) = rules::fetch::settled(claimed, outcome) else {
        let wait = match outcome {
            Fetched::Later { retry_after_ms } => *retry_after_ms,
            _ => None,
        };
        let later = rules::fetch::try_later(claimed, wait, now);
        app.store.write_fetch(&later, claimed.attempts).await?;
        return Ok(());
    };
    drain::report(courier, &claimed.message, |chat, message, _| {
        rules::fetched(chat, message, claimed, &end)
    })
    .await?;
    if app.store.fetch(&claimed.message, claimed.number).await?.is_none() {
        // The contact was erased meanwhile, and with them what was stored until then.
        for key in claimed
            .key
            .iter()
            .flat_map(|key| [key.clone(), Fetch::preview_key(key)])
        {
            app.blobs.delete(&key, now).await?;
        }
    }
    Ok(())
}

async fn load(
    courier: &Courier,
    messenger: &dyn Messenger,
    opened: &Opened,
    fetch: &Fetch,
    (kind, pace): (FileKind, Pace),
) -> Result<Fetched, Fault> {
    let (Some(source), Some(key)) = (&fetch.source, &fetch.key) else {
        return Ok(Fetched::Lost(FileTrouble::Gone));
    };
    let place = Place {
        courier,
        messenger,
        opened,
        pace,
        attempts: fetch.attempts,
    };
    let (size, shown) = match place.store(&source.main, key, kind, FILE_BYTES_MAX).await? {
        Stored::Yes { size, shown } => (size, shown),
        Stored::No(outcome) => return Ok(outcome),
    };
    let preview = match &source.preview {
        Some(preview) => place.store_preview(preview, &Fetch::preview_key(key)).await,
        None => None,
    };
    Ok(Fetched::Stored { size, shown, preview })
}

/// From where and with what a file is fetched.
struct Place<'a> {
    courier: &'a Courier,
    messenger: &'a dyn Messenger,
    opened: &'a Opened,
    pace: Pace,
    attempts: u32,
}

enum Stored {
    Yes { size: u64, shown: Option<&'static str> },
    No(Fetched),
}

impl Place<'_> {
    /// A smaller picture that does not come is no loss: the file itself is here.
    async fn store_preview(&self, source: &str, key: &str) -> Option<&'static str> {
        match self.store(source, key, FileKind::Photo, PREVIEW_BYTES_MAX).await {
            Ok(Stored::Yes { shown, .. }) => shown,
            Ok(Stored::No(_)) => None,
            Err(fault) => {
                warn!(
                    error = &fault as &dyn std::error::Error,
                    "A smaller picture could not be stored"
                );
                None
            }
        }
    }

    async fn store(&self, source: &str, key: &str, kind: FileKind, bytes_max: u64) -> Result<Stored, Fault> {
        let lost = |why| Stored::No(Fetched::Lost(why));
        let later = |retry_after_ms| Stored::No(Fetched::Later { retry_after_ms });
        let task = Task::Fetch {
            source: source.to_owned(),
        };
        let url = match self
            .courier
            .carry_out(self.messenger, &self.opened.access, &task)
            .await?
        {
            Step::Load { url } => url,
            Step::NotLoaded { why: Some(why), .. } => return Ok(lost(why)),
            Step::NotLoaded { retry_after_ms, .. } => return Ok(later(retry_after_ms)),
            step => return Err(Fault::Bug(format!("looking for a file ended as {step:?}"))),
        };
        let (size, bytes) = match self.courier.provider.load(&url, self.pace.limit()).await {
            Loaded::Coming { size, .. } if size > bytes_max => return Ok(lost(FileTrouble::TooLarge)),
            Loaded::Coming { size, bytes } => (size, bytes),
            Loaded::Refused(status) => {
                let is_no = (400..500).contains(&status) && status != 429;
                let is_final = is_no && self.attempts >= REFUSALS_MAX;
                return Ok(if is_final { lost(FileTrouble::Gone) } else { later(None) });
            }
            Loaded::Broken => return Ok(later(None)),
        };
        let Ok((head, bytes)) = peek(bytes).await else {
            return Ok(later(None));
        };
        let (app, shown) = (&self.courier.app, shown(kind, &head));
        match app.blobs.put(key, size, bytes, app.clock.now()).await {
            Ok(()) => Ok(Stored::Yes { size, shown }),
            Err(error) => {
                // Broken off by the messenger or by our own store: neither tells, and either passes.
                warn!(error = &error as &dyn std::error::Error, "A file could not be stored");
                Ok(later(None))
            }
        }
    }
}

/// The first bytes of a stream, and the whole of it again.
async fn peek(mut bytes: ByteStream) -> std::io::Result<(Bytes, ByteStream)> {
    let mut head = BytesMut::new();
    while head.len() < HEAD_BYTES
        && let Some(part) = bytes.next().await
    {
        head.extend_from_slice(&part?);
    }
    let first = head.freeze();
    let head = first.slice(..first.len().min(HEAD_BYTES));
    Ok((head, Box::pin(stream::iter([Ok(first)]).chain(bytes))))
}
