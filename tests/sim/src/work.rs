//! What operators do besides answering: they come and go, take, forward, comment, put aside, close and think again.

use domain::{Chat, ContactId, Operator as Row, OperatorId, SECOND_MS};
use serde_json::{Value, json};

use crate::{
    people::{Operator, chat_of},
    staff::{OPERATORS, REASON},
    verdict::Wish,
};

/// The four statuses; Online as often as the others together, or nothing would ever be given to anybody.
const STATUSES: [&str; 6] = ["online", "online", "online", "busy", "break", "offline"];

impl Operator {
    /// One of these things; `step` names what is written down with it.
    pub(crate) async fn do_other(&mut self, chat: &ContactId, step: usize) {
        match self.random.below(15) {
            0..=2 => self.choose_status().await,
            3 => self.involve().await,
            4..=6 => self.forward(chat, step).await,
            7 => self.comment(chat, step).await,
            8 => self.snooze(chat).await,
            9 | 10 => self.close(chat).await,
            11 => drop(self.put(chat, "reopen", json!({})).await),
            12 => self.bulk().await,
            _ => self.walk(chat, step).await,
        }
    }

    fn me(&self) -> OperatorId {
        self.client.operator.parse().expect("a plain word")
    }

    async fn choose_status(&mut self) {
        let status = STATUSES[self.random.below(STATUSES.len())];
        let told = self.put_own("status", json!({ "status": status })).await;
        if told.is_some_and(|row| json!(row.status) != status) {
            self.verdict.breach(format!(
                "shown: {} chose {status} and was told otherwise",
                self.client.operator
            ));
        }
    }

    async fn involve(&mut self) {
        let involved = self.random.chance(700);
        let told = self.put_own("involved", json!({ "involved": involved })).await;
        if told.is_some_and(|row| row.is_involved != involved) {
            self.verdict
                .breach(format!("shown: {} is not involved as told", self.client.operator));
        }
    }

    /// What is true of oneself.
    async fn put_own(&self, what: &str, body: Value) -> Option<Row> {
        let tries = self.client.desk.ports.below(4) + 1;
        let path = format!("/api/operators/me/{what}");
        let (status, answer) = self.client.insist("PUT", &path, Some(&body), tries).await?;
        let row: Option<Row> = serde_json::from_value(answer).ok().filter(|_| status == 200);
        match &row {
            Some(row) => self.verdict.was_shown_operator(&self.client.desk.table.engine(), row),
            None => self.verdict.breach(format!("shown: PUT {path} was answered {status}")),
        }
        row
    }

    /// To a colleague, to oneself or to the queue, after looking at it for a while.
    async fn forward(&mut self, chat: &ContactId, step: usize) {
        let Some(seen) = self.client.chat(chat).await else {
            return;
        };
        let to = match self.random.below(4) {
            0 => None,
            1 => Some(self.me()),
            _ => OPERATORS[self.random.below(OPERATORS.len())].parse().ok(),
        };
        let ms = if self.random.chance(300) { 30 * SECOND_MS } else { 50 };
        self.client.desk.ports.executor.pause(self.random.within(0, ms)).await;
        let comment = format!("{} hands over {chat} in {} {step}", self.client.operator, self.shift);
        let holder = seen.holder().cloned();
        self.verdict
            .seen()
            .asked
            .forwards
            .insert(comment.clone(), holder.clone());
        let body = json!({ "to": to, "holder": holder, "comment": comment });
        let told = self.put(chat, "forward", body).await;
        if let Some(told) = told
            && told.holder() != to.as_ref()
        {
            self.verdict
                .breach(format!("shown: {comment}: to {to:?}, and was told {:?}", told.holder()));
        }
    }

    async fn comment(&mut self, chat: &ContactId, step: usize) {
        let intent = format!("{}-{}-remark-{step}", self.client.operator, self.shift);
        let text = format!("between us: {intent}");
        let mentions = match self.random.below(4) {
            0 => json!(["vera", "boris"]),
            1 => json!(["nobody"]),
            _ => json!([]),
        };
        let wish = Wish::new(chat, &text);
        let id = intent.parse().expect("a plain word");
        self.verdict.seen().comments.insert(id, wish);
        let body = json!({ "intent_id": intent, "comment": { "text": text, "mentions": mentions } });
        let path = format!("/api/chats/{chat}/comments");
        for _ in 0..=self.random.below(2) {
            let answer = self.client.insist("POST", &path, Some(&body), 20).await;
            let Some((200, sent)) = answer else { continue };
            let id = sent["message"]["id"].as_str().and_then(|id| id.parse().ok());
            let mut seen = self.verdict.seen();
            let wish = seen.comments.values_mut().find(|wish| wish.text == text);
            if let Some((wish, id)) = wish.zip(id) {
                wish.sent.push(id);
            }
        }
    }

    async fn snooze(&mut self, chat: &ContactId) {
        let now = self.client.desk.ports.executor.now();
        let until = self
            .random
            .chance(800)
            .then(|| now.plus(self.random.within(10, 240) * SECOND_MS));
        self.put(chat, "snooze", json!({ "until": until })).await;
    }

    /// Closes, and may think again.
    async fn close(&mut self, chat: &ContactId) {
        let body = match self.random.below(4) {
            0 => json!({}),
            1 => json!({ "reason": "no reason of ours" }),
            _ => json!({ "reason": REASON }),
        };
        self.put(chat, "close", body).await;
        if self.random.chance(400) {
            let ms = self.random.within(0, 45 * SECOND_MS);
            self.client.desk.ports.executor.pause(ms).await;
            self.put(chat, "reopen", json!({})).await;
        }
    }

    async fn bulk(&mut self) {
        let chats: Vec<ContactId> = self
            .people
            .iter()
            .map(|person| chat_of(&self.channel, person).0)
            .collect();
        let action = match self.random.below(3) {
            0 => json!({ "do": "close", "reason": REASON }),
            1 => json!({ "do": "forward", "to": OPERATORS[self.random.below(OPERATORS.len())] }),
            _ => json!({ "do": "read" }),
        };
        for chat in &chats {
            self.verdict.will_read(&self.client.operator, chat, u64::MAX);
        }
        let body = json!({ "chats": chats, "action": action });
        let answer = self.client.insist("POST", "/api/chats/bulk", Some(&body), 2).await;
        let Some((200, done)) = answer else { return };
        for result in done["results"].as_array().into_iter().flatten() {
            if let Ok(chat) = serde_json::from_value::<Chat>(result["chat"].clone()) {
                self.verdict.was_shown(&self.client.desk.table.engine(), &chat);
            }
        }
    }
}
