//! Delivering updates by webhook, in the real server's order and on its schedule.
//!
//! One queue per chat for messages and edits, one per person for each other kind; a queue sends one update at a time, and its
//! head blocks it until it is taken or expires. Source: `WebhookActor.cpp` and `Client.cpp` of the server.

mod updates;

use std::collections::{BTreeMap, VecDeque};

use domain::{DAY_MS, HOUR_MS, SECOND_MS, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{api::No, poll::Held};
use crate::pretend::{WebhookAnswer, WebhookPost};

/// How long an update is kept, counted from the date of its message or edit.
const KEPT_MS: i64 = DAY_MS;

/// Longest `Retry-After` honoured.
const RETRY_AFTER_S_MAX: u64 = 3_600;

/// First pause after a failure; it doubles.
const FIRST_PAUSE_S: i64 = 2;

/// The doubling ends here; longer pauses are drawn between this and twice this.
const LONG_PAUSE_S: i64 = 60;

/// A webhook that answers 410 for this long is removed.
const GONE_MS: i64 = 23 * HOUR_MS;

/// After this long without updates their numbers start anew at random.
const NEW_NUMBERS_AFTER_MS: i64 = 7 * DAY_MS;

/// Parallel calls unless the bot asks for another number.
const MAX_CONNECTIONS: i64 = 40;

/// Most parallel calls a bot may ask for.
const MAX_CONNECTIONS_MAX: i64 = 100;

/// Longest `secret_token`, in characters.
const SECRET_CHARS_MAX: usize = 256;

/// Which queue an update waits in: within one it arrives in order, between two in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Queue {
    /// Messages and edits of a chat.
    Chat(u64),
    /// Blocking, pressing buttons and putting signs under messages, each by a person.
    Membership(u64),
    Press(u64),
    Reaction(u64),
}

/// What `setWebhook` was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    pub url: String,
    pub secret: String,
    pub max_connections: Option<i64>,
    /// `None`: as before.
    pub allowed_updates: Option<Vec<String>>,
    /// The how-manieth webhook this is.
    pub set: u64,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    update: Value,
    expires: UnixMs,
    due: UnixMs,
    failures: u32,
    /// The attempt under way.
    attempt: Option<u64>,
}

/// Everything about getting one bot's updates to its webhook.
#[derive(Default, Serialize, Deserialize)]
pub struct Delivery {
    webhook: Option<Webhook>,
    allowed_updates: Vec<String>,
    /// When `setWebhook` with other arguments is answered again.
    next_set: UnixMs,
    next_update: u64,
    last_update: Option<UnixMs>,
    // As pairs: JSON has no other keys than text.
    #[serde(with = "as_pairs")]
    queues: BTreeMap<Queue, VecDeque<Waiting>>,
    last_error: Option<(i64, String)>,
    gone_since: Option<UnixMs>,
    random: u64,
    /// Polls held open.
    #[serde(skip)]
    pub held: Vec<Held>,
}

impl Delivery {
    pub fn new(seed: u64) -> Self {
        let mut new = Self {
            random: seed,
            ..Self::default()
        };
        new.next_update = new.draw(100_000_000, 900_000_000);
        new
    }

    /// Which webhook in the order of setting is in place; 0: none.
    pub fn webhook_set(&self) -> u64 {
        self.webhook.as_ref().map_or(0, |webhook| webhook.set)
    }

    pub fn set_webhook(&mut self, now: UnixMs, wish: Webhook, drop_pending: bool) -> Result<&'static str, No> {
        if wish.url.is_empty() {
            return Ok(self.delete_webhook(drop_pending));
        }
        if !(wish.url.starts_with("https://") || wish.url.starts_with("http://")) {
            return Err(No::bad_request(
                "bad webhook: An HTTPS URL must be provided for webhook",
            ));
        }
        if wish.secret.chars().count() > SECRET_CHARS_MAX {
            return Err(No::bad_request("secret token is too long"));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !wish.secret.bytes().all(is_plain) {
            return Err(No::bad_request("secret token contains unallowed characters"));
        }
        let kinds = wish
            .allowed_updates
            .as_ref()
            .filter(|kinds| **kinds != self.allowed_updates);
        let is_same = |old: &Webhook| {
            (&old.url, &old.secret, old.max_connections) == (&wish.url, &wish.secret, wish.max_connections)
        };
        if kinds.is_none() && !drop_pending && self.webhook.as_ref().is_some_and(is_same) {
            return Ok("Webhook is already set");
        }
        if now < self.next_set {
            return Err(No::too_many(1));
        }

        self.next_set = now.plus(SECOND_MS);
        self.allowed_updates = kinds.unwrap_or(&self.allowed_updates).clone();
        if drop_pending {
            self.queues.clear();
        }
        // A new address is tried at once, whatever the old one did.
        for waiting in self.queues.values_mut().filter_map(VecDeque::front_mut) {
            (waiting.due, waiting.failures, waiting.attempt) = (now, 0, None);
        }
        (self.last_error, self.gone_since) = (None, None);
        self.webhook = Some(wish);
        Ok("Webhook was set")
    }

