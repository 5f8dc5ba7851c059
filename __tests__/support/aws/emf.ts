/** A metric as CloudWatch stores it. */
export interface Published {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly values: readonly number[];
}

type Values = Readonly<Record<string, number | readonly number[]>>;

/**
 * A line of the embedded metric format, as Powertools writes it for a function.
 * @param sets the sets of dimensions; by default one of all
 */
export function emfLine(
  namespace: string,
  dimensions: Readonly<Record<string, string>>,
  values: Values,
  { at, sets = [Object.keys(dimensions)] }: { readonly at: number; readonly sets?: readonly string[][] },
): string {
  const metrics = Object.keys(values).map((name) => ({ Name: name, Unit: 'Count' }));
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: sets, Metrics: metrics }],
    },
    ...dimensions,
    ...values,
  });
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/**
 * What CloudWatch makes of a line of a log ("Specification: Embedded metric format"): for each directive, each set of dimensions and
 * each metric of it one metric; the members of the line have the values. A line in another form, or a set with a member that is
 * missing or no text, makes none.
 */
export function publishedBy(line: string): Published[] {
  let root: Record<string, unknown>;
  try {
    root = Object(JSON.parse(line));
  } catch {
    return [];
  }
  const { Timestamp: at, CloudWatchMetrics: directives } = Object(root._aws) as {
    Timestamp?: number;
    CloudWatchMetrics?: readonly Directive[];
  };
  if (typeof at !== 'number' || !Array.isArray(directives)) return [];
  return (directives as readonly Directive[]).flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.filter((set) => set.length <= 30 && set.every((key) => typeof root[key] === 'string')).flatMap(
      (set) =>
        Metrics.flatMap(({ Name: name }) => {
          const values = [root[name]].flat().filter((value): value is number => typeof value === 'number');
          const dimensions = Object.fromEntries(set.map((key) => [key, String(root[key])]));
          return values.length === 0 ? [] : [{ namespace, name, dimensions, at, values }];
        }),
    ),
  );
}
