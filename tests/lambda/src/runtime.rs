//! A Lambda Runtime API for one function, and its process.
//!
//! Four calls, as in <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>: next, response, error, and the
//! error of a start that failed. A process that ends fails its event and is started again, as in the cloud.

use std::{
    collections::HashMap,
    fmt,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use platform::{Clock, SystemClock};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    process::Command,
    sync::{mpsc, oneshot},
    task::{JoinHandle, spawn_blocking},
};

use crate::{PATIENCE, binaries::binary};

/// Pause before a process that ended is started again.
const RESTART_PAUSE: Duration = Duration::from_millis(50);

/// What a function answers when it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// The body of its error call, or why there is none.
    pub body: String,
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.body)
    }
}

type Outcome = Result<Value, FunctionError>;

/// A deployed function: one process, one event at a time. Ends with its last handle.
pub struct Function {
    events: mpsc::UnboundedSender<(String, oneshot::Sender<Outcome>)>,
    runtime: Arc<Runtime>,
    tasks: [JoinHandle<()>; 2],
}

struct Runtime {
    name: String,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<(String, oneshot::Sender<Outcome>)>>,
    running: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    requests: AtomicU64,
    starts: AtomicU32,
    process: AtomicU32,
    init_error: Mutex<Option<String>>,
}

impl Function {
    /// Starts the binary of `function` with these variables and no others.
    pub async fn start(function: &str, variables: &[(String, String)]) -> Self {
        let name = function.to_owned();
        // May build, which takes long.
        let binary = spawn_blocking(move || binary(&name))
            .await
            .expect("the binary is there");
        let (events, waiting) = mpsc::unbounded_channel();
        let runtime = Arc::new(Runtime {
            name: function.to_owned(),
            waiting: tokio::sync::Mutex::new(waiting),
            running: Mutex::default(),
            requests: AtomicU64::new(0),
            starts: AtomicU32::new(0),
            process: AtomicU32::new(0),
            init_error: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(Arc::clone(&runtime));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the Runtime API serves");
        });
        let process = tokio::spawn(keep_running(Arc::clone(&runtime), binary, address, variables.to_vec()));
        Self {
            events,
            runtime,
            tasks: [serving, process],
        }
    }

    /// Hands over one event as JSON; what the function answers.
    ///
    /// # Errors
    /// [`FunctionError`]: it answered with an error, or ended.
    pub async fn invoke(&self, event: &Value) -> Outcome {
        let (done, outcome) = oneshot::channel();
        self.events
            .send((event.to_string(), done))
            .expect("the Runtime API runs");
        let outcome = tokio::time::timeout(PATIENCE, outcome).await;
        let in_vain = || {
            panic!(
                "{}: no answer in {PATIENCE:?}, {:?}",
                self.runtime.name,
                self.init_error()
            )
        };
        let ended = |_| {
            Err(FunctionError {
                body: "the process ended".to_owned(),
            })
        };
        outcome.unwrap_or_else(|_| in_vain()).unwrap_or_else(ended)
    }

    /// How often its process was started.
    pub fn starts(&self) -> u32 {
        self.runtime.starts.load(Ordering::SeqCst)
    }

    /// The number of its process, once it runs.
    pub fn process(&self) -> u32 {
        self.runtime.process.load(Ordering::SeqCst)
    }

    /// What it said when it could not start.
    pub fn init_error(&self) -> Option<String> {
        self.runtime
            .init_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Runtime {
    fn finish(&self, id: &str, outcome: Outcome) -> StatusCode {
        let done = self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        let Some(done) = done else {
            return StatusCode::BAD_REQUEST;
        };
        // Nobody waits any more: the test is over.
        let _ = done.send(outcome);
        StatusCode::ACCEPTED
    }
}

async fn keep_running(runtime: Arc<Runtime>, binary: PathBuf, address: String, variables: Vec<(String, String)>) {
    loop {
        runtime.starts.fetch_add(1, Ordering::SeqCst);
        let mut command = Command::new(&binary);
        command
            .env_clear()
            .envs(variables.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env("AWS_LAMBDA_RUNTIME_API", &address);
        command
            .env("AWS_LAMBDA_FUNCTION_NAME", &runtime.name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        command
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/test");
        command.env("AWS_LAMBDA_LOG_STREAM_NAME", "test").kill_on_drop(true);
        let mut process = command.spawn().expect("the binary starts");
        runtime
            .process
            .store(process.id().unwrap_or_default(), Ordering::SeqCst);
        process.wait().await.expect("its end is seen");
        runtime.running.lock().unwrap_or_else(PoisonError::into_inner).clear();
        tokio::time::sleep(RESTART_PAUSE).await;
    }
}

async fn next(State(runtime): State<Arc<Runtime>>) -> Response {
    let Some((event, done)) = runtime.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let id = format!(
        "00000000-0000-4000-8000-{:012}",
        runtime.requests.fetch_add(1, Ordering::SeqCst)
    );
    runtime
        .running
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(id.clone(), done);
    let deadline = SystemClock
        .now()
        .plus(i64::try_from(PATIENCE.as_millis()).unwrap_or(i64::MAX));
    let headers = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.0.to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            format!("arn:aws:lambda:us-east-1:000000000000:function:{}", runtime.name),
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-00000000-000000000000000000000000;Sampled=0".to_owned(),
        ),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event).into_response()
}

async fn response(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let unreadable = |error: serde_json::Error| FunctionError {
        body: format!("an answer that is no JSON: {error}"),
    };
    runtime.finish(&id, serde_json::from_slice(&body).map_err(unreadable))
}

async fn error(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    runtime.finish(
        &id,
        Err(FunctionError {
            body: String::from_utf8_lossy(&body).into_owned(),
        }),
    )
}

async fn init_error(State(runtime): State<Arc<Runtime>>, body: Bytes) -> StatusCode {
    let words = String::from_utf8_lossy(&body).into_owned();
    *runtime.init_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    StatusCode::ACCEPTED
}
