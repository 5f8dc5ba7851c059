import { TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { type Environment, environments } from '../../../environments';
import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { ServiceAlarms } from '../../../stacks/alarms/alarms';
import type { ServiceName } from '../../../thresholds/services';

/** An alarm's resource, as far as tests look at it. */
export interface AlarmResource extends SynthesizedAlarm {
  readonly alarm_description: string;
  readonly namespace?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly alarm_actions: readonly string[];
  readonly ok_actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';

export function environment(name: string, change: Partial<Environment> = {}): Environment {
  const found = environments.find((e) => e.name === name);
  if (!found) throw new Error(`No environment ${name}`);
  return { ...found, ...change };
}

/** A stack with one construct. */
export function stackOf(build: (scope: Construct) => Construct): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'test');
  build(stack);
  return stack;
}

/** The synthesized alarms of a service, by alarm name. */
export function alarmsOf(of: Environment, service: ServiceName): ReadonlyMap<string, AlarmResource> {
  const stack = stackOf(
    (scope) => new ServiceAlarms(scope, 'alarms', { environment: of, service, topicArn: TOPIC }),
  );
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource: { aws_cloudwatch_metric_alarm: Record<string, AlarmResource> };
  };
  return new Map(Object.values(resource.aws_cloudwatch_metric_alarm).map((a) => [a.alarm_name, a]));
}
