//! What is to be done, one thing at a time: which of it something that happened asks for, and who does it.

use domain::{
    Channel, ChannelId, ChannelState, Chat, ContactId, IntentId, MessageId, OperatorId, Passage, Speaker, UnixMs, rules,
};
use platform::Fault;
use store::records::Happened;

use crate::{
    Courier, acknowledge, ask, attend, compare, connect, distribute, drafts, drain, erase,
    fetch::{self, Pace},
    funnel, hold, inspect, part, picture, recall, ring, typing,
};

/// What one stream record asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Errand {
    /// Bring a chat's answers to the messenger; take it back if it was put aside until now.
    Drain(ContactId),
    /// Delete what is left of an erased contact.
    Erase(ContactId),
    /// Connect a channel.
    Connect(ChannelId),
    /// Fetch a file of a message.
    Fetch(MessageId, u32),
    /// Ask how a messenger calls us.
    Inspect(ChannelId),
    /// Let go of a removed channel.
    Part(ChannelId),
    /// Tell a channel's new secret, or end the time of the one before.
    RenewSecret(ChannelId),
    /// Let the chats go on that wait for a channel.
    Release(ChannelId),
    /// Say that the press of a button was heard.
    Acknowledge(MessageId),
    /// Ask the messenger who a contact is.
    Ask(ContactId),
    /// Ask the messenger for a contact's picture.
    Picture(ContactId),
    /// Show a contact that an answer is being written.
    Typing(ContactId, UnixMs),
    /// Ask the messenger for messages it did not tell us of.
    Recall(ContactId),
    /// Give this waiting chat to somebody, after those that wait longer.
    Give(ContactId),
    /// Somebody no longer works here: take their chats back.
    SendHome(OperatorId),
    /// Somebody can take chats: give out those that wait.
    GiveOut,
    /// Look who may be the same person as a contact.
    Compare(ContactId),
    /// Tell an operator what is new, in their own messenger.
    Ring(OperatorId),
    /// Answer an operator who wrote where they are told.
    Answer(OperatorId),
    /// Take what operators began to write to where this chat was pulled into.
    MoveDrafts(ContactId),
    /// Go on with a contact's way through a funnel.
    Step(ContactId, IntentId),
}

/// What something that happened asks for.
pub fn errands_of(happened: &Happened) -> Vec<Errand> {
    match happened {
        Happened::Chat { chat, touched } => {
            let drain = (!chat.outbox.is_empty()).then(|| Errand::Drain(chat.id.clone()));
            let give = chat.waiting().map(|_| Errand::Give(chat.id.clone()));
            // Who is asked about for the name shows the picture too.
            let ask = if ask::is_nameless(chat) {
                Some(Errand::Ask(chat.id.clone()))
            } else {
                let is_news = !touched.is_empty() && picture::may_be_shown(chat);
                is_news.then(|| Errand::Picture(chat.id.clone()))
            };
            let heard = pressed(chat).map(Errand::Acknowledge);
            let recall = rules::recall::missing(chat).map(|_| Errand::Recall(chat.id.clone()));
            drain
                .into_iter()
                .chain(give)
                .chain(ask)
                .chain(heard)
                .chain(recall)
                .collect()
        }
        Happened::Erased(tombstone) if tombstone.work.is_some() => vec![Errand::Erase(tombstone.contact.clone())],
        Happened::Channel(channel) => channel_errands(channel),
        Happened::Health(health) if health.asked.is_some() => vec![Errand::Inspect(health.channel.clone())],
        Happened::Operator(operator) if operator.can_take() => vec![Errand::GiveOut],
        Happened::Operator(operator) if !operator.is_active => vec![Errand::SendHome(operator.id.clone())],
        Happened::Bell(bell) if bell.rings_at.is_some() => vec![Errand::Ring(bell.operator.clone())],
        Happened::Notifications(notifications) if rules::link::answer(notifications).is_some() => {
            vec![Errand::Answer(notifications.operator.clone())]
        }
        Happened::MustCompare(contact) => vec![Errand::Compare(contact.clone())],
        Happened::Typing(typing) if typing.by != Speaker::Contact => {
            vec![Errand::Typing(typing.chat.clone(), typing.at)]
        }
        // Later steps are the minute's round's.
        Happened::FunnelRun(run) if run.due().is_some_and(|due| due <= run.at) => {
            vec![Errand::Step(run.contact.clone(), run.funnel.clone())]
        }
        // Later tries are the minute's round's.
        Happened::Fetch(fetch) if fetch.attempts == 0 => vec![Errand::Fetch(fetch.message.clone(), fetch.number)],
        Happened::United(pointer) => vec![Errand::MoveDrafts(pointer.id.clone())],
        Happened::Draft(_)
        | Happened::Looking(_)
        | Happened::Suggestions(_)
        | Happened::FunnelRun(_)
        | Happened::Fetch(_)
        | Happened::Erased(_)
        | Happened::Card(_)
        | Happened::Health(_)
        | Happened::Note(_)
        | Happened::Order(_)
        | Happened::Spent(_)
        | Happened::Operator(_)
        | Happened::Settings(_)
        | Happened::Bell(_)
        | Happened::Typing(_)
        | Happened::Notifications(_)
        | Happened::SessionEnded(_) => Vec::new(),
    }
}

