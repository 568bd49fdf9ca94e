import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Secrets from '../../shared/clients/secrets.ts';
import type * as Brands from '../../shared/store/brands.ts';
import type * as Rules from '../../shared/store/rules.ts';
import type * as Sources from '../../shared/store/sources.ts';
import type * as Templates from '../../shared/store/templates.ts';
import { DEMO_SOURCES } from '../../functions/jobs/demo/sources.ts';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import type { EventFacts } from '../../shared/contract/event.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

const RULES = [
  'first-purchase-thanks',
  'loyal-customer-thanks',
  'purchase-thanks',
  'check-in',
  'renewal-thanks',
  'welcome',
  'survey-thanks',
  'low-review',
  'birthday',
  'customer-anniversary',
];
const LANGUAGES = ['de', 'en', 'es', 'fr'];

let cloud: TestCloud;
let run: (request: unknown) => Promise<unknown>;
let store: {
  brands: typeof Brands;
  rules: typeof Rules;
  sources: typeof Sources;
  templates: typeof Templates;
  secrets: typeof Secrets;
};

beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('jobs');
  const { handler } = await import('../../functions/jobs/handler.ts');
  store = {
    brands: await import('../../shared/store/brands.ts'),
    rules: await import('../../shared/store/rules.ts'),
    sources: await import('../../shared/store/sources.ts'),
    templates: await import('../../shared/store/templates.ts'),
    secrets: await import('../../shared/clients/secrets.ts'),
  };
  run = handler;
  await run({ job: 'seed-demo' });
});
afterAll(() => cloud.stop());

describe('seed-demo', () => {
  it.each([
    ['demo', false],
    ['demo-test', true],
  ])('sets up %s with its sources, secrets and rules', async (brand, test) => {
    expect(await store.brands.loadBrand(brand)).toMatchObject({
      test,
      timezone: 'Europe/Berlin',
      locale: 'en',
      sender: { address: 'hello@demo.example' },
      paused: false,
    });
    const sources = await store.sources.listSources(brand);
    expect(sources.map(({ id }) => id).toSorted()).toEqual(PLATFORMS.map(({ id }) => id).toSorted());
    expect(await store.secrets.loadSourceSecrets(brand, 'shopify')).toEqual(['local-shopify-secret']);
    expect(await store.secrets.loadSourceSecrets(brand, 'stripe')).toEqual(['whsec_local-stripe-secret']);
    expect(await store.secrets.loadSourceSecrets(brand, 'standard-webhooks')).toEqual([
      'whsec_ZXh0cmFtaWxlLWxvY2FsLXNlY3JldC0yNGJ5dGVz',
    ]);
    const { rules } = await store.rules.loadLive(brand);
    expect(rules.map(({ id }) => id).toSorted()).toEqual(RULES.toSorted());
    expect(rules.every(({ purpose, version }) => purpose === 'transactional' && version === 1)).toBe(true);
  });

  it('has a secret for every source, and a credential where the platform has to be asked', async () => {
    for (const { id, api, backFill } of PLATFORMS) {
      expect(await store.secrets.loadSourceSecrets('demo', id)).toHaveLength(1);
      expect(await store.secrets.loadCredential('demo', id)).toBe(
        (api ?? backFill) && `local-${id}-credential`,
      );
    }
  });

  it('names every platform once', () => {
    const names = DEMO_SOURCES.map(({ platform }) => platform);
    expect(new Set(names).size).toBe(names.length);
    expect(PLATFORMS.filter(({ id }) => !names.includes(id))).toEqual([]);
  });

  it('lets the address that is registered at Square follow the port, and no other', async () => {
    const urlOf = async () => (await store.sources.readSource('demo', 'square'))?.settings['url'];
    const square = { brand: 'demo', id: 'square', platform: 'square' };
    await store.sources.saveSource({
      ...square,
      settings: { url: 'http://localhost:3000/hooks/demo/square' },
    });
    await run({ job: 'seed-demo', hooksUrl: 'http://localhost:3999/hooks' });
    expect(await urlOf()).toBe('http://localhost:3999/hooks/demo/square');
    await store.sources.saveSource({ ...square, settings: { url: 'https://tunnel.example/square' } });
    await run({ job: 'seed-demo', hooksUrl: 'http://localhost:3000/hooks' });
    expect(await urlOf()).toBe('https://tunnel.example/square');
  });

  it('changes nothing when it is asked again, not even what an operator changed', async () => {
    const brand = await store.brands.loadBrand('demo');
    if (!brand) throw new Error('not seeded');
    await store.brands.saveBrand({ ...brand, pausedRules: ['welcome'] });
    await store.secrets.saveSourceSecrets('demo', 'shopify', ['rotated']);
    const before = await store.rules.loadLive('demo');
    expect(await run({ job: 'seed-demo' })).toEqual({ done: true, created: [] });
    expect((await store.brands.loadBrand('demo'))?.pausedRules).toEqual(['welcome']);
    expect(await store.secrets.loadSourceSecrets('demo', 'shopify')).toEqual(['rotated']);
    expect(await store.rules.loadLive('demo')).toEqual(before);
  });

  it('lets a demo of the first days know of its templates, whether rules still send them or not', async () => {
    const { documents, tableName } = await import('../../shared/store/client.ts');
    const { keys } = await import('../../shared/store/table.ts');
    const { loadEntry } = await import('../../shared/store/entries.ts');
    const { retire } = await import('../../shared/work/life/retire.ts');
    const { rollback } = await import('../../shared/work/life/rollback.ts');
    const Key = keys.entry('demo-test', 'template', 'welcome');
    await documents().send(new DeleteCommand({ TableName: tableName(), Key }));
    const deed = { by: 'ina', at: '2026-03-01T10:00:00Z', why: 'Trying' };
    const rule = { brand: 'demo-test', kind: 'rule', id: 'welcome', deed } as const;
    expect(await retire(rule)).toMatchObject({ ok: true });
    expect(await rollback({ ...rule, version: 1, dryRun: true })).toMatchObject({ ok: false });
    await run({ job: 'seed-demo' });
    const place = { brand: 'demo-test', kind: 'template', id: 'welcome' } as const;
    expect(await loadEntry(place)).toMatchObject({ published: 1, revision: 1 });
    expect(await rollback({ ...rule, version: 1 })).toMatchObject({ ok: true });
    await run({ job: 'seed-demo' });
    expect(await loadEntry(place)).toMatchObject({ revision: 1 });
  });

  it('refuses a job that it does not know', async () => {
    await expect(run({ job: 'erase-everything' })).rejects.toThrow('job');
    await expect(run({ job: 'seed-demo', extra: true })).rejects.toThrow('extra');
  });
});

