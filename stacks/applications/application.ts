import { Construct } from 'constructs';
import type { ApplicationWatch } from '../../model/applications/application';
import { CollectorAlarms } from '../alarms/alarms';
import { Dashboard } from '../dashboard/dashboard';
import { templateOf } from '../dashboard/template';
import { applicationBody } from './body';

export interface WatchedApplicationProps {
  readonly application: ApplicationWatch;
  /** Notified of ALARM and OK. */
  readonly topicArn: string;
  /** The account of the alarms; may be a Terraform token. */
  readonly accountId: string;
}

/** What an environment has for the metrics of an application: alarms, and a dashboard unless the environment does without them. */
export class WatchedApplication extends Construct {
  constructor(scope: Construct, id: string, { application, topicArn, accountId }: WatchedApplicationProps) {
    super(scope, id);
    const { dashboardName: name, dashboardLink, service, environment } = application;
    // Nothing of the stack publishes these metrics.
    new CollectorAlarms(this, 'alarms', { collector: application, topicArn, after: undefined });
    if (dashboardLink === undefined) return;
    const template = templateOf(name, `of ${service} in ${environment.name}`, (account) =>
      applicationBody(application, account),
    );
    new Dashboard(this, 'board', { name, template, accountId });
  }
}
