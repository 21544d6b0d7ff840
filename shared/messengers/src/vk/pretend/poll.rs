//! The long poll server: a session with a key, events by number, and the three failures.
//!
//! It lives under `/lp/` of the same address as the API. Source:
//! <https://dev.vk.com/ru/api/bots-long-poll/getting-started>; that a number is a number in failures only is what clients
//! report.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use domain::{HOUR_MS, SECOND_MS, UnixMs};
use http::header;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{PretendVk, api::No, parameters::Parameters};
use crate::pretend::{ApiAnswer, ApiCall, HoldsOpen, Pretend, Taken};

/// How long a key is good; VK does not say.
const KEY_MS: i64 = HOUR_MS;

/// Events kept for whoever asks late; VK does not say how many.
const EVENTS_MAX: usize = 1_000;

/// Longest time a poll is held open, in seconds.
const WAIT_S_MAX: i64 = 90;

/// What whoever stands in front says of the part of the path that it took away.
const PREFIX_HEADER: &str = "x-forwarded-prefix";

/// One community's long poll server.
#[derive(Default, Serialize, Deserialize)]
pub struct LongPoll {
    pub is_enabled: bool,
    wanted: BTreeSet<String>,
    /// The number of the newest event.
    newest: u64,
    events: VecDeque<Value>,
    /// The how-manieth key is good, and until when.
    key: (u64, UnixMs),
    /// Polls held open.
    #[serde(skip)]
    held: Vec<Held>,
}

/// A poll held open.
struct Held {
    poll: u64,
    after: u64,
    until: UnixMs,
}

impl LongPoll {
    /// Keeps an event for whoever asks.
    pub fn push(&mut self, kind: &str, event: &Value) {
        if self.is_enabled && self.wanted.contains(kind) {
            self.newest += 1;
            self.events.push_back(event.clone());
            if self.events.len() > EVENTS_MAX {
                self.events.pop_front();
            }
        }
    }

    /// The number before the oldest event that is kept.
    fn oldest(&self) -> u64 {
        self.newest - self.events.len() as u64
    }

    fn after(&self, ts: u64) -> Value {
        let known = usize::try_from(ts.saturating_sub(self.oldest())).unwrap_or(usize::MAX);
        let updates: Vec<&Value> = self.events.iter().skip(known).collect();
        json!({ "ts": self.newest.to_string(), "updates": updates })
    }

    /// What a call with this key after this number is answered at once.
    fn check(&self, now: UnixMs, key: &str, ts: Option<u64>) -> Value {
        let good = format!("{:040x}", self.key.0);
        match ts {
            _ if key != good || self.key.1 <= now || !self.is_enabled => json!({ "failed": 2 }),
            Some(ts) if (self.oldest()..=self.newest).contains(&ts) => self.after(ts),
            _ => json!({ "failed": 1, "ts": self.newest }),
        }
    }
}

impl PretendVk {
    pub(super) fn set_long_poll(&mut self, at: usize, parameters: &Parameters) -> Value {
        let long_poll = &mut self.groups[at].delivery.long_poll;
        if let Some(enabled) = parameters.number("enabled") {
            long_poll.is_enabled = enabled == 1;
        }
        for (event, is_wanted) in parameters.events() {
            if is_wanted {
                long_poll.wanted.insert(event.to_owned());
            } else {
                long_poll.wanted.remove(event);
            }
        }
        1.into()
    }

