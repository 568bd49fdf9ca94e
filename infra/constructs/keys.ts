import type { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import { acknowledge } from './acknowledge.ts';
import type { RoomFunction } from './room-function.ts';

/** The two generated keys of a stage. Both are permanent: back them up with the table. */
export class Keys extends Construct {
  readonly #contact: Secret;
  readonly #link: Secret;

  constructor(scope: Construct, id: string, { removal }: { removal: RemovalPolicy }) {
    super(scope, id);
    this.#contact = this.#generate('Contact', 'Turns addresses into contact ids', removal);
    this.#link = this.#generate('Link', 'Signs the links in mails', removal);
    acknowledge(this.#contact, {
      'AwsSolutions-SMG4':
        'Contact ids are derived from this key: another key would make strangers of all contacts.',
    });
    acknowledge(this.#link, {
      'AwsSolutions-SMG4': 'Links in mails that were sent years ago must still unsubscribe.',
    });
  }

  grantContactKey(fn: RoomFunction): void {
    grantValue(fn, this.#contact, ENV.contactKey);
  }

  grantLinkKey(fn: RoomFunction): void {
    grantValue(fn, this.#link, ENV.linkKey);
  }

  #generate(id: string, description: string, removalPolicy: RemovalPolicy): Secret {
    return new Secret(this, id, {
      description,
      removalPolicy,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }
}

function grantValue(
  fn: RoomFunction,
  secret: Secret,
  variable: typeof ENV.contactKey | typeof ENV.linkKey,
): void {
  fn.allow(['secretsmanager:GetSecretValue'], [secret.secretArn], { [variable]: secret.secretArn });
}
