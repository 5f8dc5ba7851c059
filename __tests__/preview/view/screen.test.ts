import fc from 'fast-check';
import { type Line, lengthOf, type Style } from '../../../preview/view/lines';
import type { ViewRow } from '../../../preview/view/rows';
import { compose, type Section, type View } from '../../../preview/view/screen';
import type { State } from '../../../preview/view/states';

const row = (metric: string, more: Partial<ViewRow> = {}): ViewRow => ({
  ...{
    metric,
    value: '1,234.5/s',
    unit: 'Count/Second',
    warning: '> 800 MB',
    critical: '> 100/min',
    state: 'ok',
  },
  ...more,
});
const none = { warning: '–', critical: '–', state: '–' } as const;

const view: View = {
  sections: [
    {
      title: 'Neon Postgres',
      about: 'embedded PostgreSQL 17.10',
      rows: [
        row('ConnectionPoolUtilization', none),
        row('LockWaitTime', { state: 'CRITICAL' }),
        row('ComputeActive', {
          ...none,
          state: 'absent',
          value: '–',
          note: 'needs NEON_API_KEY and NEON_PROJECT_ID',
        }),
      ],
      warnings: ['still running: pid 12, 3 s, user shop'],
      advice: [
        ['End pid 12.', 'warning'],
        ['critical: sequence orders_id_seq, 97 %. Use bigint.', 'critical'],
      ],
    },
    {
      title: 'Upstash Redis',
      about: 'yours',
      rows: [],
      problem: 'NetworkError: no answer',
      warnings: [],
      advice: [],
    },
  ],
  footer: ['Published 12 values.', 'Press Ctrl-C to stop.'],
};
const text = (lines: readonly Line[]) =>
  lines
    .map((line) =>
      line
        .map(([piece]) => piece)
        .join('')
        .trimEnd(),
    )
    .join('\n');

test('everything, if there is room', () => {
  expect(text(compose(view, { width: 80 }))).toBe(
    `Neon Postgres  embedded PostgreSQL 17.10
metric                        value unit          warning  critical state
ConnectionPoolUtilization 1,234.5/s Count/Second        –         – –
LockWaitTime              1,234.5/s Count/Second > 800 MB > 100/min CRITICAL
ComputeActive                     – Count/Second        –         – absent
    needs NEON_API_KEY and NEON_PROJECT_ID

Upstash Redis  yours
  NetworkError: no answer

Neon Postgres: still running: pid 12, 3 s, user shop
Neon Postgres: End pid 12.
Neon Postgres: critical: sequence orders_id_seq, 97 %. Use bigint.
Published 12 values.
Press Ctrl-C to stop.`,
  );
});

test('a statement stays in one line where the output scrolls, and fits the window where it does not', () => {
  const [first, ...others] = view.sections;
  if (!first) throw new Error('there is a section');
  const statement = 'ALTER TABLE orders ALTER COLUMN id TYPE bigint;';
  const advice: Section['advice'] = [['Use bigint.', 'critical', statement]];
  const one = { ...view, sections: [{ ...first, advice }, ...others] };
  const shown = (height?: number) => text(compose(one, { width: 40, ...(height && { height }) }));
  expect(shown()).toContain(`Neon Postgres: Use bigint.\n  ${statement}\n`);
  expect(shown(90)).toContain('\n  ALTER TABLE orders ALTER COLUMN id\n  TYPE bigint;\n');
});

test('a narrow window drops the unit, then the thresholds, and wraps long texts', () => {
  const heading = (width: number) => text(compose(view, { width })).split('\n')[1]?.split(/\s+/);
  expect(heading(100)).toEqual(['metric', 'value', 'unit', 'warning', 'critical', 'state']);
  expect(heading(66)).toEqual(['metric', 'value', 'warning', 'critical', 'state']);
  expect(heading(50)).toEqual(['metric', 'value', 'state']);
  expect(text(compose(view, { width: 50 }))).toContain('\n    needs NEON_API_KEY and NEON_PROJECT_ID\n');
  expect(text(compose(view, { width: 30 }))).toContain('\n    needs NEON_API_KEY and\n    NEON_PROJECT_ID\n');
});

test('a low window drops the reasons, then the rows without an alarm, and says so', () => {
  const all = compose(view, { width: 80 }).length;
  expect(text(compose(view, { width: 80, height: all }))).toContain('needs NEON_API_KEY');
  const brief = text(compose(view, { width: 80, height: all - 1 }));
  expect(brief).not.toContain('needs NEON_API_KEY');
  expect(brief).toContain('ComputeActive');
  const alarms = text(compose(view, { width: 80, height: all - 2 }));
  expect(alarms).not.toContain('ComputeActive');
  expect(alarms).toContain('LockWaitTime');
  expect(alarms).toContain('2 rows without an alarm are hidden');
  expect(
    text(compose(view, { width: 80, height: 4 }))
      .split('\n')
      .at(-1),
  ).toBe('Press Ctrl-C to stop.');
});

test('the address of the page is never cut, however small the window is', () => {
  const address = 'http://localhost:8246/#token=0123456789012345678901';
  const footer = ['Published 12 values.', `Your dashboards and alarms: ${address}`, 'Press Ctrl-C to stop.'];
  for (const height of [40, 8, 5, 3])
    expect(text(compose({ ...view, footer }, { width: 60, height })).split('\n')).toContain(address);
});

test('the output always fits the window', () => {
  const words = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });
  const states = fc.constantFrom<State>(
    'ok',
    'WARNING',
    'CRITICAL',
    'absent',
    'asleep',
    'failed',
    'unknown',
    '–',
  );
  const rows = fc.record(
    { metric: words, value: words, unit: words, warning: words, critical: words, state: states, note: words },
    { requiredKeys: ['metric', 'value', 'unit', 'warning', 'critical', 'state'] },
  );
  const section = fc.record(
    {
      title: words,
      about: words,
      rows: fc.array(rows, { maxLength: 5 }),
      problem: words,
      warnings: fc.array(words),
      advice: fc.array(
        fc
          .tuple(words, fc.constantFrom<Style>('warning', 'critical', 'quiet'), fc.option(words))
          .map(([said, style, statement]): Section['advice'][number] =>
            statement === null ? [said, style] : [said, style, statement],
          ),
      ),
    },
    { requiredKeys: ['title', 'about', 'rows', 'warnings', 'advice'] },
  );
  const views = fc.record({ sections: fc.array(section, { maxLength: 3 }), footer: fc.array(words) });
  fc.assert(
    fc.property(views, fc.integer({ min: 10, max: 120 }), fc.nat(60), (any, width, height) => {
      const lines = compose(any, { width, height });
      expect(lines.length).toBeLessThanOrEqual(height);
      for (const line of lines) expect(lengthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});
