//! How VK refuses for reasons that do not lie in the call.

use serde_json::json;

use crate::pretend::{ApiAnswer, Refused};

/// Whether the method at this path sends, changes or deletes messages.
pub fn is_about_messages(path: &str) -> bool {
    let method = path.strip_prefix("/method/");
    method.is_some_and(|method| matches!(method, "messages.send" | "messages.edit" | "messages.delete"))
}

/// A refusal for a reason that does not lie in the call. Codes: <https://dev.vk.com/ru/reference/errors>.
pub fn refuses(reason: Refused) -> ApiAnswer {
    let (code, words) = match reason {
        // VK names no time; what lasts for longer than a moment it calls a flood.
        Refused::TooMany { retry_after_s: 0..=10 } => (6, "Too many requests per second"),
        Refused::TooMany { .. } => (9, "Flood control"),
        Refused::Blocked => (901, "Can't send messages for users without permission"),
        Refused::NoSuchPerson => (936, "Contact not found"),
        Refused::BadContent => (
            100,
            "One of the parameters specified was missing or invalid: attachment is invalid",
        ),
        Refused::TooLarge => (914, "Message is too long"),
        Refused::ServerError => (10, "Internal server error"),
        Refused::TokenRevoked => (5, "User authorization failed: invalid access_token (4)."),
    };
    let body = json!({ "error": { "error_code": code, "error_msg": words, "request_params": [] } });
    ApiAnswer { status: 200, body }
}
