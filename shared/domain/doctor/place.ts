import type { Finding } from '../../contract/doctor.ts';
import { check } from './check.ts';
import type { Facts } from './facts.ts';

const links = check({
  id: 'links',
  topic: 'place',
  why: 'The address stands in mails already sent and in the settings of shops: when it changes, both break.',
});

/** The address that API Gateway gives is another one after the service stack was deleted. */
export function findLinks({ pagesUrl, stage }: Facts): Finding[] {
  if (!/\.execute-api\.[^/]+$/.test(pagesUrl)) return [links.ok(`Links and webhooks use ${pagesUrl}.`)];
  const mend = {
    step: 'Put a custom domain of your own in front of the API, then:',
    commands: [
      `npm run deploy -- --stage ${stage} --parameters extramile-${stage}-service:PagesUrl=https://hello.example.com`,
    ],
  };
  return [links.warn('Links and webhooks use the address that API Gateway gave to this deployment.', mend)];
}
