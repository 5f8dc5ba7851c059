import {
  hasAlarm,
  type Requirement,
  type Row,
  type Severity,
  type Table,
  type Threshold,
} from '../thresholds/row';

/** Numbers that replace those of the rows, by row and severity. */
export type RowOverrides = Readonly<Record<string, Readonly<Partial<Record<Severity, number>>>>>;

/**
 * The table as one environment has it: detailed rows, and rows that need something, only where they are collected, and
 * the environment's numbers in place of the row's own. An override replaces the value, the share or the rate per minute,
 * whichever the row's threshold has. Overrides of rows that do not exist or have no alarm change nothing; validation reports them.
 */
export function effectiveRows(
  rows: Table,
  options: { readonly detailed: boolean; readonly overrides?: RowOverrides } & {
    /** Where it is not said, the environment is taken to have it. */
    readonly [Needed in Requirement]?: boolean;
  },
): Table {
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, row]) => options.detailed || row.level === 'core')
      .filter(([, { needs }]) => !needs || (options[needs] ?? true))
      .map(([name, row]) => [name, overridden(row, options.overrides?.[name])]),
  );
}

function overridden(row: Row, numbers: Readonly<Partial<Record<Severity, number>>> = {}): Row {
  if (!hasAlarm(row.alarm)) return row;
  const { warning, critical } = row.alarm;
  const alarm = {
    ...row.alarm,
    warning: replaced(warning, numbers.warning),
    critical: replaced(critical, numbers.critical),
  };
  // Replacing a number keeps the kind of the threshold, so the row stays of its own type.
  return { ...row, alarm } as Row;
}

function replaced(threshold: Threshold, number: number | undefined): Threshold {
  if (number === undefined) return threshold;
  if ('value' in threshold) return { ...threshold, value: number };
  if ('perMinute' in threshold) return { ...threshold, perMinute: number };
  return { ...threshold, share: number };
}
