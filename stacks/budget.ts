import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../model/environment';
import { budgetName } from '../model/names';
import { type Budget, isByTag, percentsOf, tagFilter } from '../model/notify/budget';

export interface MonthlyBudgetConfig {
  readonly environment: Environment;
  readonly budget: Budget;
  readonly topicArn: string;
  /** The topic's policy: AWS Budgets must be able to publish when it gets the topic. */
  readonly publishers: ITerraformDependable;
}

/** What a month may cost. The topic is told at each percentage of it that was spent. */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, config: MonthlyBudgetConfig) {
    super(scope, id);
    const { environment, budget, topicArn, publishers } = config;
    const { name, settings } = environment;
    new BudgetsBudget(this, 'budget', {
      name: budgetName(settings.project, name),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(budget.monthlyDollars),
      limitUnit: 'USD',
      ...(isByTag(budget) && { costFilter: [{ name: 'TagKeyValue', values: [tagFilter(name)] }] }),
      notification: percentsOf(budget).map((threshold) => ({
        comparisonOperator: 'GREATER_THAN',
        notificationType: 'ACTUAL',
        threshold,
        thresholdType: 'PERCENTAGE',
        subscriberSnsTopicArns: [topicArn],
      })),
      dependsOn: [publishers],
    });
  }
}
