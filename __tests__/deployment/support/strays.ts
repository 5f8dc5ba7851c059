import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { client, type Fault } from './planting';

/** What no table knows. */
export const strays: readonly Fault[] = [
  {
    name: 'an alarm of a database that no table has',
    says: /^strays: fault staging-neon-gone-up-critical is deployed, and no table has it$/,
    plant: async (patient) => {
      const cloudwatch = client(patient, CloudWatchClient);
      const name = 'staging-neon-gone-up-critical';
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: name, Namespace: 'Neon/Monitoring', MetricName: 'Up', Statistic: 'Minimum' },
          ...{ Period: 300, EvaluationPeriods: 3, Threshold: 1, ComparisonOperator: 'LessThanThreshold' },
        }),
      );
      return () => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
    },
  },
  {
    name: 'a schedule of an environment that no table has',
    says: /^strays: fault macro-ai-old-neon-monitoring belongs to old, which environments\.ts does not have in us-east-1$/,
    plant: async (patient) => {
      const events = client(patient, EventBridgeClient);
      const Name = 'macro-ai-old-neon-monitoring';
      await events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(5 minutes)' }));
      return () => events.send(new DeleteRuleCommand({ Name }));
    },
  },
  {
    name: 'a topic of an environment that no table has',
    says: /^strays: fault old-monitoring-alerts belongs to old, which environments\.ts does not have in us-east-1$/,
    plant: async (patient) => {
      const sns = client(patient, SNSClient);
      const { TopicArn } = await sns.send(
        new CreateTopicCommand({
          Name: 'old-monitoring-alerts',
          Tags: [{ Key: 'Project', Value: 'macro-ai' }],
        }),
      );
      return () => sns.send(new DeleteTopicCommand({ TopicArn }));
    },
  },
  {
    name: 'an alarm of an environment that no table has',
    says: /^strays: fault old-neon-up-critical belongs to old, which environments\.ts does not have in us-east-1$/,
    plant: async (patient) => {
      const cloudwatch = client(patient, CloudWatchClient);
      const name = 'old-neon-up-critical';
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: name, Namespace: 'Neon/Monitoring', MetricName: 'Up', Statistic: 'Minimum' },
          ...{ Period: 300, EvaluationPeriods: 3, Threshold: 1, ComparisonOperator: 'LessThanThreshold' },
          Tags: [
            { Key: 'Project', Value: 'macro-ai' },
            { Key: 'Environment', Value: 'old' },
          ],
        }),
      );
      return () => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
    },
  },
  {
    name: 'a secret that no table uses',
    says: /^strays: note \/macro-ai\/old\/neon-connection-string is a secret that no table uses$/,
    plant: async (patient) => {
      const ssm = client(patient, SSMClient);
      const Name = '/macro-ai/old/neon-connection-string';
      await ssm.send(new PutParameterCommand({ Name, Value: 'postgresql://u:p@h/d', Type: 'SecureString' }));
      return () => ssm.send(new DeleteParameterCommand({ Name }));
    },
  },
];
