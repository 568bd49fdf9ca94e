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
    'Instead of a shared secret, the public key of an ed25519 pair can be stored; it begins with whpk_.',
  ],
};
