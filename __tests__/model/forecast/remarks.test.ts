import { remarksOf } from '../../../model/checks/remarks';
import type { Entry } from '../../../model/environment';
import { environment } from '../../fixtures/environments';

const tenants = Array.from({ length: 190 }, (_, i) => ({ name: `tenant-${i}` }));
const said = (change: Partial<Entry>) => remarksOf(environment('production', change)).join('\n');

test('the alarms of forecasts count among those that CloudWatch allows', () => {
  const many = { databases: { neon: tenants }, groupedAlarmsAbove: 1_000 } as const;
  expect(said(many)).not.toContain('CloudWatch allows 5000');
  expect(said({ ...many, forecast: true })).toContain('CloudWatch allows 5000');
});

test('that nothing is forecast is said', () => {
  const off = { alarm: 'off', reason: 'Somebody else looks.' } as const;
  const neon = { TotalConnections: off, DatabaseSize: off, ComputeQuotaPercent: off };
  const upstash = { MemoryUsagePercent: off, ClientsPercent: off, CommandQuotaPercent: off };
  const NOTHING = 'forecast of production is true, and no row that it collects is forecast';
  expect(said({ forecast: true, overrides: { neon, upstash } })).toContain(NOTHING);
  expect(said({ forecast: true, overrides: { neon } })).not.toContain(NOTHING);
});
