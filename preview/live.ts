import { stop } from 'esbuild';
import { databaseId } from '../model/names';
import type { Env } from '../model/variables';
import type { Watched } from './alarms/watch';
import type { Options } from './options';
import type { Session } from './session';
import { Ward } from './sick/ward';
import type { Preview, StartingContext } from './start';
import { bundlePage } from './web/assets';
import { openDashboard } from './web/dashboard-file';
import { Hub } from './web/hub';
import { PageServer, type Site } from './web/server';
import { databaseView, environmentView } from './web/views';

/** What the page shows besides what happens. */
export interface Subject {
  readonly env: Env;
  readonly options: Options;
  readonly watched: readonly Watched[];
  /** The environment to show first. */
  readonly shown: Watched;
}

/** The page, which is served before there is anything to show: requests wait. */
export class Page {
  private constructor(
    readonly server: PageServer,
    private readonly show: (site: Site) => void,
    private readonly bundling: ReturnType<typeof bundlePage>,
    private readonly opened: ReturnType<typeof openDashboard> | undefined,
    private readonly keep: StartingContext['keep'],
  ) {}

  /**
   * Listens, and begins to bundle the page.
   * @throws {Error} says what to do if the port or the dashboard's file cannot be used
   */
  static async open({ port, dashboard }: Options, { say, keep }: StartingContext): Promise<Page> {
    const opened = dashboard === undefined ? undefined : openDashboard(dashboard);
    const { promise: site, resolve: show } = deferred<Site>();
    const server = await PageServer.start({ port, site });
    keep(() => server.close());
    say(`Page: bundling it; it will be at port ${server.port} …`);
    const bundling = bundlePage();
    // It is awaited later; until then its failure is nobody's.
    bundling.catch(() => {});
    return new Page(server, show, bundling, opened, keep);
  }

  /**
   * Shows the preview on the page, and what happens in the session from now on.
   * @throws {Error} what the bundler says about the page's sources
   */
  async fill(preview: Preview, session: Session, { env, options, watched, shown }: Subject): Promise<void> {
    const assets = await this.bundling;
    // The collectors are bundled by now as well; esbuild's process would keep some 150 MB until the end.
    await stop();
    const sicknesses = preview.databases.flatMap((database) => database.sicknesses);
    const checked = new Map(
      sicknesses.flatMap(({ id, checkup, ...whose }) => (checkup ? [[id, databaseId(whose)]] : [])),
    );
    const ward = new Ward(sicknesses, (state) => {
      hub.sickness(state);
      const database = checked.get(state.id);
      const settled = state.state === 'sick' || state.state === 'healthy';
      if (database !== undefined && settled) session.checkUp(database);
    });
    this.keep(async () => ward.close());
    const hub = new Hub({
      version: assets.version,
      startedAt: Date.now(),
      everySeconds: options.everySeconds,
      databases: preview.databases.map((database) => databaseView(database, env, options.everySeconds)),
      environments: watched.map(environmentView),
      chosen: shown.environment.name,
      ...(this.opened && { opened: this.opened }),
      sicknesses: ward.views,
    });
    for (const state of ward.states) hub.sickness(state);
    const known = new Set(ward.views.map(({ id }) => id));
    const set = (id: string, sick: boolean): boolean => {
      // Its state is told to all pages as it changes.
      if (known.has(id)) void ward.set(id, sick);
      return known.has(id);
    };
    session.tell(hub);
    this.show({ assets, hub, actions: { set, checkUp: (database) => session.checkUp(database) } });
  }

  /** The lines below the terminal's table. */
  get lines(): string[] {
    return [...this.server.notices, `Your dashboards and alarms: ${this.server.address}`];
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
