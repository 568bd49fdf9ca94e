import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STARTERS } from '../../shared/starters/registry.ts';
import { runCommand } from '../helpers/command.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

const extramile = (...args: string[]) => runCommand(system, args);
const starters = (...args: string[]) => extramile('rules', 'starters', ...args);

/** A date of somebody's, in the form of our own webhooks. */
const dated = (type: string, contact: object, { on, kind = type }: { on: string; kind?: string }) => ({
  type,
  data: { contact, date: { kind, on } },
});

describe('starters on the running system', () => {
  test('are listed and shown, with what the brand has already', async () => {
    const [list, one, none] = await Promise.all([
      starters('list'),
      starters('show', 'referral-thanks'),
      starters('show', 'referal-thanks'),
    ]);
    expect(list).toMatchObject({ code: 0, error: '' });
    expect(list.out).toMatch(/^welcome +signup +yes +Welcome$/m);
    expect(list.out).toMatch(/^employee-birthday +birthday +– /m);
    expect(one.out).toContain('Needs: The event `occasion`');
    expect(one.out).toContain('de: Danke für Ihre Empfehlung, Ana\n  | Hallo Ana,');
    expect(one.out).toContain('"kind": "referral-4711"');
    expect(none).toMatchObject({ code: 1, error: expect.stringContaining('referral-thanks') });
  });

  test.each([
    [['use'], 2, 'or --all'],
    [['use', 'employee-birthday', '--all'], 2, 'or --all'],
    [['use', 'employee-birthday', 'win-back', '--as', 'mine'], 2, '--as names one starter'],
    [['use', 'employee-birthday', 'welcome'], 1, 'There already: welcome. Nothing was saved.'],
    [['use', 'employee-birthday', 'brithday'], 1, 'no such starter'],
  ])('%j is refused, and nothing is done', async (args, code, words) => {
    expect(await starters(...args)).toMatchObject({ code, out: '', error: expect.stringContaining(words) });
    expect((await starters('list')).out).toMatch(/^employee-birthday +birthday +– /m);
  });

  test('are used, published, and obeyed by the next webhooks', async () => {
    expect((await starters('use', '--all', '--dry-run')).out).toContain('Nothing was saved.');
    const used = await starters('use', '--all', '--why', 'For a start');
    expect(used).toMatchObject({ code: 0, error: '' });
    expect(used.out).toContain('win-back: saved as a draft, rule and template');
    expect(used.out).toMatch(/There already, and not touched: first-purchase-thanks, /);
    const published = await extramile('rules', 'publish', '--why', 'For a start', '--yes');
    expect(published.out).toContain('Published: the live set is now number 2');
    expect((await starters('list')).out.match(/ yes /g)).toHaveLength(STARTERS.length);

    // Tomorrow before breakfast; by then every room knows the new rules.
    const tomorrow = new Date(Date.parse(await system.now()) + 86_400_000).toISOString().slice(0, 10);
    await system.call('POST', '/local/clock', { now: `${tomorrow}T05:00:00Z` });
    const threeYearsAgo = `${Number(tomorrow.slice(0, 4)) - 3}${tomorrow.slice(4)}`.replace('02-29', '02-28');
    const told = [
      {
        subject: 'Danke für Ihre erste Bestellung, Ana',
        tell: (email: string) =>
          purchase({ ...newOrder(), email }, `${tomorrow}T04:59:00Z`, { locale: 'de' }),
      },
      {
        subject: 'Joyeux anniversaire',
        tell: (email: string) =>
          dated('birthday', { email, kind: 'employee', locale: 'fr' }, { on: tomorrow }),
      },
      {
        subject: '3 years of working together, Clara',
        tell: (email: string) =>
          dated(
            'anniversary',
            { email, kind: 'partner', firstName: 'Clara' },
            { on: threeYearsAgo, kind: 'partner' },
          ),
      },
      {
        subject: 'Gracias por recomendarnos',
        tell: (email: string) =>
          dated('occasion', { email, locale: 'es' }, { on: tomorrow, kind: 'referral-1' }),
      },
    ].map((one) => ({ ...one, email: newOrder().email }));
    for (const { tell, email } of told) {
      const answer = await postStandard(system, { timestamp: `${tomorrow}T00:00:00Z`, ...tell(email) });
      expect(answer).toMatchObject({ status: 202 });
    }
    await system.settle();
    await system.clock('PT12H');
    const mails = await Promise.all((await system.mails()).map(({ raw }) => parseMail(raw)));
    const got = told.map(({ email }) =>
      mails.flatMap(({ to, subject }) => (to.value[0]?.address === email ? [subject] : [])),
    );
    expect(got).toEqual(told.map(({ subject }) => [subject]));
  });
});
