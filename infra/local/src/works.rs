//! Everything that runs by itself once the system is started.

use std::{path::PathBuf, sync::Arc};

use api::Api;
use async_trait::async_trait;
use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use courier::{Courier, Https, Wake};
use fanout::Fanout;
use platform::App;
use push::Gateway;
use tokio::sync::watch;
use webhook::Webhook;

use crate::{
    LocalConfig, StartError,
    files::{self, Folder, Origin},
    gateway::{Back, Server, Sockets, connections, desk},
    noticed::Writes,
    polls::{Kept, Polls},
    pretend::{PageApi, Posts, apis, loopback_client},
    running::{Ports, Providers, other, url_of},
    site::Site,
    stream::{Reader, Reading, Stream},
    tick::Tick,
};

/// What [`Works`] are made of.
pub struct Parts {
    /// Table, clock, ids, settings.
    pub app: App,
    /// The browser's API, whose owner exists.
    pub api: Api,
    /// The client's files.
    pub site: Site,
    /// Contacts' and operators' files.
    pub files: Arc<Folder>,
    /// The table's stream.
    pub stream: Stream,
    /// What tells of the table's writes.
    pub writes: Writes,
}

/// Everything that runs by itself.
pub struct Works {
    stop: watch::Sender<bool>,
    writes: Writes,
    readings: Vec<Reading>,
    servers: Vec<Server>,
    posts: Vec<Posts>,
    tick: Tick,
    /// `None`: messengers call us.
    polls: Option<Polls>,
}

impl Works {
    /// Starts the readers of the stream, the servers, the schedule and the messengers' calls, in this order: what is
    /// written from the first request on is read.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(
        config: &LocalConfig,
        parts: Parts,
        providers: &Providers,
        ports: Ports,
    ) -> Result<Self, StartError> {
        let Parts {
            app,
            api,
            site,
            files,
            stream,
            writes,
        } = parts;
        let (stop, stopped) = watch::channel(false);
        let courier = courier(config, &app)?;
        let polls = reached(config, &app, &courier, &stopped).await?;
        let push = Gateway::new(fanout::gateway::client(&app.config.connections_url));
        let fanout = Fanout::new(app.clone(), Arc::new(push));
        let messengers = Messengers(Arc::clone(&courier), polls.clone());
        let readers = readers(config, fanout, messengers);
        let readings = read(&stream, &writes, &stopped, readers).await?;

        if let Some(polls) = &polls {
            let channels = app.store.channels().await?;
            channels.iter().for_each(|row| polls.tell(&row.channel));
        }

        let desk_url = url_of(&ports.desk)?;
        let sockets = Arc::new(Sockets::new(app.clone(), config.limits.clone(), stopped.clone()));
        let pretend = (!providers.is_empty()).then(|| PageApi::new(Arc::clone(providers)));
        let webhook = Webhook::new(app.clone());
        let back = Back {
            api,
            webhook,
            app,
            sockets: Arc::clone(&sockets),
            site,
            pretend,
            proxy: config.proxy,
        };
        let clock = Arc::clone(&config.clock);
        let origin = Origin { folder: files, clock };
        let mut routers = vec![
            (ports.files, files::origin(origin)),
            (ports.connections, connections(sockets)),
            (ports.desk, desk(Arc::new(back))),
        ];
        if !providers.is_empty() {
            routers.push((ports.pretend, apis(Arc::clone(providers))));
        }
        let serve = |(listener, router)| Server::start(listener, router, stopped.clone());
        let servers = routers.into_iter().map(serve).collect();

        let tick = Tick::start(courier, config.tick, stopped.clone());
        let client = loopback_client().map_err(other)?;
        let post = |provider| Posts::start(Arc::clone(provider), client.clone(), desk_url.clone(), stopped.clone());
        let posts = providers.iter().map(post).collect();
        Ok(Self {
            stop,
            writes,
            readings,
            servers,
            posts,
            tick,
            polls,
        })
    }

    /// How often the table was written so far, if both readers have read all of that.
    pub fn caught_up(&self) -> Option<u64> {
        let writes = *self.writes.borrow();
        let have_caught_up = self.readings.iter().all(|reading| reading.has_read(writes));
        have_caught_up.then_some(writes)
    }

    /// Whether no messenger that is asked for news has any, nor are any being taken.
    pub fn have_asked(&self, providers: &Providers) -> bool {
        self.polls.as_ref().is_none_or(|polls| polls.are_at_rest(providers))
    }

    /// Stops everything and waits until it has.
    pub async fn end(self) {
        self.stop.send_replace(true);
        if let Some(polls) = self.polls {
            polls.end().await;
        }
        for post in self.posts {
            post.end().await;
        }
        self.tick.end().await;
        for reading in self.readings {
            reading.end().await;
        }
        for server in self.servers {
            server.end().await;
        }
    }
}

/// The stream's readers, each with the file that says how far it was.
type Readers = [(Arc<dyn Reader>, Option<PathBuf>); 2];

fn readers(config: &LocalConfig, fanout: Fanout, messengers: Messengers) -> Readers {
    let kept = config.data.as_ref().map(|folder| folder.join("courier.json"));
    [(Arc::new(Browsers(fanout)), None), (Arc::new(messengers), kept)]
}

async fn read(
    stream: &Stream,
    writes: &Writes,
    stopped: &watch::Receiver<bool>,
    readers: Readers,
) -> Result<Vec<Reading>, StartError> {
    let mut readings = Vec::new();
    for (reader, kept) in readers {
        let reading = stream.start(writes.clone(), stopped.clone(), reader, kept);
        readings.push(reading.await?);
    }
    Ok(readings)
}

/// Sees to it that messengers reach the desk in the way of this run: channels connected in another way are connected anew.
/// Where messengers must be asked, the pollers; nobody is polled yet.
async fn reached(
    config: &LocalConfig,
    app: &App,
    courier: &Arc<Courier>,
    stopped: &watch::Receiver<bool>,
) -> Result<Option<Polls>, StartError> {
    let mut kept = Kept::open(config.data.as_ref().map(|folder| folder.join("polls.json")));
    if kept.is_elsewhere(config.reach()) {
        courier.connect_anew().await.map_err(other)?;
    }
    kept.settle(config.reach());
    let polls = || Polls::new(Arc::clone(courier), Webhook::new(app.clone()), kept, stopped.clone());
    Ok(config.asks().then(polls))
}

/// The courier, which asks for news where nobody can call us.
fn courier(config: &LocalConfig, app: &App) -> Result<Arc<Courier>, StartError> {
    let network = Https::waiting(config.call_timeout).map_err(other)?;
    let courier = Courier::new(app.clone(), Arc::new(network));
    Ok(Arc::new(if config.asks() { courier.asking() } else { courier }))
}

/// The browsers' reader of the stream.
struct Browsers(Fanout);

#[async_trait]
impl Reader for Browsers {
    async fn read(&self, batch: Event) -> DynamoDbEventResponse {
        fanout::handle(&self.0, batch).await
    }
}

/// The messengers' reader of the stream.
struct Messengers(Arc<Courier>, Option<Polls>);

#[async_trait]
impl Reader for Messengers {
    async fn read(&self, batch: Event) -> DynamoDbEventResponse {
        // Before anybody can see that the batch was read.
        if let Some(polls) = &self.1 {
            polls.learn(&batch);
        }
        courier::handle(&self.0, Wake::Stream(batch)).await
    }
}
