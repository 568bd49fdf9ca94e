import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bus } from '../constructs/event-bus.ts';
import { Keys } from '../constructs/keys.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { MailIdentity } from '../constructs/mail-identity.ts';
import { Operators } from '../constructs/operators.ts';
import type { Stage } from '../stages.ts';

/**
 * What must outlive the service: people and ledger, the keys, the accepted events (the bus and its archive, from which
 * the queues can be filled again), the domain with its DKIM records, the operators.
 */
export class DataStack extends Stack {
  readonly bus: Bus;
  readonly keys: Keys;
  readonly mail: MailIdentity;
  readonly operators: Operators;
  readonly table: LedgerTable;

  constructor(scope: Construct, id: string, props: StackProps & { readonly stage: Stage }) {
    super(scope, id, { ...props, terminationProtection: props.stage.retain });
    const removal = props.stage.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const { stage } = props;
    this.table = new LedgerTable(this, 'Ledger', { stage, removal });
    this.keys = new Keys(this, 'Keys', { removal });
    this.bus = new Bus(this, 'Events', { removal });
    this.mail = new MailIdentity(this, 'Mail', { stage, removal });
    this.operators = new Operators(this, 'Operators', { stage, removal });
  }
}
