import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../../model/environment';
import { DAILY, forecastRules } from '../../model/forecast/targets';
import { forecastName } from '../../model/names';
import type { Account } from '../account';
import { permitRules } from '../collector/permit';
import { escapeTemplate, TemplateAsset } from '../template-asset';

export interface ForecastScheduleConfig {
  readonly environment: Environment;
  readonly lambda: LambdaFunction;
  readonly account: Account;
}

/** Runs the forecast once a day. Each rule hands over its share of the databases, with what is looked at. */
export class ForecastSchedule extends Construct {
  constructor(scope: Construct, id: string, { environment, lambda, account }: ForecastScheduleConfig) {
    super(scope, id);
    const functionName = forecastName(environment.settings.project, environment.name);
    const rules = forecastRules(environment).map(({ name, payload }) => {
      const number = name.slice(functionName.length);
      const rule = new CloudwatchEventRule(this, `rule${number}`, {
        name,
        description: `Says when metrics reach their limits (${environment.name})`,
        scheduleExpression: DAILY,
      });
      // A template file, because JSON loses its quotes in cdktf's HCL.
      const { path } = new TemplateAsset(this, `input${number}`, escapeTemplate(JSON.stringify(payload)));
      new CloudwatchEventTarget(this, `target${number}`, {
        rule: rule.name,
        targetId: 'forecast',
        arn: lambda.arn,
        input: Fn.templatefile(path, {}),
      });
      return { name, arn: rule.arn };
    });
    permitRules(this, { lambda, functionName, rules, account });
  }
}
