import { confirmLoss } from './ask.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, unlessDry, whyIn } from './deed.ts';
import { editSettings, readSettings } from './edit-settings.ts';

/** Holds a rule, or without a name the whole brand; nothing is lost, and nobody is asked: a brake works at once. */
const pause = (run: Run): Promise<Found> => turn(run, true);

async function resume(run: Run): Promise<Found> {
  const { brand, rest, options } = run;
  const what = rest[0] === undefined ? `everything of ${brand}` : `"${rest[0]}"`;
  const { halted } = await readSettings(run);
  const before = rest[0] === undefined && halted ? `${halted.reason} Look first at what caused it. ` : '';
  const loss = `${before}What waited by ${what} is sent from then on, within five minutes`;
  if (!options['dry-run']) await confirmLoss(`Resume ${what}?`, { loss, yes: options.yes });
  return turn(run, false);
}

async function turn(run: Run, isPaused: boolean): Promise<Found> {
  const [rule] = run.rest;
  const why = await whyIn(run.options);
  const seen = await readSettings(run);
  const isSo = (rule === undefined ? seen.paused : seen.pausedRules.includes(rule)) === isPaused;
  if (isSo)
    return {
      data: seen,
      text: `${nameOf(run)} is ${isPaused ? 'paused already' : 'not paused'}. Nothing was changed.`,
    };
  // What the act would be refused for, a dry run is refused for, too.
  if (rule !== undefined && run.options['dry-run']) await readRule(run, rule);
  const others = seen.pausedRules.filter((each) => each !== rule);
  const wish =
    rule === undefined ? { paused: isPaused } : { pausedRules: isPaused ? [...others, rule] : others };
  return unlessDry(run, {
    data: wish,
    dry: wouldBe(run, { isPaused, isHeld: seen.paused }),
    act: async () => {
      const data = await editSettings(run, { method: 'PATCH', body: { ...wish, why }, seen });
      const later = isPaused || data.paused ? '' : ' What waited goes within five minutes.';
      return { data, text: `${describe(data, run.brand)}${later}` };
    },
  });
}

const nameOf = ({ brand, rest: [rule] }: Run): string =>
  rule === undefined ? `All of ${brand}` : `The rule "${rule}"`;

const readRule = ({ client, brand }: Run, rule: string): Promise<unknown> =>
  client.call('GET', `${brandPath(brand)}/rules/${encodeURIComponent(rule)}`);

/** What a pause or its end would be; `isHeld` is the brand itself before it. */
function wouldBe(run: Run, { isPaused, isHeld }: { isPaused: boolean; isHeld: boolean }): string {
  const isRule = run.rest[0] !== undefined;
  if (isPaused) return `${nameOf(run)} would be paused: what is due${isRule ? ' by it' : ''} waits.`;
  const held = isRule && isHeld ? ' The brand itself stays paused, so nothing goes yet.' : '';
  return `${nameOf(run)} would send again, with what waited.${held}`;
}

function describe(
  { paused, pausedRules }: { paused: boolean; pausedRules: string[] },
  brand: string,
): string {
  const rules = pausedRules.length > 0 ? `Paused rules: ${pausedRules.join(', ')}.` : 'No rule is paused.';
  return `${brand} ${paused ? 'is paused' : 'sends'}. ${rules} It counts everywhere within 30 s.`;
}

const HELP = [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry];

export const pauseCommands: Command[] = [
  {
    words: ['rules', 'pause'],
    reads: ['why', 'dry-run'],
    usage: 'rules pause [welcome] --why "…"',
    takes: 1,
    about: 'hold a rule, or the whole brand, at once; nothing is lost',
    help: HELP,
    run: pause,
  },
  {
    words: ['rules', 'resume'],
    reads: ['why', 'dry-run'],
    usage: 'rules resume [welcome] --why "…"',
    takes: 1,
    about: 'let it send again, with what waited',
    help: [...HELP, HELP_OF_CHANGES.yes],
    run: resume,
  },
];
