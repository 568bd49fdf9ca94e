import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, mix } from '../../shared/domain/message/contrast.ts';
import { faultsOfLook, shownLook } from '../../shared/domain/message/look.ts';
import { compileLanguage } from '../../shared/work/compile-template.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#0000ff', '#ffff00', 8],
    ['#123456', '#123456', 1],
  ])('of %s on %s is %d, as WCAG has it', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  it('mixes two colours', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(mix('#102030', '#ffffff', 0)).toBe('#102030');
  });
});

describe('the look of a mail', () => {
  it('can be read, light and dark, whatever a brand may choose', () => {
    fc.assert(
      fc.property(colour, colour, colour, (accent, page, ink) => {
        const look = { accent, page, ink };
        fc.pre(faultsOfLook(look).length === 0);
        const shown = shownLook(look);
        for (const side of [shown, shown.dark])
          for (const [text, ground] of [
            [side.ink, side.card],
            [side.soft, side.card],
            [side.accent, side.card],
            [side.on_accent, side.accent],
            [side.foot, side.page],
          ] as const)
            expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('is refused with a colour that would do', () => {
    const [fault = ''] = faultsOfLook({ accent: '#ffcc00' });
    const better = /for instance (#[0-9a-f]{6})/.exec(fault)?.[1] ?? '';
    expect(faultsOfLook({ accent: better })).toEqual([]);
  });
});

describe('a colour of the look in MJML', () => {
  const mjml = (accent: string) =>
    `<mjml><mj-body background-color="${accent}"><mj-section><mj-column><mj-text color="#e7a1c0">{{ brand.name }} {{ unsubscribe_url }}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  const compiled = (text: string) =>
    compileLanguage({ subject: 'S', mjml: text, text: '{{ unsubscribe_url }}' }, 'en');

  it('is left for the moment of sending, also beside the colour that would have held its place', async () => {
    const found = await compiled(mjml('{{look.accent}}'));
    const html = found.ok ? found.value.html : '';
    expect(html).toContain('background-color:{{ look.accent }}');
    expect(html).toContain('color:#e7a1c0');
  });

  it('that there is not is named', async () => {
    const found = await compiled(mjml('{{ look.akzent }}'));
    expect(found).toMatchObject({ ok: false, failure: { kind: 'template-invalid' } });
    expect(found.ok ? '' : found.failure.message).toContain('there is no variable "look.akzent"');
  });
});
