import type { Setup } from '../source.ts';

export const SETUP: Setup = {
  secret: { ours: 'standard-webhooks' },
  steps: [
    'Take a Standard Webhooks library of your language and give it the secret.',
    'Post the payload of the README to {address} whenever something happens to a person.',
    'Send it again after any answer that is not 2xx, with the same webhook-id: it is counted once.',
  ],
  notes: [
    'A signature is good for five minutes before and after its time.',
    'Dates of a person come with anything that happens to them: data.contact.birthday, and in data.contact.dates those of your own: customer, subscription, partner and work (since when), or a kind that you name. The calendar tells their days; of an event birthday or anniversary that is sent on another day it only notes the date.',
    'Instead of a shared secret, the public key of an ed25519 pair can be stored; it begins with whpk_.',
  ],
};
