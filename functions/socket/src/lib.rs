//! A browser connects.
//!
//! `$connect` redeems a one-time ticket, `$default` answers pings, `$disconnect` forgets the socket. Everything else
//! goes over HTTP: the socket only brings news.

use aws_lambda_events::apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest};
use domain::{
    HOUR_MS, MINUTE_MS,
    wire::{ClientFrame, ServerFrame},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::{App, Fault};
use store::{
    sessions::{Ticket, digest},
    sockets::Socket,
};
use tracing::info;

/// The name of our protocol: the first item a browser offers; the second is the ticket.
pub const PROTOCOL: &str = "switchboard";

/// API Gateway ends every connection after two hours; a few minutes more let the last news out.
const SOCKET_MS: i64 = 2 * HOUR_MS + 5 * MINUTE_MS;

/// Answers one event of a socket's life.
///
/// # Errors
/// [`Fault`]: the gateway answers with its own error, and the browser tries again.
pub async fn handle(app: &App, event: ApiGatewayWebsocketProxyRequest) -> Result<ApiGatewayProxyResponse, Fault> {
    let context = &event.request_context;
    let connection = context.connection_id.as_deref().unwrap_or_default();
    match context.route_key.as_deref().unwrap_or_default() {
        "$connect" => connect(app, connection, &event.headers).await,
        "$disconnect" => {
            app.store.remove_socket(connection).await?;
            Ok(response(StatusCode::OK))
        }
        _ => Ok(talk(event.body.as_deref().unwrap_or_default())),
    }
}

async fn connect(app: &App, connection: &str, headers: &HeaderMap) -> Result<ApiGatewayProxyResponse, Fault> {
    if !is_own_page(app, headers) {
        return Ok(response(StatusCode::FORBIDDEN));
    }
    let Some(token) = offered_ticket(headers) else {
        return Ok(response(StatusCode::UNAUTHORIZED));
    };

    let now = app.clock.now();
    let Some(Ticket { session, .. }) = app.store.redeem_ticket(&digest(token), now).await? else {
        return Ok(response(StatusCode::UNAUTHORIZED));
    };
    let Some(found) = app.store.session(&session, now).await? else {
        return Ok(response(StatusCode::UNAUTHORIZED));
    };

    let socket = Socket {
        connection: connection.to_owned(),
        operator: found.operator,
        session,
        opened: now,
        expires: now.plus(SOCKET_MS).min(found.expires),
    };
    app.store.add_socket(&socket).await?;
    info!(operator.id = %socket.operator, "Opened a socket");

    let mut answer = response(StatusCode::OK);
    // Only the protocol's name goes back, never the ticket.
    answer
        .headers
        .insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    Ok(answer)
}

/// Browsers always send `Origin` with a socket; without it the caller is no page at all and has no cookie to abuse.
fn is_own_page(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    platform::answer::is_own_origin(&app.config, text(header::ORIGIN), text(header::HOST))
}

/// The ticket among the offered protocols: `switchboard, <ticket>`.
fn offered_ticket(headers: &HeaderMap) -> Option<&str> {
    let offered = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    let mut items = offered.split(',').map(str::trim);
    (items.next() == Some(PROTOCOL)).then(|| items.next()).flatten()
}

fn talk(body: &str) -> ApiGatewayProxyResponse {
    let mut answer = response(StatusCode::OK);
    match serde_json::from_str(body) {
        Ok(ClientFrame::Ping {}) => {
            let pong = serde_json::to_string(&ServerFrame::Pong).expect("our own frame serializes");
            answer.body = Some(pong.into());
        }
        Err(_) => answer.status_code = i64::from(StatusCode::BAD_REQUEST.as_u16()),
    }
    answer
}

fn response(status: StatusCode) -> ApiGatewayProxyResponse {
    let mut response = ApiGatewayProxyResponse::default();
    response.status_code = i64::from(status.as_u16());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offering(protocols: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::SEC_WEBSOCKET_PROTOCOL, protocols.parse().expect("header"))])
    }

    #[test]
    fn the_ticket_is_the_second_offered_protocol() {
        assert_eq!(offered_ticket(&offering("switchboard, abc")), Some("abc"));
        assert_eq!(offered_ticket(&offering("switchboard")), None);
        assert_eq!(offered_ticket(&offering("abc, switchboard")), None);
        assert_eq!(offered_ticket(&HeaderMap::new()), None);
    }

    #[test]
    fn a_ping_is_answered_and_nonsense_refused() {
        assert_eq!(talk(r#"{"type":"ping"}"#).status_code, 200);
        assert!(talk(r#"{"type":"ping"}"#).body.is_some());
        for strange in ["", "null", r#"{"type":"shout"}"#, r#"{"type":"ping","x":1}"#] {
            assert_eq!(talk(strange).status_code, 400, "{strange}");
        }
    }
}
