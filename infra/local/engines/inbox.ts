import { readFile, readdir } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import startEmulator from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';
import { parseRecord, textOf } from '../json.ts';

/**
 * The inbox page, on the SES emulator. The mails lie in the data folder; the emulator gets them when somebody looks,
 * so sending costs no parsing and a restart shows what was sent before.
 */
export class Inbox {
  readonly port: number;
  private readonly folder: string;
  private readonly server: Server;
  private waiting: string[] = [];
  private showing: Promise<void> = Promise.resolve();

  private constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
    const address = server.address();
    this.port = address && typeof address !== 'string' ? address.port : 0;
    const emulate = server.listeners('request');
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response) => {
      const looking = request.method === 'GET' ? this.show() : Promise.resolve();
      void looking.finally(() => {
        for (const listener of emulate) Reflect.apply(listener, server, [request, response]);
      });
    });
  }

  /** Throws `EADDRINUSE` when the port is taken. */
  static async start(port: number, folder: string): Promise<Inbox> {
    const server = await startEmulator.default({ host: '127.0.0.1', port });
    if (!server.listening)
      throw Object.assign(new Error(`port ${port} is in use`), { code: 'EADDRINUSE', port });
    const inbox = new Inbox(server, folder);
    inbox.waiting = await storedMails(folder);
    return inbox;
  }

  /** A mail that has just been written to the folder. */
  add(messageId: string): void {
    this.waiting.push(messageId);
  }

  async stop(): Promise<void> {
    await new Promise((done) => {
      this.server.close(done);
      this.server.closeAllConnections();
    });
  }

  /** One look at a time, so that each mail is handed over once. */
  private show(): Promise<void> {
    const before = this.showing;
    this.showing = this.submitWaiting(before);
    return this.showing;
  }

  private async submitWaiting(before: Promise<void>): Promise<void> {
    await before;
    for (const messageId of this.waiting.splice(0)) await this.submit(messageId).catch(() => undefined);
  }

  private async submit(messageId: string): Promise<void> {
    const path = join(this.folder, messageId);
    const raw = await readFile(`${path}.eml`, 'base64');
    const about = parseRecord(await readFile(`${path}.json`, 'utf8')) ?? {};
    await fetch(`http://127.0.0.1:${this.port}/`, {
      method: 'POST',
      headers: { authorization: 'AWS4 local' },
      body: new URLSearchParams({ Action: 'SendRawEmail', 'RawMessage.Data': raw }),
    });
    // The emulator numbers and dates mails itself; people shall find the id and the time that SES told.
    const mail = getStoreReadonly().emails.at(-1);
    if (!mail) return;
    mail.messageId = messageId;
    mail.at = Math.floor(Date.parse(textOf(about, 'at') ?? '') / 1000) || mail.at;
  }
}

/** Ids of the mails in the folder, oldest first. */
async function storedMails(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const mails = await Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .map(async (name) => {
        const id = name.slice(0, -'.eml'.length);
        const about = parseRecord(await readFile(join(folder, `${id}.json`), 'utf8').catch(() => ''));
        return { id, place: `${textOf(about ?? {}, 'at') ?? ''} ${id}` };
      }),
  );
  return mails.sort((left, right) => left.place.localeCompare(right.place)).map(({ id }) => id);
}
