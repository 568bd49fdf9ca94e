import { id } from '../../shared/contract/primitives.ts';
import { ROLES, type Role } from '../../shared/contract/role.ts';

const isRole = (role: string): role is Role => ROLES.some((known) => known === role);

/** The highest role by brand; `*` is every brand. */
export type Access = ReadonlyMap<string, Role>;

/**
 * Reads the groups `{brand}.{role}` of a token. The gateway hands the claim over flattened: `"[demo.viewer acme.admin]"`.
 * What is not of that form gives nothing.
 */
export function readAccess(claims: Record<string, string>): Access {
  const access = new Map<string, Role>();
  const groups = claims['cognito:groups'] ?? '';
  for (const group of groups.replace(/^\[|\]$/g, '').split(/[\s,]+/)) {
    const dot = group.lastIndexOf('.');
    const [brand, role] = [group.slice(0, Math.max(dot, 0)), group.slice(dot + 1)];
    if (!isRole(role) || !(brand === '*' || id.safeParse(brand).success)) continue;
    if (rankOf(role) > rankOf(access.get(brand))) access.set(brand, role);
  }
  return access;
}

/** Whether the bearer may act as `role` in `brand`. */
export const mayAct = (access: Access, brand: string, role: Role): boolean =>
  rankOf(roleIn(access, brand)) >= rankOf(role);

/** What the bearer is in `brand`: the higher of their role there and that in every brand. */
export function roleIn(access: Access, brand: string): Role | undefined {
  const [own, everywhere] = [access.get(brand), access.get('*')];
  return rankOf(own) >= rankOf(everywhere) ? own : everywhere;
}

const rankOf = (role: Role | undefined): number => (role === undefined ? -1 : ROLES.indexOf(role));
