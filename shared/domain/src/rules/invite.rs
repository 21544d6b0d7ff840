//! Inviting somebody to join, and joining.

use crate::{
    AuditEntry, Invitation, InvitationId, Operator, OperatorId, Refusal, Role, Settings, UnixMs,
    invitation::{INVITATION_MS, email, name},
    wire::Invite,
};

/// Invites somebody. Another invitation of the same address is replaced by it.
///
/// # Errors
/// [`Refusal::NotAllowed`]: admins invite operators, only the owner invites admins and owners;
/// [`Refusal::BadEmail`], [`Refusal::BadName`].
pub fn invite(request: &Invite, by: &OperatorId, role: Role, now: UnixMs) -> Result<(Invitation, AuditEntry), Refusal> {
    if !role.may_appoint(request.role) {
        return Err(Refusal::NotAllowed);
    }
    let email = email(&request.email).ok_or(Refusal::BadEmail)?;
    let name = match request.name.as_deref() {
        None | Some("") => None,
        Some(text) => Some(name(text)?),
    };
    let invitation = Invitation {
        id: InvitationId::of(&email),
        email,
        role: request.role,
        name,
        by: by.clone(),
        at: now,
        expires: now.plus(INVITATION_MS),
    };
    let subject = format!("invitation/{}", invitation.id);
    let entry = AuditEntry::new(now, Some(by), "operator_invited", subject, 1);
    let audit = entry.with(&(), &invitation);
    Ok((invitation, audit))
}

/// Makes the invited person an operator, with the e-mail address and the role of the invitation.
///
/// # Errors
/// [`Refusal::NoSuchInvitation`]: it is too old; [`Refusal::BadName`].
pub fn accept(
    invitation: &Invitation,
    id: OperatorId,
    shown_name: &str,
    settings: &Settings,
    now: UnixMs,
) -> Result<(Operator, AuditEntry), Refusal> {
    if invitation.expires <= now {
        return Err(Refusal::NoSuchInvitation);
    }
    let name = name(shown_name)?;
    let operator = Operator {
        chats_max: settings.chats_max,
        ..Operator::new(id, name, invitation.email.clone(), invitation.role, now)
    };
    let subject = format!("operator/{}", operator.id);
    let entry = AuditEntry::new(
        now,
        Some(&operator.id),
        "invitation_accepted",
        subject,
        operator.version,
    );
    let audit = entry.with(
        &(),
        &serde_json::json!({ "invitation": invitation.id, "role": operator.role }),
    );
    Ok((operator, audit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        HOUR_MS,
        rules::samples::{NOON, anna},
    };

    fn request(role: Role) -> Invite {
        Invite {
            email: "Boris@Example.com".into(),
            role,
            name: None,
        }
    }

    #[test]
    fn only_the_owner_appoints_admins() {
        for (by, role, is_fine) in [
            (Role::Owner, Role::Owner, true),
            (Role::Owner, Role::Admin, true),
            (Role::Owner, Role::Operator, true),
            (Role::Admin, Role::Operator, true),
            (Role::Admin, Role::Admin, false),
            (Role::Admin, Role::Owner, false),
            (Role::Operator, Role::Operator, false),
        ] {
            let invited = invite(&request(role), &anna(), by, NOON);
            assert_eq!(invited.is_ok(), is_fine, "{by:?} invites {role:?}");
        }
    }

    #[test]
    fn an_invitation_is_good_for_three_days_and_gives_its_role() {
        let (invitation, _) = invite(&request(Role::Admin), &anna(), Role::Owner, NOON).expect("invited");
        let id = || "boris".parse().expect("id");
        let late = NOON.plus(72 * HOUR_MS);

        let settings = Settings::default();
        assert_eq!(
            accept(&invitation, id(), "Boris", &settings, late),
            Err(Refusal::NoSuchInvitation)
        );
        let (boris, _) = accept(&invitation, id(), "Boris", &settings, late.plus(-1)).expect("accepted");
        assert_eq!((boris.role, boris.email.as_str()), (Role::Admin, "boris@example.com"));
        assert!(accept(&invitation, id(), " ", &settings, NOON).is_err());
    }
}
