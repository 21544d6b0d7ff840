// The server's end of a WebSocket: the handshake, texts to the page, and the pings of the page answered.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** From RFC 6455: what a server adds to the client's key before it hashes it. */
const ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;

export class PageSocket {
  #wire: Duplex;
  #rest: Buffer = Buffer.alloc(0);
  onclose: () => void = () => undefined;

  constructor(request: IncomingMessage, wire: Duplex) {
    this.#wire = wire;
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + ACCEPT)
      .digest('base64');
    wire.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: switchboard\r\n\r\n`,
    );
    wire.on('data', (bytes: Buffer) => this.#read(bytes));
    wire.on('close', () => this.onclose());
    wire.on('error', () => this.onclose());
  }

  send(text: string): void {
    const body = Buffer.from(text);
    const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10);
    head[0] = 0x80 | TEXT;
    if (head.length === 2) head[1] = body.length;
    else if (head.length === 4) {
      head[1] = 126;
      head.writeUInt16BE(body.length, 2);
    } else {
      head[1] = 127;
      head.writeBigUInt64BE(BigInt(body.length), 2);
    }
    this.#wire.write(Buffer.concat([head, body]));
  }

  end(): void {
    this.#wire.destroy();
  }

  /** A page says little: whatever it sends is a ping or its goodbye. */
  #read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 6) {
      const kind = (this.#rest[0] ?? 0) & 0x0f;
      const length = (this.#rest[1] ?? 0) & 0x7f;
      if (length > 125) return this.end();
      if (this.#rest.length < 6 + length) return;
      this.#rest = this.#rest.subarray(6 + length);
      if (kind === CLOSE) return this.end();
      if (kind === TEXT) this.send('{"type":"pong"}');
    }
  }
}
