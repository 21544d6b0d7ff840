//! What operators do about who is who: they write down phones, unite, undo and say that two are two.

use domain::ContactId;
use serde_json::{Value, json};

use crate::people::{Operator, chat_of};

/// So few that two contacts often have the same.
const PHONES: [&str; 2] = ["+79161234567", "+380441234567"];

impl Operator {
    /// One of these things, about two of the people.
    pub(crate) async fn do_about_who_is_who(&mut self) {
        let (left, right) = (self.somebody(), self.somebody());
        match self.random.below(10) {
            0..=3 => self.unite(&left, &right).await,
            4..=6 => self.separate(&left).await,
            7 => self.tell_apart(&left, &right).await,
            _ => {
                let phones: Vec<&str> = PHONES.into_iter().filter(|_| self.random.chance(400)).collect();
                self.write_down(&left, &phones).await;
            }
        }
    }

    fn somebody(&mut self) -> ContactId {
        let person = &self.people[self.random.below(self.people.len())];
        chat_of(&self.channel, person).0
    }

    /// Who had been united already is refused; so is somebody with themselves.
    async fn unite(&mut self, left: &ContactId, right: &ContactId) {
        let path = format!("/api/contacts/{left}/unite");
        self.ask("POST", &path, &json!({ "right": right })).await;
        if self.random.chance(400) {
            let ms = self.random.within(0, 20_000);
            self.client.desk.ports.executor.pause(ms).await;
            self.separate(left).await;
        }
    }

    /// Undoes one of the contact's unites, most often the last.
    async fn separate(&mut self, left: &ContactId) {
        let Some(known) = self
            .ask("GET", &format!("/api/contacts/{left}/unites"), &Value::Null)
            .await
        else {
            return;
        };
        let unites = known["unites"].as_array().cloned().unwrap_or_default();
        let at = if self.random.chance(700) {
            0
        } else {
            self.random.below(unites.len())
        };
        if let Some(unite) = unites.get(at) {
            let path = format!("/api/contacts/{left}/unite/{}/undo", unite["unite"]);
            self.ask("POST", &path, &Value::Null).await;
        }
    }

    /// Two who are two may share a phone: nobody shall be told of them again.
    async fn tell_apart(&mut self, left: &ContactId, right: &ContactId) {
        let path = format!("/api/contacts/{left}/not-same/{right}");
        self.ask("POST", &path, &Value::Null).await;
        if self.random.chance(500) {
            for one in [left, right] {
                self.write_down(one, &PHONES).await;
            }
        }
    }

    async fn write_down(&mut self, contact: &ContactId, phones: &[&str]) {
        let Some(known) = self.ask("GET", &format!("/api/contacts/{contact}"), &Value::Null).await else {
            return;
        };
        let edit = json!({ "version": known["card"]["version"], "phones": phones });
        self.ask("PATCH", &format!("/api/contacts/{contact}"), &edit).await;
    }

    /// The answer, if it is a yes. Each contact it shows must be as they were at some time.
    async fn ask(&mut self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let tries = self.client.desk.ports.below(4) + 1;
        let body = (method != "GET").then_some(body);
        let (status, answer) = self.client.insist(method, path, body, tries).await?;
        for side in ["contact", "left", "right"] {
            if let Ok(chat) = serde_json::from_value(answer[side]["chat"].clone()) {
                self.verdict.was_shown(&self.client.desk.table.engine(), &chat);
            }
        }
        (status == 200).then_some(answer)
    }
}
