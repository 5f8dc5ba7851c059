import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { HANDLER } from '../../../model/names';
import { remoteState } from '../../fixtures/environments';
import type { Patient } from './patient';
import { client, type Fault } from './planting';
import { strays } from './strays';

const FUNCTION = 'macro-ai-staging-neon-monitoring';
const ALARM = 'staging-neon-slow-queries-warning';
const SECRET = '/macro-ai/staging/neon-connection-string';

async function secretOf(patient: Patient) {
  const ssm = client(patient, SSMClient);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: SECRET, WithDecryption: true }));
  const store = (Value: string | undefined) =>
    ssm.send(new PutParameterCommand({ Name: SECRET, Value, Type: 'SecureString', Overwrite: true }));
  return { ssm, store, restore: () => store(Parameter?.Value) };
}

/** An alarm as it is deployed, and how to put it back with a change. */
async function alarmOf(patient: Patient) {
  const cloudwatch = client(patient, CloudWatchClient);
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [ALARM] }),
  );
  if (!alarm) throw new Error(`${ALARM} is not deployed`);
  const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
  return {
    cloudwatch,
    put: (change: Partial<MetricAlarm>) =>
      cloudwatch.send(
        new PutMetricAlarmCommand({ ...({ ...alarm, ...change } as Required<MetricAlarm>), Tags }),
      ),
  };
}

export const faults: readonly Fault[] = [
  ...strays,
  {
    name: 'a secret that is not stored',
    says: /^secrets: fault neon NEON_CONNECTION_STRING is not stored$/,
    plant: async (patient) => {
      const { ssm, restore } = await secretOf(patient);
      await ssm.send(new DeleteParameterCommand({ Name: SECRET }));
      return restore;
    },
  },
  {
    name: 'a secret that the collector cannot use',
    says: /^secrets: fault neon NEON_CONNECTION_STRING/,
    plant: async (patient) => {
      const { store, restore } = await secretOf(patient);
      await store('mysql://canary-7f3e1b@db');
      return restore;
    },
  },
  {
    name: 'other code',
    says: /^functions: fault macro-ai-staging-neon-monitoring runs other code than that of this checkout$/,
    plant: async (patient, archive) => {
      const lambda = client(patient, LambdaClient);
      const put = (ZipFile: Buffer) =>
        lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }));
      await put(Buffer.from('another'));
      return () => put(archive);
    },
  },
  {
    name: 'a function with another handler',
    says: /^functions: fault macro-ai-staging-neon-monitoring has other settings than the tables of this checkout: handler$/,
    plant: async (patient) => {
      const lambda = client(patient, LambdaClient);
      const put = (Handler: string) =>
        lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Handler }));
      await put('nothing.handler');
      return () => put(HANDLER);
    },
  },
  {
    name: 'a function that may not run',
    says: /^functions: fault macro-ai-staging-neon-monitoring may not run: its reserved concurrency is 0$/,
    plant: async (patient) => {
      const lambda = client(patient, LambdaClient);
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: FUNCTION, ReservedConcurrentExecutions: 0 }),
      );
      return () => lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: FUNCTION }));
    },
  },
  {
    name: 'a schedule that is off',
    says: /^schedules: fault macro-ai-staging-neon-monitoring is off: nothing starts its runs$/,
    plant: async (patient) => {
      const events = client(patient, EventBridgeClient);
      await events.send(new DisableRuleCommand({ Name: FUNCTION }));
      return () => events.send(new EnableRuleCommand({ Name: FUNCTION }));
    },
  },
  {
    name: 'a schedule without a target',
    says: /^schedules: fault macro-ai-staging-neon-monitoring has no target/,
    plant: async (patient) => {
      const events = client(patient, EventBridgeClient);
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: FUNCTION }));
      await events.send(new RemoveTargetsCommand({ Rule: FUNCTION, Ids: Targets.map(({ Id = '' }) => Id) }));
      return () => events.send(new PutTargetsCommand({ Rule: FUNCTION, Targets }));
    },
  },
  {
    name: 'an alarm that is gone',
    says: /^alarms: fault staging-neon-slow-queries-warning is not there$/,
    plant: async (patient) => {
      const { cloudwatch, put } = await alarmOf(patient);
      await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [ALARM] }));
      return () => put({});
    },
  },
  {
    name: 'an alarm whose actions are off',
    says: /^alarms: fault staging-neon-slow-queries-warning tells nobody: its actions are off$/,
    plant: async (patient) => {
      const { put } = await alarmOf(patient);
      // The emulator lacks DisableAlarmActions.
      await put({ ActionsEnabled: false });
      return () => put({});
    },
  },
  {
    name: 'an alarm that tells another topic',
    says: /^alarms: fault staging-neon-slow-queries-warning does not tell the topic of its environment$/,
    plant: async (patient) => {
      const { put } = await alarmOf(patient);
      await put({ AlarmActions: ['arn:aws:sns:us-east-1:123456789012:other'] });
      return () => put({});
    },
  },
  {
    name: 'an alarm that sees no data of a row that has some',
    says: /^alarms: fault staging-neon-slow-queries-warning has insufficient data for .*, although SlowQueries has values/,
    plant: async (patient) => {
      const cloudwatch = client(patient, CloudWatchClient);
      const put = (StateValue: 'INSUFFICIENT_DATA' | 'OK') =>
        cloudwatch.send(new SetAlarmStateCommand({ AlarmName: ALARM, StateValue, StateReason: 'planted' }));
      await put('INSUFFICIENT_DATA');
      return () => put('OK');
    },
  },
  {
    name: 'a topic to which CloudWatch may not publish',
    says: /^topic: fault staging-monitoring-alerts does not let CloudWatch publish: nobody hears the alarms$/,
    plant: async (patient) => {
      const sns = client(patient, SNSClient);
      const TopicArn = patient.topicArn;
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      const put = (AttributeValue: string | undefined) =>
        sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
      await put('{"Version":"2012-10-17","Statement":[]}');
      return () => put(Attributes?.Policy);
    },
  },
  {
    name: 'a topic that nobody hears',
    says: /^topic: fault staging-monitoring-alerts has no subscription: nobody hears the alarms$/,
    plant: async (patient) => {
      await patient.unsubscribe();
      return () => patient.subscribe();
    },
  },
  {
    name: 'a dashboard that is gone',
    says: /^dashboards: fault staging-neon-monitoring-dashboard is not there$/,
    plant: async (patient) => {
      const cloudwatch = client(patient, CloudWatchClient);
      const DashboardName = 'staging-neon-monitoring-dashboard';
      const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName }));
      await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
      return () => cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
    },
  },
  {
    name: 'a database that was never visited',
    says: /^state: fault neon has no item in macro-ai-staging-monitoring-state: no visit has succeeded yet$/,
    plant: async (patient) => {
      const dynamodb = client(patient, DynamoDBClient);
      const TableName = patient.expected.table;
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: { target: { S: 'neon/staging' } } }));
      return () => patient.remember();
    },
  },
  {
    name: 'a state that is locked',
    says: /^lock: fault macro-ai\/staging\/terraform\.tfstate is locked by ann@laptop since 2026-01-02T03:04:05Z/,
    plant: async ({ account: { aws } }) => {
      const key = 'macro-ai/staging/terraform.tfstate.tflock';
      const lock = { ID: '8a1f', Who: 'ann@laptop', Created: '2026-01-02T03:04:05Z' };
      await aws.put(remoteState.bucket, key, JSON.stringify(lock));
      return () => aws.remove(remoteState.bucket, key);
    },
  },
];
