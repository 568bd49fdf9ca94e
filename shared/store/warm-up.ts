import * as z from 'zod';
import type { FollowUp } from '../contract/follow-up.ts';
import type { WarmCount, WarmDay } from '../domain/reputation/warm-up.ts';
import { tableName } from './client.ts';
import { type Writes, readMany } from './requests.ts';
import { keys, parseBrandKey } from './table.ts';

/** Days that a count is kept after its own. */
const KEPT = 30;

type Counted = Pick<FollowUp, 'brand' | 'purpose'>;

/** Adds a mail to those of the day, for the transaction that claims it; refused when the day has no room for it. */
export const countingWarm = (of: Counted, warm: WarmDay): Writes[number] =>
  adding({ ...of, warm, mails: 1 }, [
    '(attribute_not_exists(mails) OR mails < :ceiling)',
    ...(of.purpose === 'marketing' ? ['(attribute_not_exists(marketing) OR marketing < :most)'] : []),
  ]);

/** Takes it back: the mail certainly did not go. */
export const uncountingWarm = (of: Counted, warm: WarmDay): Writes[number] =>
  adding({ ...of, warm, mails: -1 }, []);

function adding(of: Counted & { warm: WarmDay; mails: 1 | -1 }, conditions: string[]): Writes[number] {
  const { brand, purpose, warm, mails } = of;
  const isMarketing = purpose === 'marketing';
  return {
    Update: {
      TableName: tableName(),
      Key: keys.warmUp(brand, warm.date),
      UpdateExpression: 'ADD mails :mails, marketing :marketing SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':mails': mails,
        ':marketing': isMarketing ? mails : 0,
        ':ttl': Math.floor(warm.until.epochMilliseconds / 1000) + KEPT * 86_400,
        ...(conditions.length > 0 && { ':ceiling': warm.ceiling }),
        ...(conditions.length > 1 && { ':most': warm.mostMarketing }),
      },
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    },
  };
}

const countItem = z.object({ pk: z.string(), mails: z.number(), marketing: z.number() });

/** What went of these days so far, by brand, in one read of a hundred; a brand of which nothing did is not in it. */
export async function loadWarm(
  days: readonly { brand: string; warm: WarmDay }[],
): Promise<Map<string, WarmCount>> {
  const items = await readMany(days.map(({ brand, warm }) => keys.warmUp(brand, warm.date)));
  return new Map(
    items.map((item) => {
      const { pk, ...count } = countItem.parse(item);
      return [parseBrandKey({ pk }), count];
    }),
  );
}
