//! Fetching the files of a message, which is shown before they are here.
//!
//! A try is claimed on the file's own row, so that of any number of couriers one fetches. What came of it is a commit of the
//! chat where it changes what is shown, and of the row alone where it does not.

use crate::{
    Change, Chat, Content, Fetch, FetchWrite, Fetched, File, FileSource, FileState, FileTrouble, HOUR_MS, Message,
    MessageId, MessageWrite, SECOND_MS, UnixMs, fetch::WHOLE,
};

/// Longest time one try may take.
pub const FETCH_MS_MAX: i64 = 120 * SECOND_MS;

/// How long a try is claimed for: its longest time and a reserve, so that a live courier cannot outlive it.
pub const FETCH_LEASE_MS: i64 = FETCH_MS_MAX + 15 * SECOND_MS;

/// First pause after a try that failed; doubles with each.
const BACK_OFF_FIRST_MS: i64 = 5 * SECOND_MS;

/// Longest pause between tries.
const BACK_OFF_MAX_MS: i64 = HOUR_MS;

/// Tries before a file is given up: with the pauses above about seven hours.
pub const FETCHES_MAX: u32 = 15;

/// What is to be fetched for a message that just came.
pub(super) fn begun(message: &MessageId, sources: &[FileSource], now: UnixMs) -> Vec<FetchWrite> {
    let fetch = |source| FetchWrite::Insert(Fetch::of(message, source, now));
    sources.iter().map(fetch).collect()
}

/// The new form of a message, and what is to be fetched for it: files that are the same as before stay as they are, others
/// get numbers nobody had.
pub(super) fn renumbered(known: &Content, told: &Content, sources: &[FileSource]) -> (Content, Vec<FileSource>) {
    let Content::Media { media } = told else {
        return (told.clone(), sources.to_vec());
    };
    let (before, mut media) = (known.files(), media.clone());
    let is_same = before.len() == media.files.len() && before.iter().zip(&media.files).all(|(a, b)| a.is_like(b));
    if is_same {
        media.files = before.to_vec();
        return (Content::Media { media }, Vec::new());
    }
    let free = before.iter().map(|file| file.number + 1).max().unwrap_or_default();
    for file in &mut media.files {
        file.number += free;
    }
    let mut sources = sources.to_vec();
    for source in sources.iter_mut().filter(|source| source.number != WHOLE) {
        source.number += free;
    }
    (Content::Media { media }, sources)
}

/// The file as claimed by a courier that would store it as `key`; `None`: it is not its time, or nothing is left to do.
#[must_use]
pub fn claim_fetch(fetch: &Fetch, key: &str, now: UnixMs) -> Option<Fetch> {
    let is_due = fetch.source.is_some() && fetch.try_at.is_some_and(|due| due <= now);
    is_due.then(|| Fetch {
        key: Some(fetch.key.clone().unwrap_or_else(|| key.to_owned())),
        attempts: fetch.attempts + 1,
        try_at: Some(now.plus(FETCH_LEASE_MS)),
        ..fetch.clone()
    })
}

/// What is to be written when a try of `fetch` came to `outcome`: the row alone.
#[must_use]
pub fn try_later(fetch: &Fetch, retry_after_ms: Option<i64>, now: UnixMs) -> Fetch {
    let doubled = BACK_OFF_FIRST_MS << fetch.attempts.saturating_sub(1).min(20);
    let pause = retry_after_ms.unwrap_or_default().max(doubled.min(BACK_OFF_MAX_MS));
    Fetch {
        try_at: Some(now.plus(pause)),
        ..fetch.clone()
    }
}

/// Whether what a try came to is the end of it; `None`: it is to be tried again.
#[must_use]
pub fn settled(fetch: &Fetch, outcome: &Fetched) -> Option<Fetched> {
    match outcome {
        Fetched::Later { .. } if fetch.attempts >= FETCHES_MAX => Some(Fetched::Lost(FileTrouble::GaveUp)),
        Fetched::Later { .. } => None,
        settled => Some(settled.clone()),
    }
}

/// Shows what became of a file for good. `outcome` is what [`settled`] said.
///
/// A message that has other files by now, or none, shows nothing of it; the row is done all the same.
#[must_use]
pub fn fetched(chat: &Chat, message: &Message, fetch: &Fetch, outcome: &Fetched) -> Change {
    let done = FetchWrite::Replace(Fetch {
        source: None,
        try_at: None,
        ..fetch.clone()
    });
    let mut change = Change::next(chat, |_| {});
    change.fetches.push(done);
    let mut after = message.clone();
    let file = files_of(&mut after).iter_mut().find(|file| file.number == fetch.number);
    if let Some(file) = file {
        show(file, outcome);
        after.version = change.chat.version;
        change.messages.push(MessageWrite::replace(after, message));
    }
    change
}

fn files_of(message: &mut Message) -> &mut [File] {
    match &mut message.content {
        Content::Media { media } => &mut media.files,
        _ => &mut [],
    }
}

