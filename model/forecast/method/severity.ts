import type { Outlook } from './outlook';

type Absent = Extract<Outlook, { readonly absent: string }>;

/** 0: nothing to do; 1: warning; 2: critical. */
export type Held = 0 | 1 | 2;

/** At so many days an alarm begins, and at so many it ends: a forecast that moves a day up and down is not an alarm a day. */
export const alarmDays = {
  warning: { from: 14, until: 21 },
  critical: { from: 7, until: 10 },
} as const;

/** What was known before. */
export interface Before {
  /** As it was published last; 0 where it never was. */
  readonly held: Held;
  /** For how many days no number was given; Infinity where none ever was. */
  readonly silentDays: number;
}

/** For so many days, an outlook that is not clear changes nothing. */
const LONGEST_SILENCE = 7;

/** The severity of an outlook: alarms begin at one number and end at another, so that it depends on what it was. */
export function heldOf(outlook: Outlook, { held, silentDays }: Before): Held {
  if ('absent' in outlook) return keeps(outlook.because, silentDays) ? held : 0;
  const { days } = outlook;
  const { warning, critical } = alarmDays;
  if (days <= critical.from || (held === 2 && days < critical.until)) return 2;
  return days <= warning.from || (held > 0 && days < warning.until) ? 1 : 0;
}

const keeps = (because: Absent['because'], silentDays: number): boolean =>
  because === 'close' || (because === 'unclear' && silentDays <= LONGEST_SILENCE);
