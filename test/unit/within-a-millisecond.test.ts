import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MailService } from '../../infra/local/gateway/mail-service.ts';
import { auditId } from '../../shared/store/audit.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'extramile-mail-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('lines of the audit stand in the order in which they were made', () => {
  const ids = Array.from({ length: 50 }, auditId);
  expect(ids.toSorted()).toEqual(ids);
});

test('ids of mails stand in the order in which SES took them', () => {
  const taken: string[] = [];
  const service = new MailService({
    folder,
    configurationSets: [],
    tracked: { rewrite: (_, raw) => ({ raw, links: [] }) },
    quota: { rate: 100, perDay: 100 },
    now: () => new Date('2026-11-28T09:00:00.000Z'),
    accepted: ({ messageId }) => void taken.push(messageId),
  });
  const raw = Buffer.from('From: a@demo.example\r\nTo: b@example.com\r\n\r\nHello');
  const input = { 'RawMessage.Data': raw.toString('base64') };
  for (let mail = 0; mail < 20; mail++)
    service.handle({
      caller: 'send',
      service: 'ses',
      operation: 'SendRawEmail',
      headers: {},
      body: raw,
      input,
    });
  expect(taken).toHaveLength(20);
  expect(taken.toSorted()).toEqual(taken);
});
