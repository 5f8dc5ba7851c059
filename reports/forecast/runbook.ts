import type { Environment } from '../../model/environment';
import { FAILED, FORECAST, failureAlarmOf, failureStep } from '../../model/forecast/failure';
import { forecastName } from '../../model/names';
import { fenced } from '../markdown';
import { rowHeading } from '../rows';

/** The chapter on the function of the forecast in the runbook; empty if no environment has one. */
export function forecastChapter(environments: readonly Environment[]): string[] {
  const watched = environments.filter((one) => failureAlarmOf(one) !== undefined);
  const [first] = watched;
  if (!first) return [];
  const { name, region, settings } = first;
  const functionName = forecastName(settings.project, name);
  return [
    '## Forecast',
    'The function that says in how many days a limit is reached. [forecast.md](forecast.md) says how. What to do when a limit comes near is in the entry of its row.',
    `### ${rowHeading(FORECAST, FAILED)}`,
    'A day has no forecasts. The alarms on forecasts stay as they are, and no new one begins.',
    watched
      .map((one) => `- Warning: a run failed three times, or could not start for six hours, in ${one.name}.`)
      .join('\n'),
    `**First:** read why.`,
    '**Look**',
    `What the last runs said, in ${name}:`,
    fenced('sh', failureStep(functionName, region).replace(/^[^:]*: /, '')),
    'The same forecasts with your own permissions; nothing is published:',
    fenced('sh', `npm run forecast -- ${name}`),
    '**Likely causes**',
    [
      "- CloudWatch refused a call (`AccessDenied`): somebody changed the function's role, or a policy of the organization denies it. Deploy the environment again, or have the policy changed.",
      '- CloudWatch was not there, or gave less than it was asked for (`InternalError`). The next run tries again; `npm run invoke` runs it now.',
      '- The run took longer than its timeout of a minute. If that is so every day, tell whoever maintains this project: one run has too many databases.',
      '- Lambda had no room for the function for six hours: the account has used up its concurrency. Look at `Throttles` of its functions.',
    ].join('\n'),
    '**Harmless when:** the next run succeeds. The alarm ends a day after the last failure.',
  ];
}
