import { uptimeAlarms } from '../../../model/uptime/alarms';
import { uptimeDescription } from '../../../stacks/uptime/description';
import { environment as fixture } from '../../fixtures/environments';

const check = { name: 'shop', url: 'https://www.example.com/health', latencyMs: 800 };
const production = fixture('production', { uptime: [check] });
const [down, slow] = uptimeAlarms(production).map((alarm) =>
  uptimeDescription(production, alarm, 'https://console/board'),
);

test('says what users notice, the limit, the first step and where to look, in one line', () => {
  expect(down).toMatch(
    /^Users get .* \| CRITICAL when HealthCheckStatus is below 1 for shop in production for 1 minute: .* \| Do first: Open the URL\./,
  );
  expect(slow).toContain(
    'WARNING when TimeToFirstByte is above 800 ms for shop in production in 3 of 5 periods',
  );
  for (const text of [down, slow]) {
    expect(text).toContain(
      ' | Health check: macro-ai-production_shop | URL: https://www.example.com/health | ',
    );
    expect(text).toContain('| Runbook: docs/runbook.md#uptime-');
    expect(text).toMatch(/ \| Dashboard: https:\/\/console\/board$/);
    expect(text).not.toMatch(/["\n\\]|[$%]\{/);
  }
  // Only where it can happen.
  expect([down, slow].map((text) => text?.includes('INSUFFICIENT_DATA'))).toEqual([true, false]);
});

test('without a dashboard, and with the longest of all names, it is as long as CloudWatch allows', () => {
  expect(uptimeDescription(production, uptimeAlarms(production)[0] as never)).not.toContain('Dashboard');
  const name = 'c'.repeat(64);
  const url = `https://${'h'.repeat(63)}.${'h'.repeat(63)}.${'h'.repeat(63)}.${'h'.repeat(60)}/${'p'.repeat(254)}`;
  // Project and environment share the 64 characters of a function's name.
  const settings = {
    ...production.settings,
    project: 'p'.repeat(20),
    runbookUrl: `https://${'r'.repeat(292)}`,
  };
  const longest = { name: 'e'.repeat(30), settings, uptime: [{ name, url, latencyMs: 6000 }] };
  for (const alarm of uptimeAlarms(longest)) {
    const text = uptimeDescription(longest, alarm, `https://${'d'.repeat(150)}`);
    expect(text.length).toBeLessThanOrEqual(1024);
    expect(text).toContain(settings.runbookUrl);
  }
});
