import { UPTIME_REGION } from '../../../model/uptime/check';
import { check } from '../finding';
import { findingsOf } from './alarms';
import { unheard } from './topic';

/** Are the alarms of uptime checks there, and does somebody hear them? They are in us-east-1, with a topic of their own unless the environment is there. */
export const uptime = check({
  title: 'Uptime',
  needs: ['uptime'],
  find: ({ environment, topic, uptime: expected }, { uptime: read, now }) => {
    if (!expected) return [];
    const there = { name: environment.name, region: UPTIME_REGION };
    const seen = { found: read.alarms, rows: new Map(), topic: read.topic.arn, now };
    return [
      // That of the environment is looked at by itself.
      ...(expected.topic === topic ? [] : unheard(expected.topic, environment, read.topic)),
      ...findingsOf(expected.alarms, there, seen),
    ];
  },
  fine: ({ uptime: expected }) =>
    expected
      ? `${expected.alarms.length} alarms there, and none of them is in ALARM`
      : 'no page is asked for',
});
