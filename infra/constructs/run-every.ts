import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { RoomFunction } from './room-function.ts';
import { DeadLetters } from './worker-queue.ts';

export type Ticks = {
  readonly every: Duration;
  /** Of the rule in the template. */
  readonly id: string;
  readonly description: string;
  /** Of the room, for the queue of ticks that could not be delivered. */
  readonly name: string;
  readonly alarms: Alarms;
  /** What it means for people that the clock cannot start the function. */
  readonly failureImpact: string;
};

/** Calls a function from time to time. The next tick does the same work again, so an old one is worth nothing. */
export function runEvery(scope: Construct, fn: RoomFunction, ticks: Ticks): void {
  const { every, id, description, name, alarms, failureImpact } = ticks;
  const missed = new DeadLetters(scope, 'Missed', { name, alarms, failureImpact });
  new Rule(scope, id, {
    description,
    schedule: Schedule.rate(every),
    targets: [
      new LambdaFunction(fn.lambda, {
        deadLetterQueue: missed.queue,
        maxEventAge: every,
        retryAttempts: 1,
      }),
    ],
  });
}
