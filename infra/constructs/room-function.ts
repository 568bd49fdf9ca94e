import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Room } from '../rooms.ts';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import { WILDCARDS } from './wildcards.ts';

export type EnvName = (typeof ENV)[keyof typeof ENV];

/** What every room is made of, whatever it does. */
export type RoomBase = {
  readonly stage: Stage;
  /** Folder of the built functions; all rooms share it as one asset. */
  readonly functions: string;
};

export type RoomFunctionProps = RoomBase & {
  readonly room: Room;
  /** MB; Lambda gives CPU in proportion, a whole core at 1769. */
  readonly memory: number;
  readonly timeout: Duration;
  readonly description: string;
  /** Keeps asynchronous calls that failed for good; else the reason why there are none worth keeping. */
  readonly failedCalls: Queue | { readonly none: string };
  /** What it has to know without being allowed anything by it. */
  readonly environment?: Readonly<Partial<Record<EnvName, string>>>;
};

/** For rooms behind the API or a queue. */
export const CALLER_WAITS = { none: 'Its caller waits for the answer and repeats a failed call itself.' };

/** A Lambda function with a role of its own that may do nothing but log and trace, until something is granted. */
export class RoomFunction extends Construct {
  readonly lambda: Function;
  readonly timeout: Duration;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: RoomFunctionProps) {
    super(scope, id);
    const { stage, functions, room, memory, timeout, description, failedCalls, environment } = props;
    this.timeout = timeout;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.#role);
    this.lambda = new Function(this, 'Function', {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(functions),
      handler: `${room}.handler`,
      memorySize: memory,
      timeout,
      role: this.#role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(failedCalls instanceof Queue && { deadLetterQueue: failedCalls }),
      environment: { [ENV.logLevel]: stage.logLevel, ...environment },
    });
    if (!(failedCalls instanceof Queue))
      acknowledge(this.lambda, { 'Serverless-LambdaDLQ': failedCalls.none });
    acknowledge(this.#role, { 'AwsSolutions-IAM5[Resource::*]': WILDCARDS.tracing.reason });
  }

  /** For the `grant…` of capabilities alone: a permission never comes without what the function needs to use it. */
  allow(
    actions: readonly string[],
    resources: readonly string[],
    env: Partial<Record<EnvName, string>> = {},
  ): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
    for (const [name, value] of Object.entries(env)) this.lambda.addEnvironment(name, value);
  }

  acknowledge(findings: Readonly<Record<string, string>>): void {
    acknowledge(this.#role, findings);
  }

  /** Calls that threw or ran into the time-out, in five minutes. */
  errors(): Metric {
    return this.lambda.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' });
  }
}
