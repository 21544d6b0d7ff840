//! Who may do what: one table of roles and actions. What is not listed is not allowed.
//!
//! Every route of the API names its action (`api::routes`); rules that depend on the object too (whose chat, which role
//! is given) decide about that object afterwards.

use crate::Role;

/// What a signed-in person can want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See and answer chats, with everything on their contacts' cards.
    Work,
    /// Oneself: profile, status, password, second factor, own sessions, a socket.
    KeepOneself,
    /// See who answers, which channels there are, how the desk is set up.
    SeeDesk,
    /// Add and change channels.
    ManageChannels,
    /// Change the workspace's settings.
    ManageSettings,
    /// Invite and change operators, end their sessions, let them set a new password.
    ManageOperators,
    /// Read the audit log.
    ReadAudit,
    /// Read everybody's figures in reports; one's own anybody reads who works.
    ReadReports,
    /// Make, see and revoke API keys.
    ManageKeys,
    /// Take personal data out of the desk, erase it, bring lists of it in.
    HandlePersonalData,
}

/// All actions, for tests and descriptions.
pub const ACTIONS: [Action; 10] = [
    Action::Work,
    Action::KeepOneself,
    Action::SeeDesk,
    Action::ManageChannels,
    Action::ManageSettings,
    Action::ManageOperators,
    Action::ReadAudit,
    Action::ReadReports,
    Action::ManageKeys,
    Action::HandlePersonalData,
];

impl Role {
    /// What this role may do. A new action is nobody's until it stands here.
    #[must_use]
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Owner | Self::Admin => &[
                Action::Work,
                Action::KeepOneself,
                Action::SeeDesk,
                Action::ManageChannels,
                Action::ManageSettings,
                Action::ManageOperators,
                Action::ReadAudit,
                Action::ReadReports,
                Action::ManageKeys,
                Action::HandlePersonalData,
            ],
            Self::Operator => &[Action::Work, Action::KeepOneself, Action::SeeDesk],
        }
    }

    /// Whether this role may do `action`.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        self.actions().contains(&action)
    }

    /// Whether this role may make somebody a `role`, or take that role away: the owner anybody, an admin operators.
    #[must_use]
    pub fn may_appoint(self, role: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => role == Self::Operator,
            Self::Operator => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_work_and_admins_manage() {
        let of = |role: Role| ACTIONS.into_iter().filter(|action| role.may(*action)).count();

        assert_eq!((of(Role::Owner), of(Role::Admin), of(Role::Operator)), (10, 10, 3));
        assert!(Role::Operator.may(Action::Work) && !Role::Operator.may(Action::ManageChannels));
        assert!(!Role::Operator.may_appoint(Role::Operator) && !Role::Admin.may_appoint(Role::Admin));
    }
}
