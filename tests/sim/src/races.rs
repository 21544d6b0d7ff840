//! Two deeds at once, in every order their calls can take.

use aws_lambda_events::event::dynamodb::Event;
use courier::Wake;
use domain::{Chat, MINUTE_MS, Role, Settings, rules::deliver::LEASE_MS};
use messengers::pretend::WebhookPost;
use serde_json::{Value, json};
use store::{
    keys,
    table::{Item, Key},
};

mod crew;

use crate::{
    cast::Cast,
    client::Client,
    desk::Desk,
    executor::{Choice, Ended},
    exhaustive::Tally,
    log::Log,
    mail::to_request,
    mutant::Mutant,
    people::chat_of,
    random::Random,
    staff,
    stage::Stage,
    stream,
};

/// The person of all races.
pub(crate) const PERSON: &str = "1001";

/// Orders tried of one pair at most.
const ORDERS_MAX: usize = 20_000;

/// Orders tried of a pair with too many of them, drawn by lot.
const ORDERS_DRAWN: u64 = 300;

/// Something that happens to a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The contact writes.
    Inbound,
    /// The same webhook call comes again.
    Duplicate,
    /// The contact edits the first message.
    Edit,
    /// An operator answers.
    Send,
    /// The same wish to send comes again.
    SendAgain,
    /// An operator changes the waiting answer.
    Change,
    /// An operator deletes the waiting answer.
    Withdraw,
    /// An operator closes the chat.
    Close,
    /// An operator reopens the chat.
    Reopen,
    /// An operator has seen the messages.
    Read,
    /// A courier brings the waiting answer.
    Drain,
    /// An operator gives the chat to a colleague.
    Forward,
    /// A courier gives the waiting chat to who can take it.
    Assign,
    /// An operator remarks something.
    Comment,
    /// The operator who could take the chat is busy now.
    Status,
    /// An operator puts the chat aside.
    Snooze,
    /// The minute's round takes the chat from who is away.
    Release,
    /// Somebody writes who is the same person, or may be.
    OtherWrites,
    /// An operator pulls somebody into the contact.
    Unite,
    /// An operator pulls the contact into somebody else.
    UniteBack,
    /// An operator pulls a third one into that somebody.
    UniteThird,
    /// An operator finds that the contact and somebody who was pulled in are two.
    Separate,
    /// An operator says that two are two.
    NotSame,
    /// An operator gives the contact the phone somebody else has.
    Phone,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Inbound,
        Self::Duplicate,
        Self::Edit,
        Self::Send,
        Self::SendAgain,
        Self::Change,
        Self::Withdraw,
        Self::Close,
        Self::Reopen,
        Self::Read,
        Self::Drain,
        Self::Forward,
        Self::Assign,
        Self::Comment,
        Self::Status,
        Self::Snooze,
        Self::Release,
        Self::OtherWrites,
        Self::Unite,
        Self::UniteBack,
        Self::UniteThird,
        Self::Separate,
        Self::NotSame,
        Self::Phone,
    ];

    /// Whether it makes too many calls for every order to be tried.
    fn is_long(self) -> bool {
        matches!(self, Self::Release | Self::Drain | Self::Change | Self::Withdraw)
    }
}

/// Tries every order of every pair among `deeds`, each also with itself.
#[must_use]
pub fn race_all(deeds: &[Deed], mutant: Option<Mutant>) -> Tally {
    let mut tally = Tally::default();
    for (at, first) in deeds.iter().enumerate() {
        for second in &deeds[at..] {
            race(*first, *second, mutant, &mut tally);
        }
    }
    tally
}

/// Walks through the tree of choices, depth first.
fn race(first: Deed, second: Deed, mutant: Option<Mutant>, tally: &mut Tally) {
    if first.is_long() || second.is_long() {
        for seed in 0..ORDERS_DRAWN {
            let (_, breaches) = run(first, second, mutant, Choice::Seeded(Random::new(seed)));
            tally.add(
                format_args!("{first:?} and {second:?} in the order drawn by {seed}"),
                breaches,
            );
        }
        return;
    }
    let mut script: Vec<usize> = Vec::new();
    for _ in 0..ORDERS_MAX {
        let ahead = script.iter().rev().copied().collect();
        let choice = Choice::Scripted {
            ahead,
            made: Vec::new(),
        };
        let (made, breaches) = run(first, second, mutant, choice);
        tally.add(
            format_args!("{first:?} and {second:?} in the order {script:?}"),
            breaches,
        );
        let Some(last) = made.iter().rposition(|(chosen, among)| chosen + 1 < *among) else {
            return;
        };
        script = made[..last].iter().map(|(chosen, _)| *chosen).collect();
        script.push(made[last].0 + 1);
    }
    tally
        .failures
        .push(format!("{first:?} and {second:?} have more than {ORDERS_MAX} orders"));
}

