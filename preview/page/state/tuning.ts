import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { overrideLine, retuned } from '../../../model/backtest/retune';
import { alarmRules } from '../../../model/checks/alarm-rules';
import { numberRules } from '../../../model/checks/number-rules';
import type { Overrides } from '../../../model/environment';
import { type Kind, kindOf, type Surroundings } from '../../../model/threshold';
import type { Row, Severity, Threshold } from '../../../thresholds/row';
import type { AlarmView, CollectorView, EnvironmentView } from '../../web/protocol';
import type { Recording } from './recording';

/** The rules that another number may break. */
const rules = [...Object.values(numberRules), alarmRules['can fire']];

/** A threshold that was moved. */
export interface Moved {
  readonly view: AlarmView;
  readonly collector: CollectorView;
  readonly magnitude: number;
}

/** The thresholds that people moved on the page, by the name of the alarm, which names its environment. */
export class Tuning {
  private readonly moved = new Map<string, number>();
  /** Called when a threshold was moved, which its graph shows by itself, or put back. */
  changed: (how: 'moved' | 'reset') => void = () => {};

  /** The threshold as the environment has it. */
  deployed(view: AlarmView): Kind {
    return kindOf(view.threshold);
  }

  /** As it is proposed: moved, or as the environment has it. */
  kindOf(view: AlarmView): Kind {
    return kindOf(this.thresholdOf(view));
  }

  private thresholdOf(view: AlarmView): Threshold {
    const magnitude = this.moved.get(view.resource.alarm_name);
    return magnitude === undefined ? view.threshold : this.deployed(view).override(magnitude);
  }

  /**
   * Moves a threshold to where it was dragged.
   * @param value in the unit of the graph's axis
   */
  move(view: AlarmView, value: number, around: Surroundings): void {
    const name = view.resource.alarm_name;
    const magnitude = this.kindOf(view).magnitudeAt(value, view.definition, around);
    if (magnitude === undefined) return;
    if (magnitude === this.deployed(view).magnitude) this.moved.delete(name);
    else this.moved.set(name, magnitude);
    this.changed('moved');
  }

  /** Puts one threshold back, or all. */
  reset(view?: AlarmView): void {
    if (view) this.moved.delete(view.resource.alarm_name);
    else this.moved.clear();
    this.changed('reset');
  }

  /** In the order of the tables. */
  movedIn({ collectors }: EnvironmentView): Moved[] {
    return collectors.flatMap((collector) =>
      collector.alarms.flatMap((view): Moved[] => {
        const magnitude = this.moved.get(view.resource.alarm_name);
        return magnitude === undefined ? [] : [{ view, collector, magnitude }];
      }),
    );
  }

  /**
   * What `npm run check` would say of the proposed thresholds of a row, as sentences.
   * @returns empty if it would accept them
   */
  problems(name: string, { alarms }: CollectorView): string[] {
    const mine = alarms.filter((view) => view.row === name);
    const [first] = mine;
    if (!first) return [];
    const moved = mine.map((view) => [view.severity, this.thresholdOf(view)] as const);
    const { definition } = first;
    // Replacing a number keeps the kind of the threshold, and so the type of the row.
    const row = { ...definition, alarm: { ...definition.alarm, ...Object.fromEntries(moved) } } as Row;
    const table = { [name]: row };
    const subject = {
      name,
      row,
      table,
      collectors: [],
      about: { limits: {}, options: {}, queries: {}, rows: table },
    };
    const found = rules.flatMap((rule) => [...(rule?.(subject) ?? [])]);
    return found.map(([problem, fix]) => `${name} ${problem}: ${fix}.`);
  }
}

/** What a threshold refers to: the newest values of other rows, and the plan's limits. */
export function surroundingsOf(
  { threshold }: AlarmView,
  { id, limits }: CollectorView,
  recording: Recording,
): Surroundings {
  const { rows } = kindOf(threshold).refersTo;
  const newest = (row: string) => recording.points(id, row)?.at(-1)?.value;
  return { limits, values: Object.fromEntries(rows.map((row) => [row, newest(row)])) };
}

/** The alarm with the threshold that is proposed. */
export function proposed({ view, collector, magnitude }: Moved): SynthesizedAlarm {
  const { resource, definition, severity } = view;
  return retuned({ resource, definition, severity, limits: collector.limits }, magnitude);
}

/** The direction and the threshold in words: `above 80 % of ConnectionLimit`. */
export function wordsOf({ definition }: AlarmView, { limits }: CollectorView, kind: Kind): string {
  return `${definition.alarm.breaches} ${kind.words(definition, limits)}`;
}

type Numbers = Partial<Record<Severity, number>>;

/**
 * What to write into the environment's entry in `environments.ts`: one line, or one for each service. That of a database with a name
 * is for its own entry, of which a comment says where it is.
 */
export function overridesText(moved: readonly Moved[]): string {
  const ids = [...new Set(moved.map(({ collector }) => collector.id))];
  const [unnamed, named] = [ids.filter((id) => !isNamed(id, moved)), ids.filter((id) => isNamed(id, moved))];
  const texts = [
    overridesOf(moved.filter(({ collector }) => unnamed.includes(collector.id))),
    ...named.map((id) => {
      const mine = moved.filter(({ collector }) => collector.id === id);
      const { service, database } = mine[0]?.collector ?? {};
      const rows = [...rowsOf(mine)].map(([row, given]) => `${row}: { ${numbers(given)} }`).join(', ');
      return `// databases.${service}, { name: '${database}' }\noverrides: { ${rows} },`;
    }),
  ];
  return texts.filter((text) => text !== '').join('\n');
}

const isNamed = (id: string, moved: readonly Moved[]): boolean =>
  moved.some(({ collector }) => collector.id === id && collector.database !== undefined);

function rowsOf(moved: readonly Moved[]): Map<string, Numbers> {
  const rows = new Map<string, Numbers>();
  for (const { view, magnitude } of moved)
    rows.set(view.row, { ...rows.get(view.row), [view.severity]: magnitude });
  return rows;
}

const numbers = (given: Numbers): string =>
  Object.entries(given)
    .map(([severity, number]) => `${severity}: ${number}`)
    .join(', ');

function overridesOf(moved: readonly Moved[]): string {
  const services = [...new Set(moved.map(({ collector }) => collector.service))];
  const byService = services.map(
    (service) => [service, rowsOf(moved.filter(({ collector }) => collector.service === service))] as const,
  );
  const all = byService.flatMap(([service, rows]) => [...rows].map((row) => [service, ...row] as const));
  const [only] = all;
  if (!only) return '';
  if (all.length === 1) return overrideLine(only[0] as keyof Overrides, only[1], only[2]);
  const lines = byService.map(([service, rows]) => {
    const entries = [...rows].map(([row, given]) => `    ${row}: { ${numbers(given)} },\n`);
    return `  ${service}: {\n${entries.join('')}  },\n`;
  });
  return `overrides: {\n${lines.join('')}},`;
}
