import type { Expected } from './expected';
import type { Facts, Part, Read } from './facts';

/** A fault sets the exit code. A note is worth knowing, and may be as it should be. */
export type Grade = 'fault' | 'note';

/** One thing that was found. */
export interface Finding {
  readonly grade: Grade;
  /** What it is about: a database, or the name of a thing in AWS. */
  readonly subject: string;
  /** Without the subject, so that those who have it in common can be put together. */
  readonly what: string;
  /** What to do next. */
  readonly todo: string;
}

/** The values of the parts that a check needs. */
export type Needed<P extends Part> = {
  readonly [Name in P]: Facts[Name] extends Read<infer T> ? T : never;
} & Pick<Facts, 'now' | 'emulated'>;

/** A look at one side of a deployment. Pure. */
export interface Check<P extends Part = Part> {
  readonly title: string;
  /** The parts without which it cannot tell. */
  readonly needs: readonly P[];
  find(expected: Expected, facts: Needed<P>): readonly Finding[];
  /** What is fine, in a few words, where nothing is found. */
  fine(expected: Expected, facts: Needed<P>): string;
}

/** Gives a check the types of the parts that it names. */
export const check = <const P extends Part>(one: Check<P>): Check<P> => one;

export const fault = (subject: string, what: string, todo: string): Finding => ({
  ...{ grade: 'fault', subject, what, todo },
});
export const note = (subject: string, what: string, todo: string): Finding => ({
  ...{ grade: 'note', subject, what, todo },
});

const MINUTE = 60_000;
/** How long something lasted, to one unit: `4 minutes`, `3 hours`, `2 days`. */
export function lasting(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE));
  const [n, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
