import { type Finding, findingWords, worstFirst } from '../../model/evidence';
import type { Result } from '../../model/result';
import { type Line, paragraph, type Style, wrap } from '../../preview/view/lines';
import { type CheckSeverity, checkSeverities, NOT_LOOKED_AT } from '../../thresholds/check';
import { type ServiceName, serviceOf } from '../../thresholds/services';

/** What came of a service's check-up. */
export interface Outcome {
  readonly service: ServiceName;
  readonly result?: Result;
  /** Why it could not be looked at. */
  readonly failure?: { readonly errorType: string; readonly message: string };
}

const styles: Readonly<Record<CheckSeverity, Style>> = {
  critical: 'critical',
  warning: 'warning',
  notice: 'asleep',
};
/** `1 critical, 2 warnings, 3 notices` */
const plural = (n: number, severity: CheckSeverity): string =>
  `${n} ${severity}${n === 1 || severity === 'critical' ? '' : 's'}`;
export function countsOf(findings: readonly Finding[]): string {
  const counts = checkSeverities
    .toReversed()
    .map((one) => [one, findings.filter(({ severity }) => severity === one).length] as const);
  return counts
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => plural(n, severity))
    .join(', ');
}

const INDENT = 10;
const BLANK: Line = [];

/** One finding: how bad and what, the advice as a paragraph, and the statement in one line, so that it can be copied. */
function findingLines(finding: Finding, width: number): Line[] {
  const { severity, advice, statement } = finding;
  const margin = ' '.repeat(INDENT);
  return [
    [
      [severity.padEnd(INDENT), styles[severity]],
      [findingWords(finding), 'title'],
    ],
    ...wrap(advice, width - INDENT).map((text): Line => [[margin + text]]),
    ...(statement === undefined ? [] : [[[margin + statement, 'good'] as const]]),
    BLANK,
  ];
}

const NOTICES = 'A notice is worth knowing. It raises no alarm, and nobody has to do anything now.';

function serviceLines({ service, result, failure }: Outcome, width: number): Line[] {
  const { title } = serviceOf(service);
  const text = (words: string, style: Style) => paragraph(words, width, 2, style);
  if (!result)
    return [
      [
        [title, 'title'],
        ['  could not be looked at', 'critical'],
      ],
      ...text(`${failure?.errorType}: ${failure?.message}`, 'critical'),
      BLANK,
    ];
  const { findings, warnings } = result;
  const said = warnings.flatMap((warning) => text(`Warning: ${warning}`, 'quiet'));
  if (!findings)
    return [
      [
        [title, 'title'],
        ['  no check-up was made', 'critical'],
      ],
      ...(said.length > 0 ? said : text('The collector gave no reason.', 'quiet')),
      BLANK,
    ];
  const onlyNotices = findings.length > 0 && findings.every(({ severity }) => severity === 'notice');
  return [
    findings.length === 0
      ? [
          [title, 'title'],
          ['  nothing was found', 'good'],
        ]
      : [[title, 'title'], [`  ${countsOf(findings)}`]],
    BLANK,
    ...worstFirst(findings).flatMap((finding) => findingLines(finding, width)),
    ...(onlyNotices ? text(NOTICES, 'quiet') : []),
    ...said,
    ...(onlyNotices || said.length > 0 ? [BLANK] : []),
  ];
}

/** The whole report, without colours; each line knows its own. */
export function reportLines(heading: string, outcomes: readonly Outcome[], width: number): Line[] {
  const first: Line = [[heading, 'title']];
  return [first, BLANK, ...outcomes.flatMap((one) => serviceLines(one, width))].slice(0, -1);
}

/** The same for programs. */
export function reportJson(environment: string | undefined, outcomes: readonly Outcome[]): string {
  const services = outcomes.map(({ service, result, failure }) => [
    service,
    result ? { findings: result.findings ?? null, warnings: result.warnings } : { failure },
  ]);
  return `${JSON.stringify({ environment: environment ?? null, services: Object.fromEntries(services) }, null, 2)}\n`;
}

/** 2: something could not be looked at; 1: something critical was found, or a warning that counts; 0: neither. */
export function exitCodeFor(outcomes: readonly Outcome[], strict: boolean): 0 | 1 | 2 {
  if (outcomes.some(({ result }) => result?.findings === undefined)) return 2;
  const found = outcomes.flatMap(({ result }) => result?.findings ?? []);
  if (found.some(({ check }) => check === NOT_LOOKED_AT)) return 2;
  const bad: readonly CheckSeverity[] = strict ? ['critical', 'warning'] : ['critical'];
  return found.some(({ severity }) => bad.includes(severity)) ? 1 : 0;
}
