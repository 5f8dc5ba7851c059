/** What the page's address says after `#`: `token=…` from the terminal, and the chosen environment. */
export interface Fragment {
  readonly token?: string;
  readonly environment?: string;
  readonly dashboard?: string;
  /** The database that dashboards with a choice show. */
  readonly database?: string;
}

export function parseFragment(hash: string): Fragment {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const [token, environment, dashboard, database] = ['token', 'environment', 'dashboard', 'database'].map(
    (name) => given.get(name),
  );
  return {
    ...(token && { token }),
    ...(environment && { environment }),
    ...(dashboard && { dashboard }),
    ...(database && { database }),
  };
}

/** Without the token, so that a copied address does not carry it. */
export function fragmentOf({ environment, dashboard, database }: Fragment): string {
  const said = Object.entries({ environment, dashboard, database }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return said.length === 0 ? '' : `#${new URLSearchParams(said)}`;
}

/** The name of the dashboard to which a link into AWS's console leads; undefined if it leads elsewhere. */
export function dashboardIn(url: string): string | undefined {
  const [, name] =
    /^https:\/\/[^/]+\/cloudwatch\/.*#dashboards(?::name=|\/dashboard\/)([\w-]+)/.exec(url) ?? [];
  return name;
}
