import type { Alarms } from './alarms.ts';
import type { Bus } from './event-bus.ts';
import type { Api } from './http-api.ts';
import type { Keys } from './keys.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { MailIdentity } from './mail-identity.ts';
import type { RoomBase } from './room-function.ts';
import type { SourceSecrets } from './source-secrets.ts';

/** What a room may be granted a part of. */
export type Capabilities = RoomBase & {
  readonly alarms: Alarms;
  readonly api: Api;
  readonly bus: Bus;
  readonly keys: Keys;
  readonly mail: MailIdentity;
  readonly secrets: SourceSecrets;
  readonly table: LedgerTable;
};
