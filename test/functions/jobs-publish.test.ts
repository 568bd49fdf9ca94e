import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Rules from '../../shared/store/rules.ts';
import type * as Templates from '../../shared/store/templates.ts';
import type * as Work from '../../shared/work/publish.ts';
import type { RuleDraft, TemplateDraft } from '../../shared/work/publish.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
let work: typeof Work;
let rules: typeof Rules;
let templates: typeof Templates;

beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('jobs');
  work = await import('../../shared/work/publish.ts');
  rules = await import('../../shared/store/rules.ts');
  templates = await import('../../shared/store/templates.ts');
});
afterAll(() => cloud.stop());

const mjml = (text: string): string =>
  `<mjml><mj-body><mj-section><mj-column>\n<mj-text>${text}</mj-text>\n</mj-column></mj-section></mj-body></mjml>`;
const template = (over: Partial<TemplateDraft['languages'][string]> = {}, id = 'thanks'): TemplateDraft => ({
  id,
  languages: {
    en: {
      subject: 'Thank you',
      mjml: mjml('Hi {{ contact.first_name | default: "you" }}'),
      text: 'Hi',
      ...over,
    },
  },
});
const rule = (over: Partial<RuleDraft> = {}): RuleDraft => ({
  id: 'thanks',
  name: 'Thanks',
  on: 'purchase',
  purpose: 'transactional',
  template: 'thanks',
  within: 'P2D',
  ...over,
});
const versions = async (brand: string) =>
  (await rules.loadLive(brand)).rules.map(({ id, version, templateVersion }) => [
    id,
    version,
    templateVersion,
  ]);

