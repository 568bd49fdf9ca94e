import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '../json.ts';
import type { Json } from '../json.ts';
import { answerError, escapeXml } from './call.ts';
import type { Answer, Call } from './call.ts';
import { addressesOf, readHeaders } from './mail-head.ts';
import type { SentMail } from './sent-mail.ts';
import type { TrackedMails } from './tracked-mails.ts';

/** Mails per second and per 24 hours that the service takes. */
export type Quota = { rate: number; perDay: number };

type Options = {
  folder: string;
  configurationSets: string[];
  tracked: Pick<TrackedMails, 'rewrite'>;
  quota: Quota;
  now: () => Date;
  /** Called once the mail is on disk and before SES answers. */
  accepted: (mail: SentMail) => void;
};

const MAX_BYTES = 10 * 1024 * 1024;
const DAY = 86_400_000;

/** The mail half of SES: takes raw messages byte for byte onto the disk, within its quota. */
export class MailService {
  quota: Quota;
  private readonly options: Options;
  private readonly sentAt: number[] = [];
  private described = 0;
  /** When each mail of the last 24 hours was taken, by the moved clock. */
  private taken: number[] = [];

  constructor(options: Options) {
    this.options = options;
    this.quota = options.quota;
    mkdirSync(options.folder, { recursive: true });
  }

  /** Of the last 24 hours, as SES counts: there is no midnight at which all is free again. */
  get sentToday(): number {
    const since = this.options.now().getTime() - DAY;
    const first = this.taken.findIndex((at) => at > since);
    if (first !== 0) this.taken = first === -1 ? [] : this.taken.slice(first);
    return this.taken.length;
  }

  handle(call: Call): Answer {
    if (call.operation === 'SendRawEmail') return this.send(call.input);
    if (call.operation === 'GetSendQuota') {
      const { perDay, rate } = this.quota;
      return answerXml(
        'GetSendQuota',
        `<Max24HourSend>${perDay}</Max24HourSend><MaxSendRate>${rate}</MaxSendRate><SentLast24Hours>${this.sentToday}</SentLast24Hours>`,
      );
    }
    if (call.operation === 'GetAccountSendingEnabled') {
      return answerXml(call.operation, '<Enabled>true</Enabled>');
    }
    return refuse('InvalidAction', `${call.operation} is not supported locally.`);
  }

  private send(input: Json): Answer {
    const raw = Buffer.from(textOf(input, 'RawMessage.Data') ?? '', 'base64');
    const mail = this.describe(input, raw);
    const problem = this.problemOf(mail, raw) ?? this.overQuota();
    if (problem) return problem;
    const path = join(this.options.folder, mail.messageId);
    // The `.eml` comes last and by renaming: whoever sees one sees a whole one, with its description beside it.
    const { raw: sent, links } = this.options.tracked.rewrite(mail, raw);
    writeFileSync(`${path}.part`, sent);
    writeFileSync(
      `${path}.json`,
      JSON.stringify({ ...mail, ...(links.length > 0 && { links }) }, undefined, 1),
    );
    renameSync(`${path}.part`, `${path}.eml`);
    this.taken.push(this.options.now().getTime());
    this.options.accepted(mail);
    return answerXml('SendRawEmail', `<MessageId>${mail.messageId}</MessageId>`);
  }

  private describe(input: Json, raw: Buffer): SentMail {
    const headers = readHeaders(raw);
    const given = members(input, 'Destinations.member');
    const at = this.options.now();
    return {
      messageId: this.newId(at),
      at: at.toISOString(),
      source: textOf(input, 'Source') ?? headers.get('from') ?? '',
      destinations:
        given.length > 0 ? given : ['to', 'cc', 'bcc'].flatMap((name) => addressesOf(headers.get(name))),
      subject: headers.get('subject') ?? '',
      configurationSet: textOf(input, 'ConfigurationSetName'),
      tags: tagsOf(input),
    };
  }

  /** As those of SES, ids begin with the time: mails of one millisecond, too, are in the order in which they were taken. */
  private newId(at: Date): string {
    this.described = (this.described + 1) % 0x1_00_00;
    const place = this.described.toString(16).padStart(4, '0');
    return `${at.getTime().toString(16).padStart(12, '0')}${place}-${randomUUID()}-000000`;
  }

  private problemOf(mail: SentMail, raw: Buffer): Answer | undefined {
    if (raw.length > MAX_BYTES)
      return refuse('InvalidParameterValue', 'Message length is more than 10485760 bytes.');
    if (addressesOf(mail.source).length !== 1)
      return refuse('InvalidParameterValue', "Missing final '@domain'");
    if (mail.destinations.length === 0) return refuse('InvalidParameterValue', 'Missing recipients.');
    const set = mail.configurationSet;
    if (set !== undefined && !this.options.configurationSets.includes(set)) {
      return refuse('ConfigurationSetDoesNotExist', `Configuration set <${set}> does not exist.`);
    }
    const bad = Object.entries(mail.tags).find((tag) =>
      tag.some((text) => !/^[A-Za-z0-9_-]{1,256}$/.test(text)),
    );
    return bad && refuse('InvalidParameterValue', `Invalid tag <${bad[0]}>.`);
  }

  /** A sliding second of real time, as SES counts. */
  private overQuota(): Answer | undefined {
    const now = performance.now();
    while ((this.sentAt[0] ?? now) < now - 1000) this.sentAt.shift();
    if (this.sentAt.length >= this.quota.rate) return refuse('Throttling', 'Maximum sending rate exceeded.');
    if (this.sentToday >= this.quota.perDay) return refuse('Throttling', 'Daily message quota exceeded.');
    this.sentAt.push(now);
    return undefined;
  }
}

const refuse = (code: string, message: string): Answer => answerError('ses', { code, message });

const answerXml = (action: string, result: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body:
    `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${escapeXml(randomUUID())}</RequestId></ResponseMetadata></${action}Response>`,
});

const members = (input: Json, prefix: string): string[] =>
  Object.keys(input)
    .filter((key) => key.startsWith(`${prefix}.`))
    .flatMap((key) => textOf(input, key) ?? []);

function tagsOf(input: Json): Record<string, string> {
  const names = Object.keys(input).filter((key) => /^Tags\.member\.\d+\.Name$/.test(key));
  return Object.fromEntries(
    names.map((key) => [textOf(input, key) ?? '', textOf(input, key.replace(/Name$/, 'Value')) ?? '']),
  );
}
