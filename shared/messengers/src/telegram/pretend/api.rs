//! Answering Bot API calls as the real server does: `/bot{token}/{method}`, a JSON body, one envelope. What a method takes
//! is checked by [`methods`]; options that change what people see and are not pretended are refused too.

use domain::UnixMs;
use serde_json::{Map, Value, json};

use super::{Bot, PretendTelegram, TEXT_CODE_POINTS_MAX, methods};
use crate::pretend::{
    ApiAnswer, ApiCall, Thing,
    file::{self, Form},
};

/// Longest token looked at; source: `ClientManager.cpp`.
const TOKEN_CHARS_MAX: usize = 80;

/// What `sendMessage` takes besides `chat_id` and `text`.
const SEND_OPTIONS: [&str; 13] = [
    "business_connection_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "parse_mode",
    "entities",
    "link_preview_options",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "message_effect_id",
    "suggested_post_parameters",
    "reply_parameters",
    "reply_markup",
];

/// A refusal in the server's words.
pub struct No {
    code: u16,
    words: String,
    retry_after_s: Option<i64>,
}

impl No {
    pub fn bad_request(words: &str) -> Self {
        Self {
            code: 400,
            words: format!("Bad Request: {words}"),
            retry_after_s: None,
        }
    }

    pub fn too_many(retry_after_s: i64) -> Self {
        let words = format!("Too Many Requests: retry after {retry_after_s}");
        Self {
            code: 429,
            words,
            retry_after_s: Some(retry_after_s),
        }
    }

    pub fn too_large() -> Self {
        Self::other(413, "Request Entity Too Large")
    }

    pub fn other(code: u16, words: &str) -> Self {
        Self {
            code,
            words: words.to_owned(),
            retry_after_s: None,
        }
    }
}

