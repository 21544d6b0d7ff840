//! What a client that has just loaded would show: everything asked for anew over HTTP.

use domain::{
    Card, Channel, Chat, ContactId, FunnelRun, Message, Note, Operator, Settings, ShopOrder, Spent, Suggestions,
};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Web;

/// A fresh snapshot.
pub struct Fresh {
    /// Open chats, as listed.
    pub open: Vec<Chat>,
    /// Closed chats, as listed.
    pub closed: Vec<Chat>,
    /// The numbers at the lists.
    pub counters: Value,
    /// Everybody who answers.
    pub operators: Vec<Operator>,
    /// All channels.
    pub channels: Vec<Channel>,
    /// The settings.
    pub settings: Settings,
    /// The talks asked for.
    pub talks: Vec<Talk>,
}

/// All there is to see of one contact.
pub struct Talk {
    /// The chat.
    pub chat: Chat,
    /// The card.
    pub card: Card,
    /// Who may be the same person, if that was ever said.
    pub suggestions: Option<Suggestions>,
    /// The whole history.
    pub messages: Vec<Message>,
    /// Notes, those taken back left out.
    pub notes: Vec<Note>,
    /// Ways through funnels, those removed left out.
    pub runs: Vec<FunnelRun>,
    /// Orders.
    pub orders: Vec<ShopOrder>,
    /// What each of those spent who are this contact.
    pub spent: Vec<Spent>,
}

impl Fresh {
    /// Asks for everything but talks; `None`: an answer did not come.
    pub async fn load(web: &Web) -> Option<Self> {
        Some(Self {
            open: pages(web, "/api/chats?state=open", "chats").await?,
            closed: pages(web, "/api/chats?state=closed", "chats").await?,
            counters: get(web, "/api/counters").await?,
            operators: part(&get(web, "/api/operators").await?["operators"])?,
            channels: part(&get(web, "/api/channels").await?["channels"])?,
            settings: part(&get(web, "/api/settings").await?)?,
            talks: Vec::new(),
        })
    }

    /// All chats listed.
    pub fn chats(&self) -> impl Iterator<Item = &Chat> {
        self.open.iter().chain(&self.closed)
    }
}

impl Talk {
    /// Asks for one talk; `None`: there is no such contact, or an answer did not come.
    pub async fn load(web: &Web, contact: &ContactId) -> Option<Self> {
        let shown = get(web, &format!("/api/contacts/{contact}")).await?;
        Some(Self {
            chat: part(&shown["chat"])?,
            card: part(&shown["card"])?,
            suggestions: part(&shown["suggestions"])?,
            messages: history(web, contact).await?,
            notes: pages(web, &format!("/api/contacts/{contact}/notes?"), "notes").await?,
            runs: part(&get(web, &format!("/api/contacts/{contact}/funnels")).await?["runs"])?,
            orders: pages(web, &format!("/api/contacts/{contact}/orders?"), "orders").await?,
            spent: part(&get(web, &format!("/api/contacts/{contact}/orders")).await?["spent"])?,
        })
    }
}

async fn history(web: &Web, contact: &ContactId) -> Option<Vec<Message>> {
    let whole = format!("/api/chats/{contact}/messages");
    let (mut path, mut history) = (whole.clone(), Vec::<Message>::new());
    loop {
        let page = get(web, &path).await?;
        let messages: Vec<Message> = part(&page["messages"])?;
        let first = messages.first().map(|message| message.id.order.clone());
        history.extend(messages);
        path = match (page["cursor"].as_str(), first) {
            (Some(cursor), _) => format!("{whole}?cursor={cursor}"),
            (None, Some(first)) if page["has_older"] == true => format!("{whole}?before={first}"),
            _ => return Some(history),
        };
    }
}

/// A list from its first page to its last.
async fn pages<T: DeserializeOwned>(web: &Web, path: &str, name: &str) -> Option<Vec<T>> {
    let (mut at, mut all) = (path.to_owned(), Vec::new());
    loop {
        let page = get(web, &at).await?;
        all.extend(part::<Vec<T>>(&page[name])?);
        let Some(cursor) = page["cursor"].as_str() else {
            return Some(all);
        };
        at = format!("{path}&cursor={cursor}");
    }
}

async fn get(web: &Web, path: &str) -> Option<Value> {
    let reply = web.tries(Method::GET, path, &Value::Null).await?;
    reply.status.is_success().then_some(reply.body)
}

fn part<T: DeserializeOwned>(value: &Value) -> Option<T> {
    Some(T::deserialize(value).expect("the desk answers with its own nouns"))
}
