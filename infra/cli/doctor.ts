import { counted } from '../../shared/contract/wording.ts';
import { type Diagnosis, type Finding, type Mend, diagnosis } from '../../shared/contract/doctor.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { bad, bold, dim, good, warn } from './style.ts';

/** Something stands between the brand and mail that arrives: not a failure of the command, but a script wants to know. */
const SOMETHING_WRONG = 3;

const TITLES: Readonly<Record<Finding['topic'], string>> = {
  place: 'Where it runs',
  domain: 'The domain of the senders',
  account: 'The account with SES',
  feedback: 'What becomes of mails',
  brand: 'The brand',
  sources: 'Sources',
  rules: 'Rules',
  queues: 'What was given up, and who hears of it',
};

const SIGNS: Readonly<Record<Finding['state'], string>> = {
  ok: good('✓'),
  warn: warn('!'),
  wrong: bad('✗'),
  unseen: dim('?'),
};

export const loadDiagnosis = async ({ client, brand }: Pick<Run, 'client' | 'brand'>): Promise<Diagnosis> =>
  diagnosis.parse(await client.call('GET', `${brandPath(brand)}/doctor`));

async function run(of: Run): Promise<Found> {
  const data = await loadDiagnosis(of);
  const { production = false } = of.options;
  const stops = ({ state }: Finding): boolean => state === 'wrong' || (production && state === 'unseen');
  return {
    data,
    text: describe(data, production),
    exitCode: data.findings.some(stops) ? SOMETHING_WRONG : 0,
  };
}

function describe(data: Diagnosis, isForProduction: boolean): string {
  const topics = [...new Set(data.findings.map(({ topic }) => topic))];
  const parts = topics.map((topic) =>
    [bold(TITLES[topic]), ...data.findings.filter((one) => one.topic === topic).map(describeFinding)].join(
      '\n',
    ),
  );
  return [...parts, verdictOf(data, isForProduction)].join('\n\n');
}

function describeFinding({ id, state, what, why, mend }: Finding): string {
  const head = `  ${SIGNS[state]} ${what} ${dim(`[${id}]`)}`;
  if (state === 'ok') return head;
  return [head, `      ${dim(why)}`, ...(mend ? describeMend(mend).map((line) => `      ${line}`) : [])].join(
    '\n',
  );
}

/** What is to be typed or entered stands on a line of its own. */
export const describeMend = ({ step, records = [], commands = [] }: Mend): string[] => [
  ...(step === undefined ? [] : [`→ ${step}`]),
  ...records.map(({ name, type, value }) => `  ${name}  ${type}  ${value}`),
  ...commands.map((command) => `  $ ${command}`),
];

function verdictOf({ findings, isLocal }: Diagnosis, isForProduction: boolean): string {
  const count = (state: Finding['state']): number => findings.filter((one) => one.state === state).length;
  const [wrong, warned, unseen] = [count('wrong'), count('warn'), count('unseen')];
  const parts = [
    wrong > 0 ? bad(`${counted(wrong, 'thing')} wrong`) : good('nothing wrong'),
    ...(warned > 0 ? [warn(`${counted(warned, 'thing')} to look at`)] : []),
    ...(unseen > 0 ? [`${counted(unseen, 'thing')} that cannot be seen here`] : []),
  ];
  const said = `In short: ${parts.join(', ')}.`;
  if (!isLocal) return said;
  const way = 'What is marked ? only pretends to be there on this machine: production needs it.';
  return `${said}\n${way}${isForProduction ? '' : ' With --production that counts as wrong.'} Step by step: setup, and docs/deploy.md.`;
}

export const DOCTOR: Command = {
  words: ['doctor'],
  reads: ['production'],
  usage: 'doctor [--production]',
  about: 'what stands between the brand and mail that arrives, and the command or DNS record that mends it',
  help: [
    '--production   what cannot be seen from here counts as wrong: a laptop is no production',
    '',
    'Checks the domain (identity, DKIM, bounce domain, SPF, DMARC), SES (sandbox, standing, quota, reports),',
    'sender, sources, rules, dead letters and alarms. Nothing is changed. It needs the role admin of the brand.',
    `Exit code ${SOMETHING_WRONG} when something is wrong; warnings alone are 0.`,
  ],
  run,
};
