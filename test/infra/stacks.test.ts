import { beforeAll, describe, expect, test } from 'vitest';
import { readStage, STAGES } from '../../infra/stages.ts';
import {
  type Assembly,
  mentions,
  ofType,
  type Properties,
  readAssembly,
  sorted,
  type Template,
} from './template.ts';

let dev: Assembly;
let prod: Assembly;
beforeAll(async () => {
  dev = await readAssembly('dev');
  prod = await readAssembly('prod');
});

const only = (template: Template, type: string): Properties => {
  const found = ofType(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};
const templates = (): Template[] => [dev.data, dev.service, prod.data, prod.service];

describe('the data stack', () => {
  test('keeps the table in prod: recoverable to any second, not deletable', () => {
    expect(only(prod.data, 'AWS::DynamoDB::Table')).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(only(dev.data, 'AWS::DynamoDB::Table')['DeletionProtectionEnabled']).toBe(false);
  });

  test('has the four indexes that the store asks', () => {
    const indexes: Properties[] = only(dev.data, 'AWS::DynamoDB::Table')['GlobalSecondaryIndexes'];
    const seen = indexes.map((i) => [
      i['IndexName'],
      ...i['KeySchema'].map((k: Properties) => k['AttributeName']),
    ]);
    expect(seen).toEqual([
      ['byDue', 'duePk', 'dueSk'],
      ['byList', 'listPk', 'listSk'],
      ['byDate', 'datePk', 'dateSk'],
      ['byDay', 'dayPk', 'daySk'],
    ]);
  });

  test('copies only keys into the indexes of what changes often: each change of a copy is a write', () => {
    const indexes: Properties[] = only(dev.data, 'AWS::DynamoDB::Table')['GlobalSecondaryIndexes'];
    const copied = Object.fromEntries(indexes.map((i) => [i['IndexName'], i['Projection'].ProjectionType]));
    expect(copied).toMatchObject({ byDue: 'KEYS_ONLY', byList: 'KEYS_ONLY' });
  });

  test.each([
    'AWS::DynamoDB::Table',
    'AWS::SecretsManager::Secret',
    'AWS::Events::EventBus',
    'AWS::Events::Archive',
    'AWS::SES::EmailIdentity',
    'AWS::Cognito::UserPool',
  ])('leaves every %s behind in prod, and nothing in dev', (type) => {
    const policies = (template: Template): (string | undefined)[] =>
      Object.values(template.Resources).flatMap((r) => (r.Type === type ? [r.DeletionPolicy] : []));
    expect(new Set(policies(prod.data))).toEqual(new Set(['Retain']));
    expect(new Set(policies(dev.data))).toEqual(new Set(['Delete']));
  });

  test('keeps accepted events for two weeks, no longer', () => {
    const [busId] = ofType(dev.data, 'AWS::Events::EventBus')[0]!;
    const archive = only(dev.data, 'AWS::Events::Archive');
    expect(archive['RetentionDays']).toBe(14);
    expect(mentions(archive['SourceArn'])).toEqual([busId]);
  });

  test('gives stages names of their own, so that both fit into one account', () => {
    const [inDev, inProd] = [dev, prod].map(({ data }) => only(data, 'AWS::Events::EventBus')['Name']);
    expect(inDev).not.toBe(inProd);
  });

  test('generates two long keys', () => {
    const secrets = ofType(dev.data, 'AWS::SecretsManager::Secret').map(([, secret]) => secret);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets)
      expect(secret['GenerateSecretString']).toMatchObject({ PasswordLength: 64 });
  });

  test('publishes what becomes of every mail to the default bus', () => {
    const ALWAYS = ['bounce', 'complaint', 'delivery', 'deliveryDelay', 'reject', 'renderingFailure'];
    const destinations = ofType(dev.data, 'AWS::SES::ConfigurationSetEventDestination').map(
      ([, { EventDestination }]) => EventDestination,
    );
    for (const { EventBridgeDestination } of destinations)
      expect(JSON.stringify(EventBridgeDestination)).toContain('event-bus/default');
    // Clicks and opens only where a brand wants them: what is published is put into the mail.
    const told = destinations.map(({ MatchingEventTypes }) => sorted(MatchingEventTypes));
    expect(told).toEqual([
      ALWAYS,
      sorted([...ALWAYS, 'click']),
      sorted([...ALWAYS, 'open']),
      sorted([...ALWAYS, 'click', 'open']),
    ]);
  });

  test('asks for the sender’s domain in prod', () => {
    expect(prod.data.Parameters['SenderDomain']!['Default']).toBeUndefined();
    expect(dev.data.Parameters['SenderDomain']!['Default']).toBe('demo.example');
  });
});

