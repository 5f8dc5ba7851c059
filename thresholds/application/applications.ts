import type { Application } from './application';

/**
 * The applications whose metrics environments can watch: `applications` in `environments.ts` names those of an environment. Each is
 * a file beside this one; docs/application-metrics.md has an example.
 */
export const applications: Readonly<Record<string, Application>> = {};
