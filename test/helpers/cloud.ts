import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startCloudParts } from '../../infra/local/cloud.ts';
import type { CloudOptions } from '../../infra/local/cloud.ts';
import { type SentMail, sentMail } from '../../infra/local/gateway/sent-mail.ts';

export type TestMail = SentMail & { raw: Buffer };

/**
 * AWS of the real template for tests that import handlers: tables, queues, buses, secrets and mail, but no workers
 * and no pollers. Call `use(room)` before the first `import()` of a handler; the SDK clients remember what they saw.
 *
 * `queueMessages(part)` finds queues by a part of their name (`plan`, `send`, `observe`), dead-letter queues apart.
 * `gateway.faults.add(…)` breaks things on purpose; `gateway.requests` counts what was asked.
 */
export async function startCloud(options: Partial<CloudOptions> = {}) {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'extramile-cloud-')));
  const lines: string[] = [];
  const cloud = await startCloudParts({
    enforce: false,
    front: 'http://localhost:3000',
    say: (line) => lines.push(line),
    ...options,
    data,
  });
  const before = { ...process.env };
  const table = DynamoDBDocumentClient.from(cloud.client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const [tableModel] = cloud.model.tables;

  const queueName = (part: string): string => {
    const exact = cloud.model.queues.find(({ name }) => name === part);
    if (exact) return exact.name;
    const mapped = cloud.model.mappings.find(({ functionRoom }) => functionRoom === part);
    if (mapped) return mapped.queueName;
    throw new Error(`No queue of ${part}; there are ${cloud.queues.names().join(', ')}`);
  };

  return {
    ...cloud,
    data,
    /** What the system would have printed. */
    lines,
    table,
    tableName: tableModel?.ref ?? '',
    /** Sets `process.env` to the environment of this function. */
    use(room: string): Record<string, string> {
      const environment = cloud.envOf(room);
      // Workers of the test runner have no zone of their own; the zone of the process stays.
      const { TZ: _zone, ...variables } = environment;
      Object.assign(process.env, variables);
      return environment;
    },
    /** The name of the queue that feeds a function. */
    queueName,
    /** Bodies of all messages that wait in the queue of a function, or in the queue of that name. */
    queueMessages(part: string): string[] {
      const { ready, delayed } = cloud.queues.get(queueName(part)).inspectMessages();
      return [...ready, ...delayed].map(({ body }) => body);
    },
    emptyQueue(part: string): void {
      cloud.queues.get(queueName(part)).purge();
    },
    /** Everything that SES accepted, oldest first. */
    async mails(): Promise<TestMail[]> {
      return readMails(join(data, 'mail'));
    },
    async stop(): Promise<void> {
      // The shared engine would keep, and watch over, the tables of all tests to the end.
      if (cloud.dynamo.name === 'endpoint' && !options.data)
        for (const { ref } of cloud.model.tables)
          await cloud.client.send(new DeleteTableCommand({ TableName: ref }));
      await cloud.stop();
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      if (!options.data) await rm(data, { recursive: true, force: true });
    },
  };
}
export type TestCloud = Awaited<ReturnType<typeof startCloud>>;

const AT_ONCE = 500;

async function readMail(folder: string, name: string): Promise<TestMail> {
  const path = join(folder, name);
  const about = sentMail.parse(JSON.parse(await readFile(path.replace(/eml$/, 'json'), 'utf8')));
  return { ...about, raw: await readFile(path) };
}

export async function readMails(folder: string): Promise<TestMail[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const mails: TestMail[] = [];
  // All of tens of thousands at once would be more open files than a process may have.
  for (let from = 0; from < names.length; from += AT_ONCE)
    mails.push(
      ...(await Promise.all(names.slice(from, from + AT_ONCE).map((name) => readMail(folder, name)))),
    );
  const placeOf = ({ at, messageId }: TestMail): string => `${at} ${messageId}`;
  return mails.sort((left, right) => placeOf(left).localeCompare(placeOf(right)));
}
