import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What one question is answered with; `[]` is a name that is not there. */
export type Zone = Readonly<Record<string, readonly string[]>>;

const TYPES: Readonly<Record<number, string>> = { 5: 'CNAME', 15: 'MX', 16: 'TXT' };
const NO_SUCH_NAME = 3;
const REFUSED = 5;

/**
 * A name server on this machine. It knows what it was told (`TXT bounce.shop.example`) and refuses everything else, so
 * that a test fails that asks for what it did not expect; `refused` names it.
 */
export async function startDns(zone: Zone) {
  const refused: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { question, end } = readQuestion(query);
    const said = zone[question];
    if (!said) refused.push(question);
    socket.send(answer(query.subarray(0, end), { type: question.split(' ')[0] ?? '', said }), from.port);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    refused,
    stop: () => new Promise<void>((done) => socket.close(() => done())),
  };
}

function readQuestion(query: Buffer): { question: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  return { question: `${TYPES[type] ?? type} ${labels.join('.')}`, end: at + 5 };
}

function answer(
  asked: Buffer,
  { type, said }: { type: string; said: readonly string[] | undefined },
): Buffer {
  const head = Buffer.from(asked);
  const code = said === undefined ? REFUSED : said.length === 0 ? NO_SUCH_NAME : 0;
  head.writeUInt16BE(0x81_80 | code, 2);
  head.writeUInt16BE(said?.length ?? 0, 6);
  // What else the query may have counted, its own options for instance, does not come back.
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...(said ?? []).map((one) => record(type, one))]);
}

function record(type: string, said: string): Buffer {
  const data = DATA[type]?.(said) ?? Buffer.alloc(0);
  const head = Buffer.alloc(12);
  // The name is the one at byte 12, that of the question.
  head.writeUInt16BE(0xc0_0c, 0);
  head.writeUInt16BE(Number(Object.entries(TYPES).find(([, name]) => name === type)?.[0]), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

const nameOf = (name: string): Buffer => Buffer.concat([...name.split('.').map(short), Buffer.from([0])]);
const short = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);

const DATA: Readonly<Record<string, (said: string) => Buffer>> = {
  CNAME: nameOf,
  MX: (said) => {
    const [priority = '', host = ''] = said.split(' ');
    const number = Buffer.alloc(2);
    number.writeUInt16BE(Number(priority));
    return Buffer.concat([number, nameOf(host)]);
  },
  // A string of a record holds 255 characters; longer texts go on in the next.
  TXT: (said) => Buffer.concat((said.match(/.{1,255}/gs) ?? []).map(short)),
};