describe('publish', () => {
  it('makes rules live with compiled templates', async () => {
    const result = await work.publish({ brand: 'one', templates: [template()], rules: [rule()] });
    expect(result).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await versions('one')).toEqual([['thanks', 1, 1]]);
    const html = (await templates.loadTemplate('one', 'thanks', 1))?.languages['en']?.html;
    expect(html).toContain('Hi {{ contact.first_name | default: "you" }}');
    expect(html).not.toMatch(/mj-text|fonts\.googleapis/);
  });

  it('changes nothing when nothing has changed', async () => {
    const of = { brand: 'two', templates: [template()], rules: [rule()] };
    expect(await work.publish(of)).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await work.publish(of)).toMatchObject({ ok: true, value: { version: 1 } });
  });

  it('gives new versions only to what has changed, and keeps the old ones', async () => {
    const other = rule({ id: 'other', template: 'other' });
    const first = { brand: 'three', templates: [template(), template({}, 'other')], rules: [rule(), other] };
    await work.publish(first);
    await work.publish({
      ...first,
      templates: [template({ subject: 'Thanks a lot' }), template({}, 'other')],
    });
    expect(await versions('three')).toEqual([
      ['thanks', 2, 2],
      ['other', 1, 1],
    ]);
    await work.publish({ ...first, templates: [], rules: [rule({ priority: 900 })] });
    expect(await versions('three')).toEqual([['thanks', 3, 2]]);
    expect((await templates.loadTemplate('three', 'thanks', 1))?.languages['en']?.subject).toBe('Thank you');
  });

  it('keeps a template published whose only rule is retired, so that the rule finds the way back', async () => {
    const { retire } = await import('../../shared/work/life/retire.ts');
    const { rollback } = await import('../../shared/work/life/rollback.ts');
    const { listAll } = await import('../../shared/work/life/show.ts');
    await work.publish({ brand: 'back', templates: [template()], rules: [rule()] });
    const deed = { by: 'ina', at: '2026-03-01T10:00:00Z', why: 'Trying' };
    const place = { brand: 'back', kind: 'rule' as const, id: 'thanks', deed };
    expect(await retire(place)).toMatchObject({ ok: true });
    expect(await listAll('back', 'template')).toMatchObject([{ id: 'thanks', state: 'published' }]);
    expect(await rollback({ ...place, version: 1 })).toMatchObject({ ok: true });
    expect(await versions('back')).toEqual([['thanks', 1, 1]]);
  });

  it('goes on where it was interrupted: a version written before the switch is taken up or passed over', async () => {
    const source = template();
    await work.publish({ brand: 'scratch', templates: [source], rules: [rule()] });
    const compiled = await templates.loadTemplate('scratch', 'thanks', 1);
    if (!compiled) throw new Error('not published');
    await templates.saveTemplate('four', compiled);
    const [saved] = (await rules.loadLive('scratch')).rules;
    if (!saved) throw new Error('not published');
    await rules.saveRule('four', saved);
    expect((await work.publish({ brand: 'four', templates: [source], rules: [rule()] })).ok).toBe(true);
    expect(await versions('four')).toEqual([['thanks', 2, 1]]);
  });

  it('refuses to overwrite what somebody else published since the rules were read', async () => {
    await rules.loadLive('five');
    // Another container publishes; ours still remembers that there was nothing.
    await cloud.table.send(
      new PutCommand({
        TableName: cloud.tableName,
        Item: { pk: 'BRAND#five', sk: 'LIVE', version: 1, release: '1-theirs', parts: 0 },
      }),
    );
    const of = { brand: 'five', templates: [template()], rules: [rule()] };
    expect(await work.publish(of)).toMatchObject({ ok: false, failure: { kind: 'conflict' } });
    expect(await work.publish(of)).toMatchObject({ ok: true, value: { version: 2 } });
  });

  it('finds a template that was published after it was looked for', async () => {
    expect(await templates.loadTemplate('six', 'thanks', 1)).toBeUndefined();
    const known = await templates.loadTemplate('one', 'thanks', 1);
    if (!known) throw new Error('not published');
    await cloud.table.send(
      new PutCommand({
        TableName: cloud.tableName,
        Item: { pk: 'TEMPLATE#six#thanks', sk: 'V#1', ...known },
      }),
    );
    expect(await templates.loadTemplate('six', 'thanks', 1)).toEqual(known);
  });

  const bad: [string, { templates?: TemplateDraft[]; rules?: RuleDraft[] }, RegExp][] = [
    [
      'an unknown MJML tag',
      { templates: [template({ mjml: '<mjml><mj-body>\n<mj-foo/></mj-body></mjml>' })] },
      /thanks, en, mjml, line 2 \(mj-foo\)/,
    ],
    [
      'an illegal attribute',
      { templates: [template({ mjml: '<mjml><mj-body>\n\n<mj-section colour="x"/></mj-body></mjml>' })] },
      /mjml, line 3 \(mj-section\)/,
    ],
    [
      'a file to include',
      { templates: [template({ mjml: '<mjml><mj-include path="/etc/passwd" /><mj-body/></mjml>' })] },
      /mj-include/,
    ],
    ['what is no MJML', { templates: [template({ mjml: 'hello' })] }, /thanks, en, mjml, line 1: /],
    [
      'broken Liquid in the subject',
      { templates: [template({ subject: '{{ a | }}{% if %}' })] },
      /thanks, en, subject, line 1: /,
    ],
    [
      'broken Liquid in the body',
      { templates: [template({ mjml: mjml('{% if a %}') })] },
      /thanks, en, mjml, line 2: .*if/,
    ],
    ['an unknown filter', { templates: [template({ text: '{{ a | sparkle }}' })] }, /sparkle/],
    [
      'a style of date that is not there',
      {
        templates: [
          template({
            text: '{% if contact.last_order_at %}{{ contact.last_order_at | date: "%B" }}{% endif %}',
          }),
        ],
      },
      /Template thanks .*en, text, line 1: /,
    ],
    ['an amount without its filter', { templates: [template({ text: '{{ order.total }}' })] }, /money/],
    [
      'a subject that is empty without a name',
      {
        templates: [template({ subject: '{% if contact.first_name %}{{ contact.first_name }}{% endif %}' })],
      },
      /subject in "en" comes out empty/,
    ],
    ['no language', { templates: [{ id: 'thanks', languages: {} }] }, /has no language/],
    [
      'a template that is not there',
      { rules: [rule({ template: 'nowhere' })] },
      /Rule thanks: there is no template "nowhere"/,
    ],
    [
      'an unknown field',
      { rules: [rule({ if: { field: 'contact.shoes', op: 'eq', value: 1 } })] },
      /contact\.shoes/,
    ],
    ['a wait beyond its use', { rules: [rule({ after: 'P3D' })] }, /Rule thanks: .*P3D/],
    ['a shape that is wrong', { rules: [rule({ within: 'soon' })] }, /Rule thanks: /],
    ['the same rule twice', { rules: [rule(), rule()] }, /Rule thanks is there twice/],
  ];
  it.each(bad)('says what is wrong with %s, and writes nothing', async (_, of, message) => {
    const result = await work.publish({ brand: 'bad', templates: [template()], rules: [rule()], ...of });
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'invalid', message: expect.stringMatching(message) },
    });
    expect(await rules.loadLive('bad')).toEqual({ version: 0, rules: [] });
    expect(await templates.loadTemplate('bad', 'thanks', 1)).toBeUndefined();
  });
});
