/** Every function of the house; each is `functions/{room}/handler.ts` and a construct of the same name. */
export const ROOMS = [
  'receive',
  'fetch',
  'calendar',
  'plan',
  'dispatch',
  'send',
  'observe',
  'pages',
  'console',
  'tend',
  'jobs',
] as const;

/** Built with the others, but deployed only where a stage asks for them. */
export const OPTIONAL_ROOMS = ['partner'] as const;

export type Room = (typeof ROOMS)[number] | (typeof OPTIONAL_ROOMS)[number];
