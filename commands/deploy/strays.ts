import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import type { Move } from '../../reports/plan/moves';
import { Subscriptions } from '../secrets/subscriptions';
import { DeployError } from '../shared/terraform';

/**
 * What is deployed of an environment that has no state in the bucket: after `project` or `remoteState` has changed, its
 * state is elsewhere. Its topic tells, because the topic's name has neither of them in it.
 * @throws {DeployError} if AWS does not say
 */
export async function strays({ name, region, settings }: Environment): Promise<Move[]> {
  const topic = await topicOf(name, region);
  if (!topic) return [];
  const { project, remoteState } = settings;
  const advice = strayAdvice(name, region, topic.arn, remoteState.bucket);
  return topic.project === project
    ? [{ kind: 'bucket', from: 'another bucket', to: remoteState.bucket, advice }]
    : [{ kind: 'project', from: topic.project ?? 'unknown', to: project, advice }];
}

async function topicOf(
  name: string,
  region: string,
): Promise<{ readonly arn: string; readonly project: string | undefined } | undefined> {
  const topic = new Subscriptions({ name, region, subscriptions: [] });
  try {
    const arn = await topic.find();
    return arn === undefined ? undefined : { arn, project: await topic.tag(arn, 'Project') };
  } catch (error) {
    if (error instanceof UsageError) throw new DeployError(error.message);
    throw error;
  } finally {
    topic.close();
  }
}

const strayAdvice = (name: string, region: string, arn: string, bucket: string): string =>
  `${name} is deployed in ${region} already (the topic ${arn} exists), and the bucket ${bucket} has no state of it. The old ` +
  'deployment would run on and cost money, no command would know it any more, and its alarms, its dashboards and its topic ' +
  'would be overwritten, whose names do not have the project in them. If project or remoteState has changed in ' +
  `environments.ts: put both back, run \`npm run deploy -- ${name} destroy\`, change them then, and deploy after that. If ` +
  'only the topic is left, such as of a run that was killed, delete it: ' +
  `\`aws sns delete-topic --region ${region} --topic-arn ${arn}\`.`;
