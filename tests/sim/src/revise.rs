//! Operators who change and delete what they said.

use domain::wire;
use serde_json::json;

use crate::people::Operator;

/// Stands between what was said first and what it was changed to, so that every version can be told to be of one wish.
const CHANGED: &str = ", changed ";

/// What was said first, of any version.
#[must_use]
pub fn first_said(text: &str) -> &str {
    text.split_once(CHANGED).map_or(text, |(first, _)| first)
}

impl Operator {
    /// Changes or deletes one of the answers that this run has seen confirmed.
    pub(crate) async fn revise(&mut self, step: usize) {
        let sent: Vec<_> = {
            let seen = self.verdict.seen();
            let known = seen.wishes.values();
            known
                .filter_map(|wish| Some((wish.chat.clone(), wish.text.clone(), wish.sent.first()?.clone())))
                .collect()
        };
        if sent.is_empty() {
            return;
        }
        // The newest most often: those are still under way.
        let back = self.random.below(sent.len().min(4));
        let at = if self.random.chance(500) {
            self.random.below(sent.len())
        } else {
            sent.len() - 1 - back
        };
        let (chat, text, message) = &sent[at];
        let path = format!("/api/chats/{chat}/messages/{message}");
        let tries = self.client.desk.ports.below(4) + 1;
        if self.random.chance(300) {
            self.client.insist("DELETE", &path, None, tries).await;
        } else {
            let text = format!("{text}{CHANGED}{step} by {}", self.client.operator);
            let edit = wire::EditMessage {
                content: domain::Outgoing::Text { text },
            };
            self.client.insist("PATCH", &path, Some(&json!(edit)), tries).await;
        }
    }
}
