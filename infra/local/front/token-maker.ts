import * as z from 'zod';
import { id } from '../../../shared/contract/primitives.ts';
import { ROLES } from '../../../shared/contract/role.ts';
import { parseRecord } from '../json.ts';
import type { RouteModel } from '../template/model.ts';
import { type HttpAnswer, json, plain } from './answers.ts';
import { EVERYTHING, type Operator } from './operator.ts';

const request = z.strictObject({
  role: z.enum(ROLES),
  brand: id,
  /** Who it is: stands in the audit, and two of them are two people. */
  name: z
    .string()
    .regex(/^\p{L}[\p{L}\p{N} ._-]{0,39}$/u)
    .optional(),
});

const WANTED = `Send {"role":"editor","brand":"demo","name":"Bea"}: the role is ${ROLES.join(', ')}; the name has up to 40 letters, digits and spaces.`;
const NOT_ALL =
  'Only the token of the operator, which opens everything, makes others: it lies in the data folder.';

/**
 * Makes tokens of less than everything, so that roles and a second person can be tried: what signing in at Cognito is
 * for a deployed stage. It asks for the operator's own, since any page of a browser reaches a port of this machine.
 */
export class TokenMaker {
  private readonly operator: Operator;
  private readonly authorizer: RouteModel['authorizer'];

  constructor(operator: Operator, authorizer: RouteModel['authorizer']) {
    this.operator = operator;
    this.authorizer = authorizer;
  }

  async make(authorization: string | undefined, body: Buffer): Promise<HttpAnswer> {
    if (!this.authorizer) return plain(404, 'Not Found');
    const claims = await this.operator.check(authorization, this.authorizer);
    if (claims?.['cognito:groups'] !== `[${EVERYTHING}]`)
      return json(claims ? 403 : 401, { message: NOT_ALL });
    const wish = request.safeParse(parseRecord(body.toString()));
    if (!wish.success) return json(400, { message: WANTED });
    const { role, brand, name = `local-${role}` } = wish.data;
    const token = await this.operator.sign(this.authorizer, [`${brand}.${role}`], name);
    return json(200, { token, role, brand, name });
  }
}
