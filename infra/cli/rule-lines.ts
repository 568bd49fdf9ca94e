import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import { CommandError } from './client.ts';
import { type Item, byName } from './rule-files.ts';

/** How a refusal of what is written begins; others are of no line. */
export const INVALID = 'Refused (400): ';

/** A refusal of rules by the API, which knows no files: each sentence with the file, and the line of what it names. */
export function inFiles(error: unknown, items: readonly Item[]): unknown {
  if (!(error instanceof CommandError) || !error.message.startsWith(INVALID)) return error;
  const there = byName(items);
  const lines = error.message.split('\n').map((line) => {
    const [, refused = '', id, fault = ''] =
      /^(Refused \(\d+\): )?(?:The rule "([^"]+)": )?(.*)$/.exec(line) ?? [];
    // Of one that is sent alone its name is not said.
    const item = id === undefined && items.length === 1 ? items[0] : there.get(`rule ${id}`);
    return item?.kind === 'rule' ? `${refused}${placeOf(item, fault)}: ${fault}` : line;
  });
  return new CommandError(lines.join('\n'), error.exitCode, { cause: error });
}

/** A sentence names first what is wrong: `There is no "if.all.0.fild"`. What is missing has no line. */
function placeOf({ files }: Item, fault: string): string {
  const [[name, text] = ['', '']] = [...files];
  const [, path] = /"([^"]+)"/.exec(fault) ?? [];
  const line = path === undefined ? undefined : lineOf(text, path.split('.'));
  return line === undefined ? name : `${name}, line ${line}`;
}

function lineOf(text: string, path: readonly string[]): number | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const last = path.at(-1);
  const above: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = isMap(above)
    ? above.items.map((pair) => pair.key).find((each) => isScalar(each) && each.value === last)
    : document.getIn(path, true);
  return isNode(key) && key.range ? lineCounter.linePos(key.range[0]).line : undefined;
}
