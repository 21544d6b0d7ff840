//! What one browser was told in a calm run, and what it must hold in the end: traces that the Rust reducer here and the
//! client's engine in TypeScript both replay.
//!
//! A trace needs no questions: frames come twice and too late, but none is missing. `start` is the list as loaded before
//! the first frame; `end.messages` are the messages the frames brought, each in its newest form, in order of their ids.

use domain::{Chat, Event, Frame, Message, MessageId};
use serde::{Deserialize, Serialize};

use crate::{cast::Cast, executor::Choice, log::Log, random::Random, reducer::Replica, stage::Stage};

mod recorder;

use recorder::Recorder;

/// One trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Chats as loaded before the first frame.
    pub start: Vec<Chat>,
    /// Frames in the order they came.
    pub frames: Vec<Frame>,
    /// What is held in the end.
    pub end: Held,
}

/// What a client holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Chats in order of their ids.
    pub chats: Vec<Chat>,
    /// Messages in order of their ids.
    pub messages: Vec<Message>,
}

/// What happens in a trace.
#[derive(Clone, Copy, Debug)]
enum Move {
    Write(&'static str, &'static str),
    Edit(&'static str, &'static str),
    Block(&'static str),
    Send(&'static str, &'static str),
    Close(&'static str),
    Reopen(&'static str),
    Read(&'static str),
    Forward(&'static str, &'static str),
    Comment(&'static str, &'static str),
    /// For this many seconds.
    Snooze(&'static str, i64),
    /// What an operator chooses.
    Status(&'static str, &'static str),
    /// The minute's round.
    Round,
    /// The second is pulled into the first.
    Unite(&'static str, &'static str),
    /// The courier brings what waits.
    Bring,
    /// The browser takes the list and is told of everything from here on.
    Watch,
}

/// Chats go from hand to hand.
const HAND_OVER: [Move; 17] = {
    use Move::{Bring, Close, Comment, Forward, Reopen, Round, Send, Snooze, Status, Watch, Write};
    let (anna, boris) = ("1001", "1002");
    [
        Write(anna, "hello"),
        Watch,
        Bring,
        Write(boris, "good morning"),
        Bring,
        Comment(anna, "she called yesterday, too"),
        Forward(anna, "vera"),
        Status("boris", "busy"),
        Snooze(anna, 5),
        Round,
        Snooze(boris, 3_600),
        Write(boris, "and my invoice?"),
        Send(boris, "here it is"),
        Bring,
        Close(boris),
        Reopen(boris),
        Close(anna),
    ]
};

/// Every trace by its name.
///
/// # Panics
/// If a calm run does not go as written: a bug of the desk or of the simulator.
#[must_use]
pub fn traces() -> Vec<(&'static str, Trace)> {
    use Move::{Block, Bring, Close, Edit, Read, Reopen, Send, Unite, Watch, Write};
    let (anna, boris) = ("1001", "1002");
    let first_contact = [
        Watch,
        Write(anna, "hello"),
        Write(boris, "привет 👋"),
        Write(anna, "is anybody there?"),
        Send(anna, "yes"),
        Bring,
        Edit(anna, "is anybody here?"),
    ];
    let a_day = [
        Write(anna, "hello"),
        Write(boris, "good morning"),
        Watch,
        Read(anna),
        Send(anna, "what can I do for you?"),
        Send(anna, "I am listening"),
        Bring,
        Write(anna, "nothing, thanks"),
        Close(anna),
        Send(boris, "good morning to you"),
        Bring,
        Close(boris),
        Write(anna, "oh, one more thing"),
        Reopen(boris),
    ];
    let refused = [
        Write(anna, "hello"),
        Watch,
        // Who is known to have blocked us is not written to: the answer is on its way before.
        Send(anna, "are you still there?"),
        Block(anna),
        Bring,
        Write(anna, "yes"),
        Send(anna, "good"),
        Bring,
        Close(anna),
    ];
    let one_person = [
        Write(boris, "good morning"),
        Write(anna, "hello"),
        Watch,
        Write(anna, "it is me"),
        Send(boris, "good morning to you"),
        Bring,
        Unite(anna, boris),
        Write(boris, "and me"),
        Send(anna, "so you are one"),
        Bring,
        Read(anna),
        Close(anna),
    ];
    vec![
        ("one_person", record(&one_person, 5)),
        ("hand_over", record(&HAND_OVER, 4)),
        ("first_contact", record(&first_contact, 1)),
        ("a_day", record(&a_day, 2)),
        ("refused_and_repeated", record(&refused, 3)),
    ]
}

/// Replays a trace by the reducer here.
#[must_use]
pub fn replay(trace: &Trace) -> Held {
    let mut replica = Replica::default();
    for chat in &trace.start {
        replica.fetch(chat, 0, 0, &[]);
    }
    for frame in &trace.frames {
        replica.apply(frame);
    }
    assert!(replica.behind.is_empty(), "a trace has no gaps");
    Held {
        chats: replica.chats.into_values().collect(),
        messages: replica.messages.into_values().collect(),
    }
}

fn record(moves: &[Move], seed: u64) -> Trace {
    let stage = Stage::set(
        seed,
        Choice::Seeded(Random::new(seed)),
        &Cast::first(None),
        Log::new(None),
    )
    .expect("a calm stage");
    let mut random = Random::new(seed);
    let mut recorder = Recorder {
        stage: &stage,
        connection: None,
        told: 0,
        brought: 0,
        sent: 0,
    };
    let (mut start, mut frames) = (Vec::new(), Vec::new());
    for step in moves {
        stage.wait(7_000);
        if matches!(step, Move::Watch) {
            start = chats(&stage);
            recorder.watch();
            continue;
        }
        recorder.make(*step);
        for frame in recorder.news() {
            frames.push(frame);
            // A hint may come again, and an old one late; of a talk that is another one since, it would bring back what
            // a client has let go to load it anew.
            let is_whole = !frames.iter().any(unites);
            if is_whole && random.chance(300) {
                frames.push(frames[random.below(frames.len())].clone());
            }
        }
    }
    assert_eq!(stage.breaches(), Vec::<String>::new());

    let seen = stage.verdict.seen();
    let standing: Vec<Chat> = seen.history.standing().cloned().collect();
    let last_unite = frames.iter().rposition(unites);
    let messages = seen.history.messages.iter().filter_map(|(id, states)| {
        let home = seen.history.home(&id.identity)?;
        let is_united = standing.iter().any(|chat| &chat.id == home && !chat.united.is_empty());
        // Of a talk that became another one a client holds what came since.
        let first = last_unite.filter(|_| is_united).map_or(0, |at| at + 1);
        let is_told = frames.iter().skip(first).any(|frame| names(frame, id));
        let chat = home.clone();
        states.last().filter(|_| is_told).map(|message| Message {
            chat,
            ..message.clone()
        })
    });
    let messages = messages.collect();
    Trace {
        start,
        frames,
        end: Held {
            chats: standing,
            messages,
        },
    }
}

/// Whether the frame says that a chat has other addresses from now on.
fn unites(frame: &Frame) -> bool {
    frame
        .events
        .iter()
        .any(|event| matches!(event, Event::ChatUnited { .. }))
}

fn names(frame: &Frame, id: &MessageId) -> bool {
    frame.events.iter().any(|event| match event {
        Event::ChatCommitted { messages, .. } => messages.iter().any(|message| &message.id == id),
        _ => false,
    })
}

fn chats(stage: &Stage) -> Vec<Chat> {
    let owner = stage.owner.clone();
    stage
        .play(async move { owner.chats("state=open").await })
        .unwrap_or_default()
}
