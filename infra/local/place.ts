import { LOCAL_ACCOUNT } from '../../shared/contract/names.ts';

/** Where the local system pretends to be. Account and region stand in every ARN; the account is the queue engine's own. */
export const PLACE = { account: LOCAL_ACCOUNT, region: 'eu-central-1', partition: 'aws' } as const;

export const arn = (service: string, resource: string): string =>
  `arn:${PLACE.partition}:${service}:${PLACE.region}:${PLACE.account}:${resource}`;
