import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTemplate, readFolder } from '../../infra/cli/rule-files.ts';
import { composeMail } from '../../shared/clients/mime.ts';
import { templateDraft } from '../../shared/contract/draft.ts';
import { personLinks } from '../../shared/domain/message/links.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { SAMPLE_FACTS, sampleContact } from '../../shared/domain/message/try-out.ts';
import { compileTemplate } from '../../shared/work/life/check.ts';
import { lintMail } from '../helpers/lint-mail.ts';
import { at, makeBrand } from '../helpers/make.ts';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');
const folders = (await readdir(EXAMPLES, { withFileTypes: true })).filter((entry) => entry.isDirectory());

const brand = makeBrand({ name: 'Kettle & Co', postalAddress: 'Ahornallee 12, 14050 Berlin' });
const of = { brand: 'demo', contact: 'c'.repeat(22), rule: 'r'.repeat(32) };
const longest = { ...of, subject: `${'s'.repeat(32)}/order/${'1'.repeat(58)}` };

describe.each(folders.map(({ name }) => name))('the mails of docs/examples/%s', (folder) => {
  test('are sound on the wire, in each language, with the longest links', async () => {
    const items = await readFolder(join(EXAMPLES, folder));
    const templates = items.filter(({ kind }) => kind === 'template');
    expect(templates.length).toBeGreaterThan(0);
    for (const { id, files } of templates) {
      const { template, problems } = await compileTemplate(
        templateDraft.parse({ id, languages: parseTemplate(files) }),
      );
      expect(problems).toEqual([]);
      for (const locale of Object.keys(template.languages)) {
        const links = personLinks({ base: 'https://mail.example', key: 'key', locale }, longest);
        const contact = sampleContact(locale, true);
        const followUp = { ruleName: 'Rule', facts: SAMPLE_FACTS };
        const mail = renderMail({
          template: { ...template, version: 1 },
          contact,
          brand,
          followUp,
          ...links,
        });
        if (!mail.ok) throw new Error(mail.failure.message);
        const { unsubscribeUrl } = links;
        const to = 'ana@example.com';
        const now = at('2027-02-28T08:00:00Z');
        const raw = await composeMail({ ...mail.value, from: brand.sender, to, unsubscribeUrl, now });
        expect([id, locale, await lintMail(raw, { to, link: unsubscribeUrl })]).toEqual([id, locale, []]);
        const asks = mail.value.html.includes('/p/survey/');
        expect([id, mail.value.text.includes(links.surveyUrl)]).toEqual([id, asks]);
      }
    }
  });
});
