import { validateEnvironments } from '../../../model/checks/environments';
import { remarksOf } from '../../../model/checks/remarks';
import { encodedChannel } from '../../../model/notify/chat';
import { environment, tables } from '../../fixtures/environments';

const [, staging, production] = tables.environments;
const check = (...changes: readonly object[]) =>
  validateEnvironments(
    changes.map((change, i) => ({ ...(i === 0 ? production : staging), ...change })) as never,
    'macro-ai',
  ).map(({ at, problem, fix }) => `${at} ${problem}: ${fix}`);

const slack = { workspace: 'T0123456789', channel: 'C0123456789' };
const teams = {
  tenant: '0a1b2c3d-1111-2222-3333-444455556666',
  team: '0A1B2C3D-aaaa-bbbb-cccc-444455556666',
  channel: '19:abc_DEF-1=@thread.tacv2',
};
const encoded = '19%3aabc_DEF-1=%40thread.tacv2';

test.each([
  [{ slack }],
  [{ slack: { workspace: 'E0123456789', channel: 'G0123456789' } }],
  [{ teams }],
  [{ slack, teams }],
  [{ teams: { ...teams, channel: encoded } }],
  [{ teams: { ...teams, channel: encoded.replace('%3a', '%3A') } }],
])('valid: %j', (chat) => expect(check({ chat })).toEqual([]));

const LINK = "the link to the channel in Teams ('Get link to channel')";
const half = 'encode both signs (: as %3a, @ as %40) or neither; nothing else in it is encoded';
test.each([
  [{ slack: { workspace: slack.workspace } }, 'chat.slack.channel is missing: use the id of the channel'],
  [{ slack: { channel: slack.channel } }, 'chat.slack.workspace is missing: use the id of the workspace'],
  [{ slack: {} }, 'chat.slack.workspace is missing: use the id of the workspace'],
  [{ teams: { tenant: teams.tenant, team: teams.team } }, 'chat.teams.channel is missing: use the id of the'],
  [{ teams: { tenant: teams.tenant, channel: teams.channel } }, 'chat.teams.team is missing: use the id'],
  [{ teams: { team: teams.team, channel: teams.channel } }, 'chat.teams.tenant is missing: use the id'],
  [
    { slack: { ...slack, channel: '#alerts' } },
    'chat.slack.channel is "#alerts": use the id of the channel, such as C0123456789: in Slack, open the details of the channel, where it is at the bottom of About; its name is not enough',
  ],
  [{ slack: { ...slack, channel: 'alerts' } }, 'chat.slack.channel is "alerts": use the id of the channel'],
  // AWS would take both: they are exchanged.
  [{ slack: { workspace: slack.channel, channel: slack.channel } }, 'chat.slack.workspace is "C0123456789"'],
  [{ slack: { ...slack, channel: slack.workspace } }, 'chat.slack.channel is "T0123456789"'],
  [{ slack: { ...slack, workspace: 'Acme' } }, 'chat.slack.workspace is "Acme": use the id of the workspace'],
  [
    { teams: { ...teams, tenant: 'acme' } },
    `chat.teams.tenant is "acme": use the id of the tenant: a UUID, behind tenantId= in ${LINK}`,
  ],
  [
    { teams: { ...teams, team: 'SRE' } },
    `chat.teams.team is "SRE": use the id of the team: a UUID, behind groupId= in ${LINK}`,
  ],
  [
    { teams: { ...teams, channel: 'General' } },
    `chat.teams.channel is "General": use the id of the channel, such as 19:0123…@thread.tacv2`,
  ],
  [{ teams: { ...teams, channel: encoded.replace('%40', '@') } }, half],
  [{ teams: { ...teams, channel: encoded.replaceAll('%', '%25') } }, 'it is encoded twice: decode it once'],
  [{ teams: { ...teams, channel: encoded.replace('%3a', '%253a') } }, 'it is encoded twice: decode it once'],
  [{ teams: { ...teams, channel: `${encoded}/General` } }, 'end it before the slash'],
  [{ teams: { ...teams, channel: `${teams.channel}/General` } }, 'end it before the slash'],
  [
    { teams: { ...teams, channel: `https://teams.microsoft.com/l/channel/${encoded}/General?groupId=1` } },
    `use only the part between /channel/ and the next / of ${LINK}`,
  ],
  [{ teams: { ...teams, channel: ` ${encoded}` } }, 'remove the spaces'],
  [{ teams: { ...teams, channel: encoded.replace('%3a', ':') } }, half],
  // Encoded twice, and with something else encoded.
  [{ teams: { ...teams, channel: encodeURIComponent(encoded) } }, 'it is encoded twice'],
  [{ teams: { ...teams, channel: `${encoded}%2e` } }, half],
  [{ teams: { ...teams, channel: `19:${'a'.repeat(250)}@thread.tacv2` } }, 'chat.teams.channel is "19:aaa'],
  [{ email: 'a@example.com' }, 'chat.email is not a known field: use one of slack, teams'],
  [{}, "chat has no channel: use slack: { workspace: '…', channel: '…' } or teams:"],
])('refused: %j', (chat, says) => {
  expect(check({ chat })).toContainEqual(expect.stringContaining(says));
});

test('a channel of Teams is encoded once, whichever way it is written', () => {
  for (const id of [teams.channel, encoded, encoded.replace('%3a', '%3A')])
    expect(encodedChannel(id)).toBe(encoded);
});

test('AWS configures a channel once in an account: two environments may not share one', () => {
  expect(check({ chat: { slack } }, { chat: { slack } })).toEqual([
    'staging: chat.slack is also the channel of production, and AWS configures a channel only once in an account: give it another channel, or another accountId if it is in another account',
  ]);
  const twin = {
    ...{ tenant: teams.tenant.toUpperCase(), team: teams.team.toLowerCase() },
    channel: encoded,
  };
  expect(check({ chat: { teams } }, { chat: { teams: twin } })).toEqual([
    expect.stringContaining('staging: chat.teams is also the channel of production'),
  ]);
  expect(check({ chat: { slack } }, { chat: { slack }, accountId: '210987654321' })).toEqual([]);
  expect(check({ chat: { slack } }, { chat: { slack: { ...slack, channel: 'C99999999' } } })).toEqual([]);
});

test('an environment with a channel notifies somebody', () => {
  const nobody = expect.stringContaining('notify nobody');
  expect(remarksOf(environment('production'))).toContainEqual(nobody);
  expect(remarksOf(environment('production', { chat: {} }))).toContainEqual(nobody);
  for (const chat of [{ slack }, { teams }])
    expect(remarksOf(environment('production', { chat }))).not.toContainEqual(nobody);
});

test.each(['cn-north-1', 'us-gov-west-1'])('%s has no chat', (region) => {
  expect(check({ chat: { slack }, region })).toEqual([
    `production: chat is set in ${region}, and Amazon Q Developer in chat applications is in no region of China and GovCloud: remove it here, and use subscriptions`,
  ]);
});
