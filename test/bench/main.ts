import { parseArgs } from 'node:util';
import { benchCalendar } from './calendar.ts';
import { benchDispatch } from './dispatch.ts';
import { benchImport } from './import.ts';
import { benchReplay } from './replay.ts';
import { benchRooms } from './rooms.ts';
import { benchRules } from './rules.ts';
import { benchSend } from './send.ts';
import { benchWay } from './way.ts';
import { benchYear } from './year.ts';

const HELP = `Usage: npm run bench -- [section …] [--rounds N] [--events N] [--rows N] [--people N] [--follow-ups N]

  rooms   CPU per webhook acknowledged and per follow-up all the way to the inbox, beside the bare SDK calls
          that each must make, against the same emulators; requests and units of the table per follow-up
  rules   choosing among 1,000 live rules beside json-rules-engine and a compiled loop, among 10,000 beside 100;
          rendering a published template beside bare Liquid
  replay  100,000 recorded events (or --events N) once more through the API, beside the bare reading of the same
          pages
  import  50,000 people (or --rows N) from a file through the CLI, new and known, beside bare BatchWriteItem of the
          same items; rows a second and peak memory
  calendar
          one run of the calendar among 10 thousand, 100 thousand and a million people (or up to --people N) with equally
          many who have their day, and with ten times as many; requests and units of the table, memory of the function.
          The table of a million is made once, which takes minutes, and kept in .build
  dispatch
          10 and 100 thousand follow-ups (or up to --follow-ups N) that are due in the same minute: requests and units of
          the table for each thousand released, their order, the largest share of a shard, and how many go twice
  send    20,000 follow-ups (or --follow-ups N) through an SES that throttles 5 %, does not answer 2 % in time and resets
          1 %: how many are sent, parked, sent twice and lost; before that, with an SES that works, mails a second beside
          a bare loop that hands the same mails to the same emulator
  year    1,000 people (or up to --people 10000) from a file, and the clock through a year of their days: a birthday
          each, then an anniversary too, beside a tenth of them
  way     the whole local system from outside: time from webhook to mail, mails a second, CPU of all processes

Ratios are medians over the rounds, with the lowest and the highest. The machine is shared: compare ratios, not times.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '12' },
    events: { type: 'string', default: '100000' },
    rows: { type: 'string', default: '50000' },
    people: { type: 'string' },
    'follow-ups': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const SECTIONS: Record<string, (rounds: number) => Promise<void>> = {
  rooms: benchRooms,
  rules: benchRules,
  replay: (rounds) => benchReplay(rounds, Number(values.events)),
  import: () => benchImport(Number(values.rows)),
  calendar: () => benchCalendar(Number(values.people ?? 1_000_000)),
  year: () => benchYear(Number(values.people ?? 1000)),
  dispatch: () => benchDispatch(Number(values['follow-ups'] ?? 100_000)),
  send: (rounds) => benchSend(rounds, Number(values['follow-ups'] ?? 20_000)),
  way: benchWay,
};

if (values.help) console.log(HELP);
else {
  const wanted = positionals.length > 0 ? positionals : Object.keys(SECTIONS);
  for (const name of wanted) {
    const section = SECTIONS[name];
    if (!section) throw new Error(`There is no section "${name}". ${HELP}`);
    await section(Number(values.rounds));
  }
}
