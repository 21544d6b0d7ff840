//! What became of everything in a run, so that it is seen what a thousand runs came by.

use domain::{Content, Delivery, FileState, Line, Message};

use crate::stage::Stage;

/// What became of the answers: a run in which nothing is accepted would prove little.
pub fn count(stage: &Stage) {
    let seen = stage.verdict.seen();
    for (what, times) in seen.ledger.happened() {
        (0..times).for_each(|_| stage.ports.count(what));
    }
    for message in seen.history.messages.values().filter_map(|states| states.last()) {
        for file in message.content.files() {
            stage.ports.count(match file.state {
                FileState::Ready { .. } => "end: file here",
                _ => "end: file not to be had",
            });
        }
        if message.reactions.is_some() {
            stage.ports.count("end: sign");
        }
        stage.ports.count(match message.delivery() {
            None => done(message),
            Some(Delivery::Accepted { .. }) => "end: answer accepted",
            Some(Delivery::Refused { .. }) => "end: answer refused",
            Some(Delivery::Uncertain { .. }) => "end: answer uncertain",
            Some(Delivery::Queued { .. } | Delivery::InFlight { .. }) => "end: answer waiting",
        });
    }
}

/// What a message that goes nowhere tells.
fn done(message: &Message) -> &'static str {
    match &message.content {
        Content::Press { .. } => "end: press",
        Content::Comment { .. } => "end: comment",
        Content::Line { line } => match line {
            Line::Closed { .. } => "end: closed",
            Line::Reopened { .. } => "end: reopened",
            Line::Assigned { .. } => "end: given by the rule",
            Line::Forwarded { .. } => "end: forwarded",
            Line::Released { .. } => "end: released",
            Line::Snoozed { by: Some(_), .. } => "end: put aside",
            Line::Snoozed { by: None, .. } => "end: taken back in time",
            Line::Funnel { .. } => "end: funnel",
            Line::United { .. } => "end: united",
            Line::Separated { .. } => "end: separated",
        },
        _ => "end: message of a contact",
    }
}
