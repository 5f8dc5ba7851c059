import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, environments as usual } from '../fixtures/environments';
import { synthesized } from './support/project';
import { describeWithTerraform, terraform, variables } from './support/terraform';

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
/** What the emulator lacks: chat, and a budget that it can read back. */
const notified = environment('staging', {
  name: 'notified',
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
});
const environments = [...usual, several, notified];
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
      expect([stack, JSON.parse(output)]).toMatchObject([stack, { valid: true, error_count: 0 }]);
    }
  });
});
