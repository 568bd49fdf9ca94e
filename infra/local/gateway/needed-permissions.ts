import { isRecord, recordsOf, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import { arn } from '../place.ts';
import { busArn, queueArn, secretArn, tableArn } from '../template/identities.ts';
import type { Call } from './call.ts';
import { addressesOf, readHeaders } from './mail-head.ts';

export type Needed = { action: string; resource: string };

/** Which permissions AWS would ask for before it does this call. `identities` are the domains that SES has verified. */
export function neededPermissions(call: Call, identities: readonly string[]): Needed[] {
  return NEEDED[call.service]?.(call, identities) ?? [];
}

const NEEDED: Record<string, (call: Call, identities: readonly string[]) => Needed[]> = {
  dynamodb: ({ operation, input }) => ofDynamo(operation, input),
  sqs: ({ operation, input }) => {
    const url = textOf(input, 'QueueUrl') ?? '';
    return [
      {
        action: `sqs:${operation.replace(/Batch$/, '')}`,
        resource: queueArn(url.slice(url.lastIndexOf('/') + 1) || (textOf(input, 'QueueName') ?? '*')),
      },
    ];
  },
  events: ({ operation, input }) =>
    distinct(
      recordsOf(input, 'Entries').map((entry) => {
        const bus = textOf(entry, 'EventBusName') ?? 'default';
        return { action: `events:${operation}`, resource: bus.startsWith('arn:') ? bus : busArn(bus) };
      }),
    ),
  secretsmanager: ({ operation, input }) => {
    const id = textOf(input, 'SecretId') ?? textOf(input, 'Name') ?? '';
    return [{ action: `secretsmanager:${operation}`, resource: id.startsWith('arn:') ? id : secretArn(id) }];
  },
  monitoring: ({ operation }) => [{ action: `cloudwatch:${operation}`, resource: '*' }],
  ses: ({ operation, input }, identities) => ofMail(operation, input, identities),
  sesv2: ({ operation, input }) => {
    const identity = textOf(input, 'EmailIdentity');
    const set = textOf(input, 'ConfigurationSetName');
    const name = identity ? `identity/${identity}` : set && `configuration-set/${set}`;
    return [{ action: `ses:${operation}`, resource: name ? arn('ses', name) : '*' }];
  },
};

function ofDynamo(operation: string, input: Json): Needed[] {
  if (operation === 'TransactWriteItems') return distinct(recordsOf(input, 'TransactItems').flatMap(ofWrite));
  if (operation === 'TransactGetItems') {
    return distinct(recordsOf(input, 'TransactItems').flatMap((item) => ofPart('GetItem', item['Get'])));
  }
  const requested = input['RequestItems'];
  if (isRecord(requested)) {
    return Object.keys(requested).map((name) => ({
      action: `dynamodb:${operation}`,
      resource: tableArn(name),
    }));
  }
  const table = tableArn(textOf(input, 'TableName') ?? '*');
  const index = textOf(input, 'IndexName');
  return [{ action: `dynamodb:${operation}`, resource: index ? `${table}/index/${index}` : table }];
}

const WRITES = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

const ofWrite = (item: Json): Needed[] =>
  Object.entries(WRITES).flatMap(([part, action]) => ofPart(action, item[part]));

const ofPart = (action: string, part: unknown): Needed[] =>
  isRecord(part)
    ? [{ action: `dynamodb:${action}`, resource: tableArn(textOf(part, 'TableName') ?? '*') }]
    : [];

function ofMail(operation: string, input: Json, identities: readonly string[]): Needed[] {
  const action = `ses:${operation}`;
  if (operation !== 'SendRawEmail') return [{ action, resource: '*' }];
  const set = textOf(input, 'ConfigurationSetName');
  const domain = addressesOf(senderOf(input))[0]?.split('@')[1] ?? '*';
  return [
    { action, resource: arn('ses', `identity/${identityOf(domain, identities)}`) },
    ...(set ? [{ action, resource: arn('ses', `configuration-set/${set}`) }] : []),
  ];
}

/** SES asks for the identity that covers the sender: the domain itself, or the nearest verified one above it. */
const identityOf = (domain: string, identities: readonly string[]): string =>
  identities
    .filter((identity) => domain === identity || domain.endsWith(`.${identity}`))
    .toSorted((a, b) => b.length - a.length)[0] ?? domain;

function senderOf(input: Json): string | undefined {
  const source = textOf(input, 'Source');
  if (source) return source;
  // The headers come first; decoding a whole mail for them would be a waste.
  const head = Buffer.from((textOf(input, 'RawMessage.Data') ?? '').slice(0, 16_384), 'base64');
  return readHeaders(head).get('from');
}

function distinct(needed: Needed[]): Needed[] {
  return [...new Map(needed.map((one) => [`${one.action} ${one.resource}`, one])).values()];
}
