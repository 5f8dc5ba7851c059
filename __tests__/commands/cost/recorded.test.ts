import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actual } from '../../../commands/cost/actual';
import { makeFolder, readRecorded, writeRecorded } from '../../../commands/cost/recorded';
import { environments } from '../../fixtures/environments';
import { temporaryFolder } from '../../support/project/folders';

const november = join(__dirname, '../../fixtures/bills/november');
const temporary = temporaryFolder('recorded');
afterAll(() => temporary.remove());

let n = 0;
/** A copy of the fixture with other files. */
function changed(files: Readonly<Record<string, string | undefined>>): string {
  const folder = join(temporary.path, String(n++));
  cpSync(november, folder, { recursive: true });
  for (const [name, text] of Object.entries(files))
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  return folder;
}
const documentOf = (folder: string, more: { readonly json?: boolean } = {}) =>
  actual(
    environments,
    { environments: [], actual: true, recorded: folder, ...more },
    { env: {}, now: 0, say: () => undefined },
  );

test('what was written is read again, by vendor', () => {
  const { period, aws, neon, upstash } = readRecorded(november);
  expect([aws.length, neon.length, upstash.length]).toEqual([5, 3, 1]);
  const folder = join(temporary.path, 'new/folder');
  makeFolder(folder);
  const plain = [...aws, ...neon, ...upstash].map(({ file, value }) => ({
    file: file.replace(/.*\//, ''),
    value,
  }));
  writeRecorded(folder, period, plain);
  expect(readdirSync(folder).sort()).toEqual(readdirSync(november).sort());
  const again = readRecorded(folder);
  expect(again.period).toEqual(period);
  expect(again.aws.map(({ value }) => value)).toEqual(aws.map(({ value }) => value));
  expect(() => makeFolder(folder)).toThrow('is not empty: name a new folder');
  expect(() => makeFolder(join(folder, 'period.json', 'below'))).toThrow('cannot be made (ENOTDIR)');
});

test('every number of the document adds up, and the sums are those of the answers', async () => {
  const text = await documentOf(november);
  const tables = text.split('\n\n').filter((part) => part.startsWith('| '));
  const number = (cell: string) => Math.round(Number(cell.replaceAll(/[*,\s]/g, '').replace('−', '-')) * 100);
  const rows = (table: string) =>
    table
      .split('\n')
      .slice(2)
      .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
  const lines = tables.filter((table) => table.includes('ours by')).map(rows);
  expect(lines).toHaveLength(3);
  for (const table of lines) {
    for (const [, , , billed = '', ours = '', rest = ''] of table)
      expect(number(ours) + number(rest)).toBe(number(billed));
    for (const column of [3, 4, 5]) {
      const cells = table.map((row) => number(row[column] ?? ''));
      expect(cells.slice(0, -1).reduce((sum, cell) => sum + cell, 0)).toBe(cells.at(-1));
    }
  }
  const totals = Object.fromEntries(
    rows(tables[0] ?? '').map(([title = '', ...cells]) => [title, cells.map(number)]),
  );
  const bills = [totals.AWS, totals.Neon, totals.Upstash];
  for (const column of [0, 1, 2, 3])
    expect(bills.reduce((sum, cells) => sum + (cells?.[column] ?? Number.NaN), 0)).toBe(
      totals['**sum**']?.[column],
    );
  // The sum of aws-total-1.json and -2.json, added by hand: 91.5780711217.
  expect(bills.map((cells) => cells?.[1])).toEqual([9158, 762, 257]);
  // Environments and what tags cannot tell apart are what is ours.
  const parts = rows(tables.find((table) => table.startsWith('| Ours')) ?? '').map(([, cell = '']) =>
    number(cell),
  );
  expect(parts).toHaveLength(4);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(totals.AWS?.[2]);
  expect(text).toContain('AWS calls these figures estimated');
});

test('as JSON, it has the numbers of the document, and why a vendor is absent', async () => {
  const folder = changed({ 'upstash-1.json': undefined });
  const answer = JSON.parse(await documentOf(folder, { json: true }));
  const text = await documentOf(folder);
  const dollars = (numbers: object) =>
    Object.values(numbers).map((one) =>
      one === null ? '–' : one.toLocaleString('en-US', { minimumFractionDigits: 2 }).replace('-', '−'),
    );
  expect(answer).toMatchObject({
    ...{ currency: 'USD', period: { from: '2026-11-01', to: '2026-11-27' } },
    environments: environments.map(({ name }) => name),
    absent: { Upstash: 'no answer of it is in the folder' },
  });
  expect(answer.bills.map(({ vendor }: { vendor: string }) => vendor)).toEqual(['AWS', 'Neon']);
  expect(text).toContain(
    `| **sum** | ${dollars(answer.sum)
      .map((cell) => `**${cell}**`)
      .join(' | ')} |`,
  );
  for (const { vendor, sum, lines, notes } of answer.bills) {
    expect(text).toContain(`| ${vendor} | ${dollars(sum).join(' | ')} |`);
    for (const { label, oursBy, byEnvironment, ...numbers } of lines) {
      const by = oursBy === 'nothing' ? '–' : oursBy;
      expect(text).toContain(`| ${label} | ${by} | ${dollars(numbers).join(' | ')} |`);
      if (by !== 'tag') expect(byEnvironment).toEqual({});
    }
    for (const note of notes) expect(text).toContain(note);
  }
  const [{ lines }] = answer.bills;
  for (const environment of answer.environments) {
    const cents = lines.map((line: { byEnvironment: Record<string, number> }) =>
      Math.round((line.byEnvironment[environment] ?? 0) * 100),
    );
    const sum = cents.reduce((all: number, cent: number) => all + cent, 0) / 100;
    expect(text).toContain(`| ${environment} | ${sum.toFixed(2)} |`);
  }
});

test('a vendor without answers is absent, and said to be', async () => {
  const text = await documentOf(changed({ 'upstash-1.json': undefined }));
  expect(text).toContain('Without Upstash: no answer of it is in the folder.');
  expect(text).not.toContain('## Upstash');
  const empty = join(temporary.path, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'period.json'), '{"from": "2026-11-01", "to": "2026-12-01"}');
  await expect(documentOf(empty)).rejects.toThrow('There is no bill to compare with.\nWithout AWS: ');
});

