import type { z } from 'zod';
import { checkKinds } from './kinds.ts';
import type { Resource } from './read.ts';
import * as shapes from './shapes.ts';

type Named<T> = T & { logicalId: string; ref: string; arn: string };
export type TableModel = Named<z.infer<typeof shapes.table>>;
export type QueueModel = Named<z.infer<typeof shapes.queue>> & { name: string };
export type RuleModel = Named<z.infer<typeof shapes.rule>>;
export type FunctionModel = Named<z.infer<typeof shapes.lambda>> & {
  /** The room, taken from the handler: `plan.handler` is `plan`. */
  room: string;
  policies: { name: string; policy: unknown }[];
};
export type MappingModel = { functionRoom: string; queueName: string } & z.infer<typeof shapes.mapping>;
export type SecretModel = Named<z.infer<typeof shapes.secret>>;
export type RouteModel = {
  key: string;
  functionRoom: string;
  authorizer: { issuer: string; audience: string[] } | undefined;
  /** Requests a second, and how many at once. */
  throttle?: { rate: number; burst: number } | undefined;
};

/** All that the local system runs, out of the resolved template. */
export type Model = {
  tables: TableModel[];
  queues: QueueModel[];
  buses: string[];
  rules: RuleModel[];
  functions: FunctionModel[];
  mappings: MappingModel[];
  secrets: SecretModel[];
  configurationSets: string[];
  /** What SES would know of senders and of where it reports to; here any identity may send. */
  emailIdentities: z.infer<typeof shapes.emailIdentity>[];
  mailDestinations: z.infer<typeof shapes.mailDestination>[];
  /** Their names: nobody is woken on a laptop, but one can ask for them. */
  alarms: string[];
  routes: RouteModel[];
};

/** Throws on unknown kinds, and on properties that the local system cannot honour. */
export function readModel(resources: Resource[]): Model {
  checkKinds(resources);
  const all = <S extends z.ZodType>(wanted: string, shape: S): Named<z.infer<S>>[] =>
    resources.filter(({ type }) => type === wanted).map((resource) => typed(resource, shape));
  const functions = all('AWS::Lambda::Function', shapes.lambda).map((found) => ({
    ...found,
    room: found.Handler.split('.')[0] ?? found.Handler,
    policies: policiesOf(found.Role, resources),
  }));
  const roomOf = (reference: string): string => {
    const found = functions.find(({ ref, arn }) => reference === ref || reference === arn);
    if (!found) throw new Error(`The template points at a function ${reference} that it does not hold.`);
    return found.room;
  };
  return {
    functions,
    tables: [
      ...all('AWS::DynamoDB::Table', shapes.table),
      ...all('AWS::DynamoDB::GlobalTable', shapes.table),
    ],
    queues: all('AWS::SQS::Queue', shapes.queue).map((found) => ({ ...found, name: lastPart(found.arn) })),
    buses: [
      'default',
      ...resources.filter(({ type }) => type === 'AWS::Events::EventBus').map(({ ref }) => ref),
    ],
    rules: all('AWS::Events::Rule', shapes.rule).filter(({ State }) => State === 'ENABLED'),
    mappings: all('AWS::Lambda::EventSourceMapping', shapes.mapping)
      .filter(({ Enabled }) => Enabled)
      .map((found) => ({
        ...found,
        functionRoom: roomOf(found.FunctionName),
        queueName: lastPart(found.EventSourceArn),
      })),
    secrets: all('AWS::SecretsManager::Secret', shapes.secret),
    configurationSets: resources
      .filter(({ type }) => type === 'AWS::SES::ConfigurationSet')
      .map(({ ref }) => ref),
    emailIdentities: all('AWS::SES::EmailIdentity', shapes.emailIdentity),
    mailDestinations: all('AWS::SES::ConfigurationSetEventDestination', shapes.mailDestination),
    alarms: all('AWS::CloudWatch::Alarm', shapes.alarm).map(({ AlarmName }) => AlarmName),
    routes: readRoutes(resources, roomOf),
  };
}

const lastPart = (text: string): string => text.slice(text.lastIndexOf(':') + 1);

function typed<S extends z.ZodType>(resource: Resource, shape: S): Named<z.infer<S>> {
  const found = shape.safeParse(resource.properties);
  const { logicalId, type, ref, arn } = resource;
  if (found.success) return Object.assign(Object(found.data), { logicalId, ref, arn });
  const [issue] = found.error.issues;
  throw new Error(
    `The local system cannot run ${logicalId} (${type}): ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

function policiesOf(roleArn: string, resources: Resource[]): { name: string; policy: unknown }[] {
  const owner = resources.find(({ type, arn }) => type === 'AWS::IAM::Role' && arn === roleArn);
  if (!owner) throw new Error(`The template points at a role ${roleArn} that it does not hold.`);
  const inline = shapes.role.parse(owner.properties).Policies;
  const attached = resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => shapes.policy.parse(properties))
    .filter(({ Roles }) => Roles.includes(owner.ref));
  return [...inline, ...attached].map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: PolicyDocument,
  }));
}

function readRoutes(resources: Resource[], roomOf: (reference: string) => string): RouteModel[] {
  const byRef = (ref: string, type: string) =>
    resources.find((candidate) => candidate.ref === ref && candidate.type === type)?.properties;
  return resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Route')
    .map((resource) => {
      const route = shapes.route.parse(resource.properties);
      const target = byRef(route.Target.replace('integrations/', ''), 'AWS::ApiGatewayV2::Integration');
      const integration = shapes.integration.parse(target);
      return {
        key: route.RouteKey,
        functionRoom: roomOf(functionInUri(integration.IntegrationUri)),
        authorizer: authorizerOf(route, byRef),
        throttle: throttleOf(route.RouteKey, resources),
      };
    });
}

function throttleOf(key: string, resources: Resource[]): RouteModel['throttle'] {
  for (const { type, properties } of resources) {
    if (type !== 'AWS::ApiGatewayV2::Stage') continue;
    const own = shapes.stage.parse(properties).RouteSettings[key];
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = own ?? {};
    if (rate !== undefined && burst !== undefined) return { rate, burst };
  }
  return undefined;
}

/** The integration names either the function or API Gateway's own path around it. */
const functionInUri = (uri: string): string => /arn:aws:lambda:[^/]+/.exec(uri)?.[0] ?? uri;

function authorizerOf(
  route: z.infer<typeof shapes.route>,
  byRef: (ref: string, type: string) => unknown,
): RouteModel['authorizer'] {
  if (route.AuthorizationType === 'NONE') return undefined;
  const found = shapes.authorizer.parse(byRef(route.AuthorizerId ?? '', 'AWS::ApiGatewayV2::Authorizer'));
  return { issuer: found.JwtConfiguration.Issuer, audience: found.JwtConfiguration.Audience };
}
