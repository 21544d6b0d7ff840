//! A browser's socket: collects what the desk tells.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use serde_json::Value;
use tokio::{net::TcpStream, sync::watch, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::PATIENCE;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where one speaks into a socket.
pub type Sink = SplitSink<Stream, Message>;

/// An open socket.
pub struct Socket {
    sink: Sink,
    heard: Arc<Mutex<Heard>>,
    changed: watch::Receiver<u64>,
    /// The protocol the desk chose.
    pub protocol: Option<String>,
}

#[derive(Default)]
struct Heard {
    events: Vec<Value>,
    frames: Vec<Value>,
    closed: Option<u16>,
}

impl Socket {
    /// Connects to the desk with a ticket, as a page of `origin`.
    ///
    /// # Errors
    /// The HTTP status the desk refused with; 0: no answer at all.
    pub async fn open(desk: &str, ticket: &str, origin: Option<&str>) -> Result<Self, u16> {
        let (stream, protocol) = connect(desk, ticket, origin).await?;
        let (sink, mut stream) = stream.split();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (tell, changed) = watch::channel(0);
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                hearing.lock().unwrap_or_else(PoisonError::into_inner).take(message);
                tell.send_modify(|count| *count += 1);
            }
            hearing
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .closed
                .get_or_insert(1006);
            tell.send_modify(|count| *count += 1);
        });
        Ok(Self {
            sink,
            heard,
            changed,
            protocol,
        })
    }

    /// Waits for an event; those before it count as well.
    pub async fn sees(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.wait(what, |heard| heard.events.iter().find(|event| is_it(event)).cloned())
            .await
    }

    /// Waits until the chat's commit that brings this text.
    pub async fn sees_text(&self, text: &str) -> Value {
        let has_text = |event: &Value| {
            let messages = event["messages"].as_array();
            messages.is_some_and(|messages| messages.iter().any(|message| message["content"]["text"] == text))
        };
        self.sees(&format!("“{text}” on the socket"), has_text).await
    }

    /// Waits until a frame brings this text; looks at the newest event only, so that thousands before it cost nothing.
    pub async fn sees_newest_text(&self, text: &str) -> Value {
        self.wait("the newest text", |heard| {
            let event = (heard.events.iter().rev()).find(|event| event["type"] == "chat_committed")?;
            let mut messages = event["messages"].as_array()?.iter();
            messages
                .any(|message| message["content"]["text"] == text)
                .then(|| event.clone())
        })
        .await
    }

    /// All events so far.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).events.clone()
    }

    /// Waits for a frame that is no event.
    pub async fn hears(&self, kind: &str) -> Value {
        let what = format!("a frame “{kind}”");
        self.wait(&what, |heard| {
            heard.frames.iter().find(|frame| frame["type"] == kind).cloned()
        })
        .await
    }

    /// Waits for the end; its close code.
    pub async fn ends(&self) -> u16 {
        self.wait("the socket's end", |heard| heard.closed).await
    }

    /// Says something.
    pub async fn says(&mut self, text: &str) {
        self.sink.send(Message::text(text)).await.expect("the socket is open");
    }

    /// Says something that is no text.
    pub async fn says_bytes(&mut self, bytes: &[u8]) {
        self.sink
            .send(Message::binary(bytes.to_vec()))
            .await
            .expect("the socket is open");
    }

    async fn wait<T>(&self, what: &str, look: impl Fn(&Heard) -> Option<T>) -> T {
        let mut changed = self.changed.clone();
        let waiting = async {
            loop {
                changed.mark_unchanged();
                if let Some(found) = look(&self.heard.lock().unwrap_or_else(PoisonError::into_inner)) {
                    return found;
                }
                if changed.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        let found = timeout(PATIENCE, waiting).await;
        found.unwrap_or_else(|_| panic!("waited in vain for {what}; events so far: {:#?}", self.events()))
    }
}

/// Connects to the desk with a ticket, as a page of `origin`; the stream, and the protocol the desk chose.
///
/// # Errors
/// The HTTP status the desk refused with; 0: no answer at all.
pub async fn connect(desk: &str, ticket: &str, origin: Option<&str>) -> Result<(Stream, Option<String>), u16> {
    let url = format!("{}/socket", desk.replacen("http", "ws", 1));
    let mut request = url.into_client_request().expect("an address");
    let text = |text: &str| HeaderValue::from_str(text).expect("a header");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", text(&format!("switchboard, {ticket}")));
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", text(origin));
    }
    let (stream, response) = match connect_async(request).await {
        Ok(connected) => connected,
        Err(Error::Http(response)) => return Err(response.status().as_u16()),
        Err(_) => return Err(0),
    };
    let protocol = response
        .headers()
        .get("sec-websocket-protocol")
        .and_then(|name| name.to_str().ok());
    Ok((stream, protocol.map(str::to_owned)))
}

impl Heard {
    fn take(&mut self, message: Message) {
        match message {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                match frame["events"].as_array() {
                    Some(events) => self.events.extend(events.iter().cloned()),
                    None => self.frames.push(frame),
                }
            }
            Message::Close(close) => self.closed = Some(close.map_or(1005, |close| close.code.into())),
            _ => {}
        }
    }
}