type Choices = Vec<(usize, usize)>;

fn run(first: Deed, second: Deed, mutant: Option<Mutant>, choice: Choice) -> (Choices, Vec<String>) {
    let stage = match Stage::set(1, Choice::Seeded(Random::new(1)), &Cast::first(mutant), Log::new(None)) {
        Ok(stage) => stage,
        Err(words) => return (Vec::new(), vec![words]),
    };
    let old = stage.write(PERSON, "hello");
    play_post(&stage, &old);
    stage.play(send(&stage, "waiting"));
    prepare(&stage, &[first, second]);
    stage.wait(1_000);
    let edit = stage.edit(PERSON, "hello!");
    let fresh = stage.write(PERSON, "again");
    let other = stage.write(PERSON, "and again");
    let others = [first, second].map(|deed| {
        let writes = deed == Deed::OtherWrites;
        writes.then(|| stage.write(crew::OTHER, "it is me, too"))
    });

    stage.executor.set_choice(choice);
    for (deed, is_second) in [(first, false), (second, true)] {
        // Two contacts' messages are two; what comes twice is the first deed's.
        let new = if is_second && first == Deed::Inbound && second == Deed::Inbound {
            &other
        } else {
            &fresh
        };
        let call = match (deed, first) {
            (Deed::OtherWrites, _) => others[usize::from(is_second)].as_ref().unwrap_or(&old),
            (Deed::Edit, _) => &edit,
            (Deed::Inbound, _) | (Deed::Duplicate, Deed::Inbound) => new,
            _ => &old,
        };
        start(&stage, deed, call, [first, second].contains(&Deed::Separate));
    }
    let ended = stage.executor.run(stage.executor.now(), || false);
    let made = stage.executor.choices();
    stage.executor.set_choice(Choice::Seeded(Random::new(1)));

    // Whatever was promised still comes.
    for call in [&fresh, &other, &edit].into_iter().chain(others.iter().flatten()) {
        play_post(&stage, call);
    }
    for _ in 0..3 {
        stage.tick();
        stage.wait(LEASE_MS + 1);
    }
    let mut breaches = stage.breaches_at_rest();
    if ended != Ended::Idle && !stage.executor.alive().is_empty() {
        breaches.push(format!("still under way: {:?}", stage.executor.alive()));
    }
    (made, breaches)
}

/// Brings the chat to where both deeds make a difference.
fn prepare(stage: &Stage, deeds: &[Deed]) {
    // The words of messages race with nothing, and each of their reads would multiply the orders.
    let settings = Settings {
        release_after_min: deeds.contains(&Deed::Release).then_some(1),
        is_message_search_on: false,
        ..Settings::default()
    };
    staff::put(&stage.desk, keys::settings(), &settings);
    if deeds.contains(&Deed::Release) {
        stage.play(forward(stage, "vera"));
        stage.wait(MINUTE_MS + 1);
    } else if deeds.contains(&Deed::Assign) {
        stage.play(forward(stage, ""));
    }
    crew::prepare(stage, deeds);
    if deeds.contains(&Deed::Reopen) {
        stage.play(put(stage, "close", json!({})));
    }
}

