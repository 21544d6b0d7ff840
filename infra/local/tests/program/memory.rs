//! Files go through the program without being held in its memory, however large they are.

use messengers::registry;
use support::{Footprint, LargeFiles, Line, OWNER_EMAIL, OWNER_PASSWORD, Operator};

use crate::process::{Program, command, free_port, fresh, with_owner};

#[tokio::test(flavor = "multi_thread")]
async fn large_files_pass_in_both_directions_and_memory_does_not_grow_with_them() {
    for messenger in registry::all().map(|messenger| messenger.info().name) {
        let data = fresh(&format!("memory-{messenger}"));
        let (line, port) = (Line::of(messenger.as_str()).await, free_port());
        let mut command = with_owner(command(&["serve"], &data, port));
        command
            .env(line.variable(), &line.url)
            .env("PUBLIC_URL", format!("http://127.0.0.1:{port}"));
        let program = Program::start(command);
        let owner = Operator::signs_in(&program.desk, OWNER_EMAIL, OWNER_PASSWORD).await;
        owner.adds_channel(messenger.as_str(), &line.found("Acme")).await;
        let files = LargeFiles {
            line: &line,
            owner: &owner,
            // The program does everything by itself.
            round: async || {},
        };
        files.connect().await;
        if let Some(footprint) = Footprint::of(program.id()) {
            files.pass_without_growth(&footprint).await;
        }
        program.kill();
        let _ = std::fs::remove_dir_all(&data);
    }
}