test('a folder that is not a record is refused, with file and field', async () => {
  const refused = async (files: Readonly<Record<string, string | undefined>>, message: string) => {
    await expect((async () => documentOf(changed(files)))()).rejects.toThrow(message);
  };
  await expect((async () => documentOf(join(temporary.path, 'none')))()).rejects.toThrow(
    'cannot be read (ENOENT)',
  );
  await refused({ 'bill.pdf': '' }, 'bill.pdf is none of the answers that are read');
  await refused({ 'aws-route53-1.json': '{}' }, 'aws-route53-1.json is none of the answers');
  await refused({ 'period.json': undefined }, 'period.json is missing: write the days into it');
  await refused(
    { 'period.json': '{"from": "2026-11-02", "to": "2026-11-03"}' },
    'period.json: from must be the first day',
  );
  await refused({ 'period.json': '{"from": "2026-11-01"}' }, 'period.json: to: ');
  await refused({ 'upstash-1.json': '{' }, 'upstash-1.json is not JSON');
  await refused({ 'upstash-1.json': '{}' }, 'upstash-1.json: total_monthly_billing');
  await refused({ 'aws-total-1.json': undefined }, 'aws-total-1.json is missing: record all pages');
  await refused(
    { 'aws-total-2.json': undefined },
    'aws-total-1.json: NextPageToken: the page after it is missing',
  );
  await refused({ 'aws-lambda-1.json': undefined }, 'aws-lambda-1.json is missing');
  await refused({ 'neon-consumption-1.json': undefined }, 'neon-consumption-1.json is missing');
  await refused({ 'neon-project-1.json': undefined }, 'neon-project-1.json is missing');
});

