import * as tables from '../../environments';
import { type Project, projectOf } from '../../model/project';

/**
 * The project that this checkout's tables describe.
 * @throws {TablesError} lists every problem in the tables
 */
export function currentProject(): Project {
  return projectOf(tables);
}
