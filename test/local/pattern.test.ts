import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../infra/local/gateway/pattern.ts';

const event = {
  source: 'aws.ses',
  'detail-type': 'Email Bounced',
  resources: ['arn:one', 'arn:two'],
  detail: {
    kind: 'purchase',
    total: 12.5,
    name: 'Ana',
    nested: { flag: true, none: null },
    list: [{ sku: 'KT-1' }],
  },
};

const cases: [string, Record<string, unknown>, boolean][] = [
  ['an exact value', { source: ['aws.ses'] }, true],
  ['one of several values', { source: ['x', 'aws.ses'] }, true],
  ['another value', { source: ['aws.sqs'] }, false],
  ['all fields together', { source: ['aws.ses'], 'detail-type': ['Email Sent'] }, false],
  ['a boolean inside', { detail: { nested: { flag: [true] } } }, true],
  ['null', { detail: { nested: { none: [null] } } }, true],
  ['a value of a list', { resources: ['arn:two'] }, true],
  ['an object in a list', { detail: { list: { sku: ['KT-1'] } } }, true],
  ['a prefix', { source: [{ prefix: 'aws.' }] }, true],
  ['a suffix', { source: [{ suffix: '.ses' }] }, true],
  ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
  ['text in any case', { detail: { name: [{ 'equals-ignore-case': 'ANA' }] } }, true],
  ['a wildcard', { 'detail-type': [{ wildcard: 'Email*' }] }, true],
  ['a wildcard that does not fit', { 'detail-type': [{ wildcard: 'E*Sent' }] }, false],
  ['a field that is there', { detail: { total: [{ exists: true }] } }, true],
  ['a field that is not there', { detail: { absent: [{ exists: false }] } }, true],
  ['a missing field in a missing object', { detail: { no: { such: [{ exists: false }] } } }, true],
  ['anything but a value', { detail: { kind: [{ 'anything-but': ['refund'] }] } }, true],
  ['anything but this value', { detail: { kind: [{ 'anything-but': 'purchase' }] } }, false],
  ['anything but a prefix', { detail: { kind: [{ 'anything-but': { prefix: 'pur' } }] } }, false],
  ['anything but, of a missing field', { detail: { absent: [{ 'anything-but': 'x' }] } }, false],
  ['a number in a range', { detail: { total: [{ numeric: ['>', 10, '<=', 12.5] }] } }, true],
  ['a number outside', { detail: { total: [{ numeric: ['<', 10] }] } }, false],
  ['one of two patterns', { $or: [{ source: ['x'] }, { detail: { name: ['Ana'] } }] }, true],
];

describe('a pattern of the bus', () => {
  it.each(cases)('matches %s', (_, pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it('stops the start on an operator that it does not know, and names it', () => {
    expect(() => compilePattern({ detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, 'Rule1')).toThrow(
      'Rule1.detail.ip: the operator "cidr" is not supported locally.',
    );
  });
});
