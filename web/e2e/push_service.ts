// A push service of browsers, and a browser's agreement with it: what a Chromium without one lacks.
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from '@playwright/test';
import type { PushNotice } from '../src/proto';

export interface Brought {
  headers: IncomingHttpHeaders;
  notice: PushNotice;
}

export class PushService {
  origin = '';
  readonly brought: Brought[] = [];
  #server: Server | undefined;
  #key = createECDH('prime256v1');
  #secret = randomBytes(16);

  async start(): Promise<void> {
    this.#key.generateKeys();
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.brought.push({ headers: request.headers, notice: this.#opened(Buffer.concat(parts)) });
        response.writeHead(201).end();
      });
    });
    const server = this.#server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  end(): void {
    this.#server?.close();
  }

  /** From here on pages can agree with this service, as with the browser's own, and the agreement outlives them. */
  async serve(context: BrowserContext): Promise<void> {
    const told = {
      endpoint: `${this.origin}/this-browser`,
      p256dh: this.#key.getPublicKey().toString('base64url'),
      auth: this.#secret.toString('base64url'),
    };
    await context.addInitScript(({ endpoint, p256dh, auth }) => {
      const KEY = 'agreed with a push service';
      const agreed = () => {
        const key = localStorage.getItem(KEY);
        if (key === null) return null;
        return {
          endpoint,
          options: { applicationServerKey: Uint8Array.from(JSON.parse(key) as number[]).buffer },
          toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
          unsubscribe: () => {
            localStorage.removeItem(KEY);
            return Promise.resolve(true);
          },
        } as unknown as PushSubscription;
      };
      PushManager.prototype.getSubscription = () => Promise.resolve(agreed());
      PushManager.prototype.subscribe = (options) => {
        const key = new Uint8Array(options?.applicationServerKey as ArrayBuffer);
        localStorage.setItem(KEY, JSON.stringify([...key]));
        return Promise.resolve(agreed() as PushSubscription);
      };
    }, told);
  }

  /** RFC 8291, as a browser does it. */
  #opened(body: Buffer): PushNotice {
    const salt = body.subarray(0, 16);
    const theirs = body.subarray(21, 21 + (body[20] ?? 0));
    const sealed = body.subarray(21 + theirs.length);
    const derive = (from: Buffer, salted: Buffer, purpose: Buffer | string, length: number) =>
      Buffer.from(hkdfSync('sha256', from, salted, purpose, length));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#key.getPublicKey(), theirs]);
    const input = derive(this.#key.computeSecret(theirs), this.#secret, info, 32);
    const key = derive(input, salt, 'Content-Encoding: aes128gcm\0', 16);
    const nonce = derive(input, salt, 'Content-Encoding: nonce\0', 12);
    const cipher = createDecipheriv('aes-128-gcm', key, nonce);
    cipher.setAuthTag(sealed.subarray(-16));
    const record = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    return JSON.parse(record.subarray(0, record.lastIndexOf(2)).toString()) as PushNotice;
  }
}
