import { runSimulation } from '@cloud-copilot/iam-simulate';
import { PLACE } from '../place.ts';
import type { FunctionModel } from '../template/model.ts';
import { ADMIN } from './credential.ts';
import { neededPermissions } from './needed-permissions.ts';
import type { Call } from './call.ts';

/** Asks the role policies of the template whether a function may do what it asks for. */
export class Permissions {
  private readonly policies: Map<string, FunctionModel['policies']>;
  private readonly known = new Map<string, Promise<boolean>>();

  private readonly identities: readonly string[];

  /** `identities`: the domains that SES has verified. */
  constructor(functions: FunctionModel[], identities: readonly string[]) {
    this.policies = new Map(functions.map(({ room, policies }) => [room, policies]));
    this.identities = identities;
  }

  knows(caller: string): boolean {
    return caller === ADMIN || this.policies.has(caller);
  }

  /** What is missing, as AWS says it; nothing when the call is allowed. */
  async refusal(call: Call): Promise<string | undefined> {
    if (call.caller === ADMIN) return undefined;
    for (const { action, resource } of neededPermissions(call, this.identities)) {
      if (await this.allowed(call.caller, action, resource)) continue;
      const principal = `arn:${PLACE.partition}:sts::${PLACE.account}:assumed-role/${call.caller}/local`;
      return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
    }
    return undefined;
  }

  private allowed(caller: string, action: string, resource: string): Promise<boolean> {
    const key = `${caller} ${action} ${resource}`;
    const known = this.known.get(key);
    if (known) return known;
    if (this.known.size > 10_000) this.known.clear();
    const decision = this.simulate(caller, action, resource);
    this.known.set(key, decision);
    return decision;
  }

  private async simulate(caller: string, action: string, resource: string): Promise<boolean> {
    const result = await runSimulation(
      {
        request: {
          principal: `arn:${PLACE.partition}:iam::${PLACE.account}:role/${caller}`,
          action,
          resource: { resource, accountId: PLACE.account },
          contextVariables: {},
        },
        identityPolicies: this.policies.get(caller) ?? [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === 'error') {
      throw new Error(
        `The permission ${action} on ${resource} cannot be evaluated: ${JSON.stringify(result.errors)}`,
      );
    }
    return result.overallResult === 'Allowed';
  }
}
