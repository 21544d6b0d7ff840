//! What reports are made of: the running episode's figures and the finished ones, counted again from what was said.

use std::collections::BTreeSet;

use domain::{ChannelId, Chat, ChatState, ClosedEpisode, ContactId, DAY_MS, Episode, Line, OperatorId, Origin, UnixMs};
use store::keys;

use super::{
    Ledger,
    step::{Step, read},
};
use crate::engine::Engine;

/// The figures of a chat's running episode that do not depend on a clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    inbound: u32,
    outbound: u32,
    forwards: u32,
    answers: u32,
    is_unanswered: bool,
    /// Who gave it to whom.
    handed: Vec<(OperatorId, Option<OperatorId>)>,
    /// Where the contact wrote.
    channels: BTreeSet<ChannelId>,
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
        let said = step.said.iter().filter(|said| said.origin == Origin::Contact);
        self.channels.extend(said.map(|said| said.id.identity.channel.clone()));
        let had = before.and_then(Chat::holder);
        for line in step.lines() {
            if let (Some(from), Line::Forwarded { to, .. }) = (had, line) {
                self.forwards += 1;
                self.handed.push((from.clone(), to.clone()));
            }
        }
    }

    /// As a chat's row has them.
    pub(super) fn of(chat: &Chat) -> Option<Self> {
        let episode = chat.episode.as_ref()?;
        let handed = episode.handed.iter();
        let mut channels: BTreeSet<ChannelId> = episode.channels.iter().cloned().collect();
        // What a chat with one address leaves out.
        if let ([only], true, true) = (chat.identities.as_slice(), channels.is_empty(), episode.inbound > 0) {
            channels.insert(only.id.channel.clone());
        }
        Some(Self {
            handed: handed.map(|handed| (handed.from.clone(), handed.to.clone())).collect(),
            channels,
            inbound: episode.inbound,
            outbound: episode.outbound,
            forwards: episode.forwards,
            answers: episode.answers,
            is_unanswered: episode.unanswered_since.is_some(),
        })
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
        let mut figures = self.figures.get(&chat.id).cloned().unwrap_or_default();
        if !was_open && chat.is_open() && !is_undone {
            figures = Figures::default();
        }
        figures.hear(step, before);
        let written = Figures::of(chat);
        // Taken out of a closed talk, whose figures are the other one's.
        let is_without = written.is_none() && !chat.is_open() && !self.figures.contains_key(&chat.id);
        if !is_without && written.as_ref() != Some(&figures) {
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
        self.lines_step(step, chat, is_undone, breaches);
    }

    /// The report's lines: one for each closing, which tells for a day that the chat was opened again; none where the closing was
    /// undone.
    fn lines_step(&mut self, step: &Step, chat: &Chat, is_undone: bool, breaches: &mut Vec<String>) {
        let before = self.chats.get(&chat.id);
        let was_open = before.is_some_and(Chat::is_open);
        let closes = was_open && !chat.is_open();
        let opens = !was_open && chat.is_open() && !is_undone;
        let closing = before.filter(|_| closes).and_then(|before| finished(before, chat));
        let again = before.filter(|_| opens).and_then(|before| opened_again(before, chat));
        let wanted = closing.as_ref().or(again.as_ref());
        let found: Vec<&ClosedEpisode> = step.closed.iter().map(|(_, episode)| episode).collect();
        if found != wanted.into_iter().collect::<Vec<_>>() {
            breaches.push(format!(
                "episode: chat {} v{}: {found:?} was stored for {wanted:?}",
                chat.id, chat.version
            ));
        }
        let past = self.closed.entry(chat.id.clone()).or_default();
        past.extend(closing);
        if let Some(line) = again {
            past.retain(|known| known.figures.opened != line.figures.opened);
            past.push(line);
        }
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
    let channels = match (chat.identities.as_slice(), before.episode.as_ref()?) {
        ([only], episode) if episode.channels.is_empty() && episode.inbound > 0 => vec![only.id.channel.clone()],
        (_, episode) => episode.channels.clone(),
    };
    Some(ClosedEpisode {
        chat: chat.id.clone(),
        figures: Episode {
            channels,
            ..before.episode.clone()?
        },
        holder: before.holder().cloned(),
        closed_by: by.clone(),
        closed: *at,
        reason: reason.clone(),
        reopened: None,
    })
}

/// The line of a chat that stood closed as `before`, once it is opened again within a day.
fn opened_again(before: &Chat, chat: &Chat) -> Option<ClosedEpisode> {
    let line = finished(before, before)?;
    let opened: UnixMs = chat.episode.as_ref()?.opened;
    let reopened = Some(opened).filter(|opened| opened.0 - line.closed.0 <= DAY_MS)?;
    Some(ClosedEpisode {
        reopened: Some(reopened),
        ..line
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
