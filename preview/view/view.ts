import { format } from '../../model/format';
import { serviceOf } from '../../thresholds/services';
import { FunctionError } from '../functions/function';
import type { Preview, Sample } from '../start';
import { rowsOf } from './rows';
import type { Section, View } from './screen';

/**
 * The view of one round of samples.
 * @param closing the last line
 */
export function viewOf(samples: readonly Sample[], { sink, problems }: Preview, closing: string): View {
  return {
    sections: samples.map(section),
    footer: [...problems, published(samples, sink), closing],
  };
}

function section({ database, outcome }: Sample): Section {
  const { title, rows, limits } = serviceOf(database.service);
  if (outcome instanceof FunctionError)
    return {
      title,
      about: database.about,
      rows: [],
      warnings: [],
      problem: `${outcome.errorType}: ${outcome.message}`,
    };
  const { intervalSeconds, durationMs } = outcome;
  const span =
    intervalSeconds === null ? 'first sample' : `the last ${format(intervalSeconds * 1_000, 'Milliseconds')}`;
  return {
    title,
    about: `${database.about} · ${span} · took ${format(durationMs, 'Milliseconds')}`,
    rows: rowsOf(rows, limits, outcome),
    warnings: outcome.warnings,
  };
}

function published(samples: readonly Sample[], sink: Preview['sink']): string {
  const parts = samples.map(({ database, outcome }) => {
    const { namespace } = serviceOf(database.service);
    return `${outcome instanceof FunctionError ? 0 : outcome.published} in ${namespace}`;
  });
  return `Published to a local stand-in for CloudWatch: ${parts.join(', ')}; ${sink.total} values in total. No AWS account is used.`;
}
