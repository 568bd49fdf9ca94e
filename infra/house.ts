import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { DataStack } from './stacks/data.ts';
import { ServiceStack } from './stacks/service.ts';
import { readStage, type Stage } from './stages.ts';

/**
 * Settings of the CDK itself stand here and not in `cdk.json`, so that the command line, the tests and the local
 * system synthesise the very same templates.
 */
const CONTEXT = {
  ...recommended,
  // The data stack keeps what the service still uses, and deployment goes in that order anyway.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': true,
};

export type HouseProps = {
  /** Default: the one that the command line names. */
  readonly stage?: Stage;
  /** Folder of the built functions. */
  readonly functions: string;
  /** Where the assembly is written; default: what the command line chose. */
  readonly outdir?: string;
  /** `throw` reports findings of the checks as an error; by default they are printed and set the exit code. */
  readonly findings?: 'throw';
};

/** The whole application of one stage. It knows no account and no region and asks nobody anything. */
export function createApp({ functions, outdir, findings, ...props }: HouseProps): App {
  const mode = findings === 'throw' ? { '@aws-cdk/core:appMode': 'inmemory' } : {};
  const app = new App({
    analyticsReporting: false,
    context: { ...CONTEXT, ...mode },
    ...(outdir && { outdir }),
  });
  const told = (name: string): unknown => app.node.tryGetContext(name);
  const stage = props.stage ?? readStage(told('stage'), told('partnerBuses'));
  const data = new DataStack(app, `extramile-${stage.name}-data`, { stage });
  const service = new ServiceStack(app, `extramile-${stage.name}-service`, {
    stage,
    functions,
    data,
  });
  service.addStackDependency(data);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
