//! `getUpdates`, as the real server answers it: one poll a bot, the newest, and none while a webhook is set.
//! Source: `Client.cpp` of the server, `do_get_updates` and `fail_query_conflict`.

use domain::{SECOND_MS, UnixMs};
use serde_json::Value;

use super::{
    PretendTelegram,
    api::{No, Parameters, Yes, said},
};
use crate::pretend::{ApiAnswer, ApiCall, HoldsOpen, Pretend, Taken};

/// Longest time a poll is held open, in seconds, whatever it asks for.
const WAIT_S_MAX: i64 = 50;

/// Updates in one answer at most, and where nothing is said.
const UPDATES_MAX: i64 = 100;

/// What ends an older poll.
const OTHER_POLL: &str = "terminated by other getUpdates request; make sure that only one bot instance is running";

/// A poll held open.
pub struct Held {
    poll: u64,
    /// The token it was made with: another one may be good by now.
    token: String,
    limit: usize,
    until: UnixMs,
    /// What ended it.
    ended: Option<&'static str>,
}

impl PretendTelegram {
    pub(super) fn get_updates(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&["offset", "limit", "timeout", "allowed_updates"])?;
        let (offset, _) = (parameters.number("offset")?, parameters.number("timeout")?);
        let (limit, kinds) = (limit(parameters)?, parameters.texts("allowed_updates")?);
        if self.bots[bot].delivery.has_webhook() {
            let words =
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
            return Err(conflict(words));
        }
        self.end_polls(bot, OTHER_POLL);
        let delivery = &mut self.bots[bot].delivery;
        if let Some(kinds) = kinds {
            delivery.want(kinds);
        }
        if let Some(offset) = offset.filter(|offset| *offset != 0) {
            delivery.confirm(now, offset);
        }
        Ok((delivery.updates(now, limit).into(), None))
    }

    /// Ends the bot's polls with these words.
    pub(super) fn end_polls(&mut self, bot: usize, words: &'static str) {
        for held in &mut self.bots[bot].delivery.held {
            held.ended.get_or_insert(words);
        }
    }
}

fn conflict(words: &str) -> No {
    No::other(409, &format!("Conflict: {words}"))
}

fn limit(parameters: &Parameters) -> Result<usize, No> {
    let limit = parameters.number("limit")?.unwrap_or(UPDATES_MAX).clamp(1, UPDATES_MAX);
    Ok(usize::try_from(limit).unwrap_or_default())
}

/// Of a poll that is willing to wait: its token, for how many seconds, and for how many updates.
fn patience(call: &ApiCall<'_>) -> Option<(String, i64, usize)> {
    let (token, method) = call.path.strip_prefix("/bot")?.split_once('/')?;
    let parameters = Parameters::read(call.body).ok()?;
    let wait_s = parameters.number("timeout").ok()??.min(WAIT_S_MAX);
    let is_patient = method.eq_ignore_ascii_case("getUpdates") && wait_s > 0;
    is_patient.then_some((token.to_owned(), wait_s, limit(&parameters).ok()?))
}

impl HoldsOpen for PretendTelegram {
    fn take(&mut self, now: UnixMs, call: &ApiCall<'_>) -> Taken {
        let answer = self.call(now, call);
        let is_empty = answer.body["result"].as_array().is_some_and(Vec::is_empty);
        let Some((token, wait_s, limit)) = patience(call).filter(|_| is_empty) else {
            return Taken::Answered(answer);
        };
        let Some(bot) = self.bots.iter_mut().find(|bot| bot.token == token) else {
            return Taken::Answered(answer);
        };
        self.attempts += 1;
        let (poll, until) = (self.attempts, now.plus(wait_s * SECOND_MS));
        bot.delivery.held.push(Held {
            poll,
            token,
            limit,
            until,
            ended: None,
        });
        Taken::Held { poll, until }
    }

    fn held(&mut self, now: UnixMs, poll: u64) -> Option<ApiAnswer> {
        let its = |held: &Held| held.poll == poll;
        let bot = self.bots.iter_mut().find(|bot| bot.delivery.held.iter().any(its));
        let Some(bot) = bot else {
            return Some(said(Err(conflict(OTHER_POLL))));
        };
        let answer = bot.delivery.held.iter().find(|held| its(held))?.answer(now, bot)?;
        bot.delivery.held.retain(|held| !its(held));
        Some(answer)
    }

