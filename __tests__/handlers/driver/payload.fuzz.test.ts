import fc from 'fast-check';
import { readPayload } from '../../../handlers/driver/payload';
import { fuzz } from '../../support/fuzz/fuzz';
import { jsonText } from '../../support/fuzz/mutations';
import { scheduledEvent } from '../../support/fuzz/samples';
import { unlessRefused } from '../../support/fuzz/sound';

const NOW = Date.parse('2026-11-23T12:03:20Z');

test('any event is read or refused, and belongs to a slot near the clock', () => {
  const intervals = fc.constantFrom(1_000, 60_000, 300_000, 3_600_000, 86_400_000);
  fuzz([jsonText(scheduledEvent), intervals], (text, intervalMs) => {
    const payload = parsed(text);
    const request = unlessRefused(() => readPayload(payload, NOW, intervalMs), 'ConfigurationError');
    if (!request) return;
    expect(request.slot % intervalMs).toBe(0);
    expect(Math.abs(NOW - request.slot)).toBeLessThanOrEqual(intervalMs + 15 * 60_000);
    expect(request.dryRun).toEqual(expect.any(Boolean));
  });
});

/** Lambda passes JSON only. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

test('any databases are read or refused, and none twice', () => {
  const sent = {
    time: '2026-11-23T12:00:00Z',
    databases: { default: {}, analytics: { SLOW_QUERY_MS: '500' } },
  };
  fuzz([jsonText(sent)], (text) => {
    const request = unlessRefused(
      () => readPayload(parsed(text), NOW, 300_000, ['SLOW_QUERY_MS']),
      'ConfigurationError',
    );
    const names = request?.databases?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    for (const { variables } of request?.databases ?? [])
      for (const [variable, value] of Object.entries(variables))
        expect([variable, typeof value]).toEqual(['SLOW_QUERY_MS', 'string']);
  });
});
