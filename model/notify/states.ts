import type { Environment } from '../environment';

/**
 * What a subscription lets through: an alarm that begins, and one that ends. CloudWatch also notifies when an alarm has its first
 * value, and so every alarm of a first deployment would say that all is well. A filter over the body needs JSON; all that CloudWatch
 * sends is (docs.aws.amazon.com/sns/latest/dg/and-or-logic.html and message-filtering.html).
 */
export const beginsOrEnds = JSON.stringify({
  $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }],
});

/**
 * Beside these, where there are uptime checks: that an alarm has no data any more, because its health check was deleted. No other
 * alarm publishes that.
 */
export const orLacksData = JSON.stringify({
  $or: [{ NewStateValue: ['ALARM', 'INSUFFICIENT_DATA'] }, { OldStateValue: ['ALARM'] }],
});

/** Whether a filter is one of these: it holds nothing back that somebody has to know. */
export const isOwnFilter = (filter: unknown): boolean => filter === beginsOrEnds || filter === orLacksData;

/**
 * The attributes of SNS with which an environment's subscriptions filter; undefined where they get everything, because SNS would drop
 * what AWS Budgets writes: it is not JSON.
 */
export const filterOf = ({ budget, uptime }: Pick<Environment, 'budget' | 'uptime'>) =>
  budget
    ? undefined
    : { FilterPolicy: uptime ? orLacksData : beginsOrEnds, FilterPolicyScope: 'MessageBody' };
