import type { Condition } from '../../contract/rule.ts';

const AMOUNT = 'event.order.total.amount';
const CURRENCY = 'event.order.total.currency';

/** 200 of what? An amount says nothing until its currency is asked for, too. */
export const checkCurrency = (condition: Condition | undefined): string[] =>
  condition !== undefined && lacksCurrency(condition, false)
    ? [
        `"${AMOUNT}" is compared without its currency; put both under "all", ` +
          `with { field: ${CURRENCY}, op: eq, value: EUR }.`,
      ]
    : [];

function lacksCurrency(condition: Condition, isSaid: boolean): boolean {
  if ('all' in condition) {
    const isSaidHere = isSaid || condition.all.some(saysCurrency);
    return condition.all.some((part) => lacksCurrency(part, isSaidHere));
  }
  if ('any' in condition) return condition.any.some((part) => lacksCurrency(part, isSaid));
  if ('not' in condition) return lacksCurrency(condition.not, isSaid);
  return !isSaid && condition.field === AMOUNT && condition.op !== 'exists';
}

function saysCurrency(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(saysCurrency);
  if ('any' in condition) return condition.any.every(saysCurrency);
  return 'field' in condition && condition.field === CURRENCY && ['eq', 'in'].includes(condition.op);
}
