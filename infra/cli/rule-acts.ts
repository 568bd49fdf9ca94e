import { confirmLoss } from './ask.ts';
import { describeChanges } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import type { Kind } from './rule-files.ts';
import { readLines } from './rule-list.ts';
import { type Acted, acted } from './rule-shapes.ts';
import { type Choice, changeWaiting, chooseWaiting, previewWaiting } from './rule-waiting.ts';
import { bad, warn } from './style.ts';

const LOSS = 'It changes who is written to, and with what';

type Act = {
  path: string;
  body: object;
  question: string;
  done: (acted: Acted) => string;
  /** What may become of what waits, and by which version that is looked at beforehand; of a template it is kept. */
  choices: readonly Choice[];
  by: 'draft' | number;
};

/** Tells first what would come of it, asks, and does it if that still is so. */
async function act(run: Run, { path, body, question, done, choices, by }: Act): Promise<Found> {
  const { client, options } = run;
  const [name = ''] = path.split('/').slice(-1);
  const [why, isDry] = [await whyIn(options), options['dry-run']];
  const plan = acted.parse(await client.call('POST', path, { ...body, why, dryRun: true }));
  const { problems = [], notices = [] } = plan;
  const remarks = [...problems.map((each) => bad(`✗ ${each}`)), ...notices.map((each) => warn(`! ${each}`))];
  const changes = [describeChanges(plan, name), ...remarks].join('\n');
  if (problems.length > 0) return { data: plan, text: `${changes}\nNothing was changed.`, exitCode: 1 };
  const choice = choices.length > 1 ? await chooseWaiting(run, plan, choices) : 'keep';
  const doing = { plan, choice, why };
  const text = [changes, ...(await previewWaiting(run, doing, by))].join('\n');
  if (isDry) return { data: plan, text: `${text}\nNothing was changed.` };
  await confirmLoss(`${text}\n${question}`, { loss: `${text}\n${LOSS}`, yes: options.yes });
  const basedOn = path.endsWith('/publish') ? { basedOn: plan.version } : {};
  const data = acted.parse(await client.call('POST', path, { ...body, ...basedOn, why }));
  const waited = await changeWaiting(run, doing);
  return { data, text: [describeChanges(data, name), done(data), ...waited].join('\n') };
}

const anyOf = (kind: Kind): readonly Choice[] => (kind === 'rule' ? ['keep', 'cancel', 'renew'] : ['keep']);

async function publish(run: Run, kind: Kind): Promise<Found> {
  const body = kind === 'rule' ? namesOf(run.rest) : { templates: await templatesOf(run) };
  return act(run, {
    path: `${brandPath(run.brand)}/publish`,
    body,
    question: 'Publish this?',
    choices: anyOf(kind),
    by: 'draft',
    done: ({ version }) => `Published: the live set is now number ${version}, everywhere within 30 s.`,
  });
}

/** `welcome` is a rule, `template:welcome` a template; without a name it is all that is edited. */
function namesOf(rest: readonly string[]): { rules?: string[]; templates?: string[] } {
  if (rest.length === 0) return {};
  const templates = rest.filter((name) => name.startsWith('template:'));
  return {
    rules: rest.filter((name) => !name.startsWith('template:')),
    templates: templates.map((name) => name.slice('template:'.length)),
  };
}

/** All that are edited, where none is named. */
async function templatesOf({ client, brand, rest }: Run): Promise<string[]> {
  if (rest.length > 0) return rest;
  const items = await readLines(client, `${brandPath(brand)}/templates`);
  return items.filter(({ draft }) => draft !== undefined).map(({ id }) => id);
}

async function rollback(run: Run, kind: Kind): Promise<Found> {
  const [id, version] = run.rest;
  if (!id || !/^\d{1,9}$/.test(version ?? ''))
    throw new CommandError(`Say which, and to which version: ${kind}s rollback welcome 3 --why "…"`, 2);
  return act(run, {
    path: `${brandPath(run.brand)}/${kind}s/${encodeURIComponent(id)}/rollback`,
    body: { version: Number(version) },
    choices: anyOf(kind),
    by: Number(version),
    question: `Publish version ${version} of "${id}" again?`,
    done: () => `Version ${version} of "${id}" is live again, everywhere within 30 s.`,
  });
}

async function retire(run: Run, kind: Kind): Promise<Found> {
  const [id] = run.rest;
  if (!id) throw new CommandError(`Say which: ${kind}s retire welcome --why "…"`, 2);
  const waits =
    run.options.waiting === 'cancel' ? '' : ` What waits is still sent; rules pause ${id} holds it.`;
  return act(run, {
    path: `${brandPath(run.brand)}/${kind}s/${encodeURIComponent(id)}/retire`,
    body: {},
    choices: kind === 'rule' ? ['keep', 'cancel'] : ['keep'],
    by: 'draft',
    question: `Retire "${id}"?`,
    done: () =>
      kind === 'rule'
        ? `"${id}" is retired: it plans nothing any more.${waits}`
        : `"${id}" is retired: no rule can be published with it any more.`,
  });
}

const ABOUT = {
  rule: {
    publish: 'make drafts live together, all or those that are named',
    rollback: 'publish an older version of a rule again',
    retire: 'take a rule out of use; what waits by it is still sent, unless told',
  },
  template: {
    publish: 'make drafts of templates live, for every rule that sends them',
    rollback: 'publish an older version of a template again, for every rule that sends it',
    retire: 'take a template out of use that no live rule sends',
  },
};

const HELP = [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry, HELP_OF_CHANGES.yes];
const WAITING = [
  '--waiting   what becomes of the follow-ups that wait by the versions before: keep (they are sent by theirs, unless',
  '            told), cancel, or renew: planned anew by what is live then, for the same events',
];

/** Rules and templates live alike, and so are their commands. */
export function actsOf(kind: Kind): Command[] {
  const reads = kind === 'rule' ? (['why', 'dry-run', 'waiting'] as const) : (['why', 'dry-run'] as const);
  const help = kind === 'rule' ? [...HELP, ...WAITING] : HELP;
  return [
    {
      words: [`${kind}s`, 'publish'],
      reads,
      usage: `${kind}s publish [welcome ${kind === 'rule' ? 'template:welcome ' : ''}…] --why "…"`,
      takes: 98,
      about: ABOUT[kind].publish,
      help: [...help, '', 'Exit code 1 when something is wrong with a draft: nothing is published then.'],
      run: (run) => publish(run, kind),
    },
    {
      words: [`${kind}s`, 'rollback'],
      reads,
      usage: `${kind}s rollback welcome 3 --why "…"`,
      takes: 2,
      about: ABOUT[kind].rollback,
      help,
      run: (run) => rollback(run, kind),
    },
    {
      words: [`${kind}s`, 'retire'],
      reads,
      usage: `${kind}s retire welcome --why "…"`,
      takes: 1,
      about: ABOUT[kind].retire,
      help,
      run: (run) => retire(run, kind),
    },
  ];
}
