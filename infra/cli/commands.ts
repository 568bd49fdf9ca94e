import { ANSWER_COMMANDS } from './answers.ts';
import { auditCommand } from './audit.ts';
import type { Command } from './command.ts';
import { CONTACT_COMMANDS } from './contacts.ts';
import { DOCTOR } from './doctor.ts';
import { FOLLOW_UP_COMMANDS } from './follow-ups.ts';
import { FORECAST } from './forecast.ts';
import type { Group } from './help.ts';
import { LOCAL_COMMANDS } from './local.ts';
import { PRIVACY_COMMANDS } from './privacy.ts';
import { REPLAY } from './replay.ts';
import { RULE_COMMANDS } from './rules.ts';
import { SETTINGS_COMMANDS } from './settings.ts';
import { SETUP } from './setup.ts';
import { SOURCE_COMMANDS } from './source.ts';
import { TEST_COMMANDS } from './test-mail.ts';
import { TRY } from './try.ts';
import { WHY } from './why.ts';

const startingWith = (word: string): Command[] => RULE_COMMANDS.filter(({ words }) => words[0] === word);

/** Everything there is, by what it is about. */
export const GROUPS: readonly Group[] = [
  { title: 'Is all well?', commands: [DOCTOR, SETUP] },
  { title: 'What happened, and why', commands: [WHY, auditCommand] },
  { title: 'Follow-ups', commands: FOLLOW_UP_COMMANDS },
  { title: 'Contacts', commands: CONTACT_COMMANDS },
  { title: 'Answers to the question of the brand', commands: ANSWER_COMMANDS },
  { title: 'What would happen (nothing is written)', commands: [TRY, REPLAY, FORECAST] },
  { title: 'Rules', commands: startingWith('rules') },
  { title: 'Templates', commands: startingWith('templates') },
  { title: 'Settings of the brand', commands: SETTINGS_COMMANDS },
  { title: 'Test mails', commands: TEST_COMMANDS },
  { title: 'Sources: the connected shops and tools', commands: SOURCE_COMMANDS },
  { title: 'Privacy: what people ask to be done with their data', commands: PRIVACY_COMMANDS },
  { title: 'The local system', commands: LOCAL_COMMANDS },
];

export const COMMANDS: readonly Command[] = GROUPS.flatMap(({ commands }) => commands);
