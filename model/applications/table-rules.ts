import type { Application, ApplicationRow } from '../../thresholds/application/application';
import { applications } from '../../thresholds/application/applications';
import { serviceNames, serviceOf } from '../../thresholds/services';
import { NO_TERRAFORM_TEXT } from '../checks/alarm-rules';
import { type Problem, repeated } from '../checks/finding';
import { flawsOf, placeOf } from '../checks/schema';
import { ALL_NAMED, NAME_FORM, UNNAMED } from '../names';
import { tableOf } from './definition';
import { dimensionSaid, namespaceSaid, type Said } from './metric-rules';
import { rowSaid } from './row-rules';
import { applicationShape } from './shape';

const INDEX = 'thresholds/application/applications.ts';
/** Words that stand in the place of a service in the names of alarms. */
const RESERVED: readonly string[] = [...serviceNames, ALL_NAMED, UNNAMED, 'forecast', 'uptime', 'state'];
/** As long as the name of a database. */
const LONGEST_NAME = 64;

/** The applications that are well formed: the rules of environments can read them. */
export const soundApplications = (): Readonly<Record<string, Application>> =>
  Object.fromEntries(
    Object.entries(applications).filter(([, one]) => flawsOf(applicationShape, one).length === 0),
  );

/** Every problem in the table of applications. Empty if it is valid. */
export function applicationProblems(table: Readonly<Record<string, Application>> = applications): Problem[] {
  const sound: [name: string, application: Application][] = [];
  const problems = Object.entries(table).flatMap(([name, application]) => {
    const flaws = flawsOf(applicationShape, application);
    if (flaws.length === 0) sound.push([name, application]);
    const said = flaws.length === 0 ? applicationSaid(application) : [];
    return [
      ...nameSaid(name).map(([problem, fix]) => ({ file: INDEX, at: name, problem, fix })),
      ...flaws.map(({ path, problem, fix }) => problemOf(name, placeOf(path), [problem, fix])),
      ...said.map(([at, ...one]) => problemOf(name, at, one)),
    ];
  });
  return [...problems, ...twins(sound)];
}

/** People find an application by its name, in whatever file it is. */
const problemOf = (name: string, at: string, [problem, fix]: Said): Problem => ({
  file: `thresholds/application/${name}.ts`,
  at: at || name,
  problem,
  fix,
});

function nameSaid(name: string): Said[] {
  if (!NAME_FORM.test(name))
    return [
      [
        'is no name of an application',
        'use lowercase letters, digits and single hyphens, starting with a letter',
      ],
    ];
  const reserved = RESERVED.find((word) => name === word);
  if (reserved !== undefined)
    return [[`is called ${reserved}, which has a meaning in the names of alarms`, 'use another name']];
  const service = serviceNames.find((word) => name.startsWith(`${word}-`));
  if (service !== undefined)
    return [
      [
        `begins with ${service}-, as the names of its databases' alarms do`,
        'use a name that begins with another word',
      ],
    ];
  return name.length > LONGEST_NAME ? [[`has ${name.length} characters`, `use at most ${LONGEST_NAME}`]] : [];
}

function applicationSaid(application: Application): (readonly [at: string, ...Said])[] {
  const { title, namespace, dimensions, rows } = application;
  const names = Object.keys(rows);
  const table = tableOf(application);
  const ours = serviceNames.map((service) => serviceOf(service).namespace);
  const at = (place: string, all: readonly Said[]) => all.map((one) => [place, ...one] as const);
  return [
    ...at('title', textSaid(title)),
    ...at('namespace', namespaceSaid(namespace, ours)),
    ...at('dimensions', dimensionSaid(dimensions)),
    ...at('rows', names.length === 0 ? [['has no row', 'add one, or remove the application']] : []),
    ...names.flatMap((name) => at(`rows.${name}`, rowSaid(name, application, table))),
    ...at('rows', sameMetrics(application)),
  ];
}

/** A title is part of the text of each alarm. */
const LONGEST_TITLE = 100;

function textSaid(text: string): Said[] {
  if (text.trim() === '') return [['is empty', 'write what people call it']];
  if (text.length > LONGEST_TITLE) return [[`has ${text.length} characters`, `use at most ${LONGEST_TITLE}`]];
  return NO_TERRAFORM_TEXT.test(text)
    ? [[`has a double quote, a line break, \${ or %{`, 'use one line without them']]
    : [];
}

/** What a row sees: two rows that see the same have the same values. */
function sightOf({ namespace, dimensions: usual }: Application, name: string, row: ApplicationRow): string {
  const { metric = name, dimensions = usual, statistic } = row;
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metric, sorted, statistic]);
}

function sameMetrics(application: Application): Said[] {
  const seen = Object.entries(application.rows).map(
    ([name, row]) => [name, sightOf(application, name, row)] as const,
  );
  return repeated(seen.map(([, sight]) => sight)).map((sight) => {
    const names = seen.flatMap(([name, own]) => (own === sight ? [name] : []));
    return [
      `has ${names.join(' and ')} for the same metric, dimensions and statistic`,
      'keep one of them, or give them different dimensions or statistics',
    ];
  });
}

/** Two applications whose rows see the same. */
function twins(all: readonly (readonly [string, Application])[]): Problem[] {
  const sights = all.flatMap(([name, application]) =>
    [...new Set(Object.entries(application.rows).map(([row, own]) => sightOf(application, row, own)))].map(
      (sight) => [name, sight] as const,
    ),
  );
  const shared = new Set(
    repeated(sights.map(([, sight]) => sight)).map((sight) =>
      sights.flatMap(([name, own]) => (own === sight ? [name] : [])).join(' and '),
    ),
  );
  return [...shared].map((names) => ({
    file: INDEX,
    at: names,
    problem: 'have rows for the same metric, dimensions and statistic',
    fix: 'keep them in one of the two',
  }));
}
