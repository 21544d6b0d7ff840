//! Adding, changing and removing funnels.

use crate::{
    AuditEntry, Funnel, FunnelStep, IntentId, OperatorId, Refusal, UnixMs,
    funnel::{AFTER_MIN_MAX, FUNNEL_BYTES_MAX, FUNNELS_MAX, STEP_CODE_POINTS_MAX, STEPS_MAX},
    invitation::name,
    wire::SaveFunnel,
};

/// Adds the funnel `id`, or changes it. `all`: those there are. `None`: it stands there already, word for word, as after a lost
/// answer.
///
/// # Errors
/// [`Refusal::StaleVersion`] with the one there is; [`Refusal::NoSuchFunnel`] if it was removed meanwhile;
/// [`Refusal::TooMany`], [`Refusal::TextEmpty`], [`Refusal::TextTooLong`], [`Refusal::BadName`]; [`Refusal::BadRequest`] for a
/// time, or where there is no step.
pub fn save_funnel(
    all: &[Funnel],
    id: &IntentId,
    request: &SaveFunnel,
    by: &OperatorId,
    now: UnixMs,
) -> Result<Option<(Funnel, AuditEntry)>, Refusal> {
    let known = all.iter().find(|funnel| funnel.id == *id);
    let after = Funnel {
        id: id.clone(),
        version: request.version + 1,
        name: name(&request.name)?,
        steps: steps(&request.steps)?,
        by: by.clone(),
        at: now,
    };
    if known.is_some_and(|known| (&known.name, &known.steps) == (&after.name, &after.steps)) {
        return Ok(None);
    }
    match known {
        Some(known) if known.version != request.version => {
            return Err(Refusal::StaleVersion {
                what: "funnel",
                newer: Box::new(serde_json::to_value(known).unwrap_or_default()),
            });
        }
        None if request.version > 0 => return Err(Refusal::NoSuchFunnel),
        None if all.len() >= FUNNELS_MAX => return Err(too_many("funnels", FUNNELS_MAX)),
        _ => {}
    }
    let action = if known.is_some() {
        "funnel_changed"
    } else {
        "funnel_added"
    };
    let audit = entry(&after, action, by, now).with_changes(&known, &after);
    Ok(Some((after, audit)))
}

/// What the audit log says of a funnel that is removed.
#[must_use]
pub fn remove_funnel(known: &Funnel, by: &OperatorId, now: UnixMs) -> AuditEntry {
    let mut entry = entry(known, "funnel_removed", by, now);
    entry.version += 1;
    entry.with(known, &())
}

fn entry(funnel: &Funnel, action: &str, by: &OperatorId, now: UnixMs) -> AuditEntry {
    let subject = format!("funnel/{}", funnel.id);
    AuditEntry::new(now, Some(by), action, subject, funnel.version)
}

fn steps(asked: &[FunnelStep]) -> Result<Vec<FunnelStep>, Refusal> {
    if asked.is_empty() {
        return Err(bad("a funnel has a step"));
    }
    if asked.len() > STEPS_MAX {
        return Err(too_many("steps", STEPS_MAX));
    }
    let steps: Vec<FunnelStep> = asked.iter().map(step).collect::<Result<_, _>>()?;
    if steps.iter().map(|step| step.text.len()).sum::<usize>() > FUNNEL_BYTES_MAX {
        return Err(too_many("bytes", FUNNEL_BYTES_MAX));
    }
    Ok(steps)
}

fn step(asked: &FunnelStep) -> Result<FunnelStep, Refusal> {
    if asked.after_min > AFTER_MIN_MAX {
        return Err(bad("after_min is at most 129600: 90 days"));
    }
    let text = asked.text.trim();
    let code_points = text.chars().count();
    if text.is_empty() {
        return Err(Refusal::TextEmpty);
    }
    if code_points > STEP_CODE_POINTS_MAX {
        return Err(Refusal::TextTooLong {
            code_points,
            code_points_max: STEP_CODE_POINTS_MAX,
        });
    }
    Ok(FunnelStep {
        after_min: asked.after_min,
        text: text.to_owned(),
    })
}

fn too_many(field: &'static str, max: usize) -> Refusal {
    Refusal::TooMany { field, max }
}

