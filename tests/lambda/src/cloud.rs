//! What stands around the functions: the table, the gateway's `@connections`, a messenger.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use messengers::{
    pretend::{ApiCall, Pretend},
    registry,
};
use platform::{Clock, SystemClock, dynamo};
use store::{Store, dynamo::Dynamo, schema};
use switchboard::engine::Engine;
use tokio::net::TcpListener;

use crate::Function;

/// The owner's sign-in.
pub const OWNER_EMAIL: &str = "owner@desk.example";
/// The owner's sign-in.
pub const OWNER_PASSWORD: &str = "a long password for tests";

/// A connection's id as the gateway makes them: base64, so that it must be escaped in paths.
pub const CONNECTION: &str = "L0SM9cOFvHcCIhw=";

const TABLE: &str = "desk";

/// Connections with the frames they got.
type Frames = Arc<Mutex<Vec<(String, String)>>>;

/// One deployment without functions; [`Cloud::function`] starts them.
pub struct Cloud {
    /// The table.
    pub store: Store,
    messenger: Arc<Mutex<Box<dyn Pretend>>>,
    frames: Frames,
    variables: Vec<(String, String)>,
    _engine: Engine,
}

impl Cloud {
    /// A deployment with an empty table.
    pub async fn start() -> Self {
        let engine = Engine::start(None, Arc::new(SystemClock)).expect("the engine starts");
        let client = dynamo::client(Some(&engine.url));
        schema::create(&client, TABLE).await.expect("the table can be created");

        let pretend = registry::pretend()
            .into_iter()
            .next()
            .expect("there is a pretend messenger");
        let api_url_variable = pretend.api_url_variable().to_owned();
        let messenger = Arc::new(Mutex::new(pretend));
        let api = Router::new()
            .fallback(answer_as_messenger)
            .with_state(Arc::clone(&messenger));
        let frames = Frames::default();
        let gateway = Router::new()
            .route("/live/@connections/{id}", post(take_frame))
            .with_state(Arc::clone(&frames));

        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let variables = vec![
            text("SWITCHBOARD_TABLE", TABLE),
            text("AWS_ENDPOINT_URL_DYNAMODB", &engine.url),
            text("AWS_REGION", "us-east-1"),
            text("AWS_ACCESS_KEY_ID", "local"),
            text("AWS_SECRET_ACCESS_KEY", "local"),
            text("PUBLIC_URL", "https://desk.example"),
            text("SWITCHBOARD_KEY", "a random text of more than 32 characters"),
            text("SWITCHBOARD_CONNECTIONS_URL", &format!("{}/live", serve(gateway).await)),
            text("SWITCHBOARD_OWNER_EMAIL", OWNER_EMAIL),
            text("SWITCHBOARD_OWNER_PASSWORD", OWNER_PASSWORD),
            (api_url_variable, serve(api).await),
        ];
        let store = Store::new(Arc::new(Dynamo::new(client, TABLE)));
        Self {
            store,
            messenger,
            frames,
            variables,
            _engine: engine,
        }
    }

    /// Starts one of the functions.
    pub async fn function(&self, name: &str) -> Function {
        Function::start(name, &self.variables).await
    }

    /// The messenger's servers.
    pub fn messenger(&self) -> MutexGuard<'_, Box<dyn Pretend>> {
        self.messenger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was pushed so far: connection and frame.
    pub fn frames(&self) -> Vec<(String, String)> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn answer_as_messenger(
    State(messenger): State<Arc<Mutex<Box<dyn Pretend>>>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = ApiCall {
        path: uri.path(),
        headers: &headers,
        body: &body,
    };
    let now = SystemClock.now();
    let answer = messenger
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .call(now, &call);
    let status = StatusCode::from_u16(answer.status).expect("a status");
    (status, Json(answer.body)).into_response()
}

/// Takes frames for [`CONNECTION`]; every other browser has left.
async fn take_frame(State(frames): State<Frames>, Path(connection): Path<String>, body: Bytes) -> Response {
    if connection != CONNECTION {
        return (StatusCode::GONE, [("x-amzn-errortype", "GoneException")], "{}").into_response();
    }
    let frame = String::from_utf8_lossy(&body).into_owned();
    frames
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push((connection, frame));
    StatusCode::OK.into_response()
}
