import { CfnOutput, CfnParameter, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
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
import type { TrackingSet, TrackingSets } from '../../shared/contract/tracking-sets.ts';
import type { Stage } from '../stages.ts';
import type { RoomFunction } from './room-function.ts';

/** The domain that mail comes from, and what SES tells about every mail. */
export class MailIdentity extends Construct {
  readonly #identity: EmailIdentity;
  readonly #configurationSet: ConfigurationSet;
  /** SES tells opens and clicks by configuration set; what a set does not publish, it does not put into mails either. */
  readonly #tracking: Readonly<Record<TrackingSet, ConfigurationSet>>;

  constructor(scope: Construct, id: string, { stage, removal }: { stage: Stage; removal: RemovalPolicy }) {
    super(scope, id);
    const domain = new CfnParameter(scope, 'SenderDomain', {
      description:
        'Domain of the sender addresses of all brands, for instance mail.example.com; subdomains included.',
      allowedPattern: '^([a-z0-9-]+\\.)+[a-z]{2,}$',
      ...(stage.senderDomain && { default: stage.senderDomain }),
    });
    const bus = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    this.#configurationSet = configurationSet(this, 'ConfigurationSet', { bus, telling: [] });
    const [opens, clicks] = [EmailSendingEvent.OPEN, EmailSendingEvent.CLICK];
    this.#tracking = {
      clicks: configurationSet(this, 'TellingClicks', { bus, telling: [clicks] }),
      opens: configurationSet(this, 'TellingOpens', { bus, telling: [opens] }),
      both: configurationSet(this, 'TellingBoth', { bus, telling: [opens, clicks] }),
    };
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
    const { clicks, opens, both } = this.#tracking;
    const names = {
      clicks: clicks.configurationSetName,
      opens: opens.configurationSetName,
      both: both.configurationSetName,
    };
    fn.allow(['ses:SendRawEmail'], [this.#identity.emailIdentityArn, ...this.#setArns()], {
      [ENV.configurationSet]: this.#configurationSet.configurationSetName,
      [ENV.trackingSets]: Stack.of(this).toJsonString(names satisfies TrackingSets),
    });
  }

  /** What tells reports of our mails from those of everything else that this account sends. */
  ownReports(): Record<string, unknown> {
    const sets = this.#sets().map(({ configurationSetName }) => configurationSetName);
    return { mail: { tags: { 'ses:configuration-set': sets } } };
  }

  /** Looks how the domain, the account and the reports stand, without changing anything. */
  grantLook(fn: RoomFunction): void {
    fn.allow(['ses:GetEmailIdentity'], [this.#identity.emailIdentityArn], {
      [ENV.senderIdentity]: this.#identity.emailIdentityArn,
    });
    fn.allow(['ses:GetConfigurationSetEventDestinations'], this.#setArns());
    fn.allow(['ses:GetAccount'], ['*']);
  }

  /** Reads to which addresses SES sends nothing for this account. */
  grantSuppressions(fn: RoomFunction): void {
    fn.allow(['ses:ListSuppressedDestinations'], ['*']);
  }

  grantQuota(fn: RoomFunction): void {
    fn.allow(['ses:GetSendQuota'], ['*']);
  }

  #sets(): ConfigurationSet[] {
    return [this.#configurationSet, ...Object.values(this.#tracking)];
  }

  #setArns(): string[] {
    return this.#sets().map(({ configurationSetName: resourceName }) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName }),
    );
  }

  #showDns(scope: Construct): void {
    for (const [i, { name, value }] of this.#identity.dkimRecords.entries()) {
      new CfnOutput(scope, `DkimRecord${i + 1}`, { value: `${name} CNAME ${value}` });
    }
  }
}

/** What SES tells of every mail: not that it has it, which whatever follows says as well. */
const ALWAYS = [
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
  EmailSendingEvent.DELIVERY_DELAY,
];

type Telling = { bus: IEventBus; telling: readonly EmailSendingEvent[] };

function configurationSet(scope: Construct, id: string, { bus, telling }: Telling): ConfigurationSet {
  const set = new ConfigurationSet(scope, id, {
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    // Encrypted wherever the receiving side can: refusing the rest would lose mail that people expect.
    tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
  });
  // SES can publish to the default bus only.
  const destination = EventDestination.eventBus(bus);
  set.addEventDestination('Feedback', { destination, events: [...ALWAYS, ...telling] });
  return set;
}
