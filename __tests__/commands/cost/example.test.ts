import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actual } from '../../../commands/cost/actual';
import { environments } from '../../fixtures/environments';

const november = join(__dirname, '../../fixtures/bills/november');

/** The tables of a document with columns for money, as rows of cells. */
const tablesOf = (text: string): string[][][] =>
  text
    .split('\n\n')
    .filter((part) => part.startsWith('| ') && part.includes('remainder |'))
    .map((part) =>
      part.split('\n').map((row) => row.split('|').map((cell) => cell.replaceAll('*', '').trim())),
    );

test('the example of docs/bill.md has the lines and the bills of the recorded answers', async () => {
  const options = { environments: [], actual: true, recorded: november };
  const found = tablesOf(await actual(environments, options, { env: {}, now: 0, say: () => undefined }));
  const shown = tablesOf(readFileSync(join(__dirname, '../../../docs/bill.md'), 'utf8'));
  expect(shown).toHaveLength(2);
  // Estimates change with every row; labels and bills do not.
  const fixed = (table: string[][] = []) => {
    const column = table[0]?.indexOf('billed') ?? -1;
    const by = table[0]?.indexOf('ours by') ?? -1;
    return table.map((row) => [row[1], row[by], row[column]]);
  };
  expect(shown.map(fixed)).toEqual(found.slice(0, 2).map(fixed));
});
