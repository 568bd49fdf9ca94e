import { confirmLoss } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { settings } from './rule-shapes.ts';

/** Holds a rule, or without a name the whole brand; nothing is lost, and nobody is asked: a brake works at once. */
const pause = (run: Run): Promise<Found> => turn(run, true);

async function resume(run: Run): Promise<Found> {
  const { brand, rest, options } = run;
  const what = rest[0] === undefined ? `everything of ${brand}` : `"${rest[0]}"`;
  const loss = `What waited by ${what} is sent from then on`;
  if (!options['dry-run']) await confirmLoss(`Resume ${what}?`, { loss, yes: options.yes });
  return turn(run, false);
}

async function turn({ client, brand, options, rest: [rule] }: Run, isPaused: boolean): Promise<Found> {
  const path = `/api/brands/${encodeURIComponent(brand)}/settings`;
  const isDry = options['dry-run'] === true;
  if (!options.why && !isDry) throw new CommandError('Say why: --why "…"', 2);
  const { why } = options;
  const seen = settings.parse(await client.call('GET', path));
  const others = seen.pausedRules.filter((each) => each !== rule);
  const wish =
    rule === undefined ? { paused: isPaused } : { pausedRules: isPaused ? [...others, rule] : others };
  if (isDry) return { data: wish, text: `It would set ${JSON.stringify(wish)}. Nothing was changed.` };
  const changed = await client.edit({
    method: 'PATCH',
    path,
    body: { ...wish, why },
    revision: seen.revision,
  });
  const data = settings.parse(changed);
  return { data, text: describe(data, brand) };
}

function describe(
  { paused, pausedRules }: { paused: boolean; pausedRules: string[] },
  brand: string,
): string {
  const rules = pausedRules.length > 0 ? `Paused rules: ${pausedRules.join(', ')}.` : 'No rule is paused.';
  return `${brand} ${paused ? 'is paused' : 'sends'}. ${rules} It counts everywhere within 30 s.`;
}

const HELP = [
  '--why "…"   a sentence for those who look at it later',
  '--dry-run   says what would be set, and changes nothing',
];

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
    help: [...HELP, '--yes       does not ask before; wanted where nobody can be asked'],
    run: resume,
  },
];
