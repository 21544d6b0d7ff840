//! An operator's open page: a socket for the news, the API for what the socket missed.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use domain::{Chat, ContactId, IdentityId};
use serde_json::json;

use crate::{
    client::Client,
    invoke::Bell,
    mutant::Mutant,
    reducer::{Care, Replica},
    verdict::Verdict,
};

/// How long a page waits for news before it looks around.
const WAIT_MS: i64 = 5_000;

/// An open page. Cheap to clone.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    verdict: Verdict,
    state: Arc<Mutex<State>>,
}

struct State {
    replica: Replica,
    connection: String,
    bell: Bell,
    must_reconnect: bool,
}

impl Browser {
    /// A page not connected yet.
    #[must_use]
    pub fn new(client: Client, verdict: Verdict) -> Self {
        let replica = Replica {
            care: care(&client),
            ..Replica::default()
        };
        let state = State {
            replica,
            connection: String::new(),
            bell: Bell::default(),
            must_reconnect: true,
        };
        Self {
            client,
            verdict,
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the page holds.
    #[must_use]
    pub fn replica(&self) -> Replica {
        self.state().replica.clone()
    }

    /// Whether the page is connected and has nothing left to fetch.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let state = self.state();
        !state.must_reconnect && state.replica.behind.is_empty() && state.replica.torn.is_empty()
    }

    /// Drops the connection and everything held, and begins anew.
    pub fn reload(&self) {
        let mut state = self.state();
        self.client.desk.sockets.hang_up(&state.connection);
        state.replica = Replica {
            care: care(&self.client),
            ..Replica::default()
        };
        state.must_reconnect = true;
        state.bell.ring();
    }

    /// Lives for ever.
    pub async fn live(self) {
        let desk = self.client.desk.clone();
        loop {
            let (connection, bell) = {
                let state = self.state();
                (state.connection.clone(), state.bell.clone())
            };
            if desk.ports.strikes("browser lost its socket", |rates| rates.socket) {
                desk.sockets.hang_up(&connection);
                self.say_goodbye(&connection).await;
            }
            if desk.sockets.is_old(&connection) {
                desk.sockets.hang_up(&connection);
            }
            let must_reconnect = self.state().must_reconnect || !desk.sockets.is_open(&connection);
            if must_reconnect && !self.connect().await {
                desk.ports.executor.pause(desk.ports.within(100, 3_000)).await;
                continue;
            }
            if self.read_news() | self.fetch_behind().await {
                self.verdict.was_held(&desk.table.engine(), &self.state().replica);
            }
            if self.is_settled() && !must_reconnect {
                bell.wait(&desk.ports.executor, WAIT_MS).await;
            } else {
                desk.ports.executor.pause(100).await;
            }
        }
    }

    /// The gateway tells of a lost socket, unless it forgets to.
    async fn say_goodbye(&self, connection: &str) {
        if self.client.desk.ports.below(2) == 0 {
            self.client.desk.socket(event("$disconnect", connection, "")).await;
        }
    }

    /// Connects, then takes a snapshot; `false`: it did not work.
    async fn connect(&self) -> bool {
        let Some(ticket) = self.client.ticket().await else {
            return false;
        };
        let (connection, bell) = self.client.desk.sockets.open();
        let answer = self.client.desk.socket(event("$connect", &connection, &ticket)).await;
        if answer
            .and_then(Result::ok)
            .is_none_or(|answer| answer.status_code != 200)
        {
            self.client.desk.sockets.hang_up(&connection);
            return false;
        }
        self.client.desk.sockets.connected(&connection);
        {
            let mut state = self.state();
            (state.connection, state.bell, state.must_reconnect) = (connection, bell, false);
        }
        for operator in self.client.operators().await {
            self.verdict
                .was_shown_operator(&self.client.desk.table.engine(), &operator);
            self.state().replica.take_operator(&operator);
        }
        for list in ["state=open", "state=closed"] {
            for chat in self.client.chats(list).await {
                self.verdict.was_shown(&self.client.desk.table.engine(), &chat);
                if chat.version > self.state().replica.version(&chat.id) {
                    self.state().replica.behind.insert(chat.id);
                }
            }
        }
        true
    }

    /// Applies what has come; whether anything has.
    fn read_news(&self) -> bool {
        let mut state = self.state();
        let connection = state.connection.clone();
        let mut has_news = false;
        while let Some(frame) = self.client.desk.sockets.take(&connection) {
            has_news = true;
            let before = state.replica.versions();
            state.replica.apply(&frame);
            // A chat that was pulled into another one is held no more, which is no step back.
            let is_held = |chat: &ContactId| state.replica.chats.contains_key(chat);
            if before
                .iter()
                .any(|(chat, version)| is_held(chat) && state.replica.version(chat) < *version)
            {
                self.verdict
                    .breach("held: a browser went back to an older version of a chat".into());
            }
        }
        has_news
    }

    /// Fetches what the page knows to be newer on the server; whether there was any.
    async fn fetch_behind(&self) -> bool {
        let wanted: Vec<ContactId> = {
            let state = self.state();
            state.replica.behind.union(&state.replica.torn).cloned().collect()
        };
        let is_behind = !wanted.is_empty();
        for id in wanted {
            let (known, is_torn) = {
                let state = self.state();
                (state.replica.version(&id), state.replica.torn.contains(&id))
            };
            let Some(chat) = self.client.chat(&id).await else {
                continue;
            };
            self.verdict.was_shown(&self.client.desk.table.engine(), &chat);
            if chat.id != id {
                // It was pulled into another one meanwhile, which is told besides; or the word of it got lost.
                let mut state = self.state();
                state.replica.forget(&id);
                if chat.version > state.replica.version(&chat.id) {
                    state.replica.behind.insert(chat.id);
                }
                continue;
            }
            let is_other = self
                .state()
                .replica
                .chats
                .get(&id)
                .is_none_or(|held| !is_alike(held, &chat));
            let after = if is_torn || is_other { 0 } else { known };
            let changed = self.client.changed(&id, after).await;
            // Separated between the two reads, and maybe united again, the messages are those of fewer addresses than the
            // chat had: read it again.
            let is_of_several = chat.identities.len() > 1;
            if is_of_several
                && self
                    .client
                    .chat(&id)
                    .await
                    .is_none_or(|again| again.version != chat.version)
            {
                continue;
            }
            self.state().replica.fetch(&chat, known, after, &changed);
        }
        is_behind
    }
}

/// Whether two copies of a chat have the same addresses, and so the same messages.
fn is_alike(a: &Chat, b: &Chat) -> bool {
    let addresses = |chat: &Chat| -> BTreeSet<IdentityId> {
        let identities = chat.identities.iter();
        identities.map(|identity| identity.id.clone()).collect()
    };
    addresses(a) == addresses(b)
}

fn care(client: &Client) -> Care {
    if client.desk.ports.is(Mutant::PushTrusted) {
        Care::TrustsPushes
    } else if client.desk.ports.is(Mutant::OlderFrameApplied) {
        Care::TakesOlder
    } else {
        Care::Right
    }
}

/// An event of a socket's life, as the gateway hands it over.
///
/// # Panics
/// If the event does not read: a bug of the simulator.
#[must_use]
pub fn event(route: &str, connection: &str, ticket: &str) -> ApiGatewayWebsocketProxyRequest {
    let headers = if ticket.is_empty() {
        json!({})
    } else {
        json!({
            "Host": "desk.example",
            "Origin": "https://desk.example",
            "Sec-WebSocket-Protocol": format!("{}, {ticket}", socket::PROTOCOL),
        })
    };
    let event = json!({
        "headers": headers,
        "multiValueHeaders": {},
        "requestContext": {
            "routeKey": route, "connectionId": connection, "stage": "live", "connectedAt": 0, "requestTimeEpoch": 0,
        },
        "isBase64Encoded": false,
    });
    serde_json::from_value(event).expect("a socket event")
}
