import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Stage } from '../stages.ts';
import type { RoomFunction } from './room-function.ts';

/**
 * The index and the two attributes that are its keys begin alike: `byDue` has `duePk` and `dueSk`. Every change of what
 * an index holds is a write of its own, and follow-ups and profiles change often: of these only the keys are copied.
 */
const INDEXES = {
  byDue: { key: 'due', projection: ProjectionType.KEYS_ONLY },
  byList: { key: 'list', projection: ProjectionType.KEYS_ONLY },
  byDate: { key: 'date', projection: ProjectionType.ALL },
  byDay: { key: 'day', projection: ProjectionType.ALL },
} as const;
type IndexName = keyof typeof INDEXES;
type Operation = 'BatchGetItem' | 'BatchWriteItem' | 'PutItem' | 'Query' | 'UpdateItem';

const text = (name: string): { name: string; type: AttributeType } => ({ name, type: AttributeType.STRING });

/** The one table. Transactions need no permission of their own, only those of the single writes in them. */
export class LedgerTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { stage, removal }: { stage: Stage; removal: RemovalPolicy }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.retain,
      removalPolicy: removal,
    });
    for (const [indexName, { key, projection }] of Object.entries(INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(`${key}Pk`),
        sortKey: text(`${key}Sk`),
        projectionType: projection,
      });
    }
  }

  /** Exactly the operations that this function uses. None has `DeleteItem`: history is kept, and only `jobs` erases people. */
  grant(fn: RoomFunction, ...operations: readonly Operation[]): void {
    fn.allow(
      operations.map((operation) => `dynamodb:${operation}`),
      [this.table.tableArn],
      this.#env(),
    );
  }

  grantIndex(fn: RoomFunction, index: IndexName): void {
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${index}`], this.#env());
  }

  #env(): { TABLE_NAME: string } {
    return { [ENV.table]: this.table.tableName };
  }
}
