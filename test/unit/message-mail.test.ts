import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';

const TAKEN = `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>m-1</MessageId></SendRawEmailResult></SendRawEmailResponse>`;
const refusal = (code: string, message = 'no') =>
  `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answer =
  (status: number, body: string): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

/** An SES that reads every request to its end, remembers it, and then does what it is told. */
async function startSes(behave: Answer) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      behave(request, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stop = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  closers.push(stop);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { bodies, stop, url: `http://127.0.0.1:${port}` };
}

/** A fresh module with a fresh client, so that each test has its own endpoint and no warm connection. */
async function freshMail(endpoint: string) {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.resetModules();
  return await import('../../shared/clients/mail.ts');
}

const MAIL = {
  raw: Buffer.from('Subject: x\r\n\r\nx'),
  to: 'ana@bücher.example',
  configurationSet: 'extramile',
  tags: { 'follow-up': 'ZGVtbw', brand: 'demo' },
};

describe('sendMail', () => {
  it('hands over the message with recipient, configuration set and tags, and returns the message id', async () => {
    const ses = await startSes(answer(200, TAKEN));
    const { sendMail } = await freshMail(ses.url);
    expect(await sendMail(MAIL)).toEqual({ ok: true, value: { messageId: 'm-1' } });
    const form = new URLSearchParams(ses.bodies[0]);
    expect(form.get('Action')).toBe('SendRawEmail');
    expect(Buffer.from(form.get('RawMessage.Data') ?? '', 'base64')).toEqual(MAIL.raw);
    expect(form.get('Destinations.member.1')).toBe('ana@xn--bcher-kva.example');
    expect(form.get('ConfigurationSetName')).toBe('extramile');
    expect([form.get('Tags.member.1.Name'), form.get('Tags.member.1.Value')]).toEqual([
      'follow-up',
      'ZGVtbw',
    ]);
  });

  const doubts: [string, Answer][] = [
    ['drops the connection after reading everything', (request) => request.socket.destroy()],
    ['answers 500', answer(500, refusal('InternalFailure'))],
    ['answers 503 to slow down', answer(503, refusal('ServiceUnavailable'))],
    ['answers 400 with something that is not of SES', answer(400, '<html>proxy says no</html>')],
    ['answers 200 with nothing in it', answer(200, '')],
    ['answers 408', answer(408, refusal('RequestTimeout'))],
    [
      'breaks off in the middle of its answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': '900' }).write(TAKEN.slice(0, 60));
        setImmediate(() => request.socket.destroy());
      },
    ],
  ];
  it.each(doubts)('is in doubt, having asked exactly once, when SES %s', async (_, behave) => {
    const ses = await startSes(behave);
    const { sendMail } = await freshMail(ses.url);
    const result = await sendMail(MAIL);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'doubt', retryable: false } });
    expect(ses.bodies).toHaveLength(1);
  });

  it('is in doubt, having asked exactly once, when the answer comes after the time-out', async () => {
    const ses = await startSes(() => vi.advanceTimersByTime(10_001));
    const { sendMail } = await freshMail(ses.url);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(await sendMail(MAIL)).toMatchObject({ ok: false, failure: { kind: 'doubt', retryable: false } });
    expect(ses.bodies).toHaveLength(1);
  });

  const refusals: [string, string, string, boolean][] = [
    ['Throttling', 'Maximum sending rate exceeded.', 'throttled', true],
    ['Throttling', 'Daily message quota exceeded.', 'quota', true],
    ['LimitExceededException', 'Daily message quota exceeded', 'quota', true],
    ['LimitExceeded', 'Too many.', 'throttled', true],
    ['MessageRejected', 'Email address is not verified: ana@example.com', 'unreachable', true],
    ['MessageRejected', 'Sending suspended for this account.', 'unreachable', true],
    ['MessageRejected', 'The message contains a virus.', 'refused', false],
    ['InvalidParameterValue', 'Local address contains control or whitespace', 'refused', false],
    ['MailFromDomainNotVerifiedException', 'no MX', 'unreachable', true],
    ['AccountSendingPausedException', 'paused', 'unreachable', true],
    ['ConfigurationSetDoesNotExist', 'gone', 'unreachable', true],
    ['ExpiredToken', 'expired', 'unreachable', true],
  ];
  it.each(refusals)('reads the 400 %s (%s) as %s', async (code, message, kind, retryable) => {
    const ses = await startSes(answer(400, refusal(code, message)));
    const { sendMail } = await freshMail(ses.url);
    const result = await sendMail(MAIL);
    expect(result).toMatchObject({ ok: false, failure: { kind, retryable } });
    expect(ses.bodies).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('ana@');
  });

  it('has sent nothing when nobody listens', async () => {
    const ses = await startSes(answer(200, TAKEN));
    await ses.stop();
    const { sendMail } = await freshMail(ses.url);
    expect(await sendMail(MAIL)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', retryable: true },
    });
  });

  it('has sent nothing when the name cannot be found', async () => {
    const { sendMail } = await freshMail('http://ses.invalid');
    expect(await sendMail(MAIL)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', retryable: true },
    });
  });

  it('does not trust a connection that has idled: a dead one would leave the mail in doubt', async () => {
    const ports: (number | undefined)[] = [];
    const ses = await startSes((request, response) => {
      ports.push(request.socket.remotePort);
      answer(200, TAKEN)(request, response);
    });
    const { sendMail } = await freshMail(ses.url);
    vi.useFakeTimers({ toFake: ['Date'] });
    await sendMail(MAIL);
    await sendMail(MAIL);
    vi.setSystemTime(Date.now() + 60_000);
    await sendMail(MAIL);
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[0]);
  });

  it('nor one that idles while another is busy', async () => {
    const ports: (number | undefined)[] = [];
    const ses = await startSes((request, response) => {
      ports.push(request.socket.remotePort);
      answer(200, TAKEN)(request, response);
    });
    const { sendMail } = await freshMail(ses.url);
    vi.useFakeTimers({ toFake: ['Date'] });
    await Promise.all([sendMail(MAIL), sendMail(MAIL)]);
    for (let second = 0; second < 3; second++) {
      vi.setSystemTime(Date.now() + 2000);
      await sendMail(MAIL);
    }
    const busy = ports.at(-1);
    await Promise.all([sendMail(MAIL), sendMail(MAIL)]);
    const [idle] = ports.slice(0, 2).filter((port) => port !== busy);
    expect(ports.slice(-2)).toContain(busy);
    expect(ports.slice(-2)).not.toContain(idle);
  });
});
