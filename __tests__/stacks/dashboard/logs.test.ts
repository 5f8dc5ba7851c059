import { collectorsOf } from '../../../model/collector';
import { parseQuery } from '../../../preview/widgets/logs/query';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { environments } from '../../fixtures/environments';

/**
 * How many pixels a column of the grid is wide on a laptop; and what a column of a table needs: for a number or a name, for
 * sentences or SQL, and for a letter of its title.
 */
const [GRID, SHORT, LONG, LETTER] = [58, 100, 300, 6.5];
const LONG_FIELDS = /(advice|statement|text|message|waits|blocked)$/;

const needed = (field: string) => Math.max(LONG_FIELDS.test(field) ? LONG : SHORT, LETTER * field.length);

test.each(environments.flatMap((environment) => collectorsOf(environment)))(
  'the tables of $functionName are as wide as their columns need',
  (collector) => {
    const tables = dashboardBody(collector, '123456789012').widgets.flatMap((widget) =>
      widget.type === 'log' ? [widget] : [],
    );
    expect(tables.length).toBeGreaterThan(1);
    const narrow = tables.flatMap(({ properties: { title, query }, width }) => {
      const pixels = parseQuery(query).fields.reduce((sum, field) => sum + needed(field), 0);
      return pixels > width * GRID ? [`${title} needs ${pixels} px, and has ${width * GRID}`] : [];
    });
    expect(narrow).toEqual([]);
    // What is said in whole sentences besides other columns is below the others, from edge to edge.
    expect(tables.at(-1)).toMatchObject({
      properties: { title: expect.stringMatching(/^Findings/) },
      ...{ x: 0, width: 24 },
    });
  },
);
