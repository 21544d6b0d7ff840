//! Counting tries at what could be guessed, before they are looked at: see [`domain::rules::throttle`].

use domain::{Refusal, rules::throttle::Guard};
use platform::{App, Caller, Problem, Request};
use store::tries::{Taken, Tried, Try};
use tracing::info;

/// Counts a try at the password of the account `email`, from the caller's network. To be given back if it is right:
/// [`right`].
///
/// # Errors
/// [`Refusal::TooManyTries`]; faults of the table.
pub async fn password(app: &App, request: &Request, email: &str) -> Result<Taken, Problem> {
    take(app, request, &[(Guard::Account, Some(email)), (Guard::Network, None)]).await
}

/// Counts a try at a code of `operator`, from the caller's network.
///
/// # Errors
/// As [`password`].
pub async fn code(app: &App, request: &Request, operator: &str) -> Result<Taken, Problem> {
    take(app, request, &[(Guard::Code, Some(operator)), (Guard::Network, None)]).await
}

/// Counts a try at the secret of a link, from the caller's network.
///
/// # Errors
/// As [`password`].
pub async fn link(app: &App, request: &Request) -> Result<Taken, Problem> {
    take(app, request, &[(Guard::Link, None)]).await
}

/// Counts a request with the API key of this digest.
///
/// # Errors
/// As [`password`].
pub async fn key(app: &App, request: &Request, digest: &str) -> Result<Taken, Problem> {
    take(app, request, &[(Guard::Key, Some(digest))]).await
}

/// Counts a key that nobody knows, from the caller's network.
///
/// # Errors
/// As [`password`].
pub async fn unknown_key(app: &App, request: &Request) -> Result<Taken, Problem> {
    take(app, request, &[(Guard::UnknownKey, None)]).await
}

/// The try was right.
///
/// # Errors
/// Faults of the table.
pub async fn right(app: &App, taken: &Taken) -> Result<(), Problem> {
    Ok(app.store.give_back(taken).await?)
}

/// Where nothing else is named, the caller's network counts; where that is not known, it is not counted.
async fn take(app: &App, request: &Request, guards: &[(Guard, Option<&str>)]) -> Result<Taken, Problem> {
    let network = Caller::of(request).map(Caller::network);
    let tried = guards.iter().filter_map(|(guard, who)| {
        let who = who.or(network.as_deref())?;
        Some(Tried::new(*guard, who))
    });
    let tried: Vec<Tried> = tried.collect();
    match app.store.take_try(&tried, app.clock.now()).await? {
        Try::Taken(taken) => Ok(taken),
        Try::Wait { retry_after_s } => {
            info!(retry_after_s, "Too many tries");
            Err(Refusal::TooManyTries { retry_after_s }.into())
        }
    }
}
