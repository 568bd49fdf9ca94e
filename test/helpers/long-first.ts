import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Proofs that take minutes, the longest first. Begun last, one of them would keep a core while the other has nothing left. */
const LONG = ['rehearsal', 'rehearsal-half', 'import', 'many-files', 'year', 'pause', 'restart', 'kill'];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG.indexOf(basename(moduleId, '.test.ts'));
  return at === -1 ? LONG.length : at;
};

/** Long files first, the others as usual. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
