//! Answering API calls as the real server does: `/method/{name}`, a form, the token in a header, one envelope; the
//! status is 200 for errors too.

use std::collections::BTreeMap;

use domain::UnixMs;
use http::header;
use serde_json::{Value, json};

use super::{
    PretendVk, REPEAT_MESSAGES, REPEAT_MS, Said,
    delivery::{SERVERS_MAX, Server},
    draft, files,
    parameters::Parameters,
};
use crate::{
    pretend::{ApiAnswer, ApiCall, Thing},
    registry::vk::limits::{API_VERSION, EVENTS, TEXT_CODE_POINTS_MAX},
};

/// Requests a community may make within a second.
const CALLS_PER_SECOND: u32 = 20;

/// A refusal in VK's words.
pub struct No {
    code: i64,
    words: String,
}

impl No {
    pub fn new(code: i64, words: &str) -> Self {
        Self {
            code,
            words: words.to_owned(),
        }
    }

    /// As it stands in an answer about several things.
    pub fn json(&self) -> Value {
        json!({ "code": self.code, "description": self.words })
    }

    pub fn parameter(what: &str) -> Self {
        let words = format!("One of the parameters specified was missing or invalid: {what}");
        Self { code: 100, words }
    }
}

impl PretendVk {
    pub(super) fn answer(&mut self, now: UnixMs, call: &ApiCall<'_>) -> ApiAnswer {
        if let Some(kind) = call.path.strip_prefix("/upload/") {
            return self.take_file(kind, call);
        }
        let Some(method) = call.path.strip_prefix("/method/") else {
            return self.check(now, call);
        };
        let fields = form(call);
        let echo: Vec<Value> = fields
            .iter()
            .filter(|(name, _)| *name != "access_token")
            .map(|(name, value)| json!({ "key": name, "value": value }))
            .collect();
        let body = match self.carry_out(now, method, call, fields) {
            Ok(response) => json!({ "response": response }),
            Err(no) => json!({
                "error": { "error_code": no.code, "error_msg": no.words, "request_params": echo },
            }),
        };
        ApiAnswer { status: 200, body }
    }

