import { CfnOutput, CfnParameter, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Stage } from '../stages.ts';
import type { RoomFunction } from './room-function.ts';

/** The domain that mail comes from, and what SES tells about every mail. */
export class MailIdentity extends Construct {
  readonly #identity: EmailIdentity;
  readonly #configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, { stage, removal }: { stage: Stage; removal: RemovalPolicy }) {
    super(scope, id);
    const domain = new CfnParameter(scope, 'SenderDomain', {
      description:
        'Domain of the sender addresses of all brands, for instance mail.example.com; subdomains included.',
      allowedPattern: '^([a-z0-9-]+\\.)+[a-z]{2,}$',
      ...(stage.senderDomain && { default: stage.senderDomain }),
    });
    this.#configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      // Encrypted wherever the receiving side can: refusing the rest would lose mail that people expect.
      tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
    });
    this.#publishFeedback();
    this.#identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain.valueAsString),
      configurationSet: this.#configurationSet,
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      mailFromDomain: `bounce.${domain.valueAsString}`,
      // Feedback comes as events; SES need not mail it to the sender as well.
      feedbackForwarding: false,
    });
    this.#identity.applyRemovalPolicy(removal);
    this.#showDns(scope);
  }

  grantSend(fn: RoomFunction): void {
    fn.allow(['ses:SendRawEmail'], [this.#identity.emailIdentityArn, this.#setArn()], {
      [ENV.configurationSet]: this.#configurationSet.configurationSetName,
    });
  }

  /** What tells reports of our mails from those of everything else that this account sends. */
  ownReports(): Record<string, unknown> {
    const set = this.#configurationSet.configurationSetName;
    return { mail: { tags: { 'ses:configuration-set': [set] } } };
  }

  /** Looks how the domain, the account and the reports stand, without changing anything. */
  grantLook(fn: RoomFunction): void {
    fn.allow(['ses:GetEmailIdentity'], [this.#identity.emailIdentityArn], {
      [ENV.senderIdentity]: this.#identity.emailIdentityArn,
    });
    fn.allow(['ses:GetConfigurationSetEventDestinations'], [this.#setArn()]);
    fn.allow(['ses:GetAccount'], ['*']);
  }

  /** Reads to which addresses SES sends nothing for this account. */
  grantSuppressions(fn: RoomFunction): void {
    fn.allow(['ses:ListSuppressedDestinations'], ['*']);
  }

  grantQuota(fn: RoomFunction): void {
    fn.allow(['ses:GetSendQuota'], ['*']);
  }

  #setArn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.#configurationSet.configurationSetName,
    });
  }

  /** SES can publish to the default bus only. */
  #publishFeedback(): void {
    const destination = EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default'));
    this.#configurationSet.addEventDestination('Feedback', {
      destination,
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
  }

  #showDns(scope: Construct): void {
    for (const [i, { name, value }] of this.#identity.dkimRecords.entries()) {
      new CfnOutput(scope, `DkimRecord${i + 1}`, { value: `${name} CNAME ${value}` });
    }
  }
}
