import type { Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { told } from './setup-ask.ts';
import { WHY } from './setup-brand.ts';
import type { State } from './setup-state.ts';

type Wish = { to: string; code: string | undefined };

/** Where to, and the code that came there; nothing when nobody says. */
export async function askTest({ options }: Run, { testAddresses }: State): Promise<Wish | undefined> {
  const question = 'Your own address, for a test (empty: later)';
  const to = await told(options, { given: options.to, question, otherwise: testAddresses[0]?.address });
  if (!to) return undefined;
  if (!isAmong(testAddresses, to)) return { to, code: undefined };
  const code = await told(options, {
    given: options.code,
    question: `The code that came to ${to} (empty: later)`,
  });
  return { to, code };
}

const isAmong = (known: State['testAddresses'], to: string): boolean =>
  known.some(({ address }) => address === to.toLowerCase());

/** Each call takes it one step further: the code goes out, the code comes back, the mail goes out. */
export async function sendTest(run: Run, state: State, wish: Wish | undefined): Promise<Found | undefined> {
  if (!wish) return undefined;
  const { client, brand, options } = run;
  const { to, code } = wish;
  const path = brandPath(brand);
  if (!isAmong(state.testAddresses, to)) {
    const data = await client.call('POST', `${path}/test-addresses`, {
      address: to,
      why: options.why ?? WHY,
    });
    return { data, text: `A code is on its way to ${to}. Run setup again with it: --to ${to} --code CODE` };
  }
  if (code === undefined) return undefined;
  await client.call('POST', `${path}/test-addresses/confirm`, { address: to, code });
  const [rule] = state.liveRules;
  if (rule === undefined)
    return { data: {}, text: `${to} is confirmed. A test goes out once a rule is live.` };
  const data = await client.call('POST', `${path}/test-sends`, { rule, to });
  return { data, text: `${to} is confirmed, and the mail of ${rule} has been sent there.` };
}