    fn carry_out(
        &mut self,
        now: UnixMs,
        method: &str,
        call: &ApiCall<'_>,
        fields: BTreeMap<String, String>,
    ) -> Result<Value, No> {
        let token = call.headers.get(header::AUTHORIZATION);
        let token = token.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| No::new(5, "User authorization failed: no access_token passed."))?;
        let found = self.groups.iter().position(|group| group.token == token);
        let at = found.ok_or_else(|| No::new(5, "User authorization failed: invalid access_token (4)."))?;
        if fields.get("v").is_none_or(String::is_empty) {
            return Err(No::new(8, "Invalid request: v (version) is required"));
        }
        let parameters = Parameters::read(method, fields)?;
        self.count_call(now, at)?;
        let group = &self.groups[at];
        let is_foreign = |own: &u64| {
            parameters
                .number("group_id")
                .is_some_and(|id| id.unsigned_abs() != *own)
        };
        if method != "groups.getById" && is_foreign(&group.id) {
            return Err(No::new(15, "Access denied: no access to this group"));
        }
        match method {
            "messages.send" => self.send(now, at, &parameters),
            "messages.setActivity" => self.show_action(now, at, &parameters),
            "messages.edit" => self.edit_text(now, at, &parameters),
            "messages.delete" => self.delete(now, at, &parameters),
            "messages.sendMessageEventAnswer" => self.hear(at, &parameters),
            "messages.getByConversationMessageId" => Ok(self.by_number(at, &parameters)),
            "messages.getHistory" => Ok(self.groups[at].history(&parameters)),
            "groups.getTokenPermissions" => Ok(rights()),
            "groups.getById" => {
                let shown = json!({ "id": group.id, "name": group.name, "screen_name": group.screen_name });
                Ok(json!({ "groups": [shown], "profiles": [] }))
            }
            "groups.getCallbackConfirmationCode" => Ok(json!({ "code": group.delivery.code })),
            "groups.getCallbackServers" => Ok(self.list_servers(at, &parameters)),
            "groups.addCallbackServer" => self.add_server(now, at, &parameters),
            "groups.editCallbackServer" => self.edit_server(now, at, &parameters),
            "groups.deleteCallbackServer" => self.delete_server(at, &parameters),
            "groups.getLongPollServer" => self.long_poll_server(now, at, call),
            "groups.setLongPollSettings" => Ok(self.set_long_poll(at, &parameters)),
            "groups.getCallbackSettings" => self.settings(at, &parameters),
            "groups.setCallbackSettings" => self.set_settings(now, at, &parameters),
            "photos.getMessagesUploadServer" => Ok(self.upload_server("photo")),
            "docs.getMessagesUploadServer" => Ok(self.upload_server(parameters.text("type").unwrap_or("doc"))),
            "photos.saveMessagesPhoto" | "docs.save" => self.save_file(at, &parameters),
            "users.get" => Ok(self.users(&parameters)),
            _ => Err(No::new(10, "Internal server error: this method is not pretended")),
        }
    }

    fn count_call(&mut self, now: UnixMs, at: usize) -> Result<(), No> {
        let rate = &mut self.groups[at].rate;
        if rate.0 != now.seconds() {
            *rate = (now.seconds(), 0);
        }
        rate.1 += 1;
        if rate.1 > CALLS_PER_SECOND {
            return Err(No::new(6, "Too many requests per second"));
        }
        Ok(())
    }

    fn send(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let text = parameters.text("message").unwrap_or_default();
        let files = self.named(parameters.text("attachment").unwrap_or_default())?;
        let degrees = |name: &str| parameters.text(name).and_then(|text| text.parse::<f64>().ok());
        let place = degrees("lat")
            .zip(degrees("long"))
            .map(|(latitude, longitude)| Thing::Location {
                latitude,
                longitude,
                title: text.to_owned(),
            });
        if text.trim().is_empty() && files.is_empty() && place.is_none() {
            return Err(No::new(
                100,
                "One of the parameters specified was missing or invalid: message is empty or invalid",
            ));
        }
        let random_id = parameters.number("random_id").and_then(|id| i32::try_from(id).ok());
        let random_id = random_id.unwrap_or_default();
        let said = Said {
            random_id,
            place,
            files,
            reply: parameters.text("forward").map(files::replied).transpose()?,
            ..draft(false, text.trim(), now)
        };
        let mut one = |peer: i64| self.send_to(now, at, peer, &said);
        if let Some(peers) = parameters.list("peer_ids") {
            let answers = peers
                .iter()
                .filter_map(|peer| peer.parse().ok())
                .map(|peer| match one(peer) {
                    Ok(said) => json!({
                        "peer_id": peer, "message_id": said.id, "conversation_message_id": said.number,
                    }),
                    Err(no) => json!({
                        "peer_id": peer, "message_id": 0, "error": no.json(),
                    }),
                });
            return Ok(answers.collect());
        }
        let peer = parameters.number("peer_id").or_else(|| parameters.number("user_id"));
        let peer = peer.ok_or_else(|| No::parameter("peer_id is undefined"))?;
        Ok(one(peer)?.id.into())
    }

    fn send_to(&mut self, now: UnixMs, at: usize, peer: i64, wish: &Said) -> Result<Said, No> {
        let no_permission = || No::new(901, "Can't send messages for users without permission");
        let person = u64::try_from(peer).map_err(|_| no_permission())?;
        let group = &mut self.groups[at];
        let dialog = group.dialogs.get(&person).ok_or_else(no_permission)?;
        let newest = dialog.messages.iter().rev().take(REPEAT_MESSAGES);
        let mut known = newest.filter(|said| !said.by_person && now.0 - said.at.0 < REPEAT_MS);
        if let Some(said) = known.find(|said| wish.random_id != 0 && said.random_id == wish.random_id) {
            return Ok(said.clone());
        }
        if dialog.is_denied {
            return Err(no_permission());
        }
        if wish.text.chars().count() > TEXT_CODE_POINTS_MAX {
            return Err(No::new(914, "Message is too long"));
        }
        if wish
            .reply
            .is_some_and(|number| !dialog.messages.iter().any(|said| said.number == number))
        {
            return Err(No::parameter("forward is invalid"));
        }
        let said = group.say(person, wish.clone());
        group.announce(now, person, &said);
        Ok(said)
    }

    fn list_servers(&self, at: usize, parameters: &Parameters) -> Value {
        let wanted = parameters.list("server_ids");
        let is_wanted = |server: &&Server| {
            let id = server.id.to_string();
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&id.as_str()))
        };
        let servers = self.groups[at].delivery.servers.iter().filter(is_wanted);
        let shown: Vec<Value> = servers
            .map(|server| {
                json!({
                    "id": server.id, "title": server.title, "creator_id": super::ADMIN, "url": server.url,
                    "secret_key": server.secret, "status": server.status,
                })
            })
            .collect();
        json!({ "count": shown.len(), "items": shown })
    }

    fn add_server(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let group = &mut self.groups[at];
        let servers = &mut group.delivery.servers;
        if servers.len() >= SERVERS_MAX {
            return Err(No::new(2000, "Servers number limit is reached"));
        }
        let id = servers.iter().map(|server| server.id).max().unwrap_or_default() + 1;
        self.servers += 1;
        let mut server = Server {
            id,
            added: self.servers,
            ..Server::default()
        };
        server.become_as(parameters)?;
        servers.push(server);
        group.delivery.shake_hands(now, group.id, id);
        Ok(json!({ "server_id": id }))
    }

    fn edit_server(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let group = &mut self.groups[at];
        let server = server(&mut group.delivery.servers, parameters)?;
        server.become_as(parameters)?;
        let id = server.id;
        group.delivery.shake_hands(now, group.id, id);
        Ok(1.into())
    }

    fn delete_server(&mut self, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let servers = &mut self.groups[at].delivery.servers;
        let id = server(servers, parameters)?.id;
        servers.retain(|server| server.id != id);
        Ok(1.into())
    }

    fn settings(&mut self, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let server = server(&mut self.groups[at].delivery.servers, parameters)?;
        let wanted = |event: &str| i32::from(server.wanted.contains(event));
        let events: serde_json::Map<String, Value> = EVENTS
            .iter()
            .map(|event| ((*event).to_owned(), wanted(event).into()))
            .collect();
        Ok(json!({ "api_version": API_VERSION, "events": events }))
    }

    fn set_settings(&mut self, now: UnixMs, at: usize, parameters: &Parameters) -> Result<Value, No> {
        let group = &mut self.groups[at];
        let server = server(&mut group.delivery.servers, parameters)?;
        for (event, is_wanted) in parameters.events() {
            if is_wanted {
                server.wanted.insert(event.to_owned());
            } else {
                server.wanted.remove(event);
            }
        }
        group.delivery.tell_early(now, group.id);
        Ok(1.into())
    }

    fn users(&self, parameters: &Parameters) -> Value {
        let wanted = parameters.list("user_ids").unwrap_or_default();
        let fields = parameters.list("fields").unwrap_or_default();
        let wants = |field: &str| fields.contains(&field);
        let shown = wanted.iter().filter_map(|id| {
            let id: u64 = id.parse().ok()?;
            let person = self.people.get(id)?;
            let name = &person.name;
            let (first, last) = name.split_once(' ').unwrap_or((name, ""));
            let mut user = json!({
                "id": id, "first_name": first, "last_name": last.trim(), "can_access_closed": true, "is_closed": false,
            });
            if wants("screen_name") {
                user["screen_name"] = format!("id{id}").into();
            }
            if wants("has_photo") {
                user["has_photo"] = u8::from(person.picture.is_some()).into();
            }
            if let Some(number) = person.picture.filter(|_| wants("photo_200")) {
                user["photo_200"] = format!("{}/files/{number}.jpg?sign={}", self.url, self.files.len()).into();
                user["photo_id"] = format!("{id}_{number}").into();
            }
            Some(user)
        });
        shown.collect()
    }
}

fn rights() -> Value {
    json!({ "mask": 266_240, "permissions": [
        { "name": "manage", "setting": 262_144 }, { "name": "messages", "setting": 4_096 },
    ] })
}

fn server<'a>(servers: &'a mut [Server], parameters: &Parameters) -> Result<&'a mut Server, No> {
    let id = parameters.number("server_id").and_then(|id| u64::try_from(id).ok());
    let found = servers.iter_mut().find(|server| Some(server.id) == id);
    found.ok_or_else(|| No::new(104, "Not found"))
}

impl Server {
    /// Takes over what a call says of it. Plain HTTP is fine too, since this one stays on its machine.
    fn become_as(&mut self, parameters: &Parameters) -> Result<(), No> {
        let text = |name: &str| parameters.text(name).unwrap_or_default().to_owned();
        let url = text("url");
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(No::parameter("url is invalid"));
        }
        (self.url, self.title, self.secret) = (url, text("title"), text("secret_key"));
        Ok(())
    }
}

/// The fields of a form; any other body has none.
fn form(call: &ApiCall<'_>) -> BTreeMap<String, String> {
    let content_type = call
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return BTreeMap::new();
    }
    form_urlencoded::parse(call.body).into_owned().collect()
}
