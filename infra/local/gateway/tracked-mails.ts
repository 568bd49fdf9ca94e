import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { HttpAnswer } from '../front/answers.ts';
import { plain } from '../front/answers.ts';
import type { Model } from '../template/model.ts';
import { emitTouch } from './feedback.ts';
import type { EventBus } from './event-bus.ts';
import { type Rewritten, rewriteMail } from './mail-rewriting.ts';
import { type SentMail, sentMail } from './sent-mail.ts';

type Options = {
  /** Where the mails lie. */
  folder: string;
  /** Where people reach the system. */
  front: string;
  bus: EventBus;
  destinations: Model['mailDestinations'];
  now: () => Date;
};

const stored = sentMail.extend({ links: z.array(z.string()).default([]) });

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** SES's server that links lead over: rewrites mails whose configuration set tells clicks or opens, and tells of them. */
export class TrackedMails {
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /** As it goes out, with the addresses that its links had. */
  rewrite({ messageId, configurationSet }: SentMail, raw: Buffer): Rewritten {
    const told = {
      clicks: this.tells(configurationSet, 'click'),
      opens: this.tells(configurationSet, 'open'),
    };
    if (!told.clicks && !told.opens) return { raw, links: [] };
    return rewriteMail(raw, told, `${this.options.front}/local/mail/${messageId}`);
  }

  /** `/local/mail/{id}/links/{number}` leads on to where the link led; `…/open.gif` is the picture. */
  async answer(path: string, userAgent: string | undefined): Promise<HttpAnswer> {
    const [, messageId = '', number] = PATH.exec(path) ?? [];
    const mail = await this.find(messageId);
    if (!mail) return plain(404, 'Not Found');
    const touch = { userAgent, at: this.options.now().toISOString() };
    if (number === undefined) {
      emitTouch(this.options.bus, mail, touch);
      return {
        status: 200,
        headers: { 'content-type': 'image/gif', 'cache-control': 'no-store' },
        body: PIXEL,
      };
    }
    const link = mail.links[Number(number)];
    if (link === undefined) return plain(404, 'Not Found');
    emitTouch(this.options.bus, mail, { ...touch, link });
    return { status: 302, headers: { location: asHeader(link) }, body: Buffer.alloc(0) };
  }

  private tells(set: string | undefined, kind: 'click' | 'open'): boolean {
    return this.options.destinations.some(
      ({ ConfigurationSetName, EventDestination: { Enabled, MatchingEventTypes } }) =>
        ConfigurationSetName === set && Enabled && MatchingEventTypes.includes(kind),
    );
  }

  private async find(messageId: string): Promise<z.output<typeof stored> | undefined> {
    if (messageId === '') return undefined;
    const text = await readFile(join(this.options.folder, `${messageId}.json`), 'utf8').catch(
      () => undefined,
    );
    return text === undefined ? undefined : stored.parse(JSON.parse(text));
  }
}

const PATH = /^\/local\/mail\/([\w-]+)\/(?:links\/(\d{1,3})|open\.gif)$/;

/** Not a character of it is another one, but for those that a header cannot hold. */
const asHeader = (link: string): string =>
  link.toWellFormed().replaceAll(/[^\u0021-\u007e]/gu, (one) => encodeURIComponent(one));
