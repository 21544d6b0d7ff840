//! The report of closed chats: the figures, the episodes they are made of, and both as tables.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    AuditEntry, ChannelId, ClosedEpisode, ContactId, OperatorId, Refusal, UnixMs,
    report::{
        By, ClosedEpisodes, ClosedReport, Filter, Period, ReportedEpisode,
        closed::closed_report,
        closed_csv::{self as tables, Names},
    },
};
use futures_util::future::{try_join, try_join_all, try_join3};
use platform::{Answer, App, Problem, Request, answer::json};
use store::{
    keys,
    reports::{EPISODES_MAX, TAGGED_MAX},
};

use super::{file, ids, operators, period};
use crate::{body, contacts, session::Authenticated};

/// Episodes of one page.
const PAGE: usize = 50;

/// Queries one page may take: beyond, it ends where they led to, and the next one goes on.
const LOOKS_MAX: usize = 100;

/// Lines of a table of episodes: some 3 MB, of which an answer may have 6.
const LINES_MAX: usize = 10_000;

/// Chats looked at side by side.
const CHATS_AT_ONCE: usize = 50;

/// What a request asks for.
struct Asked {
    zone: String,
    period: Period,
    filter: Filter,
    tag: Option<String>,
}

async fn asked(app: &App, who: &Authenticated, request: &Request) -> Result<Asked, Problem> {
    let by = match body::query(request, "by").as_deref() {
        None | Some("closer") => By::Closer,
        Some("holder") => By::Holder,
        Some(_) => {
            let detail = "by is closer or holder".into();
            return Err(Refusal::BadRequest { detail }.into());
        }
    };
    let filter = Filter {
        by,
        operators: operators(who, request)?,
        channels: ids(request, "channels", &Refusal::NoSuchChannel)?,
    };
    let tag = body::query_text(request, "tag").map(|tag| tag.trim().to_owned());
    let settings = app.store.settings().await?;
    Ok(Asked {
        period: period(&settings.time_zone, request, ("from", "to"))?,
        zone: settings.time_zone,
        filter,
        tag: tag.filter(|tag| !tag.is_empty()),
    })
}

/// `GET /api/reports/closed-chats?from=&to=&operators=&channels=&tag=&by=closer|holder`: what the episodes closed on these days
/// come to, beside as many days before.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/closed-chats",
    params(("from" = String, Query, description = "the first day, `YYYY-MM-DD`, in the workspace's time zone"),
        ("to" = String, Query, description = "the last day; at most 366 in all"),
        ("operators" = Option<String>, Query, description = "ids, parted by commas; an operator has their own alone"),
        ("channels" = Option<String>, Query, description = "ids: the contact wrote in one of these"),
        ("tag" = Option<String>, Query, description = "contacts who have it now"),
        ("by" = Option<String>, Query, description = "whose row an episode is: `closer` (default) or `holder`")),
    responses((status = 200, body = ClosedReport), (status = 400, body = domain::wire::ErrorBody),
        (status = 403, body = domain::wire::ErrorBody))))]
pub async fn closed(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request).await?;

    let (report, _) = report(app, &asked).await?;

    Ok(json(&report))
}

/// `GET /api/reports/closed-chats.csv`: the same by operator, as a table.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/closed-chats.csv",
    params(("from" = String, Query), ("to" = String, Query), ("operators" = Option<String>, Query),
        ("channels" = Option<String>, Query), ("tag" = Option<String>, Query), ("by" = Option<String>, Query)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = domain::wire::ErrorBody),
        (status = 403, body = domain::wire::ErrorBody))))]
pub async fn closed_csv(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request).await?;

    let ((report, before), names) = try_join(report(app, &asked), operator_names(app)).await?;

    let table = tables::closed_csv(&report, &before, |id| shown(&names, id));
    Ok(file("closed-chats", &asked.period, table))
}

/// `GET /api/reports/closed-chats/episodes?cursor=`: the very episodes, closed last first, with the rest as for the report.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/closed-chats/episodes",
    params(("from" = String, Query), ("to" = String, Query), ("operators" = Option<String>, Query),
        ("channels" = Option<String>, Query), ("tag" = Option<String>, Query), ("by" = Option<String>, Query),
        ("cursor" = Option<String>, Query, description = "from the page before")),
    responses((status = 200, body = ClosedEpisodes), (status = 400, body = domain::wire::ErrorBody),
        (status = 403, body = domain::wire::ErrorBody))))]
