import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookAnchor } from '../../model/links';
import { documents, outdated } from '../../reports/documents';
import { code, fenced, generatedLine, table, usd } from '../../reports/markdown';
import { metricsDocument } from '../../reports/metrics';
import { rowHeading } from '../../reports/rows';
import { hasAlarm, type Row } from '../../thresholds/row';
import { services } from '../../thresholds/services';
import { environments, project } from '../fixtures/environments';
import { temporaryFolder } from '../support/project/folders';

const committed = join(__dirname, '..', '..', 'docs');
const rows = Object.entries(services).flatMap(([service, { rows: table }]) =>
  Object.entries<Row>(table).map(([name, row]) => ({ service, name, row })),
);

/** The anchors of a document by GitHub's rules: lowercase, no punctuation, hyphens for spaces. */
function anchors(text: string): Set<string> {
  const headings = text.match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the documents', () => {
  const generated = documents(project);

  test('are the same every time, and say that they are generated', () => {
    expect(documents(project)).toEqual(generated);
    expect(Object.keys(generated)).toEqual(['metrics.md', 'runbook.md', 'cost.md', 'checkup.md']);
    for (const text of Object.values(generated)) expect(text.startsWith(generatedLine)).toBe(true);
  });

  test('a file that differs or is missing is reported with its first difference', () => {
    const { path: folder, remove } = temporaryFolder('docs');
    try {
      for (const [name, text] of Object.entries(generated)) writeFileSync(join(folder, name), text);
      expect(outdated(folder, generated)).toEqual([]);
      writeFileSync(join(folder, 'a.md'), 'one\ntwo\n');
      writeFileSync(join(folder, 'long.md'), 'one\ntwo\nthree\n');
      const wanted = { 'a.md': 'one\n2\n', 'b.md': 'x', 'long.md': 'one\n' };
      expect(outdated(folder, wanted)).toEqual([
        'docs/a.md differs at line 2\n  file:      two\n  generated: 2',
        'docs/b.md is missing',
        'docs/long.md differs at line 2\n  file:      two\n  generated: ',
      ]);
    } finally {
      remove();
    }
  });

  test('have an entry for every row, and the runbook has one for every row with alarms', () => {
    const reference = anchors(generated['metrics.md'] ?? '');
    const runbook = anchors(generated['runbook.md'] ?? '');
    for (const { service, name, row } of rows) {
      const anchor = runbookAnchor(service, name);
      expect(anchors(`## ${rowHeading(service, name)}`)).toEqual(new Set([anchor]));
      expect(reference).toContain(anchor);
      expect(runbook.has(anchor)).toBe(hasAlarm(row.alarm));
    }
  });

  test.each(['metrics.md', 'runbook.md', 'cost.md', 'checkup.md', 'github.md'])(
    'every link in %s has a target',
    (file) => {
      // In code, brackets beside parentheses are no link.
      const text = readFileSync(join(committed, file), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
      for (const [, target = '', anchor] of text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const other = readFileSync(join(committed, target || file), 'utf8');
        if (anchor) expect(anchors(other)).toContain(anchor);
      }
    },
  );

  test('list the environments with overridden thresholds', () => {
    const [first] = environments;
    if (!first) throw new Error('no environment');
    const text = metricsDocument([
      { ...first, name: 'small', overrides: { neon: { SlowQueries: { warning: 2 } } }, limits: {} },
      { ...first, name: 'large', limits: { databaseGigabytes: 50 } },
    ]);
    expect(text).toContain('- In small, warning: above 2 per minute.');
    expect(text).toContain("- In large, critical: above 45 GB (90 % of the plan's 50 GB).");
    expect(text).not.toContain('In small, critical');
    expect(metricsDocument([first])).not.toContain('- In ');
    // Where the server's limit is collected, alarms compare with that.
    expect(metricsDocument(environments).match(/^- In .*$/gm)).toEqual([
      '- In production, warning: above 80 % of DatabaseSizeLimit.',
      '- In production, critical: above 90 % of DatabaseSizeLimit.',
      '- In production, warning: above 100 % of ComputeLimit.',
      '- In production, critical: above 200 % of ComputeLimit.',
    ]);
  });
});

describe('Markdown', () => {
  test('content cannot close code spans and blocks', () => {
    expect(code('plain')).toBe('`plain`');
    expect(code('a `b` ``c``')).toBe('``` a `b` ``c`` ```');
    expect(code('two\nlines')).toBe('`two lines`');
    expect(code('\u202eright\u0007')).toBe('`right`');
    expect(code(' \n ')).toBe('(empty)');
    expect(fenced('diff', '```\nx\n`````')).toBe('``````diff\n```\nx\n`````\n``````');
  });

  test('tables keep their columns', () => {
    expect(table(['a', 'b>'], [['x|y', '1']])).toBe('| a | b |\n| --- | ---: |\n| x\\|y | 1 |');
  });

  test('a small amount is never shown as zero', () => {
    expect([0, 0.004, 0.005, 1234.5].map(usd)).toEqual(['0.00', '< 0.01', '0.01', '1,234.50']);
  });
});
