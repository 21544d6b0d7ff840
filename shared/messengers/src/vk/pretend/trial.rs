//! What a judge of our side must know: the secret is a field of the body, a `random_id` tells a repetition, changes by people are
//! told to nobody, and after the last pause an event is lost.

use serde_json::Value;

use super::{PretendVk, id_of};
use crate::pretend::{Trial, WebhookPost};

impl Trial for PretendVk {
    fn tells_of_edits(&self) -> bool {
        false
    }

    fn dates_signs(&self) -> bool {
        false
    }

    fn gave_up(&self, person: &str, message: u64) -> bool {
        let lost = id_of(person).ok().map(|person| (person, message));
        lost.is_some_and(|lost| self.groups.iter().any(|group| group.delivery.lost.contains(&lost)))
    }

    fn forgeries(&self, genuine: &WebhookPost) -> Vec<WebhookPost> {
        let of = |change: &dyn Fn(&mut Value)| with(genuine, |event| change(event));
        let without = |event: &mut Value, secret: Option<Value>| {
            // A handshake is answered without a secret too, but with nothing that its sender told.
            event["type"] = "message_new".into();
            if let Some(fields) = event.as_object_mut() {
                fields.remove("secret");
                fields.extend(secret.map(|secret| ("secret".to_owned(), secret)));
            }
        };
        vec![
            of(&|event| without(event, None)),
            of(&|event| without(event, Some(Value::Null))),
            of(&|event| event["secret"] = format!("{}x", event["secret"].as_str().unwrap_or_default()).into()),
            of(&|event| event["group_id"] = 1.into()),
            WebhookPost {
                body: b"{".to_vec(),
                ..genuine.clone()
            },
        ]
    }

    fn strange(&self, genuine: &WebhookPost, words: &str) -> WebhookPost {
        with(genuine, |event| {
            // Half of it is a kind that was never there, half a known one that makes no sense.
            event["type"] = if words.len().is_multiple_of(2) {
                "message_new"
            } else {
                "something_new"
            }
            .into();
            event["object"] = serde_json::from_str(words).unwrap_or_else(|_| words.into());
        })
    }

    fn as_another_wish(&self, body: &[u8]) -> Option<Vec<u8>> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let known = fields.iter().find(|(name, _)| name == "random_id")?;
        let other = known.1.parse::<i32>().ok()?.wrapping_add(1).max(1).to_string();
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            form.append_pair(name, if name == "random_id" { &other } else { value });
        }
        Some(form.finish().into_bytes())
    }
}

/// The call with another event in it.
fn with(genuine: &WebhookPost, change: impl FnOnce(&mut Value)) -> WebhookPost {
    let mut event: Value = serde_json::from_slice(&genuine.body).unwrap_or_default();
    change(&mut event);
    WebhookPost {
        body: event.to_string().into_bytes(),
        ..genuine.clone()
    }
}

#[cfg(test)]
mod tests {
    use domain::Registration;
    use serde_json::json;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::{Door, Messenger, NotAuthentic, Received, WebhookCall, WebhookSecrets, registry::vk::Vk};

    fn received(post: &WebhookPost) -> Result<Received, NotAuthentic> {
        let door = Door {
            secrets: WebhookSecrets(vec![Sha256::digest("s").into()]),
            registration: Registration {
                account: "9".into(),
                handshake: "code".into(),
                news_from: String::new(),
            },
        };
        let call = WebhookCall {
            headers: &http::HeaderMap::new(),
            body: &post.body,
        };
        Vk.receive(&"channel".parse().expect("an id"), &door, &call)
    }

    fn post(event: &Value) -> WebhookPost {
        WebhookPost {
            attempt: 1,
            url: String::new(),
            headers: Vec::new(),
            body: event.to_string().into_bytes(),
        }
    }

    #[test]
    fn no_forgery_is_let_in_and_what_is_strange_is_kept_whatever_it_says() {
        let vk = PretendVk::default();
        let message = json!({ "peer_id": 7, "from_id": 7, "conversation_message_id": 1, "text": "hi" });
        let events = [
            json!({ "type": "message_new", "group_id": 9, "secret": "s", "object": { "message": message } }),
            json!({ "type": "confirmation", "group_id": 9, "secret": "s" }),
        ];

        for genuine in events.iter().map(post) {
            assert!(received(&genuine).is_ok());
            for forged in vk.forgeries(&genuine) {
                let is_refused = received(&forged) == Err(NotAuthentic);
                assert!(is_refused, "{}", String::from_utf8_lossy(&forged.body));
            }
            for words in ["", "{", "[1,2,3]", r#"{"message":{"message_id":"?"}}"#, r#"{"x":1}"#] {
                let strange = received(&vk.strange(&genuine, words)).expect("it proves itself");
                assert!(strange.inbound.is_empty() && strange.quarantine.is_some(), "{words}");
            }
        }
    }

    #[test]
    fn another_wish_differs_in_its_number_alone() {
        let vk = PretendVk::default();

        let other = vk
            .as_another_wish(b"peer_ids=7&random_id=5&message=a+b")
            .expect("a send");

        assert_eq!(String::from_utf8_lossy(&other), "peer_ids=7&random_id=6&message=a+b");
        assert_eq!(vk.as_another_wish(b"user_ids=7"), None);
    }
}
