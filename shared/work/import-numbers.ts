import type { Subject } from '../contract/follow-up.ts';
import { customerRowId } from '../domain/people/import/customer-ids.ts';
import type { Told } from '../domain/people/import/read-row.ts';
import { loadSubjects } from '../store/in-bulk.ts';

/** Of one row: what it tells, and what was noted while it was read. */
export type Part = { line: number; told: Told; notes: string[] };
export type Person = { id: string; parts: Part[] };

const numbersOf = ({ parts }: Person): [source: string, number: string][] =>
  parts.flatMap(({ told: { customerIds = {} } }) => Object.entries(customerIds));

/** The rows that say whose the numbers are which these people are told to have. */
export async function loadNumbers(brand: string, people: readonly Person[]): Promise<Subject[]> {
  const wanted = people.flatMap(numbersOf).map(([source, number]) => ({ source, id: customerRowId(number) }));
  return wanted.length === 0 ? [] : loadSubjects(brand, wanted);
}

/** Of two people who are told to have one number the first has it. */
export function withOwnNumbers(people: readonly Person[]): Person[] {
  const taken = new Map<string, { id: string; line: number }>();
  return people.map(({ id, parts }) => ({
    id,
    parts: parts.map((part) => {
      const { line, told, notes } = part;
      const own: Record<string, string> = {};
      const more: string[] = [];
      for (const [source, number] of Object.entries(told.customerIds ?? {})) {
        const place = `${source} ${customerRowId(number)}`;
        const first = taken.get(place) ?? { id, line };
        taken.set(place, first);
        if (first.id === id) own[source] = number;
        else
          more.push(`customer_id.${source} left out: line ${first.line} has the same, and is somebody else`);
      }
      return told.customerIds
        ? { line, told: { ...told, customerIds: own }, notes: [...notes, ...more] }
        : part;
    }),
  }));
}
