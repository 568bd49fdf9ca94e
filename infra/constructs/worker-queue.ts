import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Alarms } from './alarms.ts';
import type { EnvName, RoomFunction } from './room-function.ts';

export type WorkerQueueProps = {
  /** The room that works it off; the names of the alarms begin with it. */
  readonly name: string;
  readonly worker: RoomFunction;
  readonly alarms: Alarms;
  /** Messages of one call. */
  readonly batchSize: number;
  /** Calls at the same time. Not reserved concurrency: that would make the poller lose messages to the DLQ. */
  readonly maxConcurrency: number;
  /** Tries before a message goes to the DLQ. */
  readonly maxReceiveCount: number;
  /** What it means for people when messages fail for good. */
  readonly failureImpact: string;
  /** What it means for people when messages wait. */
  readonly delayImpact: string;
  /** Variable by which a function that may send finds the queue. */
  readonly urlVariable?: EnvName;
};

/** A queue that a function works off, with the queue of what failed and the alarms for both. */
export class WorkerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #urlVariable: EnvName | undefined;

  constructor(scope: Construct, id: string, props: WorkerQueueProps) {
    super(scope, id);
    this.#urlVariable = props.urlVariable;
    this.deadLetters = new DeadLetters(this, 'DeadLetters', props).queue;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's, so that a throttled or retried batch does not come back while it is worked on.
      visibilityTimeout: Duration.seconds(props.worker.timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
    props.worker.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxConcurrency: props.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    acknowledge(props.worker.lambda, {
      'Serverless-LambdaEventSourceMappingDestination': 'The queue has its own queue for what fails.',
    });
    props.alarms.raise({
      name: `${props.name}-delayed`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: Duration.minutes(15).toSeconds(),
      impact: props.delayImpact,
    });
  }

  grantSend(fn: RoomFunction): void {
    const env = this.#urlVariable ? { [this.#urlVariable]: this.queue.queueUrl } : {};
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn], env);
  }
}

type DeadLettersProps = { readonly name: string; readonly alarms: Alarms; readonly failureImpact: string };

/** What could not be worked off waits here for a person, two weeks at most; one message is enough for the alarm. */
export class DeadLetters extends Construct {
  readonly name: string;
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { name, alarms, failureImpact }: DeadLettersProps) {
    super(scope, id);
    this.name = name;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.queue, {
      'AwsSolutions-SQS3': 'It is a queue of dead letters itself.',
      'Serverless-SQSRedrivePolicy': 'It is a queue of dead letters itself.',
    });
    alarms.raise({
      name: `${name}-dead-letters`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      impact: failureImpact,
    });
  }
}
