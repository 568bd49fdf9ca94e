/**
 * Every place where a permission is wider than one named resource, with the reason. Nothing else may be: the checks
 * of the template refuse it and a test compares the policies with this list.
 */
export const WILDCARDS = {
  tracing: {
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    reason: 'X-Ray knows no resources: trace segments can be written everywhere or nowhere.',
  },
  sendQuota: {
    actions: ['ses:GetSendQuota'],
    reason: 'The sending quota belongs to the account; SES offers no resource for it.',
  },
  mailAccount: {
    actions: ['ses:GetAccount'],
    reason: 'Sandbox, standing and quota belong to the account; SES offers no resource for them.',
  },
  suppressions: {
    actions: ['ses:ListSuppressedDestinations'],
    reason: 'The suppression list belongs to the account; SES offers no resource for it.',
  },
  alarms: {
    actions: ['cloudwatch:DescribeAlarms'],
    reason: 'CloudWatch lists alarms by the beginning of their names only for who may list all of them.',
  },
  sourceSecrets: {
    actions: [
      'secretsmanager:CreateSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
    ],
    reason:
      'Secrets of sources are made at run time, when a shop is connected: only their name prefix is known.',
  },
} as const;
