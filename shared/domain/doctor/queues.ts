import type { Finding } from '../../contract/doctor.ts';
import { counted } from '../../contract/wording.ts';
import { check } from './check.ts';
import type { Facts } from './facts.ts';

const letters = check({
  id: 'dead-letters',
  topic: 'queues',
  why: 'What lies there was given up after several tries: somebody goes without mail, or was not believed when they complained.',
});

/** The queues of what failed for good. */
export function findDeadLetters({ deadLetters }: Facts): Finding[] {
  const unseen = deadLetters.flatMap(({ count }) => (count.ok ? [] : [count.failure.message]));
  const full = deadLetters.filter(({ count }) => count.ok && count.value > 0);
  if (full.length > 0)
    return full.map(({ name, url, count }) =>
      letters.wrong(`${counted(count.ok ? count.value : 0, 'dead letter')} of ${name}.`, {
        step: `Find out why first: docs/runbook.md#${name}-dead-letters.`,
        commands: [
          `aws sqs receive-message --queue-url ${url} --max-number-of-messages 1 --visibility-timeout 5`,
        ],
      }),
    );
  if (unseen.length > 0) return [letters.unseen(`Not every queue can be looked into: ${unseen[0] ?? ''}`)];
  return [letters.ok(`Nothing was given up: all ${deadLetters.length} queues of dead letters are empty.`)];
}

const ringing = check({
  id: 'alarms',
  topic: 'queues',
  why: 'An alarm says that something fails which people feel.',
});

/** What CloudWatch would wake somebody for. */
export function findAlarms({ alarms }: Facts): Finding[] {
  if (!alarms.ok)
    return [ringing.unseen(`CloudWatch does not say which alarms ring: ${alarms.failure.message}`)];
  const loud = alarms.value.filter(({ rings }) => rings);
  if (loud.length > 0)
    return loud.map(({ name, since }) =>
      ringing.wrong(
        `The alarm ${name} rings${since === undefined ? '' : ` since ${since.slice(0, 16).replace('T', ' ')} UTC`}.`,
        {
          step: `What it means and what to do: docs/runbook.md#${name}.`,
        },
      ),
    );
  if (alarms.value.length > 0) return [ringing.ok(`None of the ${alarms.value.length} alarms rings.`)];
  return [
    ringing.wrong('There are no alarms: nobody would hear of a failure.', {
      step: 'Deploy the service stack again.',
      commands: ['npm run deploy -- --stage STAGE'],
    }),
  ];
}

const doubt = check({
  id: 'doubts',
  topic: 'queues',
  why: 'Nothing is sent again on doubt: these people may have got nothing, and only somebody can decide that.',
});

/** Only where there are any. */
export function findDoubts({ doubts, brand }: Facts): Finding[] {
  if (doubts === 0) return [];
  const count = doubts < 100 ? counted(doubts, 'follow-up') : '100 follow-ups or more';
  return [
    doubt.warn(`Of ${count} nobody knows whether SES took the mail.`, {
      step: 'SES settles most within minutes. For the others:',
      commands: [`npm run -s extramile -- follow-ups list --state unknown --brand ${brand.id}`],
    }),
  ];
}
