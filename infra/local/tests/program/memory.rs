//! Files go through the program without being held in its memory, however large they are.

use domain::FileKind;
use messengers::{
    pretend::{PretendAuthor, PretendFile, SentFile, Thing},
    registry,
};
use serde_json::{Value, json};
use support::{Footprint, Line, OWNER_EMAIL, OWNER_PASSWORD, Operator, eventually, files::PNG};

use crate::process::{Program, command, free_port, fresh, with_owner};

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

/// One desk with one messenger elsewhere.
struct Scene {
    line: Line,
    program: Program,
    owner: Operator,
}

impl Scene {
    async fn start(messenger: &str, data: &std::path::Path) -> Self {
        let (line, port) = (Line::of(messenger).await, free_port());
        let mut command = with_owner(command(&["serve"], data, port));
        command
            .env(line.variable(), &line.url)
            .env("PUBLIC_URL", format!("http://127.0.0.1:{port}"));
        let program = Program::start(command);
        let owner = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
        owner.adds_channel(messenger, &line.found("Acme")).await;
        let scene = Self { line, program, owner };
        eventually("the channel works", async || {
            scene.deliver().await;
            (scene.owner.channels().await.first()?["state"]["is"] == "active").then_some(())
        })
        .await;
        scene
    }

    /// Makes the calls the messenger wants made.
    async fn deliver(&self) {
        for call in self.line.calls() {
            self.line.deliver(&call).await;
        }
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
            self.deliver().await;
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
            self.deliver().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn large_files_pass_in_both_directions_and_memory_does_not_grow_with_them() {
    for messenger in registry::all().map(|messenger| messenger.info().name) {
        let data = fresh(&format!("memory-{messenger}"));
        let scene = Scene::start(messenger.as_str(), &data).await;
        let Some(footprint) = Footprint::of(scene.program.id()) else {
            return scene.program.kill();
        };
        // Once with small ones: connections are open, caches filled, the first pages of everything touched.
        scene.files_come(1_000).await;
        scene.a_file_goes(PNG.len()).await;

        let before = footprint.begin();
        scene.files_come(IN_BYTES).await;
        let after_in = footprint.peak().saturating_sub(before);
        scene.a_file_goes(OUT_BYTES).await;
        let growth = footprint.peak().saturating_sub(before);

        let told = json!({ "before": before, "after files came": after_in, "after one went": growth });
        eprintln!("{messenger}: {told}");
        assert!(growth < GROWTH_MAX, "{messenger}: {told}");
        scene.program.kill();
        let _ = std::fs::remove_dir_all(&data);
    }
}
