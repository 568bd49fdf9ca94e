import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { textOf } from '../json.ts';
import type { SecretModel } from '../template/model.ts';
import { secretArn } from '../template/identities.ts';
import { answerError, answerJson } from './call.ts';
import type { Answer, Call } from './call.ts';

const stored = z.record(
  z.string(),
  z.object({ name: z.string(), value: z.string(), version: z.string(), changedAt: z.number() }),
);
type Stored = z.infer<typeof stored>;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PUNCTUATION = '!#$%&()*+,-./:;<=>?@[]^_{|}~';

/** Secrets Manager over one file that only its owner can read. Generated secrets are made once and kept. */
export class Secrets {
  private readonly path: string;
  private readonly secrets: Stored;

  constructor(path: string, model: SecretModel[]) {
    this.path = path;
    this.secrets = existsSync(path) ? stored.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
    for (const secret of model) {
      if (this.secrets[secret.ref]) continue;
      const name = secret.ref.replace(/^.*:secret:/, '').replace(/-\w{6}$/, '');
      this.set(secret.ref, name, secret.SecretString ?? generate(secret.GenerateSecretString));
    }
  }

  handle(call: Call): Answer {
    const run = ACTIONS[call.operation];
    if (!run) return refuse('InvalidRequestException', `${call.operation} is not supported locally.`);
    return run(this, call);
  }

  find(id: string): { arn: string; secret: Stored[string] } | undefined {
    const arn = id.startsWith('arn:') ? id : secretArn(id);
    const secret = this.secrets[arn];
    return secret && { arn, secret };
  }

  set(arn: string, name: string, value: string): Stored[string] {
    const secret = { name, value, version: randomUUID(), changedAt: Date.now() / 1000 };
    this.secrets[arn] = secret;
    writeFileSync(`${this.path}.new`, JSON.stringify(this.secrets, undefined, 1), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
    return secret;
  }
}

const refuse = (code: string, message: string): Answer => answerError('secretsmanager', { code, message });
const notFound = (): Answer =>
  refuse('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

const ACTIONS: Record<string, (secrets: Secrets, call: Call) => Answer> = {
  GetSecretValue: (secrets, { input }) => {
    const found = secrets.find(textOf(input, 'SecretId') ?? '');
    if (!found) return notFound();
    const { name, value, version, changedAt } = found.secret;
    return answerJson({
      ARN: found.arn,
      Name: name,
      VersionId: version,
      SecretString: value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: changedAt,
    });
  },
  DescribeSecret: (secrets, { input }) => {
    const found = secrets.find(textOf(input, 'SecretId') ?? '');
    if (!found) return notFound();
    return answerJson({ ARN: found.arn, Name: found.secret.name, LastChangedDate: found.secret.changedAt });
  },
  CreateSecret: (secrets, { input }) => {
    const name = textOf(input, 'Name') ?? '';
    const arn = secretArn(name);
    if (secrets.find(arn)) {
      return refuse('ResourceExistsException', 'A resource with the ID you requested already exists.');
    }
    const { version } = secrets.set(arn, name, textOf(input, 'SecretString') ?? '');
    return answerJson({ ARN: arn, Name: name, VersionId: version });
  },
  PutSecretValue: (secrets, { input }) => {
    const found = secrets.find(textOf(input, 'SecretId') ?? '');
    if (!found) return notFound();
    const { version } = secrets.set(found.arn, found.secret.name, textOf(input, 'SecretString') ?? '');
    return answerJson({
      ARN: found.arn,
      Name: found.secret.name,
      VersionId: version,
      VersionStages: ['AWSCURRENT'],
    });
  },
};

function generate(wish: SecretModel['GenerateSecretString']): string {
  const letters = wish?.ExcludePunctuation ? ALPHABET : ALPHABET + PUNCTUATION;
  const length = wish?.PasswordLength ?? 32;
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
