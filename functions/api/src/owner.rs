//! The first operator.

use domain::{AuditEntry, Operator, Role};
use platform::{Fault, Problem};
use tracing::info;

use crate::{Api, password};

/// Creates the owner that the settings name, unless the e-mail is known. Safe to call again and at once.
///
/// # Errors
/// [`Fault::NotConfigured`]: the password is one [`password::check`] refuses; faults of the table.
pub async fn ensure(api: &Api) -> Result<(), Problem> {
    let Some(owner) = &api.app.config.owner else {
        return Ok(());
    };
    if api.app.store.operator_by_email(&owner.email).await?.is_some() {
        return Ok(());
    }
    if password::check(&owner.password, &[&owner.email]).is_err() {
        return Err(
            Fault::NotConfigured("SWITCHBOARD_OWNER_PASSWORD (12 to 128 characters, not easy to guess)").into(),
        );
    }
    let id = api.app.ids.id();
    let operator = Operator::new(
        id.parse()
            .map_err(|_| Fault::Bug("an id of ours is not an id".into()))?,
        owner.email.split('@').next().unwrap_or("owner").to_owned(),
        owner.email.trim().to_lowercase(),
        Role::Owner,
        api.app.clock.now(),
    );
    let subject = format!("operator/{}", operator.id);
    let entry = AuditEntry::new(operator.status_since, None, "owner_created", subject, operator.version);
    let audit = entry.with(
        &(),
        &serde_json::json!({ "email": operator.email, "role": operator.role }),
    );
    let phc = api.hasher.hash(&owner.password);
    if api.app.store.add_operator(&operator, &phc, Some(&audit)).await? {
        info!(operator.id = %operator.id, "Created the owner");
    }
    Ok(())
}
