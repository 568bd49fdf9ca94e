import { parseRecord, recordsOf, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import type { System } from '../system.ts';
import { makeSamples } from './samples.ts';
import type { Sample } from './samples.ts';
import { sign } from './sign.ts';

type Say = (line: string) => void;

const SIGNS: Record<string, string> = { sent: '✓', planned: '…', queued: '…', cancelled: '✗', skipped: '–' };

/** Posts the sample webhooks to the running system, waits, and tells what came of each person and why; `command` is what the hints begin with. */
export async function runDemo(system: System, command: string, say: Say): Promise<void> {
  say('The data folder is new, so here is what a day in a shop looks like. Posted to the brand "demo":\n');
  const samples = makeSamples(system.cloud.clock.date());
  for (const sample of samples) {
    say(`  ${sample.platform.padEnd(18)} ${sample.story}`);
    say(`  ${''.padEnd(18)} → ${await post(system, sample)}`);
    // One after the other, as the story goes.
    await system.settle();
  }
  say('\nWhat came of it, and why:\n');
  for (const email of new Set(samples.map((sample) => sample.email))) await tell(system, email, say);
  say(`The mails are in the inbox: http://localhost:${system.inboxPort}`);
  say(`Two weeks in a second:      ${command} clock --advance P15D`);
}

async function post({ url, cloud }: System, { platform, topic, payload, forged }: Sample): Promise<string> {
  const { body, headers } = sign(platform, payload, { now: cloud.clock.date(), ...(topic && { topic }) });
  const response = await fetch(local(`${url}/hooks/demo/${platform}`), {
    method: 'POST',
    headers,
    body: forged ? `${body} ` : body,
  });
  const answer = parseRecord(await response.text()) ?? {};
  const events = recordsOf(answer, 'events').map(describeEvent);
  return `${response.status} ${events.join('; ') || describeError(answer)}`;
}

const describeEvent = (event: Json): string =>
  [textOf(event, 'kind'), textOf(event, 'status'), textOf(event, 'reason')].filter(Boolean).join(' ');

const describeError = ({ error }: Json): string => {
  const known = typeof error === 'object' && error !== null ? Object.entries(error) : [];
  return known.find(([key]) => key === 'message')?.[1] ?? '';
};

async function tell({ url, token }: System, email: string, say: Say): Promise<void> {
  const response = await fetch(
    local(`${url}/api/brands/demo/follow-ups?email=${encodeURIComponent(email)}`),
    {
      headers: { authorization: `Bearer ${token}` },
    },
  );
  const items = recordsOf(parseRecord(await response.text()) ?? {}, 'items');
  say(`  ${email}`);
  if (items.length === 0) say('    nothing');
  for (const item of items) {
    const state = textOf(item, 'state') ?? '';
    const when =
      state === 'planned' ? ` for ${textOf(item, 'dueAt')?.slice(0, 16).replace('T', ' ')} UTC` : '';
    say(`    ${SIGNS[state] ?? '?'} ${textOf(item, 'rule')}: ${state}${when}`);
    for (const line of linesOf(item)) say(`        ${line}`);
  }
  say('');
}

function linesOf(item: Json): string[] {
  const trace: unknown = item['trace'];
  return Array.isArray(trace) ? trace.filter((line) => typeof line === 'string') : [];
}

/** The system listens on IPv4; `localhost` may be tried as IPv6 first. */
const local = (url: string): string => url.replace('//localhost', '//127.0.0.1');
