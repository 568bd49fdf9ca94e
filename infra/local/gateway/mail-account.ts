import { createHash } from 'node:crypto';
import { textOf } from '../json.ts';
import type { Json } from '../json.ts';
import type { Model } from '../template/model.ts';
import { answerError, answerJson } from './call.ts';
import type { Answer, Call } from './call.ts';
import type { MailService } from './mail-service.ts';
import type { MailSuppressions } from './mail-suppressions.ts';

type Known = Pick<Model, 'emailIdentities' | 'mailDestinations' | 'configurationSets'>;

/** The half of SES that tells how the account stands. It says what holds here: what the template names may send, to anybody. */
export class MailAccount {
  private readonly model: Known;
  private readonly mail: MailService;
  readonly suppressions: MailSuppressions;
  private readonly told = new Map<string, Json>();

  constructor(model: Known, mail: MailService, suppressions: MailSuppressions) {
    this.model = model;
    this.mail = mail;
    this.suppressions = suppressions;
  }

  handle({ operation, input }: Call): Answer {
    return (
      this.operations[operation]?.(input) ??
      answerError('sesv2', {
        code: 'BadRequestException',
        message: `${operation} is not supported locally.`,
      })
    );
  }

  private readonly operations: Readonly<Record<string, (input: Json) => Answer>> = {
    GetAccount: () => this.account(),
    GetEmailIdentity: (input) => this.identity(textOf(input, 'EmailIdentity') ?? ''),
    GetConfigurationSetEventDestinations: (input) =>
      this.destinations(textOf(input, 'ConfigurationSetName') ?? ''),
    ListSuppressedDestinations: (input) => this.suppressions.listDestinations(input),
    GetSuppressedDestination: (input) => this.suppressions.getDestination(input),
    PutSuppressedDestination: (input) => this.suppressions.putDestination(input),
    DeleteSuppressedDestination: (input) => this.suppressions.deleteDestination(input),
  };

  /** From now on this is told of an identity, whatever may be sent. */
  set(identity: string, told: Json): void {
    this.told.set(identity, told);
  }

  private account(): Answer {
    const { quota, sentToday } = this.mail;
    return answerJson({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: { Max24HourSend: quota.perDay, MaxSendRate: quota.rate, SentLast24Hours: sentToday },
      SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  }

  private identity(name: string): Answer {
    const found = this.model.emailIdentities.find(({ EmailIdentity }) => EmailIdentity === name);
    if (!found) return notFound(`Email identity ${name} does not exist.`);
    const told = this.told.get(name);
    if (told) return answerJson(told);
    const { MailFromDomain } = found.MailFromAttributes ?? {};
    return answerJson({
      IdentityType: 'DOMAIN',
      FeedbackForwardingStatus: false,
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: {
        SigningEnabled: true,
        Status: 'SUCCESS',
        Tokens: [1, 2, 3].map((at) => tokenOf(`${name} ${at}`)),
        SigningAttributesOrigin: 'AWS_SES',
        SigningHostedZone: 'dkim.amazonses.com',
      },
      ...(MailFromDomain !== undefined && {
        MailFromAttributes: {
          MailFromDomain,
          MailFromDomainStatus: 'SUCCESS',
          BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
        },
      }),
    });
  }

  private destinations(set: string): Answer {
    if (!this.model.configurationSets.includes(set))
      return notFound(`Configuration set <${set}> does not exist.`);
    const own = this.model.mailDestinations.filter(
      ({ ConfigurationSetName }) => ConfigurationSetName === set,
    );
    return answerJson({
      EventDestinations: own.map(({ EventDestination: one }) => ({
        Name: one.Name ?? set,
        Enabled: one.Enabled,
        MatchingEventTypes: one.MatchingEventTypes.map(spelt),
        ...(one.EventBridgeDestination && { EventBridgeDestination: one.EventBridgeDestination }),
      })),
    });
  }
}

const KINDS: Readonly<Record<string, string>> = {
  renderingFailure: 'RENDERING_FAILURE',
  deliveryDelay: 'DELIVERY_DELAY',
};

/** In the template the kinds are written small and without a gap, here large with one. */
const spelt = (kind: string): string => KINDS[kind] ?? kind.toUpperCase();

const notFound = (message: string): Answer =>
  answerError('sesv2', { status: 404, code: 'NotFoundException', message });

/** As long as those of SES, and the same for a name at each start. */
const tokenOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
