import { code } from '../markdown';
import type { Change } from '../plan/change';
import { of, type Side } from '../plan/inventory';
import { equal, isArray, type JsonObject, own, text } from '../plan/json';
import type { Plan } from '../plan/parse';
import { settled } from './facts';

/** A channel of a chat app, by type: what says which one it is. */
const channels: Readonly<Record<string, readonly string[]>> = {
  aws_chatbot_slack_channel_configuration: ['slack_team_id', 'slack_channel_id'],
  aws_chatbot_teams_channel_configuration: ['tenant_id', 'team_id', 'channel_id'],
};

/** A channel without topics hears nothing. Topics that are known only after apply count. */
const hears = ({ sns_topic_arns: topics }: JsonObject): boolean =>
  isArray(topics) ? topics.length > 0 : topics !== undefined && topics !== null;

/** How many channels of chat apps get what a topic gets. */
export const channelsHearing = ({ changes }: Plan, side: Side): number =>
  Object.keys(channels).reduce((sum, type) => sum + of(changes, type, side).filter(hears).length, 0);

/** Whom a channel's change no longer reaches. */
export function unchatted({ type, kind, name, before, after }: Change): string[] {
  const place = own(channels, type);
  if (!place || !before || kind === 'forget' || !hears(before)) return [];
  if (!after) return [`the channel ${code(name)} is **no longer told**`];
  const then = settled(before, after);
  if (!hears(then)) return [`the channel ${code(name)} is **no longer told**: sns_topic_arns is empty`];
  const moved = place.filter((field) => !equal(before[field], then[field]));
  const line = moved.map(
    (field) => `${field} ${code(text(before[field]) ?? '')} → ${code(text(then[field]) ?? '')}`,
  );
  return moved.length > 0 ? [`${code(name)} tells **another channel**: ${line.join(', ')}`] : [];
}
