import { urlOf } from '../../model/aws/url';
import { cleaned, type Finding } from '../../model/evidence';
import type { Result } from '../../model/result';
import type { PublishedPoint, Run } from '../web/protocol';
import { FunctionError } from './function';

export interface Invocation {
  readonly service: string;
  /** Undefined for the unnamed one. */
  readonly database?: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: Result | FunctionError;
  readonly log: readonly string[];
  readonly published: Readonly<Record<string, readonly PublishedPoint[]>>;
  /** What must not be shown, the longest first. */
  readonly secrets: readonly string[];
}

/** An invocation as the page gets it. */
export function runOf({ outcome, secrets, log, ...about }: Invocation): Run {
  const clean = (text: string) => mask(text, secrets);
  const failed = outcome instanceof FunctionError;
  return {
    ...about,
    ...(failed && { error: { errorType: outcome.errorType, message: clean(outcome.message) } }),
    warnings: failed ? [] : outcome.warnings.map(clean),
    absent: failed ? {} : reasonsOf(outcome.metrics, clean),
    ...(!failed && outcome.evidence && { evidence: cleaned(outcome.evidence, clean) }),
    log: log.map(clean),
  };
}

/** What its check-up found; undefined if it made none. */
export function findingsOf({ outcome, secrets }: Invocation): readonly Finding[] | undefined {
  if (outcome instanceof FunctionError || !outcome.findings) return undefined;
  return cleaned(outcome.findings, (text) => mask(text, secrets));
}

function reasonsOf(metrics: Result['metrics'], clean: (text: string) => string): Record<string, string> {
  const reasons = Object.entries(metrics).flatMap(([name, metric]): [string, string][] => {
    if ('absent' in metric) return [[name, clean(metric.absent)]];
    if ('failed' in metric) return [[name, clean(metric.failed)]];
    return 'asleep' in metric ? [[name, 'asleep']] : [];
  });
  return Object.fromEntries(reasons);
}

/**
 * The collectors remove secrets from everything they say. This is the second defence, for what a process writes that
 * breaks: it may quote its environment.
 */
function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** The shortest text that is masked: shorter ones are parts of ordinary words, and collectors refuse them. */
const SHORTEST = 4;

/** What must not be shown: the values of a collector's secrets, and the passwords in them. The longest first. */
export function secretsOf(values: readonly string[]): string[] {
  const all = values.flatMap((value) => {
    const url = urlOf(value);
    if (!url) return [value];
    const { password } = url;
    return [value, password, decoded(password)];
  });
  return [...new Set(all)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
