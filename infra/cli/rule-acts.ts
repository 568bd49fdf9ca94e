import { confirmLoss } from './ask.ts';
import { describeChanges } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { type Acted, acted } from './rule-shapes.ts';
import { type Choice, changeWaiting, chooseWaiting, previewWaiting } from './rule-waiting.ts';

const LOSS = 'It changes who is written to, and with what';

const HELP = [
  '--why "…"   a sentence for those who look at it later; wanted whenever something is changed',
  '--dry-run   says what would change and what waits, and changes nothing',
  '--yes       does not ask before; wanted where nobody can be asked',
  '--waiting   what becomes of the follow-ups that wait by the versions before: keep (they are sent by theirs, unless',
  '            told), cancel, or renew: planned anew by what is live then, for the same events',
];

type Act = {
  path: string;
  body: object;
  question: string;
  done: (acted: Acted) => string;
  /** What may become of what waits, and by which version that is looked at beforehand. */
  choices: readonly Choice[];
  by: 'draft' | number;
};

/** Tells first what would come of it, asks, and does it if that still is so. */
async function act(run: Run, { path, body, question, done, choices, by }: Act): Promise<Found> {
  const { client, options } = run;
  const { why = 'A dry run', yes } = options;
  const isDry = options['dry-run'] === true;
  if (!isDry && options.why === undefined) throw new CommandError('Say why: --why "…"', 2);
  const plan = acted.parse(await client.call('POST', path, { ...body, why, dryRun: true }));
  const problems = plan.problems ?? [];
  const changes = [describeChanges(plan), ...problems.map((problem) => `✗ ${problem}`)].join('\n');
  if (problems.length > 0) return { data: plan, text: `${changes}\nNothing was changed.`, exitCode: 1 };
  const doing = { plan, choice: await chooseWaiting(run, plan, choices), why };
  const text = [changes, ...(await previewWaiting(run, doing, by))].join('\n');
  if (isDry) return { data: plan, text: `${text}\nNothing was changed.` };
  await confirmLoss(`${text}\n${question}`, { loss: `${text}\n${LOSS}`, yes });
  const basedOn = path.endsWith('/publish') ? { basedOn: plan.version } : {};
  const data = acted.parse(await client.call('POST', path, { ...body, ...basedOn, why }));
  const waited = await changeWaiting(run, doing);
  return { data, text: [describeChanges(data), done(data), ...waited].join('\n') };
}

const base = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}`;

const publish = (run: Run): Promise<Found> =>
  act(run, {
    path: `${base(run.brand)}/publish`,
    body: run.rest.length > 0 ? namesOf(run.rest) : {},
    question: 'Publish this?',
    choices: ['keep', 'cancel', 'renew'],
    by: 'draft',
    done: ({ version }) => `Published: live is version ${version}, everywhere within 30 s.`,
  });

/** `welcome` is a rule, `template:welcome` a template. */
function namesOf(rest: readonly string[]): { rules: string[]; templates: string[] } {
  const templates = rest.filter((name) => name.startsWith('template:'));
  return {
    rules: rest.filter((name) => !name.startsWith('template:')),
    templates: templates.map((name) => name.slice('template:'.length)),
  };
}

function rollback(run: Run): Promise<Found> {
  const [id, version] = run.rest;
  if (!id || !/^\d{1,9}$/.test(version ?? ''))
    throw new CommandError('Say which, and to which version: rules rollback welcome 3 --why "…"', 2);
  return act(run, {
    path: `${base(run.brand)}/rules/${encodeURIComponent(id)}/rollback`,
    body: { version: Number(version) },
    choices: ['keep', 'cancel', 'renew'],
    by: Number(version),
    question: `Publish version ${version} of "${id}" again?`,
    done: () => `Version ${version} of "${id}" is live again, everywhere within 30 s.`,
  });
}

function retire(run: Run): Promise<Found> {
  const [id] = run.rest;
  if (!id) throw new CommandError('Say which: rules retire welcome --why "…"', 2);
  return act(run, {
    path: `${base(run.brand)}/rules/${encodeURIComponent(id)}/retire`,
    body: {},
    choices: ['keep', 'cancel'],
    by: 'draft',
    question: `Retire "${id}"?`,
    done: () =>
      run.options.waiting === 'cancel'
        ? `"${id}" is retired: it plans nothing any more.`
        : `"${id}" is retired: it plans nothing any more. What waits is still sent; rules pause ${id} holds it.`,
  });
}

export const ruleActs: Command[] = [
  {
    words: ['rules', 'publish'],
    reads: ['why', 'dry-run', 'waiting'],
    usage: 'rules publish [welcome template:welcome …] --why "…"',
    takes: 98,
    about: 'make drafts live together, all or those that are named',
    help: [...HELP, '', 'Exit code 1 when something is wrong with a draft: nothing is published then.'],
    run: publish,
  },
  {
    words: ['rules', 'rollback'],
    reads: ['why', 'dry-run', 'waiting'],
    usage: 'rules rollback welcome 3 --why "…"',
    takes: 2,
    about: 'publish an older version of a rule again',
    help: HELP,
    run: rollback,
  },
  {
    words: ['rules', 'retire'],
    reads: ['why', 'dry-run', 'waiting'],
    usage: 'rules retire welcome --why "…"',
    takes: 1,
    about: 'take a rule out of use; what waits by it is still sent, unless told',
    help: HELP,
    run: retire,
  },
];
