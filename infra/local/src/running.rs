//! Putting the parts together, and taking them apart again.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::Api;
use domain::{ChannelState, DAY_MS};
use messengers::registry;
use platform::{App, Clock, Config, Ids, Owner, RandomIds, SealKey};
use store::{Standing, Store, StoreError, dynamo::Dynamo, schema};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};

use crate::{
    LocalConfig, Pretending, SignIn, StartError,
    data::{Data, generate_owner},
    engine::Engine,
    files::Folder,
    noticed::{Writes, noticed},
    pretend::{self, Provider},
    site::Site,
    stream::Stream,
    works::{Parts, Works},
};

/// How often [`Running::quiet`] looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A started system. Dropped without [`Running::stop`], it ends as after a crash.
pub struct Running {
    /// Where the desk is.
    pub desk_url: String,
    /// Where the engine is.
    pub engine_url: String,
    /// Where functions push to sockets.
    pub connections_url: String,
    /// Where pretend messengers' APIs are, if there are any: a messenger's is this, a slash and its name.
    pub pretend_url: Option<String>,
    /// How the owner signs in.
    pub sign_in: SignIn,
    /// Whether the client was built.
    pub has_pages: bool,
    app: App,
    providers: Providers,
    works: Works,
    engine: Option<Engine>,
    // Last: the folder is free for others when everything else has ended.
    _data: Option<Data>,
}

/// The pretend messengers.
pub type Providers = Arc<Vec<Arc<Provider>>>;

/// Starts the system; returns when the desk answers.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: LocalConfig) -> Result<Running, StartError> {
    // The port first: it is what most often cannot be had, and nothing needs undoing yet.
    let ports = Ports::take(config.address, config.files_address).await?;
    let data = config.data.as_deref().map(Data::open).transpose()?;
    let clock = Arc::clone(&config.clock);
    let ids: Arc<dyn Ids> = Arc::new(RandomIds::default());
    let sign_in = sign_in(&config, data.as_ref(), &*ids)?;
    let table = Table::open(&config, data.as_ref(), &clock).await?;
    let providers = Arc::new(providers(&config, &clock, data.as_ref())?);

    let (desk_url, pretend_url) = (url_of(&ports.desk)?, url_of(&ports.pretend)?);
    let key = seal_key(&config, data.as_ref(), &*ids)?;
    let settings = settings(&config, &sign_in, key, &ports, &providers)?;

    let connections_url = settings.connections_url.clone();
    let files = folder(data.as_ref(), &*ids, &settings)?;
    let app = App {
        store: Store::new(table.port),
        clock,
        ids,
        blobs: Arc::<Folder>::clone(&files),
        config: Arc::new(settings),
    };
    let api = Api::new(app.clone());
    api::owner::ensure(&api)
        .await
        .map_err(|error| StartError::Owner(error.to_string()))?;
    pretend_all(&config, &app, &api, sign_in.owner(), &providers).await?;

    let site = Site::new(config.web.clone(), !providers.is_empty(), &files.url);
    let has_pages = site.is_built();
    let pretend_url = Some(pretend_url).filter(|_| !providers.is_empty());
    let parts = Parts {
        app: app.clone(),
        api,
        site,
        files,
        stream: table.stream,
        writes: table.writes,
    };
    let works = Works::start(&config, parts, &providers, ports).await?;
    let (engine_url, engine) = (table.url, table.engine);
    Ok(Running {
        desk_url,
        engine_url,
        connections_url,
        pretend_url,
        sign_in,
        has_pages,
        app,
        providers,
        works,
        engine,
        _data: data,
    })
}

/// Every pretend messenger has a channel; for the demo customers write, and a shop tells what they bought.
async fn pretend_all(
    config: &LocalConfig,
    app: &App,
    api: &Api,
    owner: &Owner,
    providers: &Providers,
) -> Result<(), StartError> {
    let is_demo = config.pretend == Pretending::Demo;
    for (place, provider) in providers.iter().enumerate() {
        pretend::connect(provider, app, api, owner).await?;
        if is_demo {
            pretend::people_write(provider, place, providers.len())?;
        }
    }
    if is_demo {
        pretend::shop_opens(app.clone());
    }
    Ok(())
}

