import * as z from 'zod';
import { confirmLoss } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, unlessDry, whyIn } from './deed.ts';
import { EVENT_HELP, eventOf } from './event-of.ts';
import { dim, good, warn } from './style.ts';
import { table } from './table.ts';
import { TRIAL_HELP, TRIAL_OPTIONS, TRIAL_USAGE, trialOf } from './trial.ts';

const tested = z.object({
  mails: z.array(z.object({ language: z.string(), subject: z.string(), messageId: z.string().optional() })),
});

/** `check-in` is the mail of that rule, `template:check-in` a template by itself. */
async function send(run: Run): Promise<Found> {
  const { client, brand, options, rest } = run;
  const [what = '', kind] = rest;
  const { to, language } = options;
  if (!what || !to)
    throw new CommandError('Say which mail, and where to: test-send check-in --to me@example.com', 2);
  const [, template] = /^template:(.+)$/.exec(what) ?? [];
  const event = await eventOf(run, kind);
  const body = {
    ...(template === undefined ? { rule: what } : { template }),
    to,
    ...(await trialOf(run)),
    ...(language && { languages: language }),
    ...(event && { event }),
    dryRun: options['dry-run'],
  };
  const data = tested.parse(await client.call('POST', `${brandPath(brand)}/test-sends`, body));
  const lines = data.mails.map((mail) => `${mail.language}: [Test] ${mail.subject}`);
  const last = body.dryRun ? 'Nothing was sent.' : good(`Sent to ${to}.`);
  return { data, text: [...lines, last, dim('Nothing was counted: a test is past the ledger.')].join('\n') };
}

const one = z.looseObject({ address: z.string(), state: z.string() });

async function list({ client, brand }: Run): Promise<Found> {
  const data = z
    .object({ items: z.array(one.extend({ askedAt: z.string() })) })
    .parse(await client.call('GET', `${brandPath(brand)}/test-addresses`));
  if (data.items.length === 0) return { data, text: 'None. Add one: test-addresses add me@example.com' };
  const rows = data.items.map(({ address, state, askedAt }) => [
    address,
    state === 'confirmed' ? good(state) : warn('waits for its code'),
    askedAt.slice(0, 10),
  ]);
  return { data, text: table(['address', 'state', 'since'], rows) };
}

type Change = { run: Run; path: string; body: object; dry: string };

const change = ({ run, path, body, dry }: Change): Promise<Found> =>
  unlessDry(run, {
    data: body,
    dry,
    act: async () => {
      const data = one.parse(await run.client.call('POST', `${brandPath(run.brand)}/${path}`, body));
      const next =
        data.state === 'asked'
          ? `A code is on its way to ${data.address}. Then: test-addresses confirm ${data.address} --code …`
          : `${data.address} is ${data.state}.`;
      return { data, text: next };
    },
  });

function namedIn({ rest: [address] }: Run, verb: string): string {
  if (address) return address;
  throw new CommandError(`Say which: test-addresses ${verb} me@example.com`, 2);
}

async function add(run: Run): Promise<Found> {
  const address = namedIn(run, 'add');
  const dry = `A code would be sent to ${address}.`;
  return change({ run, path: 'test-addresses', body: { address, why: await whyIn(run.options) }, dry });
}

function confirm(run: Run): Promise<Found> {
  const address = namedIn(run, 'confirm');
  const { code } = run.options;
  if (!code) throw new CommandError('Say the code that came to that address: --code K7QFW-3M2PX', 2);
  return change({ run, path: 'test-addresses/confirm', body: { address, code }, dry: '' });
}

async function remove(run: Run): Promise<Found> {
  const address = namedIn(run, 'remove');
  const body = { address, why: await whyIn(run.options) };
  const loss = `No test goes to ${address} any more`;
  if (!run.options['dry-run']) await confirmLoss(`Remove ${address}?`, { loss, yes: run.options.yes });
  return change({ run, path: 'test-addresses/remove', body, dry: `${loss}.` });
}

export const TEST_COMMANDS: Command[] = [
  {
    words: ['test-send'],
    reads: ['to', 'language', 'event-file', 'dry-run', ...TRIAL_OPTIONS],
    usage: `test-send check-in --to me@example.com ${TRIAL_USAGE}`,
    about: 'send the mail of a rule, or of template:T, to yourself, marked as a test and past the ledger',
    takes: 2,
    help: [
      '--to A        a confirmed test address of the brand ("test-addresses list")',
      '--language L  in this language; may be said again; that of the brand unless told',
      ...EVENT_HELP.map((line) =>
        line.replace('purchase      a sample', 'purchase      after the rule: a sample'),
      ),
      ...TRIAL_HELP,
      '--dry-run     renders them and sends nothing',
    ],
    run: send,
  },
  {
    words: ['test-addresses', 'list'],
    usage: 'test-addresses list',
    about: 'where tests may go',
    run: list,
  },
  {
    words: ['test-addresses', 'add'],
    reads: ['why', 'dry-run'],
    usage: 'test-addresses add me@example.com --why "…"',
    takes: 1,
    about: 'send a code to an address that tests shall go to',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: add,
  },
  {
    words: ['test-addresses', 'confirm'],
    reads: ['code'],
    usage: 'test-addresses confirm me@example.com --code K7QFW-3M2PX',
    takes: 1,
    about: 'let tests go to an address whose code you have read',
    run: confirm,
  },
  {
    words: ['test-addresses', 'remove'],
    reads: ['why', 'dry-run'],
    usage: 'test-addresses remove me@example.com --why "…"',
    takes: 1,
    about: 'let no test go there any more',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry, HELP_OF_CHANGES.yes],
    run: remove,
  },
];