/** A file of the fixture with its JSON, as a text, changed. */
const edited = (file: string, ...edits: readonly (readonly [from: string | RegExp, to: string])[]): string =>
  edits.reduce(
    (text, [from, to]) => {
      expect(text).toMatch(from);
      return text.replace(from, to);
    },
    readFileSync(join(november, file), 'utf8'),
  );

test('nothing counts twice, and nothing of other days or other services', async () => {
  const refused = async (files: Readonly<Record<string, string>>, message: string) => {
    await expect((async () => documentOf(changed(files)))()).rejects.toThrow(message);
  };
  const [total, lambda, use] = ['aws-total-1.json', 'aws-lambda-1.json', 'neon-consumption-1.json'] as const;
  const token = /"NextPageToken": "[^"]*"/;
  await refused(
    { 'aws-total-2.json': edited(total, [token, '"NextPageToken": null']) },
    'aws-total-2.json: Keys: AmazonCloudWatch, CW:MetricMonitorUsage is there twice. Record each page once.',
  );
  await refused(
    { 'aws-dynamodb-1.json': edited(lambda) },
    'The usage type USE1-Lambda-GB-Second-ARM is in the answer about the tags of Amazon DynamoDB, and not on its bill (aws-total).',
  );
  await refused(
    { 'neon-consumption-2.json': edited(use) },
    'neon-consumption-2.json: compute_unit_seconds of quiet-lake-12345678 from 2026-11-01T00:00:00Z is there twice.',
  );
  await refused(
    { 'neon-project-2.json': edited('neon-project-1.json') },
    'The answer about the Neon project quiet-lake-12345678 is there twice',
  );
  await refused(
    { [use]: edited(use, [/2026-11/g, '2026-10']) },
    `${use}: timeframe_start: it is 2026-10-01T00:00:00Z, and should be from 2026-11-01 to 2026-11-27.`,
  );
  await refused(
    { [use]: edited(use, ['2026-11-02T00', '2026-11-01T00']) },
    `${use}: timeframe_end: 2026-11-01T00:00:00Z is not after 2026-11-01T00:00:00Z.`,
  );
  await refused(
    { [total]: edited(total, [/"Amount": "[^"]*"/, '"Amount": "1e99"']) },
    'Amount: use an amount such as "0.0123"',
  );
  await refused({ [total]: '[]' }, 'GroupDefinitions: it is missing');
  await refused({ [total]: 'null' }, '(the whole answer): use a table {…}');
});

test('what is left out of a bill, or cannot be on it, is said', async () => {
  const use = 'neon-consumption-1.json';
  const last = edited(
    use,
    [/2026-11-02T/, '2026-11-28T'],
    ['2026-11-02T', '2026-11-27T'],
    ['2026-11-03T', '2026-11-28T'],
  );
  const later = await documentOf(changed({ [use]: last }));
  expect(later).toContain('What Neon measured outside these days is left out (time frames: 1).');
  expect(await documentOf(changed({ [use]: '{"projects": []}' }))).toContain(
    'Of quiet-lake-12345678, Neon says no use in these days: nothing is billed for it here.',
  );
  const lambda = 'aws-lambda-1.json';
  expect(await documentOf(changed({ [lambda]: edited(lambda, ['0.0312000000', '500']) }))).toContain(
    'More is ours by tag than was billed for Lambda compute (arm64), so that the remainder is negative',
  );
  const unused = edited(lambda, ['USE1-Lambda-GB-Second-ARM', 'USE1-Unused'], ['0.0312000000', '0']);
  await expect(documentOf(changed({ [lambda]: unused }))).resolves.toContain('## AWS');
  const plain = await documentOf(november);
  expect(plain).toContain('The bill is of 1 database, and the estimate of the 3 that these');
  const three = edited('upstash-1.json');
  const all = await documentOf(changed({ 'upstash-2.json': three, 'upstash-3.json': three }));
  expect(all).not.toContain('The bill is of');
  expect(plain).not.toMatch(/left out|no use in these days|remainder is negative/);
  // What editors and systems add does no harm.
  const total = edited('aws-total-1.json');
  expect(await documentOf(changed({ 'aws-total-1.json': `\uFEFF${total}`, '.DS_Store': 'x' }))).toBe(plain);
});
