//! The command line: what `make run` runs.

use std::{
    io::{self, Write},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use crate::{LocalConfig, Pretending, Running, SignIn, start};

const HELP: &str = "\
switchboard: the whole desk on one machine

  switchboard                  a desk to try: pretend messengers, and customers who have written
  switchboard --no-demo-data   the same without customers
  switchboard serve            a desk for real messengers: without PUBLIC_URL, as on a laptop, it asks them for news;
                               where they shall call it, put a TLS proxy in front and set PUBLIC_URL

  PORT=8080                    where the desk listens; HOST=127.0.0.1 on which address
  FILES_PORT=0                 where files are handed out, an origin of its own; 0: any free port
  SWITCHBOARD_FILES_URL        where browsers reach that, if a proxy stands in front of it too
  SWITCHBOARD_DATA=.data       the folder with everything worth keeping
  SWITCHBOARD_OWNER_EMAIL, SWITCHBOARD_OWNER_PASSWORD
                               the owner's sign-in (12 to 128 characters); else it is generated
  SWITCHBOARD_PROXY            address of the TLS proxy, which is then believed whom it speaks for
  PUBLIC_URL                   where messengers and browsers reach the desk, if they do
  SWITCHBOARD_PUSH_SERVICES    origins of further push services of browsers, with commas between
  AWS_ENDPOINT_URL_DYNAMODB    another engine than the embedded one
  SWITCHBOARD_WEB=web/dist     the built client
  RUST_LOG=warn                what is logged
";

/// The wish on the command line is not one of ours, or a variable does not hold what it must.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misused(String);

/// What is logged unless `RUST_LOG` says otherwise. A condition of a write that does not hold is an answer to whoever wrote,
/// yet the engine warns of each.
const QUIET: &str = "warn,dynoxide=error";

type Failure = Box<dyn std::error::Error>;

/// Runs the command; its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(QUIET));
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_env_filter(filter)
        .init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "switchboard: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Failure> {
    let pretend = match arguments {
        [] => Pretending::Demo,
        ["--no-demo-data"] => Pretending::Empty,
        ["serve"] => Pretending::No,
        ["--help" | "-h" | "help"] => return Ok(io::stdout().write_all(HELP.as_bytes())?),
        other => return Err(Misused(format!("unknown arguments: {}; see --help", other.join(" "))).into()),
    };
    let config = config(pretend, variable)?;
    Runtime::new()?.block_on(async {
        // Before the first line is printed: who reads it may stop us at once.
        let stopped = stopped()?;
        let data = config.data.clone().unwrap_or_default();
        let asks = config.asks();
        let running = start(config).await?;
        let greeting = greeting(&running, &data.display().to_string(), pretend, asks);
        io::stdout().write_all(greeting.as_bytes())?;
        io::stdout().flush()?;
        stopped.await;
        running.stop().await;
        Ok(())
    })
}

#[expect(clippy::disallowed_methods, reason = "the settings only one machine has")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn config(pretend: Pretending, variable: impl Fn(&str) -> Option<String>) -> Result<LocalConfig, Failure> {
    let port = variable("PORT").unwrap_or_else(|| "8080".into());
    let port: u16 = port.parse().map_err(|_| Misused(format!("PORT={port} is no port")))?;
    let host = variable("HOST").unwrap_or_else(|| "127.0.0.1".into());
    let host: IpAddr = host
        .parse()
        .map_err(|_| Misused(format!("HOST={host} is no IP address")))?;
    let files_port = variable("FILES_PORT").unwrap_or_else(|| "0".into());
    let no_port = || Misused(format!("FILES_PORT={files_port} is no port"));
    let files_port: u16 = files_port.parse().map_err(|_| no_port())?;
    let proxy = variable("SWITCHBOARD_PROXY").map(|text| {
        let parsed = text.parse::<IpAddr>();
        parsed.map_err(|_| Misused(format!("SWITCHBOARD_PROXY={text} is no IP address")))
    });
    Ok(LocalConfig {
        proxy: proxy.transpose()?,
        address: SocketAddr::new(host, port),
        files_address: SocketAddr::new(host, files_port),
        data: Some(variable("SWITCHBOARD_DATA").unwrap_or_else(|| ".data".into()).into()),
        engine_url: variable("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| variable("AWS_ENDPOINT_URL")),
        streams_url: variable("AWS_ENDPOINT_URL_DYNAMODB_STREAMS"),
        settings: platform::Config::read(&variable)?,
        pretend,
        web: variable("SWITCHBOARD_WEB").map_or_else(built_client, PathBuf::from),
        ..LocalConfig::default()
    })
}

/// The client where the build puts it: in the folder we are run from, else in the one we were built in.
fn built_client() -> PathBuf {
    let here = LocalConfig::default().web;
    if here.is_dir() {
        here
    } else {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(here)
    }
}

/// Ends when somebody wants us to: Ctrl-C, or what service managers send.
#[cfg(unix)]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when somebody wants us to: Ctrl-C.
#[cfg(not(unix))]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// What whoever started us wants to know.
fn greeting(running: &Running, data: &str, pretend: Pretending, asks: bool) -> String {
    let sign_in = match &running.sign_in {
        SignIn::Generated(owner) => format!("{} / {}", owner.email, owner.password),
        SignIn::Kept(owner, file) => format!("{} / the password in {}", owner.email, file.display()),
        SignIn::Given(owner) => format!("{} / the password you chose", owner.email),
    };
    let mut lines = vec![
        "Switchboard is running.".to_owned(),
        format!("Desk:      {}", running.desk_url),
    ];
    lines.push(format!("Sign in:   {sign_in}"));
    if pretend != Pretending::No {
        lines.push(format!("Customers: {}/pretend", running.desk_url));
    }
    if asks {
        lines.push(
            "News:      asked for at the messengers (PUBLIC_URL is not set); add a bot in Settings → Channels"
                .to_owned(),
        );
    }
    lines.push(format!(
        "Data:      {data} (Ctrl-C stops; nothing acknowledged is lost)"
    ));
    if !running.has_pages {
        lines.push("The pages are not built: make run does it.".to_owned());
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_make_no_sense_are_refused_by_name() {
        for (name, value) in [
            ("PORT", "http"),
            ("PORT", "70000"),
            ("FILES_PORT", "x"),
            ("HOST", "nowhere"),
        ] {
            let refused = config(Pretending::Demo, |asked| (asked == name).then(|| value.into()));
            assert!(
                refused.err().expect("nonsense").to_string().contains(name),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn without_settings_it_listens_on_this_machine_only() {
        let config = config(Pretending::Demo, |_| None).expect("defaults");

        assert_eq!(config.address, SocketAddr::from(([127, 0, 0, 1], 8080)));
        assert_eq!(config.tick, LocalConfig::default().tick);
        assert!(config.engine_url.is_none());
    }
}
