//! The end of a run: all contacts are erased while their last files are still coming, in another storm. Afterwards nothing of
//! them is left, and no bytes belong to nobody.

use domain::{HOUR_MS, Role, SECOND_MS};
use store::keys;

use crate::{client::Client, deeds::Doer, executor::Ended, kept, people::chat_of, random::Random, stage::Stage};

/// Longest time the storm may take: whoever insists gets an answer.
const STORM_MS_MAX: i64 = HOUR_MS;

/// Longest time to rest: a file's longest pauses, and our longest late write.
const REST_MS_MAX: i64 = 12 * HOUR_MS;

/// No write of the storm lands later than this.
const LATE_MS_MAX: i64 = 130 * SECOND_MS;

/// Within this time of the first file everybody is asked to be erased.
const ERASED_WITHIN_MS: i64 = 20 * SECOND_MS;

/// Plays it; broken promises.
#[must_use]
pub fn play(stage: &Stage, people: &[String], random: &mut Random) -> Vec<String> {
    let executor = &stage.executor;
    executor.note(format_args!("farewell"));
    // What is told from here on is told of nobody.
    stage.verdict.seen().is_over = true;
    stage.ports.set_calm(false);
    for person in people {
        last_files(stage, person.clone(), Random::new(random.bits()));
        erase(stage, person, random.within(0, ERASED_WITHIN_MS));
    }
    executor.run(executor.now().plus(STORM_MS_MAX), || stage.desk.busy.is_idle());
    stage.ports.set_calm(true);
    executor.run(executor.now().plus(LATE_MS_MAX), || false);
    let ended = executor.run(executor.now().plus(REST_MS_MAX), || is_at_rest(stage));
    if ended != Ended::Reached {
        return vec![format!("liveness: an erase does not come to its end: {ended:?}")];
    }
    let mut found = stage.verdict.seen().breaches.clone();
    found.extend(kept::left_over(stage));
    found
}

/// A person sends some files.
fn last_files(stage: &Stage, person: String, mut random: Random) {
    let (desk, verdict, working) = (stage.desk.clone(), stage.verdict.clone(), stage.desk.busy.begin());
    stage.executor.spawn("last files", async move {
        for _ in 0..3 {
            desk.ports.executor.pause(random.within(0, 8 * SECOND_MS)).await;
            let now = desk.ports.executor.now();
            let doer = Doer {
                person: &person,
                now,
                verdict: &verdict,
            };
            // Who cannot does not: the pretend messenger is the judge.
            let _ = doer.sends_file(&mut **desk.provider.pretend(), &mut random, "");
            desk.provider.bell.ring();
        }
        drop(working);
    });
}

/// The owner erases a contact, and insists.
fn erase(stage: &Stage, person: &str, after_ms: i64) {
    let (chat, _) = chat_of(&stage.channel, person);
    let (desk, verdict, working) = (stage.desk.clone(), stage.verdict.clone(), stage.desk.busy.begin());
    stage.executor.spawn("an erase", async move {
        desk.ports.executor.pause(after_ms).await;
        let path = format!("/api/contacts/{chat}");
        let mut answer = None;
        for _ in 0..20 {
            // It takes a proof that is ten minutes old at most.
            let owner = Client::signed_in(&desk, "owner", Role::Owner);
            answer = owner.insist("DELETE", &path, None, 50).await;
            if answer.as_ref().is_some_and(|(status, _)| *status != 403) {
                break;
            }
        }
        // Who never wrote is nobody; whoever else is not erased is a breach that may be told.
        if !matches!(answer, Some((204 | 404, _))) {
            verdict
                .seen()
                .breaches
                .push(format!("erase: {path} was answered {answer:?}"));
        }
        desk.ports.count("erased");
        drop(working);
    });
}

fn is_at_rest(stage: &Stage) -> bool {
    let engine = stage.desk.table.engine();
    let is_told = stage.desk.provider.pretend().next_post().is_none() && stage.verdict.has_read_all(&engine);
    let is_due = |(key, row): (&store::table::Key, &std::sync::Arc<store::table::Item>)| {
        let is_left = keys::is_chat(key) && (row.contains_key("work") || row.contains_key("outbox"));
        is_left || keys::is_file(key) && row.contains_key(keys::DUE.pk)
    };
    stage.desk.busy.is_idle() && is_told && !engine.rows().any(is_due)
}
