//! The body of a call: its own words, and stored files read as they go out.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use blobs::{Blobs, ByteStream};
use bytes::Bytes;
use domain::UnixMs;
use futures_util::{StreamExt, TryStreamExt, stream};
use messengers::{ProviderCall, Segment};

/// What goes out.
pub struct Body {
    /// How many bytes there are.
    pub size: u64,
    /// The bytes.
    pub bytes: ByteStream,
    /// Set once a stored file could not be read to its end: the body is then shorter than announced.
    pub is_broken: Arc<AtomicBool>,
}

impl Body {
    /// The body of `call`. A file is opened when it is its turn.
    pub fn of(call: &ProviderCall, blobs: &Arc<dyn Blobs>, now: UnixMs) -> Self {
        let segments = call.segments();
        let size = segments.iter().map(Segment::size).sum();
        let is_broken = Arc::new(AtomicBool::new(false));
        let (blobs, broken) = (Arc::clone(blobs), Arc::clone(&is_broken));
        let opened = stream::iter(segments).then(move |segment| {
            let blobs = Arc::clone(&blobs);
            async move { open(&*blobs, segment, now).await }
        });
        let bytes = opened
            .try_flatten()
            .inspect_err(move |_| broken.store(true, Ordering::SeqCst));
        Self {
            size,
            bytes: Box::pin(bytes),
            is_broken,
        }
    }
}

async fn open(blobs: &dyn Blobs, segment: Segment, now: UnixMs) -> io::Result<ByteStream> {
    match segment {
        Segment::Bytes(bytes) => Ok(Box::pin(stream::iter([Ok(Bytes::from(bytes))]))),
        Segment::Stored { key, size } => match blobs.get(&key, now).await {
            Ok(Some((found, bytes))) if found == size => Ok(bytes),
            Ok(_) => Err(io::Error::other("a file to be sent is not there as it was")),
            Err(error) => Err(io::Error::other(error)),
        },
    }
}
