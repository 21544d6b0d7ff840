//! Files larger than what a process may hold, in both directions.

use domain::FileKind;
use messengers::pretend::{PretendAuthor, PretendFile, SentFile, Thing};
use serde_json::Value;

use crate::{Footprint, Line, Operator, eventually, files::PNG};

/// A megabyte.
const MB: u64 = 1024 * 1024;

/// Files of one round that contacts send, all at once.
const FILES_IN: usize = 4;

/// Largest file a contact sends here: what every messenger hands to a bot.
const IN_BYTES: u64 = 20 * MB;

/// Largest file of an answer: what the desk takes.
const OUT_BYTES: usize = 50 * 1024 * 1024;

/// How much more memory than before may be taken at once while all of that goes through: parts of files, buffers of
/// connections, and what the allocator keeps. The smallest file is larger.
const GROWTH_MAX: u64 = 12 * MB;

/// A desk with one channel, over which large files go.
pub struct LargeFiles<'a, Round> {
    /// The messenger.
    pub line: &'a Line,
    /// Who answers.
    pub owner: &'a Operator,
    /// What the world around does while something is waited for, besides the messenger's calls.
    pub round: Round,
}

impl<Round: AsyncFn()> LargeFiles<'_, Round> {
    /// Waits until the channel works.
    pub async fn connect(&self) {
        eventually("the channel works", async || {
            self.pass().await;
            (self.owner.channels().await.first()?["state"]["is"] == "active").then_some(())
        })
        .await;
    }

    /// Four files of 20 MB come at once and one of 50 MB goes; the process's peak grows by less than any one of them.
    pub async fn pass_without_growth(&self, footprint: &Footprint) {
        // Once with small ones: connections are open, caches filled, the first pages of everything touched.
        self.files_come(1_000).await;
        self.a_file_goes(PNG.len()).await;

        let before = footprint.begin();
        self.files_come(IN_BYTES).await;
        let after_in = footprint.peak().saturating_sub(before);
        self.a_file_goes(OUT_BYTES).await;
        let growth = footprint.peak().saturating_sub(before);

        let messenger = self.line.messenger();
        let told = format!("{messenger}: {before} before, {after_in} more as files came, {growth} more in all");
        eprintln!("{told}");
        assert!(growth < GROWTH_MAX, "{told}");
    }

    /// Makes the calls the messenger wants made, and lets the world go on.
    async fn pass(&self) {
        for call in self.line.calls() {
            self.line.deliver(&call).await;
        }
        (self.round)().await;
    }

    /// Several people send a file of this size each, at the same time.
    async fn files_come(&self, size: u64) {
        for person in 1..=FILES_IN {
            let file = Thing::File(SentFile {
                kind: FileKind::Document,
                name: "large.bin".into(),
                base64: String::new(),
                size,
                caption: String::new(),
                album: String::new(),
            });
            let shared = self
                .line
                .with(|machine, now| machine.share(now, &person.to_string(), &file));
            shared.expect("the messenger takes it");
        }
        eventually("all files are here", async || {
            self.pass().await;
            let mut ready = 0;
            for chat in self.owner.chats("open").await {
                let newest = self.owner.messages(&chat).await.pop()?;
                let file = &newest["content"]["media"]["files"][0];
                ready += usize::from(file["state"]["is"] == "ready" && file["size"] == size);
            }
            (ready == FILES_IN).then_some(())
        })
        .await;
    }

    /// The owner sends a file of this size; the messenger has got exactly it.
    async fn a_file_goes(&self, size: usize) {
        // Bytes that are not all the same, and begin as a file of no kind that is shown.
        let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap_or_default()).collect();
        let wanted = PretendFile::received(FileKind::Document, "large.bin", &bytes);
        let chat: Value = self.owner.chats("open").await.swap_remove(0);
        let upload = self.owner.brings_file("large.bin", &bytes).await;
        let sent = self.owner.sends_files(&chat, &[(&upload, "document")], None).await;
        let sent = sent.ok()["message"]["id"].clone();
        eventually("the file is there", async || {
            self.pass().await;
            let messages = self.owner.messages(&chat).await;
            let message = messages.into_iter().find(|message| message["id"] == sent)?;
            (message["origin"]["delivery"]["state"] == "accepted").then_some(())
        })
        .await;
        let got = (1..=FILES_IN).flat_map(|person| {
            let talk = self.line.with(|machine, _| machine.messages(&person.to_string()));
            talk.into_iter().filter(|said| said.from == PretendAuthor::Business)
        });
        let files = got.flat_map(|said| said.files);
        let digests: Vec<Option<String>> = files.map(|(_, file)| file.sha256).collect();
        assert!(digests.contains(&wanted.sha256), "{digests:?}");
    }
}
