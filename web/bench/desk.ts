// The fake desk behind a real door: the built client over HTTP as it is deployed (compressed, cached, under its security
// policy), requests, and a socket. It runs outside of the browser, so what it costs is not counted as the client's.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { Network } from '../fake/network';
import { World, type Limits } from '../fake/world';
import type { Method } from '../src/net/http';
import type { Frame } from '../src/proto';
import { SECURITY_POLICY } from '../vite.config';
import { PageSocket } from './socket';

const KINDS: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** The product, and the pages that run without a back end. */
const FOLDERS = ['../dist', '../dist-test'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

interface Sent {
  type: string;
  bytes: Buffer;
}

export class BenchDesk {
  readonly world: World;
  readonly network: Network;
  url = '';
  #server: Server;
  #sockets = new Set<PageSocket>();
  #files = new Map<string, Sent>();

  constructor(limits?: Limits) {
    this.world = new World('me', limits);
    this.network = new Network(this.world);
    this.network.latencyMs = 0;
    this.world.onframe = (frame) => this.push(frame);
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request: IncomingMessage, wire) => {
      const socket = new PageSocket(request, wire);
      this.#sockets.add(socket);
      socket.onclose = () => this.#sockets.delete(socket);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  end(): void {
    for (const socket of this.#sockets) socket.end();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  push(frame: Frame): void {
    if (this.#sockets.size === 0) return;
    const text = JSON.stringify(frame);
    for (const socket of this.#sockets) socket.send(text);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (!path.startsWith('/api/')) return this.#file(path, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    const answer = await this.network.carry(request.method as Method, path, body);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  #file(path: string, response: ServerResponse): void {
    const name = path.includes('.') ? path : '/index.html';
    let file = this.#files.get(name);
    for (const folder of FOLDERS) if (!file) file = read(folder + name);
    if (!file) return void response.writeHead(404).end();
    this.#files.set(name, file);
    response.writeHead(200, {
      'content-type': file.type,
      'content-encoding': 'br',
      'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': SECURITY_POLICY,
    });
    response.end(file.bytes);
  }
}

function read(path: string): Sent | undefined {
  try {
    return {
      type: KINDS[extname(path)] ?? 'application/octet-stream',
      bytes: brotliCompressSync(readFileSync(path)),
    };
  } catch {
    return undefined;
  }
}
