import { describe, expect, test } from 'vitest';
import { faultOfSender } from '../../shared/domain/message/sender.ts';

const verified = { domain: 'mail.example.com', isVerified: true };

describe('an address that mail comes from', () => {
  test.each(['hello@mail.example.com', 'Hello@Shop.Mail.Example.com'])('%s may be one', (address) => {
    expect(faultOfSender(address, 'sender', verified)).toBeUndefined();
  });

  test.each([
    [
      'hello@example.com',
      /of example.com, which SES has no verified identity for: use an address of mail.example.com, or deploy with example.com as SenderDomain/,
    ],
    ['hello@notmail.example.com', /of notmail.example.com/],
    ['hello@mail.example.com.evil.example', /of mail.example.com.evil.example/],
    ['hello', /is no mail address/],
  ])('%s may not, and the identity that it would need is told', (address, reason) => {
    expect(faultOfSender(address, 'reply-to address', verified)).toMatch(reason);
  });

  test('waits until SES has verified the domain', () => {
    expect(faultOfSender('hello@mail.example.com', 'sender', { ...verified, isVerified: false })).toMatch(
      /not verified yet/,
    );
  });
});
