//! What reports are made of: the running episode's figures and the finished ones, counted again from what was said.

use domain::{Chat, ChatState, ClosedEpisode, ContactId, Episode, Line};
use store::keys;

use super::{
    Ledger,
    step::{Step, read},
};
use crate::engine::Engine;

/// The figures of a chat's running episode that do not depend on a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    inbound: u32,
    outbound: u32,
    forwards: u32,
    answers: u32,
    is_unanswered: bool,
}

impl Figures {
    fn hear(&mut self, step: &Step, before: Option<&Chat>) {
        for _ in 0..step.heard() {
            self.inbound += 1;
            self.is_unanswered = true;
        }
        for _ in step.answered() {
            self.outbound += 1;
            self.answers += u32::from(std::mem::take(&mut self.is_unanswered));
        }
        let had = before.and_then(Chat::holder).is_some();
        let is_forward = |line: &&Line| had && matches!(line, Line::Forwarded { .. });
        self.forwards += u32::from(step.lines().any(|line| is_forward(&line)));
    }

    pub(super) fn of(episode: &Episode) -> Self {
        Self {
            inbound: episode.inbound,
            outbound: episode.outbound,
            forwards: episode.forwards,
            answers: episode.answers,
            is_unanswered: episode.unanswered_since.is_some(),
        }
    }
}

impl Ledger {
    pub(super) fn figures_step(&mut self, step: &Step, breaches: &mut Vec<String>) {
        let Some(chat) = &step.chat else { return };
        let before = self.chats.get(&chat.id);
        let was_open = before.is_some_and(Chat::is_open);
        let running = chat.episode.as_ref().map(|episode| episode.opened);
        let last = self.closed.get(&chat.id).and_then(|past| past.last());
        // The same beginning again: the closing is undone.
        let is_undone = !was_open && chat.is_open() && last.is_some_and(|last| Some(last.figures.opened) == running);
        let mut figures = self.figures.get(&chat.id).copied().unwrap_or_default();
        if !was_open && chat.is_open() && !is_undone {
            figures = Figures::default();
        }
        figures.hear(step, before);
        let written = chat.episode.as_ref().map(Figures::of);
        // Taken out of a closed talk, whose figures are the other one's.
        let is_without = written.is_none() && !chat.is_open() && !self.figures.contains_key(&chat.id);
        if !is_without && written != Some(figures) {
            breaches.push(format!(
                "figures: chat {} v{} has {written:?}, counted are {figures:?}",
                chat.id, chat.version
            ));
        }
        let durations = |episode: &Episode| [Some(episode.answers_ms), episode.first_answer_ms];
        if chat.episode.iter().flat_map(durations).flatten().any(|ms| ms < 0) {
            breaches.push(format!(
                "figures: chat {} v{} has a negative time",
                chat.id, chat.version
            ));
        }
        if !is_without {
            self.figures.insert(chat.id.clone(), figures);
        }

        let closes = was_open && !chat.is_open();
        let wanted = before.filter(|_| closes).and_then(|before| finished(before, chat));
        let found: Vec<&ClosedEpisode> = step.closed.iter().map(|(_, episode)| episode).collect();
        if found != wanted.iter().collect::<Vec<_>>() {
            breaches.push(format!(
                "episode: chat {} v{}: {found:?} was stored for {wanted:?}",
                chat.id, chat.version
            ));
        }
        let past = self.closed.entry(chat.id.clone()).or_default();
        past.extend(wanted);
        if is_undone {
            past.pop();
        }
        if is_undone == step.taken_back.is_empty() {
            breaches.push(format!(
                "episode: chat {} v{}: the closing was undone: {is_undone}, its line in the report was taken back: {}",
                chat.id, chat.version, !is_undone
            ));
        }
    }

    /// The rows of finished episodes are those that were closed and not undone.
    pub(super) fn close_figures(&self, engine: &Engine, breaches: &mut Vec<String>) {
        for (chat, past) in &self.closed {
            let found = stored(engine, chat, breaches);
            let mut wanted = past.clone();
            wanted.sort_by_key(|episode| episode.figures.opened);
            if found != wanted {
                breaches.push(format!(
                    "episode: chat {chat} was closed {} times, stored are {}: {found:?}",
                    wanted.len(),
                    found.len()
                ));
            }
            if let Some(episode) = wanted.iter().find(|episode| episode.closed < episode.figures.opened) {
                breaches.push(format!(
                    "figures: chat {chat} was closed before it was opened: {episode:?}"
                ));
            }
        }
    }
}

fn finished(before: &Chat, chat: &Chat) -> Option<ClosedEpisode> {
    let ChatState::Closed { by, at, reason } = &chat.state else {
        return None;
    };
    Some(ClosedEpisode {
        chat: chat.id.clone(),
        figures: before.episode.clone()?,
        holder: before.holder().cloned(),
        closed_by: by.clone(),
        closed: *at,
        reason: reason.clone(),
    })
}

fn stored(engine: &Engine, chat: &ContactId, breaches: &mut Vec<String>) -> Vec<ClosedEpisode> {
    let mut found = Vec::new();
    let pk = keys::of_chat(chat);
    for (key, row) in engine
        .rows()
        .filter(|(key, _)| key.pk == pk && key.sk.starts_with(keys::EPISODES))
    {
        match read(key, row) {
            Ok(episode) => found.push(episode),
            Err(words) => breaches.push(words),
        }
    }
    found
}
