import { field, flag, list, number, oneOf, text } from './guards';
import { colorOf } from './lines';
import type { HorizontalMark, VerticalMark } from './model';
import { isoTime } from './range';

/** More could not be told apart in one graph. */
const MOST_MARKS = 100;

interface Marks<Mark> {
  readonly marks: readonly Mark[];
  readonly problems: readonly string[];
}

function read<Mark>(
  annotations: unknown,
  name: 'horizontal' | 'vertical',
  markOf: (one: unknown, other: unknown) => Mark | undefined,
): Marks<Mark> {
  const all = list(annotations, name).slice(0, MOST_MARKS);
  const visible = all.filter((one) => flag(Array.isArray(one) ? one[0] : one, 'visible') !== false);
  const marks = visible.map((one) => (Array.isArray(one) ? markOf(one[0], one[1]) : markOf(one, undefined)));
  const wrong = marks.filter((mark) => mark === undefined).length;
  return {
    marks: marks.filter((mark) => mark !== undefined),
    problems: wrong === 0 ? [] : [`${wrong} of the ${name} annotations have no value that could be drawn.`],
  };
}

/** Lines, and bands of two lines, whose `fill` CloudWatch ignores. */
export function horizontalMarks(annotations: unknown): Marks<HorizontalMark> {
  return read(annotations, 'horizontal', (one, other) => {
    const [value, to] = [number(one, 'value'), number(other, 'value')];
    if (value === undefined || (other !== undefined && to === undefined)) return undefined;
    return {
      value,
      to,
      label: text(one, 'label') ?? text(other, 'label'),
      color: colorOf(one) ?? colorOf(other),
      fill: (to === undefined && oneOf(one, 'fill', ['above', 'below'])) || 'none',
      axis: oneOf(one, 'yAxis', ['right']) ?? 'left',
    };
  });
}

export function verticalMarks(annotations: unknown): Marks<VerticalMark> {
  return read(annotations, 'vertical', (one, other) => {
    const [at, to] = [isoTime(field(one, 'value')), isoTime(field(other, 'value'))];
    if (at === undefined) return undefined;
    return {
      at,
      to,
      label: text(one, 'label'),
      color: colorOf(one),
      fill: (to === undefined && oneOf(one, 'fill', ['before', 'after'])) || 'none',
    };
  });
}
