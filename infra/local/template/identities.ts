import { createHash } from 'node:crypto';
import { PLACE, arn } from '../place.ts';

/** Addresses that are only known once the ports are: the gateway's and the one that people see. */
export type Addresses = { gateway: string; front: string };

export type Unresolved = { logicalId: string; type: string; property: (name: string) => unknown };
export type Identity = { ref: string; attributes: Record<string, string> };

/** What `Ref` and `GetAtt` give for a resource: names and ARNs of the shape that AWS uses. */
export function identify(resource: Unresolved, addresses: Addresses): Identity {
  const named = NAMES[resource.type];
  const given = named === undefined ? undefined : resource.property(named);
  const name = typeof given === 'string' && given !== '' ? given : `extra-mile-${resource.logicalId}`;
  const shape = SHAPES[resource.type];
  return shape ? shape(name, addresses) : { ref: name, attributes: {} };
}

/** The property that holds the chosen name. */
const NAMES: Record<string, string> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

const short = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Secrets Manager ends each ARN with six characters of its own; here they follow from the name. */
export const secretArn = (name: string): string =>
  arn('secretsmanager', `secret:${name}-${short(name).slice(0, 6)}`);
export const queueUrl = (gateway: string, name: string): string => `${gateway}/${PLACE.account}/${name}`;
export const queueArn = (name: string): string => arn('sqs', name);
export const tableArn = (name: string): string => arn('dynamodb', `table/${name}`);
export const busArn = (name: string): string => arn('events', `event-bus/${name}`);

const byName =
  (service: string, prefix: string) =>
  (name: string): Identity => ({ ref: name, attributes: { Arn: arn(service, `${prefix}${name}`) } });

const table = (name: string): Identity => ({
  ref: name,
  attributes: { Arn: tableArn(name), StreamArn: `${tableArn(name)}/stream/local` },
});

const SHAPES: Record<string, (name: string, addresses: Addresses) => Identity> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': (name, { gateway }) => {
    // The host in a queue's address beats the endpoint variable, so it has to be the gateway's.
    const url = queueUrl(gateway, name);
    return { ref: url, attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: url } };
  },
  'AWS::Events::EventBus': (name) => ({ ref: name, attributes: { Arn: busArn(name), Name: name } }),
  'AWS::Events::Rule': byName('events', 'rule/'),
  'AWS::Events::Archive': byName('events', 'archive/'),
  'AWS::Lambda::Function': byName('lambda', 'function:'),
  'AWS::Logs::LogGroup': byName('logs', 'log-group:'),
  'AWS::IAM::Role': (name) => ({
    ref: name,
    attributes: { Arn: `arn:${PLACE.partition}:iam::${PLACE.account}:role/${name}`, RoleId: name },
  }),
  'AWS::SecretsManager::Secret': (name) => ({ ref: secretArn(name), attributes: { Id: secretArn(name) } }),
  'AWS::SNS::Topic': (name) => ({
    ref: arn('sns', name),
    attributes: { TopicArn: arn('sns', name), TopicName: name },
  }),
  'AWS::KMS::Key': (name) => {
    const id = short(name).slice(0, 32);
    return { ref: id, attributes: { Arn: arn('kms', `key/${id}`), KeyId: id } };
  },
  'AWS::SES::ConfigurationSet': byName('ses', 'configuration-set/'),
  'AWS::SES::EmailIdentity': byName('ses', 'identity/'),
  'AWS::ApiGatewayV2::Api': (name, { front }) => ({
    ref: short(name).slice(0, 10),
    attributes: { ApiId: short(name).slice(0, 10), ApiEndpoint: front },
  }),
  'AWS::Cognito::UserPool': (name) => {
    const id = `${PLACE.region}_${short(name).slice(0, 9)}`;
    const provider = `cognito-idp.${PLACE.region}.amazonaws.com/${id}`;
    return {
      ref: id,
      attributes: {
        Arn: arn('cognito-idp', `userpool/${id}`),
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': (name) => {
    const id = short(name).slice(0, 26);
    return { ref: id, attributes: { ClientId: id } };
  },
};
