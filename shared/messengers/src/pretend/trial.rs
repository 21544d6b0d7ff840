//! What whoever judges our side must know of a pretend messenger, and could not see from outside.

use super::WebhookPost;

/// What a messenger does not tell, does not keep trying, and takes for proof. What holds for most of them needs no word here.
pub trait Trial {
    /// Whether it tells a business that a person changed what they wrote. Where it does not, an earlier form is all there is.
    fn tells_of_edits(&self) -> bool {
        true
    }

    /// Whether what it tells of signs says when they were put. Where it does not, an older word that comes later is believed.
    fn dates_signs(&self) -> bool {
        true
    }

    /// Whether it was to tell of this message of `person` and gave up, since its webhook calls were not taken in time. `message` is
    /// its number as in [`super::PretendMessage::id`].
    fn gave_up(&self, _person: &str, _message: u64) -> bool {
        false
    }

    /// The forms of `genuine` that somebody without the secret could make, at least one: each must be refused.
    fn forgeries(&self, genuine: &WebhookPost) -> Vec<WebhookPost> {
        let with = |headers: Vec<(String, String)>| WebhookPost {
            headers,
            ..genuine.clone()
        };
        let wrong = genuine
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), format!("{value}x")));
        let twice = genuine.headers.iter().chain(&genuine.headers).cloned();
        vec![with(Vec::new()), with(wrong.collect()), with(twice.collect())]
    }

    /// A call that proves itself as `genuine` does, and says `words`, which nobody understands: it must be kept raw.
    fn strange(&self, genuine: &WebhookPost, words: &str) -> WebhookPost {
        WebhookPost {
            body: words.as_bytes().to_vec(),
            ..genuine.clone()
        }
    }

    /// The API call with this body as it would be if it were about another wish of the same words: what tells a repetition is
    /// changed. `None`: nothing in it does.
    fn as_another_wish(&self, _body: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
