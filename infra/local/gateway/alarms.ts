import { textOf } from '../json.ts';
import { answerError, answerJson } from './call.ts';
import type { Answer, Call } from './call.ts';

/** CloudWatch as far as one asks for alarms. Nothing is measured on a laptop: all stand as on their first day, until told. */
export class LocalAlarms {
  private readonly names: string[];
  private readonly ringing = new Set<string>();

  constructor(names: string[]) {
    this.names = names;
  }

  /** From now on this one rings. */
  ring(name: string): void {
    this.ringing.add(name);
  }

  handle({ operation, input }: Call): Answer {
    if (operation !== 'DescribeAlarms')
      return answerError('monitoring', {
        code: 'InvalidAction',
        message: `${operation} is not supported locally.`,
      });
    const prefix = textOf(input, 'AlarmNamePrefix') ?? '';
    const found = this.names.filter((name) => name.startsWith(prefix));
    return answerJson(
      {
        MetricAlarms: found.map((AlarmName) => ({
          AlarmName,
          StateValue: this.ringing.has(AlarmName) ? 'ALARM' : 'INSUFFICIENT_DATA',
          StateReason: 'Unchecked: Initial alarm creation',
        })),
        CompositeAlarms: [],
      },
      '1.0',
    );
  }
}
