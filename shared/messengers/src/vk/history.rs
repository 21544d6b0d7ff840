//! Messages that no event told us of, from the history of their dialog.
//!
//! <https://dev.vk.com/ru/method/messages.getHistory>

use domain::{ChannelId, Missing};
use serde_json::Value;

use super::{errors::result, inbound, limits::HISTORY_MAX, outbound::call};
use crate::{Access, Progress, ProviderAnswer, Recalled, Step};

/// Asks for the newest messages of a dialog: what is missing is missed soon.
pub fn ask(access: &Access, recipient: &str) -> Step {
    let fields = vec![("peer_id", recipient.to_owned()), ("count", HISTORY_MAX.to_string())];
    Step::Call(call(access, "messages.getHistory", fields), Progress::default())
}

/// Reads the answer to [`ask`]: what is missing of it, oldest first.
pub fn read(channel: &ChannelId, missing: Missing, answer: &ProviderAnswer) -> Step {
    let mut response = match result(answer) {
        Ok(response) => response,
        Err(failure) => {
            return Step::NotRecalled {
                reason: failure.words(),
                may_pass: failure.may_pass(),
            };
        }
    };
    let items = match response.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let number = |item: &Value| item.get("conversation_message_id").and_then(Value::as_u64);
    let is_missing = |number: u64| number > missing.after && number < missing.before;
    let mut items: Vec<(u64, Value)> = items
        .into_iter()
        .filter_map(|item| Some((number(&item).filter(|number| is_missing(*number))?, item)))
        .collect();
    items.sort_by_key(|(number, _)| *number);
    let recalled = items.into_iter().map(|(_, item)| Recalled {
        raw: item.to_string().into_bytes(),
        received: inbound::recalled(channel, item),
    });
    Step::Recalled(recalled.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Inbound;

    #[test]
    fn what_is_missing_is_taken_oldest_first_and_nothing_else() {
        let said = |number: u64, out: u8, admin: u64| {
            json!({
                "id": 500 + number, "date": 1_795_000_000, "peer_id": 77, "from_id": 77, "out": out, "text": number.to_string(),
                "conversation_message_id": number, "admin_author_id": admin,
            })
        };
        // Newest first; 5 is ours and known by its own sending, 6 was written by an admin.
        let items = json!([
            said(8, 0, 0),
            said(7, 0, 0),
            said(6, 1, 42),
            said(5, 1, 0),
            said(4, 0, 0),
            said(3, 0, 0),
            5
        ]);
        let body = json!({ "response": { "count": 7, "items": items } })
            .to_string()
            .into_bytes();
        let answer = ProviderAnswer::Answered { status: 200, body };
        let channel: ChannelId = "channel".parse().expect("an id");

        let step = read(&channel, Missing { after: 3, before: 8 }, &answer);

        let Step::Recalled(recalled) = step else {
            panic!("{step:?}")
        };
        let all: Vec<(u64, bool)> = recalled
            .iter()
            .flat_map(|one| &one.received.inbound)
            .map(|inbound| match inbound {
                Inbound::Message(message) => (message.position, false),
                Inbound::Outside(message) => (message.position, true),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(all, [(4, false), (6, true), (7, false)]);
        let lost = read(&channel, Missing { after: 3, before: 8 }, &ProviderAnswer::NoAnswer);
        assert!(matches!(lost, Step::NotRecalled { may_pass: true, .. }));
    }
}
