import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Stage } from '../stages.ts';
import type { RoomFunction } from './room-function.ts';
import { WILDCARDS } from './wildcards.ts';

/** The secrets that platforms sign with. Functions make them when a source is connected, so only a prefix is known. */
export class SourceSecrets extends Construct {
  readonly #prefix: string;
  readonly #arn: string;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    this.#prefix = `extramile/${stage.name}/sources/`;
    this.#arn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.#prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  grantRead(fn: RoomFunction): void {
    this.#grant(fn, ['GetSecretValue']);
  }

  grantManage(fn: RoomFunction): void {
    this.#grant(fn, ['CreateSecret', 'GetSecretValue', 'PutSecretValue']);
  }

  #grant(fn: RoomFunction, actions: readonly string[]): void {
    fn.allow(
      actions.map((action) => `secretsmanager:${action}`),
      [this.#arn],
      { [ENV.sourceSecrets]: this.#prefix },
    );
    fn.acknowledge({
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${this.#prefix}*]`]:
        WILDCARDS.sourceSecrets.reason,
    });
  }
}
