//! The races about who is who: somebody else, a third one, and what operators do about them.

use serde_json::{Value, json};

use super::{Deed, PERSON, play_post};
use crate::{people::chat_of, stage::Stage};

/// Somebody who may be the same person.
pub(crate) const OTHER: &str = "1002";

/// A third one.
const THIRD: &str = "1003";

const PHONE: &str = "+79161234567";

impl Deed {
    fn is_about_two(self) -> bool {
        matches!(
            self,
            Self::OtherWrites
                | Self::Unite
                | Self::UniteBack
                | Self::UniteThird
                | Self::Separate
                | Self::NotSame
                | Self::Phone
        )
    }
}

/// Brings those on the stage whom the deeds are about. Whom `Separate` takes out was pulled in before.
pub(super) fn prepare(stage: &Stage, deeds: &[Deed]) {
    if !deeds.iter().any(|deed| deed.is_about_two()) {
        return;
    }
    for person in [OTHER, THIRD] {
        play_post(stage, &stage.write(person, "hello"));
    }
    if deeds.iter().any(|deed| matches!(deed, Deed::NotSame | Deed::Phone)) {
        stage.play(phone(stage, OTHER));
    }
    if deeds.contains(&Deed::Separate) {
        stage.play(unite(stage, PERSON, OTHER));
    }
}

/// One of the deeds of this file.
pub(super) fn deed(stage: &Stage, deed: Deed, was_united: bool) -> impl Future<Output = ()> + Send + 'static {
    match deed {
        Deed::UniteBack => unite(stage, OTHER, PERSON),
        Deed::UniteThird => unite(stage, OTHER, THIRD),
        Deed::Separate => separate(stage),
        Deed::NotSame => ask(
            stage,
            "POST",
            format!("{}/not-same/{}", path(stage, PERSON), id(stage, OTHER)),
            json!({}),
        ),
        Deed::Phone => phone(stage, PERSON),
        _ => unite(stage, PERSON, if was_united { THIRD } else { OTHER }),
    }
}

fn id(stage: &Stage, person: &str) -> String {
    chat_of(&stage.channel, person).0.to_string()
}

fn path(stage: &Stage, person: &str) -> String {
    format!("/api/contacts/{}", id(stage, person))
}

fn unite(stage: &Stage, left: &str, right: &str) -> Asking {
    let body = json!({ "right": id(stage, right) });
    ask(stage, "POST", format!("{}/unite", path(stage, left)), body)
}

fn separate(stage: &Stage) -> Asking {
    let (left, _) = chat_of(&stage.channel, PERSON);
    let rows = stage.desk.table.engine().partition(&store::keys::of_chat(&left));
    let record = rows.iter().find(|row| row.contains_key("united_card"));
    let unite = record.and_then(|row| row.get("version").cloned()).unwrap_or_default();
    ask(
        stage,
        "POST",
        format!("{}/unite/{unite}/undo", path(stage, PERSON)),
        json!({}),
    )
}

fn phone(stage: &Stage, person: &str) -> Asking {
    let edit = json!({ "version": 1, "phones": [PHONE] });
    ask(stage, "PATCH", path(stage, person), edit)
}

/// All deeds are one type, so that a `match` can choose.
type Asking = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

fn ask(stage: &Stage, method: &'static str, path: String, body: Value) -> Asking {
    let client = stage.owner.clone();
    Box::pin(async move {
        client.ask(method, &path, Some(&body)).await;
    })
}
