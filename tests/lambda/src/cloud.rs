//! What stands around the functions: the table, the gateway's `@connections`, a messenger.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use platform::{SystemClock, dynamo};
use store::{Store, dynamo::Dynamo, schema};
use support::{Line, OWNER_EMAIL, OWNER_PASSWORD};
use switchboard::engine::Engine;
use tokio::net::TcpListener;

use crate::{
    Function,
    bucket::{BUCKET, Bucket},
};

/// Where the desk is when nobody calls it over HTTP.
const DESK: &str = "https://desk.example";

/// A connection's id as the gateway makes them: base64, so that it must be escaped in paths.
pub const CONNECTION: &str = "L0SM9cOFvHcCIhw=";

pub(crate) const TABLE: &str = "desk";

/// Connections with the frames they got.
type Frames = Arc<Mutex<Vec<(String, String)>>>;

/// One deployment without functions; [`Cloud::function`] starts them.
pub struct Cloud {
    /// The table.
    pub store: Store,
    /// The messenger.
    pub line: Line,
    /// The files.
    pub bucket: Bucket,
    frames: Frames,
    variables: Vec<(String, String)>,
    pub(crate) engine: Engine,
}

impl Cloud {
    /// A deployment with an empty table and the first messenger.
    pub async fn start() -> Self {
        Self::with(Line::open().await, DESK).await
    }

    /// A deployment with an empty table and this messenger, which is called at `desk`.
    pub async fn with(line: Line, desk: &str) -> Self {
        let engine = Engine::start(None, Arc::new(SystemClock)).expect("the engine starts");
        let client = dynamo::client(Some(&engine.url));
        schema::create(&client, TABLE).await.expect("the table can be created");

        let bucket = Bucket::default();
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
            text("AWS_ENDPOINT_URL_S3", &bucket.open().await),
            text("SWITCHBOARD_FILES_BUCKET", BUCKET),
            text("PUBLIC_URL", desk),
            text("SWITCHBOARD_KEY", "a random text of more than 32 characters"),
            text("SWITCHBOARD_CONNECTIONS_URL", &format!("{}/live", serve(gateway).await)),
            text("SWITCHBOARD_OWNER_EMAIL", OWNER_EMAIL),
            text("SWITCHBOARD_OWNER_PASSWORD", OWNER_PASSWORD),
            text(line.variable(), &line.url),
        ];
        let store = Store::new(Arc::new(Dynamo::new(client, TABLE)));
        Self {
            store,
            line,
            bucket,
            frames,
            variables,
            engine,
        }
    }

    /// Starts one of the functions.
    pub async fn function(&self, name: &str) -> Function {
        Function::start(name, &self.variables).await
    }

    /// What was pushed so far: connection and frame.
    pub fn frames(&self) -> Vec<(String, String)> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves for as long as the test runs; where.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
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
