import { describe, expect, it } from 'vitest';
import { inLanes } from '../../infra/cli/lanes.ts';
import { batchesOf } from '../../infra/cli/rule-batches.ts';
import type { Item } from '../../infra/cli/rule-files.ts';
import type { Remote } from '../../infra/cli/rule-remote.ts';

const rule = (id: string, more = '', template = 'thanks'): Item => ({
  kind: 'rule',
  id,
  files: new Map([[`rules/${id}.yaml`, `name: ${id}\non: purchase\ntemplate: ${template}\n${more}`]]),
});
const template = (id: string, text = 'Hello'): Item => ({
  kind: 'template',
  id,
  files: new Map([[`templates/${id}/en.txt`, text]]),
});
const live = (item: Item, sends: string): Remote => ({
  ...item,
  revision: 1,
  live: item.files,
  draft: new Map(),
  version: 1,
  isUnkept: false,
  saved: undefined,
  isStale: false,
  sends,
});
const many = (count: number, more?: string): Item[] =>
  Array.from({ length: count }, (_, at) => rule(`many-${at}`, more));
const idsOf = (all: object[]): unknown[] => all.map((each) => 'id' in each && each.id);

describe('a folder that is looked at in parts', () => {
  it('is whole in them, each once and of a size that one call can take', () => {
    const items = [...many(1200), template('thanks')];
    const batches = batchesOf(items, []);
    expect(batches.map(({ items: part }) => part.length)).toEqual([500, 500, 201]);
    const files = batches.flatMap(({ body }) => [...body.files.rules, ...body.files.templates]);
    expect(idsOf(files)).toEqual(items.map(({ id }) => id));
    const large = Array.from({ length: 8 }, (_, at) => template(`large-${at}`, 'x'.repeat(190_000)));
    expect(batchesOf(large, []).map(({ items: part }) => part.length)).toEqual([5, 3]);
    expect(batchesOf([], [])).toEqual([]);
  });

  it('has each rule beside its template and its group, wherever these are looked at themselves', () => {
    const grouped = 'group: first\n';
    const items = [
      ...many(499),
      rule('in-b', grouped),
      rule('in-a', grouped),
      rule('elsewhere', 'group: second\n'),
      template('unused'),
      template('thanks'),
    ];
    const [first, second] = batchesOf(items, []);
    expect(idsOf(first?.body.beside.templates ?? [])).toEqual(['thanks']);
    expect(idsOf(first?.body.beside.rules ?? [])).toEqual(['in-a']);
    expect(idsOf(second?.body.beside.rules ?? [])).toEqual(['in-b']);
  });

  it('has a template beside the live rules that send it, since they may do so no longer', () => {
    const moved = rule('many-3', '', 'another');
    const items = [...many(600).map((each) => (each.id === 'many-3' ? moved : each)), template('thanks')];
    const [, second] = batchesOf(items, [live(moved, 'thanks')]);
    expect(idsOf(second?.body.beside.rules ?? [])).toEqual(['many-3']);
  });

  it('is refused where what belongs together is more than one call can take', () => {
    const huge = `group: one\nnote: ${'x'.repeat(190_000)}\n`;
    expect(() => batchesOf(many(30, huge), [])).toThrow(
      /^rule many-0 and what it is looked at beside .* come to 5\.\d MB; 4\.0 MB is the most\. Nothing was done/,
    );
  });
});

describe('lanes', () => {
  it('do all of them, so many at a time', async () => {
    const done: number[] = [];
    let [now, most] = [0, 0];
    await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (each) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now -= 1;
      done.push(each);
    });
    expect([new Set(done), most]).toEqual([new Set([1, 2, 3, 4, 5, 6, 7]), 3]);
  });

  it('begin nothing more after a failure, and end what was begun', async () => {
    const done: number[] = [];
    const asked = inLanes([1, 2, 3, 4, 5], 2, async (each) => {
      await Promise.resolve();
      if (each === 1) throw new Error('refused');
      done.push(each);
    });
    await expect(asked).rejects.toThrow('refused');
    expect(done).toEqual([2]);
  });
});
