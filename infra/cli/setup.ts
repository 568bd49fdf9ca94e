import { canAsk, tell } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { type Look, STEPS, type Step } from './setup-steps.ts';
import { type State, loadState } from './setup-state.ts';
import { bad, bold, dim, good, warn } from './style.ts';

/** Something is left to do: a script wants to know. */
const NOT_ALL = 3;

/** What was done of it just now, or why it was not. */
type Deed = { did?: string; refused?: string };
type Taken = Deed & { id: string; title: string } & Look;

/** Where nobody answers there is nothing to ask: the one thing to do is to deploy. */
const FIRST = [
  'Nothing answers there. On this machine: npm start. In your AWS account (docs/deploy.md, steps 1 and 2):',
  '  $ npx cdk bootstrap',
  '  $ npm run deploy -- --stage prod --parameters extramile-prod-data:SenderDomain=mail.example.com --parameters extramile-prod-service:AlarmEmail=ops@example.com',
  'Then, with the output ApiUrl and the token of an admin: EXTRAMILE_URL=… EXTRAMILE_TOKEN=… npm run -s extramile -- setup --brand BRAND',
];

async function run(of: Run): Promise<Found> {
  const taken: Taken[] = [];
  let state = await loadState(of).catch(unreached);
  for (const step of STEPS) {
    if (canAsk()) tell(describe({ title: step.title, ...step.look(state, of) }));
    const isStopped = taken.some(({ refused }) => refused !== undefined);
    const deed = isStopped ? {} : await act(step, of, state);
    if (deed.did !== undefined) state = await loadState(of);
    taken.push({ id: step.id, title: step.title, ...step.look(state, of), ...deed });
    if (canAsk()) for (const line of describeDeed(deed)) tell(line);
  }
  return { data: { steps: taken }, ...sumUp(taken) };
}

function sumUp(taken: readonly Taken[]): { text: string; exitCode: number } {
  const isAll = taken.every((one) => one.state === 'done');
  const last = isAll
    ? good('All of it is done. To look at it again at any time: doctor')
    : 'Run setup again when something has been done: it looks how far it is. What is wrong, and why it matters: doctor';
  const isRefused = taken.some(({ refused }) => refused !== undefined);
  return {
    // Whoever was asked has seen the steps as they came.
    text: canAsk() ? last : [...taken.map(describe), last].join('\n\n'),
    exitCode: isRefused ? 1 : isAll ? 0 : NOT_ALL,
  };
}

/** Without a terminal nothing is done that was not asked for by `--yes`. What was done before a refusal is still told. */
async function act(step: Step, of: Run, state: State): Promise<Deed> {
  const isOpen = step.act !== undefined && step.look(state, of).state === 'open';
  if (!isOpen || of.options['dry-run'] || (!of.options.yes && !canAsk())) return {};
  try {
    const done = await step.act?.(of, state);
    return done ? { did: done.text } : {};
  } catch (error) {
    if (error instanceof CommandError) return { refused: error.message };
    throw error;
  }
}

function unreached(error: unknown): never {
  if (
    error instanceof CommandError &&
    error.problem === undefined &&
    error.message.startsWith('Nobody answers')
  )
    throw new CommandError([error.message, ...FIRST].join('\n'), 1, { cause: error });
  throw error;
}

const SIGNS = { done: good('✓'), open: warn('…'), yours: warn('→') };

const describeDeed = ({ did, refused }: Deed): string[] => [
  ...(did === undefined ? [] : [`  ${good(did)}`]),
  ...(refused === undefined ? [] : [`  ${bad(refused)}`]),
];

const describe = ({ title, state, what, how, ...deed }: Omit<Taken, 'id'>): string =>
  [
    `${SIGNS[state]} ${bold(title)}`,
    ...describeDeed(deed),
    `  ${what}`,
    ...how.map((line) => `  ${state === 'done' ? dim(line) : line}`),
  ].join('\n');

export const SETUP: Command = {
  words: ['setup'],
  reads: [
    'name',
    'sender',
    'reply-to',
    'postal-address',
    'language',
    'timezone',
    'source',
    'set',
    'id',
    'secret-from-stdin',
    'starter',
    'to',
    'code',
    'why',
    'dry-run',
  ],
  usage: 'setup --brand kettles',
  about: 'the way from a fresh stage to the first mail: what is done, what is next, and how',
  help: [
    'On a terminal it asks, step by step, and does what it can. Elsewhere it prints the steps and does nothing, unless',
    'with --yes, which does what the options tell it to:',
    '',
    '--name N --sender A --postal-address P   make the brand; also --reply-to, --language, --timezone',
    '--source shopify   connect a platform, with --set, --id and --secret-from-stdin as "source add" takes them',
    '--starter NAME     publish a rule that is ready to use',
    '--to A             send a code to your own address, and with --code CODE the mail of a rule there',
    '--why "…"          the reason, for those who look at it later; "First set-up" unless told',
    '--dry-run          shows the steps and does nothing',
    '',
    'It looks at what is there instead of remembering: run it as often as you like. Stages, DNS and the request to leave',
    `the SES sandbox are yours: it prints what to type and paste. Exit code ${NOT_ALL} while something is left to do.`,
  ],
  run,
};
