import type { Column, Watching } from '../../thresholds/service';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import { number, table, usd } from '../markdown';
import { assumptions } from './assumptions';

const cells: Readonly<Record<Column['format'], (value: number | string, decimals?: number) => string>> = {
  text: String,
  number: (value, decimals = 0) => number(Number(value), decimals),
  percent: (value) => `${number(Number(value) * 100, 1)} %`,
  usd: (value) => usd(Number(value)),
};

export interface Watched extends Omit<Watching, 'hoursPerMonth'> {
  /** The first cell of its lines. */
  readonly label: string;
}

/** What the vendor of a service charges per month because it is watched, in the worst case: nothing else uses it. */
export function elsewhereTable(heading: string, service: ServiceName, watched: readonly Watched[]): string {
  const { columns, lines } = serviceOf(service).elsewhere;
  const { hoursPerMonth } = assumptions;
  const rows = watched.flatMap(({ label, collectionMinutes, options }) =>
    lines({ collectionMinutes, hoursPerMonth, options }).map((line, i) => [
      i === 0 ? label : '',
      ...line.map((value, c) => cells[columns[c]?.format ?? 'text'](value, columns[c]?.decimals)),
    ]),
  );
  const headings = columns.map(({ title, format }) => (format === 'text' ? title : `${title}>`));
  return table([heading, ...headings], rows);
}
