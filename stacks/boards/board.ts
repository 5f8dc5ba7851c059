import type { Construct } from 'constructs';
import type { Watcher } from '../../model/applications/application';
import type { Board, Environment } from '../../model/environment';
import { boardName } from '../../model/names';
import { Dashboard } from '../dashboard/dashboard';
import { templateOf } from '../dashboard/template';
import { boardBody } from './body';

export interface OwnDashboardProps {
  readonly board: Board;
  readonly environment: Environment;
  readonly collectors: readonly Watcher[];
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** A dashboard that an environment lists. */
export class OwnDashboard extends Dashboard {
  constructor(
    scope: Construct,
    id: string,
    { board, environment, collectors, accountId }: OwnDashboardProps,
  ) {
    const name = boardName(environment.name, board.name);
    const template = templateOf(name, `${board.name} of ${environment.name}`, (account) =>
      boardBody(board, environment, collectors, account),
    );
    super(scope, id, { name, template, accountId });
  }
}