/// A result, and the remark some calls carry.
pub type Yes = (Value, Option<&'static str>);

impl PretendTelegram {
    pub(super) fn answer(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer {
        said(self.carry_out(now, call))
    }

    fn carry_out(&mut self, now: UnixMs, call: &ApiCall<'_>) -> Result<Yes, No> {
        let path = call.path.strip_prefix("/bot").and_then(|path| path.split_once('/'));
        let (token, method) = path.ok_or_else(|| No::other(404, "Not Found"))?;
        let bot = self.bot_with(token)?;
        let (parameters, form) = Parameters::of(call)?;
        // The real server does not look at the case of a method's name.
        let method = method.to_ascii_lowercase();
        parameters.check(&method, &form)?;
        if let Some(sent) = self.send_files(now, bot, &method, &parameters, &form) {
            self.answer_to(bot, &parameters)?;
            return sent;
        }
        match method.as_str() {
            "getme" => parameters.only(&[]).map(|()| (me(&self.bots[bot]), None)),
            "sendmessage" => self.send_message(now, bot, &parameters),
            "sendlocation" | "sendvenue" | "sendcontact" => self.send_thing(now, bot, &method, &parameters),
            "sendchataction" => self.show_action(now, bot, &parameters),
            "getchat" => self.get_chat(bot, &parameters),
            "answercallbackquery" => self.hear(now, bot, &parameters),
            "getfile" => self.get_file(&parameters),
            "editmessagecaption" => self.edit_caption(now, bot, &parameters),
            "editmessagetext" => self.edit_text(now, bot, &parameters),
            "deletemessage" => self.delete_one(now, bot, &parameters),
            "deletemessages" => self.delete_several(now, bot, &parameters),
            "setwebhook" => self.set_webhook(now, bot, &parameters),
            "getupdates" => self.get_updates(now, bot, &parameters),
            "deletewebhook" => {
                parameters.only(&["drop_pending_updates"])?;
                let drop_pending = parameters.flag("drop_pending_updates")?;
                Ok((true.into(), Some(self.bots[bot].delivery.delete_webhook(drop_pending))))
            }
            "getwebhookinfo" => parameters.only(&[]).map(|()| (self.bots[bot].delivery.info(), None)),
            _ => Err(No::other(500, "Internal Server Error: this method is not pretended")),
        }
    }

    fn bot_with(&self, token: &str) -> Result<usize, No> {
        let is_malformed = token.len() > TOKEN_CHARS_MAX || token.starts_with('0') || !token.contains(':');
        if is_malformed {
            return Err(No::other(401, "Unauthorized: invalid token specified"));
        }
        let found = self.bots.iter().position(|bot| bot.token == token);
        found.ok_or_else(|| No::other(401, "Unauthorized"))
    }

    fn send_message(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        let mut known = vec!["chat_id", "text"];
        known.extend(SEND_OPTIONS);
        parameters.only(&known)?;
        let text = parameters.text("text")?.unwrap_or_default().trim();
        if text.is_empty() {
            return Err(No::bad_request("message text is empty"));
        }
        let person = self.known(bot, parameters)?;
        if text.chars().count() > TEXT_CODE_POINTS_MAX {
            return Err(No::bad_request("message is too long"));
        }
        self.reachable(bot, parameters)?;
        let id = self.bots[bot].say(person, false, text, now).id;
        self.answer_to(bot, parameters)?;
        Ok((self.message_of(bot, person, id), None))
    }

    /// The person of the chat a call names. A bot cannot start a conversation: who never wrote is not there.
    pub(super) fn known(&self, bot: usize, parameters: &Parameters) -> Result<u64, No> {
        let chat = parameters
            .chat_id()?
            .ok_or_else(|| No::bad_request("chat_id is empty"))?;
        let person = u64::try_from(chat).ok();
        let person = person.filter(|person| self.bots[bot].talks.contains_key(person));
        person.ok_or_else(|| No::bad_request("chat not found"))
    }

    /// The same, if the bot may write to them.
    pub(super) fn reachable(&self, bot: usize, parameters: &Parameters) -> Result<u64, No> {
        let person = self.known(bot, parameters)?;
        if self.bots[bot].talks[&person].blocked {
            return Err(No::other(403, "Forbidden: bot was blocked by the user"));
        }
        Ok(person)
    }

    /// A message as the Bot API shows it.
    pub(super) fn message_of(&self, bot: usize, person: u64, id: u64) -> Value {
        let talk = self.bots[bot].talks.get(&person);
        let said = talk.and_then(|talk| talk.messages.iter().find(|said| said.id == id));
        said.map(|said| self.message_json(&self.bots[bot], person, said))
            .unwrap_or_default()
    }

    /// Notes what the newest message of a chat answers, if the call says so.
    fn answer_to(&mut self, bot: usize, parameters: &Parameters) -> Result<(), No> {
        let Some(reply) = parameters.object("reply_parameters")? else {
            return Ok(());
        };
        let id = reply.get("message_id").and_then(Value::as_u64);
        let person = self.known(bot, parameters)?;
        let is_optional = reply.get("allow_sending_without_reply") == Some(&true.into());
        let Some(talk) = self.bots[bot].talks.get_mut(&person) else {
            return Ok(());
        };
        let known = id.filter(|id| talk.messages.iter().any(|said| said.id == *id && !said.is_gone));
        if known.is_none() && !is_optional {
            return Err(No::bad_request("message to be replied not found"));
        }
        if let Some(newest) = talk.messages.last_mut() {
            newest.reply = known;
        }
        Ok(())
    }

    fn send_thing(&mut self, now: UnixMs, bot: usize, method: &str, parameters: &Parameters) -> Result<Yes, No> {
        let thing = parameters.thing(method)?;
        let person = self.reachable(bot, parameters)?;
        let words = thing.words();
        let id = self.bots[bot].say(person, false, &words, now).id;
        let talk = self.bots[bot].talks.get_mut(&person);
        if let Some(newest) = talk.and_then(|talk| talk.messages.last_mut()) {
            newest.thing = Some(thing);
        }
        self.answer_to(bot, parameters)?;
        Ok((self.message_of(bot, person, id), None))
    }

    fn set_webhook(&mut self, now: UnixMs, bot: usize, parameters: &Parameters) -> Result<Yes, No> {
        parameters.only(&[
            "url",
            "ip_address",
            "max_connections",
            "allowed_updates",
            "drop_pending_updates",
            "secret_token",
        ])?;
        let wish = super::delivery::Webhook {
            url: parameters.text("url")?.unwrap_or_default().to_owned(),
            secret: parameters.text("secret_token")?.unwrap_or_default().to_owned(),
            max_connections: parameters.number("max_connections")?,
            allowed_updates: parameters.texts("allowed_updates")?,
            set: self.webhooks + 1,
        };
        let drop_pending = parameters.flag("drop_pending_updates")?;
        let remark = self.bots[bot].delivery.set_webhook(now, wish, drop_pending)?;
        self.webhooks += 1;
        self.end_polls(bot, "terminated by setWebhook request");
        Ok((true.into(), Some(remark)))
    }
}

/// The envelope of every answer.
pub fn said(said: Result<Yes, No>) -> ApiAnswer {
    match said {
        Ok((result, remark)) => {
            let mut body = json!({ "ok": true, "result": result });
            if let Some(remark) = remark {
                body["description"] = remark.into();
            }
            ApiAnswer { status: 200, body }
        }
        Err(no) => {
            let mut body = json!({ "ok": false, "error_code": no.code, "description": no.words });
            if let Some(seconds) = no.retry_after_s {
                body["parameters"] = json!({ "retry_after": seconds });
            }
            ApiAnswer { status: no.code, body }
        }
    }
}

fn me(bot: &Bot) -> Value {
    let mut me = bot.user_json();
    let flags = [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
    ];
    for (flag, value) in flags {
        me[flag] = value.into();
    }
    me
}

/// The parameters of a call: a JSON object, `null` meaning absent.
pub struct Parameters(Map<String, Value>);

impl Parameters {
    /// Those of a JSON body, or of a form, which may hold files too.
    fn of(call: &ApiCall<'_>) -> Result<(Self, Form), No> {
        let content_type = call
            .headers
            .get(http::header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default();
        if !content_type.starts_with("multipart/") {
            return Ok((Self::read(call.body)?, Form::default()));
        }
        let form = file::multipart(content_type, call.body);
        let form = form.ok_or_else(|| No::bad_request("can't parse multipart form"))?;
        let texts = form
            .texts
            .iter()
            .map(|(name, text)| (name.clone(), text.as_str().into()));
        Ok((Self(texts.collect()), form))
    }

    /// Whether this is what `method` takes.
    fn check(&self, method: &str, form: &Form) -> Result<(), No> {
        let files: Vec<&str> = form.files.iter().map(|(name, ..)| name.as_str()).collect();
        let is_form = !(form.texts.is_empty() && files.is_empty());
        let sent = methods::Sent {
            fields: &self.0,
            files: &files,
            is_form,
        };
        methods::check(method, &sent)
    }

    /// An object, or a text that holds one.
    fn object(&self, name: &str) -> Result<Option<Map<String, Value>>, No> {
        self.typed(name, "Object", |value| match value {
            Value::String(text) => serde_json::from_str(text).ok(),
            other => other.as_object().cloned(),
        })
    }

    /// What a call shares that is no file.
    fn thing(&self, method: &str) -> Result<Thing, No> {
        let must = |name: &str| No::bad_request(&format!("field \"{name}\" is required"));
        if method == "sendcontact" {
            self.only(&["chat_id", "phone_number", "first_name", "reply_parameters"])?;
            let text = |name: &str| Ok::<_, No>(self.text(name)?.ok_or_else(|| must(name))?.to_owned());
            return Ok(Thing::Contact {
                name: text("first_name")?,
                phone: text("phone_number")?,
            });
        }
        let is_venue = method == "sendvenue";
        let mut known = vec!["chat_id", "latitude", "longitude", "reply_parameters"];
        known.extend(is_venue.then_some(["title", "address"]).into_iter().flatten());
        self.only(&known)?;
        let degrees = |name: &str| self.typed(name, "Float", Value::as_f64)?.ok_or_else(|| must(name));
        let title = self.text("title")?;
        if is_venue && (title.is_none() || self.text("address")?.is_none()) {
            return Err(must("title"));
        }
        Ok(Thing::Location {
            latitude: degrees("latitude")?,
            longitude: degrees("longitude")?,
            title: title.unwrap_or_default().to_owned(),
        })
    }

    pub fn read(body: &[u8]) -> Result<Self, No> {
        if body.is_empty() {
            return Ok(Self(Map::new()));
        }
        let read: Result<Map<String, Value>, _> = serde_json::from_slice(body);
        let mut read = read.map_err(|_| No::bad_request("can't parse JSON object"))?;
        read.retain(|_, value| !value.is_null());
        Ok(Self(read))
    }

    pub fn only(&self, known: &[&str]) -> Result<(), No> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            Some(strange) => Err(No::bad_request(&format!("there is no parameter \"{strange}\""))),
            None => Ok(()),
        }
    }

    fn typed<'a, T>(&'a self, name: &str, kind: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>, No> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        read(value)
            .map(Some)
            .ok_or_else(|| No::bad_request(&format!("field \"{name}\" must be of type {kind}")))
    }

    pub fn text(&self, name: &str) -> Result<Option<&str>, No> {
        self.typed(name, "String", Value::as_str)
    }

    pub fn number(&self, name: &str) -> Result<Option<i64>, No> {
        self.typed(name, "Number", Value::as_i64)
    }

    fn flag(&self, name: &str) -> Result<bool, No> {
        Ok(self.typed(name, "Boolean", Value::as_bool)?.unwrap_or_default())
    }

    pub fn numbers(&self, name: &str) -> Result<Option<Vec<i64>>, No> {
        let numbers = |value: &Value| value.as_array()?.iter().map(Value::as_i64).collect::<Option<Vec<_>>>();
        self.typed(name, "Array of Integer", numbers)
    }

    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, No> {
        let texts = |value: &Value| {
            value
                .as_array()?
                .iter()
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        };
        self.typed(name, "Array of String", texts)
    }

    /// A number, or a text that holds one; `@name` is a public chat, which is never a private one.
    pub fn chat_id(&self) -> Result<Option<i64>, No> {
        let id = |value: &Value| match value {
            Value::String(text) => Some(text.parse().unwrap_or_default()),
            other => other.as_i64(),
        };
        let is_empty = self.0.get("chat_id").is_some_and(|id| id.as_str() == Some(""));
        if is_empty {
            Ok(None)
        } else {
            self.typed("chat_id", "Number or String", id)
        }
    }
}