pub async fn episodes(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request).await?;
    let (from, to) = (asked.period.from(), asked.period.to());
    let mut place = match body::query(request, "cursor") {
        Some(text) => body::cursor(&text).ok_or_else(contacts::foreign_cursor)?,
        // What is to come need not be looked for.
        None => keys::closed_from(to.min(app.clock.now().plus(1))),
    };
    let is_inside = keys::closed_at(&place).is_some_and(|at| at >= from && at <= to);
    if !is_inside && body::query(request, "cursor").is_some() {
        return Err(contacts::foreign_cursor().into());
    }
    let tagged = tagged(app, &asked).await?;

    let mut found = Vec::new();
    let mut next = None;
    for look in 0_usize.. {
        if keys::closed_at(&place).is_none_or(|at| place.len() == 13 && at <= from) {
            break;
        }
        if look == LOOKS_MAX {
            next = Some(place);
            break;
        }
        let page = app.store.episodes_before(from, &place).await?;
        let last = page.episodes.last().map(|(place, _)| place.clone());
        let wanted = page
            .episodes
            .into_iter()
            .filter(|(_, episode)| asked.filter.has(episode));
        let (places, mut wanted): (Vec<String>, Vec<ClosedEpisode>) = wanted.unzip();
        if tagged.is_none() {
            // All of them count: one more than the page has room for says that there are more.
            wanted.truncate(PAGE + 1 - found.len());
        }
        for (place, reported) in places.into_iter().zip(named(app, wanted).await?) {
            found.extend(passes(reported, tagged.as_ref()).map(|reported| (place, reported)));
        }
        let is_full = found.len() > PAGE;
        found.truncate(PAGE);
        place = match (is_full, found.last(), last.filter(|_| page.has_more)) {
            (true, Some((place, _)), _) => {
                next = Some(place.clone());
                break;
            }
            (_, _, Some(place)) => place,
            _ => keys::closed_from(day_of(&place)),
        };
    }

    let next = next.map(|place| body::to_cursor(&place)).transpose()?;
    let episodes = found.into_iter().map(|(_, reported)| reported.reported).collect();
    Ok(json(&ClosedEpisodes { episodes, next }))
}

/// `GET /api/reports/closed-chats/episodes.csv`: the same as a table, all of it. It names contacts, so it is written to the audit
/// log before it is answered.
#[cfg_attr(feature = "schema", utoipa::path(get, path = "/api/reports/closed-chats/episodes.csv",
    params(("from" = String, Query), ("to" = String, Query), ("operators" = Option<String>, Query),
        ("channels" = Option<String>, Query), ("tag" = Option<String>, Query), ("by" = Option<String>, Query)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = domain::wire::ErrorBody),
        (status = 403, body = domain::wire::ErrorBody))))]
pub async fn episodes_csv(app: &App, who: &Authenticated, request: &Request) -> Result<Answer, Problem> {
    let asked = asked(app, who, request).await?;
    let tagged = tagged(app, &asked).await?;

    let mut wanted = all(app, asked.period.from(), asked.period.to()).await?;
    wanted.retain(|episode| asked.filter.has(episode));
    if wanted.len() > LINES_MAX {
        return Err(too_many(LINES_MAX).into());
    }
    let found = try_join3(named(app, wanted), operator_names(app), app_channels(app));
    let (found, operators, channels) = found.await?;

    let passing = found
        .into_iter()
        .filter_map(|reported| passes(reported, tagged.as_ref()));
    let lines: Vec<ReportedEpisode> = passing.map(|reported| reported.reported).collect();
    let names = Names {
        operator: |id: &OperatorId| shown(&operators, id),
        channel: |id: &ChannelId| shown(&channels, id),
    };
    let table = tables::episodes_csv(&asked.zone, &asked.period, &lines, &names);
    app.store.record(&taken(app, who, request)).await?;
    Ok(file("closed-chats-list", &asked.period, table))
}

/// That somebody took a table of contacts with them, and what they asked for.
fn taken(app: &App, who: &Authenticated, request: &Request) -> AuditEntry {
    let names = ["from", "to", "operators", "channels", "tag", "by"];
    let asked = names
        .into_iter()
        .filter_map(|name| Some((name, body::query_text(request, name)?)));
    let asked: BTreeMap<&str, String> = asked.collect();
    let by = &who.session.operator;
    AuditEntry::new(
        app.clock.now(),
        Some(by),
        "closed_chats_exported",
        format!("report/{by}"),
        0,
    )
    .with(&(), &asked)
}