    pub(super) fn long_poll_server(&mut self, now: UnixMs, at: usize, call: &ApiCall<'_>) -> Result<Value, No> {
        let group = &mut self.groups[at];
        let long_poll = &mut group.delivery.long_poll;
        if !long_poll.is_enabled {
            return Err(No::parameter("longpoll for this group is not enabled"));
        }
        if long_poll.key.1 <= now {
            long_poll.key = (long_poll.key.0 + 1, now.plus(KEY_MS));
        }
        let text = |name: &str| {
            call.headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let (host, prefix) = (text(header::HOST.as_str()), text(PREFIX_HEADER));
        let session = json!({
            "key": format!("{:040x}", long_poll.key.0), "ts": long_poll.newest.to_string(),
            "server": format!("http://{host}{prefix}/lp/{}", group.id),
        });
        // Behind the number that was just told.
        group.delivery.tell_early(now, group.id);
        Ok(session)
    }

    /// Answers the long poll server at once.
    pub(super) fn check(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer {
        match self.asked(call) {
            Some(asked) => {
                let body = self.groups[asked.at]
                    .delivery
                    .long_poll
                    .check(now, &asked.key, asked.ts);
                ApiAnswer { status: 200, body }
            }
            None => ApiAnswer {
                status: 404,
                body: json!({}),
            },
        }
    }

    fn asked(&self, call: &ApiCall<'_>) -> Option<Asked> {
        let (group, query) = call.path.strip_prefix("/lp/")?.split_once('?')?;
        let fields: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if fields.get("act").is_none_or(|act| act != "a_check") {
            return None;
        }
        let wait_s = fields.get("wait").and_then(|wait| wait.parse::<i64>().ok());
        Some(Asked {
            at: self.groups.iter().position(|known| known.id.to_string() == group)?,
            key: fields.get("key")?.clone(),
            ts: fields.get("ts").and_then(|ts| ts.parse().ok()),
            wait_s: wait_s.unwrap_or_default().clamp(0, WAIT_S_MAX),
        })
    }
}

/// A call of the long poll server.
struct Asked {
    at: usize,
    key: String,
    ts: Option<u64>,
    wait_s: i64,
}

impl HoldsOpen for PretendVk {
    fn take(&mut self, now: UnixMs, call: &ApiCall<'_>) -> Taken {
        let answer = self.call(now, call);
        let is_empty = answer.body["updates"].as_array().is_some_and(Vec::is_empty);
        let Some(asked) = self.asked(call).filter(|asked| is_empty && asked.wait_s > 0) else {
            return Taken::Answered(answer);
        };
        self.attempts += 1;
        let (poll, until) = (self.attempts, now.plus(asked.wait_s * SECOND_MS));
        let long_poll = &mut self.groups[asked.at].delivery.long_poll;
        let after = long_poll.newest;
        long_poll.held.push(Held { poll, after, until });
        Taken::Held { poll, until }
    }

    fn held(&mut self, now: UnixMs, poll: u64) -> Option<ApiAnswer> {
        let its = |held: &Held| held.poll == poll;
        let all = self.groups.iter_mut().map(|group| &mut group.delivery.long_poll);
        let Some(long_poll) = all.into_iter().find(|long_poll| long_poll.held.iter().any(its)) else {
            let body = json!({ "failed": 3 });
            return Some(ApiAnswer { status: 200, body });
        };
        let body = long_poll.held.iter().find(|held| its(held))?.answer(now, long_poll)?;
        long_poll.held.retain(|held| !its(held));
        Some(ApiAnswer { status: 200, body })
    }

    fn let_go(&mut self, poll: u64) {
        for group in &mut self.groups {
            group.delivery.long_poll.held.retain(|held| held.poll != poll);
        }
    }

    fn waiting(&self, now: UnixMs) -> Option<usize> {
        let all = self.groups.iter().map(|group| &group.delivery.long_poll);
        let mut polls = all.flat_map(|long_poll| long_poll.held.iter().map(move |held| (long_poll, held)));
        polls.try_fold(0, |count, (long_poll, held)| {
            held.answer(now, long_poll).is_none().then_some(count + 1)
        })
    }
}

impl Held {
    /// What it is answered, if it is time.
    fn answer(&self, now: UnixMs, long_poll: &LongPoll) -> Option<Value> {
        let is_time = long_poll.newest > self.after || now >= self.until;
        is_time.then(|| long_poll.after(self.after))
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    const NOON: UnixMs = UnixMs(1_795_348_800_000);

    fn headers(token: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("vk:1"));
        headers.insert(PREFIX_HEADER, HeaderValue::from_static("/there"));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, form);
        headers.insert(
            header::AUTHORIZATION,
            format!("Bearer {token}").parse().expect("a header"),
        );
        headers
    }

    fn method(vk: &mut PretendVk, now: UnixMs, token: &str, name: &str, fields: &str) -> Value {
        let group = vk.groups[0].id;
        let body = format!("group_id={group}&v=5.199{fields}");
        let call = ApiCall {
            path: &format!("/method/{name}"),
            headers: &headers(token),
            body: body.as_bytes(),
        };
        vk.call(now, &call).body
    }

    /// A community whose events are asked for, and its session.
    fn polled() -> (PretendVk, String, Value) {
        let mut vk = PretendVk::default();
        let token = vk.found_business("Acme");
        let events = "&enabled=1&api_version=5.199&message_new=1&message_allow=1";
        let set = method(&mut vk, NOON, &token, "groups.setLongPollSettings", events);
        assert_eq!(set, json!({ "response": 1 }));
        let session = method(&mut vk, NOON, &token, "groups.getLongPollServer", "")["response"].clone();
        (vk, token, session)
    }

    fn ask(vk: &mut PretendVk, now: UnixMs, session: &Value, ts: &str) -> Taken {
        let server = session["server"].as_str().expect("a server");
        let path = server
            .strip_prefix("http://vk:1/there")
            .expect("where it was asked for");
        let key = session["key"].as_str().expect("a key");
        let call = ApiCall {
            path: &format!("{path}?act=a_check&key={key}&ts={ts}&wait=25"),
            headers: &HeaderMap::new(),
            body: b"",
        };
        vk.take(now, &call)
    }

    fn answered(taken: Taken) -> Value {
        match taken {
            Taken::Answered(answer) => answer.body,
            Taken::Held { .. } => panic!("it is held"),
        }
    }

    #[test]
    fn events_come_by_number_as_often_as_they_are_asked_for() {
        let (mut vk, _, session) = polled();
        vk.write(NOON, "7", "hello").expect("written");

        let first = answered(ask(&mut vk, NOON, &session, "0"));
        let again = answered(ask(&mut vk, NOON, &session, "0"));
        let second = answered(ask(&mut vk, NOON, &session, "1"));

        assert_eq!(first, again);
        let kinds: Vec<_> = first["updates"]
            .as_array()
            .expect("events")
            .iter()
            .map(|event| &event["type"])
            .collect();
        assert_eq!(
            (kinds, &first["ts"]),
            (vec![&json!("message_allow"), &json!("message_new")], &json!("2"))
        );
        assert_eq!(second["updates"][0]["object"]["message"]["text"], "hello");
        assert!(second["updates"][0].get("secret").is_none(), "only a server has one");
    }

    #[test]
    fn a_poll_is_held_until_something_happens_or_its_time_is_over() {
        let (mut vk, _, session) = polled();
        let held = |vk: &mut PretendVk, ts: &str| match ask(vk, NOON, &session, ts) {
            Taken::Held { poll, until } if until == NOON.plus(25 * SECOND_MS) => poll,
            other => panic!("{other:?}"),
        };
        let first = held(&mut vk, "0");
        assert_eq!((vk.held(NOON, first), vk.waiting(NOON)), (None, Some(1)));

        vk.write(NOON, "7", "news").expect("written");

        assert_eq!(vk.waiting(NOON), None, "somebody must be told");
        let answer = vk.held(NOON, first).expect("an answer").body;
        assert_eq!(answer["updates"].as_array().map(Vec::len), Some(2));
        let second = held(&mut vk, "2");
        let late = vk.held(NOON.plus(25 * SECOND_MS), second).expect("an answer").body;
        assert_eq!(late, json!({ "ts": "2", "updates": [] }));
        let hung_up = held(&mut vk, "2");
        vk.let_go(hung_up);
        assert_eq!(vk.waiting(NOON), Some(0));
    }

    #[test]
    fn old_keys_and_unknown_numbers_fail_in_their_own_ways() {
        let (mut vk, token, session) = polled();
        let later = NOON.plus(KEY_MS);

        assert_eq!(
            answered(ask(&mut vk, NOON, &session, "5")),
            json!({ "failed": 1, "ts": 0 })
        );
        assert_eq!(
            answered(ask(&mut vk, NOON, &session, "x")),
            json!({ "failed": 1, "ts": 0 })
        );
        assert_eq!(answered(ask(&mut vk, later, &session, "0")), json!({ "failed": 2 }));
        let anew = method(&mut vk, later, &token, "groups.getLongPollServer", "")["response"].clone();
        assert_ne!(anew["key"], session["key"]);
        assert!(matches!(ask(&mut vk, later, &anew, "0"), Taken::Held { .. }));
        for number in 0..=EVENTS_MAX {
            vk.write(later, "7", &format!("{number}")).expect("written");
        }
        assert_eq!(answered(ask(&mut vk, later, &anew, "1"))["failed"], 1, "too old");
    }

    #[test]
    fn it_must_be_switched_on_and_tells_what_happened_before() {
        let mut vk = PretendVk::default();
        let token = vk.found_business("Acme");
        let off = method(&mut vk, NOON, &token, "groups.getLongPollServer", "");
        assert_eq!(off["error"]["error_code"], 100);
        vk.write(NOON, "7", "early").expect("written");

        let strange = method(&mut vk, NOON, &token, "groups.setLongPollSettings", "&message_nwe=1");
        assert_eq!(strange["error"]["error_code"], 100);
        method(
            &mut vk,
            NOON,
            &token,
            "groups.setLongPollSettings",
            "&enabled=1&message_new=1",
        );
        let session = method(&mut vk, NOON, &token, "groups.getLongPollServer", "")["response"].clone();

        let told = answered(ask(&mut vk, NOON, &session, session["ts"].as_str().expect("a number")));
        assert_eq!(told["updates"][0]["object"]["message"]["text"], "early");
        let elsewhere = ApiCall {
            path: "/lp/1?act=a_check",
            headers: &HeaderMap::new(),
            body: b"",
        };
        assert_eq!(vk.call(NOON, &elsewhere).status, 404);
    }
}
