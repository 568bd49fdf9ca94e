import { MAIL_KINDS, type RuleKind } from '../../contract/event.ts';
import { COLOURS } from './look.ts';

/** A variable, or a thing with its own; `sometimes` may be missing, of whatever kind the event is. */
type Variable = {
  is: 'always' | 'sometimes';
  has?: Readonly<Record<string, Variable>>;
  kinds?: readonly RuleKind[];
};

const always: Variable = { is: 'always' };
const sometimes: Variable = { is: 'sometimes' };
const amount: Variable = { is: 'sometimes', has: { amount: always, currency: always } };
const list = (has: Record<string, Variable>): Variable => ({
  is: 'always',
  has: { ...has, size: always, first: { is: 'sometimes', has }, last: { is: 'sometimes', has } },
});
const of = (kinds: readonly RuleKind[], has: Record<string, Variable>): Variable => ({
  is: 'always',
  kinds,
  has,
});

const colours = Object.fromEntries(COLOURS.map((name) => [name, always]));

/**
 * Everything that `variables.ts` gives a template, and for which kinds of events: the two change together, which a test
 * holds.
 */
export const VARIABLES: Readonly<Record<string, Variable>> = {
  contact: {
    is: 'always',
    has: {
      first_name: sometimes,
      last_name: sometimes,
      email: always,
      country: sometimes,
      kind: always,
      orders: always,
      renewals: always,
      first_order_at: sometimes,
      last_order_at: sometimes,
    },
  },
  brand: { is: 'always', has: { name: always, postal_address: sometimes } },
  look: {
    is: 'always',
    has: {
      ...colours,
      dark: { is: 'always', has: colours },
      logo: { is: 'sometimes', has: { url: always, alt: always, width: always } },
    },
  },
  rule: { is: 'always', has: { name: always } },
  order: of(['purchase', 'delivery', 'refund', 'cancellation', ...MAIL_KINDS], {
    number: sometimes,
    total: amount,
    items: list({ title: always, quantity: always }),
  }),
  refund: of(['refund', ...MAIL_KINDS], { amount }),
  subscription: of(['renewal', 'cancellation', ...MAIL_KINDS], {
    plan: sometimes,
    period: sometimes,
    amount,
  }),
  survey: of(['survey', ...MAIL_KINDS], {
    title: sometimes,
    score: sometimes,
    answers: list({ question: sometimes, answer: sometimes }),
  }),
  review: of(['review', ...MAIL_KINDS], {
    rating: sometimes,
    title: sometimes,
    body: sometimes,
    product: sometimes,
  }),
  date: of(['birthday', 'anniversary', 'occasion'], { kind: always, on: sometimes, years: sometimes }),
  unsubscribe_url: always,
  preferences_url: always,
  survey_url: always,
  language: always,
};

export type Found =
  | { kind: 'known'; isSure: boolean; isText: boolean; kinds?: readonly RuleKind[] | undefined }
  /** `known` is what there is in the place of the part at `index`. */
  | { kind: 'unknown'; index: number; known: string[] };

/**
 * What stands at a path whose first parts, as many as `there`, are certainly there; an index of a list stands for any of
 * its items. Names that every object has are none.
 */
export function findVariable(path: readonly (string | number)[], there = 0): Found {
  let among = VARIABLES;
  let isSure = true;
  let kinds: readonly RuleKind[] | undefined;
  for (const [index, part] of path.entries()) {
    const next: Variable | undefined =
      typeof part === 'number' ? { is: 'sometimes', has: among } : own(among, part);
    if (!next) return { kind: 'unknown', index, known: Object.keys(among) };
    isSure &&= next.is === 'always' || index < there;
    kinds ??= next.kinds;
    among = next.has ?? {};
  }
  return { kind: 'known', isSure, isText: Object.keys(among).length === 0, kinds };
}

const own = (among: Readonly<Record<string, Variable>>, name: string): Variable | undefined =>
  Object.hasOwn(among, name) ? among[name] : undefined;
