import type { Brand } from '../../../shared/contract/brand.ts';

const settings: Omit<Brand, 'id' | 'test'> = {
  name: 'Kettle & Co',
  sender: { name: 'Kettle & Co', address: 'hello@demo.example' },
  replyTo: 'hello@demo.example',
  postalAddress: 'Kettle & Co, Ahornallee 12, 14050 Berlin',
  locale: 'en',
  timezone: 'Europe/Berlin',
  paused: false,
  pausedRules: [],
  // Nothing comes of it until a rule on it is live: the starter of that name, for instance.
  occasions: [{ kind: 'extra-mile-day', name: 'Extra Mile Day', on: '--11-01' }],
  // Asked by no mail until a template has the link to it: the example docs/examples/one-question has.
  survey: {
    question: [
      { language: 'de', text: 'Was fällt Ihnen mit Tee zu Hause am schwersten?' },
      { language: 'en', text: 'What is your biggest struggle with tea at home?' },
    ],
  },
};

/** No quiet hours and no caps, so that everything the demo shows happens when its rule says. */
export const DEMO_BRANDS: readonly Brand[] = [
  { id: 'demo', test: false, ...settings },
  { id: 'demo-test', test: true, ...settings },
];
