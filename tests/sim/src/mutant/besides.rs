//! Bugs of what only some messengers tell, and of what they do not tell.

use domain::fetch::WHOLE;
use serde_json::Value;
use store::{
    keys::{self, is_chat},
    table::{Condition, Item, Key, Write},
};

use super::{
    Mutant,
    writes::{changed, field, without},
};
use crate::engine::Engine;

/// What is written instead; `None`: the same.
pub fn writes(mutant: Mutant, engine: &Engine, writes: &[Write]) -> Option<Vec<Write>> {
    let mapped = |change: &dyn Fn(&Key, &mut Item)| Some(writes.iter().map(|write| changed(write, change)).collect());
    match mutant {
        Mutant::NeverWhole => Some(without(writes, is_about_the_whole)),
        Mutant::DoubtForgotten => mapped(&|_, item| {
            let delivery = item.get_mut("origin").map(|origin| &mut origin["delivery"]);
            if let Some(delivery) = delivery.filter(|delivery| delivery["reason"].is_object()) {
                delivery["state"] = "refused".into();
            }
        }),
        Mutant::RunNotMoved if writes.iter().any(is_of_a_step) => {
            Some(without(writes, |write| keys::funnel_run_of(&write.key()).is_some()))
        }
        Mutant::StepForgotten => Some(without(writes, is_of_a_step)),
        Mutant::GapUnseen => mapped(&|key, item| {
            each_address(key, item, |address| {
                address.as_object_mut().map(|fields| fields.remove("missing"));
            });
        }),
        Mutant::ReadingForgotten => mapped(&|key, item| {
            let before = engine.get(key).map(|row| field(&row, "identities"));
            let known = |id: &Value| {
                let before = before.as_ref()?.as_array()?;
                before
                    .iter()
                    .find(|address| address["id"] == *id)?
                    .get("read_up_to")
                    .cloned()
            };
            each_address(key, item, |address| {
                address["read_up_to"] = known(&address["id"]).unwrap_or_else(|| 0.into());
            });
        }),
        _ => None,
    }
}

/// Whether a message of the desk's own is new by this.
fn is_of_a_step(write: &Write) -> bool {
    match write {
        Write::Put {
            item,
            condition: Condition::Absent,
        } => field(item, "origin")["from"] == "automatic",
        _ => false,
    }
}

/// Whether a shortened message is to be fetched by this.
fn is_about_the_whole(write: &Write) -> bool {
    match write {
        Write::Put { item, .. } => keys::is_file(&write.key()) && field(item, "number") == WHOLE,
        _ => false,
    }
}

/// Changes each address of a chat.
fn each_address(key: &Key, item: &mut Item, change: impl Fn(&mut Value)) {
    if is_chat(key)
        && let Some(addresses) = item.get_mut("identities").and_then(Value::as_array_mut)
    {
        addresses.iter_mut().for_each(change);
    }
}
