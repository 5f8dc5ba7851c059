import type { Watcher } from '../../model/applications/application';
import { type Shown, shownOn } from '../../model/boards/board';
import type { Board, Environment } from '../../model/environment';
import { HOURS } from '../../model/links';
import { graphsOfRows, tileShelves } from '../dashboard/body';
import { alarmStates, alarmsOf, heading, titled, titlesOf } from '../dashboard/head';
import { type Member, place, shelve } from '../dashboard/layout';
import { rowTile } from '../dashboard/tile';
import type { DashboardBody, Tile } from '../dashboard/widgets';

/**
 * A dashboard of one's own: the numbers and the states of the alarms of the rows that it names, then their graphs by database, in
 * the order in which it names them. Pure.
 * @param collectors of its environment, and its applications
 * @param accountId the account of the alarms, part of their ARNs
 */
export function boardBody(
  board: Board,
  environment: Environment,
  collectors: readonly Watcher[],
  accountId: string,
): DashboardBody {
  const shown = shownOn(board, collectors);
  const graphs = shown.flatMap(({ collector, rows }) =>
    graphsOfRows(collector, rows).map((widget): Member => ({ section: collector.title, widget })),
  );
  return {
    periodOverride: 'inherit',
    start: `-PT${HOURS}H`,
    widgets: place([
      titled(`${board.name}, ${environment.name}`, links(board.name, environment)),
      ...tileShelves(shown.flatMap((one) => tilesOf(one, shown.length > 1))),
      ...alarmStates(
        environment,
        shown.flatMap(({ collector, rows }) => alarmsOf(collector, rows)),
        accountId,
      ),
      ...shelve(graphs, (section) => heading(`## ${section}`)),
    ]),
  };
}

/** The other dashboards. Those of the services have all rows, and what the runs saw. */
const links = (own: string, environment: Environment): string =>
  titlesOf(environment)
    .flatMap(([title, link]) => (link === undefined || title === own ? [] : [`[${title}](${link})`]))
    .join(' · ');

/** @param several whether the title must say of which database the number is */
function tilesOf({ collector, rows }: Shown, several: boolean): Tile[] {
  return rows.flatMap((name) => {
    const row = collector.rows[name];
    if (!row?.panel.tile) return [];
    const tile = rowTile(collector, name, row);
    const title = several ? `${collector.title}: ${tile.properties.title}` : tile.properties.title;
    return [{ ...tile, properties: { ...tile.properties, title } }];
  });
}
