// The real desk on this machine: the built program, started, killed and started again, and a customer who writes to it.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export const PROGRAM = process.env.SWITCHBOARD_BIN ?? path('../../target/debug/switchboard');
export const EMAIL = 'owner@example.com';
export const PASSWORD = 'a long enough password';

/** A debug build on a busy machine takes its time. */
const START_MS = 30_000;

export function hasProgram(): boolean {
  return existsSync(PROGRAM);
}

export class Stack {
  url = '';

  /** A desk by another program than the product's own, or with further settings. */
  constructor(
    readonly program = PROGRAM,
    readonly settings: Readonly<Record<string, string>> = {},
  ) {}

  #data = mkdtempSync(join(tmpdir(), 'switchboard-e2e-'));
  #child: ChildProcess | undefined;

  /** Starts on a free port, later on the same one. */
  async start(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(this.program, ['--no-demo-data'], {
      env: {
        ...process.env,
        ...this.settings,
        PORT: port,
        SWITCHBOARD_DATA: this.#data,
        SWITCHBOARD_OWNER_EMAIL: EMAIL,
        SWITCHBOARD_OWNER_PASSWORD: PASSWORD,
        SWITCHBOARD_WEB: path('../dist'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.url = await announced(child);
  }

  /** kill -9: nothing may depend on a good end. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#data, { recursive: true, force: true });
  }
}

/** The address the program prints once it is ready. */
function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const timer = setTimeout(() => reject(new Error(`not ready: ${printed}`)), START_MS);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /^\s*Desk:\s+(http:\S+)/m.exec(printed)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

interface Said {
  id: string;
  from: 'person' | 'business';
  text: string;
  files: { name: string; kind: string; size: number }[];
}

/** A file a customer sends: its bytes, or a size for one whose content does not matter. */
interface Sent {
  kind: string;
  name?: string;
  base64?: string;
  size?: number;
  caption?: string;
  /** What files sent as one have in common. */
  album?: string;
}

/** One who writes in the first messenger the desk pretends, or in the one with this place or name. */
export class Customer {
  #path = '';

  constructor(
    readonly stack: Stack,
    readonly person: string,
    readonly name: string,
    readonly messenger: number | string = 0,
  ) {}

  async arrives(): Promise<void> {
    const { messengers } = (await this.#call('GET', '/pretend/people')) as { messengers: { name: string }[] };
    const name =
      typeof this.messenger === 'string' ? this.messenger : (messengers[this.messenger]?.name ?? '');
    this.#path = `/pretend/${name}/${this.person}`;
    await this.#call('PUT', this.#path, { name: this.name });
  }

  async writes(text: string): Promise<void> {
    await this.#call('POST', `${this.#path}/messages`, { text });
  }

  async shares(file: Sent): Promise<void> {
    await this.#call('POST', `${this.#path}/things`, { file });
  }

  /** Does something else than writing and sharing. */
  async acts(deed: unknown): Promise<void> {
    await this.#call('POST', `${this.#path}/deeds`, deed);
  }

  /** To so many of the next calls this goes wrong at their messenger. */
  async suffers(fault: string, times = 1): Promise<void> {
    const messenger = this.#path.split('/')[2] ?? '';
    await this.#call('PUT', `/pretend/${messenger}/fault`, { fault, times });
  }

  /** Writes and has not sent yet. */
  async types(): Promise<void> {
    await this.#call('POST', `${this.#path}/typing`);
  }

  /** Whether this person was shown that the business writes. */
  async isTypedTo(): Promise<boolean> {
    const { typed_to } = (await this.#call('GET', `${this.#path}/messages`)) as { typed_to: number | null };
    return typed_to !== null;
  }

  /** The talk as this person sees it. */
  async talk(): Promise<Said[]> {
    return ((await this.#call('GET', `${this.#path}/messages`)) as { messages: Said[] }).messages;
  }

  /** What the business said to this person. */
  async received(): Promise<string[]> {
    return (await this.talk()).filter((said) => said.from === 'business').map((said) => said.text);
  }

  async #call(method: string, address: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.stack.url + address, {
      method,
      headers: { 'content-type': 'application/json', 'x-switchboard': '1' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