fn show(file: &mut File, outcome: &Fetched) {
    file.state = match outcome {
        Fetched::Stored { size, shown, preview } => {
            file.size = Some(*size);
            FileState::Ready {
                shown: shown.map(str::to_owned),
                preview: preview.map(str::to_owned),
            }
        }
        Fetched::Lost(why) => FileState::Failed { why: *why },
        Fetched::Later { .. } => return,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        FileKind, InboundEdit, InboundMessage, Media, rules,
        rules::samples::{NOON, inbound},
    };

    fn photo(number: u32) -> File {
        File {
            width: Some(1_280),
            height: Some(720),
            ..File::pending(number, FileKind::Photo)
        }
    }

    fn with_photo(caption: Option<&str>, file: File) -> InboundMessage {
        let source = FileSource {
            number: file.number,
            main: "file-id".into(),
            preview: None,
        };
        InboundMessage {
            content: Content::Media {
                media: Media {
                    files: vec![file],
                    caption: caption.map(str::to_owned),
                    album: None,
                },
            },
            sources: vec![source],
            ..inbound(7, "")
        }
    }

    fn begun_with(message: &InboundMessage) -> (Chat, Message, Fetch) {
        let change = rules::receive(None, message, None, None, NOON);
        let [FetchWrite::Insert(fetch)] = change.fetches.as_slice() else {
            panic!("one file to fetch")
        };
        (change.chat.clone(), change.messages[0].message().clone(), fetch.clone())
    }

    #[test]
    fn a_photo_is_shown_at_once_and_its_bytes_come_later() {
        let (chat, message, fetch) = begun_with(&with_photo(None, photo(0)));
        assert_eq!(message.content.files()[0].state, FileState::Pending);
        assert_eq!(chat.preview.text, "📷");
        let claimed = claim_fetch(&fetch, "key", NOON).expect("due");
        let stored = Fetched::Stored {
            size: 70,
            shown: Some("image/jpeg"),
            preview: None,
        };

        let change = fetched(&chat, &message, &claimed, &stored);

        let file = &change.messages[0].message().content.files()[0];
        assert_eq!(file.size, Some(70));
        assert!(matches!(&file.state, FileState::Ready { shown: Some(shown), .. } if shown == "image/jpeg"));
        let [FetchWrite::Replace(done)] = change.fetches.as_slice() else {
            panic!("the row is done")
        };
        assert_eq!(
            (done.try_at, &done.source, done.key.as_deref()),
            (None, &None, Some("key"))
        );
        assert_eq!(change.chat.unread(), chat.unread(), "a file is no new message");
    }

    #[test]
    fn one_courier_fetches_and_whoever_comes_later_stores_it_under_the_same_name() {
        let (_, _, fetch) = begun_with(&with_photo(None, photo(0)));

        let first = claim_fetch(&fetch, "one", NOON).expect("due");
        assert_eq!(claim_fetch(&first, "two", NOON.plus(1)), None, "claimed");
        let second = claim_fetch(&first, "two", NOON.plus(FETCH_LEASE_MS)).expect("the first died");

        assert_eq!(second.key.as_deref(), Some("one"));
        assert_eq!(second.attempts, 2);
    }

    #[test]
    fn what_does_not_come_is_tried_less_and_less_and_given_up() {
        let (_, _, fetch) = begun_with(&with_photo(None, photo(0)));
        let later = Fetched::Later { retry_after_ms: None };
        let mut fetch = claim_fetch(&fetch, "key", NOON).expect("due");
        let mut pauses = Vec::new();
        let mut now = NOON;
        while settled(&fetch, &later).is_none() {
            let waits = try_later(&fetch, None, now);
            pauses.push(waits.try_at.expect("later").0 - now.0);
            now = waits.try_at.expect("later");
            fetch = claim_fetch(&waits, "key", now).expect("due");
        }

        assert_eq!(settled(&fetch, &later), Some(Fetched::Lost(FileTrouble::GaveUp)));
        assert!(pauses.is_sorted() && pauses[0] == BACK_OFF_FIRST_MS && pauses.ends_with(&[BACK_OFF_MAX_MS]));
        assert_eq!(
            try_later(&fetch, Some(2 * HOUR_MS), now).try_at,
            Some(now.plus(2 * HOUR_MS))
        );
    }

    #[test]
    fn another_caption_leaves_the_file_and_another_file_gets_another_number() {
        let (chat, message, _) = begun_with(&with_photo(Some("befor"), photo(0)));
        let edit = |told: InboundMessage| {
            let edit = InboundEdit {
                message: told,
                edited_at: NOON.plus(1),
            };
            rules::edit(Some(&chat), Some(&message), &edit, None, NOON.plus(2))
        };

        let caption = edit(with_photo(Some("before"), photo(0)));
        let other = edit(with_photo(
            Some("befor"),
            File {
                width: Some(10),
                ..photo(0)
            },
        ));

        assert!(caption.fetches.is_empty());
        assert_eq!(caption.messages[0].message().content.said(), Some("before"));
        assert!(edit(with_photo(Some("befor"), photo(0))).is_empty());
        let [FetchWrite::Insert(fetch)] = other.fetches.as_slice() else {
            panic!("the other file is fetched")
        };
        assert_eq!(
            (fetch.number, other.messages[0].message().content.files()[0].number),
            (1, 1)
        );
    }
}
