//! The one place that lists the messengers: a new one adds its folder and a line here.

use domain::MessengerName;

use crate::Messenger;

/// Declares the messengers, a line each: the module, its file, the adapter, and the provider pretended for tries and tests.
macro_rules! messengers {
    ($($module:ident $file:literal $adapter:ident $pretend:ident;)*) => {
        $(
            #[path = $file]
            mod $module;
        )*

        /// Every messenger this desk speaks.
        static LINES: &[Line] = &[$(Line {
            messenger: &$module::$adapter,
            #[cfg(feature = "pretend")]
            pretend: || Box::new($module::pretend::$pretend::default()),
        },)*];
    };
}

messengers! {
    telegram "telegram/mod.rs" Telegram PretendTelegram;
    vk "vk/mod.rs" Vk PretendVk;
}

/// One messenger.
#[derive(Clone, Copy)]
struct Line {
    messenger: &'static dyn Messenger,
    #[cfg(feature = "pretend")]
    pretend: fn() -> Box<dyn crate::pretend::Pretend>,
}

/// All messengers, in the order shown.
pub fn all() -> impl DoubleEndedIterator<Item = &'static dyn Messenger> {
    lines().map(|line| line.messenger)
}

/// The messenger with this name.
#[must_use]
pub fn find(name: &MessengerName) -> Option<&'static dyn Messenger> {
    all().find(|messenger| &messenger.info().name == name)
}

#[cfg(not(feature = "pretend"))]
fn lines() -> impl DoubleEndedIterator<Item = Line> {
    LINES.iter().copied()
}

#[cfg(feature = "pretend")]
fn lines() -> impl DoubleEndedIterator<Item = Line> {
    LINES.iter().chain(trying::added()).copied()
}

#[cfg(feature = "pretend")]
pub use trying::{add, pretend};

/// What is absent from a deployed function.
#[cfg(feature = "pretend")]
mod trying {
    use std::sync::OnceLock;

    use super::{Line, lines};
    use crate::{Messenger, pretend::Pretend};

    /// The messenger a test brought along.
    static ADDED: OnceLock<Line> = OnceLock::new();

    pub fn added() -> Option<&'static Line> {
        ADDED.get()
    }

    /// Every pretend provider, for trying and testing.
    #[must_use]
    pub fn pretend() -> Vec<Box<dyn Pretend>> {
        lines().map(|line| (line.pretend)()).collect()
    }

    /// Adds a messenger to those this process speaks, as a line above would: for a test that brings its own. Of several, the
    /// first one stays.
    pub fn add(messenger: &'static dyn Messenger, pretend: fn() -> Box<dyn Pretend>) {
        let _ = ADDED.set(Line { messenger, pretend });
    }
}
