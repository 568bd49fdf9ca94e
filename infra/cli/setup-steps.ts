import type { DnsRecord, Finding } from '../../shared/contract/doctor.ts';
import type { Found, Run } from './command.ts';
import { describeMend } from './doctor.ts';
import { askBrand, makeBrand } from './setup-brand.ts';
import { askSource, connectSource } from './setup-source.ts';
import { publishStarter } from './setup-rule.ts';
import { askTest, sendTest } from './setup-test.ts';
import { type State, findingOf } from './setup-state.ts';

/**
 * - `done`: it stands;
 * - `open`: this command can do it, once it knows what for;
 * - `yours`: it is done elsewhere, by a person.
 */
export type Look = { state: 'done' | 'open' | 'yours'; what: string; how: string[]; records?: DnsRecord[] };

export type Step = {
  id: string;
  title: string;
  look: (state: State, run: Run) => Look;
  /** Does it, or says nothing when it has not been told what for. Asks where somebody can answer. */
  act?: (run: Run, state: State) => Promise<Found | undefined>;
};

const done = (what: string): Look => ({ state: 'done', what, how: [] });
const command = (brand: string, words: string): string =>
  `$ npm run -s extramile -- ${words} --brand ${brand}`;

/** What the doctor finds not to be well, as something that a person does elsewhere. */
function yours(state: State, ids: readonly string[], well: string): Look {
  const found = ids.flatMap((id) => findingOf(state, id) ?? []);
  const ill = found.filter(
    (one) => one.state === 'wrong' || one.state === 'unseen' || (one.state === 'warn' && one.mend?.records),
  );
  if (ill.length === 0) return done(well);
  return {
    state: 'yours',
    what: ill.map(({ what }) => what).join(' '),
    how: ill.flatMap(({ mend }) => (mend ? describeMend(mend) : [])),
    records: ill.flatMap(({ mend }: Finding) => mend?.records ?? []),
  };
}

const NO_BRAND: Look = { state: 'yours', what: 'Once the brand is there.', how: [] };

export const STEPS: readonly Step[] = [
  {
    id: 'stage',
    title: 'A stage in your AWS account',
    look: (state) =>
      state.diagnosis ? yours(state, ['place'], 'It answers, in an AWS account.') : done('It answers.'),
  },
  {
    id: 'brand',
    title: 'The brand and its sender',
    look: (state, { brand }) => {
      const sender = findingOf(state, 'sender');
      if (sender) return sender.state === 'ok' ? done(sender.what) : yours(state, ['sender'], '');
      return {
        state: 'open',
        what: `There is no brand "${brand}" yet.`,
        how: [
          command(
            brand,
            'setup --yes --name "Kettle & Co" --sender hello@mail.example.com --postal-address "Way 1, 14050 Berlin"',
          ),
        ],
      };
    },
    act: async (run) => makeBrand(run, await askBrand(run)),
  },
  {
    id: 'dns',
    title: 'DNS records to paste',
    look: (state) =>
      state.diagnosis
        ? yours(
            state,
            ['identity', 'dkim', 'mail-from', 'spf', 'dmarc'],
            'They stand, and SES has seen them.',
          )
        : NO_BRAND,
  },
  {
    id: 'sandbox',
    title: 'Out of the SES sandbox',
    look: (state) => (state.diagnosis ? yours(state, ['sandbox'], 'Mail goes to everybody.') : NO_BRAND),
  },
  {
    id: 'source',
    title: 'A first source',
    look: ({ diagnosis, sources }, { brand }) =>
      !diagnosis
        ? NO_BRAND
        : sources.length > 0
          ? done(`Connected: ${sources.slice(0, 5).join(', ')}${sources.length > 5 ? ' …' : ''}.`)
          : {
              state: 'open',
              what: 'Nothing is connected: nobody tells what happened.',
              how: [command(brand, 'source list'), command(brand, 'setup --yes --source shopify')],
            },
    act: async (run) => connectSource(run, await askSource(run)),
  },
  {
    id: 'rule',
    title: 'A first rule',
    look: ({ diagnosis, liveRules }, { brand }) =>
      !diagnosis
        ? NO_BRAND
        : liveRules.length > 0
          ? done(`Live: ${liveRules.slice(0, 5).join(', ')}${liveRules.length > 5 ? ' …' : ''}.`)
          : {
              state: 'open',
              what: 'No rule is live: nothing is sent.',
              how: [
                command(brand, 'rules starters list'),
                command(brand, 'setup --yes --starter purchase-thanks'),
              ],
            },
    act: publishStarter,
  },
  {
    id: 'test',
    title: 'A mail to yourself',
    look: ({ diagnosis, liveRules, testAddresses }, { brand }) => {
      if (!diagnosis) return NO_BRAND;
      const [confirmed] = testAddresses.filter(({ state }) => state === 'confirmed');
      const [asked] = testAddresses;
      const rule = liveRules[0] ?? 'RULE';
      if (confirmed)
        return {
          ...done(`Tests may go to ${confirmed.address}.`),
          how: [command(brand, `test-send ${rule} --to ${confirmed.address}`)],
        };
      const next = asked
        ? `setup --yes --to ${asked.address} --code CODE`
        : 'setup --yes --to me@example.com';
      const what = asked ? `A code is on its way to ${asked.address}.` : 'No address for tests is confirmed.';
      return { state: 'open', what, how: [command(brand, next)] };
    },
    act: async (run, state) => sendTest(run, state, await askTest(run, state)),
  },
];