fn bad(detail: &str) -> Refusal {
    Refusal::BadRequest { detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{NOON, anna};

    fn id(number: u8) -> IntentId {
        format!("01J0000000000000000000{number:04}").parse().expect("an id")
    }

    fn asked(version: u64, name: &str, steps: &[(u32, &str)]) -> SaveFunnel {
        let step = |(after_min, text): &(u32, &str)| FunnelStep {
            after_min: *after_min,
            text: (*text).into(),
        };
        SaveFunnel {
            version,
            name: name.into(),
            steps: steps.iter().map(step).collect(),
        }
    }

    fn saved(all: &[Funnel], number: u8, request: &SaveFunnel) -> Result<Option<Funnel>, Refusal> {
        save_funnel(all, &id(number), request, &anna(), NOON).map(|saved| saved.map(|(funnel, _)| funnel))
    }

    #[test]
    fn the_same_again_is_no_change_and_other_steps_need_the_version_that_was_seen() {
        let first = saved(&[], 1, &asked(0, " Welcome ", &[(0, "Hello\n"), (60, "Still there?")]))
            .expect("fine")
            .expect("new");
        assert_eq!(
            (first.version, first.name.as_str(), first.steps[0].text.as_str()),
            (1, "Welcome", "Hello")
        );
        let all = [first];

        let again = asked(0, "Welcome", &[(0, "Hello"), (60, "Still there?")]);
        assert_eq!(saved(&all, 1, &again), Ok(None));
        let later = saved(&all, 1, &asked(1, "Welcome", &[(0, "Hello")])).expect("fine");
        assert_eq!(later.expect("changed").version, 2);
        let stale = saved(&all, 1, &asked(0, "Welcome", &[(5, "Hello")])).expect_err("stale");
        assert_eq!(stale.code(), "stale_version");
        assert_eq!(
            saved(&[], 1, &asked(1, "Welcome", &[(0, "x")])),
            Err(Refusal::NoSuchFunnel)
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let code = |request: &SaveFunnel| saved(&[], 1, request).expect_err("refused").code();
        assert_eq!(code(&asked(0, "", &[(0, "x")])), "bad_name");
        assert_eq!(code(&asked(0, "Welcome", &[])), "bad_request");
        assert_eq!(code(&asked(0, "Welcome", &[(AFTER_MIN_MAX + 1, "x")])), "bad_request");
        assert!(saved(&[], 1, &asked(0, "Welcome", &[(AFTER_MIN_MAX, "x")])).is_ok());
        assert_eq!(code(&asked(0, "Welcome", &[(0, "x"), (0, " \n")])), "text_empty");
        let long = "x".repeat(STEP_CODE_POINTS_MAX + 1);
        assert_eq!(code(&asked(0, "Welcome", &[(0, &long)])), "text_too_long");
        let some = "x".repeat(2_000);
        assert_eq!(code(&asked(0, "Welcome", &[(0, "x"); STEPS_MAX + 1])), "too_many");
        assert_eq!(code(&asked(0, "Welcome", &[(0, some.as_str()); 17])), "too_many");
        assert!(saved(&[], 1, &asked(0, "Welcome", &[(0, some.as_str()); 16])).is_ok());
    }

    #[test]
    fn there_are_so_many_and_no_more() {
        let one = saved(&[], 1, &asked(0, "Welcome", &[(0, "x")]))
            .expect("fine")
            .expect("new");
        let all = vec![one; FUNNELS_MAX];

        let more = saved(&all, 2, &asked(0, "More", &[(0, "y")])).expect_err("full");
        assert_eq!(more.code(), "too_many");
        let changed = saved(&all, 1, &asked(1, "Welcome", &[(0, "y")]));
        assert!(changed.is_ok(), "changing one adds none");
    }

    #[test]
    fn the_log_keeps_what_was_removed() {
        let one = saved(&[], 1, &asked(0, "Welcome", &[(0, "x")]))
            .expect("fine")
            .expect("new");

        let entry = remove_funnel(&one, &anna(), NOON);

        assert_eq!((entry.version, entry.action.as_str()), (2, "funnel_removed"));
        assert_eq!(entry.before.expect("kept")["steps"][0]["text"], "x");
    }
}