    fn let_go(&mut self, poll: u64) {
        for bot in &mut self.bots {
            bot.delivery.held.retain(|held| held.poll != poll);
        }
    }

    fn waiting(&self, now: UnixMs) -> Option<usize> {
        let mut polls = self
            .bots
            .iter()
            .flat_map(|bot| bot.delivery.held.iter().map(move |held| (bot, held)));
        polls.try_fold(0, |count, (bot, held)| {
            held.answer(now, bot).is_none().then_some(count + 1)
        })
    }
}

impl Held {
    /// What it is answered, if it is time.
    fn answer(&self, now: UnixMs, bot: &super::Bot) -> Option<ApiAnswer> {
        if let Some(words) = self.ended {
            return Some(said(Err(conflict(words))));
        }
        if bot.token != self.token {
            return Some(said(Err(No::other(401, "Unauthorized"))));
        }
        let updates = bot.delivery.updates(now, self.limit);
        let is_time = !updates.is_empty() || now >= self.until;
        is_time.then(|| said(Ok((Value::from(updates), None))))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use serde_json::json;

    use super::*;

    const NOON: UnixMs = UnixMs(1_795_348_800_000);

    fn telegram() -> (PretendTelegram, String) {
        let mut telegram = PretendTelegram::default();
        let token = telegram.found_business("Acme");
        (telegram, token)
    }

    fn take(telegram: &mut PretendTelegram, token: &str, method: &str, body: &Value) -> Taken {
        let body = body.to_string();
        let call = ApiCall {
            path: &format!("/bot{token}/{method}"),
            headers: &HeaderMap::new(),
            body: body.as_bytes(),
        };
        telegram.take(NOON, &call)
    }

    fn answered(taken: Taken) -> ApiAnswer {
        match taken {
            Taken::Answered(answer) => answer,
            Taken::Held { .. } => panic!("it is held"),
        }
    }

    fn poll(telegram: &mut PretendTelegram, token: &str, body: &Value) -> ApiAnswer {
        answered(take(telegram, token, "getUpdates", body))
    }

    fn held(telegram: &mut PretendTelegram, token: &str) -> u64 {
        match take(telegram, token, "getUpdates", &json!({ "timeout": 25 })) {
            Taken::Held { poll, until } if until == NOON.plus(25 * SECOND_MS) => poll,
            other => panic!("{other:?}"),
        }
    }

    fn texts(answer: &ApiAnswer) -> Vec<&str> {
        let updates = answer.body["result"].as_array().expect("updates");
        updates
            .iter()
            .filter_map(|update| update["message"]["text"].as_str())
            .collect()
    }

    fn number(answer: &ApiAnswer, at: usize) -> i64 {
        answer.body["result"][at]["update_id"].as_i64().expect("a number")
    }

    #[test]
    fn updates_come_again_until_they_are_confirmed() {
        let (mut telegram, token) = telegram();
        for (person, text) in [("8", "one"), ("7", "two"), ("8", "three")] {
            telegram.write(NOON, person, text).expect("written");
        }

        let first = poll(&mut telegram, &token, &json!({ "limit": 2 }));
        let again = poll(&mut telegram, &token, &json!({}));
        let after = poll(&mut telegram, &token, &json!({ "offset": number(&first, 1) }));
        let all = poll(&mut telegram, &token, &json!({ "offset": number(&again, 2) + 1 }));

        assert_eq!(texts(&first), ["one", "two"], "in the order of numbers, over all chats");
        assert_eq!(texts(&again), ["one", "two", "three"]);
        assert_eq!(texts(&after), ["two", "three"]);
        assert!(texts(&all).is_empty());
    }

    #[test]
    fn an_offset_from_the_end_forgets_the_rest_and_one_from_the_future_means_nothing() {
        let (mut telegram, token) = telegram();
        for text in ["one", "two", "three"] {
            telegram.write(NOON, "7", text).expect("written");
        }
        let all = poll(&mut telegram, &token, &json!({}));

        let future = poll(&mut telegram, &token, &json!({ "offset": number(&all, 2) + 500 }));
        let last = poll(&mut telegram, &token, &json!({ "offset": -1 }));

        assert_eq!(texts(&future).len(), 3);
        assert_eq!(texts(&last), ["three"]);
        assert_eq!(texts(&poll(&mut telegram, &token, &json!({}))), ["three"]);
    }

    #[test]
    fn what_the_real_one_refuses_is_refused() {
        let (mut telegram, token) = telegram();
        let words = |answer: ApiAnswer| (answer.status, answer.body["description"].to_string());

        let (status, said) = words(poll(&mut telegram, &token, &json!({ "offset": "7" })));
        assert!(status == 400 && said.contains("offset"), "{said}");
        let (status, said) = words(poll(&mut telegram, &token, &json!({ "ofset": 7 })));
        assert!(status == 400 && said.contains("ofset"), "{said}");
        assert_eq!(poll(&mut telegram, "7100000001:wrong", &json!({})).status, 401);

        let hook = json!({ "url": "http://desk/x" });
        assert_eq!(answered(take(&mut telegram, &token, "setWebhook", &hook)).status, 200);
        let (status, said) = words(poll(&mut telegram, &token, &json!({ "timeout": 25 })));
        assert!(status == 409 && said.contains("webhook is active"), "{said}");
    }

    #[test]
    fn what_waits_for_a_webhook_that_goes_is_polled() {
        let (mut telegram, token) = telegram();
        let hook = json!({ "url": "http://desk/x" });
        answered(take(&mut telegram, &token, "setWebhook", &hook));
        telegram.write(NOON, "7", "waits").expect("written");
        assert_eq!(telegram.posts(NOON).len(), 1);

        answered(take(&mut telegram, &token, "deleteWebhook", &json!({})));

        assert_eq!(texts(&poll(&mut telegram, &token, &json!({}))), ["waits"]);
        assert!(telegram.posts(NOON).is_empty());
    }

    #[test]
    fn a_poll_is_held_until_something_happens_or_its_time_is_over() {
        let (mut telegram, token) = telegram();
        let first = held(&mut telegram, &token);
        assert_eq!((telegram.held(NOON, first), telegram.waiting(NOON)), (None, Some(1)));

        telegram.write(NOON, "7", "news").expect("written");

        assert_eq!(telegram.waiting(NOON), None, "somebody must be told");
        assert_eq!(texts(&telegram.held(NOON, first).expect("an answer")), ["news"]);
        assert_eq!(telegram.waiting(NOON), Some(0));

        let offset = poll(&mut telegram, &token, &json!({ "offset": -1 }));
        poll(&mut telegram, &token, &json!({ "offset": number(&offset, 0) + 1 }));
        let second = held(&mut telegram, &token);
        let late = telegram.held(NOON.plus(25 * SECOND_MS), second).expect("an answer");
        assert!(late.status == 200 && texts(&late).is_empty());
    }

    #[test]
    fn a_newer_poll_a_webhook_and_another_token_end_an_older_one() {
        let (mut telegram, token) = telegram();
        let older = held(&mut telegram, &token);
        let newer = held(&mut telegram, &token);
        assert_eq!(telegram.held(NOON, older).map(|answer| answer.status), Some(409));

        answered(take(
            &mut telegram,
            &token,
            "setWebhook",
            &json!({ "url": "http://desk/x" }),
        ));
        assert_eq!(telegram.held(NOON, newer).map(|answer| answer.status), Some(409));

        answered(take(&mut telegram, &token, "deleteWebhook", &json!({})));
        let last = held(&mut telegram, &token);
        telegram.renew_token(&token).expect("a new token");
        assert_eq!(telegram.held(NOON, last).map(|answer| answer.status), Some(401));

        let gone = telegram.renew_token(&format!("{token}R")).expect("a new token");
        let hung_up = held(&mut telegram, &gone);
        telegram.let_go(hung_up);
        assert_eq!(telegram.waiting(NOON), Some(0));
    }
}
