import { CfnCondition, CfnOutput, CfnParameter, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  type HttpMethod,
  type HttpRoute,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { Operators } from './operators.ts';
import type { RoomFunction } from './room-function.ts';

export type RouteProps = {
  readonly path: string;
  readonly methods: readonly HttpMethod[];
  readonly fn: RoomFunction;
  /** `operators` asks for a token of the user pool; anything else is the reason why nobody has to sign in. */
  readonly access: 'operators' | { readonly open: string };
};

/** No address, no path with a token in it, no header: only what tells how the API is doing. */
const LOGGED = {
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/** The one door from outside. */
export class Api extends Construct {
  readonly #api: HttpApi;
  readonly #stage: HttpStage;
  readonly #authorizer: IHttpRouteAuthorizer;
  readonly #base: string;
  readonly #throttle: Stage['operatorThrottle'];

  constructor(scope: Construct, id: string, { stage, operators }: { stage: Stage; operators: Operators }) {
    super(scope, id);
    this.#throttle = stage.operatorThrottle;
    this.#api = new HttpApi(this, 'Api', { apiName: `extramile-${stage.name}`, createDefaultStage: false });
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: stage.throttle.rate, burstLimit: stage.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
      },
    });
    this.#authorizer = new HttpUserPoolAuthorizer('Operators', operators.pool, {
      userPoolClients: [operators.client],
    });
    this.#base = this.#baseAddress(scope);
    new CfnOutput(scope, 'ApiUrl', { value: this.#api.apiEndpoint });
  }

  route({ path, methods, fn, access }: RouteProps): void {
    const routes = this.#api.addRoutes({
      path,
      methods: [...methods],
      integration: new HttpLambdaIntegration(fn.node.id, fn.lambda),
      authorizer: access === 'operators' ? this.#authorizer : new HttpNoneAuthorizer(),
    });
    if (access === 'operators') for (const route of routes) this.#slow(path, methods, route);
    else for (const route of routes) acknowledge(route, { 'AwsSolutions-APIG4': access.open });
  }

  /** Gives a route limits of its own; the stage can only name it once it is there. */
  #slow(path: string, methods: readonly HttpMethod[], route: HttpRoute): void {
    const stage = this.#stage.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('The stage is no CfnStage any more.');
    const limits = {
      DetailedMetricsEnabled: true,
      ThrottlingRateLimit: this.#throttle.rate,
      ThrottlingBurstLimit: this.#throttle.burst,
    };
    for (const method of methods)
      stage.addPropertyOverride(['RouteSettings', `${method} ${path}`].join('.'), limits);
    stage.node.addDependency(route);
  }

  /** Lets a function write links to the pages into what it sends. */
  grantAddress(fn: RoomFunction): void {
    fn.lambda.addEnvironment(ENV.pagesUrl, this.#base);
  }

  /** Answers of 5xx, in five minutes. */
  serverErrors(): Metric {
    return this.#stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' });
  }

  #baseAddress(scope: Construct): string {
    const given = new CfnParameter(scope, 'PagesUrl', {
      description:
        'Base address of links in mails, without a slash at its end. Empty: the address of the API itself.',
      default: '',
      allowedPattern: '^(https?://[^/]+)?$',
    });
    const condition = new CfnCondition(this, 'HasPagesUrl', {
      expression: Fn.conditionNot(Fn.conditionEquals(given.valueAsString, '')),
    });
    return Fn.conditionIf(condition.logicalId, given.valueAsString, this.#api.apiEndpoint).toString();
  }
}
