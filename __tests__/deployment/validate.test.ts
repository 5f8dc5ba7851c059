import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../fixtures/environments';
import { synthesized } from './support/project';
import { describeWithTerraform, terraform, variables } from './support/terraform';

jest.mock('../../thresholds/application/applications', () => jest.requireActual('../fixtures/applications'));

/** Its databases share two rules of the schedule. */
const several = environment('staging', {
  name: 'several',
  forecast: true,
  overrides: { neon: { SlowQueries: { anomaly: { band: 2.5, side: 'both' } } } },
  databases: {
    neon: [{}, ...Array.from({ length: 60 }, (_, i) => ({ name: `tenant-${i}`, slowQueryMs: 250 }))],
    upstash: [{ name: 'sessions' }],
  },
});
/**
 * What the emulator lacks: chat, and a budget that it can read back. And what an application publishes: percentiles, metric math and
 * metrics without dimensions.
 */
const notified = environment('feature', {
  name: 'notified',
  applications: ['checkout'],
  dashboards: [{ name: 'both', rows: ['checkout.*', 'neon.Up'] }],
  tags: { Feature: 'checkout', CostCenter: '42' },
  chat: {
    slack: { workspace: 'T0123456789', channel: 'C0123456789' },
    teams: {
      tenant: '0a1b2c3d-1111-2222-3333-444455556666',
      team: '0a1b2c3d-aaaa-bbbb-cccc-444455556666',
      channel: '19:abc@thread.tacv2',
    },
  },
  budget: { monthlyDollars: 25, at: [80, 100] },
  // Alarms and a topic in us-east-1, for an environment that is elsewhere.
  region: 'eu-central-1',
  subscriptions: [
    { protocol: 'email', endpoint: 'oncall@example.com' },
    { protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-central-1:123456789012:function:notify' },
  ],
  uptime: [
    ...[{ name: 'shop', url: 'https://www.example.com/health', contains: '"database":"ok"', latencyMs: 800 }],
    { name: 'plain', url: 'http://93.184.216.34:8080/' },
  ],
});
const environments = [environment('production'), several, notified];
const stacks = ['state', ...environments.map(({ name }) => name)];

describeWithTerraform('terraform validate', () => {
  const env = variables('http://127.0.0.1:1');
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'validate-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['JSON', false],
    ['HCL', true],
  ])('accepts every stack for AWS, in %s', async (form, hcl) => {
    const out = synthesized(join(folder, form), { environments, hcl, emulated: false });
    for (const stack of stacks) {
      const at = join(out, stack);
      await terraform(at, ['init', '-backend=false', '-input=false'], env);
      const { output } = await terraform(at, ['validate', '-json'], env);
      expect([stack, JSON.parse(output)]).toMatchObject([
        stack,
        { valid: true, error_count: 0, warning_count: 0 },
      ]);
    }
  });
});