impl Running {
    /// Whether nothing is left to do: every webhook call was taken and every poll waits, every answer is out, both readers of the stream
    /// have caught up.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_quiet(&self) -> Result<bool, StoreError> {
        let is_delivered =
            || self.providers.iter().all(|provider| provider.is_idle()) && self.works.have_asked(&self.providers);
        if !is_delivered() || self.at_rest().is_none() {
            return Ok(false);
        }
        if self.has_answers_waiting().await? {
            return Ok(false);
        }
        if !self
            .app
            .store
            .fetches_due(self.app.clock.now().plus(DAY_MS))
            .await?
            .is_empty()
        {
            return Ok(false);
        }
        let channels = self.app.store.channels().await?;
        let is_connecting = channels.iter().any(|row| row.channel.state == ChannelState::Connecting);
        Ok(!is_connecting && is_delivered() && self.at_rest().is_some())
    }

    /// How often the table was written so far, if everybody who is to be told of that was told. The same number before and
    /// after a look at the desk: nothing changed meanwhile.
    #[must_use]
    pub fn at_rest(&self) -> Option<u64> {
        self.works.caught_up()
    }

    /// Whether an answer waits for its messenger, or something is left to erase; a chat that was only put aside waits for
    /// nobody, nor does one whose channel lets nothing out.
    async fn has_answers_waiting(&self) -> Result<bool, StoreError> {
        let now = self.app.clock.now();
        for contact in self.app.store.chats_due(now.plus(DAY_MS)).await? {
            let is_left = match self.app.store.standing(&contact).await? {
                Standing::Chat(chat) if chat.outbox_due.is_some_and(|due| due > now) => {
                    self.app.store.holds(&chat.id).await?.is_empty()
                }
                Standing::Chat(chat) => !chat.outbox.is_empty(),
                Standing::Erased(tombstone) => tombstone.work.is_some(),
                Standing::Nothing | Standing::Mark(_) => false,
            };
            if is_left {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Waits until nothing is left to do. `false`: not within `patience`.
    pub async fn quiet(&self, patience: Duration) -> bool {
        let look = async {
            while !matches!(self.is_quiet().await, Ok(true)) {
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(patience, look).await.is_ok()
    }

    /// Stops everything: requests under way are answered, sockets closed, the engine's file put in order.
    pub async fn stop(self) {
        self.works.end().await;
        if let Some(engine) = self.engine {
            let stopped = tokio::task::spawn_blocking(|| engine.stop());
            // A client of the engine that never finishes its request must not keep us; every commit is on the disk.
            let _ = timeout(crate::STOP_PATIENCE, stopped).await;
        }
    }
}

/// The listeners, taken before anything else is done.
pub struct Ports {
    /// Browsers and messengers.
    pub desk: TcpListener,
    /// Browsers that load and bring files.
    pub files: TcpListener,
    /// Functions that push to sockets.
    pub connections: TcpListener,
    /// The pretend messengers' APIs.
    pub pretend: TcpListener,
}

impl Ports {
    async fn take(desk: SocketAddr, files: SocketAddr) -> Result<Self, StartError> {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        Ok(Self {
            desk: listen(desk).await?,
            files: listen(files).await?,
            connections: listen(here).await?,
            pretend: listen(here).await?,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Port { address, source })
}

/// The address for a caller on this machine.
pub fn url_of(listener: &TcpListener) -> Result<String, StartError> {
    let mut address = listener.local_addr().map_err(other)?;
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    Ok(format!("http://{address}"))
}

/// What a library said when it did not start.
pub fn other(error: impl std::fmt::Display) -> StartError {
    StartError::Other(error.to_string())
}

/// The table with what is told of its changes.
struct Table {
    url: String,
    port: Arc<dyn store::Table>,
    writes: Writes,
    stream: Stream,
    engine: Option<Engine>,
}

impl Table {
    async fn open(config: &LocalConfig, data: Option<&Data>, clock: &Arc<dyn Clock>) -> Result<Self, StartError> {
        let file = data.map(|data| data.file("switchboard.db"));
        let (url, engine) = match &config.engine_url {
            Some(url) => (url.clone(), None),
            None => {
                let engine = Engine::start(file.as_deref(), Arc::clone(clock))?;
                (engine.url.clone(), Some(engine))
            }
        };
        let client = platform::dynamo::client(Some(&url));
        let table = &config.settings.table;
        schema::create(&client, table).await?;
        let streams = config.streams_url.as_deref().unwrap_or(&url);
        let stream = Stream::of(&client, Some(streams), table).await?;
        let (port, writes) = noticed(Dynamo::new(client, table));
        Ok(Self {
            url,
            port,
            writes,
            stream,
            engine,
        })
    }
}

/// The settings of every function, with the addresses of this run.
fn settings(
    config: &LocalConfig,
    sign_in: &SignIn,
    key: SealKey,
    ports: &Ports,
    providers: &Providers,
) -> Result<Config, StartError> {
    let mut settings = config.settings.clone();
    settings.owner = Some(sign_in.owner().clone());
    // One process on one machine: nobody to keep one key from the other for.
    settings.factor_key = settings.factor_key.or_else(|| Some(key.clone()));
    settings.seal_key = Some(key);
    settings.connections_url = url_of(&ports.connections)?;
    if settings.public_url.is_empty() && !config.asks() {
        // Pretend messengers are on this machine and reach us here.
        settings.public_url = url_of(&ports.desk)?;
    }
    if settings.files_url.is_empty() {
        settings.files_url = url_of(&ports.files)?;
    }
    let pretend_url = url_of(&ports.pretend)?;
    for provider in providers.iter() {
        let url = format!("{pretend_url}/{}", provider.info.name);
        provider.lives_at(&url);
        settings.api_urls.insert(provider.api_url_variable.to_owned(), url);
    }
    Ok(settings)
}

/// Where files lie: beside the table. Links are signed with a key of this run; those of the run before have passed anyway.
fn folder(data: Option<&Data>, ids: &dyn Ids, settings: &Config) -> Result<Arc<Folder>, StartError> {
    let folder = data.map(|data| data.file("files"));
    let folder = Folder::open(folder, &ids.token(), settings.files_url.clone());
    folder.map(Arc::new).map_err(other)
}

fn sign_in(config: &LocalConfig, data: Option<&Data>, ids: &dyn Ids) -> Result<SignIn, StartError> {
    let given = config.settings.owner.clone();
    match data {
        Some(data) => data.sign_in(given, ids),
        None => Ok(given.map_or_else(|| SignIn::Generated(generate_owner(ids)), SignIn::Given)),
    }
}

fn seal_key(config: &LocalConfig, data: Option<&Data>, ids: &dyn Ids) -> Result<SealKey, StartError> {
    match (&config.settings.seal_key, data) {
        (Some(key), _) => Ok(key.clone()),
        (None, Some(data)) => data.seal_key(ids),
        (None, None) => SealKey::derive(&ids.token()).ok_or_else(|| other("a token is too short for a key")),
    }
}

/// The pretend messengers: all but those whose API the settings place elsewhere.
fn providers(
    config: &LocalConfig,
    clock: &Arc<dyn Clock>,
    data: Option<&Data>,
) -> Result<Vec<Arc<Provider>>, StartError> {
    if config.pretend == Pretending::No {
        return Ok(Vec::new());
    }
    let wanted = registry::pretend().into_iter();
    let wanted = wanted.filter(|machine| !config.settings.api_urls.contains_key(machine.api_url_variable()));
    let made = wanted.map(|machine| Provider::new(machine, Arc::clone(clock), data).map(Arc::new));
    made.collect::<Result<_, _>>()
        .map_err(|error| StartError::Demo(error.to_string()))
}
