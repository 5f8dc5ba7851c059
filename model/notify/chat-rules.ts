import type { EnvironmentRule, Finding } from '../checks/finding';
import type { Entry } from '../environment';
import { partitionOf } from '../links';
import { type Chat, type ChatApp, chatApps, encodedChannel } from './chat';

/** That a table without channels is meant is improbable. What is wrong with a channel, its shape says. */
export const chatRule: EnvironmentRule = function* ({ chat, region }) {
  if (chat !== undefined && partitionOf(region) !== 'aws')
    yield [
      'chat',
      `is set in ${region}, and Amazon Q Developer in chat applications is in no region of China and GovCloud`,
      'remove it here, and use subscriptions',
    ];
  if (chat !== undefined && Object.keys(chat).length === 0)
    yield [
      'chat',
      'has no channel',
      "use slack: { workspace: '…', channel: '…' } or teams: { tenant: '…', team: '…', channel: '…' }, or remove it",
    ];
};

const places: Readonly<Record<ChatApp, (chat: Chat) => readonly string[]>> = {
  slack: ({ slack }) => (slack ? [slack.workspace, slack.channel] : []),
  // Of these ids, letters may be of either case.
  teams: ({ teams }) =>
    teams ? [teams.tenant.toLowerCase(), teams.team.toLowerCase(), encodedChannel(teams.channel)] : [],
};

/**
 * Channels that two environments of one account name: AWS refuses the second configuration of a channel, in the middle of the
 * deployment (github.com/hashicorp/terraform-provider-awscc/issues/1011).
 */
export function chatTwins(environments: readonly Entry[]): { name: string; finding: Finding }[] {
  const seen = new Map<string, string>();
  return environments.flatMap(({ name, accountId, chat }) =>
    chatApps.flatMap((app) => {
      const place = chat ? places[app](chat) : [];
      if (place.length === 0) return [];
      const key = JSON.stringify([accountId, app, ...place]);
      const first = seen.get(key);
      if (first === undefined) seen.set(key, name);
      return first === undefined || first === name
        ? []
        : [
            {
              name,
              finding: [
                `chat.${app}`,
                `is also the channel of ${first}, and AWS configures a channel only once in an account`,
                'give it another channel, or another accountId if it is in another account',
              ] as const,
            },
          ];
    }),
  );
}
