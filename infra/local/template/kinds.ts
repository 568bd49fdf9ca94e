import type { Resource } from './read.ts';

/** Kinds that the local system runs; `model.ts` reads each. */
export const RUN = new Set([
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::SQS::Queue',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::SecretsManager::Secret',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  'AWS::CloudWatch::Alarm',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
]);

/** Kinds that need nothing on a laptop, each with the reason. Anything in neither list stops the start. */
export const NEEDS_NOTHING: Record<string, string> = {
  'AWS::CDK::Metadata': 'only tells AWS which CDK made the template',
  'AWS::Logs::LogGroup': 'what functions print goes to the log folder',
  'AWS::Logs::ResourcePolicy': 'the front end and the mapping write their own lines',
  'AWS::Logs::MetricFilter': 'nobody watches metrics on a laptop',
  'AWS::Logs::QueryDefinition': 'a saved search of CloudWatch',
  'AWS::CloudWatch::CompositeAlarm': 'nobody is woken on a laptop',
  'AWS::CloudWatch::Dashboard': 'a picture of metrics',
  'AWS::SNS::Topic': 'only carries alarms',
  'AWS::SNS::TopicPolicy': 'only carries alarms',
  'AWS::SNS::Subscription': 'only carries alarms',
  'AWS::Events::Archive': 'keeps a copy for an operator; nothing reads it while running',
  'AWS::Events::EventBusPolicy': 'one account only',
  'AWS::SQS::QueuePolicy': 'lets the bus in; locally bus and queues are one process',
  'AWS::Lambda::Permission': 'lets API Gateway and EventBridge call; locally they are one process',
  'AWS::Lambda::EventInvokeConfig':
    'asynchronous calls come only from schedules, which are asked again at their next tick',
  'AWS::Lambda::LayerVersion': 'the bundles hold all they need',
  'AWS::IAM::ManagedPolicy': 'only log and trace permissions, which never pass the gateway',
  'AWS::SecretsManager::ResourcePolicy': 'one account only',
  'AWS::ApiGatewayV2::Deployment': 'routes are read from the template at each start',
  'AWS::ApiGatewayV2::DomainName': 'people come by localhost',
  'AWS::ApiGatewayV2::ApiMapping': 'people come by localhost',
  'AWS::Cognito::UserPool': 'the operator token is signed by a local key',
  'AWS::Cognito::UserPoolClient': 'the operator token is signed by a local key',
  'AWS::Cognito::UserPoolDomain': 'the operator token is signed by a local key',
  'AWS::Cognito::UserPoolGroup': 'the operator token names its groups itself',
  'AWS::KMS::Key': 'data at rest is a file of the person who started it',
  'AWS::KMS::Alias': 'data at rest is a file of the person who started it',
  'AWS::XRay::Group': 'a saved view of traces',
  'AWS::ResourceGroups::Group': 'a saved view of resources',
  'AWS::Budgets::Budget': 'nothing costs money on a laptop',
};

/** Throws with every resource that the local system can neither run nor safely leave out. */
export function checkKinds(resources: Resource[]): void {
  const unknown = resources.filter(({ type }) => !RUN.has(type) && NEEDS_NOTHING[type] === undefined);
  if (unknown.length === 0) return;
  const lines = unknown.map(({ stack, logicalId, type }) => `  ${logicalId} (${type}) in stack ${stack}`);
  throw new Error(
    `The local system does not know these resources of the template:\n${lines.join('\n')}\n` +
      'Teach it in infra/local/template/kinds.ts, or say there why nothing is needed.',
  );
}
