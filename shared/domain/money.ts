import type { Money } from '../contract/primitives.ts';

/**
 * How many minor-unit digits a platform uses where it is not two. A platform has its own rule, which is neither ISO 4217
 * nor that of `Intl`: Stripe, for instance, sends UGX and ISK times 100.
 */
export type MinorUnits = Readonly<Record<string, number>>;

const digitsOf = (digits: number, currencies: string): MinorUnits =>
  Object.fromEntries(currencies.split(' ').map((currency) => [currency, digits]));

/** Stripe's published zero-decimal list without UGX, which it sends with two digits, and the three-decimal ones. */
export const STRIPE_MINOR_UNITS: MinorUnits = {
  ...digitsOf(0, 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'),
  ...digitsOf(3, 'BHD JOD KWD OMR TND'),
};

/** The minor units of ISO 4217 as they stand, which Square and Paddle go by. */
export const ISO_MINOR_UNITS: MinorUnits = {
  ...digitsOf(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digitsOf(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digitsOf(4, 'CLF UYW'),
};

type Decimal = { units: bigint; scale: number };

const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** The amount as an integer of its smallest digit; throws on what is no decimal, for the contract has checked it. */
function read(amount: string): Decimal {
  const match = DECIMAL.exec(amount);
  if (!match) throw new RangeError('not a decimal amount');
  const [, sign = '', whole = '', fraction = ''] = match;
  return { units: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

function write({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const scaleTo = ({ units, scale }: Decimal, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);

/** `fromMinorUnits(6450, 'eur', table)` is 64.50 EUR: exact, never through a floating-point number. */
export function fromMinorUnits(amount: bigint | number | string, currency: string, table: MinorUnits): Money {
  const code = currency.toUpperCase();
  return { amount: write({ units: BigInt(amount), scale: table[code] ?? 2 }), currency: code };
}

/** `69.8400` is 69.84: some platforms fill up with zeros. Two digits stay, for the same amount must read the same. */
export function trimAmount(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return fraction.length <= 2 ? amount : `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** A refund's amount without its sign: some platforms write what goes back with a minus. */
export const absoluteAmount = (amount: string): string => amount.replace(/^-/, '');

/** The sum of two decimal strings, with as many digits as the longer of them. */
function addAmounts(a: string, b: string): string {
  const [left, right] = [read(a), read(b)];
  const scale = Math.max(left.scale, right.scale);
  return write({ units: scaleTo(left, scale) + scaleTo(right, scale), scale });
}

/** Totals per currency with one amount more; currencies are never added to each other. */
export const addMoney = (totals: Record<string, string>, money: Money): Record<string, string> => ({
  ...totals,
  [money.currency]: addAmounts(totals[money.currency] ?? '0', money.amount),
});

export function compareAmounts(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [read(a), read(b)];
  const scale = Math.max(left.scale, right.scale);
  const difference = scaleTo(left, scale) - scaleTo(right, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
