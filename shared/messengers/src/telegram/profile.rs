//! Who a contact is: their names, and the picture they show to bots.

use domain::{PictureSource, Profile};
use serde::Deserialize;
use serde_json::json;

use super::{errors::Answer, outbound::call};
use crate::{Access, Progress, ProviderAnswer, Step};

/// `getChat`: the private chat with somebody is called by their number.
pub fn ask(access: &Access, address: &str) -> Step {
    match address.parse::<i64>() {
        Ok(chat) => Step::Call(call(access, "getChat", json!({ "chat_id": chat })), Progress::default()),
        Err(_) => Step::NotProfiled {
            reason: "not a chat's number".into(),
            may_pass: false,
        },
    }
}

/// As much of `ChatFullInfo` as we use. Source: <https://core.telegram.org/bots/api#chatfullinfo>.
#[derive(Deserialize)]
struct Chat {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    username: Option<String>,
    photo: Option<Photo>,
}

/// The smaller of the two pictures, 160 pixels square. Its unique id stays, its file id may change: "can't be used to download".
#[derive(Deserialize)]
struct Photo {
    small_file_id: String,
    small_file_unique_id: String,
}

/// Reads its answer.
pub fn told(answer: &ProviderAnswer) -> Step {
    let no = |reason: &str, may_pass| Step::NotProfiled {
        reason: reason.to_owned(),
        may_pass,
    };
    let ProviderAnswer::Answered { status, body } = answer else {
        return no("no answer", true);
    };
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    if !answer.ok {
        let words = answer.description.unwrap_or_default();
        // A dead token may be renewed; of whoever is not there nothing can be learned.
        return no(&words, !matches!(status, 400 | 403));
    }
    let chat = answer.result.and_then(|chat| serde_json::from_value::<Chat>(chat).ok());
    let Some(chat) = chat else {
        return no("not a chat", true);
    };
    let name = format!("{} {}", chat.first_name.trim(), chat.last_name.trim());
    Step::Profiled(Profile {
        name: name.trim().to_owned(),
        username: chat.username,
        picture: chat.photo.map(|photo| PictureSource {
            name: photo.small_file_unique_id,
            source: photo.small_file_id,
        }),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn answered(status: u16, body: &Value) -> Step {
        told(&ProviderAnswer::Answered {
            status,
            body: body.to_string().into_bytes(),
        })
    }

    #[test]
    fn a_chat_says_who_it_is_with_and_where_the_small_picture_is() {
        let photo = json!({ "small_file_id": "AQADAgAT", "small_file_unique_id": "AQADr8Ix", "big_file_id": "B",
            "big_file_unique_id": "b" });
        let chat = json!({ "id": 77, "type": "private", "first_name": "Анна", "last_name": "Берг", "username": "aberg",
            "photo": photo, "accent_color_id": 3 });

        let Step::Profiled(profile) = answered(200, &json!({ "ok": true, "result": chat })) else {
            panic!("told")
        };

        assert_eq!(profile.name, "Анна Берг");
        assert_eq!(profile.username.as_deref(), Some("aberg"));
        let picture = profile.picture.expect("a picture");
        assert_eq!(
            (picture.name.as_str(), picture.source.as_str()),
            ("AQADr8Ix", "AQADAgAT")
        );
    }

    #[test]
    fn who_shows_nothing_has_no_picture_and_a_no_is_for_good_only_where_nobody_is_there() {
        let chat = json!({ "ok": true, "result": { "id": 77, "type": "private", "first_name": "A" } });
        assert!(matches!(
            answered(200, &chat),
            Step::Profiled(Profile { picture: None, .. })
        ));
        for (status, is_passing) in [(400, false), (403, false), (401, true), (429, true), (500, true)] {
            let no = json!({ "ok": false, "description": "Bad Request: chat not found" });
            let Step::NotProfiled { may_pass, .. } = answered(status, &no) else {
                panic!("a no")
            };
            assert_eq!(may_pass, is_passing, "{status}");
        }
        assert!(matches!(
            told(&ProviderAnswer::NoAnswer),
            Step::NotProfiled { may_pass: true, .. }
        ));
    }
}
