import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { documentOf } from '../../functions/console/openapi/document.ts';
import { RESOURCES } from '../../functions/console/routes.ts';
import { type DynamoEngine, startDynamo } from '../../infra/local/engines/dynamodb.ts';
import { sign } from '../../infra/local/demo/sign.ts';
import { parseFollowUpId } from '../../shared/domain/people/identity.ts';
import { keys } from '../../shared/store/table.ts';
import { Operator } from '../../infra/local/front/operator.ts';
import { type Documented, addressOf, readDocument } from '../helpers/api-document.ts';
import { makeDraft, makeTemplate } from '../helpers/console.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

/** The calls are told by the document itself; what the running system serves is held to be the same below. */
const { calls, judge } = readDocument(documentOf(RESOURCES));
const ROLES = ['viewer', 'editor', 'approver', 'admin'];

let system: TestSystem;
let shop: PlatformApi;
/** Its own engine, so that the test can reach into the table. */
let engine: DynamoEngine;
let folder: string;
let tokenOf: (...groups: string[]) => Promise<string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-api-'));
  engine = await startDynamo(folder);
  [system, shop] = await Promise.all([
    startSystem({ demo: true, env: { DYNAMODB_ENDPOINT: engine.endpoint } }),
    startPlatformApi(),
  ]);
  shop.reply('/wp-json/wc/v3/orders', { body: [] });
  const operator = await Operator.open(join(system.data, 'operator-key.json'), () => new Date());
  const { iss = '', client_id: client } = decodeJwt(system.token);
  const authorizer = { issuer: iss, audience: [String(client)] };
  tokenOf = (...groups) => operator.sign(authorizer, groups);
});
afterAll(async () => {
  await Promise.all([system.stop(), shop.stop()]);
  await engine.stop();
  await rm(folder, { recursive: true });
});

type Sent = { token?: string; body?: unknown; match?: string };
async function send(method: string, path: string, { token, body, match }: Sent) {
  const response = await fetch(system.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(match !== undefined && { 'if-match': match }),
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as unknown };
}

const api = (path: string): string => `/api/brands/demo/${path}`;
const admin = (method: string, path: string, of: Omit<Sent, 'token'> = {}) =>
  send(method, api(path), { ...of, token: system.token });

/** The revision of what stands there, or of nothing. */
async function tagOf(path: string): Promise<string> {
  return (await admin('GET', path)).headers.get('etag') ?? '"0"';
}
const put = async (path: string, body: unknown) => admin('PUT', path, { body, match: await tagOf(path) });
const publish = (of: object) => admin('POST', 'publish', { body: { why: 'For a test', ...of } });

type Setting = {
  places?: Record<string, string>;
  match?: string;
  body?: unknown;
  /** Instead of the least role in `demo`. */
  groups?: string;
};

async function publishedTwice(kind: 'rules' | 'templates', id: string): Promise<Setting> {
  const write = (text: string) =>
    kind === 'rules' ? makeDraft({ name: text, template: 'api-thanks' }) : makeTemplate(text);
  await put('templates/api-thanks', makeTemplate());
  await publish({ templates: ['api-thanks'] });
  for (const text of ['First', 'Second']) {
    await put(`${kind}/${id}`, write(text));
    await publish({ [kind]: [id] });
  }
  return { places: { [kind === 'rules' ? 'rule' : 'template']: id } };
}
const draftOf = async (kind: 'rules' | 'templates', id: string): Promise<Setting> => {
  const path = `${kind}/${id}`;
  await put(path, kind === 'rules' ? makeDraft() : makeTemplate());
  return { places: { [kind === 'rules' ? 'rule' : 'template']: id }, match: await tagOf(path) };
};
const sourceNamed = async (id: string): Promise<Setting> => {
  await admin('POST', 'sources', { body: { platform: 'standard-webhooks', id } });
  return { places: { source: id } };
};

/** A follow-up that waits, of somebody who has just bought something. */
async function planned(name: string) {
  const email = `${name}@example.com`;
  const now = new Date(await system.now());
  const data = { contact: { email }, order: { id: `API-${name}` } };
  const bought = { type: 'purchase', timestamp: now.toISOString(), data };
  const { body, headers } = sign('standard-webhooks', bought, { now });
  await system.post('/hooks/demo/standard-webhooks', body, headers);
  await system.settle();
  const [found] = (await system.followUps(email)).filter(({ state }) => state === 'planned');
  if (!found) throw new Error(`Nothing waits for ${name}.`);
  return z.object({ id: z.string(), contact: z.string() }).parse(found);
}
const followUpOf = async (name: string): Promise<Setting> => ({
  places: { followUp: (await planned(name)).id },
});

async function theTable() {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
  return { client, table: DynamoDBDocumentClient.from(client), TableName };
}

