import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finding, diagnosis } from '../../shared/contract/doctor.ts';
import { ENV } from '../../shared/contract/names.ts';
import { type TestConsole, startConsole } from '../helpers/console.ts';
import { startDns } from '../helpers/dns.ts';

const ACCOUNT = '123456789012';
let console_: TestConsole;
let dns: Awaited<ReturnType<typeof startDns>>;
let local: string;

/** The name server has to be named before the first question; none of the others asks any. */
beforeAll(async () => {
  console_ = await startConsole();
  local = process.env[ENV.senderIdentity] ?? '';
  dns = await startDns({
    'CNAME first._domainkey.demo.example': [],
    'CNAME second._domainkey.demo.example': ['second.dkim.eu.example'],
    'MX bounce.demo.example': ['10 feedback-smtp.eu-central-1.amazonses.com'],
    'TXT bounce.demo.example': [`v=spf1 ${'ip4:192.0.2.1 '.repeat(20)}include:amazonses.com ~all`],
    'TXT _dmarc.demo.example': ['v=DMARC1; p=quarantine'],
  });
  process.env[ENV.dnsServer] = dns.address;
});
afterAll(async () => {
  await Promise.all([console_.stop(), dns.stop()]);
});

async function examine(): Promise<Finding[]> {
  const { status, body } = await console_.call('GET', 'doctor');
  expect(status).toBe(200);
  return diagnosis.parse(body).findings;
}
const stateOf = (findings: Finding[], id: string) => findings.find((one) => one.id === id)?.state;

/** As it would be in an account: what differs is the ARN that the template gives. */
async function inAccount(look: () => Promise<void>): Promise<void> {
  process.env[ENV.senderIdentity] = local.replace(/:\d{12}:/, `:${ACCOUNT}:`);
  try {
    await look();
  } finally {
    process.env[ENV.senderIdentity] = local;
    console_.cloud.gateway.faults.clear();
  }
}

describe('on the local system', () => {
  it('says what production needs, and asks nothing of DNS', async () => {
    const findings = await examine();
    for (const id of ['place', 'identity', 'dmarc', 'sandbox', 'feedback'])
      expect(stateOf(findings, id)).toBe('unseen');
    expect(stateOf(findings, 'sender')).toBe('ok');
    expect(stateOf(findings, 'postal-address')).toBe('wrong');
    expect(stateOf(findings, 'rules')).toBe('warn');
    expect(dns.refused).toEqual([]);
  });

  it('is for admins alone', async () => {
    expect(await console_.call('GET', 'doctor', { role: 'approver' })).toMatchObject({ status: 403 });
  });
});

describe('in an account', () => {
  it('sees domain, account, reports and DNS with the permissions of the template', async () => {
    await inAccount(async () => {
      const findings = await examine();
      const seen = [
        'identity',
        'dkim',
        'mail-from',
        'spf',
        'dmarc',
        'dmarc-alignment',
        'sandbox',
        'standing',
      ];
      for (const id of [...seen, 'quota', 'feedback', 'dead-letters', 'alarms'])
        expect([id, stateOf(findings, id)]).toEqual([id, 'ok']);
    });
  });

  it('names the records that are lacking', async () => {
    await inAccount(async () => {
      console_.cloud.mailAccount.set('demo.example', {
        VerifiedForSendingStatus: false,
        DkimAttributes: {
          SigningEnabled: true,
          Status: 'PENDING',
          Tokens: ['first', 'second'],
          SigningHostedZone: 'dkim.eu.example',
        },
      });
      const findings = await examine();
      expect(findings.find(({ id }) => id === 'identity')).toMatchObject({ state: 'wrong' });
      expect(findings.find(({ id }) => id === 'dkim')?.mend?.records).toEqual([
        { type: 'CNAME', name: 'first._domainkey.demo.example', value: 'first.dkim.eu.example' },
      ]);
      expect(dns.refused).toEqual([]);
    });
  });

  it('what SES does not tell is a finding of its own, and the rest is seen', async () => {
    await inAccount(async () => {
      const { faults } = console_.cloud.gateway;
      faults.add({
        service: 'sesv2',
        operation: 'GetAccount',
        respond: { status: 403, code: 'AccessDeniedException' },
      });
      faults.add({
        service: 'sesv2',
        operation: 'GetEmailIdentity',
        respond: { status: 404, code: 'NotFoundException' },
      });
      faults.add({
        service: 'sesv2',
        operation: 'GetConfigurationSetEventDestinations',
        times: 2,
        dropAfterRead: true,
      });
      const findings = await examine();
      expect(findings.find(({ id }) => id === 'sandbox')).toMatchObject({
        state: 'unseen',
        what: expect.stringContaining('AccessDenied'),
      });
      expect(stateOf(findings, 'identity')).toBe('wrong');
      expect(stateOf(findings, 'feedback')).toBe('unseen');
      expect(stateOf(findings, 'spf')).toBe('ok');
    });
  });

  it('counts what was given up', async () => {
    const { cloud } = console_;
    const name = cloud.queues.names().find((one) => one.includes('SendQueueDeadLetters'));
    cloud.queues.put(name ?? '', '{}');
    const letters = (await examine()).filter(({ id }) => id === 'dead-letters');
    expect(letters).toMatchObject([{ state: 'wrong', what: '1 dead letter of send.' }]);
  });

  it('names the alarms that ring', async () => {
    await inAccount(async () => {
      console_.cloud.alarms.ring('extramile-dev-mail-bounces');
      const alarms = (await examine()).filter(({ id }) => id === 'alarms');
      expect(alarms).toMatchObject([{ state: 'wrong', what: 'The alarm mail-bounces rings.' }]);
    });
  });
});
