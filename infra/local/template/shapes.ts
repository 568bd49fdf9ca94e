import * as z from 'zod';

/** The properties that the local system uses, as CloudFormation spells them. Numbers may come as text. */
const count = z.coerce.number();
const plain = z.record(z.string(), z.unknown());

export const table = z.looseObject({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.looseObject({
        IndexName: z.string(),
        KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  TimeToLiveSpecification: z
    .looseObject({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() })
    .optional(),
});

export const queue = z.looseObject({
  VisibilityTimeout: count.default(30),
  DelaySeconds: count.default(0),
  FifoQueue: z.boolean().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: count }).optional(),
});

const target = z.looseObject({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
});

export const rule = z.looseObject({
  EventBusName: z.string().default('default'),
  EventPattern: plain.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(target).default([]),
});

export const lambda = z.looseObject({
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  Timeout: count.default(3),
  MemorySize: count.default(128),
  Code: z.looseObject({ S3Key: z.string().optional() }),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

export const mapping = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: count.default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: count }).optional(),
  FilterCriteria: z.undefined('event filters are not supported locally').optional(),
});

export const role = z.looseObject({
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: plain })).default([]),
});

export const policy = z.looseObject({
  PolicyName: z.string(),
  PolicyDocument: plain,
  Roles: z.array(z.string()).default([]),
});

export const secret = z.looseObject({
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .looseObject({
      PasswordLength: count.default(32),
      ExcludePunctuation: z.boolean().default(false),
      SecretStringTemplate: z
        .undefined('a template around a generated secret is not supported locally')
        .optional(),
    })
    .optional(),
});

export const route = z.looseObject({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
});
export const integration = z.looseObject({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});
/** Limits of the routes that have their own; what holds for the rest is far beyond a laptop. */
export const stage = z.looseObject({
  RouteSettings: z
    .record(
      z.string(),
      z.looseObject({ ThrottlingRateLimit: count.optional(), ThrottlingBurstLimit: count.optional() }),
    )
    .default({}),
});
export const authorizer = z.looseObject({
  AuthorizerType: z.literal('JWT'),
  JwtConfiguration: z.object({ Audience: z.array(z.string()), Issuer: z.string() }),
});

export const emailIdentity = z.looseObject({
  EmailIdentity: z.string(),
  MailFromAttributes: z.looseObject({ MailFromDomain: z.string().optional() }).optional(),
});
export const mailDestination = z.looseObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Name: z.string().optional(),
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.object({ EventBusArn: z.string() }).optional(),
  }),
});

export const alarm = z.looseObject({ AlarmName: z.string() });
