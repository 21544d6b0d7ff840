//! What can be said besides words: a place, a person, a question, a throw.

use serde::{Deserialize, Serialize};

/// Millionths of a degree are about 11 cm: finer than any messenger's place.
const MICRO: f64 = 1_000_000.0;

/// A place on the earth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Location {
    /// Latitude in millionths of a degree, -90,000,000 to 90,000,000; north is positive.
    pub latitude_e6: i32,
    /// Longitude in millionths of a degree, -180,000,000 to 180,000,000; east is positive.
    pub longitude_e6: i32,
    /// What is there, if the sender chose a place with a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub title: Option<String>,
    /// Its address, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", ts(optional))]
    pub address: Option<String>,
    /// Whether the sender goes on telling where they are; it is shown where it began.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", ts(as = "Option<bool>", optional))]
    pub is_live: bool,
}

impl Location {
    /// Its degrees: north of the equator, east of Greenwich.
    #[must_use]
    pub fn degrees(&self) -> (f64, f64) {
        let degrees = |micro: i32| f64::from(micro) / MICRO;
        (degrees(self.latitude_e6), degrees(self.longitude_e6))
    }

    /// A place by its degrees; `None`: there is no such place.
    #[must_use]
    pub fn at(latitude: f64, longitude: f64) -> Option<Self> {
        let micro = |degrees: f64, max: f64| {
            let is_on_earth = degrees.is_finite() && degrees.abs() <= max;
            #[expect(clippy::cast_possible_truncation, reason = "at most 180 million")]
            is_on_earth.then_some((degrees * MICRO).round() as i32)
        };
        Some(Self {
            latitude_e6: micro(latitude, 90.0)?,
            longitude_e6: micro(longitude, 180.0)?,
            title: None,
            address: None,
            is_live: false,
        })
    }
}

/// Somebody's name and number, as a contact shared them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct SharedContact {
    /// As given; may be empty.
    pub name: String,
    /// As given, no number that was checked.
    pub phone: String,
}

/// A question with answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Poll {
    /// What is asked.
    pub question: String,
    /// The answers, in order; what was chosen is not known.
    pub options: Vec<String>,
}

/// What a messenger threw for the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Dice {
    /// What was thrown: a die, a dart, a ball.
    pub emoji: String,
    /// What came of it.
    pub value: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_the_earth() {
        let place = Location::at(50.151_631, -30.211_192_4).expect("a place");

        assert_eq!((place.latitude_e6, place.longitude_e6), (50_151_631, -30_211_192));
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Location::at(latitude, longitude), None);
        }
    }
}
