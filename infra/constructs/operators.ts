import { CfnOutput, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';

/** The people who run the house. Their groups are named `{brand}.{role}`, `*` standing for every brand. */
export class Operators extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { stage, removal }: { stage: Stage; removal: RemovalPolicy }) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: stage.retain,
      removalPolicy: removal,
    });
    this.client = this.pool.addClient('Console', {
      generateSecret: false,
      disableOAuth: true,
      authFlows: { userSrp: true, adminUserPassword: true },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
      preventUserExistenceErrors: true,
    });
    acknowledge(this.pool, {
      'AwsSolutions-COG3':
        'Threat protection needs the Plus plan; a second factor is compulsory for the few operators.',
      'AwsSolutions-COG8':
        'The Plus plan is priced for sign-ups of the public; here a handful of operators sign in.',
    });
    new CfnOutput(scope, 'UserPoolId', { value: this.pool.userPoolId });
    new CfnOutput(scope, 'UserPoolClientId', { value: this.client.userPoolClientId });
  }
}