/// The report, and the days it is compared with.
async fn report(app: &App, asked: &Asked) -> Result<(ClosedReport, Period), Problem> {
    let before = asked.period.before()?;
    let all = all(app, before.from(), asked.period.to());
    let (mut episodes, tagged) = try_join(all, tagged(app, asked)).await?;
    if let Some(tagged) = &tagged {
        episodes.retain(|episode| asked.filter.is_in_channel(episode));
        let found = named(app, episodes).await?;
        let passing = found.into_iter().filter_map(|reported| passes(reported, Some(tagged)));
        episodes = passing.map(|reported| reported.reported.episode).collect();
    }
    let report = closed_report(&asked.zone, &asked.period, &before, &asked.filter, &episodes);
    Ok((report, before))
}

/// Every episode closed within a time.
async fn all(app: &App, from: UnixMs, to: UnixMs) -> Result<Vec<ClosedEpisode>, Problem> {
    // What is to come need not be looked for.
    let to = to.min(app.clock.now().plus(1));
    if to <= from {
        return Ok(Vec::new());
    }
    let episodes = app.store.episodes_closed(from, to).await?;
    if episodes.len() > EPISODES_MAX {
        return Err(too_many(EPISODES_MAX).into());
    }
    Ok(episodes)
}

fn too_many(max: usize) -> Refusal {
    let field = "episodes";
    Refusal::TooMany { field, max }
}

/// When the day began whose episodes are before `place`.
fn day_of(place: &str) -> UnixMs {
    let at = keys::closed_at(place).unwrap_or_default();
    let last = if place.contains('#') { at } else { at.plus(-1) };
    UnixMs(last.0.div_euclid(domain::DAY_MS) * domain::DAY_MS)
}

/// An episode with who its contact is now.
struct Named {
    reported: ReportedEpisode,
    /// Who stands for the contact; `None`: they were erased.
    contact: Option<ContactId>,
}

/// Episodes with who their contacts are now.
async fn named(app: &App, episodes: Vec<ClosedEpisode>) -> Result<Vec<Named>, Problem> {
    let erased = ContactId::erased();
    let chats: BTreeSet<&ContactId> = episodes.iter().map(|episode| &episode.chat).collect();
    let chats: Vec<&ContactId> = chats.into_iter().filter(|id| **id != erased).collect();
    let mut known: BTreeMap<ContactId, (ContactId, String)> = BTreeMap::new();
    for some in chats.chunks(CHATS_AT_ONCE) {
        let loaded = try_join_all(some.iter().map(|id| app.store.chat(id))).await?;
        let found = some.iter().zip(loaded);
        known.extend(found.filter_map(|(id, chat)| chat.map(|chat| ((*id).clone(), (chat.id, chat.name)))));
    }
    let named = episodes.into_iter().map(|episode| {
        let (contact, name) = known.get(&episode.chat).cloned().unzip();
        Named {
            reported: ReportedEpisode {
                episode,
                name: name.unwrap_or_default(),
            },
            contact,
        }
    });
    Ok(named.collect())
}

/// The contacts with the tag that is asked for; `None`: none is.
async fn tagged(app: &App, asked: &Asked) -> Result<Option<BTreeSet<ContactId>>, Problem> {
    let Some(tag) = &asked.tag else { return Ok(None) };
    let found = app.store.tagged_ids(tag).await?;
    if found.len() > TAGGED_MAX {
        let (field, max) = ("contacts", TAGGED_MAX);
        return Err(Refusal::TooMany { field, max }.into());
    }
    Ok(Some(found))
}

/// An episode, if whoever its contact is now has the tag.
fn passes(named: Named, tagged: Option<&BTreeSet<ContactId>>) -> Option<Named> {
    let Some(tagged) = tagged else { return Some(named) };
    let has_it = named.contact.as_ref().is_some_and(|contact| tagged.contains(contact));
    has_it.then_some(named)
}

async fn operator_names(app: &App) -> Result<BTreeMap<OperatorId, String>, Problem> {
    let roster = app.store.roster().await?;
    let names = roster.0.into_iter().map(|operator| (operator.id, operator.name));
    Ok(names.collect())
}

async fn app_channels(app: &App) -> Result<BTreeMap<ChannelId, String>, Problem> {
    let channels = app.store.channels().await?;
    Ok(channels
        .into_iter()
        .map(|row| (row.channel.id, row.channel.name))
        .collect())
}

/// A name, or the id of who is not there any more.
fn shown<T: Ord + ToString>(names: &BTreeMap<T, String>, id: &T) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_string())
}
