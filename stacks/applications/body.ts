import type { ApplicationWatch } from '../../model/applications/application';
import { HOURS } from '../../model/links';
import { graphsOfRows, tiles } from '../dashboard/body';
import { alarmStates, furtherLinks, heading, titled } from '../dashboard/head';
import { type Member, place, shelve } from '../dashboard/layout';
import type { DashboardBody } from '../dashboard/widgets';

/**
 * The dashboard of an application: its numbers, the states of its alarms, and its graphs by section, in the order of the table. Pure.
 * @param accountId the account of the alarms, part of their ARNs
 */
export function applicationBody(application: ApplicationWatch, accountId: string): DashboardBody {
  const { title, environment, rows, alarms } = application;
  const all = Object.entries(rows);
  const sections = [...new Set(all.map(([, { panel }]) => panel.section))];
  const graphs = sections.flatMap((section) => {
    const own = all.flatMap(([name, { panel }]) => (panel.section === section ? [name] : []));
    return graphsOfRows(application, own).map((widget): Member => ({ section, widget }));
  });
  return {
    periodOverride: 'inherit',
    start: `-PT${HOURS}H`,
    widgets: place([
      titled(`${title}, ${environment.name}`, furtherLinks(application).join(' · ')),
      ...tiles(application, all),
      ...alarmStates(environment, alarms, accountId),
      ...shelve(graphs, (section) => heading(`## ${section}`)),
    ]),
  };
}
