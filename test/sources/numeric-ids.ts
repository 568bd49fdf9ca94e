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
    const one = kit.cases.find((candidate) => nameOf(candidate) === of);
    if (!one) throw new Error(`There is no case "${of}".`);
    const [member, text] = id.comesOut;
    for (const digits of TWINS) {
      const told = JSON.stringify(translateCase(kit, withNumber(one, id, digits)));
      expect(told).toContain(`"${member}":"${text.replace('#', digits)}"`);
    }
  });
}

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