/** An answer that somebody has given by a survey. */
async function answered(): Promise<string> {
  const day = (await system.now()).slice(0, 10);
  const id = `${day}-${'0'.repeat(16)}`;
  const answer = { brand: 'demo', id, day, language: 'en', question: 'Why?', text: 'Because.' };
  const { client, table, TableName } = await theTable();
  const ttl = Date.parse(day) / 1000 + 9 * 86_400;
  await table.send(new PutCommand({ TableName, Item: { ...keys.answer(answer), ...answer, ttl } }));
  client.destroy();
  return id;
}

/** The same as a connection to SES that was cut would leave it. */
async function unknownOf(name: string): Promise<Setting> {
  const { id } = await planned(name);
  const key = parseFollowUpId(id);
  if (!key) throw new Error(`${id} is no id.`);
  const { client, table, TableName } = await theTable();
  await table.send(
    new UpdateCommand({
      TableName,
      Key: keys.followUp(key),
      UpdateExpression: 'SET #state = :unknown REMOVE duePk, dueSk',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':unknown': 'unknown' },
    }),
  );
  client.destroy();
  return { places: { followUp: id } };
}

/** What has to be there before a call can work; the others need nothing. */
const BEFORE: Readonly<Record<string, () => Promise<Setting>>> = {
  postBrand: () => Promise.resolve({ places: { brand: 'fresh' }, groups: 'fresh.admin' }),
  getRule: () => draftOf('rules', 'seen'),
  getTemplate: () => draftOf('templates', 'seen'),
  putRule: async () => ({ match: await tagOf('rules/second-order') }),
  putTemplate: async () => ({ match: await tagOf('templates/thanks') }),
  deleteRule: () => draftOf('rules', 'given-up'),
  deleteTemplate: () => draftOf('templates', 'given-up'),
  getRuleVersion: () => publishedTwice('rules', 'shown'),
  getTemplateVersion: () => publishedTwice('templates', 'shown'),
  postRuleRetire: () => publishedTwice('rules', 'over'),
  postTemplateRetire: () => publishedTwice('templates', 'over'),
  postRuleRollback: () => publishedTwice('rules', 'back'),
  postTemplateRollback: () => publishedTwice('templates', 'back'),
  postPublish: async () => {
    for (const id of ['given-up', 'seen', 'second-order']) {
      const path = `rules/${id}`;
      const match = await tagOf(path);
      await admin('DELETE', path, { match });
    }
    return draftOf('templates', 'made-live');
  },
  getSource: () => sourceNamed('looked-at'),
  getFollowUp: () => followUpOf('shown'),
  postFollowUpCancel: () => followUpOf('cancelled'),
  postFollowUpRelease: () => followUpOf('released'),
  postFollowUpResend: () => unknownOf('resent'),
  postFollowUpResolve: () => unknownOf('resolved'),
  getContact: async () => ({ places: { contact: (await planned('known')).contact } }),
  postRuleWaiting: () => Promise.resolve({ places: { rule: 'check-in' } }),
  patchSettings: async () => ({ match: await tagOf('settings') }),
  postContactUnsubscribe: async () => ({ places: { contact: (await planned('leaves')).contact } }),
  putSettingsApproval: () => Promise.resolve({ match: '*' }),
  putSettingsUnsubscribing: () => Promise.resolve({ match: '*' }),
  patchSettingsLook: async () => ({ match: await tagOf('settings') }),
  patchSettingsReputation: async () => ({ match: await tagOf('settings') }),
  patchSettingsSender: async () => ({ match: await tagOf('settings') }),
  patchSettingsWarmUp: async () => ({ match: await tagOf('settings') }),
  patchSettingsRefused: async () => ({ match: await tagOf('settings') }),
  patchSettingsTiming: async () => ({ match: await tagOf('settings') }),
  patchSettingsTracking: async () => ({ match: await tagOf('settings') }),
  putSettingsOccasion: async () => ({ match: await tagOf('settings') }),
  deleteSettingsOccasion: () => Promise.resolve({ match: '*' }),
  patchSettingsQuestion: async () => ({ match: await tagOf('settings') }),
  putSettingsWording: async () => ({ match: await tagOf('settings/question') }),
  deleteSettingsWording: () => Promise.resolve({ match: '*' }),
  deleteAnswer: async () => ({ places: { answer: await answered() } }),
  postTestAddressesConfirm: async () => {
    const address = 'confirmed@example.com';
    await admin('POST', 'test-addresses', { body: { address, why: 'To look at mails' } });
    const mail = (await system.mails()).findLast(({ destinations }) => destinations.includes(address));
    // The signature of the link above may hold something that looks like one.
    const [, code] = /tell them: ([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(mail?.raw.toString() ?? '') ?? [];
    return { body: { address, code } };
  },
  patchSource: async () => {
    await admin('POST', 'sources', {
      body: { platform: 'shopify', id: 'changed', secret: 'shpss_0123456789abcdef' },
    });
    return { places: { source: 'changed' } };
  },
  postSourceBackFill: async () => {
    const secret = '0123456789abcdef0123456789abcdef';
    const made = { platform: 'woocommerce', id: 'missed', secret, credential: 'ck_1:cs_1' };
    const { text } = await admin('POST', 'sources', {
      body: { ...made, settings: { shop: 'https://kettles.example' } },
    });
    const { status, text: told } = await admin('PATCH', 'sources/missed', {
      body: { settings: { apiBase: shop.url } },
    });
    if (status !== 200) throw new Error(`${text} ${told}`);
    return { places: { source: 'missed' } };
  },
  postRequestDone: async () => {
    const asked = {
      shop_domain: 'kettle-and-co.myshopify.com',
      orders_requested: [],
      customer: { id: 66, email: 'ines@example.com' },
      data_request: { id: 42 },
    };
    const now = new Date(await system.now());
    const { body, headers } = sign('shopify', asked, { topic: 'customers/data_request', now });
    await system.post('/hooks/demo/shopify', body, headers);
    await system.settle();
    const { items } = z
      .object({ items: z.array(z.object({ id: z.string() })) })
      .parse((await admin('GET', 'privacy')).body);
    return { places: { request: items[0]?.id ?? '' } };
  },
  postSourceRotate: () => sourceNamed('rotated'),
  deleteSourceRotate: async () => {
    const setting = await sourceNamed('settled');
    await admin('POST', 'sources/settled/rotate', { body: {} });
    return setting;
  },
};

const setUp = (call: Documented): Promise<Setting> => BEFORE[call.operationId]?.() ?? Promise.resolve({});
const bodyOf = (call: Documented): unknown => call.requestBody?.content['application/json']?.example;
const problem = z.object({ status: z.number(), code: z.string(), detail: z.string() });

it('the running system serves this very document, to whoever may see anything', async () => {
  const token = await tokenOf('another.viewer');
  const served = await send('GET', '/api/openapi.json', { token });
  expect(served.body).toEqual(JSON.parse(JSON.stringify(documentOf(RESOURCES))));
  expect((await send('GET', '/api/openapi.json', { token: await tokenOf() })).status).toBe(403);
});

it('a refusal names the request as the header of the gateway does', async () => {
  const refused = await admin('GET', 'rules/nobody-wrote-this');
  expect(refused.body).toMatchObject({ status: 404, requestId: refused.headers.get('apigw-requestid') });
});

it('no set-up is for a call that is not there', () => {
  expect(calls.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(Object.keys(BEFORE)));
});

describe.each(calls)('$method $path', (call) => {
  it('works as its example says, for the least role, and answers as documented', async () => {
    const { places, match, body = bodyOf(call), groups } = await setUp(call);
    const token = await tokenOf(groups ?? `demo.${call['x-role']}`);
    const answer = await send(call.method, addressOf(call, places), {
      token,
      body,
      ...(match !== undefined && { match }),
    });
    expect(answer.status, answer.text).toBeLessThan(300);
    expect(judge(call, answer.status, answer.body)).toEqual([]);
    const told = Object.keys(call.responses[answer.status]?.headers ?? {});
    expect(told.filter((name) => !answer.headers.has(name))).toEqual([]);
  });

  it('is refused without a token, to a lower role and to another brand', async () => {
    const address = addressOf(call);
    const sent = { body: bodyOf(call), match: '"1"' };
    expect((await send(call.method, address, sent)).status).toBe(401);
    const lower = ROLES.slice(0, ROLES.indexOf(call['x-role']));
    for (const groups of [...lower.map((role) => `demo.${role}`), 'another.admin']) {
      const refused = await send(call.method, address, { ...sent, token: await tokenOf(groups) });
      expect([groups, problem.parse(refused.body).status]).toEqual([groups, 403]);
    }
  });

  it('refuses what it does not know', async () => {
    const address = addressOf(call);
    const sent = { token: system.token, match: '"1"' };
    const unknown = `${address}${address.includes('?') ? '&' : '?'}nonsense=1`;
    const byQuery = await send(call.method, unknown, { ...sent, body: bodyOf(call) });
    expect([byQuery.status, problem.parse(byQuery.body).code]).toEqual([400, 'invalid']);
    if (call.method === 'GET') return;
    const body = { ...(bodyOf(call) as object | undefined), nonsense: 1 };
    const byBody = await send(call.method, address, { ...sent, body });
    expect([byBody.status, problem.parse(byBody.body).detail]).toEqual([
      400,
      expect.stringContaining('There is no "nonsense"'),
    ]);
  });
});

it('too many calls at once are turned away as the gateway does it, and the webhooks are not', async () => {
  const all = await Promise.all(
    Array.from({ length: 600 }, () => send('GET', '/api/openapi.json', { token: 'none' })),
  );
  const away = all.filter(({ status }) => status === 429);
  expect(away.length).toBeGreaterThan(0);
  expect(away[0]?.body).toEqual({ message: 'Too Many Requests' });
  expect((await system.post('/hooks/demo/standard-webhooks', '{}')).status).toBe(401);
});
