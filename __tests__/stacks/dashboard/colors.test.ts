import { collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { palette, severityColors } from '../../../stacks/dashboard/colors';
import type { Expression, Line, PlacedWidget } from '../../../stacks/dashboard/widgets';
import { lineColors } from '../../../thresholds/row';
import { serviceNames } from '../../../thresholds/services';
import { environment, environments } from '../../fixtures/environments';
import { contrast, difference, hue, isGrey, visions } from '../../support/stacks/colors';

/** In Oklab, where 0.02 is about the smallest difference that people see. */
const APART = 0.1;
/** What WCAG 2.2 asks of graphics (1.4.11). */
const STANDS_OUT = 3;
/** The degrees of hue from red over orange to yellow and its greens, in Oklab. */
const LIKE_A_THRESHOLD = { from: 330, to: 150 };
const white = '#ffffff';
/** The background of CloudWatch's widgets in dark mode, as of Cloudscape's containers. */
const dark = '#161d26';

/** Why a colour must not be that of a line; empty if it may. */
function colorProblems(color: string): string[] {
  const angle = hue(color);
  return [
    ...(!isGrey(color) && (angle >= LIKE_A_THRESHOLD.from || angle <= LIKE_A_THRESHOLD.to)
      ? [`${color} has the hue of a threshold`]
      : []),
    ...visions.flatMap((vision) =>
      Object.entries(severityColors).flatMap(([severity, threshold]) =>
        difference(color, threshold, vision) < APART ? [`${color} looks like ${severity} (${vision})`] : [],
      ),
    ),
    ...[white, dark].flatMap((paper) =>
      contrast(color, paper) < STANDS_OUT ? [`${color} does not stand out from ${paper}`] : [],
    ),
  ];
}

const renderOf = (line: Line) => line.at(-1) as Partial<Expression>;
const isThreshold = (line: Line) => ['warning', 'critical'].includes(renderOf(line).id ?? '');
/** The colours of everything that is drawn and is no threshold. */
function* colorsOf(widgets: readonly PlacedWidget[]): Iterable<string | undefined> {
  for (const widget of widgets)
    if (widget.type === 'metric')
      for (const line of widget.properties.metrics)
        if (renderOf(line).visible !== false && !isThreshold(line)) yield renderOf(line).color;
}

test.each(lineColors)('%s looks like no threshold, on light and on dark', (name) => {
  expect(colorProblems(palette[name])).toEqual([]);
});

test.each([
  ['orange', '#ff7f0e', 'has the hue of a threshold'],
  ['red', '#d62728', 'looks like critical (normal)'],
  ['yellow', '#e6c200', 'has the hue of a threshold'],
  ['olive, which is orange without red cones', '#8a8a00', 'has the hue of a threshold'],
  ['pink', '#e0338a', 'has the hue of a threshold'],
  ['pale blue', '#c7e3f7', 'does not stand out from #ffffff'],
  ['navy', '#0b2545', 'does not stand out from #161d26'],
])('the guard refuses %s', (_, color, problem) => {
  expect(colorProblems(color).join('\n')).toContain(problem);
});

test.each(visions)('the lines of a graph are told apart with %s vision', (vision) => {
  const pairs = lineColors.flatMap((a, i) => lineColors.slice(i + 1).map((b) => [a, b] as const));
  const alike = pairs.filter(([a, b]) => difference(palette[a], palette[b], vision) < APART);
  expect(alike).toEqual([]);
});

test('the simulation knows that red and green look alike to some', () => {
  expect(difference('#c1442e', '#6b7a2c', 'normal')).toBeGreaterThan(APART);
  expect(difference('#c1442e', '#6b7a2c', 'deuteranope')).toBeLessThan(APART);
});

describe.each(environments.flatMap((e) => serviceNames.map((service) => [e.name, service, e] as const)))(
  '%s, %s',
  (_, service, e) => {
    const collector = collectorOf(e, service);
    test('every line and number has a color of the palette', () => {
      const used = [...colorsOf(dashboardBody(collector, '123456789012').widgets)];
      expect(used.length).toBeGreaterThan(10);
      expect(Object.values(palette)).toEqual(expect.arrayContaining([...new Set(used)]));
    });
  },
);

test('a line has the same color wherever it is drawn, whatever else is collected', () => {
  const colors = (e: ReturnType<typeof environment>) =>
    new Map(
      serviceNames.flatMap((service) =>
        dashboardBody(collectorOf(e, service), '123456789012').widgets.flatMap((widget) =>
          widget.type === 'metric'
            ? widget.properties.metrics.flatMap((line) => {
                const { label, color } = renderOf(line);
                return label && color && !isThreshold(line)
                  ? [[`${widget.properties.view} ${widget.properties.title}: ${label}`, color] as const]
                  : [];
              })
            : [],
        ),
      ),
    );
  const all = colors(environment('production'));
  const fewer = [...colors(environment('staging', { collectionMinutes: 1, namespace: 'own' }))];
  // The number of a row whose limit is collected, too, is a share of that.
  const shared = fewer.filter(([name]) => all.has(name));
  expect(shared.length).toBeGreaterThan(0.9 * fewer.length);
  for (const [name, color] of shared) expect([name, all.get(name)]).toEqual([name, color]);
});