    pub fn delete_webhook(&mut self, drop_pending: bool) -> &'static str {
        if drop_pending {
            self.queues.clear();
        }
        self.nothing_under_way();
        if self.webhook.take().is_some() {
            "Webhook was deleted"
        } else {
            "Webhook is already deleted"
        }
    }

    /// The answer of `getWebhookInfo`.
    pub fn info(&self) -> Value {
        let pending: usize = self.queues.values().map(VecDeque::len).sum();
        let url = self.webhook.as_ref().map_or("", |webhook| webhook.url.as_str());
        let mut info = json!({ "url": url, "has_custom_certificate": false, "pending_update_count": pending });
        if self.webhook.is_some() {
            info["max_connections"] = self.connections_max().into();
        }
        if !self.allowed_updates.is_empty() {
            info["allowed_updates"] = json!(self.allowed_updates);
        }
        if let Some((date, words)) = &self.last_error {
            info["last_error_date"] = (*date).into();
            info["last_error_message"] = words.as_str().into();
        }
        info
    }

    /// Queues an update, unless the bot does not want its kind.
    pub fn enqueue(&mut self, queue: Queue, kind: &str, content: Value, now: UnixMs) {
        self.enqueue_for(KEPT_MS, queue, kind, content, now);
    }

    /// The same for one that is kept for another time.
    pub fn enqueue_for(&mut self, kept_ms: i64, queue: Queue, kind: &str, content: Value, now: UnixMs) {
        // Some kinds come only to who asks for them by name: <https://core.telegram.org/bots/api#setwebhook>.
        let is_usual = self.allowed_updates.is_empty() && kind != "message_reaction";
        let is_wanted = is_usual || self.allowed_updates.iter().any(|wanted| wanted == kind);
        if !is_wanted {
            return;
        }
        if self
            .last_update
            .is_some_and(|last| now > last.plus(NEW_NUMBERS_AFTER_MS))
        {
            self.next_update = self.draw(100_000_000, 900_000_000);
        }
        self.last_update = Some(now);
        let update = json!({ "update_id": self.next_update, kind: content });
        self.next_update += 1;
        let waiting = Waiting {
            update,
            expires: now.plus(kept_ms),
            due: now,
            failures: 0,
            attempt: None,
        };
        self.queues.entry(queue).or_default().push_back(waiting);
    }

    /// The calls to make now.
    pub fn posts(&mut self, now: UnixMs, attempts: &mut u64) -> Vec<WebhookPost> {
        self.forget_expired(now);
        let Some(webhook) = self.webhook.clone() else {
            return Vec::new();
        };
        let mut free = self.free_connections();
        let mut posts = Vec::new();
        for head in self.queues.values_mut().filter_map(VecDeque::front_mut) {
            if free == 0 {
                break;
            }
            if head.attempt.is_some() || head.due > now {
                continue;
            }
            free -= 1;
            *attempts += 1;
            head.attempt = Some(*attempts);
            let secret = ("X-Telegram-Bot-Api-Secret-Token".to_owned(), webhook.secret.clone());
            posts.push(WebhookPost {
                attempt: *attempts,
                url: webhook.url.clone(),
                headers: if webhook.secret.is_empty() {
                    Vec::new()
                } else {
                    vec![secret]
                },
                body: head.update.to_string().into_bytes(),
            });
        }
        posts
    }

    pub fn answered(&mut self, now: UnixMs, attempt: u64, answer: &WebhookAnswer) {
        let is_it = |queue: &VecDeque<Waiting>| queue.front().is_some_and(|head| head.attempt == Some(attempt));
        let Some(name) = self
            .queues
            .iter()
            .find(|(_, queue)| is_it(queue))
            .map(|(name, _)| *name)
        else {
            return;
        };
        if matches!(answer, WebhookAnswer::Answered { status: 200..=299, .. }) {
            self.gone_since = None;
            self.pop(name);
            return;
        }
        let is_gone = matches!(answer, WebhookAnswer::Answered { status: 410, .. });
        let (words, retry_after_s) = match answer {
            WebhookAnswer::NoAnswer => ("Read timeout expired".to_owned(), None),
            WebhookAnswer::Answered {
                status, retry_after_s, ..
            } => (
                format!("Wrong response from the webhook: {}", status_line(*status)),
                *retry_after_s,
            ),
        };
        self.last_error = Some((now.seconds(), words));
        self.note_gone(now, is_gone);
        let failures = self
            .queues
            .get(&name)
            .and_then(VecDeque::front)
            .map_or(0, |head| head.failures);
        let pause_s = match retry_after_s {
            Some(seconds) => i64::try_from(seconds.min(RETRY_AFTER_S_MAX)).unwrap_or_default(),
            None => self.pause_s(failures),
        };
        if let Some(head) = self.queues.get_mut(&name).and_then(VecDeque::front_mut) {
            (head.attempt, head.failures, head.due) = (None, failures + 1, now.plus(pause_s * SECOND_MS));
        }
    }

    /// When [`Delivery::posts`] has something next.
    pub fn next_post(&self) -> Option<UnixMs> {
        if self.webhook.is_none() || self.free_connections() == 0 {
            return None;
        }
        let heads = self.queues.values().filter_map(VecDeque::front);
        heads.filter(|head| head.attempt.is_none()).map(|head| head.due).min()
    }

    /// The process that made the calls is gone: what was under way is due again.
    pub fn nothing_under_way(&mut self) {
        self.queues
            .values_mut()
            .filter_map(VecDeque::front_mut)
            .for_each(|head| head.attempt = None);
    }

    fn pop(&mut self, name: Queue) {
        if let Some(queue) = self.queues.get_mut(&name) {
            queue.pop_front();
        }
        self.queues.retain(|_, queue| !queue.is_empty());
    }

    /// What is past its time is dropped without a word, as the real server does.
    fn forget_expired(&mut self, now: UnixMs) {
        for queue in self.queues.values_mut() {
            while queue
                .front()
                .is_some_and(|head| head.expires <= now && head.attempt.is_none())
            {
                queue.pop_front();
            }
        }
        self.queues.retain(|_, queue| !queue.is_empty());
    }

    fn note_gone(&mut self, now: UnixMs, is_gone: bool) {
        if !is_gone {
            self.gone_since = None;
            return;
        }
        let since = *self.gone_since.get_or_insert(now);
        if now > since.plus(GONE_MS) {
            self.delete_webhook(false);
        }
    }

    fn connections_max(&self) -> i64 {
        let wished = self.webhook.as_ref().and_then(|webhook| webhook.max_connections);
        wished.unwrap_or(MAX_CONNECTIONS).clamp(1, MAX_CONNECTIONS_MAX)
    }

    fn free_connections(&self) -> usize {
        let under_way = self
            .queues
            .values()
            .filter_map(VecDeque::front)
            .filter(|head| head.attempt.is_some())
            .count();
        usize::try_from(self.connections_max())
            .unwrap_or_default()
            .saturating_sub(under_way)
    }

    /// 2, 4, 8, 16, 32 seconds, then somewhere between one minute and two.
    fn pause_s(&mut self, failures: u32) -> i64 {
        let doubled = FIRST_PAUSE_S
            .checked_shl(failures)
            .filter(|pause| (1..LONG_PAUSE_S).contains(pause));
        match doubled {
            Some(pause) => pause,
            None => {
                let long = LONG_PAUSE_S.unsigned_abs();
                i64::try_from(self.draw(long, 2 * long + 1)).unwrap_or(LONG_PAUSE_S)
            }
        }
    }

    /// A number from `from` up to below `to`; SplitMix64, so that the same story has the same pauses.
    fn draw(&mut self, from: u64, to: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from + (mixed ^ (mixed >> 31)) % (to - from)
    }
}

/// "503 Service Unavailable".
fn status_line(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    format!("{status} {}", reason.unwrap_or_default()).trim_end().to_owned()
}

mod as_pairs {
    use super::{BTreeMap, Queue, VecDeque, Waiting};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(map: &BTreeMap<Queue, VecDeque<Waiting>>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Queue, VecDeque<Waiting>>, D::Error> {
        Ok(Vec::deserialize(from)?.into_iter().collect())
    }
}