const routes = (): Map<string, Properties> =>
  new Map(ofType(dev.service, 'AWS::ApiGatewayV2::Route').map(([, route]) => [route['RouteKey'], route]));

describe('the door', () => {
  test('has these routes and no others', () => {
    expect([...routes().keys()].sort()).toEqual([
      'ANY /api/{proxy+}',
      'ANY /hooks/{brand}/{source}',
      'GET /p/{proxy+}',
      'HEAD /p/{proxy+}',
      'POST /p/{proxy+}',
    ]);
  });

  test('asks operators for a token of the user pool, and nobody else', () => {
    const [authorizerId, authorizer] = ofType(dev.service, 'AWS::ApiGatewayV2::Authorizer')[0]!;
    expect(routes().get('ANY /api/{proxy+}')).toMatchObject({
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: authorizerId },
    });
    const open = [...routes()].filter(([, route]) => route['AuthorizationType'] === 'NONE');
    expect(open.map(([key]) => key).filter((key) => key.includes('/api'))).toEqual([]);
    expect(open).toHaveLength(4);
    expect(authorizer['JwtConfiguration'].Audience).toHaveLength(1);
    expect(JSON.stringify(authorizer['JwtConfiguration'].Issuer)).toContain('https://cognito-idp.');
  });

  test('slows down floods and logs no addresses', () => {
    const stage = only(dev.service, 'AWS::ApiGatewayV2::Stage');
    expect(stage['DefaultRouteSettings']).toMatchObject({
      ThrottlingBurstLimit: 1000,
      ThrottlingRateLimit: 500,
    });
    expect(stage['RouteSettings']).toEqual({
      'ANY /api/{proxy+}': {
        DetailedMetricsEnabled: true,
        ThrottlingRateLimit: 100,
        ThrottlingBurstLimit: 300,
      },
    });
    expect(stage['AccessLogSettings'].Format).not.toMatch(
      /sourceIp|\$context\.path|userAgent|claims|identity/,
    );
  });

  test('hands over requests in format 2.0', () => {
    for (const [, integration] of ofType(dev.service, 'AWS::ApiGatewayV2::Integration'))
      expect(integration['PayloadFormatVersion']).toBe('2.0');
  });

  test('lets links start at another address than its own', () => {
    expect(dev.service.Parameters['PagesUrl']!['Default']).toBe('');
  });
});

describe('both stacks', () => {
  test('need no custom resource, no nested stack and no account', () => {
    const types = templates().flatMap((t) => Object.values(t.Resources).map((r) => r.Type));
    expect(
      types.filter((type) => /^Custom::|CustomResource|::CDK::|CloudFormation::Stack/.test(type)),
    ).toEqual([]);
    expect(JSON.stringify(templates())).not.toMatch(/:\d{12}:/);
  });

  test('refer to each other in one direction: the service to the data', () => {
    expect(JSON.stringify(dev.data)).not.toContain('Fn::ImportValue');
    const exported = Object.values(dev.data.Outputs).flatMap((o) => (o['Export'] ? [o['Export'].Name] : []));
    const imported = [...JSON.stringify(dev.service).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(
      ([, name]) => String(name),
    );
    expect(sorted(imported)).toEqual(sorted(exported));
  });

  test('hold no circle of resources that wait for each other', () => {
    for (const template of templates()) expect(circle(template)).toEqual([]);
  });
});

test('an unknown stage is refused with the choices', () => {
  expect(() => readStage('staging')).toThrow(/"staging": choose one of dev, prod/);
  expect(readStage(undefined)).toBe(STAGES.dev);
});

const list = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** The resources that cannot be put into an order of creation. */
function circle({ Resources }: Template): string[] {
  const waiting = new Map(
    Object.entries(Resources).map(([id, r]) => {
      const others = [...mentions(r), ...list(r['DependsOn'])];
      return [id, new Set(others.filter((other) => other in Resources && other !== id))];
    }),
  );
  for (let free = [...waiting].filter(([, on]) => on.size === 0); free.length > 0;) {
    for (const [id] of free) waiting.delete(id);
    for (const on of waiting.values()) for (const [id] of free) on.delete(id);
    free = [...waiting].filter(([, on]) => on.size === 0);
  }
  return [...waiting.keys()];
}
