import type { Finding } from '../../contract/doctor.ts';
import { counted } from '../../contract/wording.ts';
import { check } from './check.ts';
import { domainOf, type Facts, type RuleFacts } from './facts.ts';
import { isInside } from '../message/sender.ts';
import { lastDayOf } from '../reputation/warm-up.ts';

/** Who writes, where answers go, and what the law wants at the foot of a mail. */
export function findBrand(facts: Facts): Finding[] {
  return [
    findSender(facts),
    findReplyTo(facts),
    findPostal(facts),
    ...findPauses(facts),
    ...findWarmUp(facts),
  ];
}

const sender = check({
  id: 'sender',
  topic: 'brand',
  why: 'SES refuses mail of a sender outside the domain that was verified.',
});

function findSender({ brand, domain }: Facts): Finding {
  const { address } = brand.sender;
  if (isInside(domainOf(address), domain)) return sender.ok(`${brand.id} writes as ${address}.`);
  return sender.wrong(`${brand.id} writes as ${address}, which is not of ${domain}.`, {
    step: `Give the brand a sender of ${domain}, or deploy the data stack with the domain of this one:`,
    commands: [
      `npm run -s extramile -- settings sender --address hello@${domain} --brand ${brand.id} --why "…"`,
      `npm run deploy -- --stage STAGE --parameters extramile-STAGE-data:SenderDomain=${domainOf(address)}`,
    ],
  });
}

const replyTo = check({
  id: 'reply-to',
  topic: 'brand',
  why: 'People answer a thank-you. An address of another domain looks like fraud to them and to filters.',
});

function findReplyTo({ brand, domain }: Facts): Finding {
  if (brand.replyTo === undefined)
    return replyTo.ok(`Answers go to the sender, ${brand.sender.address}: see that somebody reads them.`);
  if (isInside(domainOf(brand.replyTo), domain)) return replyTo.ok(`Answers go to ${brand.replyTo}.`);
  return replyTo.warn(`Answers go to ${brand.replyTo}, which is not of ${domain}.`, {
    step: `Let answers go to an address of ${domain}:`,
    commands: [
      `npm run -s extramile -- settings sender --reply-to hello@${domain} --brand ${brand.id} --why "…"`,
    ],
  });
}

const postal = check({
  id: 'postal-address',
  topic: 'brand',
  why: 'The law of most countries wants a postal address in every mail that advertises.',
});

const findPostal = ({ brand }: Facts): Finding =>
  brand.postalAddress?.trim()
    ? postal.ok('A postal address stands at the foot of every mail.')
    : postal.wrong(`${brand.id} has no postal address.`, {
        commands: [
          `npm run -s extramile -- settings look --postal-address "Way 1, 14050 Berlin" --brand ${brand.id} --why "…"`,
        ],
      });

const paused = check({
  id: 'paused',
  topic: 'brand',
  why: 'While it is paused nobody gets mail; what waits goes out afterwards, if it is not too old by then.',
});

function findPauses({ brand }: Facts): Finding[] {
  if (!brand.paused) return [];
  const resume = `npm run -s extramile -- rules resume --brand ${brand.id} --why "…"`;
  if (brand.halted)
    return [
      paused.wrong(`${brand.id} has stopped by itself: ${brand.halted.reason}`, {
        step: 'Find out what these people were sent, and why they did not want it. Then:',
        commands: [resume],
      }),
    ];
  return [paused.warn(`${brand.id} is paused.`, { commands: [resume] })];
}

const warming = check({
  id: 'warm-up',
  topic: 'brand',
  why: 'Receivers distrust a domain that writes a lot before they know it. What has no room today goes another day, if it is not too old by then.',
});

/** Only while it holds something back; that a domain is new nobody but its owner knows. */
function findWarmUp({ brand: { id, warmUp }, warm, sending: account }: Facts): Finding[] {
  if (!warmUp || !warm) return [];
  const { day, ceiling, mostMarketing } = warm.day;
  const { mails, marketing } = warm.count;
  const today = `${id} warms its sender up until ${lastDayOf(warmUp)}: day ${day}, ${mails} of ${ceiling} mails went, ${marketing} of them marketing (${mostMarketing} at most)`;
  const perDay = account.ok ? account.value.quota.perDay : undefined;
  const most = warmUp.ceilings.at(-1) ?? 0;
  const plan = { commands: [`npm run -s extramile -- settings warm-up --brand ${id}`] };
  if (perDay !== undefined && most > perDay)
    return [
      warming.warn(`${today}. It grows to ${most} a day, and SES allows this account ${perDay}.`, {
        step: 'Ask for more in the Service Quotas console before that day: Amazon SES, "Sending quota".',
      }),
    ];
  if (mails >= ceiling) return [warming.warn(`${today}. The rest waits for tomorrow.`, plan)];
  return [warming.ok(`${today}.`)];
}

const sending = check({
  id: 'rules',
  topic: 'rules',
  why: 'Only what is live sends anything.',
});

/** Rules that are live and send nothing, as far as that is quickly seen. */
export function findRules({ liveRules, rules, brand }: Facts): Finding[] {
  if (liveRules === 0)
    return [
      sending.warn('No rule is live: nothing is sent to anybody.', {
        step: 'Take one that is ready to use, look at it, and publish it:',
        commands: [
          `npm run -s extramile -- rules starters list --brand ${brand.id}`,
          `npm run -s extramile -- rules starters use purchase-thanks --brand ${brand.id} --why "…"`,
          `npm run -s extramile -- rules publish --brand ${brand.id} --why "…"`,
        ],
      }),
    ];
  const lost = rules.filter(({ languages }) => languages === undefined || languages.length === 0);
  if (lost.length > 0)
    return [
      sending.wrong(
        `${counted(lost.length, 'live rule')} can send nothing, for the template is not there: ${idsOf(lost)}.`,
        {
          step: 'Publish the template, then the rule again.',
        },
      ),
    ];
  const held = rules.filter(({ rule }) => brand.pausedRules.includes(rule.id));
  const live = `${counted(liveRules, 'rule')} ${liveRules === 1 ? 'is' : 'are'} live`;
  if (held.length > 0)
    return [
      sending.warn(`${live}; paused: ${idsOf(held)}.`, {
        step: 'Resume what shall send again.',
        commands: [`npm run -s extramile -- rules resume RULE --brand ${brand.id} --why "…"`],
      }),
    ];
  return [sending.ok(`${live}.`), ...findLanguage(rules, brand.locale)];
}

const language = check({
  id: 'languages',
  topic: 'rules',
  why: 'Who speaks none of the languages of a mail gets it in that of the brand; without it, in any.',
});

/** `de-AT` is served by `de`. */
function findLanguage(rules: readonly RuleFacts[], locale: string): Finding[] {
  const [own = locale] = locale.toLowerCase().split('-');
  const lacking = rules.filter(
    ({ languages }) => !languages?.some((one) => one.toLowerCase().split('-')[0] === own),
  );
  if (lacking.length === 0) return [];
  return [
    language.warn(
      `${counted(lacking.length, 'live rule')} lack the language of the brand (${locale}): ${idsOf(lacking)}.`,
      {
        step: `Add the language "${own}" to their templates and publish them.`,
      },
    ),
  ];
}

const SHOWN = 5;

function idsOf(rules: readonly RuleFacts[]): string {
  const ids = rules.slice(0, SHOWN).map(({ rule }) => rule.id);
  return [...ids, ...(rules.length > SHOWN ? [`and ${rules.length - SHOWN} more`] : [])].join(', ');
}
