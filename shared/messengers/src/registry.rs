//! The one place that lists the messengers: a new one adds its folder and a line here.

use domain::MessengerName;

use crate::{Messenger, telegram, vk};

/// Every messenger this desk speaks.
static MESSENGERS: &[&dyn Messenger] = &[
    &telegram::Telegram, //
    &vk::Vk,
];

/// Every pretend provider, for trying and testing.
#[cfg(feature = "pretend")]
#[must_use]
pub fn pretend() -> Vec<Box<dyn crate::pretend::Pretend>> {
    vec![
        Box::new(telegram::pretend::PretendTelegram::default()), //
        Box::new(vk::pretend::PretendVk::default()),
    ]
}

/// All messengers, in the order shown.
#[must_use]
pub fn all() -> &'static [&'static dyn Messenger] {
    MESSENGERS
}

/// The messenger with this name.
#[must_use]
pub fn find(name: &MessengerName) -> Option<&'static dyn Messenger> {
    MESSENGERS
        .iter()
        .copied()
        .find(|messenger| &messenger.info().name == name)
}
