import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { DataResource, Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Fleet, Rule } from '../../model/databases/fleet';
import { rate } from '../../model/databases/schedule';
import { scheduleMinutes } from '../../model/environment';
import type { Account } from '../account';
import { escapeTemplate, TemplateAsset } from '../template-asset';
import { permitRules } from './permit';

export interface ScheduleConfig {
  readonly fleet: Pick<Fleet, 'main' | 'rules'>;
  readonly lambda: LambdaFunction;
  readonly account: Account;
}

/**
 * Runs the function once per collection interval. The time in the event becomes the metrics' slot. Where databases have names,
 * each rule hands its share of them to an invocation of its own.
 */
export class Schedule extends Construct {
  /**
   * All of it. The alarms on silence depend on it: so a schedule runs before they exist, and they are gone before it stops.
   */
  readonly whole: ITerraformDependable;

  constructor(scope: Construct, id: string, { fleet: { main, rules }, lambda, account }: ScheduleConfig) {
    super(scope, id);
    const { functionName, title, environment, service } = main;
    const made = rules.map(({ name, template }) => {
      const number = name.slice(functionName.length);
      const rule = new CloudwatchEventRule(this, `rule${number}`, {
        name,
        description: `Collects metrics of ${title} (${environment.name})`,
        scheduleExpression: rate(scheduleMinutes(environment)),
        tags: { Service: service },
      });
      const target = new CloudwatchEventTarget(this, `target${number}`, {
        rule: rule.name,
        targetId: 'collector',
        arn: lambda.arn,
        // A late event would count for a slot that has passed.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        ...this.input(`input${number}`, template),
      });
      return { name, arn: rule.arn, target };
    });
    const targets = made.map(({ target }) => target);
    const [first, ...others] = targets;
    // Thousands of alarms that name each rule would make the stack many times as large.
    this.whole =
      first && others.length === 0 ? first : new DataResource(this, 'whole', { dependsOn: [...targets] });
    permitRules(this, { lambda, functionName, rules: made, account });
  }

  /** A template file, because JSON loses its quotes in cdktf's HCL. */
  private input(id: string, template: Rule['template']) {
    if (template === undefined) return {};
    const { path } = new TemplateAsset(this, id, escapeTemplate(template));
    return {
      inputTransformer: { inputPaths: { time: '$.time' }, inputTemplate: Fn.templatefile(path, {}) },
    };
  }
}
