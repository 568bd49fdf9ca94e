import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseJson } from '../../shared/sources/lib/json.ts';
import {
  bodyOf,
  nameOf,
  translateCase,
  type NumericId,
  type SourceCase,
  type SourceKit,
} from './source-case.ts';

/** Two neighbours beyond 2^53 that a number takes for one. */
const TWINS = ['9007199254740992', '9007199254740993'] as const;

/** Every digit of an id survives: else two orders would be one, and a refund would find none. */
export function testNumericIds(kit: SourceKit): void {
  test('names the ids that it sends as numbers', () => {
    const plain = { ...kit, encode: (fixture: Buffer) => fixture };
    const numbers = kit.cases.filter((one) => /"(\w+_)?id": ?\d/.test(bodyOf(plain, one).toString()));
    expect(numbers.length === 0 || kit.numericIds !== undefined).toBe(true);
  });

  const ids = (kit.numericIds ?? []).map((id) => [id.of, id.stands, id] as const);
  test.each(ids)('keeps every digit of a number beyond 2^53: %s, %s', (of, _stands, id) => {
    for (const digits of TWINS) {
      const told = JSON.stringify(translateCase(kit, withNumber(caseOf(kit, of), id, digits)));
      expect(told).toContain(wantedOf(id, digits));
    }
  });
}

type Sent = { body: Buffer; headers?: Record<string, string>; topic?: string };

/** The first such number of a body, twice: what has to stand in what is told of it, and the request. */
export function longDeliveries(kit: SourceKit): [wanted: string, sent: Sent][] {
  const id = kit.numericIds?.find(({ answered }) => !answered);
  if (!id) return [];
  const { topic, headers = {} } = caseOf(kit, id.of);
  return TWINS.map((digits) => {
    const body = bodyOf(kit, withNumber(caseOf(kit, id.of), id, digits));
    return [wantedOf(id, digits), { body, headers, ...(topic !== undefined && { topic }) }];
  });
}

function caseOf(kit: SourceKit, name: string): SourceCase {
  const one = kit.cases.find((candidate) => nameOf(candidate) === name);
  if (!one) throw new Error(`There is no case "${name}".`);
  return one;
}

const wantedOf = ({ comesOut: [member, text] }: NumericId, digits: string): string =>
  `"${member}":"${text.replace('#', digits)}"`;

/** The case with another number; what the platform was asked changes with the number, so such a case stays thin. */
function withNumber({ answers, ...one }: SourceCase, id: NumericId, digits: string): SourceCase {
  const edit = (text: string): string => {
    const stands = id.answered ? id.stands.replace(' ', '') : id.stands;
    if (!text.includes(stands)) throw new Error(`${stands} does not stand in "${id.of}".`);
    return text.replaceAll(stands, stands.replace(/\d+/, digits));
  };
  if (!id.answered) return { ...one, edit };
  const answered = parseJson(Buffer.from(edit(JSON.stringify(answers))));
  return { ...one, answers: z.record(z.string(), z.unknown()).parse(answered.ok && answered.value) };
}
