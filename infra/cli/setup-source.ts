import type { Found, Run } from './command.ts';
import { told } from './setup-ask.ts';
import { sourceAdd } from './source-add.ts';

/** Which platform; nothing when nobody says. */
export const askSource = ({ options }: Run): Promise<string | undefined> =>
  told(options, {
    given: options.source,
    question: 'Which platform, for instance shopify ("source list" names all; empty: later)',
  });

/** As `source add` does it. */
export const connectSource = async (run: Run, platform: string | undefined): Promise<Found | undefined> =>
  platform === undefined ? undefined : sourceAdd.run({ ...run, rest: [platform] });