fn start(stage: &Stage, deed: Deed, call: &WebhookPost, was_united: bool) {
    let name = format!("{deed:?}");
    let executor = &stage.executor;
    match deed {
        Deed::Inbound | Deed::Duplicate | Deed::Edit | Deed::OtherWrites => {
            executor.spawn(&name, post(&stage.desk, call))
        }
        Deed::Send => executor.spawn(&name, send(stage, "now")),
        Deed::SendAgain => executor.spawn(&name, send(stage, "now")),
        Deed::Change => {
            let edit = json!({ "content": { "type": "text", "text": "waiting, changed 1" } });
            executor.spawn(&name, revise(stage, "PATCH", Some(edit)))
        }
        Deed::Withdraw => executor.spawn(&name, revise(stage, "DELETE", None)),
        Deed::Close => executor.spawn(&name, put(stage, "close", json!({}))),
        Deed::Reopen => executor.spawn(&name, put(stage, "reopen", json!({}))),
        Deed::Read => {
            let (chat, _) = chat_of(&stage.channel, PERSON);
            stage.verdict.will_read(&stage.owner.operator, &chat, 2);
            executor.spawn(&name, put(stage, "read", json!({ "inbound": 2 })))
        }
        Deed::Forward => executor.spawn(&name, forward(stage, "boris")),
        Deed::Comment => executor.spawn(&name, comment(stage)),
        Deed::Snooze => {
            let until = stage.executor.now().plus(MINUTE_MS);
            executor.spawn(&name, put(stage, "snooze", json!({ "until": until })))
        }
        Deed::Status => {
            let anna = Client::signed_in(&stage.desk, "anna", Role::Operator);
            executor.spawn(&name, async move {
                let body = json!({ "status": "busy" });
                anna.ask("PUT", "/api/operators/me/status", Some(&body)).await;
            })
        }
        Deed::Drain => executor.spawn(&name, courier(stage, Wake::Stream(newest(stage, keys::is_chat)))),
        // What the stream says when an operator comes: here is somebody who can take chats.
        Deed::Assign => executor.spawn(&name, courier(stage, Wake::Stream(newest(stage, keys::is_operator)))),
        Deed::Release => executor.spawn(&name, courier(stage, Wake::Tick)),
        _ => executor.spawn(&name, crew::deed(stage, deed, was_united)),
    };
}

pub(crate) fn play_post(stage: &Stage, call: &WebhookPost) {
    stage.play(post(&stage.desk, call));
}

fn post(desk: &Desk, call: &WebhookPost) -> impl Future<Output = ()> + Send + 'static {
    let (desk, request) = (desk.clone(), to_request(call));
    async move {
        desk.webhook(request).await;
    }
}

fn send(stage: &Stage, text: &'static str) -> impl Future<Output = ()> + Send + 'static {
    let (path, body) = stage.answer(PERSON, text);
    let client = stage.owner.clone();
    async move {
        client.ask("POST", &path, Some(&body)).await;
    }
}

/// Asks for another form of the answer that waits.
fn revise(stage: &Stage, method: &'static str, body: Option<Value>) -> impl Future<Output = ()> + Send + 'static {
    let (id, _) = chat_of(&stage.channel, PERSON);
    stage.verdict.follow(&stage.desk.table.engine());
    let seen = stage.verdict.seen();
    let messages = seen.history.messages.keys();
    let waiting = messages.max_by_key(|message| message.order.as_str().contains('-'));
    let path = waiting.map(|message| format!("/api/chats/{id}/messages/{message}"));
    let client = stage.owner.clone();
    async move {
        client.ask(method, &path.unwrap_or_default(), body.as_ref()).await;
    }
}

fn put(stage: &Stage, verb: &'static str, body: Value) -> impl Future<Output = ()> + Send + 'static {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    let client = stage.owner.clone();
    async move {
        client
            .ask("PUT", &format!("/api/chats/{chat}/{verb}"), Some(&body))
            .await;
    }
}

/// To a colleague, or to the queue if there is no name, with who has the chat now in view.
fn forward(stage: &Stage, to: &str) -> impl Future<Output = ()> + Send + 'static {
    let (id, _) = chat_of(&stage.channel, PERSON);
    stage.verdict.follow(&stage.desk.table.engine());
    let mut seen = stage.verdict.seen();
    let holder = seen.ledger.chats().get(&id).and_then(Chat::holder).cloned();
    let to = Some(to).filter(|to| !to.is_empty());
    let comment = format!("to {to:?} from {holder:?}");
    let body = json!({ "to": to, "holder": holder, "comment": comment });
    seen.asked.forwards.insert(comment, holder);
    put(stage, "forward", body)
}

fn comment(stage: &Stage) -> impl Future<Output = ()> + Send + 'static {
    let (path, body) = stage.remark(PERSON, "between us");
    let client = stage.owner.clone();
    async move {
        client.ask("POST", &path, Some(&body)).await;
    }
}

fn courier(stage: &Stage, wake: Wake) -> impl Future<Output = ()> + Send + 'static {
    let desk = stage.desk.clone();
    async move {
        desk.courier(wake).await;
    }
}

/// The newest record of the stream about such a row of somebody who matters: a chat, or an operator who takes chats.
fn newest(stage: &Stage, is_wanted: impl Fn(&Key) -> bool) -> Event {
    let engine = stage.desk.table.engine();
    let log = engine.log(0);
    let is_able = |row: &Item| row.get("status").is_none_or(|status| status == "online");
    let at = log
        .iter()
        .rposition(|logged| is_wanted(&logged.key) && logged.image.as_ref().is_some_and(|row| is_able(row)))
        .unwrap_or_default();
    stream::event(at, &log[at..=at])
}
