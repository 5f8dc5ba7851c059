import { NO_TERRAFORM_TEXT } from '../checks/alarm-rules';
import { PLACEHOLDER, placed } from './definition';

/** What is wrong, and what to do. */
export type Said = readonly [problem: string, fix: string];

/** PutMetricData and PutMetricAlarm: names of namespaces, metrics and dimensions, in characters; values of dimensions; dimensions of a metric. */
const LONGEST = 255;
const LONGEST_VALUE = 1024;
const MOST_DIMENSIONS = 30;
/** The name of an environment is part of a function's name, which Lambda limits. */
const LONGEST_ENVIRONMENT = 'e'.repeat(64);

/** Printable ASCII. */
const ASCII = /^[\x20-\x7e]*$/;

/** What is wrong with a text that becomes part of a metric, whatever part it is. */
function* textSaid(what: string, text: string, longest: number): Iterable<Said> {
  if (text.trim() === '') return yield [`has an empty ${what}`, 'write what the application publishes'];
  if (text.trim() !== text)
    return yield [`has a ${what} that begins or ends with a space`, 'write what the application publishes'];
  const { length } = placed(text, LONGEST_ENVIRONMENT);
  if (length > longest)
    yield [
      `has a ${what} of up to ${length} characters; CloudWatch allows ${longest}`,
      'publish a shorter one',
    ];
  if (!ASCII.test(text))
    yield [`has a ${what} with other characters than printable ASCII`, 'publish one that CloudWatch takes'];
  else if (NO_TERRAFORM_TEXT.test(text))
    yield [`has a ${what} with a double quote, \${ or %{`, 'publish one without them'];
}

/** A placeholder that is none. */
function* placeholderSaid(what: string, text: string): Iterable<Said> {
  const unknown = /(?<![$%])\{\w*\}/.exec(text.replaceAll(PLACEHOLDER, ''))?.[0];
  if (unknown !== undefined)
    yield [`has ${unknown} in its ${what}`, `use ${PLACEHOLDER}, which stands for the environment's name`];
}

/** @param ours the namespaces of the services, in which their collectors publish */
export function namespaceSaid(namespace: string, ours: readonly string[]): Said[] {
  // Nobody has one beside it that differs only in its letters, other than by mistake.
  const own = ours.find((one) => `${namespace}/`.toLowerCase().startsWith(`${one}/`.toLowerCase()));
  if (own !== undefined)
    return [
      [`is ${namespace}, where the collectors publish`, 'name the one in which the application publishes'],
    ];
  if (/^aws\//i.test(namespace))
    return [
      [
        `is ${namespace}: those that begin with AWS/ belong to AWS's own services`,
        'name the one in which the application publishes',
      ],
    ];
  const said = [...textSaid('name', namespace, LONGEST), ...placeholderSaid('name', namespace)];
  if (said.length > 0) return said;
  return /^(?!:)[A-Za-z0-9._/#: -]+$/.test(namespace.replaceAll(PLACEHOLDER, 'e'))
    ? []
    : [[`is "${namespace}"`, 'use letters, digits, spaces and ._/#:-, not with a colon at the beginning']];
}

export function dimensionSaid(dimensions: Readonly<Record<string, string>>): Said[] {
  const entries = Object.entries(dimensions);
  return [
    ...(entries.length > MOST_DIMENSIONS
      ? [[`has ${entries.length}`, `use at most ${MOST_DIMENSIONS}, as CloudWatch does`] as const]
      : []),
    ...entries.flatMap(([name, value]) => [
      ...textSaid('name', name, LONGEST),
      ...textSaid(`value of ${name}`, value, LONGEST_VALUE),
      ...placeholderSaid(`value of ${name}`, value),
      ...(name.startsWith(':')
        ? [[`has the name ${name}`, 'begin it with another character than :'] as const]
        : []),
      ...(/\{\w*\}/.test(name)
        ? [
            [
              `has the name ${name}`,
              'write it as it is published: only values may have a placeholder',
            ] as const,
          ]
        : []),
    ]),
  ];
}

export const metricSaid = (name: string): Said[] => [...textSaid('metric name', name, LONGEST)];
