import { type Fragment, fragmentOf, parseFragment } from './state/address';

const KEY = 'preview';
const THEME = 'preview-theme';

/**
 * What this tab remembers: the token from the address, the chosen environment and dashboard. A reload keeps them. The
 * address shows all but the token, which a copied link or a screenshot must not have in it.
 */
export function kept(): Fragment {
  return { ...stored(), ...parseFragment(location.hash) };
}

export function keep(change: Fragment): void {
  const now = { ...kept(), ...change };
  sessionStorage.setItem(KEY, JSON.stringify(now));
  history.replaceState(undefined, '', `${location.pathname}${fragmentOf(now)}`);
}

/**
 * Takes over what the address says: now, and when somebody opens the terminal's address in this tab, which reloads nothing.
 * Links to parts of the page say nothing of this kind.
 */
export function arrived(changed: () => void): void {
  keep({});
  addEventListener('hashchange', () => {
    if (Object.keys(parseFragment(location.hash)).length === 0) return;
    keep({});
    changed();
  });
}

function stored(): Fragment {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Fragment;
  } catch {
    return {};
  }
}

/** `system`, `light` or `dark`. */
export function keptTheme(): string {
  return localStorage.getItem(THEME) ?? 'system';
}

export function showTheme(name: string): void {
  localStorage.setItem(THEME, name);
  const { dataset } = document.documentElement;
  if (name === 'system') delete dataset.theme;
  else dataset.theme = name;
}
