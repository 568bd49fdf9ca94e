import { prefixes } from './table.ts';

/** Of the people of a shard those whose id comes after the one and before the other, where either is given. */
export type People = { after?: string | undefined; before?: string | undefined };

/** The condition by which a query of an index passes over the items of others, so that they do not travel. */
export function onlyPeople(brand: string, { after, before }: People): { only?: string; values: object } {
  const only = [
    ...(after === undefined ? [] : ['pk > :after']),
    ...(before === undefined ? [] : ['pk < :before']),
  ];
  const values = {
    ...(after !== undefined && { ':after': prefixes.person(brand, after).pk }),
    ...(before !== undefined && { ':before': prefixes.person(brand, before).pk }),
  };
  return { ...(only.length > 0 && { only: only.join(' AND ') }), values };
}
