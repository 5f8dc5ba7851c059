/**
 * What is known of when a row reaches its limit: in how many days from now, 0 where it has; or why no number is given. `far` is known as well: the limit is not
 * reached soon. `close` is between both: it is not, but by so little that tomorrow may say otherwise. `unclear` is not known: the history is too
 * short, too old, or fits no line.
 */
export type Outlook =
  | { readonly days: number }
  | { readonly absent: string; readonly because: 'far' | 'close' | 'unclear' | 'wrong' };

export const far = (absent: string): Outlook => ({ absent, because: 'far' });
export const close = (absent: string): Outlook => ({ absent, because: 'close' });
export const unclear = (absent: string): Outlook => ({ absent, because: 'unclear' });

/** A number in a sentence, with as many digits as people read. */
export const shown = (value: number): string => String(Number(value.toPrecision(3)));
/** A share in percent: `63 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;
/** `1 day`, `3 days`. */
export const daysWords = (count: number): string => `${shown(count)} ${count === 1 ? 'day' : 'days'}`;