describe('the mails of the demo', () => {
  const order: EventFacts = {
    order: {
      id: '1',
      number: '#1001',
      total: { amount: '64.50', currency: 'EUR' },
      items: [{ title: 'Enamel kettle', quantity: 1 }],
    },
  };
  const cases = RULES.flatMap((rule) => LANGUAGES.map((language) => [rule, language] as const));

  it.each(cases)(
    '%s in %s holds up with much, little and nothing known of the person',
    async (id, locale) => {
      const template = await store.templates.loadTemplate('demo', id, 1);
      if (!template) throw new Error('not published');
      expect(Object.keys(template.languages).toSorted()).toEqual(LANGUAGES);
      const people = [{ firstName: 'Ana' }, { firstName: undefined, lastName: undefined }];
      for (const facts of [
        order,
        {},
        { subscription: { id: 's', plan: 'Tea of the month' } },
        { survey: { id: 'r', title: 'How was it?', score: 9 } },
        { review: { id: 'v', rating: 2, product: 'Enamel kettle' } },
      ] satisfies EventFacts[])
        for (const person of people) {
          const mail = renderMail({
            template,
            contact: makeContact({ ...person, locale }),
            brand: makeBrand({ name: 'Kettle & Co', postalAddress: 'Ahornallee 12, Berlin' }),
            followUp: makeFollowUp({ facts }),
            unsubscribeUrl: 'https://mail.example/p/unsubscribe/token',
            preferencesUrl: 'https://mail.example/p/preferences/token',
            surveyUrl: 'https://mail.example/p/survey/token',
          });
          if (!mail.ok) throw new Error(mail.failure.message);
          const { subject, html, text, language } = mail.value;
          expect(language).toBe(locale);
          for (const part of [subject, html, text]) {
            expect(part).not.toMatch(/\{\{|\{%|undefined|null|NaN|\[object| ,|,,|\( ?\)/);
            expect(part.includes('Ana')).toBe(person.firstName === 'Ana' && part.includes('Ana'));
          }
          expect(`${subject}${text}`.includes('Ana')).toBe(person.firstName === 'Ana');
          expect(html).toContain('href="https://mail.example/p/unsubscribe/token"');
          expect(text).toContain('https://mail.example/p/unsubscribe/token');
          expect(html).toContain('Kettle &amp; Co');
          expect(text).toContain('Ahornallee 12, Berlin');
          expect(html).toContain(`lang="${locale}"`);
          expect(html).not.toMatch(/https?:\/\/(?!mail\.example|www\.w3\.org)|<script|<img/);
          expect(Buffer.byteLength(html)).toBeLessThan(30_000);
        }
    },
  );
});

describe('away from the machine of whoever runs it', () => {
  it('gives every source a random secret: the public ones would let anybody send mail at our expense', async () => {
    const away = await startCloud({ front: 'https://mail.shop.example' });
    try {
      const names = ['shopify', 'stripe', 'standard-webhooks'];
      expect(away.use('jobs')['PAGES_URL']).toBe('https://mail.shop.example');
      vi.resetModules();
      const { handler } = await import('../../functions/jobs/handler.ts');
      await handler({ job: 'seed-demo' });
      const { loadSourceSecrets } = await import('../../shared/clients/secrets.ts');
      const secrets = await Promise.all(names.map((name) => loadSourceSecrets('demo', name)));
      expect(new Set(secrets.flat()).size).toBe(3);
      for (const secret of secrets.flat()) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    } finally {
      await away.stop();
    }
  });
});
