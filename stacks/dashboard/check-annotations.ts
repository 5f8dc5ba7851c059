import { type Found, isRecord, type Json } from './check-values';

/** Lines across a graph, or the alarm that a graph is of. */
export function checkAnnotations(annotations: Record<string, Json>, found: Found): void {
  found.known(annotations, ['alarms', 'horizontal', 'vertical']);
  const { alarms, horizontal = [], vertical = [] } = annotations;
  if (alarms !== undefined) {
    found.that(Array.isArray(alarms) && alarms.length <= 1, 'alarms', 'has other than one ARN');
    for (const arn of Array.isArray(alarms) ? alarms : []) found.alarmArn(arn, 'alarms');
    found.that(
      !('horizontal' in annotations || 'vertical' in annotations),
      'alarms',
      'cannot stand beside other annotations',
    );
  }
  const each = (lines: Json, key: string, check: (line: Record<string, Json>, f: Found) => void) => {
    found.that(Array.isArray(lines), key, 'is not an array');
    (Array.isArray(lines) ? lines : []).forEach((line: Json, i) => {
      const parts: readonly Json[] = Array.isArray(line) ? line : [line];
      found.at(`${key}[${i}]`, (f) => {
        if (Array.isArray(line)) f.that(line.length === 2, '', 'is a band of other than two lines');
        for (const part of parts)
          if (!isRecord(part)) f.that(false, '', 'is not an object');
          else {
            f.known(part, [
              'value',
              'label',
              'color',
              'fill',
              'visible',
              ...(key === 'horizontal' ? ['yAxis'] : []),
            ]);
            if ('color' in part) f.color(part.color, 'color');
            check(part, f);
          }
      });
    });
  };
  each(horizontal, 'horizontal', (line, f) => {
    f.number(line.value, 'value');
    f.oneOf(line, 'fill', ['above', 'below', 'none']);
    f.oneOf(line, 'yAxis', ['left', 'right']);
  });
  each(vertical, 'vertical', (line, f) => {
    f.that(
      typeof line.value === 'string' && !Number.isNaN(Date.parse(line.value)),
      'value',
      'is no ISO 8601 time',
    );
    f.oneOf(line, 'fill', ['before', 'after', 'none']);
  });
}
