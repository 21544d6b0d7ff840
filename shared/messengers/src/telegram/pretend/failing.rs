//! How the real server refuses for reasons that do not lie in the call. Words: `Client.cpp` of
//! <https://github.com/tdlib/telegram-bot-api>.

use super::api::{No, said};
use crate::pretend::{ApiAnswer, Refused};

/// Whether the method at this path sends, changes or deletes messages.
pub fn is_about_messages(path: &str) -> bool {
    let method = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_change = ["editmessage", "deletemessage"]
        .iter()
        .any(|start| method.starts_with(start));
    is_change || (method.starts_with("send") && method != "sendchataction")
}

/// A refusal for a reason that does not lie in the call.
pub fn refuses(reason: Refused) -> ApiAnswer {
    said(Err(match reason {
        Refused::TooMany { retry_after_s } => No::too_many(retry_after_s.into()),
        Refused::Blocked => No::other(403, "Forbidden: bot was blocked by the user"),
        Refused::NoSuchPerson => No::bad_request("chat not found"),
        Refused::BadContent => No::bad_request("can't parse entities: unsupported start tag"),
        Refused::TooLarge => No::too_large(),
        Refused::ServerError => No::other(500, "Internal Server Error"),
        Refused::TokenRevoked => No::other(401, "Unauthorized"),
    }))
}