/// The press that the commit of `chat` brought. Of what contacts say a press alone has no number of its own, so that nothing
/// needs to be read to know it.
fn pressed(chat: &Chat) -> Option<MessageId> {
    let preview = &chat.preview;
    let is_news = preview.version == chat.version && preview.from == Speaker::Contact;
    (is_news && !preview.message.order.is_numbered()).then(|| preview.message.clone())
}

/// What a channel wants done, as it is.
pub fn channel_errands(channel: &Channel) -> Vec<Errand> {
    let id = || channel.id.clone();
    let is_held = matches!(channel.passage(), Passage::Held(_));
    let wishes = [
        (channel.state == ChannelState::Connecting).then(|| Errand::Connect(id())),
        matches!(channel.state, ChannelState::Removing { .. }).then(|| Errand::Part(id())),
        channel.renewal.is_some().then(|| Errand::RenewSecret(id())),
        (!is_held).then(|| Errand::Release(id())),
    ];
    wishes.into_iter().flatten().collect()
}

/// Does one errand.
///
/// # Errors
/// [`Fault`]: something is left to do; wake again.
pub async fn run(courier: &Courier, errand: &Errand, pace: Pace) -> Result<(), Fault> {
    match errand {
        Errand::Fetch(message, number) => fetch::fetch(courier, message, *number, pace).await,
        Errand::Drain(contact) => drain::drain(courier, contact).await,
        Errand::Erase(contact) => erase::erase(courier, contact).await,
        Errand::Connect(channel) => connect::connect(courier, channel).await,
        Errand::Inspect(channel) => inspect::inspect(courier, channel).await,
        Errand::Part(channel) => part::part(courier, channel).await,
        Errand::RenewSecret(channel) => connect::renew_secret(courier, channel).await,
        Errand::Release(channel) => hold::release(courier, channel).await,
        Errand::Acknowledge(message) => acknowledge::acknowledge(courier, message).await,
        Errand::Ask(contact) => ask::ask(courier, contact).await,
        Errand::Typing(contact, at) => typing::tell(courier, contact, *at).await,
        Errand::Picture(contact) => picture::look(courier, contact).await,
        Errand::Recall(contact) => recall::recall(courier, contact).await,
        Errand::Give(contact) => distribute::give(courier, contact).await,
        Errand::SendHome(operator) => attend::send_home(courier, operator).await,
        Errand::GiveOut => distribute::give_out(courier).await.map(|_| ()),
        Errand::Ring(operator) => ring::ring(courier, operator).await,
        Errand::Answer(operator) => ring::answer(courier, operator).await,
        Errand::Step(contact, funnel) => funnel::step(courier, contact, funnel).await,
        Errand::MoveDrafts(contact) => drafts::follow(courier, contact).await,
        Errand::Compare(contact) => compare::compare(courier, contact).await,
    }
}
