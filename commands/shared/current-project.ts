import * as tables from '../../environments';
import { type Project, projectOf } from '../../model/project';

/**
 * The project of this checkout: what its tables say.
 * @throws {TablesError} that lists every problem of the tables
 */
export function currentProject(): Project {
  return projectOf(tables);
}
