//! What people do besides writing: pressing a button, putting a sign under a message.
//!
//! <https://core.telegram.org/bots/api#callbackquery>, <https://core.telegram.org/bots/api#messagereactionupdated>.

use domain::{
    ChannelId, Content, IdentityId, Press, Reactions, SECOND_MS, UnixMs, inbound::InboundMessage,
    inbound::InboundReaction,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    inbound::{Chat, User, sender},
    outbound::call,
};
use crate::{Access, Inbound, Progress, Received, Step};

#[derive(Deserialize)]
struct Query {
    id: String,
    from: Option<User>,
    message: Option<Beneath>,
    data: Option<String>,
}

/// The message the button stands under. Of one that is too old only these are told.
#[derive(Deserialize)]
struct Beneath {
    message_id: Option<u64>,
    chat: Chat,
    #[serde(default)]
    reply_markup: Value,
}

/// A button under a message was pressed. One under a message that was sent through the bot into another chat is not ours.
pub fn press(channel: &ChannelId, value: Value) -> Received {
    let query: Query = match serde_json::from_value(value) {
        Ok(query) => query,
        Err(error) => return Received::quarantined(format!("callback_query: {error}")),
    };
    let Some(beneath) = query.message.filter(|message| message.chat.is_private()) else {
        return Received::default();
    };
    let Ok(identity) = IdentityId::new(channel.clone(), &beneath.chat.id.to_string()) else {
        return Received::quarantined("callback_query: a chat without id".into());
    };
    let label = query
        .data
        .as_deref()
        .and_then(|data| label(&beneath.reply_markup, data));
    let press = Press::of(label, query.data.as_deref(), &query.id);
    let message = InboundMessage::new(
        sender(identity, &beneath.chat, query.from.as_ref()),
        beneath.message_id.unwrap_or_default(),
        UnixMs::default(),
        Content::Press { press },
    );
    Received {
        inbound: vec![Inbound::Message(message)],
        ..Received::default()
    }
}

/// What stands on the button that carries `data`.
fn label<'a>(markup: &'a Value, data: &str) -> Option<&'a str> {
    let rows = markup["inline_keyboard"].as_array()?.iter();
    let mut buttons = rows.filter_map(Value::as_array).flatten();
    buttons.find(|button| button["callback_data"] == data)?["text"].as_str()
}

#[derive(Deserialize)]
struct Reacted {
    chat: Chat,
    message_id: u64,
    date: Option<i64>,
    #[serde(default)]
    new_reaction: Value,
}

/// Signs were put under a message, or taken away. Somebody has three there at most.
/// Source: <https://core.telegram.org/api/config>, `reactions_user_max_premium`.
pub fn reaction(channel: &ChannelId, value: Value) -> Received {
    let told: Reacted = match serde_json::from_value(value) {
        Ok(told) => told,
        Err(error) => return Received::quarantined(format!("message_reaction: {error}")),
    };
    if !told.chat.is_private() {
        return Received::default();
    }
    let Ok(identity) = IdentityId::new(channel.clone(), &told.chat.id.to_string()) else {
        return Received::quarantined("message_reaction: a chat without id".into());
    };
    let signs = told.new_reaction.as_array().into_iter().flatten().map(sign);
    Received {
        inbound: vec![Inbound::Reaction(InboundReaction {
            identity,
            number: told.message_id,
            signs: Reactions::signs(signs),
            at: told.date.map(|date| UnixMs(date.saturating_mul(SECOND_MS))),
        })],
        ..Received::default()
    }
}

/// An emoji as it is. One of somebody's own making is a picture; a star stands for it, as for the one that costs stars.
fn sign(reaction: &Value) -> String {
    let emoji = reaction["emoji"].as_str();
    emoji.filter(|emoji| !emoji.is_empty()).unwrap_or("⭐").to_owned()
}

/// The call that says that a press was heard. Source: <https://core.telegram.org/bots/api#answercallbackquery>.
pub fn acknowledge(access: &Access, handle: &str) -> Step {
    let body = json!({ "callback_query_id": handle });
    Step::Call(call(access, "answerCallbackQuery", body), Progress::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> ChannelId {
        "channel".parse().expect("id")
    }

    fn query(message: &Value) -> Received {
        let from = json!({ "id": 77, "is_bot": false, "first_name": "Anna" });
        let value = json!({ "id": "4382", "from": from, "chat_instance": "1", "data": "y", "message": message });
        press(&channel(), value)
    }

    fn pressed(received: &Received) -> (&InboundMessage, &Press) {
        match received.inbound.as_slice() {
            [Inbound::Message(message)] => match &message.content {
                Content::Press { press } => (message, press),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_press_is_called_by_the_button_that_carries_it() {
        let buttons = json!([[{ "text": "No", "callback_data": "n" }, { "text": "Yes", "callback_data": "y" }]]);
        let chat = json!({ "id": 77, "type": "private", "first_name": "Anna" });
        let known = query(
            &json!({ "message_id": 41, "chat": chat, "date": 5, "reply_markup": { "inline_keyboard": buttons } }),
        );
        let old = query(&json!({ "message_id": 41, "chat": chat, "date": 0 }));

        let (message, press) = pressed(&known);
        assert_eq!(
            (press.label.as_str(), press.data.as_deref(), press.handle.as_str()),
            ("Yes", Some("y"), "4382")
        );
        assert_eq!((message.position, message.sender.name.as_str()), (41, "Anna"));
        assert_eq!(pressed(&old).1.label, "y", "the message is too old to be shown");
        assert_eq!(known.quarantine, None);
    }

    #[test]
    fn a_press_elsewhere_is_taken_and_is_nobodys() {
        assert_eq!(
            query(&Value::Null),
            Received::default(),
            "sent through the bot into another chat"
        );
        let group = json!({ "message_id": 4, "chat": { "id": -5, "type": "group" } });
        assert_eq!(query(&group), Received::default());
    }

    #[test]
    fn signs_are_all_that_stand_there_now() {
        let told = |signs: Value| {
            let chat = json!({ "id": 77, "type": "private" });
            let value = json!({ "chat": chat, "message_id": 9, "date": 7, "old_reaction": [], "new_reaction": signs });
            match reaction(&channel(), value).inbound.as_slice() {
                [Inbound::Reaction(told)] => (told.number, told.signs.clone(), told.at),
                other => panic!("{other:?}"),
            }
        };
        let two = json!([{ "type": "emoji", "emoji": "🔥" }, { "type": "custom_emoji", "custom_emoji_id": "5" }]);
        assert_eq!(
            told(two),
            (9, vec!["🔥".to_owned(), "⭐".to_owned()], Some(UnixMs(7_000)))
        );
        assert_eq!(told(json!([])).1, Vec::<String>::new());
    }
}
