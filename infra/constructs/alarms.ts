import { CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { RoomFunction } from './room-function.ts';

export type AlarmProps = {
  /** Kebab-case; the runbook has a heading of this name. */
  readonly name: string;
  readonly metric: IMetric;
  /** What a failure means for people, in one or two whole sentences: it is the first thing that the reader gets. */
  readonly impact: string;
  /** Default: 1. The alarm goes off at this value, not above it. */
  readonly threshold?: number;
  /** Periods of the metric in a row; default: 1. */
  readonly periods?: number;
  /** Silence is the fault, for what must happen all the time. */
  readonly whenBelow?: boolean;
};

/** All alarms of a stage and the topic that tells people. */
export class Alarms extends Construct {
  readonly #topic: Topic;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    this.#prefix = `extramile-${stage.name}-`;
    this.#topic = new Topic(this, 'Topic', { displayName: `Extra Mile ${stage.name}`, enforceSSL: true });
    this.#subscribeOperator(scope);
  }

  raise({ name, metric, impact, threshold = 1, periods = 1, whenBelow = false }: AlarmProps): Alarm {
    if (impact.trim().length < 40) {
      throw new Error(`The alarm ${name} must say what a failure means for people.`);
    }
    const alarm = new Alarm(this, name, {
      alarmName: `${this.#prefix}${name}`,
      alarmDescription: `${impact} What to do: docs/runbook.md#${name}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: whenBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
    return alarm;
  }

  /** Looks which alarms ring, without changing anything. */
  grantLook(fn: RoomFunction): void {
    fn.allow(['cloudwatch:DescribeAlarms'], ['*'], { [ENV.alarms]: this.#prefix });
  }

  /** A parameter, because CloudFormation remembers it: the next deployment must not forget whom to wake. */
  #subscribeOperator(scope: Construct): void {
    const email = new CfnParameter(scope, 'AlarmEmail', {
      description: 'Address that alarms are mailed to. Empty: nobody is told.',
      default: '',
    });
    const given = new CfnCondition(this, 'HasAlarmEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(email.valueAsString, '')),
    });
    const subscription = new CfnSubscription(this, 'Operator', {
      topicArn: this.#topic.topicArn,
      protocol: 'email',
      endpoint: email.valueAsString,
    });
    acknowledge(subscription, {
      'Serverless-SNSRedrivePolicy':
        'A mail that cannot be delivered helps nobody later; the alarm itself stays visible.',
    });
    subscription.cfnOptions.condition = given;
  }
}
