/** Every function of the house; each is `functions/{room}/handler.ts` and a construct of the same name. */
export const ROOMS = [
  'receive',
  'fetch',
  'plan',
  'dispatch',
  'send',
  'observe',
  'pages',
  'console',
  'tend',
  'jobs',
] as const;
export type Room = (typeof ROOMS)[number];
