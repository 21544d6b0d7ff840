//! Forgetting what operators brought and did not send.

use domain::HOUR_MS;
use platform::Fault;

use crate::Courier;

/// How long after its time an upload goes: nobody sends it any more then, whatever their clock says.
const GRACE_MS: i64 = HOUR_MS;

/// Deletes some of what was not sent in time: the bytes first, so that whoever is interrupted finds the row again.
///
/// # Errors
/// [`Fault`]: the next round goes on.
pub async fn sweep(courier: &Courier) -> Result<(), Fault> {
    let (app, now) = (&courier.app, courier.app.clock.now());
    for upload in app.store.uploads_due(now.plus(-GRACE_MS)).await? {
        app.blobs.delete(upload.id.as_str(), now).await?;
        app.store.forget_upload(&upload.id).await?;
    }
    Ok(())
}
