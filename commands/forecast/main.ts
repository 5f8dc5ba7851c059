import { collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { forecastsOf } from '../../model/forecast/made';
import { dateOf, dayOf } from '../../model/forecast/method/days';
import { HISTORY_DAYS } from '../../model/forecast/payload';
import { subjectsOf } from '../../model/forecast/queries';
import { payloadsOf } from '../../model/forecast/targets';
import { UsageError } from '../../model/usage-error';
import { chosen } from '../shared/choose-environment';
import { currentProject } from '../shared/current-project';
import { program } from '../shared/program';
import { readMetrics } from './metrics';
import { help, type Options, parseOptions } from './options';
import { exitCodeFor, reportJson, reportLines } from './report';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function forecast(environment: Environment, { json }: Options): Promise<void> {
  const { name, region } = environment;
  const subjects = payloadsOf(collectorsOf(environment)).flatMap((payload) => subjectsOf(payload, name));
  if (subjects.length === 0)
    throw new UsageError(`No row that ${name} collects is forecast: the alarms of all of them are off.`);
  const now = Date.now();
  const today = dayOf(now);
  say(`Asking CloudWatch in ${region} for ${subjects.length} rows over ${HISTORY_DAYS} days …`);
  const made = await forecastsOf(subjects, now, (asked) =>
    readMetrics(environment, asked, today - HISTORY_DAYS, today + 1),
  );
  process.exitCode = exitCodeFor(made);
  if (json) process.stdout.write(reportJson(name, made, now));
  else process.stdout.write(`${[`${name}, ${dateOf(today)}`, ...reportLines(made, now)].join('\n')}\n`);
  if (made.every(({ forecast: { outlook } }) => 'absent' in outlook && outlook.because === 'unclear'))
    say(
      `Of no row is enough known. Whether ${name} is deployed in ${region} and collects: npm run doctor -- ${name}`,
    );
  if (environment.forecast !== true)
    say(
      `Nothing is published and no alarm sounds in ${name}: set forecast to true in environments.ts. Without what was said on other days, no forecast is withdrawn.`,
    );
}

/** `npm run forecast -- <environment>`: in how many days rows reach their limits, as the function of the environment says it. */
async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(args);
    if (!options) process.stdout.write(`${help}\n`);
    else
      for (const one of chosen([options.environment], currentProject().environments))
        await forecast(one, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(error.message);
    // Nothing was looked at.
    process.exitCode = 2;
  }
}

if (require.main === module) program(main);
