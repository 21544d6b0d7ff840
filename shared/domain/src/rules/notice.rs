//! Whom a commit of a chat concerns, and how.

use crate::{
    Assignment, Chat, ChatState, Comment, Content, Handover, Line, Message, NoticeRules, Operator, OperatorId, Origin,
    Speaker, Status, When,
};

/// Something one operator may want to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whom it concerns.
    pub to: OperatorId,
    /// What.
    pub what: News,
}

/// What happened, as it concerns one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The chat was given to them.
    Given {
        /// What the contact wrote with it, if that was the reason.
        text: Option<String>,
    },
    /// The contact wrote.
    Message {
        /// The beginning of it.
        text: String,
    },
    /// A colleague mentioned them.
    Mention {
        /// Who.
        by: OperatorId,
        /// The beginning of the remark.
        text: String,
    },
    /// The chat was put aside and came up.
    Reminder,
}

/// Whom the commit that made `chat` concerns; `messages` are those it touched. What an operator did themselves is no news
/// to them, nor is an edit.
#[must_use]
pub fn notices(chat: &Chat, messages: &[Message]) -> Vec<Notice> {
    let mut notices = Vec::new();
    for message in messages.iter().filter(|message| message.edited.is_none()) {
        match (&message.origin, &message.content) {
            (Origin::Contact, content) if is_latest(chat, message) => {
                notices.extend(heard(chat, content));
            }
            (Origin::Comment { by, .. }, Content::Comment { comment }) => notices.extend(mentions(by, comment)),
            (_, Content::Line { line }) => notices.extend(told(chat, line)),
            _ => {}
        }
    }
    notices
}

/// Whether the commit that made `chat` brought this message of the contact.
fn is_latest(chat: &Chat, message: &Message) -> bool {
    let preview = &chat.preview;
    preview.version == chat.version && preview.from == Speaker::Contact && preview.message == message.id
}

fn heard(chat: &Chat, content: &Content) -> Option<Notice> {
    let to = chat.open_holder()?.clone();
    let text = content.preview();
    let is_back = match (&chat.assignment, &chat.state) {
        (Assignment::Assigned { at, how, .. }, ChatState::Open { since }) => {
            *how == Handover::Returned
                && at >= since
                && chat.episode.as_ref().is_some_and(|episode| episode.inbound == 1)
        }
        _ => false,
    };
    let what = if is_back {
        News::Given { text: Some(text) }
    } else {
        News::Message { text }
    };
    Some(Notice { to, what })
}

fn mentions(by: &OperatorId, comment: &Comment) -> Vec<Notice> {
    let text = Content::Comment {
        comment: comment.clone(),
    }
    .preview();
    let mut mentioned = comment.mentions.clone();
    mentioned.sort();
    mentioned.dedup();
    let notice = |to| Notice {
        to,
        what: News::Mention {
            by: by.clone(),
            text: text.clone(),
        },
    };
    mentioned.into_iter().filter(|to| to != by).map(notice).collect()
}

fn told(chat: &Chat, line: &Line) -> Option<Notice> {
    let (to, what) = match line {
        Line::Assigned { to, how } if *how != Handover::Taken => (to, News::Given { text: None }),
        Line::Forwarded { by, to: Some(to), .. } if to != by => (to, News::Given { text: None }),
        Line::Snoozed { by: None, until: None } => (chat.open_holder()?, News::Reminder),
        _ => return None,
    };
    Some(Notice { to: to.clone(), what })
}

/// Whether an operator is there to see it in their browser.
#[must_use]
pub fn is_at_desk(operator: &Operator, is_connected: bool) -> bool {
    is_connected && matches!(operator.status, Status::Online | Status::Busy)
}

/// When `rules` want this told.
#[must_use]
pub fn wanted(rules: &NoticeRules, what: &News) -> When {
    match what {
        News::Given { .. } => rules.new_chat,
        News::Message { .. } => rules.new_message,
        News::Mention { .. } => rules.mention,
        News::Reminder => rules.reminder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Change, DAY_MS, Roster, rules,
        rules::samples::{NOON, anna, boris, held_by, inbound, online, open_chat},
        wire::{AddComment, Forward},
    };

    fn of(change: &Change) -> Vec<Notice> {
        let messages: Vec<Message> = change.messages.iter().map(|write| write.message().clone()).collect();
        notices(&change.chat, &messages)
    }

    fn one(to: OperatorId, what: News) -> Vec<Notice> {
        vec![Notice { to, what }]
    }

    #[test]
    fn the_holder_hears_of_each_message_and_nobody_of_a_waiting_chats() {
        let waiting = rules::receive(None, &inbound(7, "hello"), None, None, NOON);
        let held = rules::receive(Some(&held_by("anna")), &inbound(8, "again"), None, None, NOON);
        let late = rules::receive(Some(&held.chat), &inbound(6, "older"), None, None, NOON);

        assert_eq!(of(&waiting), []);
        assert_eq!(of(&held), one(anna(), News::Message { text: "again".into() }));
        assert_eq!(of(&late), [], "what was said before the newest is no news");
    }

    #[test]
    fn who_is_given_a_chat_hears_of_it_once() {
        let given = rules::distribute(&open_chat(), &Roster(vec![online("anna")]), NOON).expect("given");
        let closed = rules::close(&held_by("anna"), &anna(), None, NOON).chat;
        let back = rules::receive(
            Some(&closed),
            &inbound(8, "again"),
            None,
            Some(&online("anna")),
            NOON.plus(5),
        );
        let second = rules::receive(Some(&back.chat), &inbound(9, "!"), None, None, NOON.plus(6));

        assert_eq!(of(&given), one(anna(), News::Given { text: None }));
        let text = Some("again".to_owned());
        assert_eq!(of(&back), one(anna(), News::Given { text }));
        assert_eq!(of(&second), one(anna(), News::Message { text: "!".into() }));
    }

    #[test]
    fn what_one_does_oneself_is_no_news() {
        let roster = Roster(vec![online("anna"), online("boris")]);
        let forward = |to: OperatorId| {
            let request = Forward {
                to: Some(to),
                holder: Some(anna()),
                comment: None,
            };
            rules::forward(&held_by("anna"), &request, &anna(), &roster, NOON).expect("forwarded")
        };
        let remark = |mentions| {
            let request = AddComment {
                intent_id: "i".parse().expect("id"),
                comment: Comment {
                    text: "look".into(),
                    mentions,
                },
            };
            rules::comment(&open_chat(), &request, &anna(), &roster, NOON).expect("added")
        };

        assert_eq!(of(&forward(boris())), one(boris(), News::Given { text: None }));
        let mention = News::Mention {
            by: anna(),
            text: "look".into(),
        };
        assert_eq!(of(&remark(vec![anna(), boris(), boris()])), one(boris(), mention));
    }

    #[test]
    fn a_chat_that_was_put_aside_reminds_its_holder() {
        let until = NOON.plus(DAY_MS);
        let aside = rules::snooze(&held_by("anna"), Some(until), &boris(), NOON).expect("put aside");

        let up = rules::wake(&aside.chat, until);

        assert_eq!(of(&aside), []);
        assert_eq!(of(&up), one(anna(), News::Reminder));
    }
}
