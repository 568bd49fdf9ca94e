import { describe, expect, it } from 'vitest';
import { NEEDS_NOTHING } from '../../infra/local/template/kinds.ts';
import { readModel } from '../../infra/local/template/model.ts';
import { readStacks } from '../../infra/local/template/read.ts';

const addresses = { gateway: 'http://127.0.0.1:9', front: 'http://localhost:3000' };
const bucket = (properties: unknown) => ({
  Resources: { It: { Type: 'AWS::Test::It', Properties: properties } },
});
const resolved = (value: unknown, more = {}) =>
  readStacks([{ name: 's', template: { ...bucket({ value }), ...more } }], { addresses })[0]?.properties[
    'value'
  ];

describe('reading a template', () => {
  it.each([
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-central-1'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::StackName' }]] }, 'a-s'],
    ['Sub', { 'Fn::Sub': 'x-${AWS::AccountId}-${!Literal}' }, 'x-000000000000-${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${name}!', { name: 'Ana' }] }, 'Ana!'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
  ])('resolves %s', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('takes parameters and conditions', () => {
    const more = {
      Parameters: { Size: { Type: 'String', Default: 'small' } },
      Conditions: { Small: { 'Fn::Equals': [{ Ref: 'Size' }, 'small'] } },
    };
    expect(resolved({ 'Fn::If': ['Small', { Ref: 'Size' }, 'big'] }, more)).toBe('small');
  });

  it('resolves what one stack imports from another', () => {
    const queues = {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } },
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'shared' } } },
    };
    const stacks = [
      { name: 'user', template: bucket({ value: { 'Fn::ImportValue': 'shared' } }) },
      { name: 'owner', template: queues },
    ];
    expect(readStacks(stacks, { addresses })[0]?.properties['value']).toBe(
      'arn:aws:sqs:eu-central-1:000000000000:extra-mile-Queue',
    );
  });

  it('gives a queue an address on the gateway', () => {
    const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mine' } } } };
    expect(readStacks([{ name: 's', template }], { addresses })[0]?.ref).toBe(
      'http://127.0.0.1:9/000000000000/mine',
    );
  });

  it('refuses an intrinsic function that it does not know', () => {
    expect(() => resolved({ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] })).toThrow('Fn::Cidr');
  });

  it('refuses a reference to nothing', () => {
    expect(() => resolved({ Ref: 'Missing' })).toThrow('Missing');
  });

  it('stops on unknown resources and names each with its kind', () => {
    const resources = readStacks([{ name: 'service', template: bucket({}) }], { addresses });
    expect(() => readModel(resources)).toThrow('It (AWS::Test::It) in stack service');
  });

  it('stops on a property that it cannot honour', () => {
    const template = {
      Resources: {
        Map: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'a', FunctionName: 'f', FilterCriteria: { Filters: [] } },
        },
      },
    };
    expect(() => readModel(readStacks([{ name: 's', template }], { addresses }))).toThrow(
      /Map.*FilterCriteria/s,
    );
  });

  it('says why for every kind that is left out', () => {
    expect(Object.values(NEEDS_NOTHING).every((reason) => reason.length > 10)).toBe(true);
  });
});
