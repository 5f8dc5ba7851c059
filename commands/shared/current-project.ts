import * as tables from '../../environments';
import { missingCollectors } from '../../handlers/bundle/collectors';
import { type Project, projectOf } from '../../model/project';

/**
 * The project that this checkout's tables describe, with a collector for each service.
 * @throws {TablesError} lists every problem
 */
export function currentProject(): Project {
  return projectOf(tables, missingCollectors());
}
