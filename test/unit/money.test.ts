import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STRIPE_MINOR_UNITS, addMoney, compareAmounts, fromMinorUnits } from '../../shared/domain/money.ts';

describe('money', () => {
  test.each([
    [6450, 'eur', '64.50 EUR'],
    [5, 'usd', '0.05 USD'],
    [0, 'usd', '0.00 USD'],
    [-5, 'usd', '-0.05 USD'],
    [6450, 'jpy', '6450 JPY'],
    [6400, 'UGX', '64.00 UGX'],
    [6400, 'isk', '64.00 ISK'],
    [6450, 'huf', '64.50 HUF'],
    [6450, 'kwd', '6.450 KWD'],
    ['90071992547409931', 'eur', '900719925474099.31 EUR'],
  ])('%s minor units of %s are %s', (amount, currency, expected) => {
    const money = fromMinorUnits(amount, currency, STRIPE_MINOR_UNITS);
    expect(`${money.amount} ${money.currency}`).toBe(expected);
  });

  test('adds exactly, and per currency', () => {
    const totals = addMoney(addMoney({}, { amount: '0.1', currency: 'EUR' }), {
      amount: '0.20',
      currency: 'EUR',
    });
    expect(totals).toEqual({ EUR: '0.30' });
    expect(addMoney(totals, { amount: '-0.305', currency: 'EUR' })).toEqual({ EUR: '-0.005' });
    expect(addMoney(totals, { amount: '7', currency: 'JPY' })).toEqual({ EUR: '0.30', JPY: '7' });
  });

  test.each([
    ['1.10', '1.1', 0],
    ['-0', '0.00', 0],
    ['9', '10', -1],
    ['-9', '-10', 1],
    ['0.30000000000000004', '0.3', 1],
    ['999999999999999999.99999999', '999999999999999999.99999998', 1],
  ] as const)('compares %s and %s', (a, b, expected) => {
    expect(compareAmounts(a, b)).toBe(expected);
  });

  test('adding and comparing agree with integers', () => {
    const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [left, right] = [fromMinorUnits(a, 'eur', {}), fromMinorUnits(b, 'eur', {})];
        expect(addMoney(addMoney({}, left), right)).toEqual({ EUR: fromMinorUnits(a + b, 'eur', {}).amount });
        expect(compareAmounts(left.amount, right.amount)).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });
});
