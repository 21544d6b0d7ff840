//! Reading what is no text and needs no file: places, people, polls, throws.

use domain::{Content, Dice, Location, Poll, SharedContact};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

#[derive(Deserialize)]
struct Place {
    latitude: f64,
    longitude: f64,
    live_period: Option<i64>,
}

#[derive(Deserialize)]
struct Venue {
    location: Place,
    title: Option<String>,
    address: Option<String>,
}

#[derive(Deserialize)]
struct Person {
    phone_number: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    #[serde(default)]
    options: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
}

#[derive(Deserialize)]
struct Throw {
    emoji: Option<String>,
    value: u32,
}

/// The content of `message`, whose kind is `kind`; `None`: of a kind that is not shown, or not as described.
pub fn read(kind: &str, message: &Value) -> Option<Content> {
    let value = message.get(kind)?;
    match kind {
        "location" => place(of(value)?, None, None),
        "venue" => {
            let venue: Venue = of(value)?;
            place(venue.location, venue.title, venue.address)
        }
        "contact" => {
            let person: Person = of(value)?;
            let names = [person.first_name, person.last_name].into_iter().flatten();
            let shared = SharedContact {
                name: names.collect::<Vec<_>>().join(" ").trim().to_owned(),
                phone: person.phone_number.unwrap_or_default(),
            };
            let is_empty = shared.name.is_empty() && shared.phone.is_empty();
            (!is_empty).then_some(Content::SharedContact { shared })
        }
        "poll" => {
            let asked: Question = of(value)?;
            let options = asked.options.into_iter().map(|answer| answer.text).collect();
            let question = asked.question;
            let poll = Poll { question, options };
            Some(Content::Poll { poll })
        }
        "dice" => {
            let throw: Throw = of(value)?;
            let emoji = throw.emoji.unwrap_or_else(|| "🎲".to_owned());
            let value = throw.value;
            let dice = Dice { emoji, value };
            Some(Content::Dice { dice })
        }
        _ => None,
    }
}

fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn place(place: Place, title: Option<String>, address: Option<String>) -> Option<Content> {
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let location = Location {
        title: some(title),
        address: some(address),
        is_live: place.live_period.is_some(),
        ..Location::at(place.latitude, place.longitude)?
    };
    Some(Content::Location {
        location,
        caption: None,
    })
}
