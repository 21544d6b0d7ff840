//! Two deeds at once, in every order their calls can take.

use courier::Wake;
use domain::rules::deliver::LEASE_MS;
use messengers::pretend::WebhookPost;
use serde_json::json;

use crate::{
    desk::Desk,
    executor::{Choice, Ended},
    exhaustive::Tally,
    log::Log,
    mail::to_request,
    mutant::Mutant,
    people::chat_of,
    random::Random,
    stage::Stage,
    stream,
    verdict::Wish,
};

/// The person of all races.
const PERSON: &str = "1001";

/// Orders tried of one pair at most; the longest pair has about 6,000.
const ORDERS_MAX: usize = 20_000;

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
    /// An operator closes the chat.
    Close,
    /// An operator reopens the chat.
    Reopen,
    /// An operator has seen the messages.
    Read,
    /// A courier brings the waiting answer.
    Drain,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Inbound,
        Self::Duplicate,
        Self::Edit,
        Self::Send,
        Self::SendAgain,
        Self::Close,
        Self::Reopen,
        Self::Read,
        Self::Drain,
    ];
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
    let mut script: Vec<usize> = Vec::new();
    for _ in 0..ORDERS_MAX {
        let (made, breaches) = run(first, second, mutant, &script);
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

fn run(first: Deed, second: Deed, mutant: Option<Mutant>, script: &[usize]) -> (Choices, Vec<String>) {
    let stage = match Stage::set(1, Choice::Seeded(Random::new(1)), mutant, Log::new(None)) {
        Ok(stage) => stage,
        Err(words) => return (Vec::new(), vec![words]),
    };
    let old = stage.write(PERSON, "hello");
    play_post(&stage, &old);
    stage.play(send(&stage, "waiting"));
    if first == Deed::Reopen || second == Deed::Reopen {
        stage.play(put(&stage, "close"));
    }
    stage.wait(1_000);
    let edit = stage.edit(PERSON, "hello!");
    let fresh = stage.write(PERSON, "again");
    let other = stage.write(PERSON, "and again");

    let ahead = script.iter().rev().copied().collect();
    stage.executor.set_choice(Choice::Scripted {
        ahead,
        made: Vec::new(),
    });
    for (deed, is_second) in [(first, false), (second, true)] {
        // Two contacts' messages are two; what comes twice is the first deed's.
        let new = if is_second && first == Deed::Inbound && second == Deed::Inbound {
            &other
        } else {
            &fresh
        };
        let call = match (deed, first) {
            (Deed::Edit, _) => &edit,
            (Deed::Inbound, _) | (Deed::Duplicate, Deed::Inbound) => new,
            _ => &old,
        };
        start(&stage, deed, call);
    }
    let ended = stage.executor.run(stage.executor.now(), || false);
    let made = stage.executor.choices();
    stage.executor.set_choice(Choice::Seeded(Random::new(1)));

    // Whatever was promised still comes.
    for call in [&fresh, &other, &edit] {
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

fn start(stage: &Stage, deed: Deed, call: &WebhookPost) {
    let name = format!("{deed:?}");
    let executor = &stage.executor;
    match deed {
        Deed::Inbound | Deed::Duplicate | Deed::Edit => executor.spawn(&name, post(&stage.desk, call)),
        Deed::Send => executor.spawn(&name, send(stage, "now")),
        Deed::SendAgain => executor.spawn(&name, send(stage, "now")),
        Deed::Close => executor.spawn(&name, put(stage, "close")),
        Deed::Reopen => executor.spawn(&name, put(stage, "reopen")),
        Deed::Read => executor.spawn(&name, put(stage, "read")),
        Deed::Drain => {
            let (desk, event) = (stage.desk.clone(), stream::event(0, stage.desk.table.engine().log(0)));
            executor.spawn(&name, async move {
                desk.courier(Wake::Stream(event)).await;
            })
        }
    };
}

fn play_post(stage: &Stage, call: &WebhookPost) {
    stage.play(post(&stage.desk, call));
}

fn post(desk: &Desk, call: &WebhookPost) -> impl Future<Output = ()> + Send + 'static {
    let (desk, request) = (desk.clone(), to_request(call));
    async move {
        desk.webhook(request).await;
    }
}

fn send(stage: &Stage, text: &'static str) -> impl Future<Output = ()> + Send + 'static {
    let (chat, identity) = chat_of(&stage.channel, PERSON);
    let wish = Wish {
        chat: chat.clone(),
        text: text.to_owned(),
        sent: Vec::new(),
    };
    stage
        .verdict
        .seen()
        .wishes
        .insert(text.parse().expect("a plain word"), wish);
    let content = json!({ "type": "text", "text": text });
    let body = json!({ "intent_id": text, "identity": identity, "content": content });
    let client = stage.owner.clone();
    async move {
        client
            .ask("POST", &format!("/api/chats/{chat}/messages"), Some(&body))
            .await;
    }
}

fn put(stage: &Stage, verb: &'static str) -> impl Future<Output = ()> + Send + 'static {
    let (chat, _) = chat_of(&stage.channel, PERSON);
    let client = stage.owner.clone();
    let body = if verb == "read" {
        json!({ "inbound": 2 })
    } else {
        json!({})
    };
    async move {
        client
            .ask("PUT", &format!("/api/chats/{chat}/{verb}"), Some(&body))
            .await;
    }
}
