import type { Page } from 'playwright-core';
import type { Row } from '../../../thresholds/row';

/** Whether it is drawn per minute. */
export const isCount = (row: Row): boolean => row.kind === 'counter' && row.published === 'count';

/** The newest value of a row in the table behind its graph. */
export async function newestInTable(page: Page, row: Row, name: string): Promise<string> {
  const { graph } = row.panel;
  const button = page.getByRole('button', { name: `Table of ${graph}`, exact: true }).last();
  await button.click();
  const table = page
    .getByRole('group', { name: `${graph} as a table` })
    .last()
    .getByRole('table');
  // It is filled with the next update of the page.
  await table.locator('tbody tr').first().waitFor();
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const column = heads.findIndex((head) => head.replace(' per minute', '') === name);
  // Periods that are not over yet may have no value.
  const cells = await table.locator(`tbody tr > :nth-child(${column + 1})`).allInnerTexts();
  await button.click();
  return cells.find((text) => text !== '–') ?? '';
}
