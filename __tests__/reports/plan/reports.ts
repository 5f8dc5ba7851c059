import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDocument } from '../../../reports/plan/document';
import type { JsonObject } from '../../../reports/plan/json';
import { parsePlan } from '../../../reports/plan/parse';
import { environments } from '../../fixtures/environments';

/** A plan that `plans/cases.sh` made with the real Terraform. */
export const made = (name: string): string =>
  readFileSync(join(__dirname, '..', 'plans', 'cases', `${name}.json`), 'utf8');

/** The report on plans, as `terraform show -json` writes them. */
export const reportOf = (...contents: readonly string[]): string =>
  planDocument(
    contents.map((content) => parsePlan(content, 'x.json')),
    environments,
  );

/** What a reviewer reads: the report without the folded attributes. */
export const review = (content: string): string => reportOf(content).split('<details>')[0] ?? '';

/** The lines of a section or of a box, without what leads to them. */
export function under(title: string, text: string): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.replace(/^[>#* ]+|\*+$/g, '') === title);
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => /^(#|> \[!|> \*\*)/.test(line));
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .filter((line) => /^(> )?- /.test(line))
    .map((line) => line.replace(/^(> )?- (production: )?/, ''));
}

/** A plan with these changes, written by hand after Terraform's documented format. */
export function written(changes: readonly JsonObject[], more: JsonObject = {}): string {
  return JSON.stringify({ format_version: '1.2', resource_changes: changes, ...more });
}

/** One change of a resource; with null on one side, it is created or destroyed. */
export function change(
  type: string,
  before: JsonObject | null,
  after: JsonObject | null,
  more: JsonObject = {},
): JsonObject {
  const actions = before ? (after ? ['update'] : ['delete']) : ['create'];
  const tagged = (values: JsonObject | null) =>
    values && { tags_all: { Environment: 'production' }, ...values };
  return {
    address: `${type}.x`,
    type,
    mode: 'managed',
    change: { actions, before: tagged(before), after: tagged(after) },
    ...more,
  };
}
