import { TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';
import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { Collector } from '../../../model/collector';
import { CollectorAlarms } from '../../../stacks/alarms/alarms';

/** The parts of an alarm resource that tests use. */
export interface AlarmResource extends SynthesizedAlarm {
  readonly alarm_description: string;
  readonly namespace?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly alarm_actions: readonly string[];
  readonly ok_actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';

/** A stack with one construct. */
export function stackOf(build: (scope: Construct) => Construct): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'test');
  build(stack);
  return stack;
}

/** The synthesized alarms of a collector, by alarm name. */
export function alarmsOf(collector: Collector): ReadonlyMap<string, AlarmResource> {
  const stack = stackOf(
    (scope) => new CollectorAlarms(scope, 'alarms', { collector, topicArn: TOPIC, after: undefined }),
  );
  // Without any, there are no resources.
  const { resource = { aws_cloudwatch_metric_alarm: {} } } = JSON.parse(Testing.synth(stack)) as {
    resource?: { aws_cloudwatch_metric_alarm: Record<string, AlarmResource> };
  };
  const alarms = Object.values(evaluated(resource).aws_cloudwatch_metric_alarm);
  return new Map(alarms.map((alarm) => [alarm.alarm_name, alarm]));
}

/** Resources with the texts that Terraform makes with `format`: a query over many metrics has its quotes from there. */
export function evaluated<T>(resources: T): T {
  return JSON.parse(JSON.stringify(resources), (_, value: unknown) => {
    const [, given] = (typeof value === 'string' && /^\$\{format\((.*)\)\}$/.exec(value)) || [];
    if (given === undefined) return value;
    const [form, ...names] = JSON.parse(`[${given}]`) as [string, ...string[]];
    return form.replaceAll('%q', () => JSON.stringify(names.shift()));
  }) as T;
}
