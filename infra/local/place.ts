/** Where the local system pretends to be. Account and region stand in every ARN; the account is the queue engine's own. */
export const PLACE = { account: '000000000000', region: 'eu-central-1', partition: 'aws' } as const;

export const arn = (service: string, resource: string): string =>
  `arn:${PLACE.partition}:${service}:${PLACE.region}:${PLACE.account}:${resource}`;
