import * as v from 'valibot';
import { closed, formed } from '../checks/schema';

/**
 * Ids as Slack shows them. That of a channel has capitals and digits only, so that a name such as `alerts`, which AWS would accept,
 * is told from it.
 */
const slack = closed({
  workspace: formed(
    /^[TE][0-9A-Z]{7,254}$/,
    'use the id of the workspace, such as T0123456789, which the console shows once the workspace is authorized; its name is not enough',
  ),
  channel: formed(
    /^[CG][0-9A-Z]{7,254}$/,
    'use the id of the channel, such as C0123456789: in Slack, open the details of the channel, where it is at the bottom of About; its name is not enough',
  ),
});

const UUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const LINK = "the link to the channel in Teams ('Get link to channel')";
/** What stands in the parts of a channel's id, encoded or not (pattern of TeamsChannelId in the API). */
const PART = '[\\w=+/.,-]+';
/** The last part: in a link, a slash and the channel's name follow it. */
const DOMAIN = '[\\w.-]+';
const DECODED = new RegExp(`^${PART}:${PART}@${DOMAIN}$`);
const ENCODED = new RegExp(`^${PART}%3a${PART}%40${DOMAIN}$`, 'i');
const channelAdvice = `use the id of the channel, such as 19:0123…@thread.tacv2, which is the part behind /channel/ in ${LINK}; its name is not enough`;

/** What is wrong with the id of a channel in Teams, by what it looks like. */
function teamsAdvice(id: string): string {
  if (/\s/.test(id) && /@|%40/.test(id)) return 'remove the spaces';
  if (/%25/.test(id)) return 'it is encoded twice: decode it once, to 19%3a…%40thread.tacv2';
  if (/^https?:/i.test(id)) return `use only the part between /channel/ and the next / of ${LINK}`;
  if (/(?:@|%40).*\//i.test(id))
    return 'end it before the slash: what follows in the link is not part of the id';
  if (/%(?:3a|40)/i.test(id))
    return 'encode both signs (: as %3a, @ as %40) or neither; nothing else in it is encoded';
  return channelAdvice;
}

/** The id of a channel in Teams has both of its signs encoded, or none. */
const teamsChannel = v.pipe(
  v.string(channelAdvice),
  v.check(
    (id) => id.length <= 255 && (DECODED.test(id) || ENCODED.test(id)),
    ({ input }) => teamsAdvice(String(input)),
  ),
);
const teams = closed({
  tenant: formed(UUID, `use the id of the tenant: a UUID, behind tenantId= in ${LINK}`),
  team: formed(UUID, `use the id of the team: a UUID, behind groupId= in ${LINK}`),
  channel: teamsChannel,
});

/** The channels that get an environment's alarms. */
export const chat = closed({ slack: v.exactOptional(slack), teams: v.exactOptional(teams) });
export type Chat = v.InferOutput<typeof chat>;

/** What the channels can be in. */
export const chatApps = ['slack', 'teams'] as const;
export type ChatApp = (typeof chatApps)[number];
export const chatTitles: Readonly<Record<ChatApp, string>> = { slack: 'Slack', teams: 'Microsoft Teams' };

/** The apps in which an environment has a channel. */
export const appsOf = (configured: Chat | undefined): readonly ChatApp[] =>
  chatApps.filter((app) => configured?.[app] !== undefined);

/** A channel of Teams as AWS takes it: encoded, whichever way it was written. */
export const encodedChannel = (id: string): string => id.replace(/:|%3A/g, '%3a').replace('@', '%40');

const CONSOLE = 'https://console.aws.amazon.com/chatbot/';

/** What somebody must do by hand for each app before the first deployment: no API can do it. */
export const chatNotes: Readonly<Record<ChatApp, (configured: Chat, environment: string) => string>> = {
  slack: ({ slack: to }, environment) =>
    `Alarms of ${environment} go to the channel ${to?.channel} in Slack. By hand, once for each account: authorize the workspace ${to?.workspace} at ${CONSOLE} (Configure new client, Slack), or the deployment fails. In a private channel, also write /invite @Amazon Q.`,
  teams: ({ teams: to }, environment) =>
    `Alarms of ${environment} go to a channel in Microsoft Teams. By hand, once for each account: authorize the tenant ${to?.tenant} at ${CONSOLE} (Configure new client, Microsoft Teams), or the deployment fails. Add the app Amazon Q Developer to the team ${to?.team}.`,
};
